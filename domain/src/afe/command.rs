//! What may be asked of an AFE.

use chrono::NaiveDate;

use super::event::CorrectedAfeFact;
use super::stated::{
    AfeKind, AfeLine, AfeSubject, AfeTotals, BallotMethod, CastVote, InvoiceKey, LineRevision,
};
use crate::approval_policy::PolicySeen;
use crate::declared::tasks;
use crate::ids::{AfeId, AgreementId, OwnerId};
use crate::joint_interest::Election;
use crate::joint_operating_agreement::AgreementSeen;
use crate::location::TimeZone;
use crate::personal::Personal;
use crate::quantity::Usd;
use crate::text::Text120;

tasks! {
    /// A task for the AFE aggregate.
    pub enum AfeTask asked as AfeCommand, corrected as CorrectAfeHistory by CorrectedAfeFact;

    /// An AFE is drafted.
    Draft(DraftAfe {
        /// The stream.
        afe_id: AfeId,
        /// Its number in the books.
        number: Text120,
        /// What the money is for.
        kind: AfeKind,
        /// What it is about.
        subject: AfeSubject,
        /// The agreement under which it is spent; `None` where the operator bears all of it.
        agreement_id: Option<AgreementId>,
        /// Who operates, and bears all of it where there is no agreement.
        operator: OwnerId,
        /// In words.
        description: Text120,
        /// The zone of its local days.
        time_zone: TimeZone,
        /// The last local day on which the proposal stands.
        expires_on: Option<NaiveDate>,
        /// The estimate.
        lines: Vec<AfeLine>,
    }),
    /// A line of the draft is another one.
    ReviseLine(ReviseAfeLine {
        /// What becomes of it.
        revision: LineRevision,
    }),
    /// The draft is handed in.
    Submit(SubmitAfe {
        /// Who asks for the money.
        requester: Personal<Text120>,
        /// What the lines come to, as the requester has it.
        totals: AfeTotals,
    }),
    /// Somebody who may says yes.
    Approve(ApproveAfeInternally {
        /// Who.
        approver: Personal<Text120>,
        /// As which tier of the policy.
        tier: Text120,
        /// In words.
        comment: Option<Text120>,
        /// The organization's policy.
        policy: PolicySeen,
    }),
    /// Somebody who may says no.
    Reject(RejectAfeInternally {
        /// Who.
        approver: Personal<Text120>,
        /// As which tier of the policy.
        tier: Text120,
        /// Why.
        reason: Text120,
        /// The organization's policy.
        policy: PolicySeen,
    }),
    /// What was approved is taken back: the AFE is a draft again, and no vote counts.
    RevokeApprovals(RevokeApprovals {
        /// Why.
        reason: Text120,
    }),
    /// The parties are asked.
    OpenBallot(OpenBallot {
        /// The agreement.
        agreement: AgreementSeen,
        /// The organization's policy: its holidays.
        policy: PolicySeen,
        /// How they are asked.
        method: BallotMethod,
        /// Whether a rig is on location.
        rig_on_location: bool,
    }),
    /// A party answers.
    CastBallot(CastBallot {
        /// The answer.
        cast: CastVote,
    }),
    /// A party takes its answer back.
    WithdrawBallot(WithdrawBallot {
        /// Who.
        owner: OwnerId,
        /// Why.
        reason: Text120,
    }),
    /// The parties have answered, or have had their time.
    CloseBallot(CloseBallot {}),
    /// Consenting parties take the shares of those who do not consent.
    ReallocateNonConsent(ReallocateNonConsent {
        /// What each of them chooses.
        elections: Vec<Election>,
        /// What shows it.
        evidence: Text120,
    }),
    /// The money may be spent.
    Authorize(AuthorizeAfe {
        /// The agreement; `None` where the AFE names none.
        agreement: Option<AgreementSeen>,
        /// The organization's policy.
        policy: PolicySeen,
    }),
    /// Each party's part of the budget is set aside.
    AllocateFunds(AllocateFunds {
        /// Whether the parties are called upon to pay it in.
        cash_call: bool,
    }),
    /// What was set aside no longer is.
    DeallocateFunds(DeallocateFunds {
        /// Why.
        reason: Text120,
    }),
    /// Vendors and partners have been told.
    RecordNotice(RecordAuthorizationNotice {
        /// What was sent.
        reference: Text120,
    }),
    /// They have been told otherwise.
    RetractNotice(RetractAuthorizationNotice {
        /// What was sent.
        reference: Text120,
    }),
    /// Work begins.
    StartWork(StartWork {}),
    /// Money is promised to a vendor.
    CommitCost(CommitCost {
        /// The order's number; it names the commitment.
        order: Text120,
        /// The account of the line.
        account: Text120,
        /// To whom.
        vendor: OwnerId,
        /// How much, gross.
        amount_usd: Usd,
    }),
    /// What is left of a promise will not be called for.
    ReleaseCommitment(ReleaseCommitment {
        /// The order.
        order: Text120,
        /// Why.
        reason: Text120,
    }),
    /// An invoice is posted.
    PostCost(PostActualCost {
        /// What names it.
        invoice: InvoiceKey,
        /// The local day of the service.
        service_date: NaiveDate,
        /// How much, gross.
        gross_usd: Usd,
        /// The order it fulfils.
        order: Option<Text120>,
        /// The paper.
        document: Text120,
    }),
    /// A posting is taken back, or a part of it.
    ReverseCost(ReverseActualCost {
        /// What names it.
        invoice: InvoiceKey,
        /// How much.
        gross_usd: Usd,
        /// Why.
        reason: Text120,
    }),
    /// Costs have gone further than the agreement lets them without a word.
    DetectOverrun(DetectOverrun {}),
    /// More money is asked for.
    SubmitSupplement(SubmitSupplement {
        /// Who asks for it.
        requester: Personal<Text120>,
        /// What it is for. A line of an account that is there already adds to it.
        lines: Vec<AfeLine>,
        /// What the project is expected to cost in all.
        expected_usd: Usd,
        /// Why.
        reason: Text120,
    }),
    /// Somebody who may says yes to a supplement.
    ApproveSupplement(ApproveSupplement {
        /// Who.
        approver: Personal<Text120>,
        /// As which tier of the policy.
        tier: Text120,
        /// In words.
        comment: Option<Text120>,
        /// The organization's policy.
        policy: PolicySeen,
    }),
    /// The supplement comes to nothing.
    RejectSupplement(RejectSupplement {
        /// Why.
        reason: Text120,
    }),
    /// The supplement may be spent.
    AuthorizeSupplement(AuthorizeSupplement {}),
    /// The work is done.
    CompleteWork(CompleteWork {
        /// The local day.
        completed_on: NaiveDate,
    }),
    /// All invoices are in.
    CloseCosts(CloseCosts {}),
    /// The AFE is closed.
    Close(CloseAfe {
        /// The final cost report to the parties.
        report: Text120,
        /// What explains the variance.
        explanation: Option<Text120>,
        /// The organization's policy.
        policy: PolicySeen,
    }),
    /// Costs come up after all.
    Reopen(ReopenAfe {
        /// Why.
        reason: Text120,
    }),
    /// The money will not be needed.
    Cancel(CancelAfe {
        /// Why.
        reason: Text120,
    }),
    /// The proposal to the parties is taken back.
    Withdraw(WithdrawProposal {
        /// Why.
        reason: Text120,
    }),
    /// The proposal's time ran out.
    Lapse(LapseProposal {}),
}
