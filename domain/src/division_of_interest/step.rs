//! The transition table: in which stages of a deck each step may be taken, where it leads, what guards it.
//!
//! `decide` and `evolve` read it, and so does `docs/reference/division-of-interest-transitions.md`. A stage that is in no
//! list admits nothing.

use super::deck::DeckKind;
use super::error::DivisionError;
use crate::transition::{self, Goal, Origin, Transition, steps};

/// Where a deck stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DeckStage {
    /// There is none.
    Nothing,
    /// Drawn up, and not in force.
    DrawnUp,
    /// In force; after payout decks stand by until payout.
    InForce,
    /// The deck after payout has taken its place.
    PaidOut,
    /// The division has ended.
    Ended,
}

#[cfg(test)]
impl DeckStage {
    /// All of them.
    pub(super) const ALL: [Self; 5] = [
        Self::Nothing,
        Self::DrawnUp,
        Self::InForce,
        Self::PaidOut,
        Self::Ended,
    ];
}

impl std::fmt::Display for DeckStage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Nothing => "nothing",
            Self::DrawnUp => "drawn up",
            Self::InForce => "in force",
            Self::PaidOut => "paid out",
            Self::Ended => "ended",
        })
    }
}

steps! {
    /// What is done to a deck.
    pub(super) enum Step of DeckStage;

    Create {
        "CreateDeck" => "DeckCreated",
        Origin::Stages(&[DeckStage::Nothing, DeckStage::DrawnUp, DeckStage::InForce]), Goal::Other("drawn up; what is in force stays so"),
        words "be drawn up",
        guards [
            "stream-of-another-division", "interest-not-of-deck", "decimal-zero", "interest-twice", "cost-not-suspended",
            "interests-do-not-close", "interest-owner-unknown", "interest-owner-merged", "interest-estate-settled",
        ],
    }
    Activate {
        "ActivateDeck" => "DeckActivated",
        Origin::Stages(&[DeckStage::DrawnUp, DeckStage::InForce]), Goal::Stage(DeckStage::InForce),
        words "be put in force",
        guards [
            "nothing-named", "deck-not-drawn-up", "decks-overlap", "deck-side-missing", "nri-exceeds-wi", "interest-owner-unknown",
            "interest-owner-merged", "interest-estate-settled",
        ],
    }
    Transfer {
        "TransferInterest" => "InterestTransferred",
        Origin::Stages(&[DeckStage::InForce]), Goal::Same,
        words "have interests conveyed",
        guards [
            "nothing-named", "instrument-in-future", "instrument-not-in-effect", "transfer-of-nothing", "transfer-to-self",
            "interest-not-of-deck", "interest-not-convertible", "transfer-exceeds-interest", "after-payout-left-behind",
            "cost-not-suspended", "nri-exceeds-wi", "interest-owner-unknown", "interest-owner-merged",
            "interest-estate-settled", "taker-deceased", "payee-deceased",
        ],
    }
    Suspend {
        "PlaceInSuspense" => "InterestSuspended",
        Origin::Stages(&[DeckStage::InForce]), Goal::Same,
        words "have an interest held back",
        guards ["nothing-named", "suspense-without-document", "cost-not-suspended", "interest-unknown", "interest-already-suspended"],
    }
    Release {
        "ReleaseSuspense" => "InterestReleased",
        Origin::Stages(&[DeckStage::InForce]), Goal::Same,
        words "have an interest released",
        guards ["nothing-named", "cost-not-suspended", "interest-unknown", "interest-not-suspended"],
    }
    Supersede {
        "SupersedeDeck" => "DeckSuperseded",
        Origin::Stages(&[DeckStage::InForce]), Goal::Other("in force; ended where other divisions go on"),
        words "be superseded",
        guards [
            "nothing-named", "deck-twice", "interest-not-of-deck", "decimal-zero", "interest-twice", "cost-not-suspended",
            "interests-do-not-close", "nri-exceeds-wi", "division-succeeds-itself", "interest-owner-unknown", "interest-owner-merged",
            "interest-estate-settled",
        ],
    }
    DeclarePayout {
        "DeclarePayout" => "PayoutReached",
        Origin::Stages(&[DeckStage::InForce]), Goal::Other("paid out; the decks after payout are in force"),
        words "be paid out",
        guards ["month-not-ended", "payout-not-reached", "payout-already-declared", "after-payout-deck-missing"],
    }
    Correct {
        "CorrectDecimal" => "InterestCorrected",
        Origin::Stages(&[DeckStage::InForce]), Goal::Same,
        words "be corrected",
        guards [
            "nothing-named", "interest-not-of-deck", "nothing-corrected", "old-decimal-differs", "interests-do-not-close",
            "nri-exceeds-wi", "interest-owner-unknown", "interest-owner-merged", "interest-estate-settled",
        ],
    }
    Sign {
        "SignDivisionOrder" => "DivisionOrderSigned",
        Origin::Stages(&[DeckStage::DrawnUp, DeckStage::InForce, DeckStage::PaidOut]), Goal::Same,
        words "be signed",
        guards [
            "signed-in-future", "signed-before-division", "signer-deceased", "interest-owner-unknown", "interest-owner-merged",
            "owner-not-in-division",
        ],
    }
    Withdraw {
        "WithdrawChange" => "DeckChangeWithdrawn",
        Origin::Stages(&[DeckStage::DrawnUp, DeckStage::InForce, DeckStage::PaidOut, DeckStage::Ended]), Goal::Other("as if the change had not been"),
        words "have a change withdrawn",
        guards ["corrected-event-unknown", "corrected-event-is-other", "decks-overlap", "deck-side-missing"],
    }
}

