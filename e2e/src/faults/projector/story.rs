//! What happens in the field of the run: streams whose events are known from the start, as bodies of the committed samples with
//! other values in some fields.
//!
//! Among them are facts told late, facts that take the place of earlier ones, facts that lie far ahead, and facts that make
//! no sense where they stand.

mod papers;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use chrono::{DateTime, Days, TimeDelta, Utc};
use serde_json::{Value, json};
use uuid::Uuid;
use wellflow_decider::{Decider, DomainEvent};
use wellflow_domain::afe::{Afe, AfeEvent};
use wellflow_domain::division_of_interest::{DivisionEvent, DivisionOfInterest};
use wellflow_domain::ids::WellId;
use wellflow_domain::joint_operating_agreement::{AgreementEvent, JointOperatingAgreement};
use wellflow_domain::lease::{Lease, LeaseEvent};
use wellflow_domain::month::Month;
use wellflow_domain::owner::{Owner, OwnerEvent};
use wellflow_domain::production_month::{ProductionMonth, ProductionMonthEvent, ProductionMonthId};
use wellflow_domain::text::CompletionName;
use wellflow_domain::well::{Well, WellEvent};
use wellflow_event_store::NewEvent;

use crate::faults::random::Random;

macro_rules! samples {
    ($($folder:literal: $($name:literal $version:literal),+;)+) => {
        [$($(($name, $version, include_str!(concat!(
            env!("CARGO_MANIFEST_DIR"), "/../domain/golden/", $folder, "/", $name, ".v", $version, ".json"
        )))),+),+]
    };
}

/// The samples the events are made of, by type, with the version they are of.
static SAMPLES: LazyLock<BTreeMap<&'static str, (u16, Value)>> = LazyLock::new(|| {
    let texts: [(&str, u16, &str); 40] = samples!(
        "well": "WellProposed" 2, "DrillingPermitApproved" 2, "WellSpudded" 2, "TotalDepthReached" 2, "WellCompleted" 2,
            "FirstProductionRecorded" 2, "WellTestRecorded" 1, "WellShutIn" 2, "ProductionResumed" 1,
            "WellHistoryCorrected" 1;
        "production_month": "ProductionRecorded" 2, "ProductionCorrected" 2, "DailyProductionRecorded" 1,
            "DailyProductionCorrected" 1, "ProductionMonthLocked" 1, "ProductionMonthUnlocked" 1;
        "lease": "LeaseExecuted" 1, "LeaseRecorded" 1, "DelayRentalPaid" 1, "LeaseAmended" 1, "LeaseHistoryCorrected" 1;
        "owner": "OwnerRegistered" 1, "OwnerNameChanged" 1, "OwnerAddressChanged" 1;
        "division_of_interest": "DeckCreated" 1, "DeckActivated" 1, "InterestTransferred" 1, "InterestSuspended" 1,
            "InterestReleased" 1, "PayoutReached" 1;
        "afe": "AfeDrafted" 1, "AfeSubmitted" 1, "AfeInternallyApproved" 1, "AfeAuthorized" 1, "AfeCostCommitted" 1,
            "AfeCostPosted" 1;
        "joint_operating_agreement": "AgreementEntered" 1, "AgreementTermsAmended" 1, "AgreementPartiesChanged" 1,
            "AgreementOperatorChanged" 1;
    );
    let parse = |text: &str| serde_json::from_str(text).unwrap();
    texts
        .into_iter()
        .map(|(name, version, text)| (name, (version, parse(text))))
        .collect()
});

/// An event to come.
#[derive(Clone, Debug)]
struct Scripted {
    event_type: &'static str,
    changes: Value,
    /// The event of the same stream it takes the place of.
    corrects: Option<usize>,
}

/// A stream with what is still to happen to it.
#[derive(Debug)]
pub(crate) struct Stream {
    pub(crate) kind: &'static str,
    pub(crate) id: Uuid,
    pub(crate) version: u64,
    script: Vec<Scripted>,
    /// Of those that happened.
    ids: Vec<Uuid>,
}

impl Stream {
    fn new(kind: &'static str, id: Uuid, script: Vec<Scripted>) -> Self {
        Self {
            kind,
            id,
            version: 0,
            script,
            ids: Vec::new(),
        }
    }

