//! What was ever written is a contract for ever. Each event type and version has a committed sample, byte for byte as the
//! ledger stores it, that decodes; the newest version encodes to the same bytes again. A type without a sample fails, and
//! so does a sample without a type.
//!
//! What is written in snapshots is a contract until the next state version: the states of whole lives are committed too,
//! and one that comes out otherwise fails until `STATE_VERSION` is raised.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use wellflow_decider::{Decider, DomainEvent};
use wellflow_domain::afe::{Afe, AfeKind, AfeStatus, BallotMethod, Category, LineRevision, Phase, Vote};
use wellflow_domain::approval_policy::ApprovalPolicy;
use wellflow_domain::division_of_interest::{
    DeckKind, DeckProduct, DivisionOfInterest, InstrumentKind, SuspenseReason,
};
use wellflow_domain::joint_interest::{Carrying, CostClass};
use wellflow_domain::joint_operating_agreement::{AgreementStatus, JointOperatingAgreement, Overhead};
use wellflow_domain::lease::{Lease, LeaseStatus, boem_codes};
use wellflow_domain::owner::{Owner, OwnerStatus};
use wellflow_domain::ownership::{InterestType, Npri};
use wellflow_domain::production_month::{ProductionMonth, ProductionMonthEvent};
use wellflow_domain::property_divisions::PropertyDivisions;
use wellflow_domain::property_month::PropertyMonth;
use wellflow_domain::well::{Milestone, ShutInReason, Well, WellRole, WellStatus};

