//! The same decks seen from the side of those who hold them: how long each has which share, and what each change made of
//! the shares in force.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::change::Change;
use super::deck::{DeckKind, DeckSide, DrawnUpDeck};
use super::interest::{Interest, PayStatus};
use super::standing::Standing;
use super::state::KnownDivision;
use crate::ids::OwnerId;
use crate::month::Month;
use crate::ownership::InterestType;
use crate::quantity::DecimalInterest;

/// Where a division as a whole stands. JSON: `"drawn_up"`, `"in_force"`, `"ended"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum DivisionStage {
    /// Decks are drawn up, and none divides anything yet.
    DrawnUp,
    /// A deck divides costs or revenue.
    InForce,
    /// Others divide.
    Ended,
}

impl DivisionStage {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::DrawnUp, Self::InForce, Self::Ended];

    /// The word as written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::DrawnUp => "drawn_up",
            Self::InForce => "in_force",
            Self::Ended => "ended",
        }
    }
}

/// Months throughout which a division stands alike: the same stage, and the same decks with the same lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DivisionSpell {
    /// The first month.
    pub from: Month,
    /// The first month after; none where it goes on.
    pub until: Option<Month>,
    /// Where it stands.
    pub stage: DivisionStage,
    /// Whether payout was reached before.
    pub after_payout: bool,
}

/// A share of a deck in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Share {
    /// The deck.
    pub deck: DeckKind,
    /// How much.
    pub decimal: DecimalInterest,
    /// Whether it is paid.
    pub status: PayStatus,
}

/// A share, whose it is and for how long it stays the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holding {
    /// Of what.
    pub side: DeckSide,
    /// Whose.
    pub owner: OwnerId,
    /// Of which kind.
    pub interest: InterestType,
    /// How much, and whether it is paid.
    pub share: Share,
    /// The first month.
    pub from: Month,
    /// The first month after; none where it goes on.
    pub until: Option<Month>,
}

/// What a change made of a share in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ShareChanged {
    /// Of what.
    pub side: DeckSide,
    /// Whose.
    pub owner: OwnerId,
    /// Of which kind.
    pub interest: InterestType,
    /// What it was; none where there was none.
    pub before: Option<Share>,
    /// What it is; none where it is gone.
    pub after: Option<Share>,
}

/// What names a share of a side.
type Line = (OwnerId, InterestType);

impl KnownDivision {
    /// The months of the division, from the first on, each in one spell.
    pub fn spells(&self) -> Vec<DivisionSpell> {
        let mut spells: Vec<(DivisionSpell, [Option<DrawnUpDeck>; 2])> = Vec::new();
        self.walk(|from, standing| {
            let decks = [DeckSide::Cost, DeckSide::Revenue].map(|side| standing.in_force(side).cloned());
            let stage = match (standing.ended_from(), &decks) {
                (Some(_), _) => DivisionStage::Ended,
                (None, [None, None]) => DivisionStage::DrawnUp,
                (None, [Some(_), _] | [_, Some(_)]) => DivisionStage::InForce,
            };
            let now = DivisionSpell {
                from,
                until: None,
                stage,
                after_payout: standing.paid_out_from().is_some(),
            };
            // What is changed again in the month in which it began never lasted one.
            if spells.last().is_some_and(|(last, _)| last.from == from) {
                spells.pop();
            }
            let Some((last, divided)) = spells.last_mut() else {
                spells.push((now, decks));
                return;
            };
            // A spell that a later change of the same month cut short goes on where nothing is left of that change.
            last.until = None;
            if (last.stage, last.after_payout) == (now.stage, now.after_payout) && *divided == decks {
                return;
            }
            last.until = Some(from);
            spells.push((now, decks));
        });
        spells.into_iter().map(|(spell, _)| spell).collect()
    }

    /// The shares of one side, each with the months throughout which it stays the same, in the order of owner, kind and month.
    pub fn holdings(&self, side: DeckSide) -> Vec<Holding> {
        let mut held: BTreeMap<Line, Vec<Holding>> = BTreeMap::new();
        for deck in self.versions(side) {
            for line in deck.interests {
                let now = Holding {
                    side,
                    owner: line.owner,
                    interest: line.interest,
                    share: Share {
                        deck: deck.kind,
                        decimal: line.decimal,
                        status: line.status,
                    },
                    from: deck.from,
                    until: deck.until,
                };
                let earlier = held.entry((now.owner, now.interest)).or_default();
                match earlier.last_mut() {
                    Some(last) if last.until == Some(now.from) && last.share == now.share => {
                        last.until = now.until;
                    }
                    Some(_) | None => earlier.push(now),
                }
            }
        }
        held.into_values().flatten().collect()
    }

    /// Each change in the order in which it took effect, with the shares in force that are others after it. One by which no
    /// share in force changes, such as a deck drawn up, has none.
    pub fn shares_changed(&self) -> Vec<(&Change, Vec<ShareChanged>)> {
        let mut standing = Standing::default();
        self.changes
            .iter()
            .map(|change| {
                let before = standing.clone();
                // Each was taken once already, so each is taken again.
                if standing.take(change).is_err() {
                    return (change, Vec::new());
                }
                let sides = [DeckSide::Cost, DeckSide::Revenue].into_iter();
                let changed = sides.flat_map(|side| differences(side, &before, &standing));
                (change, changed.collect())
            })
            .collect()
    }
}

fn differences(side: DeckSide, before: &Standing, after: &Standing) -> Vec<ShareChanged> {
    let (before, after) = (shares(before.in_force(side)), shares(after.in_force(side)));
    let mut lines: Vec<Line> = before.keys().chain(after.keys()).copied().collect();
    lines.sort_unstable();
    lines.dedup();
    lines
        .into_iter()
        .filter(|line| before.get(line) != after.get(line))
        .map(|line| ShareChanged {
            side,
            owner: line.0,
            interest: line.1,
            before: before.get(&line).cloned(),
            after: after.get(&line).cloned(),
        })
        .collect()
}

fn shares(deck: Option<&DrawnUpDeck>) -> BTreeMap<Line, Share> {
    let Some(deck) = deck else {
        return BTreeMap::new();
    };
    let share = |line: &Interest| Share {
        deck: deck.kind,
        decimal: line.decimal,
        status: line.status.clone(),
    };
    deck.interests
        .iter()
        .map(|line| ((line.owner, line.interest), share(line)))
        .collect()
}
