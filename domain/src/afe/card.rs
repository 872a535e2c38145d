//! An AFE as boards show it: where it stands and what it comes to, without its lines, orders and invoices.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::ballot::BallotOutcome;
use super::non_consent::NonConsentAccount;
use super::state::Afe;
use super::stated::{AfeKind, AfeSubject, AfeTotals, ProjectRules};
use super::status::AfeStatus;
use super::summary::{AfeSummary, BallotSummary, ProjectSummary};
use crate::ids::{AfeId, AgreementId, OwnerId};
use crate::joint_interest::{CostShare, PartyShare, Variance, overrun_limit};
use crate::location::TimeZone;
use crate::quantity::{QuantityError, Usd};
use crate::text::Text120;

/// An AFE on a board. Absent facts are `null`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AfeCard {
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
    /// What the estimate comes to; `None` where the sum is out of range.
    pub totals: Option<AfeTotals>,
    /// The ballot of the proposal.
    pub ballot: Option<BallotSummary>,
    /// The ballot of the supplement that is pending.
    pub supplement_ballot: Option<BallotSummary>,
    /// What was authorised, and what became of it.
    pub figures: Option<AfeFigures>,
}

/// The money of a project.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AfeFigures {
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
    /// How spent and promised compare with what may be spent without a word; `None` where nothing says when there is an overrun.
    pub overrun: Option<OverrunSummary>,
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
    /// How many supplements were decided.
    pub supplements: u32,
}

/// Spent and promised against the authorised total.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OverrunSummary {
    /// Whether it is one.
    pub is_overrun: bool,
    /// The greatest cost that is none.
    pub limit_usd: Usd,
    /// Spent and promised.
    pub spent_usd: Usd,
    /// How far that is above what is authorised, or below it where negative.
    pub over: Variance,
}

/// A ballot in which answers still count.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OutstandingBallot {
    /// Whether a supplement is asked for, not the proposal.
    pub supplement: bool,
    /// How much is asked for.
    pub amount_usd: Usd,
    /// When the parties were asked.
    pub opened_at: DateTime<Utc>,
    /// The first instant at which it is too late to answer.
    pub deadline: DateTime<Utc>,
    /// Who has not answered, and for which interest.
    pub missing: Vec<PartyShare>,
}

impl Afe {
    /// The AFE as boards show it; `None` where nothing is known of one.
    pub fn card(&self) -> Option<AfeCard> {
        self.summary().map(AfeSummary::into_card)
    }
}

impl AfeSummary {
    /// The AFE as boards show it.
    pub fn into_card(self) -> AfeCard {
        AfeCard {
            afe_id: self.afe_id,
            number: self.number,
            kind: self.kind,
            subject: self.subject,
            agreement_id: self.agreement_id,
            operator: self.operator,
            description: self.description,
            time_zone: self.time_zone,
            stands_until: self.stands_until,
            status: self.status,
            status_since: self.status_since,
            totals: self.totals,
            ballot: self.ballot,
            supplement_ballot: self.supplement_ballot,
            figures: self.project.map(ProjectSummary::into_figures),
        }
    }

    /// The same without the interests of its parties and what falls to each of them: for those who do not read ownership.
    #[must_use]
    pub fn without_interests(mut self) -> Self {
        for ballot in [&mut self.ballot, &mut self.supplement_ballot] {
            *ballot = ballot.take().map(BallotSummary::without_interests);
        }
        if let Some(project) = &mut self.project {
            (project.shares, project.borne, project.funds) = (Vec::new(), None, None);
            project.non_consent = None;
            for posting in &mut project.postings {
                posting.shares.clear();
            }
        }
        self
    }
}

impl ProjectSummary {
    fn into_figures(self) -> AfeFigures {
        AfeFigures {
            overrun: self.against_limit().ok().flatten(),
            first_authorized_usd: self.first_authorized_usd,
            authorized_usd: self.authorized_usd,
            committed_usd: self.committed_usd,
            actual_usd: self.actual_usd,
            variance: self.variance,
            shares: self.shares,
            borne: self.borne,
            non_consent: self.non_consent,
            funds: self.funds,
            consent_asked: self.consent_asked,
            rules: self.rules,
            completed_on: self.completed_on,
            supplements: u32::try_from(self.supplements.len()).unwrap_or(u32::MAX),
        }
    }

    fn against_limit(&self) -> Result<Option<OverrunSummary>, QuantityError> {
        let Some(allowed) = self.rules.overrun_percent else {
            return Ok(None);
        };
        let limit_usd = overrun_limit(self.authorized_usd, allowed)?;
        let spent_usd = self.actual_usd.checked_add(self.committed_usd)?;
        Ok(Some(OverrunSummary {
            is_overrun: spent_usd > limit_usd,
            limit_usd,
            spent_usd,
            over: Variance::of(spent_usd, self.authorized_usd)?,
        }))
    }
}

impl BallotSummary {
    fn without_interests(self) -> Self {
        Self {
            participants: Vec::new(),
            missing: Vec::new(),
            outcome: self.outcome.map(|outcome| BallotOutcome {
                consenting: Vec::new(),
                non_consenting: Vec::new(),
                ..outcome
            }),
            ..self
        }
    }
}

impl AfeCard {
    /// The ballot in which answers still count.
    pub fn open_ballot(&self) -> Option<OutstandingBallot> {
        let (ballot, supplement) = match self.status {
            AfeStatus::Balloting => (&self.ballot, false),
            AfeStatus::SupplementPending => (&self.supplement_ballot, true),
            AfeStatus::Draft
            | AfeStatus::Submitted
            | AfeStatus::Approved
            | AfeStatus::Balloted
            | AfeStatus::Authorized
            | AfeStatus::InProgress
            | AfeStatus::WorkComplete
            | AfeStatus::CostsClosed
            | AfeStatus::Closed
            | AfeStatus::Rejected
            | AfeStatus::Withdrawn
            | AfeStatus::Cancelled
            | AfeStatus::Lapsed => return None,
        };
        let open = ballot.as_ref().filter(|ballot| ballot.outcome.is_none())?;
        let missing = open
            .participants
            .iter()
            .filter(|party| open.missing.contains(&party.owner));
        Some(OutstandingBallot {
            supplement,
            amount_usd: open.amount_usd,
            opened_at: open.opened_at,
            deadline: open.deadline,
            missing: missing.copied().collect(),
        })
    }

    /// Everybody who was asked, or bears a part.
    pub fn parties(&self) -> Vec<OwnerId> {
        let asked = [&self.ballot, &self.supplement_ballot].into_iter().flatten();
        let asked = asked.flat_map(|ballot| &ballot.participants);
        let bearing = self.figures.iter().flat_map(|figures| &figures.shares);
        let mut parties: Vec<OwnerId> = asked.chain(bearing).map(|party| party.owner).collect();
        parties.sort_unstable();
        parties.dedup();
        parties
    }

    /// The same without the interests of its parties and what falls to each of them: for those who do not read ownership.
    #[must_use]
    pub fn without_interests(mut self) -> Self {
        for ballot in [&mut self.ballot, &mut self.supplement_ballot] {
            *ballot = ballot.take().map(BallotSummary::without_interests);
        }
        if let Some(figures) = &mut self.figures {
            (figures.shares, figures.borne, figures.funds) = (Vec::new(), None, None);
            figures.non_consent = None;
        }
        self
    }
}