impl Step {
    /// Whether the step may be taken.
    pub(super) fn is_taken_from(self, stage: DeckStage) -> bool {
        self.row().from.admits(&stage)
    }

    /// Whether the step may be taken where a deck stands.
    pub(super) fn admitted(self, deck: DeckKind, stage: DeckStage) -> Result<(), DivisionError> {
        if self.is_taken_from(stage) {
            return Ok(());
        }
        Err(match stage {
            DeckStage::Nothing => DivisionError::DeckUnknown { deck },
            DeckStage::DrawnUp | DeckStage::InForce => DivisionError::DeckNotInForce { deck },
            DeckStage::PaidOut => DivisionError::DeckPaidOut { deck },
            DeckStage::Ended => DivisionError::DivisionEnded,
        })
    }
}

/// What stands above the table.
const HEAD: &str = "\
# The transitions of a deck

Made from the code by `cargo run -p wellflow-domain --example division_of_interest_transitions`; a test fails when this page and the code differ.

A division of interest holds four decks: `cost`, `cost_apo`, `revenue_bpo`, `revenue_apo`. Each goes its own way from nothing to ended. A change is decided
on everything known: it is put where it takes effect, and everything after it is gone through again. It is refused where its row does not begin
(`deck-unknown`, `deck-not-in-force`, `deck-paid-out`, `division-ended`) and by the guards named, each of which is a problem of that name. `division-unknown`
may refuse any but the first, `closed-month-altered`, `nothing-to-restate` and `later-change-broken` any change of a deck.

";

/// What stands below it.
const FOOT: &str = "
## Never

- A deck in force that does not come to exactly 1: `interests-do-not-close`.
- A month of a deck between its first and its end that is divided twice, or not at all: each change ends what was there and begins what comes.
- A month whose costs alone or whose revenue alone is divided: `deck-side-missing`.
- A net revenue interest above its owner's working interest: `nri-exceeds-wi`.
- A closed month changed in silence: `closed-month-altered`. A restatement names the months.
- A change deleted: it is withdrawn or corrected by another event.
";

/// The table by which decks are decided and folded.
pub fn transitions() -> Vec<Transition> {
    Step::ALL.into_iter().map(|step| step.row().shown(&[])).collect()
}

/// The table as a page of Markdown.
pub fn transitions_page() -> String {
    format!("{HEAD}{}{FOOT}", transition::table(transitions()))
}
