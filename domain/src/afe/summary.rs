//! An AFE as shown, derived from the state: a state folded at a position up to a day shows what was known then of that day.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::ballot::{Ballot, BallotOutcome};
use super::book::{Commitment, Posting};
use super::non_consent::NonConsentAccount;
use super::state::{Afe, KnownAfe, Project, Supplement};
use super::stated::{AfeKind, AfeLine, AfeSubject, AfeTotals, ProjectRules};
use super::status::AfeStatus;
use crate::ids::{AfeId, AgreementId, OwnerId};
use crate::joint_interest::{CostShare, PartyShare, Variance};
use crate::location::TimeZone;
use crate::quantity::Usd;
use crate::text::Text120;

/// An AFE. Absent facts are `null`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AfeSummary {
    /// The stream.
    pub afe_id: AfeId,
    /// Its number.
    pub number: Text120,
    /// What the money is for.
    pub kind: AfeKind,
    /// What it is about.
    pub subject: AfeSubject,
    /// The agreement.
    pub agreement_id: Option<AgreementId>,
    /// Who operates.
    pub operator: OwnerId,
    /// In words.
    pub description: Text120,
    /// The zone of its local days.
    pub time_zone: TimeZone,
    /// The last local day on which it can be acted on, before work begins.
    pub stands_until: Option<NaiveDate>,
    /// The stage it is in.
    pub status: AfeStatus,
    /// Since when.
    pub status_since: DateTime<Utc>,
    /// The estimate.
    pub lines: Vec<AfeLine>,
    /// What it comes to; `None` where the sum is out of range.
    pub totals: Option<AfeTotals>,
    /// The ballot of the proposal.
    pub ballot: Option<BallotSummary>,
    /// The ballot of the supplement that is pending.
    pub supplement_ballot: Option<BallotSummary>,
    /// What was authorised, and what became of it.
    pub project: Option<ProjectSummary>,
}

/// A ballot.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BallotSummary {
    /// How much is asked for.
    pub amount_usd: Usd,
    /// When the parties were asked.
    pub opened_at: DateTime<Utc>,
    /// The first instant at which it is too late to answer.
    pub deadline: DateTime<Utc>,
    /// Who is asked.
    pub participants: Vec<PartyShare>,
    /// Who has not answered.
    pub missing: Vec<OwnerId>,
    /// What it came to, once it was counted.
    pub outcome: Option<BallotOutcome>,
}

/// A project and its money.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ProjectSummary {
    /// What was authorised first.
    pub first_authorized_usd: Usd,
    /// What is authorised with supplements.
    pub authorized_usd: Usd,
    /// What is promised, and neither drawn nor released.
    pub committed_usd: Usd,
    /// What was spent.
    pub actual_usd: Usd,
    /// How far that is from what is authorised; `None` where it is out of range.
    pub variance: Option<Variance>,
    /// Whether spent and promised are an overrun; `None` where nothing says when there is one.
    pub overrun: Option<bool>,
    /// Who bears it.
    pub shares: Vec<PartyShare>,
    /// What each of them bears of what was spent; `None` where a sum is out of range.
    pub borne: Option<Vec<CostShare>>,
    /// What is to be recovered of the shares of those who did not consent; `None` where a sum is out of range.
    pub non_consent: Option<Vec<NonConsentAccount>>,
    /// What was set aside.
    pub funds: Option<Vec<CostShare>>,
    /// Whether the agreement asked for the consent of its parties.
    pub consent_asked: bool,
    /// What rules it.
    pub rules: ProjectRules,
    /// The local day the work was done.
    pub completed_on: Option<NaiveDate>,
    /// The orders.
    pub commitments: Vec<Commitment>,
    /// The invoices.
    pub postings: Vec<Posting>,
    /// The supplements that were decided, in their order.
    pub supplements: Vec<Supplement>,
}

impl Afe {
    /// The AFE as shown; `None` where nothing is known of one.
    pub fn summary(&self) -> Option<AfeSummary> {
        match self {
            Self::Unknown => None,
            Self::Known(afe) => Some(afe.summary()),
        }
    }
}

impl KnownAfe {
    fn summary(&self) -> AfeSummary {
        let pending = self.project.as_ref().and_then(|project| project.pending.as_ref());
        AfeSummary {
            afe_id: self.afe_id,
            number: self.number.clone(),
            kind: self.kind,
            subject: self.subject,
            agreement_id: self.agreement_id,
            operator: self.operator,
            description: self.description.clone(),
            time_zone: self.time_zone,
            stands_until: self.stands_until(),
            status: self.status,
            status_since: self.since,
            lines: self.lines.clone(),
            totals: self.totals().ok(),
            ballot: self.ballot.as_ref().map(Ballot::summary),
            supplement_ballot: pending
                .and_then(|pending| pending.ballot.as_ref())
                .map(Ballot::summary),
            project: self
                .project
                .as_ref()
                .map(|project| project.summary(self.non_consent_accounts().ok())),
        }
    }
}

impl Ballot {
    fn summary(&self) -> BallotSummary {
        BallotSummary {
            amount_usd: self.amount_usd,
            opened_at: self.opened_at,
            deadline: self.deadline,
            participants: self.participants.clone(),
            missing: self.missing().map(|party| party.owner).collect(),
            outcome: self.outcome.clone(),
        }
    }
}

impl Project {
    fn summary(&self, non_consent: Option<Vec<NonConsentAccount>>) -> ProjectSummary {
        let book = &self.book;
        let limit = self
            .rules
            .overrun_percent
            .and_then(|_| self.limit_of(self.authorized_usd).ok());
        ProjectSummary {
            first_authorized_usd: self.first_authorized_usd,
            authorized_usd: self.authorized_usd,
            committed_usd: book.committed_usd,
            actual_usd: book.actual_usd,
            variance: Variance::of(book.actual_usd, self.authorized_usd).ok(),
            overrun: limit.and_then(|limit| Some(book.spent_usd().ok()? > limit)),
            shares: self.deck.clone(),
            borne: book.borne(&self.deck).ok(),
            non_consent,
            funds: self.funds.clone(),
            consent_asked: self.consent_asked,
            rules: self.rules,
            completed_on: self.completed_on,
            commitments: book.commitments.clone(),
            postings: book.postings.clone(),
            supplements: self.supplements.clone(),
        }
    }
}
