//! What became of oil and gas, by the codes of Texas Form PR.
//!
//! Until August 2021 one code said that gas was vented or flared; since then two say which.

use chrono::NaiveDate;

use super::standing;
use crate::jurisdiction::Jurisdiction;
use crate::jurisdiction::rule::{Confidence, Rule, day};

/// What is disposed of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Product {
    /// Oil or condensate.
    Oil,
    /// Gas.
    Gas,
}

/// What a code says became of a product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Disposition {
    /// In words.
    pub meaning: &'static str,
    /// Whether the code needs a remark beside it: on whose authority gas was flared or vented.
    pub needs_remark: bool,
}

/// A code, and what it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DispositionRule {
    /// Of what.
    pub product: Product,
    /// The code, two digits.
    pub code: &'static str,
    /// What became of it.
    pub disposition: Disposition,
}

impl Product {
    /// Its name in words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Oil => "oil",
            Self::Gas => "gas",
        }
    }
}

const FORM: &str = "RRC Form PR, disposition codes";
/// The last day of the single code, and the first of the two.
const SPLIT: (NaiveDate, NaiveDate) = (day(2021, 8, 31), day(2021, 9, 1));

const fn rule(product: Product, code: &'static str, meaning: &'static str) -> Rule<DispositionRule> {
    standing(
        Jurisdiction::Texas,
        Confidence::Read,
        FORM,
        DispositionRule {
            product,
            code,
            disposition: Disposition {
                meaning,
                needs_remark: false,
            },
        },
    )
}

const fn oil(code: &'static str, meaning: &'static str) -> Rule<DispositionRule> {
    rule(Product::Oil, code, meaning)
}

const fn gas(code: &'static str, meaning: &'static str) -> Rule<DispositionRule> {
    rule(Product::Gas, code, meaning)
}

const fn since_split(code: &'static str, meaning: &'static str) -> Rule<DispositionRule> {
    let mut rule = gas(code, meaning);
    rule.valid_from = Some(SPLIT.1);
    rule.value.disposition.needs_remark = true;
    rule
}

const fn until_split(code: &'static str, meaning: &'static str) -> Rule<DispositionRule> {
    let mut rule = gas(code, meaning);
    rule.valid_to = Some(SPLIT.0);
    rule
}

pub(super) const DISPOSITIONS: &[Rule<DispositionRule>] = &[
    oil("00", "pipeline"),
    oil("01", "truck"),
    oil("02", "tank car or barge"),
    oil("03", "tank cleaning or lease use"),
    oil("04", "circulating, or fracturing on another lease"),
    oil("05", "lost in a spill"),
    oil("06", "lost as sediment and water"),
    oil("07", "other"),
    oil("08", "skim oil of a saltwater gathering system"),
    oil("09", "scrubber oil, or to a gas plant"),
    oil("99", "no code"),
    gas("01", "lease or field use and fuel"),
    gas("02", "transmission line"),
    gas("03", "processing plant"),
    until_split("04", "vented or flared"),
    gas("05", "gas lift"),
    gas("06", "pressure maintenance"),
    gas("07", "carbon black"),
    gas("08", "underground storage"),
    gas("09", "lease separation or extraction loss"),
    since_split("10", "flared"),
    since_split("11", "vented"),
    gas("99", "no code"),
];
