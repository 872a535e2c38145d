//! Agencies' rows about leases: taken as they are, warnings instead of refusals.

use super::asked::*;
use super::holding::provenance;
use super::*;
use crate::given::{fold, given};
use crate::month::day_start;
use crate::well::{AgencyStatus, ImportWarning};

fn row(code: &str, effective_on: Option<&str>, expires_on: Option<&str>) -> AgencyLease {
    AgencyLease {
        lease_id: lease_id(),
        provenance: provenance(),
        lease_number: text("G14482"),
        mineral_owner: MineralOwner::FederalOffshore,
        time_zone: central(),
        block: tract("EI 346"),
        status: AgencyStatus {
            agency: text(BOEM),
            code: text(code),
        },
        effective_on: effective_on.map(date),
        expires_on: expires_on.map(date),
        listed_on: Some(date("2020-05-01")),
    }
}

fn import(row: AgencyLease) -> LeaseTask {
    LeaseTask::ImportRecord(Box::new(row))
}

/// What the row leaves behind where nothing is known.
pub(super) fn imported(code: &str) -> Vec<LeaseEvent> {
    given::<Lease>([])
        .when(import(row(code, Some("1994-05-01"), Some("2001-04-30"))))
        .events()
}

fn start(day: &str) -> DateTime<Utc> {
    day_start(date(day), central())
}

#[test]
fn each_of_the_14_codes_has_one_meaning_and_is_written_as_it_was_read() {
    let meanings: std::collections::BTreeSet<LeaseStatus> = boem_codes().map(of_boem).collect();
    assert_eq!(meanings.len(), 14);
    assert!(!meanings.contains(&LeaseStatus::Unmapped));
    for code in boem_codes() {
        assert_eq!(to_boem(of_boem(code)), Some(code));
    }
    assert_eq!(of_boem("PRIMARY"), LeaseStatus::Unmapped);
    for status in LeaseStatus::ALL {
        assert_eq!(to_boem(*status).is_some(), meanings.contains(status), "{status}");
    }
}

#[test]
fn a_row_becomes_a_block_and_a_status() {
    let events = imported("EXPIR");
    assert_eq!(
        events,
        [
            LeaseEvent::from(LeaseHistoryImported {
                lease_id: lease_id(),
                effective_at: start("1994-05-01"),
                provenance: provenance(),
                lease_number: text("G14482"),
                mineral_owner: MineralOwner::FederalOffshore,
                time_zone: central(),
                block: tract("EI 346"),
                effective_on: Some(date("1994-05-01")),
                expires_on: Some(date("2001-04-30")),
                warnings: Vec::new(),
            }),
            LeaseEvent::from(LeaseStatusReported {
                // The day after its last.
                effective_at: start("2001-05-01"),
                provenance: provenance(),
                status: row("EXPIR", None, None).status,
            }),
        ]
    );
    let shown = shown(events.clone(), "2005-01-01");
    assert_eq!(shown.status, LeaseStatus::Expired);
    assert_eq!(shown.lease_number, Some(text("G14482")));
    assert_eq!(shown.mineral_owner, Some(MineralOwner::FederalOffshore));
    assert_eq!(shown.blocks, [tract("EI 346")]);
    assert_eq!(shown.effective_on, Some(date("1994-05-01")));
    // Before its end it was in its term.
    let before = fold::<Lease>(&events[..1])
        .0
        .summary_on(date("2000-01-01"))
        .unwrap();
    assert_eq!(before.status, LeaseStatus::InPrimaryTerm);
    let holding = before.holding.unwrap();
    assert_eq!(
        (holding.by, holding.until),
        (HeldBy::PrimaryTerm, Some(date("2001-04-30")))
    );
}

#[test]
fn a_status_that_lasts_is_known_from_the_list_on() {
    let events = given::<Lease>([])
        .when(import(row("PROD", Some("1994-05-01"), None)))
        .events();
    let shown = shown(events.clone(), "2021-01-01");
    assert_eq!(shown.status, LeaseStatus::HeldByProduction);
    assert_eq!(shown.status_since, start("2020-05-01"));
    assert_eq!(held_until(events, "2021-01-01"), (HeldBy::Production, None));
    for (code, by) in [
        ("OPERNS", HeldBy::Operations),
        ("UNIT", HeldBy::Unit),
        ("DSO", HeldBy::Suspension),
        ("SOP", HeldBy::Suspension),
    ] {
        assert_eq!(held_until(imported(code), "2021-01-01"), (by, None), "{code}");
    }
}

