//! Lives of AFEs as the property tests of the domain draw them, each an AFE of its own.

#![allow(
    dead_code,
    unreachable_pub,
    missing_debug_implementations,
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::allow_attributes,
    reason = "each test file uses its own part, and a test stops at the first surprise"
)]

#[path = "../../../domain/tests/afe_tasks/mod.rs"]
pub mod afe_tasks;

use chrono::{DateTime, Utc};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use uuid::Uuid;
use wellflow_decider::{Decider, DomainEvent};
use wellflow_domain::afe::{Afe, AfeEvent, AfeTask};
use wellflow_domain::ids::AfeId;
use wellflow_domain::text::Text120;

/// The events of a life that was drawn, in the order they were recorded; many take effect before others. Drawn again until
/// there are at least so many of them: few lives get far.
pub fn life(runner: &mut TestRunner, id: Uuid, least: usize) -> Vec<AfeEvent> {
    let mut events = Vec::new();
    while events.len() < least {
        let tasks = afe_tasks::life().new_tree(runner).expect("a life").current();
        events.clear();
        for task in tasks {
            record(&mut events, task);
        }
    }
    for event in &mut events {
        if let AfeEvent::AfeDrafted(drafted) = event {
            drafted.afe_id = AfeId::new(id);
            drafted.number = Text120::parse(&format!("AFE {id}")).expect("a number");
        }
    }
    events
}

fn fold(events: &[AfeEvent], until: Option<DateTime<Utc>>) -> (Afe, usize) {
    let mut taken: Vec<&AfeEvent> = events
        .iter()
        .filter(|event| until.is_none_or(|until| event.effective_at() <= until))
        .collect();
    taken.sort_by_key(|event| event.effective_at());
    let mut afe = Afe::default();
    let illegal = taken
        .into_iter()
        .filter(|event| afe.evolve(event).is_err())
        .count();
    (afe, illegal)
}

/// As the executor does: decided on the state at its date, and refused where a later fact becomes illegal by it.
fn record(events: &mut Vec<AfeEvent>, task: AfeTask) {
    let command = task.asked_at(DateTime::<Utc>::MAX_UTC);
    let (afe, _) = fold(events, Afe::decided_at(&command));
    let Ok(decided) = afe.decide(command) else {
        return;
    };
    let mut longer = events.clone();
    longer.extend(decided);
    if fold(&longer, None).1 == 0 {
        *events = longer;
    }
}
