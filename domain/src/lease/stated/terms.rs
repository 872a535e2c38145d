//! The terms a lease is signed on.

use chrono::{Datelike, Months, NaiveDate};
use serde::{Deserialize, Serialize};

use super::clauses::{PughClause, RetainedAcreageClause, ShutInRoyaltyClause, TaxBurden};
use super::tracts::TractStated;
use crate::ids::OwnerId;
use crate::quantity::{Acres, DecimalInterest, Percent, Usd};
use crate::text::Text120;

/// A paper and the day it was signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Instrument {
    /// What it is filed under.
    pub reference: Text120,
    /// The day everybody it binds had signed; `None` where a signature is missing.
    pub signed_on: Option<NaiveDate>,
}

/// How a recorded paper is found with the county.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum RecordingReference {
    /// By the place in the county's books.
    VolumePage {
        /// The volume.
        volume: Text120,
        /// The page.
        page: Text120,
    },
    /// By the clerk's number.
    InstrumentNumber {
        /// The number.
        number: Text120,
    },
}

/// The lease stands in the county's records.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Recording {
    /// The county.
    pub county: Text120,
    /// Where in its records.
    pub reference: RecordingReference,
}

/// Who owns the minerals, as far as rules differ by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum MineralOwner {
    /// Private owners.
    Private,
    /// A state.
    State,
    /// The United States, on land.
    FederalOnshore,
    /// The United States, in the sea.
    FederalOffshore,
    /// A tribe, or its members.
    Indian,
}

/// The key under which an agency knows the lease: in Texas a number within its district, oil and gas apart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AgencyLeaseKey {
    /// The agency, for example `TX RRC`.
    pub agency: Text120,
    /// What comes before the number, for example `O 08`; `None` where the number is enough.
    pub district: Option<Text120>,
    /// The number.
    pub number: Text120,
}

impl AgencyLeaseKey {
    /// The key as one text.
    pub fn canonical(&self) -> String {
        let district = self.district.as_ref().map_or("", Text120::as_str);
        format!("{}|{district}|{}", self.agency, self.number)
    }
}

/// A lessor, and the share of the minerals leased.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Lessor {
    /// Who.
    pub owner_id: OwnerId,
    /// The share of all minerals under the lease.
    pub mineral_fraction: DecimalInterest,
}

/// The primary term: it ends on the day before the anniversary, or on the day the lease names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PrimaryTerm {
    /// Its first local day.
    pub effective_on: NaiveDate,
    /// How many months it lasts.
    pub months: u16,
    /// The last local day, where the lease names one; it then goes before the months.
    pub ends_on: Option<NaiveDate>,
}

impl PrimaryTerm {
    /// The last local day; `None` beyond the calendar.
    pub fn last_day(&self) -> Option<NaiveDate> {
        self.ends_on
            .or_else(|| last_day_of(self.effective_on, u32::from(self.months)))
    }

    /// The anniversary after so many years, on which a rental is due at the latest; `None` beyond the calendar.
    pub fn anniversary(&self, year: u8) -> Option<NaiveDate> {
        self.effective_on
            .checked_add_months(Months::new(12 * u32::from(year)))
    }
}

/// The last day of so many months that begin on a day: the day before the same day of a later month. Months that begin on
/// a day the later month lacks end with its last day.
pub(in crate::lease) fn last_day_of(first: NaiveDate, months: u32) -> Option<NaiveDate> {
    let after = first.checked_add_months(Months::new(months))?;
    if after.day() < first.day() {
        Some(after)
    } else {
        after.pred_opt()
    }
}

/// What is paid yearly to put drilling off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Rental {
    /// Everything was paid when it was signed.
    PaidUp,
    /// A payment on or before each anniversary within the primary term; without it the lease ends by itself.
    Delay {
        /// The payment; `None` where withheld.
        amount_usd: Option<Usd>,
    },
}

impl Rental {
    /// The same without what is paid.
    #[must_use]
    pub(in crate::lease) const fn without_money(self) -> Self {
        match self {
            Self::PaidUp => Self::PaidUp,
            Self::Delay { .. } => Self::Delay { amount_usd: None },
        }
    }
}

/// A right to lengthen the primary term.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ExtensionOption {
    /// By how many months at most.
    pub months: u16,
    /// For what payment at least; `None` where withheld.
    pub consideration_usd: Option<Usd>,
}

/// The clauses that say what holds the lease, and what is let go when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Clauses {
    /// Days without production after which the lease ends; `None` where it does not say.
    pub cessation_days: Option<u16>,
    /// Days between operations that keep the lease; `None` where operations do not.
    pub continuous_operations_days: Option<u16>,
    /// What keeps a lease whose wells have no market; `None` where nothing does.
    pub shut_in_royalty: Option<ShutInRoyaltyClause>,
    /// What is let go at the end of the primary term.
    pub pugh: PughClause,
    /// What each well keeps; `None` where wells keep everything.
    pub retained_acreage: Option<RetainedAcreageClause>,
    /// A right to lengthen the primary term; `None` where it takes a new agreement.
    pub extension: Option<ExtensionOption>,
    /// Whether the lessor's royalty bears no costs after production.
    pub no_deductions: bool,
    /// Who bears taxes on production.
    pub tax_burden: TaxBurden,
}

impl Clauses {
    /// The same without what is paid.
    #[must_use]
    pub(in crate::lease) fn without_money(&self) -> Self {
        let mut clauses = self.clone();
        if let Some(extension) = &mut clauses.extension {
            extension.consideration_usd = None;
        }
        if let Some(shut_in) = &mut clauses.shut_in_royalty {
            shut_in.amount_usd = None;
        }
        clauses
    }
}

/// What a lease was signed on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LeaseTerms {
    /// The lessee's own number of the lease.
    pub lease_number: Text120,
    /// The key of an agency.
    pub agency_key: Option<AgencyLeaseKey>,
    /// Who owns the minerals.
    pub mineral_owner: MineralOwner,
    /// Who leases them out, at least one.
    pub lessors: Vec<Lessor>,
    /// Who may drill and produce.
    pub lessee: OwnerId,
    /// The primary term.
    pub primary_term: PrimaryTerm,
    /// The lessors' share of what is produced, in hundredths.
    pub royalty_rate: Percent,
    /// What was paid for signing; `None` where unknown or withheld.
    pub bonus_usd: Option<Usd>,
    /// The tracts, at least one.
    pub tracts: Vec<TractStated>,
    /// The acres of all tracts.
    pub gross_acres: Acres,
    /// The acres times the shares of the minerals leased.
    pub net_acres: Acres,
    /// What is paid to put drilling off.
    pub rental: Rental,
    /// The clauses.
    pub clauses: Clauses,
}

impl LeaseTerms {
    /// The terms without what the parties paid.
    #[must_use]
    pub(in crate::lease) fn without_money(&self) -> Self {
        Self {
            bonus_usd: None,
            rental: self.rental.without_money(),
            clauses: self.clauses.without_money(),
            ..self.clone()
        }
    }
}
