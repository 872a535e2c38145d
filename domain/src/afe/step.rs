//! The transition table: from which stages each step may be taken, where it leads, what guards it.
//!
//! `decide` and `evolve` read it, and so does `docs/reference/afe-transitions.md`. A stage that is in no list admits nothing.

use super::status::AfeStatus as S;
use crate::transition::{self, Goal, Origin, Transition, steps};

/// Where costs are booked.
const OPEN: &[S] = &[
    S::Authorized,
    S::InProgress,
    S::SupplementPending,
    S::WorkComplete,
];
/// Where money is promised.
const SPENDING: &[S] = &[S::Authorized, S::InProgress, S::SupplementPending];
/// Where the parties have not been told yet what becomes of the proposal.
const PROPOSED: &[S] = &[S::Approved, S::Balloting, S::Balloted];

steps! {
    /// A step of an AFE that a command takes.
    pub(super) enum Step of S;

    Draft {
        "DraftAfe" => "AfeDrafted", Origin::Nothing, Goal::Stage(S::Draft),
        words "be drafted",
        guards ["afe-already-exists", "afe-without-lines", "afe-account-twice", "afe-line-not-positive"],
    }
    ReviseLine {
        "ReviseAfeLine" => "AfeLineRevised", Origin::Stages(&[S::Draft]), Goal::Same,
        words "have a line revised",
        guards ["afe-not-draft", "afe-line-unknown", "afe-without-lines", "afe-line-not-positive"],
    }
    Submit {
        "SubmitAfe" => "AfeSubmitted", Origin::Stages(&[S::Draft]), Goal::Stage(S::Submitted),
        words "be handed in",
        guards ["afe-not-draft", "afe-lines-do-not-sum", "afe-person-missing"],
    }
    Approve {
        "ApproveAfeInternally" => "AfeInternallyApproved", Origin::Stages(&[S::Submitted]), Goal::Other("approved, once as many have as have to"),
        words "be approved",
        guards [
            "afe-not-submitted", "approval-policy-unknown", "approval-tier-unknown", "approval-tier-too-low", "afe-person-missing",
            "afe-approved-by-requester", "afe-approved-twice",
        ],
    }
    Reject {
        "RejectAfeInternally" => "AfeInternallyRejected", Origin::Stages(&[S::Submitted]), Goal::Stage(S::Rejected),
        words "be rejected",
        guards ["afe-not-submitted", "approval-policy-unknown", "approval-tier-unknown", "approval-tier-too-low", "afe-person-missing"],
    }
    RevokeApprovals {
        "RevokeApprovals" => "AfeApprovalsRevoked", Origin::Stages(&[S::Submitted, S::Approved, S::Balloting, S::Balloted]), Goal::Stage(S::Draft),
        words "have its approvals revoked",
        guards ["afe-not-submitted"],
    }
    OpenBallot {
        "OpenBallot" => "AfeBallotOpened", Origin::Stages(&[S::Approved, S::SupplementPending]), Goal::Other("balloting; of a supplement, unchanged"),
        words "be put to the parties",
        guards [
            "afe-not-approved", "afe-expired", "afe-without-agreement", "agreement-unknown", "agreement-differs", "agreement-not-in-force",
            "outside-contract-area", "approval-policy-unknown", "ballot-already-held", "supplement-not-approved",
        ],
    }
    CastBallot {
        "CastBallot" => "AfeBallotCast", Origin::Stages(&[S::Balloting, S::SupplementPending]), Goal::Same,
        words "take an answer",
        guards [
            "ballot-not-open", "not-a-participant", "ballot-deadline-passed", "ballot-already-cast", "ballot-without-evidence",
            "afe-person-missing",
        ],
    }
    WithdrawBallot {
        "WithdrawBallot" => "AfeBallotWithdrawn", Origin::Stages(&[S::Balloting, S::SupplementPending]), Goal::Same,
        words "give an answer back",
        guards ["ballot-not-open", "not-a-participant", "ballot-deadline-passed", "ballot-not-cast"],
    }
    CloseBallot {
        "CloseBallot" => "AfeBallotClosed", Origin::Stages(&[S::Balloting, S::SupplementPending]), Goal::Other("balloted; of a supplement, unchanged"),
        words "be counted",
        guards ["ballot-not-open", "ballot-still-open"],
    }
    Reallocate {
        "ReallocateNonConsent" => "NonConsentShareReallocated", Origin::Stages(&[S::Balloted]), Goal::Same,
        words "have shares reallocated",
        guards ["ballot-not-closed", "nothing-to-reallocate", "already-reallocated", "elections-incomplete", "non-consent-not-covered"],
    }
    Authorize {
        "AuthorizeAfe" => "AfeAuthorized", Origin::Stages(&[S::Approved, S::Balloted]), Goal::Stage(S::Authorized),
        words "be authorised",
        guards [
            "afe-not-approved", "afe-expired", "approval-policy-unknown", "agreement-unknown", "agreement-differs", "agreement-not-in-force",
            "outside-contract-area", "consent-not-asked", "consent-insufficient", "non-consent-not-reallocated",
        ],
    }
    AllocateFunds {
        "AllocateFunds" => "AfeFundsAllocated", Origin::Stages(SPENDING), Goal::Same,
        words "have funds set aside",
        guards ["afe-not-authorized", "afe-work-under-way", "funds-already-allocated"],
    }
    DeallocateFunds {
        "DeallocateFunds" => "AfeFundsDeallocated",
        Origin::Stages(&[S::Authorized, S::InProgress, S::SupplementPending, S::WorkComplete, S::CostsClosed, S::Cancelled, S::Lapsed]), Goal::Same,
        words "have funds given back",
        guards ["afe-not-authorized", "funds-not-allocated"],
    }
    RecordNotice {
        "RecordAuthorizationNotice" => "AfeAuthorizationNotified", Origin::Stages(OPEN), Goal::Same,
        words "be told to vendors",
        guards ["afe-not-authorized"],
    }
    RetractNotice {
        "RetractAuthorizationNotice" => "AfeAuthorizationNoticeRetracted", Origin::Stages(&[S::Cancelled, S::Lapsed]), Goal::Same,
        words "be retracted from vendors",
        guards ["notice-not-given"],
    }
    StartWork {
        "StartWork" => "AfeWorkStarted", Origin::Stages(&[S::Authorized]), Goal::Stage(S::InProgress),
        words "be begun",
        guards ["afe-not-authorized", "afe-work-under-way", "afe-expired"],
    }
    CommitCost {
        "CommitCost" => "AfeCostCommitted", Origin::Stages(SPENDING), Goal::Same,
        words "have money promised",
        guards ["afe-not-authorized", "afe-work-under-way", "cost-not-positive", "afe-line-unknown", "order-already-committed"],
    }
    ReleaseCommitment {
        "ReleaseCommitment" => "AfeCommitmentReleased", Origin::Stages(OPEN), Goal::Same,
        words "have a promise released",
        guards ["afe-not-authorized", "order-unknown", "order-not-open"],
    }
    PostCost {
        "PostActualCost" => "AfeCostPosted", Origin::Stages(OPEN), Goal::Other("unchanged; an `AfeOverrunDetected` follows where there is one"),
        words "have a cost posted",
        guards [
            "afe-not-authorized", "cost-not-positive", "afe-day-in-future", "afe-line-unknown", "invoice-already-posted", "order-unknown",
            "order-of-another-vendor",
        ],
    }
    ReverseCost {
        "ReverseActualCost" => "AfeCostReversed", Origin::Stages(OPEN), Goal::Same,
        words "have a cost reversed",
        guards ["afe-not-authorized", "cost-not-positive", "invoice-not-posted", "reversal-exceeds-posting"],
    }
    DetectOverrun {
        "DetectOverrun" => "AfeOverrunDetected", Origin::Stages(OPEN), Goal::Same,
        words "be overrun",
        guards ["afe-not-authorized", "overrun-not-defined", "no-overrun"],
    }
    SubmitSupplement {
        "SubmitSupplement" => "AfeSupplementSubmitted", Origin::Stages(&[S::InProgress, S::WorkComplete]), Goal::Stage(S::SupplementPending),
        words "be supplemented",
        guards [
            "afe-work-not-started", "supplement-pending", "afe-without-lines", "afe-account-twice", "afe-line-not-positive", "afe-person-missing",
            "supplement-not-needed", "supplement-too-small",
        ],
    }
    ApproveSupplement {
        "ApproveSupplement" => "AfeSupplementApproved", Origin::Stages(&[S::SupplementPending]), Goal::Same,
        words "be approved",
        guards [
            "supplement-not-pending", "approval-policy-unknown", "approval-tier-unknown", "approval-tier-too-low", "afe-person-missing",
            "afe-approved-by-requester", "afe-approved-twice",
        ],
    }
    RejectSupplement {
        "RejectSupplement" => "AfeSupplementRejected", Origin::Stages(&[S::SupplementPending]), Goal::Other("as before the supplement"),
        words "be rejected",
        guards ["supplement-not-pending"],
    }
    AuthorizeSupplement {
        "AuthorizeSupplement" => "AfeSupplementAuthorized", Origin::Stages(&[S::SupplementPending]), Goal::Other("as before the supplement"),
        words "be authorised",
        guards ["supplement-not-pending", "supplement-not-approved", "consent-not-asked", "consent-insufficient"],
    }
    CompleteWork {
        "CompleteWork" => "AfeWorkCompleted", Origin::Stages(&[S::InProgress]), Goal::Stage(S::WorkComplete),
        words "be done",
        guards ["afe-work-not-started", "afe-work-under-way", "supplement-pending", "afe-day-in-future"],
    }
    CloseCosts {
        "CloseCosts" => "AfeCostsClosed", Origin::Stages(&[S::WorkComplete]), Goal::Stage(S::CostsClosed),
        words "have its costs closed",
        guards ["afe-not-ready-to-close", "supplement-pending", "commitments-open"],
    }
    Close {
        "CloseAfe" => "AfeClosed", Origin::Stages(&[S::CostsClosed]), Goal::Stage(S::Closed),
        words "be closed",
        guards ["afe-not-ready-to-close", "approval-policy-unknown", "variance-unexplained"],
    }
    Reopen {
        "ReopenAfe" => "AfeReopened", Origin::Stages(&[S::CostsClosed, S::Closed]), Goal::Stage(S::WorkComplete),
        words "be reopened",
        guards ["afe-not-closed", "audit-window-over"],
    }
    Cancel {
        "CancelAfe" => "AfeCancelled", Origin::Stages(&[S::Draft, S::Submitted, S::Approved, S::Authorized]), Goal::Stage(S::Cancelled),
        words "be cancelled",
        guards ["afe-work-under-way", "ballot-not-closed", "afe-has-costs"],
    }
    Withdraw {
        "WithdrawProposal" => "AfeWithdrawn", Origin::Stages(PROPOSED), Goal::Stage(S::Withdrawn),
        words "be withdrawn",
        guards ["afe-not-approved", "afe-work-under-way"],
    }
    Lapse {
        "LapseProposal" => "AfeLapsed", Origin::Stages(&[S::Approved, S::Balloting, S::Balloted, S::Authorized]), Goal::Stage(S::Lapsed),
        words "lapse",
        guards ["afe-not-approved", "afe-work-under-way", "afe-still-stands", "afe-has-costs"],
    }
    CorrectHistory {
        "CorrectAfeHistory" => "AfeHistoryCorrected", Origin::Stages(S::ALL), Goal::Other("as its history then tells"),
        words "be corrected",
        guards [
            "event-not-correctable", "correction-of-another-kind", "afe-draft-not-withdrawn", "correction-changes-identity", "correction-behind-approval", "afe-without-lines",
            "afe-account-twice", "afe-line-not-positive",
        ],
    }
}

