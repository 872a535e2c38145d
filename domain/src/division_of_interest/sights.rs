//! What a command must see beside the division it is about, and how it gets to see it.
//!
//! Whoever asks looks at the command and the division, reads the streams named here so that the append holds them, and hands
//! the command what there was to see.

use std::collections::BTreeSet;

use super::command::{Closing, DivisionCommand};
use super::deck::DrawnUpDeck;
use super::event::Succession;
use super::seen::{ChangeSeen, ClosedMonthsSeen, CorrectedChange, DeckSeen};
use super::state::DivisionOfInterest;
use super::takers::OwnersSeen;
use crate::ids::OwnerId;
use crate::month::Month;
use crate::property_month::PropertyId;

/// What a command must see.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DivisionNeeds {
    /// The property it is about; none where there is no division.
    pub property_id: Option<PropertyId>,
    /// The owners it gives interests to, and who signs.
    pub owners: BTreeSet<OwnerId>,
    /// Whether the other divisions of the property.
    pub others: bool,
    /// The first month it could change; every month of the property from there on that may be closed by now.
    pub months_from: Option<Month>,
}

/// What there was to see.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DivisionSights {
    /// The owners.
    pub owners: OwnersSeen,
    /// The decks of the other divisions.
    pub others: Vec<DeckSeen>,
    /// The closed months.
    pub closed: ClosedMonthsSeen,
}

impl DivisionCommand {
    /// What the command must see, as the division stands. A division without a deck refuses all but the drawing up of one,
    /// whatever there is to see.
    pub fn needs(&self, division: &DivisionOfInterest) -> DivisionNeeds {
        if let Self::CreateDeck(task) = self {
            return DivisionNeeds {
                property_id: Some(task.division.property_id),
                owners: owners_of([&task.deck]),
                ..DivisionNeeds::default()
            };
        }
        let DivisionOfInterest::Known { division: known } = division else {
            return DivisionNeeds::default();
        };
        DivisionNeeds {
            property_id: Some(known.key().property_id),
            owners: self.gives_to(division).into_iter().chain(self.signer()).collect(),
            others: matches!(self, Self::ActivateDeck(_) | Self::WithdrawChange(_)),
            months_from: self.first_month(),
        }
    }

    /// The same command, which has seen what it must.
    #[must_use]
    pub fn having_seen(mut self, sights: DivisionSights) -> Self {
        let DivisionSights {
            owners,
            others,
            closed,
        } = sights;
        match &mut self {
            Self::CreateDeck(task) => task.owners = owners,
            Self::ActivateDeck(task) => (task.owners, task.others) = (owners, others),
            Self::TransferInterest(task) => task.owners = owners,
            Self::SupersedeDeck(task) => task.owners = owners,
            Self::CorrectDecimal(task) => task.owners = owners,
            Self::WithdrawChange(task) => task.others = others,
            Self::SignDivisionOrder(task) => task.owners = owners,
            Self::PlaceInSuspense(_) | Self::ReleaseSuspense(_) | Self::DeclarePayout(_) => {}
        }
        if let Some(closing) = self.closing() {
            closing.closed = closed;
        }
        self
    }

    /// The change it corrects or withdraws, to be looked up in the division's stream.
    pub fn corrects(&mut self) -> Option<&mut CorrectedChange> {
        match self {
            Self::TransferInterest(task) => task.corrects.as_mut(),
            Self::WithdrawChange(task) => Some(&mut task.corrects),
            Self::CreateDeck(_)
            | Self::ActivateDeck(_)
            | Self::PlaceInSuspense(_)
            | Self::ReleaseSuspense(_)
            | Self::SignDivisionOrder(_)
            | Self::SupersedeDeck(_)
            | Self::DeclarePayout(_)
            | Self::CorrectDecimal(_) => None,
        }
    }

