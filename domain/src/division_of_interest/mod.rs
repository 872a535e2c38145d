//! The decks of a property: who bears which share of its costs, and who receives which share of its revenue, month by month.
//!
//! One stream per property, product and depths holds its decks together, because they are held to one another: costs and
//! revenue, each before and after payout.
//!
//! Life cycle of a deck: drawn up → in force (or standing by for payout) → changed by transfers, suspense, corrections and
//! supersessions → paid out or ended. `step.rs` holds the table, `docs/reference/division-of-interest-transitions.md` shows it.
//!
//! Invariants, at every position of the ledger and every effective date
//! - O1: the working interests of a cost deck come to exactly 1. O2: so do royalties, non-participating and overriding
//!   royalties, production payments and net revenue interests of a revenue deck; net profits interests stand beside them.
//! - O3: every decimal is above 0 and at most 1, with eight decimals, and nobody's net revenue interest is above his working
//!   interest.
//! - O4: decks change with a month. From the first month on every month has one deck of costs and one of revenue, and a closed month
//!   changes by a restatement alone, which names the months.
//! - O5: a transfer rests on an instrument, moves what the giver has, and leaves the sum as it was.
//! - O6: an interest in suspense counts as any other.
//! - O7: no other division divides the same depths of the same product (`decide/depths.rs`). Which others the property has says
//!   its list (see `property_divisions`).
//! - Interests are given to owners in the books, under the record that counts; not to a settled estate, and by no deed to the dead.
//! - A late paper is put where it takes effect, and whatever follows is gone through again; what would no longer be possible
//!   refuses it.
//!
//! Not here: how shares are worked out (see `ownership`), and what is paid by them.

mod change;
mod command;
mod decide;
mod deck;
mod deck_on;
mod error;
mod event;
mod id;
mod instrument;
mod interest;
mod seen;
mod shares;
mod sights;
mod standing;
mod state;
mod step;
mod takers;
#[cfg(test)]
mod tests;

pub use change::Change;
pub use command::{
    ActivateDeck, Closing, CorrectDecimal, CreateDeck, DeclarePayout, DivisionCommand, PlaceInSuspense,
    ReleaseSuspense, SignDivisionOrder, SupersedeDeck, TransferInterest, WithdrawChange,
};
pub use deck::{DeckKind, DeckSide, DrawnUpDeck};
pub use deck_on::{DeckAwaiting, DeckInForce, DecksInForce, DivisionSummary};
pub use error::DivisionError;
pub use event::{
    DecimalChange, DeckActivated, DeckChangeWithdrawn, DeckCreated, DeckSuperseded, DivisionEvent,
    DivisionOrderSigned, InterestCorrected, InterestReleased, InterestSuspended, InterestTransferred,
    PayoutReached, Restated, Succession, TransferPart,
};
pub use id::{DeckProduct, DivisionId, DivisionKey};
pub use instrument::{Instrument, InstrumentKind, PayoutAccount};
pub use interest::{Interest, InterestLine, PayStatus, SuspenseReason};
pub use seen::{ChangeSeen, ClosedMonthsSeen, CorrectedChange, DeckSeen};
pub use shares::{DivisionSpell, DivisionStage, Holding, Share, ShareChanged};
pub use sights::{DivisionNeeds, DivisionSights};
pub use standing::Standing;
pub use state::{DivisionOfInterest, KnownDivision, Signature};
pub use step::{transitions, transitions_page};
pub use takers::{OwnerStanding, OwnersSeen};
