//! Real rows of an agency's list of leases: every status code has a meaning and is written as it was read, and a lease ends
//! no earlier than it begins.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;
use wellflow_decider::{Decider, DomainEvent};
use wellflow_domain::ids::LeaseId;
use wellflow_domain::lease::{
    AgencyLease, BOEM, Lease, LeaseEvent, LeaseStatus, LeaseTask, MineralOwner, boem_codes, to_boem,
};
use wellflow_domain::location::TimeZone;
use wellflow_domain::text::Text120;
use wellflow_domain::tract::TractName;
use wellflow_domain::well::{AgencyStatus, Provenance};

fn text(value: &str) -> Text120 {
    Text120::parse(value).unwrap()
}

fn rows() -> Vec<AgencyLease> {
    let mut lines = include_str!("data/boem_leases.csv")
        .lines()
        .filter(|line| !line.starts_with('#'));
    assert_eq!(
        lines.next(),
        Some("lease,area,block,status,effective_on,expires_on")
    );
    lines.map(row).collect()
}

fn row(line: &str) -> AgencyLease {
    let [lease, area, block, code, effective_on, expires_on] =
        line.split(',').collect::<Vec<_>>().try_into().unwrap();
    let date = |text: &str| (!text.is_empty()).then(|| text.parse::<NaiveDate>().unwrap());
    AgencyLease {
        lease_id: LeaseId::for_agency_number(Uuid::from_u128(1), BOEM, lease),
        provenance: Provenance {
            agency: text(BOEM),
            file: text("boem_leases.csv"),
            row_sha256: "0".repeat(64),
        },
        lease_number: text(lease),
        mineral_owner: MineralOwner::FederalOffshore,
        time_zone: TimeZone::parse("America/Chicago").unwrap(),
        block: TractName::parse(&format!("{area} {block}")).unwrap(),
        status: AgencyStatus {
            agency: text(BOEM),
            code: text(code),
        },
        effective_on: date(effective_on),
        expires_on: date(expires_on),
        listed_on: Some("2020-03-20".parse().unwrap()),
    }
}

#[test]
fn every_code_of_the_list_has_a_meaning_and_is_written_as_it_was_read() {
    let mut codes = BTreeSet::new();
    for row in rows() {
        let code = row.status.code.to_string();
        assert_ne!(row.status(), LeaseStatus::Unmapped, "{code}");
        assert_eq!(to_boem(row.status()), Some(code.as_str()));
        codes.insert(code);
    }
    assert_eq!(codes, boem_codes().map(str::to_owned).collect());
    assert_eq!(codes.len(), 14);
}

#[test]
fn no_lease_of_the_list_ends_before_it_begins() {
    let both = rows()
        .into_iter()
        .filter_map(|row| Some((row.effective_on?, row.expires_on?, row.lease_number)));
    let mut seen = 0;
    for (effective_on, expires_on, lease) in both {
        assert!(effective_on <= expires_on, "{lease}");
        seen += 1;
    }
    assert!(seen >= 80, "only {seen} rows have both dates");
}

/// The leases as the ledger would fold them: in the order of the dates.
fn imported() -> BTreeMap<LeaseId, (Vec<AgencyLease>, Lease)> {
    let now: DateTime<Utc> = "2020-03-21T00:00:00Z".parse().unwrap();
    let mut streams: BTreeMap<LeaseId, (Vec<AgencyLease>, Vec<LeaseEvent>)> = BTreeMap::new();
    for row in rows() {
        let (taken, events) = streams.entry(row.lease_id).or_default();
        let mut lease = Lease::default();
        lease.evolve_all(events).unwrap();
        let task = LeaseTask::ImportRecord(Box::new(row.clone()));
        events.extend(lease.decide(task.asked_at(now)).unwrap());
        events.sort_by_key(DomainEvent::effective_at);
        taken.push(row);
    }
    let folded = streams.into_iter().map(|(lease_id, (rows, events))| {
        let mut lease = Lease::default();
        lease.evolve_all(&events).unwrap();
        (lease_id, (rows, lease))
    });
    folded.collect()
}

#[test]
fn every_row_is_taken_over_and_shown_as_filed() {
    let leases = imported();
    assert!(leases.len() >= 180, "only {} leases", leases.len());
    for (lease_id, (rows, lease)) in &leases {
        let shown = lease.summary_on("2020-03-21".parse().unwrap()).unwrap();
        assert_eq!(shown.lease_id, *lease_id);
        assert!(shown.warnings.is_empty(), "{:?}", shown.warnings);
        let blocks: BTreeSet<_> = rows.iter().map(|row| row.block.clone()).collect();
        assert_eq!(shown.blocks.iter().cloned().collect::<BTreeSet<_>>(), blocks);
        let statuses: BTreeSet<_> = rows.iter().map(AgencyLease::status).collect();
        assert!(statuses.contains(&shown.status), "{lease_id}");
        assert_eq!(shown.status.in_force(), shown.holding.is_some());
    }
    let several = leases.values().filter(|(rows, _)| rows.len() > 1).count();
    assert!(several >= 4);
}