    pub(crate) fn is_told(&self) -> bool {
        self.ids.len() >= self.script.len()
    }

    /// The next events, at most so many.
    pub(crate) fn tell(&mut self, at_most: usize) -> Vec<NewEvent> {
        let (kind, mut told) = (self.kind, Vec::new());
        while told.len() < at_most
            && let Some(next) = self.script.get(self.ids.len())
        {
            let (version, sample) = &SAMPLES[next.event_type];
            let mut payload = sample.clone();
            merge(&mut payload, &next.changes);
            if let Some(corrected) = next.corrects {
                payload["corrects_event_id"] = json!(self.ids[corrected]);
            }
            let event = match kind {
                Well::KIND => encode::<WellEvent>(next.event_type, *version, payload),
                ProductionMonth::KIND => encode::<ProductionMonthEvent>(next.event_type, *version, payload),
                Lease::KIND => encode::<LeaseEvent>(next.event_type, *version, payload),
                DivisionOfInterest::KIND => encode::<DivisionEvent>(next.event_type, *version, payload),
                Afe::KIND => encode::<AfeEvent>(next.event_type, *version, payload),
                JointOperatingAgreement::KIND => encode::<AgreementEvent>(next.event_type, *version, payload),
                _ => encode::<OwnerEvent>(next.event_type, *version, payload),
            };
            self.ids.push(event.event_id);
            told.push(event);
        }
        told
    }
}

fn encode<E: DomainEvent>(event_type: &str, version: u16, payload: Value) -> NewEvent {
    let events = E::decode(event_type, version, payload);
    let events = events.unwrap_or_else(|error| panic!("{event_type}: {error}"));
    NewEvent::encode(&events[0], None).unwrap()
}

/// Objects are merged, anything else is replaced.
fn merge(fields: &mut Value, changes: &Value) {
    match (fields, changes) {
        (Value::Object(fields), Value::Object(changes)) => {
            for (name, change) in changes {
                merge(fields.entry(name).or_insert(Value::Null), change);
            }
        }
        (field, change) => *field = change.clone(),
    }
}

fn at(instant: DateTime<Utc>) -> Value {
    json!({ "effective_at": instant })
}

fn happened(event_type: &'static str, changes: Value) -> Scripted {
    Scripted {
        event_type,
        changes,
        corrects: None,
    }
}

/// The streams of one well: its own, those of its months, and now and then a lease, an owner, and what is kept of money.
pub(crate) fn around_a_well(random: &mut Random, number: u64) -> Vec<Stream> {
    let well_id = random.uuid();
    let begin: DateTime<Utc> = "2008-01-05T15:00:00Z".parse().unwrap();
    let begin = begin + Days::new(random.below(2_000));
    let mut streams = vec![Stream::new(
        Well::KIND,
        well_id,
        well(random, well_id, number, begin),
    )];
    for nth in 0..12 + random.below(25) {
        streams.push(month(random, well_id, begin + Days::new(150 + 31 * nth)));
    }
    if number.is_multiple_of(4) {
        let (lease, owner) = (random.uuid(), random.uuid());
        streams.push(Stream::new(
            Lease::KIND,
            lease,
            lease_story(random, lease, number),
        ));
        let mut script = vec![happened(
            "OwnerRegistered",
            json!({"owner_id": owner, "name": format!("Owner {number}"), "agency_key": null, "tax_id": null}),
        )];
        script.push(happened(
            "OwnerNameChanged",
            json!({"name": format!("Heir {number}")}),
        ));
        // Told late: it happened before the one before.
        let moved = at("2020-01-20T15:00:00Z".parse().unwrap());
        script.push(happened("OwnerAddressChanged", moved));
        streams.push(Stream::new(Owner::KIND, owner, script));
        streams.extend(papers::of_a_well(random, well_id, number));
    }
    streams
}

