//! The least royalty of federal onshore leases, by the day a lease is issued.
//!
//! Rates are rows with the days they hold for and where they were read, never constants in the code that asks.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::quantity::Percent;

/// A rate and the days it holds for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RoyaltyRow {
    /// The first day on which a lease is issued at it; `None` where it has no beginning.
    pub from: Option<NaiveDate>,
    /// The first day on which no lease is any more; `None` where it has no end.
    pub before: Option<NaiveDate>,
    /// The least rate, in hundredths.
    pub rate: Decimal,
    /// The act behind it.
    pub source: &'static str,
}

const IRA: Option<NaiveDate> = NaiveDate::from_ymd_opt(2022, 8, 16);
const OBBBA: Option<NaiveDate> = NaiveDate::from_ymd_opt(2025, 7, 4);

const ROWS: [RoyaltyRow; 3] = [
    RoyaltyRow {
        from: None,
        before: IRA,
        rate: Decimal::from_parts(125, 0, 0, false, 1),
        source: "Mineral Leasing Act, 30 USC 226",
    },
    RoyaltyRow {
        from: IRA,
        before: OBBBA,
        rate: Decimal::from_parts(1667, 0, 0, false, 2),
        source: "Inflation Reduction Act, Pub. L. 117-169",
    },
    RoyaltyRow {
        from: OBBBA,
        before: None,
        rate: Decimal::from_parts(125, 0, 0, false, 1),
        source: "One Big Beautiful Bill Act, Pub. L. 119-21 §50101",
    },
];

/// The rows, in the order of their days.
pub fn federal_onshore_royalties() -> &'static [RoyaltyRow] {
    &ROWS
}

/// The row for leases issued on a day.
pub fn federal_onshore_royalty(issued_on: NaiveDate) -> Option<&'static RoyaltyRow> {
    ROWS.iter().find(|row| {
        row.from.is_none_or(|from| from <= issued_on) && row.before.is_none_or(|before| issued_on < before)
    })
}

impl RoyaltyRow {
    /// Whether a lease may be issued at the rate.
    pub fn allows(&self, rate: Percent) -> bool {
        rate.value() >= self.rate
    }
}
