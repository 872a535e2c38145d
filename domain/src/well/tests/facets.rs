//! The four facets, and the word that follows from two of them.

use super::asked::*;
use super::*;
use crate::given::given;

fn facets(events: Vec<WellEvent>) -> (Phase, Option<Operating>) {
    let facets = given::<Well>(events).state().facets().unwrap();
    (facets.phase, facets.operating)
}

#[test]
fn only_a_completed_or_operating_well_does_anything() {
    assert_eq!(facets(drilled()), (Phase::Drilled, None));
    assert_eq!(facets(ready()), (Phase::Completed, None));
    assert_eq!(facets(running()), (Phase::Operating, Some(Operating::Producing)));
    assert_eq!(
        facets(taking_in()),
        (Phase::Operating, Some(Operating::Injecting))
    );
    assert_eq!(facets(idle()), (Phase::Operating, Some(Operating::ShutIn)));
    assert_eq!(facets(secured()), (Phase::TemporarilyAbandoned, None));
    assert_eq!(facets(finished()), (Phase::PluggedAndAbandoned, None));
}

#[test]
fn a_well_that_waits_for_a_pipeline_is_completed_and_shut_in() {
    let events = with(ready(), [shut_in("03-15")]);
    assert_eq!(
        facets(events.clone()),
        (Phase::Completed, Some(Operating::ShutIn))
    );
    assert_eq!(
        given::<Well>(events).state().summary().unwrap().status,
        WellStatus::ShutIn
    );
}

#[test]
fn the_role_is_a_facet_of_its_own() {
    let role = |events| given::<Well>(events).state().facets().unwrap().role;
    assert_eq!(role(running()), Some(WellRole::Oil));
    assert_eq!(role(store(running())), Some(WellRole::GasStorage));
    assert_eq!(Well::Unknown.facets(), None);
}

#[test]
fn each_role_produces_injects_or_watches() {
    let roles = [
        (WellRole::Oil, true, false),
        (WellRole::WaterSupply, true, false),
        (WellRole::EorInjection, false, true),
        (WellRole::Disposal, false, true),
        (WellRole::GasStorage, true, true),
        (WellRole::Observation, false, false),
        (WellRole::StratigraphicTest, false, false),
    ];
    for (role, produces, injects) in roles {
        assert_eq!((role.produces(), role.injects()), (produces, injects), "{role}");
        let word = serde_json::to_value(role).unwrap();
        assert_eq!(word, role.as_str());
    }
}