#[test]
fn another_row_adds_its_block_and_the_same_row_nothing() {
    let first = imported("RELINQ");
    let again = row("RELINQ", Some("1994-05-01"), Some("2001-04-30"));
    given::<Lease>(first.clone())
        .when(import(again.clone()))
        .then_nothing();
    let other = AgencyLease {
        block: tract("EI 347"),
        ..again
    };
    let both = then_asked(first, import(other));
    let shown = shown(both, "2021-01-01");
    assert_eq!(shown.blocks, [tract("EI 346"), tract("EI 347")]);
    // Given up on the day filed.
    assert_eq!(
        (shown.status, shown.status_since),
        (LeaseStatus::Surrendered, start("2001-04-30"))
    );
}

#[test]
fn a_row_without_dates_holds_from_the_list_on() {
    let events = given::<Lease>([])
        .when(import(row("NO-ISS", None, None)))
        .events();
    let shown = shown(events, "2021-01-01");
    assert_eq!(
        (shown.status, shown.status_since),
        (LeaseStatus::NotIssued, start("2020-05-01"))
    );
    let undated = AgencyLease {
        listed_on: None,
        ..row("REJECT", None, None)
    };
    given::<Lease>([])
        .when(import(undated))
        .then_refused(LeaseError::HistoryWithoutDate {
            lease_number: text("G14482"),
        });
}

#[test]
fn what_breaks_a_rule_is_a_warning() {
    let odd = given::<Lease>([])
        .when(import(row("XYZ", Some("2001-04-30"), Some("1994-05-01"))))
        .events();
    let shown = shown(odd, "2021-01-01");
    assert_eq!(shown.status, LeaseStatus::Unmapped);
    assert_eq!(
        shown.warnings,
        [
            ImportWarning {
                rule: "expiration_before_effective".to_owned(),
                detail: "the lease expires on 1994-05-01 and is effective on 2001-04-30".to_owned(),
            },
            ImportWarning {
                rule: "status_unmapped".to_owned(),
                detail: "XYZ has no meaning here".to_owned(),
            },
        ]
    );
    let elsewhere = AgencyLease {
        status: AgencyStatus {
            agency: text("NM SLO"),
            code: text("PROD"),
        },
        ..row("PROD", None, None)
    };
    assert_eq!(elsewhere.status(), LeaseStatus::Unmapped);
}

#[test]
fn what_a_list_does_not_tell_is_refused_until_the_lease_is_signed_here() {
    let known = imported("PROD");
    given::<Lease>(known.clone())
        .when(cease("2021-01-01", "2020-12-01"))
        .then_refused(LeaseError::TermsUnknown {
            words: "have its clock started",
        });
    let stated = then_asked(known, execution(terms()));
    let shown = shown(stated.clone(), "2021-01-01");
    assert_eq!(shown.status, LeaseStatus::HeldByProduction);
    assert_eq!(shown.royalty_rate, Some(percent("20")));
    let ceased = then_asked(stated, cease("2023-07-11", "2023-07-01"));
    assert_eq!(
        held_until(ceased, "2023-08-01"),
        (HeldBy::Production, Some(date("2023-09-29")))
    );
}

#[test]
fn our_own_facts_say_the_same_with_more() {
    let report = |code: &str| {
        LeaseEvent::from(LeaseStatusReported {
            effective_at: noon("2023-05-01"),
            provenance: provenance(),
            status: row(code, None, None).status,
        })
    };
    let same = shown(with(producing(), [report("PROD")]), "2023-06-01");
    assert_eq!(same.status_since, noon("2022-07-01"));
    assert_eq!(same.holding.unwrap().wells.len(), 1);
    let other = shown(with(producing(), [report("TERMIN")]), "2023-06-01");
    assert_eq!(other.status, LeaseStatus::Terminated);
}