impl Step {
    /// Whether the step leads on from the stage.
    pub(super) fn leads_on_from(self, status: S) -> bool {
        self.row().from.admits(&status)
    }

    /// What would happen, in words that follow "the AFE cannot".
    pub(super) const fn words(self) -> &'static str {
        self.row().words
    }
}

/// The table by which AFEs are decided and folded.
pub fn transitions() -> Vec<Transition> {
    let groups: [(&str, &[S]); 1] = [("any stage", S::ALL)];
    Step::ALL
        .into_iter()
        .map(|step| step.row().shown(&groups))
        .collect()
}

/// What stands above the table.
const HEAD: &str = "\
# The transitions of an AFE

Made from the code by `cargo run -p wellflow-domain --example afe_transitions`; a test fails when this page and the code differ.

A command is decided on the state at its own date. It is refused where its row does not begin, and by the guards named, each of which is a problem of that
name. `afe-unknown`, `effective-in-future`, `afe-ended`, `afe-costs-closed`, `afe-amount-out-of-range` and `afe-date-out-of-range` may refuse any of them. An
overrun that was told for a total is told once; asking for it again is accepted and changes nothing.

";

/// What stands below it.
const FOOT: &str = "
## Never

- An authorisation without the consent the agreement asks for: not by a command, not by a correction, not by a late fact. The fold refuses it as well.
- A posted cost changed: it is reversed, whole or in part, and posted anew.
- A cost, a reversal or a late invoice behind the closing of the costs: the AFE is reopened first.
- Interests of a project that do not come to exactly 1, or shares of a cost that do not come to it to the cent.
- An AFE deleted, or its number given to another.
";

/// The table as a page of Markdown.
pub fn transitions_page() -> String {
    format!("{HEAD}{}{FOOT}", transition::table(transitions()))
}