fn well(random: &mut Random, id: Uuid, number: u64, begin: DateTime<Utc>) -> Vec<Scripted> {
    let day = |days: u64| begin + Days::new(days);
    let proposed = json!({
        "effective_at": begin, "well_id": id, "name": format!("Well {number}"), "api_number": null,
        "lease": format!("Lease {}", number / 4),
    });
    let mut script = vec![
        happened("WellProposed", proposed),
        happened("DrillingPermitApproved", at(day(30))),
        happened("WellSpudded", at(day(60))),
        happened("TotalDepthReached", at(day(90))),
        happened("WellCompleted", at(day(120))),
        happened("FirstProductionRecorded", at(day(130))),
    ];
    if random.chance(20) {
        script.swap(1, 3);
    }
    let depth = script
        .iter()
        .position(|event| event.event_type == "TotalDepthReached");
    for nth in 0..random.below(5) {
        let event_type = ["WellTestRecorded", "WellShutIn", "ProductionResumed"][random.index(3)];
        // Every other is told after later ones.
        let days = if nth % 2 == 0 { 140 + 20 * nth } else { 125 };
        script.push(happened(event_type, at(day(days))));
    }
    if random.chance(25) {
        let instead = json!({"event_type": "TotalDepthReached", "fact": at(day(91))});
        script.push(Scripted {
            event_type: "WellHistoryCorrected",
            changes: json!({"effective_at": day(91), "instead": instead}),
            corrects: depth,
        });
    }
    if random.chance(3) {
        script.push(happened(
            "WellShutIn",
            at("2150-01-01T15:00:00Z".parse().unwrap()),
        ));
    }
    script
}

fn month(random: &mut Random, well_id: Uuid, within: DateTime<Utc>) -> Stream {
    let month = within.format("%Y-%m").to_string();
    let end: DateTime<Utc> = format!("{month}-28T06:00:00Z").parse().unwrap();
    let completion = CompletionName::parse("D01").unwrap();
    let parsed = Month::parse(&month).unwrap();
    let id = ProductionMonthId::of(WellId::new(well_id), &completion, parsed).as_uuid();
    let volumes = |random: &mut Random| json!({"oil_bbl": random.below(900).to_string(), "days_on": 20});
    let mut script = Vec::new();
    for nth in 0..if random.chance(8) { 1 + random.below(3) } else { 0 } {
        let date = format!("{month}-{:02}", 3 + nth);
        let day = json!({
            "effective_at": format!("{date}T06:00:00Z"), "well_id": well_id, "day": {"date": date},
            "entry": {"oil_bbl": random.below(60).to_string()},
        });
        script.push(happened("DailyProductionRecorded", day.clone()));
        if random.chance(40) {
            let mut otherwise = day;
            otherwise["entry"]["oil_bbl"] = json!(random.below(60).to_string());
            script.push(Scripted {
                event_type: "DailyProductionCorrected",
                changes: otherwise,
                corrects: Some(script.len() - 1),
            });
        }
    }
    let recorded = json!({
        "effective_at": end, "well_id": well_id, "month": month, "volumes": volumes(random), "details": null,
        "filing": null, "warnings": [], "lease": "00026",
    });
    script.push(happened("ProductionRecorded", recorded));
    if random.chance(35) {
        let corrected = json!({"effective_at": end, "corrects_event_id": null, "volumes": volumes(random), "warnings": []});
        script.push(happened("ProductionCorrected", corrected));
    }
    if random.chance(30) {
        script.push(happened("ProductionMonthLocked", at(end + TimeDelta::days(40))));
    }
    if random.chance(5) {
        script.push(happened("ProductionMonthUnlocked", at(end + TimeDelta::days(41))));
    }
    Stream::new(ProductionMonth::KIND, id, script)
}

fn lease_story(random: &mut Random, id: Uuid, number: u64) -> Vec<Scripted> {
    let executed = json!({
        "lease_id": id, "name": format!("Lease {number}"),
        "terms": {"agency_key": null, "lease_number": format!("L-{number}")},
    });
    let amended: DateTime<Utc> = "2024-06-01T15:00:00Z".parse().unwrap();
    let fact = json!({"clause": {"days": 100}, "effective_at": amended});
    let mut script = vec![
        happened("LeaseExecuted", executed),
        happened("LeaseRecorded", json!({})),
        happened("LeaseAmended", json!({})),
        happened("DelayRentalPaid", json!({})),
    ];
    if random.chance(50) {
        script.push(Scripted {
            event_type: "LeaseHistoryCorrected",
            changes: json!({"effective_at": amended, "instead": {"fact": fact}}),
            corrects: Some(2),
        });
    }
    script
}