fn folder(kind: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("golden").join(kind)
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn states_file<D: Decider>() -> String {
    format!("state.v{}.jsonl", D::STATE_VERSION)
}

/// RFC 8785, as the ledger stores it, and a line's end.
fn canonical(value: &Value) -> String {
    serde_json_canonicalizer::to_string(value).unwrap() + "\n"
}

/// Every type and version that was ever written.
fn ever_written<D: Decider>() -> Vec<(&'static str, u16)> {
    let written: Vec<_> = D::Event::TYPES.iter().chain(D::Event::PAST).copied().collect();
    for (event_type, newest) in D::Event::TYPES {
        for version in 1..*newest {
            assert!(
                D::Event::PAST.contains(&(event_type, version)),
                "{event_type} version {version} can no longer be read"
            );
        }
    }
    written
}

fn check_events<D: Decider>() {
    let folder = folder(D::KIND);
    let mut expected = BTreeSet::from([states_file::<D>()]);
    for (event_type, version) in ever_written::<D>() {
        let name = format!("{event_type}.v{version}.json");
        let text = read(&folder.join(&name));
        let sample: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(text, canonical(&sample), "{name} is not as the ledger stores it");
        let events = D::Event::decode(event_type, version, sample.clone())
            .unwrap_or_else(|error| panic!("{name}: {error}"));

        if D::Event::TYPES.contains(&(event_type, version)) {
            let [event] = events.as_slice() else {
                panic!("{name} is {} events", events.len());
            };
            assert_eq!((event.event_type(), event.event_version()), (event_type, version));
            let again = event.encode(serde_json::value::Serializer).unwrap();
            assert_eq!(canonical(&again), text, "{name} does not encode to itself");
            let stored = sample["effective_at"].as_str().unwrap();
            assert_eq!(
                event.effective_at(),
                stored.parse::<chrono::DateTime<chrono::Utc>>().unwrap()
            );
        }
        expected.insert(name);
    }
    let found: BTreeSet<String> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(found, expected, "samples and event types differ");
}

/// An event as it is written today: its type, and the payload of its committed sample.
fn sample<D: Decider>(event_type: &str) -> (&'static str, Value) {
    let (event_type, version) = newest::<D>(event_type);
    let text = read(&folder(D::KIND).join(format!("{event_type}.v{version}.json")));
    (event_type, serde_json::from_str(&text).unwrap())
}

fn newest<D: Decider>(event_type: &str) -> (&'static str, u16) {
    let newest = D::Event::TYPES.iter().find(|(name, _)| *name == event_type);
    *newest.unwrap_or_else(|| panic!("no event is called {event_type}"))
}

/// The states of lives, each from nothing, must be those committed for this state version, and must be read back.
fn check_states<D: Decider>(lives: &[Vec<(&'static str, Value)>]) -> Vec<D> {
    let (mut states, mut lines) = (Vec::new(), String::new());
    for life in lives {
        let mut state = D::default();
        for (event_type, payload) in life {
            let (_, version) = newest::<D>(event_type);
            let events = D::Event::decode(event_type, version, payload.clone()).unwrap();
            state
                .evolve_all(&events)
                .unwrap_or_else(|illegal| panic!("{event_type}: {illegal}"));
            lines += &canonical(&serde_json::to_value(&state).unwrap());
            states.push(state.clone());
        }
    }
    let committed = read(&folder(D::KIND).join(states_file::<D>()));
    if committed != lines {
        let (kind, version) = (D::KIND, D::STATE_VERSION);
        let now = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{kind}.states.jsonl"));
        std::fs::write(&now, &lines).unwrap();
        panic!(
            "the states of a {kind} are not those of state version {version}. Raise it, and let {} take the place of \
             golden/{kind}/state.v{version}.jsonl under the new number.",
            now.display()
        );
    }
    let again: Vec<D> = committed
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(again, states, "a state does not survive being kept");
    states
}

#[test]
fn every_well_event_has_a_sample_that_survives() {
    check_events::<Well>();
}

#[test]
fn every_production_month_event_has_a_sample_that_survives() {
    check_events::<ProductionMonth>();
}

#[test]
fn every_property_month_event_has_a_sample_that_survives() {
    check_events::<PropertyMonth>();
}

#[test]
fn every_lease_event_has_a_sample_that_survives() {
    check_events::<Lease>();
}

#[test]
fn every_owner_event_has_a_sample_that_survives() {
    check_events::<Owner>();
}

#[test]
fn every_division_event_has_a_sample_that_survives() {
    check_events::<DivisionOfInterest>();
}

#[test]
fn every_event_of_a_list_of_divisions_has_a_sample_that_survives() {
    check_events::<PropertyDivisions>();
}

#[test]
fn every_afe_event_has_a_sample_that_survives() {
    check_events::<Afe>();
}

#[test]
fn every_agreement_event_has_a_sample_that_survives() {
    check_events::<JointOperatingAgreement>();
}

#[test]
fn every_policy_event_has_a_sample_that_survives() {
    check_events::<ApprovalPolicy>();
}

/// Volumes of version 1 had to be stated: they come to the same volumes, and to the same bytes where they are written.
#[test]
fn what_was_written_of_a_month_in_version_1_comes_to_the_same_today() {
    for event_type in ["ProductionRecorded", "ProductionCorrected"] {
        let text = read(&folder("production_month").join(format!("{event_type}.v1.json")));
        let stored: Value = serde_json::from_str(&text).unwrap();
        let events = ProductionMonthEvent::decode(event_type, 1, stored.clone()).unwrap();
        let [event] = events.as_slice() else {
            panic!("{event_type} is {} events", events.len());
        };
        assert_eq!(event.supersedes(), None);
        let today = event.encode(serde_json::value::Serializer).unwrap();
        for (field, value) in stored["volumes"].as_object().unwrap() {
            assert_eq!(&today["volumes"][field], value, "{event_type}: {field}");
        }
        for (field, value) in stored.as_object().unwrap() {
            assert!(
                field == "volumes" || today[field] == *value,
                "{event_type}: {field}"
            );
        }
    }
}

#[test]
fn the_states_of_a_well_are_those_of_its_state_version() {
    let own = [
        "WellProposed",
        "DrillingPermitApproved",
        "WellSpudded",
        "TotalDepthReached",
        "WellCompleted",
        "FirstProductionRecorded",
        "WellShutIn",
        "ProductionResumed",
        "WellShutIn",
        "WellTemporarilyAbandoned",
        "WellReturnedToService",
        "WellTemporarilyAbandoned",
        "WellPlugged",
    ];
    let own: Vec<_> = own.iter().map(|event| sample::<Well>(event)).collect();
    let lives = [own, papers(), hole(), second_life(), void()];

    let mut imported = vec![
        sample::<Well>("WellHistoryImported"),
        sample::<Well>("WellMilestoneImported"),
    ];
    let status = |code| json!({"agency": "BSEE", "code": code});
    let bores = [
        "APD",
        "AST",
        "CNL",
        "COM",
        "DRL",
        "DSI",
        "PA",
        "ST",
        "TA",
        "unheard of",
    ];
    let milestones = [
        json!({"kind": "permit_applied"}),
        json!({"kind": "permit_issued"}),
        json!({"kind": "spudded"}),
        json!({"kind": "depth_stated", "measured_depth_ft": "12450", "true_vertical_depth_ft": "12000.5"}),
    ];
    let statuses = bores.map(|code| json!({"kind": "status_reported", "status": status(code)}));
    let ends = [json!({"kind": "completed"}), json!({"kind": "plugged"})];
    for milestone in milestones.into_iter().chain(statuses).chain(ends) {
        let (event_type, mut payload) = sample::<Well>("WellMilestoneImported");
        payload["milestone"] = milestone;
        imported.push((event_type, payload));
    }
    for code in ["03", "06", "08", "12", "15"]
        .map(status)
        .into_iter()
        .chain([Value::Null])
    {
        let (event_type, mut payload) = sample::<Well>("CompletionStatusReported");
        payload["status"] = code;
        imported.push((event_type, payload));
    }
    let lives: Vec<_> = lives.into_iter().chain([imported]).collect();
    let states = check_states::<Well>(&lives);

    let shown: BTreeSet<WellStatus> = states
        .iter()
        .filter_map(Well::summary)
        .map(|summary| summary.status)
        .collect();
    assert_eq!(
        shown,
        BTreeSet::from_iter(WellStatus::ALL.iter().copied()),
        "a life leaves out a stage"
    );
}

type Life = Vec<(&'static str, Value)>;

fn life(events: &[&str]) -> Life {
    events.iter().map(|event| sample::<Well>(event)).collect()
}

/// The permit that is denied, granted, runs out; the number; the well given up.
fn papers() -> Life {
    life(&[
        "WellProposed",
        "ApiNumberAssigned",
        "DrillingPermitSubmitted",
        "DrillingPermitDenied",
        "DrillingPermitSubmitted",
        "DrillingPermitApproved",
        "DrillingPermitExpired",
        "RegulatoryFlagChanged",
        "WellCancelled",
    ])
}

/// Casing, a sidetrack, a dry hole that is completed after all, a correction.
fn hole() -> Life {
    let mut casing = sample::<Well>("CasingSet");
    casing.1["casing"]["bottom_md_ft"] = json!("620");
    life(&[
        "WellProposed",
        "DrillingPermitApproved",
        "WellSpudded",
        "DrillingProgressRecorded",
    ])
    .into_iter()
    .chain([casing])
    .chain(life(&[
        "WellboreSidetracked",
        "DrillingSuspended",
        "DrillingResumed",
        "WellHistoryCorrected",
        "DryHoleDeclared",
        "CompletionStarted",
    ]))
    .collect()
}

/// Injection, tests, another zone, another role, another operator; the end, and the return.
fn second_life() -> Life {
    let mut completed = sample::<Well>("WellCompleted");
    completed.1["completion"] = json!("D03");
    life(&[
        "WellProposed",
        "DrillingPermitApproved",
        "WellSpudded",
        "TotalDepthReached",
        "WellCompleted",
        "FirstProductionRecorded",
        "WellTestRecorded",
        "FluidLevelTested",
        "MechanicalIntegrityTested",
        "WellConverted",
        "InjectionStarted",
        "InjectionStopped",
        "InjectionResumed",
        "WellRecompleted",
        "OperatorChanged",
        "WellTemporarilyAbandoned",
        "TemporaryAbandonmentExtended",
        "PluggingApproved",
        "WellPlugged",
        "SiteReleased",
        "ReentryApproved",
        "WellReentered",
        "TotalDepthReached",
    ])
    .into_iter()
    .chain([completed])
    .collect()
}

fn void() -> Life {
    life(&["WellProposed", "WellRecordVoided"])
}

#[test]
fn the_states_of_a_production_month_are_those_of_its_state_version() {
    let life = [
        "DailyProductionRecorded",
        "DailyProductionCorrected",
        "ProductDisposed",
        "ProductionRecorded",
        "ProductionCorrected",
        "StockReconciled",
        "StockDiscontinuityDetected",
        "GasBalanced",
        "ProductionMonthLocked",
        "ProductionRestated",
        "ProductionMonthUnlocked",
    ];
    let life = life
        .iter()
        .map(|event| sample::<ProductionMonth>(event))
        .collect();
    let text = read(&folder("production_month").join("ProductionRecorded.v1.json"));
    let plain = serde_json::from_str::<Value>(&text).unwrap();
    let events = ProductionMonthEvent::decode("ProductionRecorded", 1, plain).unwrap();
    let plain = events[0].encode(serde_json::value::Serializer).unwrap();
    check_states::<ProductionMonth>(&[life, vec![("ProductionRecorded", plain)]]);
}

#[test]
fn the_states_of_a_property_month_are_those_of_its_state_version() {
    let life = [
        "TankGauged",
        "RunTicketRecorded",
        "GasMeterRead",
        "ProductionAllocated",
        "PropertyStockReconciled",
        "PropertyStockDiscontinuityDetected",
        "PropertyMonthLocked",
        "PropertyMonthUnlocked",
    ];
    let life = life.iter().map(|event| sample::<PropertyMonth>(event));
    check_states::<PropertyMonth>(&[life.collect()]);
}

fn life_of<D: Decider>(events: &[&str]) -> Life {
    events.iter().map(|event| sample::<D>(event)).collect()
}

#[test]
fn the_states_of_a_lease_are_those_of_its_state_version() {
    let whole = [
        "LeaseNegotiationOpened",
        "LeaseExecuted",
        "LeaseRecorded",
        "DelayRentalPaid",
        "LeaseExtended",
        "InterestAssigned",
        "LeasePooled",
        "LeaseHeldByProduction",
        "CessationClockStarted",
        "CessationClockCleared",
        "LeaseHeldByOperations",
        "ShutInRoyaltyPaid",
        "LeaseHeldByUnit",
        "LeasePartiallyReleased",
        "LeaseRoyaltyAmended",
        "LeaseAmended",
        "LeaseHistoryCorrected",
        "LeaseReleased",
    ];
    let mut lives = vec![
        life_of::<Lease>(&whole),
        life_of::<Lease>(&["LeaseNegotiationOpened", "LeaseNegotiationClosed"]),
        life_of::<Lease>(&["LeaseExecuted", "LeaseExpired"]),
        life_of::<Lease>(&["LeaseExecuted", "LeaseTerminated"]),
        life_of::<Lease>(&["LeaseExecuted", "LeaseSurrendered"]),
        life_of::<Lease>(&["LeaseExecuted", "LeaseRecordVoided"]),
    ];
    let mut imported = life_of::<Lease>(&["LeaseHistoryImported"]);
    for code in boem_codes().chain(["unheard of"]) {
        let (event_type, mut payload) = sample::<Lease>("LeaseStatusReported");
        payload["status"]["code"] = json!(code);
        imported.push((event_type, payload));
    }
    lives.push(imported);
    let states = check_states::<Lease>(&lives);

    let days = ["2019-11-04", "2020-01-16", "2020-02-01", "2025-07-01"];
    let shown: BTreeSet<LeaseStatus> = states
        .iter()
        .flat_map(|lease| days.map(|day| lease.summary_on(day.parse().unwrap())))
        .flatten()
        .map(|summary| summary.status)
        .collect();
    assert_eq!(
        shown,
        BTreeSet::from_iter(LeaseStatus::ALL.iter().copied()),
        "a life leaves out a stage"
    );
}

#[test]
fn the_states_of_an_owner_are_those_of_its_state_version() {
    let whole = [
        "OwnerRegistered",
        "OwnerNameChanged",
        "OwnerAddressChanged",
        "OwnerTaxIdRecorded",
        "OwnerRoleTaken",
        "OwnerRoleGivenUp",
        "OwnerDeactivated",
        "OwnerReactivated",
        "OwnerHistoryCorrected",
        "OwnerDied",
        "EstateRepresentativeAppointed",
        "EstateSettled",
    ];
    let states = check_states::<Owner>(&[
        life_of::<Owner>(&whole),
        life_of::<Owner>(&["OwnerRegistered", "OwnerMerged", "OwnerRecordVoided"]),
    ]);
    let shown: BTreeSet<OwnerStatus> = states
        .iter()
        .filter_map(Owner::summary)
        .map(|summary| summary.status)
        .collect();
    assert_eq!(shown, BTreeSet::from_iter(OwnerStatus::ALL.iter().copied()));
}

#[test]
fn the_states_of_a_division_are_those_of_its_state_version() {
    let of = |event_type| sample::<DivisionOfInterest>(event_type);
    let activated = of("DeckActivated");
    let mut drawn_up = Vec::new();
    for deck in activated.1["decks"].as_array().unwrap() {
        let (event_type, mut created) = of("DeckCreated");
        created["deck"] = deck.clone();
        drawn_up.push((event_type, created));
    }
    let (event_type, mut superseded) = of("DeckSuperseded");
    superseded["effective_at"] = json!("2024-09-01T05:00:00Z");
    superseded["from"] = json!("2024-09");
    superseded["succession"] = json!({"divisions": ["00000000-0000-7000-8000-000000000091"]});
    let ended = (event_type, superseded);
    let changed = [
        "InterestTransferred",
        "InterestSuspended",
        "InterestReleased",
        "DivisionOrderSigned",
        "InterestCorrected",
        "DeckSuperseded",
        "DeckChangeWithdrawn",
    ];
    let life = drawn_up.iter().cloned().chain([activated.clone()]);
    let life: Vec<_> = life.chain(changed.map(of)).chain([ended]).collect();

    // The same decks after payout, and payout.
    let (event_type, mut standing_by) = drawn_up[1].clone();
    standing_by["deck"]["kind"] = json!("revenue_apo");
    let (_, mut taken) = activated.clone();
    taken["decks"] = json!([standing_by["deck"]]);
    let standing_by = [(event_type, standing_by), (activated.0, taken)];
    let paid_out = drawn_up.into_iter().chain([activated]).chain(standing_by);
    let paid_out = paid_out.chain([of("PayoutReached")]).collect();
    check_states::<DivisionOfInterest>(&[life, paid_out]);
}

#[test]
fn the_states_of_a_list_of_divisions_are_those_of_its_state_version() {
    let listed = sample::<PropertyDivisions>("DivisionListed");
    let (event_type, mut other) = listed.clone();
    other["division_id"] = json!("450ac916-54dd-5bd0-a7ab-7b255b34be19");
    other["division"]["product"] = json!("gas");
    check_states::<PropertyDivisions>(&[vec![listed, (event_type, other)]]);
}

#[test]
fn the_states_of_an_afe_are_those_of_its_state_version() {
    let asked = [
        "AfeDrafted",
        "AfeLineRevised",
        "AfeSubmitted",
        "AfeInternallyApproved",
    ];
    let counted = [
        "AfeBallotOpened",
        "AfeBallotCast",
        "AfeBallotWithdrawn",
        "AfeBallotCast",
        "AfeBallotClosed",
    ];
    let authorized = [
        "NonConsentShareReallocated",
        "AfeAuthorized",
        "AfeFundsAllocated",
        "AfeAuthorizationNotified",
    ];
    let spent = [
        "AfeWorkStarted",
        "AfeCostCommitted",
        "AfeOverrunDetected",
        "AfeCostPosted",
        "AfeCommitmentReleased",
        "AfeCostReversed",
        "AfeSupplementSubmitted",
    ];
    let ended = [
        "AfeSupplementApproved",
        "AfeSupplementAuthorized",
        "AfeWorkCompleted",
        "AfeFundsDeallocated",
        "AfeCostsClosed",
        "AfeClosed",
        "AfeReopened",
    ];
    let (asked, counted, authorized, spent) = (&asked[..], &counted[..], &authorized[..], &spent[..]);
    let lives = [
        [asked, counted, authorized, spent, &ended].concat(),
        [asked, counted, authorized, spent, &["AfeSupplementRejected"]].concat(),
        [asked, counted, authorized, &["AfeHistoryCorrected"]].concat(),
        [
            asked,
            counted,
            authorized,
            &["AfeCancelled", "AfeAuthorizationNoticeRetracted"],
        ]
        .concat(),
        [asked, counted, authorized, &["AfeLapsed"]].concat(),
        [asked, counted, &["AfeWithdrawn"]].concat(),
        [asked, &["AfeApprovalsRevoked"]].concat(),
        [&asked[..3], &["AfeInternallyRejected"]].concat(),
    ];
    let lives: Vec<_> = lives.iter().map(|life| life_of::<Afe>(life)).collect();
    let states = check_states::<Afe>(&lives);
    let shown: BTreeSet<AfeStatus> = states
        .iter()
        .filter_map(Afe::summary)
        .map(|summary| summary.status)
        .collect();
    assert_eq!(shown, BTreeSet::from_iter(AfeStatus::ALL.iter().copied()));
}

#[test]
fn the_states_of_an_agreement_are_those_of_its_state_version() {
    let whole = [
        "AgreementEntered",
        "AgreementTermsAmended",
        "AgreementPartiesChanged",
        "ContractAreaAmended",
        "AgreementOperatorChanged",
        "AgreementHistoryCorrected",
        "AgreementTerminated",
    ];
    let states = check_states::<JointOperatingAgreement>(&[
        life_of::<JointOperatingAgreement>(&whole),
        life_of::<JointOperatingAgreement>(&["AgreementEntered", "AgreementRecordVoided"]),
    ]);
    let shown: BTreeSet<AgreementStatus> = states
        .iter()
        .filter_map(|agreement| match agreement {
            JointOperatingAgreement::Known(known) => Some(known.status),
            JointOperatingAgreement::Unknown => None,
        })
        .collect();
    assert_eq!(shown, BTreeSet::from_iter(AgreementStatus::ALL.iter().copied()));
}

#[test]
fn the_states_of_a_policy_are_those_of_its_state_version() {
    let whole = [
        "ApprovalPolicyAdopted",
        "HolidaysDeclared",
        "HolidayWithdrawn",
        "ApprovalPolicyCorrected",
    ];
    check_states::<ApprovalPolicy>(&[life_of::<ApprovalPolicy>(&whole)]);
}

#[test]
fn every_milestone_keeps_its_form() {
    for form in [
        r#"{"kind":"permit_applied"}"#,
        r#"{"kind":"permit_issued"}"#,
        r#"{"kind":"spudded"}"#,
        r#"{"kind":"completed"}"#,
        r#"{"kind":"plugged"}"#,
        r#"{"kind":"total_depth_reached","measured_depth_ft":"12450","true_vertical_depth_ft":null}"#,
        r#"{"kind":"depth_stated","measured_depth_ft":"12450","true_vertical_depth_ft":"12000.5"}"#,
        r#"{"kind":"status_reported","status":{"agency":"BSEE","code":"COM"}}"#,
    ] {
        let milestone: Milestone = serde_json::from_str(form).unwrap();
        assert_eq!(serde_json::to_string(&milestone).unwrap(), form);
    }
}

#[test]
fn every_word_of_a_list_keeps_its_form() {
    let reasons: Vec<ShutInReason> = serde_json::from_str(
        r#"["no_market","mechanical","workover","weather","economic","regulatory","allowable_reached","test_delinquent"]"#,
    )
    .unwrap();
    assert_eq!(reasons.len(), 8);
    let roles: Vec<WellRole> = serde_json::from_str(
        r#"["oil","gas","oil_and_gas","condensate","eor_injection","disposal","water_supply","observation",
            "gas_storage","co2","helium","geothermal","stratigraphic_test"]"#,
    )
    .unwrap();
    assert_eq!(roles.len(), 13);
    fn keep<W: serde::de::DeserializeOwned + serde::Serialize>(words: &str) {
        let read: Vec<W> = serde_json::from_str(words).unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), words);
    }
    keep::<InterestType>(r#"["WI","NRI","RI","NPRI","ORRI","PP","NPI"]"#);
    keep::<DeckKind>(r#"["cost","cost_apo","revenue_bpo","revenue_apo"]"#);
    keep::<DeckProduct>(r#"["all","oil","condensate","gas"]"#);
    keep::<SuspenseReason>(
        r#"["title_dispute","owner_unlocatable","division_order_unsigned","below_minimum_pay","other"]"#,
    );
    keep::<InstrumentKind>(
        r#"["assignment","mineral_deed","royalty_deed","probate","court_order","merger","other"]"#,
    );
    keep::<AfeKind>(
        r#"["drilling","completion","recompletion","workover","facility","plug_and_abandon","geophysical","lease_acquisition"]"#,
    );
    keep::<Phase>(r#"["dry_hole","after_casing_point","facility"]"#);
    keep::<Category>(r#"["tangible","intangible"]"#);
    keep::<CostClass>(r#"["surface_equipment","drilling_and_completion","operating"]"#);
    keep::<Carrying>(r#"["own_only","proportionate","all_of_the_rest"]"#);
    keep::<BallotMethod>(r#"["portal","email","phone","paper"]"#);
    keep::<Vote>(
        r#"[{"kind":"consent"},{"kind":"limited_consent","limit_usd":"5.00"},{"kind":"non_consent"}]"#,
    );
    keep::<LineRevision>(r#"[{"kind":"removed","account":"830.100"}]"#);
    keep::<Overhead>(
        r#"[{"kind":"fixed","drilling_usd":"9500.00","producing_usd":"950.00"},{"kind":"percentage","percent":"4"},{"kind":"none"}]"#,
    );
    keep::<Npri>(r#"[{"of_production":"1/16"},{"of_royalty":"1"}]"#);
}
