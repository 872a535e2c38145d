//! What is stated about an AFE: its lines, who votes how, what is bought from whom.

use chrono::NaiveDate;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

use crate::declared::words;
use crate::ids::{LeaseId, OwnerId, WellId};
use crate::joint_interest::CostClass;
use crate::personal::Personal;
use crate::property_month::PropertyId;
use crate::quantity::{DecimalInterest, Percent, QuantityError, Usd};
use crate::text::Text120;

words! {
    /// What the money is for. JSON: `"drilling"`.
    pub enum AfeKind {
        /// A well is drilled, and completed where it is worth it.
        Drilling = "drilling",
        /// A well is completed.
        Completion = "completion",
        /// A well is completed elsewhere.
        Recompletion = "recompletion",
        /// A well is worked over.
        Workover = "workover",
        /// Something is built.
        Facility = "facility",
        /// A well is plugged.
        PlugAndAbandon = "plug_and_abandon",
        /// The ground is surveyed.
        Geophysical = "geophysical",
        /// Leases are taken.
        LeaseAcquisition = "lease_acquisition",
    }
}

words! {
    /// When a cost falls due in the life of a well. JSON: `"dry_hole"`, `"after_casing_point"`, `"facility"`.
    pub enum Phase {
        /// Up to the casing point: what a dry hole costs.
        DryHole = "dry_hole",
        /// After it: what makes a producer of it.
        AfterCasingPoint = "after_casing_point",
        /// What stands around the well.
        Facility = "facility",
    }
}

words! {
    /// Whether something is left of a cost. JSON: `"tangible"`, `"intangible"`.
    pub enum Category {
        /// Equipment that could be salvaged: casing, tubing, wellhead, tanks, rods, pumping units.
        Tangible = "tangible",
        /// Everything else: rig, mud, cement, logs, labour, fuel, water.
        Intangible = "intangible",
    }
}

/// What an AFE is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AfeSubject {
    /// The well.
    pub well_id: Option<WellId>,
    /// The lease.
    pub lease_id: Option<LeaseId>,
    /// The property.
    pub property_id: Option<PropertyId>,
}

/// A line of an estimate. Its account names it within the AFE.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AfeLine {
    /// The account, as the books number it.
    pub account: Text120,
    /// What is bought.
    pub description: Text120,
    /// When it falls due.
    pub phase: Phase,
    /// Whether something is left of it.
    pub category: Category,
    /// How it counts in the account of a party that does not consent.
    pub class: CostClass,
    /// The estimate, gross, without contingency.
    pub amount_usd: Usd,
    /// What is added for what nobody foresees, in hundredths of the estimate.
    pub contingency_percent: Percent,
}

impl AfeLine {
    /// The estimate with its contingency, which is rounded half up to the cent.
    ///
    /// # Errors
    /// [`QuantityError`] where it is out of range.
    pub fn total_usd(&self) -> Result<Usd, QuantityError> {
        let amount = self.amount_usd.value();
        let more = amount / Decimal::ONE_HUNDRED * self.contingency_percent.value();
        Usd::new(amount + more.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero))
    }
}

/// What lines come to. Total is tangible and intangible, and it is dry hole, after the casing point and facilities.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AfeTotals {
    /// All lines.
    pub total_usd: Usd,
    /// What could be salvaged.
    pub tangible_usd: Usd,
    /// What could not.
    pub intangible_usd: Usd,
    /// What a dry hole costs.
    pub dry_hole_usd: Usd,
    /// What a completed well costs: the dry hole, and what comes after the casing point.
    pub completed_usd: Usd,
}

