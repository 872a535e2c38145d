//! A reckoning of decks that shares nothing with the one under test: it starts from the papers, for one month at a time, in whole
//! units.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;
use wellflow_decider::DomainEvent;
use wellflow_domain::division_of_interest::*;
use wellflow_domain::ids::OwnerId;
use wellflow_domain::month::Month;
use wellflow_domain::ownership::InterestType;

use super::units;

/// What divides a month: by owner and kind of interest the units, and whether they are held back.
pub(crate) type Lines = BTreeMap<(OwnerId, InterestType), (i64, bool)>;

/// The decks of a month as the division shows them.
pub(crate) fn shown(deck: Option<DeckInForce>) -> Option<(DeckKind, Lines)> {
    let deck = deck?;
    let lines = deck.interests.iter().map(|line| {
        let held_back = line.status != PayStatus::Pay;
        ((line.owner, line.interest), (units(line.decimal), held_back))
    });
    Some((deck.kind, lines.collect()))
}

/// The deck of costs and that of revenue, worked out from the papers alone: those that take effect by the month, in the order
/// of month and position, one after the other on a sheet of whole units.
pub(crate) fn reckoned(papers: &[(Uuid, DivisionEvent)], on: Month) -> [Option<(DeckKind, Lines)>; 2] {
    let void: BTreeSet<Uuid> = papers
        .iter()
        .filter_map(|(_, event)| event.supersedes())
        .collect();
    let mut counted: Vec<(Month, usize, &DivisionEvent)> = Vec::new();
    for (position, (id, event)) in papers.iter().enumerate() {
        let from = first_month(event).filter(|from| *from <= on && !void.contains(id));
        counted.extend(from.map(|from| (from, position, event)));
    }
    counted.sort_by_key(|(from, position, _)| (*from, *position));
    let mut sheets = Sheets::default();
    for (_, _, event) in counted {
        sheets.write_down(event);
    }
    sheets.in_force()
}

/// The first month a paper changes; none where it changes no deck in force.
fn first_month(event: &DivisionEvent) -> Option<Month> {
    match event {
        DivisionEvent::DeckActivated(paper) => Some(paper.from),
        DivisionEvent::InterestTransferred(paper) => Some(paper.from),
        DivisionEvent::InterestSuspended(paper) => Some(paper.from),
        DivisionEvent::InterestReleased(paper) => Some(paper.from),
        DivisionEvent::DeckSuperseded(paper) => Some(paper.from),
        DivisionEvent::InterestCorrected(paper) => Some(paper.from),
        DivisionEvent::PayoutReached(paper) => Some(paper.month.next()),
        DivisionEvent::DeckCreated(_)
        | DivisionEvent::DivisionOrderSigned(_)
        | DivisionEvent::DeckChangeWithdrawn(_) => None,
    }
}

/// A sheet for each deck, and what became of the division.
#[derive(Default)]
struct Sheets {
    of: BTreeMap<DeckKind, Lines>,
    paid_out: bool,
    ended: bool,
}

impl Sheets {
    fn write_down(&mut self, event: &DivisionEvent) {
        match event {
            DivisionEvent::DeckActivated(paper) => self.begin(&paper.decks),
            DivisionEvent::DeckSuperseded(paper) => match &paper.succession {
                Succession::Decks(decks) => self.begin(decks),
                Succession::Divisions(_) => self.ended = true,
            },
            DivisionEvent::InterestTransferred(paper) => {
                paper.parts.iter().for_each(|part| self.convey(part))
            }
            DivisionEvent::InterestSuspended(paper) => self.hold(&paper.lines, true),
            DivisionEvent::InterestReleased(paper) => self.hold(&paper.lines, false),
            DivisionEvent::InterestCorrected(paper) => {
                for change in &paper.changes {
                    let line = change.line;
                    let sheet = self.of.entry(line.deck).or_default();
                    sheet.entry((line.owner, line.interest)).or_default().0 = units(change.new);
                    sheet.retain(|_, (units, _)| *units != 0);
                }
            }
            DivisionEvent::PayoutReached(_) => self.paid_out = true,
            DivisionEvent::DeckCreated(_)
            | DivisionEvent::DivisionOrderSigned(_)
            | DivisionEvent::DeckChangeWithdrawn(_) => {}
        }
    }

    fn begin(&mut self, decks: &[DrawnUpDeck]) {
        for deck in decks {
            let lines = deck.interests.iter().map(|line| {
                let held_back = line.status != PayStatus::Pay;
                ((line.owner, line.interest), (units(line.decimal), held_back))
            });
            self.of.insert(deck.kind, lines.collect());
        }
    }

    fn convey(&mut self, part: &TransferPart) {
        let sheet = self.of.entry(part.deck).or_default();
        let gives = sheet.entry((part.from_owner, part.from_interest)).or_default();
        gives.0 -= units(part.decimal);
        let held_back = part.to_status != PayStatus::Pay;
        let takes = sheet.entry((part.to_owner, part.to_interest));
        takes.or_insert((0, held_back)).0 += units(part.decimal);
        sheet.retain(|_, (units, _)| *units != 0);
    }

    fn hold(&mut self, lines: &[InterestLine], held_back: bool) {
        for line in lines {
            let sheet = self.of.entry(line.deck).or_default();
            sheet.entry((line.owner, line.interest)).or_default().1 = held_back;
        }
    }

    /// The sheets that count in the end: the one after payout once it is reached, and none once the division has ended.
    fn in_force(&self) -> [Option<(DeckKind, Lines)>; 2] {
        let sides = [
            [DeckKind::CostApo, DeckKind::Cost],
            [DeckKind::RevenueApo, DeckKind::RevenueBpo],
        ];
        sides.map(|[after, before]| {
            let replaced = self.paid_out && self.of.contains_key(&after);
            let kind = if replaced { after } else { before };
            let lines = self.of.get(&kind).filter(|_| !self.ended)?;
            Some((kind, lines.clone()))
        })
    }
}
