//! The life of a well, event by event: the domain's golden samples, set to another well and another instant.

use anyhow::{Context as _, Result};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use uuid::Uuid;
use wellflow_decider::DomainEvent as _;
use wellflow_domain::well::WellEvent;

/// Type, version and payload of an event.
type Sample = (&'static str, u16, &'static str);

macro_rules! sample {
    ($name:literal, $version:literal) => {
        (
            $name,
            $version,
            include_str!(concat!(
                "../../../domain/golden/well/",
                $name,
                ".v",
                $version,
                ".json"
            )),
        )
    };
}

/// From the plan to the first oil.
const BEGINNING: [Sample; 6] = [
    sample!("WellProposed", 2),
    sample!("DrillingPermitApproved", 2),
    sample!("WellSpudded", 2),
    sample!("TotalDepthReached", 2),
    sample!("WellCompleted", 2),
    sample!("FirstProductionRecorded", 2),
];
/// What goes on from there, again and again.
const GOING_ON: [Sample; 6] = [
    sample!("WellTestRecorded", 1),
    sample!("WellTestRecorded", 1),
    sample!("WellTestRecorded", 1),
    sample!("WellShutIn", 2),
    sample!("WellTestRecorded", 1),
    sample!("ProductionResumed", 1),
];

/// Events until a well produces.
pub(crate) const UNTIL_PRODUCING: u64 = BEGINNING.len() as u64;
/// Events until a well is being drilled.
pub(crate) const UNTIL_DRILLING: u64 = 3;
/// Events until a well that produced is shut in.
pub(crate) const UNTIL_SHUT_IN: u64 = UNTIL_PRODUCING + 4;

/// A well whose events are told.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Told {
    pub(crate) id: Uuid,
    /// Tells its name, number, operator and lease.
    pub(crate) nth: u32,
}

impl Told {
    /// Its event of that version, as it happened at an instant.
    pub(crate) fn event(self, version: u64, at: DateTime<Utc>) -> Result<WellEvent> {
        let (event_type, event_version, text) = sample(version)?;
        let mut payload: Value = serde_json::from_str(text)?;
        payload["effective_at"] = json!(at);
        match event_type {
            "WellProposed" => {
                let nth = self.nth;
                payload["well_id"] = json!(self.id);
                // 7,919 is prime: names stand in another order than the wells came in.
                payload["name"] = json!(format!("Halbouty {:05} 1H", u64::from(nth) * 7_919 % 100_000));
                payload["api_number"] = json!(format!(
                    "42-{:03}-{:05}",
                    101 + nth / 10_000,
                    20_000 + nth % 10_000
                ));
                payload["operator"] = json!(format!("Operator {}", nth % 20));
                payload["lease"] = json!(format!("Lease {}", nth % 500));
            }
            // A permit with a last day would change by itself.
            "DrillingPermitApproved" => payload["expires_on"] = Value::Null,
            _ => {}
        }
        let mut events = WellEvent::decode(event_type, event_version, payload)?;
        events.pop().context("a sample of nothing")
    }
}

fn sample(version: u64) -> Result<Sample> {
    let place = usize::try_from(version)?
        .checked_sub(1)
        .context("versions begin at 1")?;
    let found = match place.checked_sub(BEGINNING.len()) {
        None => BEGINNING.get(place),
        Some(later) => GOING_ON.get(later % GOING_ON.len()),
    };
    found.copied().context("no such sample")
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use wellflow_decider::Decider as _;
    use wellflow_domain::well::Well;

    use super::*;

    #[test]
    fn every_event_of_a_life_is_legal_and_leads_where_it_is_said_to() {
        let told = Told {
            id: Uuid::from_u128(1),
            nth: 7,
        };
        let (mut well, mut at) = (Well::default(), DateTime::UNIX_EPOCH + TimeDelta::days(20_000));
        for version in 1..=40 {
            at += TimeDelta::hours(1);
            well.evolve(&told.event(version, at).unwrap()).unwrap();
            let status = well.summary().unwrap().status.as_str();
            match version {
                UNTIL_DRILLING => assert_eq!(status, "drilling"),
                UNTIL_PRODUCING => assert_eq!(status, "producing"),
                UNTIL_SHUT_IN => assert_eq!(status, "shut_in"),
                _ => {}
            }
        }
    }
}
