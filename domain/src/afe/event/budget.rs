//! From the draft to the authorisation, and supplements.

use chrono::NaiveDate;
use wellflow_decider::{ClaimAction, ClaimChange};

use super::*;
use crate::afe::stated::{AfeKind, AfeLine, AfeSubject, AfeTotals, LineRevision, ProjectRules};
use crate::declared::facts;
use crate::ids::{AfeId, AgreementId, OwnerId};
use crate::joint_interest::{CostShare, PartyShare};
use crate::location::TimeZone;
use crate::personal::Personal;
use crate::quantity::Usd;

facts! {
    /// An AFE was drafted.
    AfeDrafted {
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
        /// Who operates.
        operator: OwnerId,
        /// In words.
        description: Text120,
        /// The zone of its local days.
        time_zone: TimeZone,
        /// The last local day on which the proposal stands.
        expires_on: Option<NaiveDate>,
        /// The estimate.
        lines: Vec<AfeLine>,
    }
    withheld { description: Text120::withheld() }
    => |event| vec![ClaimChange {
        kind: AFE_CLAIM,
        key: event.number.to_string(),
        action: ClaimAction::Claim,
    }];

    /// A line of the draft is another one.
    AfeLineRevised {
        /// What became of it.
        revision: LineRevision,
    }
    withheld {}

    /// The draft was handed in.
    AfeSubmitted {
        /// Who asks for the money.
        requester: Personal<Text120>,
        /// What the lines come to.
        totals: AfeTotals,
    }
    withheld { requester: Personal::withheld() }

    /// Somebody who may said yes.
    AfeInternallyApproved {
        /// Who.
        approver: Personal<Text120>,
        /// As which tier of the policy.
        tier: Text120,
        /// The greatest total that tier may approve; `None` where there is no limit.
        tier_limit_usd: Option<Usd>,
        /// How many have to say yes.
        approvers_needed: u8,
        /// Whether the requester was allowed to approve.
        requester_may_approve: bool,
        /// In words.
        comment: Option<Text120>,
    }
    withheld { approver: Personal::withheld(), comment: None }

    /// Somebody who may said no.
    AfeInternallyRejected {
        /// Who.
        approver: Personal<Text120>,
        /// As which tier of the policy.
        tier: Text120,
        /// Why.
        reason: Text120,
    }
    withheld { approver: Personal::withheld(), reason: Text120::withheld() }

    /// What was approved was taken back: the AFE is a draft again.
    AfeApprovalsRevoked {
        /// Why.
        reason: Text120,
    }
    withheld { reason: Text120::withheld() }

    /// The money may be spent.
    AfeAuthorized {
        /// How much.
        authorized_usd: Usd,
        /// The last local day on which work may begin; `None` where there is none.
        valid_until: Option<NaiveDate>,
        /// Who bears it: the project's own interests, which come to exactly 1.
        shares: Vec<PartyShare>,
        /// Whether the agreement asks for the consent of its parties.
        consent_asked: bool,
        /// What rules the project from here on.
        rules: ProjectRules,
    }
    withheld {}

    /// Each party's part of the budget was set aside.
    AfeFundsAllocated {
        /// The parts, which come to the authorised total.
        funds: Vec<CostShare>,
        /// Whether the parties are called upon to pay them in.
        cash_call: bool,
    }
    withheld {}

    /// What was set aside no longer is.
    AfeFundsDeallocated {
        /// Why.
        reason: Text120,
    }
    withheld { reason: Text120::withheld() }

    /// Vendors and partners have been told.
    AfeAuthorizationNotified {
        /// What was sent.
        reference: Text120,
    }
    withheld { reference: Text120::withheld() }

    /// They have been told otherwise.
    AfeAuthorizationNoticeRetracted {
        /// What was sent.
        reference: Text120,
    }
    withheld { reference: Text120::withheld() }

    /// More money was asked for.
    AfeSupplementSubmitted {
        /// Its number within the AFE, from 1.
        sequence: u16,
        /// Who asks for it.
        requester: Personal<Text120>,
        /// What it is for.
        lines: Vec<AfeLine>,
        /// What the lines come to.
        amount_usd: Usd,
        /// What the project is expected to cost in all.
        expected_usd: Usd,
        /// Why.
        reason: Text120,
    }
    withheld { requester: Personal::withheld(), reason: Text120::withheld() }

    /// Somebody who may said yes to a supplement.
    AfeSupplementApproved {
        /// Its number within the AFE.
        sequence: u16,
        /// Who.
        approver: Personal<Text120>,
        /// As which tier of the policy.
        tier: Text120,
        /// The greatest total that tier may approve; `None` where there is no limit.
        tier_limit_usd: Option<Usd>,
        /// How many have to say yes.
        approvers_needed: u8,
        /// Whether the requester was allowed to approve.
        requester_may_approve: bool,
        /// In words.
        comment: Option<Text120>,
    }
    withheld { approver: Personal::withheld(), comment: None }

    /// The supplement came to nothing.
    AfeSupplementRejected {
        /// Its number within the AFE.
        sequence: u16,
        /// Why.
        reason: Text120,
    }
    withheld { reason: Text120::withheld() }

    /// The supplement may be spent.
    AfeSupplementAuthorized {
        /// Its number within the AFE.
        sequence: u16,
        /// How much it adds.
        amount_usd: Usd,
        /// What is authorised in all.
        authorized_usd: Usd,
    }
    withheld {}
}
