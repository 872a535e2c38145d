//! Divisions of the property tests, written into a real ledger.

#![allow(
    dead_code,
    unused_imports,
    unreachable_pub,
    missing_debug_implementations,
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::allow_attributes,
    reason = "each test file uses its own part, and a test stops at the first surprise"
)]

#[path = "../../../domain/tests/decks/mod.rs"]
pub mod decks;

use std::collections::HashMap;

use uuid::Uuid;
use wellflow_decider::{Decider, DomainEvent};
use wellflow_domain::division_of_interest::{DivisionEvent, DivisionOfInterest};
use wellflow_event_store::NewEvent;

use super::field::Field;
use decks::{Ledger, key};

/// A division: its papers, and what of them is in the ledger.
pub struct Division {
    pub id: Uuid,
    pub property_id: Uuid,
    pub papers: Ledger,
    /// The position of each paper.
    pub positions: Vec<u64>,
    /// What the papers' own ids are in the ledger.
    ids: HashMap<Uuid, Uuid>,
}

impl Division {
    pub fn begun(property: u128, payout: bool) -> Self {
        Self {
            id: key(property).stream().as_uuid(),
            property_id: key(property).property_id.as_uuid(),
            papers: Ledger::begun(property, payout),
            positions: Vec::new(),
            ids: HashMap::new(),
        }
    }

    /// Writes the papers that are not in the ledger yet; answers the position of the last one.
    pub async fn write(&mut self, field: &Field) -> u64 {
        while self.positions.len() < self.papers.events.len() {
            let (own, event) = self.papers.events[self.positions.len()].clone();
            let encoded = self.encode(own, &event);
            let expected = u64::try_from(self.positions.len()).unwrap();
            let position = field
                .append(DivisionOfInterest::KIND, self.id, expected, vec![encoded])
                .await;
            self.positions.push(position);
        }
        self.positions.last().copied().unwrap_or(0)
    }

    /// How many papers were known at a position of the organization's ledger.
    pub fn known_at(&self, position: u64) -> usize {
        self.positions.partition_point(|written| *written <= position)
    }

    /// The id of a paper in the ledger.
    pub fn event_id(&self, paper: usize) -> Uuid {
        self.ids[&self.papers.events[paper].0]
    }

    /// The papers of different divisions have the same ids, and events of one organization must not.
    fn encode(&mut self, own: Uuid, event: &DivisionEvent) -> NewEvent {
        let mut encoded = NewEvent::encode(event, None).expect("encodes");
        self.ids.insert(own, encoded.event_id);
        if let Some(superseded) = event.supersedes() {
            let theirs = self.ids[&superseded];
            let rename = |text: &str| text.replace(&superseded.to_string(), &theirs.to_string());
            encoded.supersedes = Some(theirs);
            encoded.payload = rename(&encoded.payload);
            if let wellflow_event_store::Public::Form(form) = &mut encoded.public {
                *form = rename(form);
            }
        }
        encoded
    }
}