impl AfeTotals {
    /// Of lines.
    ///
    /// # Errors
    /// [`QuantityError`] where a sum is out of range.
    pub fn of<'a>(lines: impl IntoIterator<Item = &'a AfeLine>) -> Result<Self, QuantityError> {
        let mut totals = Self::default();
        for line in lines {
            let amount = line.total_usd()?;
            totals.total_usd = totals.total_usd.checked_add(amount)?;
            let category = match line.category {
                Category::Tangible => &mut totals.tangible_usd,
                Category::Intangible => &mut totals.intangible_usd,
            };
            *category = category.checked_add(amount)?;
            if line.phase == Phase::DryHole {
                totals.dry_hole_usd = totals.dry_hole_usd.checked_add(amount)?;
            }
            if line.phase != Phase::Facility {
                totals.completed_usd = totals.completed_usd.checked_add(amount)?;
            }
        }
        Ok(totals)
    }
}

impl std::fmt::Display for AfeTotals {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            total_usd,
            tangible_usd,
            intangible_usd,
            dry_hole_usd,
            completed_usd,
        } = self;
        write!(
            f,
            "${total_usd} (tangible ${tangible_usd}, intangible ${intangible_usd}, dry hole ${dry_hole_usd}, completed \
             ${completed_usd})"
        )
    }
}

/// What becomes of a line of a draft. JSON: `{"kind":"put","line":{...}}`, `{"kind":"removed","account":"..."}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum LineRevision {
    /// It is there now, in the place of one of the same account.
    Put {
        /// The line.
        line: AfeLine,
    },
    /// It is gone.
    Removed {
        /// Its account.
        account: Text120,
    },
}

/// A party's answer. JSON: `{"kind":"consent"}`, `{"kind":"limited_consent","limit_usd":"..."}`, `{"kind":"non_consent"}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Vote {
    /// Yes.
    Consent,
    /// Yes, as long as the total asked for is not above an amount.
    LimitedConsent {
        /// The greatest gross total.
        limit_usd: Usd,
    },
    /// No.
    NonConsent,
}

words! {
    /// How something was sent or answered. JSON: `"portal"`, `"email"`, `"phone"`, `"paper"`.
    pub enum BallotMethod {
        /// By the party itself, here.
        Portal = "portal",
        /// By electronic mail.
        Email = "email",
        /// By telephone.
        Phone = "phone",
        /// On paper.
        Paper = "paper",
    }
}

/// A party's answer, and how it came.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CastVote {
    /// Who.
    pub owner: OwnerId,
    /// What.
    pub vote: Vote,
    /// How it came.
    pub method: BallotMethod,
    /// Who wrote it down.
    pub recorded_by: Personal<Text120>,
    /// What shows it; needed of whatever did not come by the portal.
    pub evidence: Option<Text120>,
}

/// A party that does not take part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NonConsentingParty {
    /// Who.
    pub owner: OwnerId,
    /// Its interest.
    pub interest: DecimalInterest,
    /// Whether it did not answer in time.
    pub deemed: bool,
}

/// What names a posted cost: an invoice may be spread over accounts, each part of it stands once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct InvoiceKey {
    /// Who sent it.
    pub vendor: OwnerId,
    /// Its number.
    pub invoice: Text120,
    /// The account of the line it is posted to.
    pub account: Text120,
}

impl std::fmt::Display for InvoiceKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            vendor,
            invoice,
            account,
        } = self;
        write!(f, "invoice {invoice} of {vendor} on account {account}")
    }
}

/// What rules a project besides its budget, as its agreement had it when it was authorised, or else the organization's policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ProjectRules {
    /// By how much of the authorised total costs may exceed it before it is an overrun; `None` where none is told.
    pub overrun_percent: Option<Percent>,
    /// Whether the parties are asked again for a supplement.
    pub supplements_balloted: bool,
    /// How many months after the calendar year of its closing it may be reopened; `None` where there is no end.
    pub reopen_months: Option<u16>,
}

/// The limit of a tier, in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TierLimit(pub Option<Usd>);

impl std::fmt::Display for TierLimit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            Some(limit) => write!(f, "its limit is ${limit}, for the kinds it is for"),
            None => f.write_str("it has no limit, and is for other kinds"),
        }
    }
}

/// The last day of something, in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LastDay(pub Option<NaiveDate>);

impl std::fmt::Display for LastDay {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            Some(day) => write!(f, "its last day on {day}"),
            None => f.write_str("no last day"),
        }
    }
}
