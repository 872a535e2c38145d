//! Histories of divisions for the property tests, kept and folded as the ledger does it.

mod asks;
mod reckoning;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use uuid::Uuid;
use wellflow_decider::{Decider, DomainEvent};
use wellflow_domain::depth::DepthInterval;
use wellflow_domain::division_of_interest::*;
use wellflow_domain::ids::OwnerId;
use wellflow_domain::location::TimeZone;
use wellflow_domain::month::Month;
use wellflow_domain::ownership::{InterestType, RoundingResidual};
use wellflow_domain::property_month::PropertyId;
use wellflow_domain::quantity::DecimalInterest;
use wellflow_domain::text::Text120;

pub(crate) use asks::{Ask, Kind, ask};
pub(crate) use reckoning::{Lines, reckoned, shown};

/// The whole in units of the eighth decimal.
pub(crate) const WHOLE: i64 = 100_000_000;
/// No paper of these histories is dated after it.
pub(crate) const NOW: DateTime<Utc> = DateTime::<Utc>::MAX_UTC;
/// The months in which something may take effect.
pub(crate) const MONTHS: u32 = 30;

pub(crate) fn text(text: &str) -> Text120 {
    Text120::parse(text).unwrap()
}

/// The so-many-th month from January 2020 on.
pub(crate) fn month(number: u32) -> Month {
    Month::new(2020 + i32::try_from(number / 12).unwrap(), number % 12 + 1).unwrap()
}

pub(crate) fn owner(number: usize) -> OwnerId {
    OwnerId::new(Uuid::from_u128(u128::try_from(number).unwrap() + 1))
}

/// All owners of these histories stand in the books.
pub(crate) fn owners_seen() -> OwnersSeen {
    OwnersSeen::new((0..8).map(|number| (owner(number), OwnerStanding::Stands)))
}

pub(crate) fn units(decimal: DecimalInterest) -> i64 {
    i64::try_from((decimal.value() * Decimal::from(WHOLE)).normalize().mantissa()).unwrap()
}

pub(crate) fn decimal(units: i64) -> DecimalInterest {
    DecimalInterest::new(Decimal::new(units, 8)).unwrap()
}

pub(crate) fn key(property: u128) -> DivisionKey {
    DivisionKey {
        property_id: PropertyId::new(Uuid::from_u128(property)),
        product: DeckProduct::All,
        depths: DepthInterval::ALL,
        time_zone: TimeZone::parse("America/Denver").unwrap(),
    }
}

/// A stream as the ledger holds it: every event with its id, at its position.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ledger {
    pub(crate) events: Vec<(Uuid, DivisionEvent)>,
    pub(crate) accepted: BTreeMap<Kind, usize>,
    pub(crate) refused: BTreeSet<&'static str>,
    /// How many events put the first decks in force; they are never withdrawn.
    opening: usize,
}

impl Ledger {
    /// The events known at a position that stand, in the order in which they took effect.
    pub(crate) fn standing(&self, position: usize) -> Vec<(Uuid, DivisionEvent)> {
        let known = &self.events[..position];
        let superseded: BTreeSet<Uuid> = known.iter().filter_map(|(_, event)| event.supersedes()).collect();
        let mut standing: Vec<_> = known
            .iter()
            .filter(|(id, _)| !superseded.contains(id))
            .cloned()
            .collect();
        standing.sort_by_key(|(_, event)| event.effective_at());
        standing
    }

    /// The state at a position; every event must be one that can have happened.
    pub(crate) fn fold(&self, position: usize) -> DivisionOfInterest {
        let mut state = DivisionOfInterest::default();
        for (_, event) in self.standing(position) {
            state
                .evolve(&event)
                .unwrap_or_else(|illegal| panic!("{illegal}: {event:?}"));
        }
        state
    }

    pub(crate) fn now(&self) -> DivisionOfInterest {
        self.fold(self.events.len())
    }

    /// Asks, and writes down what is decided.
    pub(crate) fn execute(&mut self, command: DivisionCommand) -> Result<(), DivisionError> {
        let events = self.now().decide(command)?;
        for event in events {
            if let Some(superseded) = event.supersedes() {
                let standing = self.standing(self.events.len());
                assert!(standing.iter().any(|(id, _)| *id == superseded), "{event:?}");
            }
            let id = Uuid::from_u128(u128::try_from(self.events.len()).unwrap() + 1000);
            self.events.push((id, event));
        }
        Ok(())
    }

    /// A division whose decks are in force from the first month on, with one that stands by for payout where asked for.
    pub(crate) fn begun(property: u128, payout: bool) -> Self {
        let mut ledger = Self::default();
        let cost = deck(DeckKind::Cost, &COST);
        let revenue = |kind| deck(kind, &REVENUE);
        let mut decks = vec![cost, revenue(DeckKind::RevenueBpo)];
        if payout {
            decks.push(revenue(DeckKind::RevenueApo));
        }
        let kinds = decks.iter().map(|deck| deck.kind).collect();
        for deck in decks {
            let create = CreateDeck {
                division: key(property),
                from: month(0),
                deck,
                owners: owners_seen(),
            };
            ledger
                .execute(DivisionCommand::CreateDeck(Box::new(create)))
                .unwrap();
        }
        let activate = ActivateDeck {
            from: month(0),
            decks: kinds,
            owners: owners_seen(),
            others: Vec::new(),
            closing: Closing::default(),
        };
        ledger
            .execute(DivisionCommand::ActivateDeck(Box::new(activate)))
            .unwrap();
        ledger.opening = ledger.events.len();
        ledger
    }

    /// Asks for something that may be refused; a history may hold no more than it can.
    pub(crate) fn ask(&mut self, ask: &Ask) {
        let Some(command) = self.command(ask) else { return };
        let before = self.events.len();
        match self.execute(command) {
            Ok(()) if self.events.len() > before => *self.accepted.entry(ask.kind).or_default() += 1,
            Ok(()) => {}
            Err(refusal) => {
                self.refused.insert(refusal.rule());
            }
        }
    }
}

/// Percents of costs.
const COST: [(usize, InterestType, i64); 3] = [
    (0, InterestType::Wi, 50),
    (1, InterestType::Wi, 26),
    (2, InterestType::Wi, 24),
];

/// Percents of revenue.
const REVENUE: [(usize, InterestType, i64); 6] = [
    (3, InterestType::Ri, 15),
    (4, InterestType::Ri, 5),
    (5, InterestType::Orri, 4),
    (0, InterestType::Nri, 38),
    (1, InterestType::Nri, 20),
    (2, InterestType::Nri, 18),
];

fn deck(kind: DeckKind, lines: &[(usize, InterestType, i64)]) -> DrawnUpDeck {
    DrawnUpDeck {
        kind,
        interests: lines
            .iter()
            .map(|(number, interest, percent)| Interest {
                owner: owner(*number),
                interest: *interest,
                decimal: decimal(percent * WHOLE / 100),
                status: PayStatus::Pay,
            })
            .collect(),
        rounding_residual: RoundingResidual::NONE,
    }
}