    /// The owners it gives interests to, as far as the command and the division say it.
    pub fn gives_to(&self, division: &DivisionOfInterest) -> BTreeSet<OwnerId> {
        match (self, division) {
            (Self::CreateDeck(task), _) => owners_of([&task.deck]),
            (Self::ActivateDeck(task), DivisionOfInterest::Known { division }) => {
                let standing = division.standing_on(task.from);
                owners_of(task.decks.iter().filter_map(|kind| standing.drawn_up(*kind)))
            }
            (Self::TransferInterest(task), _) => task.parts.iter().map(|part| part.to_owner).collect(),
            (Self::SupersedeDeck(task), _) => match &task.succession {
                Succession::Decks(decks) => owners_of(decks),
                Succession::Divisions(_) => BTreeSet::new(),
            },
            (Self::CorrectDecimal(task), _) => {
                let given = task.changes.iter().filter(|change| !change.new.is_zero());
                given.map(|change| change.line.owner).collect()
            }
            (
                Self::ActivateDeck(_)
                | Self::PlaceInSuspense(_)
                | Self::ReleaseSuspense(_)
                | Self::SignDivisionOrder(_)
                | Self::DeclarePayout(_)
                | Self::WithdrawChange(_),
                _,
            ) => BTreeSet::new(),
        }
    }

    /// Who signs.
    fn signer(&self) -> Option<OwnerId> {
        match self {
            Self::SignDivisionOrder(task) => Some(task.owner),
            Self::CreateDeck(_)
            | Self::ActivateDeck(_)
            | Self::TransferInterest(_)
            | Self::PlaceInSuspense(_)
            | Self::ReleaseSuspense(_)
            | Self::SupersedeDeck(_)
            | Self::DeclarePayout(_)
            | Self::CorrectDecimal(_)
            | Self::WithdrawChange(_) => None,
        }
    }

    /// The first month that could be divided otherwise afterwards.
    fn first_month(&self) -> Option<Month> {
        match self {
            // Neither changes a month.
            Self::CreateDeck(_) | Self::SignDivisionOrder(_) => None,
            Self::ActivateDeck(task) => Some(task.from),
            Self::TransferInterest(task) => {
                let corrected = task.corrects.as_ref().and_then(began);
                Some(corrected.map_or(task.from, |corrected| corrected.min(task.from)))
            }
            Self::PlaceInSuspense(task) => Some(task.from),
            Self::ReleaseSuspense(task) => Some(task.from),
            Self::SupersedeDeck(task) => Some(task.from),
            Self::DeclarePayout(task) => Some(task.month.next()),
            Self::CorrectDecimal(task) => Some(task.from),
            Self::WithdrawChange(task) => began(&task.corrects),
        }
    }

    fn closing(&mut self) -> Option<&mut Closing> {
        match self {
            Self::CreateDeck(_) | Self::SignDivisionOrder(_) => None,
            Self::ActivateDeck(task) => Some(&mut task.closing),
            Self::TransferInterest(task) => Some(&mut task.closing),
            Self::PlaceInSuspense(task) => Some(&mut task.closing),
            Self::ReleaseSuspense(task) => Some(&mut task.closing),
            Self::SupersedeDeck(task) => Some(&mut task.closing),
            Self::DeclarePayout(task) => Some(&mut task.closing),
            Self::CorrectDecimal(task) => Some(&mut task.closing),
            Self::WithdrawChange(task) => Some(&mut task.closing),
        }
    }
}

/// The first month a change that is to be corrected or withdrawn had changed.
fn began(corrects: &CorrectedChange) -> Option<Month> {
    match &corrects.seen {
        ChangeSeen::Change { change, .. } => Some(change.from_month()),
        ChangeSeen::Unknown | ChangeSeen::Other { .. } => None,
    }
}

fn owners_of<'a>(decks: impl IntoIterator<Item = &'a DrawnUpDeck>) -> BTreeSet<OwnerId> {
    let lines = decks.into_iter().flat_map(|deck| &deck.interests);
    lines.map(|line| line.owner).collect()
}
