//! Why shares cannot be worked out: the rule, and the values that broke it.

use super::exact::Exact;

/// A refusal.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OwnershipError {
    /// Not a ratio and not a decimal.
    #[error("`{found}` is not a fraction: write 3/16 or 0.1875")]
    FractionForm {
        /// What was found, cut at 40 characters.
        found: String,
    },
    /// A part is more than nothing and at most the whole.
    #[error("{numerator}/{denominator} is not a part of a whole")]
    FractionOutOfRange {
        /// Parts.
        numerator: u64,
        /// Parts of the whole.
        denominator: u64,
    },
    /// Not a residual in hundred-millionths.
    #[error("`{found}` is not a rounding residual such as -0.00000001")]
    ResidualForm {
        /// What was found, cut at 40 characters.
        found: String,
    },
    /// There is nobody to own anything.
    #[error("there is no share to close")]
    NoShares,
    /// Shares come to one.
    #[error("the shares come to {sum}, not to 1")]
    DoesNotClose {
        /// What they come to.
        sum: Exact,
    },
    /// Nobody owns less than nothing.
    #[error("the share at place {place} is {share}")]
    ShareNegative {
        /// Its place, counted from 1.
        place: usize,
        /// The share.
        share: Exact,
    },
    /// A share is told from nothing by its eighth decimal.
    #[error("the share at place {place} is {share}, which eight decimals cannot show")]
    ShareTooSmall {
        /// Its place, counted from 1.
        place: usize,
        /// The share.
        share: Exact,
    },
    /// A unit has acres.
    #[error("the unit has no acres")]
    UnitWithoutAcres,
    /// The owners of a tract own it once.
    #[error("the minerals of tract {tract} come to {sum}, more than the whole")]
    MineralsExceedTract {
        /// The tract's place, counted from 1.
        tract: usize,
        /// What they come to.
        sum: Exact,
    },
    /// Minerals nobody leased have no place in a unit of leases.
    #[error("the leased minerals of tract {tract} come to {sum}; state who owns the rest")]
    TractNotWhollyLeased {
        /// The tract's place, counted from 1.
        tract: usize,
        /// What they come to.
        sum: Exact,
    },
    /// A non-participating royalty comes out of the royalty it burdens.
    #[error("non-participating royalties of {burden} come out of a royalty of {royalty}")]
    NpriExceedsRoyalty {
        /// What they come to.
        burden: Exact,
        /// The royalty.
        royalty: Exact,
    },
    /// Burdens leave something to whoever bears the costs.
    #[error("the burdens come to {burdens} and leave nothing")]
    BurdensExceedWhole {
        /// What they come to.
        burdens: Exact,
    },
    /// A burden that one owner bears leaves him something.
    #[error("the burdens a working interest owner bears leave him {left}")]
    NothingLeftToOwner {
        /// What is left.
        left: Exact,
    },
}

impl OwnershipError {
    /// The rule that was broken, as a slug.
    pub fn rule(&self) -> &'static str {
        match self {
            Self::FractionForm { .. } => "fraction-form",
            Self::FractionOutOfRange { .. } => "fraction-out-of-range",
            Self::ResidualForm { .. } => "residual-form",
            Self::NoShares => "no-shares",
            Self::DoesNotClose { .. } => "interests-do-not-close",
            Self::ShareNegative { .. } => "share-negative",
            Self::ShareTooSmall { .. } => "share-too-small",
            Self::UnitWithoutAcres => "unit-without-acres",
            Self::MineralsExceedTract { .. } => "minerals-exceed-tract",
            Self::TractNotWhollyLeased { .. } => "tract-not-wholly-leased",
            Self::NpriExceedsRoyalty { .. } => "npri-exceeds-royalty",
            Self::BurdensExceedWhole { .. } => "burdens-exceed-whole",
            Self::NothingLeftToOwner { .. } => "nothing-left-to-owner",
        }
    }
}
