//! What is kept of the money of a well: who shares in it, who agreed to pay, and what was authorized and spent.

use serde_json::{Value, json};
use uuid::Uuid;
use wellflow_decider::Decider;
use wellflow_domain::afe::Afe;
use wellflow_domain::division_of_interest::DivisionOfInterest;
use wellflow_domain::joint_operating_agreement::JointOperatingAgreement;
use wellflow_domain::location::TimeZone;
use wellflow_domain::month::Month;

use super::{SAMPLES, Scripted, Stream, happened};
use crate::faults::random::Random;

/// A division of interest, an AFE and the agreement under which it is shared.
pub(super) fn of_a_well(random: &mut Random, well_id: Uuid, number: u64) -> Vec<Stream> {
    let (division, afe, agreement) = (random.uuid(), random.uuid(), random.uuid());
    vec![
        Stream::new(DivisionOfInterest::KIND, division, decks(random)),
        Stream::new(
            Afe::KIND,
            afe,
            spending(random, afe, (well_id, agreement), number),
        ),
        Stream::new(
            JointOperatingAgreement::KIND,
            agreement,
            agreed(random, agreement, number),
        ),
    ]
}

/// Decks come into force, shares go to others, are held back and paid again, most of it for months long past.
fn decks(random: &mut Random) -> Vec<Scripted> {
    let division = json!({"property_id": random.uuid()});
    // Costs are divided as the sample that comes into force says.
    let costs = SAMPLES["DeckActivated"].1["decks"][0].clone();
    let mut script = vec![
        happened("DeckCreated", json!({"division": division})),
        happened("DeckCreated", json!({"division": division, "deck": costs})),
        happened("DeckActivated", json!({})),
    ];
    let zone = TimeZone::parse("America/Chicago").unwrap();
    for _ in 0..random.below(4) {
        let event_type = [
            "InterestTransferred",
            "InterestSuspended",
            "InterestReleased",
            "PayoutReached",
        ];
        let from = Month::parse(&format!("2024-{:02}", 2 + random.below(10))).unwrap();
        // A month is divided otherwise from its first instant on.
        let mut changes = json!({"from": from, "effective_at": from.first_instant(zone)});
        let event_type = event_type[random.index(4)];
        if event_type == "InterestTransferred" {
            changes["corrects_event_id"] = Value::Null;
        }
        script.push(happened(event_type, changes));
    }
    script
}

fn spending(random: &mut Random, id: Uuid, (well_id, agreement): (Uuid, Uuid), number: u64) -> Vec<Scripted> {
    let drafted = json!({
        "afe_id": id, "number": format!("AFE-{number}"), "agreement_id": agreement, "subject": {"well_id": well_id},
    });
    let mut script = vec![
        happened("AfeDrafted", drafted),
        happened("AfeSubmitted", json!({})),
        happened("AfeInternallyApproved", json!({})),
        happened("AfeAuthorized", json!({})),
        happened("AfeCostCommitted", json!({})),
    ];
    if random.chance(20) {
        // The authorization is told after what was bought on it.
        script.swap(3, 4);
    }
    for nth in 0..random.below(5) {
        let usd = format!("{}.{:02}", 100 + random.below(9_000), random.below(100));
        let posted = json!({
            "effective_at": format!("2024-07-{:02}T18:00:00Z", 12 + random.below(18)), "order": null, "drawn_usd": "0.00",
            "gross_usd": usd, "shares": [{"amount_usd": usd, "owner": "00000000-0000-0000-0000-000000000001"}],
            "invoice": {"invoice": format!("{number}-{nth}")},
        });
        script.push(happened("AfeCostPosted", posted));
    }
    script
}

fn agreed(random: &mut Random, id: Uuid, number: u64) -> Vec<Scripted> {
    let entered = json!({"agreement_id": id, "number": format!("JOA-{number}")});
    let mut changes = vec![
        happened("AgreementTermsAmended", json!({})),
        happened("AgreementPartiesChanged", json!({})),
        happened("AgreementOperatorChanged", json!({})),
    ];
    // In any order: some are told late.
    let first = random.index(3);
    changes.swap(0, first);
    let mut script = vec![happened("AgreementEntered", entered)];
    script.append(&mut changes);
    script
}
