//! What is shown of a well, and what other aggregates see of it.

use serde_json::json;
use wellflow_decider::{ClaimAction, DomainEvent};

use super::*;
use crate::given::given;
use crate::location::{Datum, LatLon};

#[test]
fn a_well_is_shown_with_all_its_facts() {
    let located = match proposed("01-01") {
        WellEvent::WellProposed(event) => WellProposed {
            location: Some(LatLon::parse("33.0005", "-102.80", Datum::Nad83).unwrap()),
            ..event
        },
        other => panic!("{other:?}"),
    };
    let mut events = running();
    events[0] = located.into();
    let shown = serde_json::to_value(given::<Well>(events).state().summary().unwrap()).unwrap();
    assert_eq!(
        shown,
        json!({
            "well_id": "00000000-0000-0000-0000-000000000007", "name": "Halbouty A-1",
            "api_number": "42-501-20130", "operator": "Demo Operating", "lease": "Halbouty A", "field": null,
            "state": "TX", "role": "oil", "time_zone": "America/Chicago",
            "latitude": "33.0005", "longitude": "-102.8", "datum": "NAD83",
            "phase": "operating", "operating": "producing",
            "flags": {
                "inactive_since": null, "tx_14b2": "none", "w3x_expiry": null, "h15_due": null,
                "lease_severed": false, "confidential_until": null, "orphan": false,
            },
            "status": "producing", "status_since": "2024-04-01T18:00:00Z", "agency_status": null,
            "permit_number": "W1-884120", "spudded_on": "2024-01-03", "total_depth_on": "2024-02-01",
            "measured_depth_ft": "12000", "true_vertical_depth_ft": "11500",
            "completed_on": "2024-03-01", "plugged_on": null, "wellbores": [],
            "completions": [{
                "name": "D01", "status": "producing", "agency_status": null, "since": "2024-04-01T18:00:00Z",
                "zone": "San Andres", "top_md_ft": "11000", "bottom_md_ft": "11050",
            }],
            "warnings": [],
        })
    );
}

#[test]
fn an_unknown_well_shows_nothing() {
    assert_eq!(Well::Unknown.summary(), None);
    assert_eq!(WellSeen::of(&Well::Unknown), WellSeen::Unknown);
}

#[test]
fn what_happens_to_the_well_happens_to_its_completions() {
    let shown = |events| given::<Well>(events).state().summary().unwrap().completions[0].status;
    assert_eq!(shown(ready()), CompletionStatus::Completed);
    assert_eq!(shown(running()), CompletionStatus::Producing);
    assert_eq!(shown(idle()), CompletionStatus::ShutIn);
    assert_eq!(shown(secured()), CompletionStatus::TemporarilyAbandoned);
    assert_eq!(shown(finished()), CompletionStatus::PluggedAndAbandoned);
}

#[test]
fn another_aggregate_sees_whether_a_well_is_plugged() {
    let seen = |events, plugged_since| {
        assert_eq!(
            WellSeen::of(&given::<Well>(events).state()),
            WellSeen::Known {
                time_zone: central(),
                lease: Some(text("Halbouty A")),
                spudded_on: Some(date("2024-01-03")),
                plugged_since,
            }
        );
    };
    seen(running(), None);
    seen(finished(), Some(noon("07-01")));
}

#[test]
fn a_number_is_claimed_by_its_ten_digits() {
    let claims = proposed("01-01").claims();
    assert_eq!(claims.len(), 1);
    assert_eq!(
        (claims[0].kind, claims[0].key.as_str()),
        (API10_CLAIM, "4250120130")
    );
    assert_eq!(claims[0].action, ClaimAction::Claim);
    assert_eq!(spudded("01-03").claims(), []);
}

#[test]
fn every_status_is_read_by_its_word() {
    for status in WellStatus::ALL {
        assert_eq!(WellStatus::parse(status.as_str()), Some(*status));
        assert_eq!(serde_json::to_value(status).unwrap(), json!(status.as_str()));
    }
    assert_eq!(WellStatus::parse("abandoned"), None);
}
