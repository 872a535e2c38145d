//! One line of a deck: whose interest, of which kind, how much, and whether it is paid.

use serde::{Deserialize, Serialize};

use super::deck::DeckKind;
use crate::ids::OwnerId;
use crate::ownership::InterestType;
use crate::quantity::DecimalInterest;
use crate::text::Text120;

/// A line of a deck.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Interest {
    /// Whose.
    pub owner: OwnerId,
    /// Of which kind.
    pub interest: InterestType,
    /// How much.
    pub decimal: DecimalInterest,
    /// Whether it is paid.
    pub status: PayStatus,
}

/// What names a line: an owner has one of each kind in a deck.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct InterestLine {
    /// The deck.
    pub deck: DeckKind,
    /// Whose.
    pub owner: OwnerId,
    /// Of which kind.
    pub interest: InterestType,
}

impl std::fmt::Display for InterestLine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            deck,
            owner,
            interest,
        } = self;
        write!(f, "the {interest} of {owner} in the {deck} deck")
    }
}

/// Whether an interest is paid. What is in suspense is owned all the same. JSON: `{"state":"pay"}`,
/// `{"state":"suspense","reason":"title_dispute","document":null}`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum PayStatus {
    /// It is paid.
    #[default]
    Pay,
    /// What falls to it is held back.
    Suspense {
        /// Why.
        reason: SuspenseReason,
        /// What it rests on.
        document: Option<Text120>,
    },
}

impl PayStatus {
    /// What outsiders may see: documents are free text and may name a person.
    pub(super) fn public_form(&self) -> Self {
        match self {
            Self::Pay => Self::Pay,
            Self::Suspense { reason, document } => Self::Suspense {
                reason: *reason,
                document: document.as_ref().map(|_| Text120::withheld()),
            },
        }
    }
}

/// Why revenue is held back. JSON: `"title_dispute"`, `"owner_unlocatable"`, `"division_order_unsigned"`,
/// `"below_minimum_pay"`, `"other"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum SuspenseReason {
    /// Two claim it, or the title is not marketable.
    TitleDispute,
    /// Nobody knows where the owner is.
    OwnerUnlocatable,
    /// The owner has not signed the division order.
    DivisionOrderUnsigned,
    /// What is due is less than the least that is paid out.
    BelowMinimumPay,
    /// Another one, named by the document.
    Other,
}

impl SuspenseReason {
    /// The word as written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::TitleDispute => "title_dispute",
            Self::OwnerUnlocatable => "owner_unlocatable",
            Self::DivisionOrderUnsigned => "division_order_unsigned",
            Self::BelowMinimumPay => "below_minimum_pay",
            Self::Other => "other",
        }
    }
}

impl std::fmt::Display for SuspenseReason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}
