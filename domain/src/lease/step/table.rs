//! The rows.

use crate::lease::status::LeaseStatus as S;
use crate::transition::{Goal, Origin, steps};

/// The lessee may drill and produce.
pub(super) const IN_FORCE: &[S] = &[
    S::Executed,
    S::Recorded,
    S::InPrimaryTerm,
    S::HeldByProduction,
    S::HeldByOperations,
    S::HeldByShutInRoyalty,
    S::HeldByUnit,
    S::OperationsSuspended,
    S::ProductionSuspended,
];

/// Something besides its term holds it.
pub(super) const HELD: &[S] = &[
    S::HeldByProduction,
    S::HeldByOperations,
    S::HeldByShutInRoyalty,
    S::HeldByUnit,
];

/// Nothing but its term holds it.
const BY_TERM: &[S] = &[S::Executed, S::Recorded, S::InPrimaryTerm];

/// What rests on operations or could.
const WITHOUT_PRODUCTION: &[S] = &[
    S::Executed,
    S::Recorded,
    S::InPrimaryTerm,
    S::HeldByOperations,
    S::HeldByShutInRoyalty,
    S::OperationsSuspended,
    S::ProductionSuspended,
];

/// A record entered in error takes nothing more.
pub(super) const ANY_BUT_VOIDED: &[S] = &[
    S::Negotiating,
    S::Executed,
    S::Recorded,
    S::InPrimaryTerm,
    S::HeldByProduction,
    S::HeldByOperations,
    S::HeldByShutInRoyalty,
    S::HeldByUnit,
    S::OperationsSuspended,
    S::ProductionSuspended,
    S::Released,
    S::Expired,
    S::Terminated,
    S::Surrendered,
    S::Cancelled,
    S::Consolidated,
    S::BidRejected,
    S::NotIssued,
    S::NotExecuted,
    S::Unmapped,
];

