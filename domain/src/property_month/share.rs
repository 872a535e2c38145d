//! Sharing a property's measured production out over its completions.
//!
//! By tests: theoretical = rate of the test · hours / 24, and the measured total is shared in proportion to it. By meters:
//! in proportion to what each completion's own meter shows. Equally: to each the same. The factor is measured / theoretical.

use chrono::NaiveDate;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

use crate::disposition::ProductVolume;
use crate::ids::WellId;
use crate::quantity::{Hours, QuantityError};
use crate::text::CompletionName;

/// How production is shared out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum AllocationMethod {
    /// By the rates of tests and the hours on.
    Test,
    /// By each completion's own meter.
    Meter,
    /// To each the same.
    Equal,
}

/// A completion that takes part, and by what.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AllocationInput {
    /// The well.
    pub well_id: WellId,
    /// The completion's name within the well.
    pub completion: CompletionName,
    /// Hours on in the month.
    pub hours_on: Hours,
    /// Its test, where shared by tests.
    pub test: Option<TestRate>,
    /// What its own meter shows, where shared by meters.
    pub metered: Option<ProductVolume>,
}

/// The rate of a well test.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TestRate {
    /// What it makes in 24 hours.
    pub per_day: ProductVolume,
    /// The local day of the test.
    pub tested_on: NaiveDate,
}

/// A completion's share.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AllocatedShare {
    /// By what it was shared.
    pub input: AllocationInput,
    /// What it should have made by that, to four decimals; `None` where shared equally.
    pub theoretical: Option<ProductVolume>,
    /// What it is given.
    pub allocated: ProductVolume,
}

/// Measured over theoretical, to eight decimals. JSON: `"0.96192385"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AllocationFactor(Decimal);

impl AllocationFactor {
    /// The factor of two sums; `None` where the theoretical one is nothing.
    pub fn of(measured: Decimal, theoretical: Decimal) -> Option<Self> {
        let factor = measured.checked_div(theoretical)?;
        let rounded = factor.round_dp_with_strategy(8, RoundingStrategy::MidpointNearestEven);
        Some(Self(rounded.normalize()))
    }

    /// The bare number.
    pub const fn value(self) -> Decimal {
        self.0
    }

    /// Whether it is so far from one that tests or meters should be looked at: below 0.90 or above 1.10.
    pub fn is_unusual(self) -> bool {
        self.0 < Decimal::new(90, 2) || self.0 > Decimal::new(110, 2)
    }
}

impl TryFrom<String> for AllocationFactor {
    type Error = QuantityError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let limits = crate::quantity::Limits {
            decimals: 8,
            integer_digits: 16,
        };
        crate::quantity::parse_decimal(&text, limits).map(Self)
    }
}

impl From<AllocationFactor> for String {
    fn from(factor: AllocationFactor) -> Self {
        factor.0.to_string()
    }
}

crate::schema::written_as! {
    AllocationFactor: r"^(0|[1-9]\d{0,15})(\.\d{0,7}[1-9])?$", "Measured over theoretical production, up to eight decimals, in lowest form.";
}

/// What is odd about an allocation, without being refused. JSON: the rule in `"rule"`, and the values beside it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "rule", rename_all = "kebab-case", rename_all_fields = "snake_case")]
pub enum AllocationWarning {
    /// Measured and theoretical production are more than a tenth apart.
    AllocationFactorUnusual {
        /// The factor.
        factor: AllocationFactor,
    },
    /// A test was more than 180 days old at the month's end.
    WellTestOld {
        /// The well.
        well_id: WellId,
        /// The completion.
        completion: CompletionName,
        /// The local day of the test.
        tested_on: NaiveDate,
        /// How old it was, in days.
        age_days: i64,
    },
}

impl AllocationWarning {
    /// The most days a test may be old.
    pub const TEST_GOOD_FOR_DAYS: i64 = 180;

    /// The rule, as a slug.
    pub fn rule(&self) -> &'static str {
        match self {
            Self::AllocationFactorUnusual { .. } => "allocation-factor-unusual",
            Self::WellTestOld { .. } => "well-test-old",
        }
    }
}
