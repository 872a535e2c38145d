//! Every task and its path.

macro_rules! tasks {
    ($($(#[doc = $doc:literal])+ $task:ident = $pattern:literal;)+) => {
        /// A named task.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Task {
            $($(#[doc = $doc])+ $task,)+
        }

        impl Task {
            /// Every task.
            pub const ALL: [Self; [$($pattern),+].len()] = [$(Self::$task),+];

            /// Its path below `/api/v1`.
            pub const fn pattern(self) -> &'static str {
                match self {
                    $(Self::$task => $pattern,)+
                }
            }

            /// What it is for, in a line.
            pub const fn summary(self) -> &'static str {
                match self {
                    $(Self::$task => concat!($($doc),+).trim_ascii(),)+
                }
            }
        }
    };
}

tasks! {
    // A well.
    /// Plan a well.
    ProposeWell = "/wells";
    /// Give the well its number, as the agency did.
    AssignApiNumber = "/wells/{well_id}/assign-api-number";
    /// Apply for the drilling permit.
    SubmitDrillingPermit = "/wells/{well_id}/permit/submit";
    /// Record the agency's drilling permit.
    ApprovePermit = "/wells/{well_id}/permit";
    /// Record that the agency denied it.
    DenyPermit = "/wells/{well_id}/permit/deny";
    /// Record that the permit ran out.
    RecordPermitExpiry = "/wells/{well_id}/permit/expire";
    /// Give the well up before the bit turned.
    CancelWell = "/wells/{well_id}/cancel";
    /// Record that the bit turned.
    SpudWell = "/wells/{well_id}/spud";
    /// Record a string of casing.
    SetCasing = "/wells/{well_id}/casing";
    /// Record a day's drilling.
    RecordDailyDrilling = "/wells/{well_id}/daily-drilling";
    /// Record that drilling stopped before total depth.
    SuspendDrilling = "/wells/{well_id}/suspend-drilling";
    /// Record that drilling goes on.
    ResumeDrilling = "/wells/{well_id}/resume-drilling";
    /// Record total depth.
    ReachTotalDepth = "/wells/{well_id}/total-depth";
    /// Record that a bore was left for a new one.
    SidetrackWellbore = "/wells/{well_id}/sidetrack";
    /// Declare the hole dry.
    DeclareDryHole = "/wells/{well_id}/dry-hole";
    /// Record that work on an open interval began.
    StartCompletion = "/wells/{well_id}/start-completion";
    /// Record that an interval was opened.
    CompleteWell = "/wells/{well_id}/complete";
    /// Record first production.
    RecordFirstProduction = "/wells/{well_id}/first-production";
    /// Record that injection began.
    StartInjection = "/wells/{well_id}/start-injection";
    /// Record that injection stopped.
    StopInjection = "/wells/{well_id}/stop-injection";
    /// Record that production stopped.
    ShutInWell = "/wells/{well_id}/shut-in";
    /// Record that production started again.
    ResumeProduction = "/wells/{well_id}/resume-production";
    /// Record that injection started again.
    ResumeInjection = "/wells/{well_id}/resume-injection";
    /// Record that the well was secured.
    TemporarilyAbandonWell = "/wells/{well_id}/temporarily-abandon";
    /// Record that the agency extended the temporary abandonment.
    ExtendTemporaryAbandonment = "/wells/{well_id}/extend-temporary-abandonment";
    /// Record the way back from temporary abandonment.
    ReturnToService = "/wells/{well_id}/return-to-service";
    /// Record that another zone was opened.
    RecompleteWell = "/wells/{well_id}/recomplete";
    /// Give the well another role.
    ConvertWell = "/wells/{well_id}/convert";
    /// Record that the well passed to another operator.
    ChangeOperator = "/wells/{well_id}/change-operator";
    /// Record a well test.
    RecordWellTest = "/wells/{well_id}/test";
    /// Record a test of mechanical integrity.
    RecordMechanicalIntegrityTest = "/wells/{well_id}/mechanical-integrity-test";
    /// Record a test of the fluid level.
    RecordFluidLevelTest = "/wells/{well_id}/fluid-level-test";
    /// Record that plugging was approved.
    ApprovePlugging = "/wells/{well_id}/approve-plugging";
    /// Record that the last plug was set.
    PlugWell = "/wells/{well_id}/plug";
    /// Record that the site was released.
    ReleaseSite = "/wells/{well_id}/release-site";
    /// Record the permit to enter a plugged well again.
    ApproveReentry = "/wells/{well_id}/approve-reentry";
    /// Put right a fact that was wrong.
    CorrectWellHistory = "/wells/{well_id}/correct-history";
    /// Void a record that was entered in error.
    VoidWellRecord = "/wells/{well_id}/void";
    /// Record what an agency holds against the well.
    SetRegulatoryFlag = "/wells/{well_id}/regulatory-flag";
    /// Take over an agency's record of a borehole.
    ImportWellHistory = "/wells/{well_id}/import-history";
    /// Take over an agency's status of a completion.
    ReportCompletionStatus = "/wells/{well_id}/report-status";
    // A month of a completion.
    /// Record a completion's day.
    RecordDailyProduction = "/production-months/record-day";
    /// Correct a recorded day.
    CorrectDailyProduction = "/production-months/{production_month_id}/correct-day";
    /// Record a completion's month.
    RecordProductionMonth = "/production-months/record";
    /// Correct a recorded month.
    CorrectProductionMonth = "/production-months/{production_month_id}/correct";
    /// Restate a month that is locked or filed.
    RestateProduction = "/production-months/{production_month_id}/restate";
    /// Record where product went.
    DisposeProduct = "/production-months/dispose";
    /// Draw up the month's stock.
    ReconcileStock = "/production-months/{production_month_id}/reconcile-stock";
    /// Balance the month's gas.
    BalanceGas = "/production-months/{production_month_id}/balance-gas";
    /// Close a month to corrections.
    LockProductionMonth = "/production-months/{production_month_id}/lock";
    /// Open a closed month again.
    UnlockProductionMonth = "/production-months/{production_month_id}/unlock";
    // A month of a property.
    /// Record how high a tank stands.
    GaugeTank = "/property-months/gauge-tank";
    /// Record a load of oil.
    RecordRunTicket = "/property-months/run-ticket";
    /// Record a gas meter's reading.
    ReadGasMeter = "/property-months/read-meter";
    /// Share measured production out over completions.
    AllocateProduction = "/property-months/allocate";
    /// Draw up the property's stock.
    ReconcilePropertyStock = "/property-months/reconcile-stock";
    /// Close a property's month.
    LockPropertyMonth = "/property-months/{property_month_id}/lock";
    /// Open a property's closed month again.
    UnlockPropertyMonth = "/property-months/{property_month_id}/unlock";
    // A lease.
    /// Begin talks about a lease.
    OpenLeaseNegotiation = "/leases";
    /// End the talks without a lease.
    CloseLeaseNegotiation = "/leases/{lease_id}/close-negotiation";
    /// Record that the lease was signed.
    ExecuteLease = "/leases/{lease_id}/execute";
    /// Record where the county keeps it.
    RecordLease = "/leases/{lease_id}/record";
    /// Record a delay rental.
    PayDelayRental = "/leases/{lease_id}/pay-rental";
    /// Record that a delay rental was not paid by its day.
    MissDelayRental = "/leases/{lease_id}/miss-rental";
    /// Lengthen the primary term.
    ExerciseExtension = "/leases/{lease_id}/extend";
    /// Record that production holds the lease.
    AttainHeldByProduction = "/leases/{lease_id}/hold-by-production";
    /// Record that operations hold it.
    HoldByOperations = "/leases/{lease_id}/hold-by-operations";
    /// Record that a unit holds it.
    HoldByUnit = "/leases/{lease_id}/hold-by-unit";
    /// Record a shut-in royalty.
    PayShutInRoyalty = "/leases/{lease_id}/pay-shut-in-royalty";
    /// Record that production ceased.
    StartCessationClock = "/leases/{lease_id}/start-cessation-clock";
    /// Record what saved the lease in time.
    ClearCessation = "/leases/{lease_id}/clear-cessation";
    /// Pool or unitize tracts of the lease with others.
    PoolLease = "/leases/{lease_id}/pool";
    /// Let ground or depths go.
    ReleaseAcreage = "/leases/{lease_id}/release";
    /// Let the Pugh clause take effect.
    ApplyPughClause = "/leases/{lease_id}/apply-pugh-clause";
    /// Let the retained-acreage clause take effect.
    ApplyRetainedAcreage = "/leases/{lease_id}/apply-retained-acreage";
    /// Record that an interest passed.
    AssignInterest = "/leases/{lease_id}/assign";
    /// Amend the royalty.
    AmendRoyalty = "/leases/{lease_id}/amend-royalty";
    /// Amend a clause.
    AmendLease = "/leases/{lease_id}/amend";
    /// Record that the term ran out.
    ExpireLease = "/leases/{lease_id}/expire";
    /// Record that the lease ended by its own terms or by an order.
    TerminateLease = "/leases/{lease_id}/terminate";
    /// Give the lease back.
    SurrenderLease = "/leases/{lease_id}/surrender";
    /// Put right a fact that was wrong.
    CorrectLeaseHistory = "/leases/{lease_id}/correct-history";
    /// Void a record that was entered in error.
    VoidLeaseRecord = "/leases/{lease_id}/void";
    /// Take over an agency's record of a lease.
    ImportLeaseRecord = "/leases/{lease_id}/import-record";
    // An owner.
    /// Take an owner into the books.
    RegisterOwner = "/owners";
    /// Record another name.
    ChangeOwnerName = "/owners/{owner_id}/change-name";
    /// Record another address.
    ChangeOwnerAddress = "/owners/{owner_id}/change-address";
    /// Record the tax number.
    RecordTaxId = "/owners/{owner_id}/tax-id";
    /// Record that the owner takes a role.
    TakeRole = "/owners/{owner_id}/take-role";
    /// Record that the owner gives a role up.
    GiveUpRole = "/owners/{owner_id}/give-up-role";
    /// Record a death.
    RecordDeath = "/owners/{owner_id}/record-death";
    /// Record who acts for the estate.
    AppointRepresentative = "/owners/{owner_id}/appoint-representative";
    /// Record that the estate was settled.
    SettleEstate = "/owners/{owner_id}/settle-estate";
    /// Merge a second record into the one that counts.
    MergeOwner = "/owners/{owner_id}/merge";
    /// Record that we do not deal with the owner for now.
    DeactivateOwner = "/owners/{owner_id}/deactivate";
    /// Record that we deal with the owner again.
    ReactivateOwner = "/owners/{owner_id}/reactivate";
    /// Put right a fact that was wrong.
    CorrectOwnerHistory = "/owners/{owner_id}/correct-history";
    /// Void a record that was entered in error.
    VoidOwnerRecord = "/owners/{owner_id}/void";
    // A division of interest.
    /// Draw up a deck of a division.
    CreateDeck = "/divisions";
    /// Put decks in force.
    ActivateDeck = "/divisions/{division_id}/activate";
    /// Record that interests changed hands.
    TransferInterest = "/divisions/{division_id}/transfer";
    /// Hold back what falls to interests.
    PlaceInSuspense = "/divisions/{division_id}/suspend";
    /// Pay again what falls to interests.
    ReleaseSuspense = "/divisions/{division_id}/release";
    /// Record that an owner signed the division order.
    SignDivisionOrder = "/divisions/{division_id}/sign";
    /// Put other decks or divisions in the place of decks.
    SupersedeDeck = "/divisions/{division_id}/supersede";
    /// Record that payout was reached.
    DeclarePayout = "/divisions/{division_id}/declare-payout";
    /// Correct decimals.
    CorrectDecimal = "/divisions/{division_id}/correct-decimal";
    /// Take back a change that was entered in error.
    WithdrawChange = "/divisions/{division_id}/withdraw-change";
    // An AFE.
    /// Draft an AFE.
    DraftAfe = "/afes";
    /// Put, replace or remove a line of the draft.
    ReviseAfeLine = "/afes/{afe_id}/revise-line";
    /// Hand the draft in.
    SubmitAfe = "/afes/{afe_id}/submit";
    /// Say yes, as a tier of the approval policy.
    ApproveAfeInternally = "/afes/{afe_id}/approve";
    /// Say no, as a tier of the approval policy.
    RejectAfeInternally = "/afes/{afe_id}/reject";
    /// Take back what was approved.
    RevokeApprovals = "/afes/{afe_id}/revoke-approvals";
    /// Ask the parties.
    OpenBallot = "/afes/{afe_id}/open-ballot";
    /// Record a party's answer.
    CastBallot = "/afes/{afe_id}/cast-ballot";
    /// Record that a party takes its answer back.
    WithdrawBallot = "/afes/{afe_id}/withdraw-ballot";
    /// Count the answers.
    CloseBallot = "/afes/{afe_id}/close-ballot";
    /// Record who carries the shares of those who do not consent.
    ReallocateNonConsent = "/afes/{afe_id}/reallocate";
    /// Let the money be spent.
    AuthorizeAfe = "/afes/{afe_id}/authorize";
    /// Set each party's part of the budget aside.
    AllocateFunds = "/afes/{afe_id}/allocate-funds";
    /// Give back what was set aside.
    DeallocateFunds = "/afes/{afe_id}/deallocate-funds";
    /// Record that vendors and partners were told.
    RecordAuthorizationNotice = "/afes/{afe_id}/record-notice";
    /// Record that they were told otherwise.
    RetractAuthorizationNotice = "/afes/{afe_id}/retract-notice";
    /// Record that work began.
    StartWork = "/afes/{afe_id}/start-work";
    /// Promise money to a vendor.
    CommitCost = "/afes/{afe_id}/commit-cost";
    /// Release what is left of a promise.
    ReleaseCommitment = "/afes/{afe_id}/release-commitment";
    /// Post an invoice.
    PostActualCost = "/afes/{afe_id}/post-cost";
    /// Take back a posting, or a part of it.
    ReverseActualCost = "/afes/{afe_id}/reverse-cost";
    /// Tell of an overrun.
    DetectOverrun = "/afes/{afe_id}/detect-overrun";
    /// Ask for more money.
    SubmitSupplement = "/afes/{afe_id}/submit-supplement";
    /// Say yes to a supplement, as a tier of the approval policy.
    ApproveSupplement = "/afes/{afe_id}/approve-supplement";
    /// Let a supplement come to nothing.
    RejectSupplement = "/afes/{afe_id}/reject-supplement";
    /// Let the supplement be spent.
    AuthorizeSupplement = "/afes/{afe_id}/authorize-supplement";
    /// Record that the work is done.
    CompleteWork = "/afes/{afe_id}/complete-work";
    /// Record that all invoices are in.
    CloseCosts = "/afes/{afe_id}/close-costs";
    /// Close the AFE.
    CloseAfe = "/afes/{afe_id}/close";
    /// Open closed costs again.
    ReopenAfe = "/afes/{afe_id}/reopen";
    /// Give the AFE up.
    CancelAfe = "/afes/{afe_id}/cancel";
    /// Take the proposal to the parties back.
    WithdrawProposal = "/afes/{afe_id}/withdraw";
    /// Record that the proposal's time ran out.
    LapseProposal = "/afes/{afe_id}/lapse";
    /// Put right a fact that was wrong.
    CorrectAfeHistory = "/afes/{afe_id}/correct-history";
    // An operating agreement.
    /// Enter an operating agreement.
    EnterAgreement = "/agreements";
    /// Amend what it says.
    AmendAgreementTerms = "/agreements/{agreement_id}/amend-terms";
    /// Record other parties or interests.
    ChangeAgreementParties = "/agreements/{agreement_id}/change-parties";
    /// Amend where it holds.
    AmendContractArea = "/agreements/{agreement_id}/amend-area";
    /// Record another operator.
    ChangeAgreementOperator = "/agreements/{agreement_id}/change-operator";
    /// Record that it ended.
    TerminateAgreement = "/agreements/{agreement_id}/terminate";
    /// Put right a fact that was wrong.
    CorrectAgreementHistory = "/agreements/{agreement_id}/correct-history";
    /// Void a record that was entered in error.
    VoidAgreementRecord = "/agreements/{agreement_id}/void";
    // The organization's approval policy.
    /// Adopt an approval policy, in the place of the one before.
    AdoptApprovalPolicy = "/approval-policies";
    /// Declare days on which the offices rest.
    DeclareHolidays = "/approval-policies/declare-holidays";
    /// Take a declared day back.
    WithdrawHoliday = "/approval-policies/withdraw-holiday";
    /// Put right a fact that was wrong.
    CorrectPolicyHistory = "/approval-policies/correct-history";
    // A stream the read models cannot take in.
    /// Have a parked stream read anew.
    RetryParkedStream = "/projections/parked/{stream_id}/retry";
    /// Leave an event of a parked stream out.
    SkipParkedEvent = "/projections/parked/{stream_id}/skip";
}