steps! {
    /// A step of a lease's life that a command takes.
    pub(in crate::lease) enum Step of S;

    OpenNegotiation {
        "OpenLeaseNegotiation" => "LeaseNegotiationOpened", Origin::Nothing, Goal::Stage(S::Negotiating),
        words "be talked about",
        guards ["lease-already-exists"],
    }
    CloseNegotiation {
        "CloseLeaseNegotiation" => "LeaseNegotiationClosed", Origin::Stages(&[S::Negotiating]), Goal::Stage(S::NotExecuted),
        words "be given up before it is signed",
        guards ["lease-already-executed"],
    }
    // An agency's record may come first; the terms are then added to it.
    Execute {
        "ExecuteLease" => "LeaseExecuted", Origin::NothingOr(&[S::Negotiating]), Goal::Other("executed; in_primary_term from its first day on"),
        words "be signed",
        guards ["lease-already-executed", "lease-without-lessor", "lessor-fractions-exceed-whole", "primary-term-zero", "primary-term-inverted", "effective-outside-execution-window", "lease-without-tract", "tract-already-named", "tract-without-acres", "acres-do-not-add-up", "net-acres-do-not-add-up", "royalty-out-of-range", "royalty-below-federal-minimum"],
    }
    Record {
        "RecordLease" => "LeaseRecorded", Origin::Stages(IN_FORCE), Goal::Other("recorded until its term begins, else unchanged"),
        words "be recorded",
        guards ["lease-already-recorded"],
    }
    PayDelayRental {
        "PayDelayRental" => "DelayRentalPaid", Origin::Stages(BY_TERM), Goal::Same,
        words "have a rental paid",
        guards ["rental-not-owed", "rental-paid-late", "rental-already-paid", "rental-out-of-turn", "rental-short"],
    }
    MissDelayRental {
        "MissDelayRental" => "LeaseTerminated", Origin::Stages(BY_TERM), Goal::Stage(S::Terminated),
        words "end for want of a rental",
        guards ["rental-not-owed", "rental-already-paid", "rental-out-of-turn", "rental-not-yet-due"],
    }
    ExerciseExtension {
        "ExerciseExtension" => "LeaseExtended", Origin::Stages(IN_FORCE), Goal::Same,
        words "be extended",
        guards ["extension-after-expiry", "extension-not-later", "extension-without-payment", "extension-beyond-option", "instrument-not-signed", "lease-lapsed"],
    }
    HoldByProduction {
        "AttainHeldByProduction" => "LeaseHeldByProduction", Origin::Stages(IN_FORCE), Goal::Stage(S::HeldByProduction),
        words "be held by production",
        guards ["no-producing-completion", "acreage-not-held", "not-in-paying-quantities", "lease-lapsed"],
    }
    HoldByOperations {
        "HoldByOperations" => "LeaseHeldByOperations", Origin::Stages(WITHOUT_PRODUCTION), Goal::Stage(S::HeldByOperations),
        words "be held by operations",
        guards ["lease-held-otherwise", "operation-inverted", "clause-not-in-lease", "operations-gap-too-long", "cessation-clock-running", "lease-lapsed"],
    }
    HoldByUnit {
        "HoldByUnit" => "LeaseHeldByUnit", Origin::Stages(IN_FORCE), Goal::Stage(S::HeldByUnit),
        words "be held by a unit",
        guards ["unit-unknown", "no-producing-completion", "lease-lapsed"],
    }
    PayShutInRoyalty {
        "PayShutInRoyalty" => "ShutInRoyaltyPaid", Origin::Stages(IN_FORCE), Goal::Stage(S::HeldByShutInRoyalty),
        words "be held by a shut-in royalty",
        guards ["clause-not-in-lease", "well-not-shut-in-and-capable", "shut-in-period-not-continuous", "shut-in-royalty-late", "shut-in-royalty-short", "shut-in-royalty-exhausted", "lease-lapsed"],
    }
    StartCessationClock {
        "StartCessationClock" => "CessationClockStarted", Origin::Stages(HELD), Goal::Same,
        words "have its clock started",
        guards ["lease-not-held", "cessation-clock-running", "clause-not-in-lease", "last-production-in-future"],
    }
    ClearCessation {
        "ClearCessation" => "CessationClockCleared", Origin::Stages(HELD), Goal::Other("held by what saved it"),
        words "have its clock cleared",
        guards ["lease-not-held", "cessation-clock-not-running", "cessation-deadline-passed", "no-producing-completion", "acreage-not-held", "day-not-covered", "operation-inverted", "clause-not-in-lease", "operations-gap-too-long"],
    }
    Pool {
        "PoolLease" => "LeasePooled", Origin::Stages(IN_FORCE), Goal::Same,
        words "be pooled",
        guards ["lease-already-in-unit", "unit-without-tract-of-lease", "unit-tract-without-acres", "tract-already-named", "acreage-not-held", "pooled-acres-exceed-tract", "tract-already-pooled", "tract-factors-do-not-close", "tract-factor-zero", "tract-factor-not-stated", "tract-factor-not-by-acres", "instrument-not-signed", "lease-lapsed"],
    }
    Release {
        "ReleaseAcreage" => "LeasePartiallyReleased; LeaseReleased when nothing is left", Origin::Stages(IN_FORCE), Goal::Other("unchanged; released when nothing is left"),
        words "be released",
        guards ["nothing-released", "ground-already-released", "acreage-not-held", "acres-not-held", "release-under-producing-completion", "instrument-not-signed"],
    }
    ApplyPugh {
        "ApplyPughClause" => "LeasePartiallyReleased", Origin::Stages(HELD), Goal::Same,
        words "let acreage go under its Pugh clause",
        guards ["lease-not-held", "clause-not-in-lease", "primary-term-not-over", "no-producing-completion", "producing-depth-unknown", "lease-lapsed"],
    }
    ApplyRetained {
        "ApplyRetainedAcreage" => "LeasePartiallyReleased", Origin::Stages(HELD), Goal::Same,
        words "let acreage go under its retained-acreage clause",
        guards ["lease-not-held", "clause-not-in-lease", "primary-term-not-over", "no-producing-completion", "nothing-retained", "retained-by-no-producing-well", "retained-acres-exceed-clause", "acres-not-held", "lease-lapsed"],
    }
    Assign {
        "AssignInterest" => "InterestAssigned", Origin::Stages(IN_FORCE), Goal::Same,
        words "have an interest assigned",
        guards ["assigned-to-itself", "fraction-zero", "acreage-not-held", "interest-not-owned", "burdens-exceed-interest", "working-interest-not-royalty", "instrument-not-signed", "lease-lapsed"],
    }
    AmendRoyalty {
        "AmendRoyalty" => "LeaseRoyaltyAmended", Origin::Stages(IN_FORCE), Goal::Same,
        words "have its royalty amended",
        guards ["instrument-not-signed", "royalty-unchanged", "royalty-out-of-range", "amendment-not-first-of-month", "date-out-of-range", "closed-month-needs-restatement", "restatement-without-closed-month", "burdens-exceed-interest", "lease-lapsed"],
    }
    Amend {
        "AmendLease" => "LeaseAmended", Origin::Stages(IN_FORCE), Goal::Same,
        words "be amended",
        guards ["instrument-not-signed", "clause-unchanged", "lease-lapsed"],
    }
    Expire {
        "ExpireLease" => "LeaseExpired", Origin::Stages(BY_TERM), Goal::Stage(S::Expired),
        words "expire",
        guards ["lease-held-otherwise", "primary-term-not-over"],
    }
    Terminate {
        "TerminateLease" => "LeaseTerminated", Origin::Stages(IN_FORCE), Goal::Stage(S::Terminated),
        words "be terminated",
        guards ["termination-cause-contradicts-hold", "lease-still-held"],
    }
    Surrender {
        "SurrenderLease" => "LeaseSurrendered", Origin::Stages(IN_FORCE), Goal::Stage(S::Surrendered),
        words "be surrendered",
        guards ["instrument-not-signed", "release-under-producing-completion"],
    }
    CorrectHistory {
        "CorrectLeaseHistory" => "LeaseHistoryCorrected", Origin::Stages(ANY_BUT_VOIDED), Goal::Other("as its history then tells"),
        words "be corrected",
        guards ["event-not-correctable", "correction-of-another-kind", "execution-not-withdrawn", "correction-changes-identity"],
    }
    VoidRecord {
        "VoidLeaseRecord" => "LeaseRecordVoided", Origin::Stages(ANY_BUT_VOIDED), Goal::Stage(S::Voided),
        words "be voided",
        guards ["lease-record-voided"],
    }
    ImportRecord {
        "ImportLeaseRecord" => "LeaseHistoryImported, LeaseStatusReported", Origin::Anything, Goal::Other("as the agency reports"),
        words "be taken over",
        guards ["history-without-date"],
    }
}
