//! A field to project: a database of its own, an organization, and events written straight into its ledger.

#![allow(
    dead_code,
    unreachable_pub,
    missing_debug_implementations,
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::allow_attributes,
    reason = "each test file uses its own part, and a test stops at the first surprise"
)]

use chrono::{DateTime, TimeDelta, Utc};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use uuid::Uuid;
use wellflow_decider::Decider;
use wellflow_domain::ids::WellId;
use wellflow_domain::location::{Datum, LatLon, StateCode, TimeZone};
use wellflow_domain::month::Month;
use wellflow_domain::production_month::{
    DailyProductionCorrected, DailyProductionRecorded, ProductionCorrected, ProductionMonth,
    ProductionMonthId, ProductionMonthLocked, ProductionRecorded, Volumes,
};
use wellflow_domain::quantity::{Barrels, DaysOn, Mcf, PressureBase, Quantity};
use wellflow_domain::text::{CompletionName, Text120};
use wellflow_domain::well::{
    DrillEvidence, DrillingPermitApproved, FirstProductionRecorded, MechanicalIntegrityTested,
    ProductionResumed, ShutInReason, TotalDepthReached, Well, WellCompleted, WellEvent, WellPlan,
    WellProposed, WellRecompleted, WellRole, WellShutIn, WellSpudded, WellTestRecorded, WellboreSidetracked,
};
use wellflow_event_store::{
    Actor, Ledger, LedgerConfig, LedgerReader, Metadata, NewEvent, Outcome, Source, StreamId, StreamPart,
    Submission,
};
use wellflow_runtime::{DatabaseConfig, Shutdown, Tenant, TenantPool};
use wellflow_testkit::TestDatabase;

pub struct Field {
    pub db: TestDatabase,
    pub tenant: Tenant,
    pub ledger: Ledger,
    /// The projector's own pool and reader.
    pub pool: TenantPool,
    pub reader: LedgerReader,
    pub shutdown: Shutdown,
}

impl Field {
    pub async fn new() -> Self {
        let db = TestDatabase::create().await;
        let tenant = db.organization("field").await;
        let shutdown = Shutdown::new();
        let ledger = Ledger::start(
            &db.pool("wellflow_command", 2).await,
            LedgerConfig::default(),
            &shutdown,
        );
        let pool = db.pool("wellflow_projector", 6).await;
        let reader = LedgerReader::new(pool.clone());
        Self {
            db,
            tenant,
            ledger,
            pool,
            reader,
            shutdown,
        }
    }

    pub fn organization_id(&self) -> Uuid {
        self.tenant.organization_id()
    }

    pub fn database(&self, role: &str) -> DatabaseConfig {
        DatabaseConfig::parse("the test database", &self.db.url(role)).expect("an address")
    }

    /// Appends to a stream at its expected version; answers the ledger's position afterwards.
    pub async fn append(&self, kind: &'static str, id: Uuid, expected: u64, events: Vec<NewEvent>) -> u64 {
        self.append_as(&self.tenant, kind, id, expected, events).await
    }

    pub async fn append_as(
        &self,
        tenant: &Tenant,
        kind: &'static str,
        id: Uuid,
        expected: u64,
        events: Vec<NewEvent>,
    ) -> u64 {
        let part = StreamPart {
            stream: StreamId { kind, id },
            expected,
            events,
        };
        self.commit(tenant, vec![part]).await
    }

    /// Appends to several streams in one commit.
    pub async fn commit(&self, tenant: &Tenant, parts: Vec<StreamPart>) -> u64 {
        let metadata = Metadata {
            actor: Actor {
                subject: "ana".to_owned(),
                role: "owner".to_owned(),
            },
            correlation_id: Uuid::now_v7(),
            causation_id: None,
            source: Source::Api,
            request_id: None,
            context: std::collections::BTreeMap::new(),
        };
        let submission =
            Submission::seal(tenant, Uuid::now_v7(), [7; 32], &metadata, parts).expect("it is sealed");
        match self.ledger.submit(submission).await.expect("the ledger answers") {
            Outcome::Committed { to, .. } => to,
            other => panic!("not appended: {other:?}"),
        }
    }

    pub async fn well(&self, id: Uuid, expected: u64, events: &[WellEvent]) -> u64 {
        let events = events
            .iter()
            .map(|event| NewEvent::encode(event, None).expect("encodes"))
            .collect();
        self.append(Well::KIND, id, expected, events).await
    }

    pub async fn month(&self, well_id: Uuid, completion: &str, month: &str, oil: &str) -> (Uuid, u64) {
        let (id, event) = recorded(well_id, completion, month, oil, None);
        let position = self.append(ProductionMonth::KIND, id, 0, vec![event]).await;
        (id, position)
    }

    /// The whole of a table as the superuser sees it, row by row, each as one JSON text.
    pub async fn dump(&self, table: &str) -> Vec<String> {
        let admin = self.db.admin().await;
        let rows = admin
            .query(
                &format!("SELECT row_to_json(t)::text FROM {table} t ORDER BY 1"),
                &[],
            )
            .await
            .expect("the table is read");
        rows.iter().map(|row| row.get(0)).collect()
    }

    pub async fn count(&self, sql: &str) -> i64 {
        self.db
            .admin()
            .await
            .query_one(sql, &[])
            .await
            .expect("a number")
            .get(0)
    }
}

impl Drop for Field {
    fn drop(&mut self) {
        self.shutdown.request();
    }
}

pub fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

pub fn text(text: &str) -> Text120 {
    Text120::parse(text).expect("a text")
}

pub fn zone() -> TimeZone {
    TimeZone::parse("America/Chicago").expect("a zone")
}

pub fn proposed(id: Uuid, name: &str, effective_at: DateTime<Utc>) -> WellEvent {
    proposed_in(id, name, effective_at, "G00026", ("28.25", "-91.35"))
}

pub fn proposed_in(
    id: Uuid,
    name: &str,
    effective_at: DateTime<Utc>,
    lease: &str,
    place: (&str, &str),
) -> WellEvent {
    WellProposed {
        well_id: WellId::new(id),
        effective_at,
        name: text(name),
        api_number: None,
        operator: text("Demo Operating"),
        lease: Some(text(lease)),
        field: Some(text("Bluebell")),
        location: Some(LatLon::parse(place.0, place.1, Datum::Nad27).expect("a place")),
        state: Some(StateCode::parse("TX").expect("a state")),
        time_zone: zone(),
        role: WellRole::Oil,
        plan: WellPlan::default(),
    }
    .into()
}

pub fn permitted(effective_at: DateTime<Utc>) -> WellEvent {
    DrillingPermitApproved {
        effective_at,
        permit_number: text("P-1"),
        expires_on: None,
        conditions: Vec::new(),
        permitted_depth_ft: None,
    }
    .into()
}

pub fn spudded(effective_at: DateTime<Utc>) -> WellEvent {
    WellSpudded {
        effective_at,
        rig: None,
        contractor: None,
        permit_number: None,
        evidence: DrillEvidence::default(),
    }
    .into()
}

pub fn shut_in(effective_at: DateTime<Utc>) -> WellEvent {
    WellShutIn {
        effective_at,
        reason: ShutInReason::Weather,
        expected_return_on: None,
    }
    .into()
}

pub fn volumes(oil: &str) -> Volumes {
    Volumes {
        days_on: Quantity::of(DaysOn::parse("20").expect("days")),
        oil_bbl: Quantity::of(Barrels::parse(oil).expect("barrels")),
        gas: Quantity::of(Mcf::parse("100.5", PressureBase::Psia14_73).expect("gas")),
        water_bbl: Quantity::of(Barrels::parse("7").expect("barrels")),
        injection: Quantity::of(Barrels::ZERO),
        ..Volumes::default()
    }
}

pub fn recorded(
    well_id: Uuid,
    completion: &str,
    month: &str,
    oil: &str,
    lease: Option<&str>,
) -> (Uuid, NewEvent) {
    stated(well_id, completion, month, lease, volumes(oil))
}

pub fn stated(
    well_id: Uuid,
    completion: &str,
    month: &str,
    lease: Option<&str>,
    volumes: Volumes,
) -> (Uuid, NewEvent) {
    let month = Month::parse(month).expect("a month");
    let completion = CompletionName::parse(completion).expect("a name");
    let well_id = WellId::new(well_id);
    let id = ProductionMonthId::of(well_id, &completion, month).as_uuid();
    let fact = ProductionRecorded {
        effective_at: month.last_day_start(zone()),
        well_id,
        completion,
        month,
        time_zone: zone(),
        lease: lease.map(text),
        volumes,
        details: None,
        filing: None,
        warnings: Vec::new(),
    };
    (id, encode(fact))
}

pub fn corrected(month: &str, oil: &str) -> NewEvent {
    let month = Month::parse(month).expect("a month");
    encode(ProductionCorrected {
        effective_at: month.last_day_start(zone()),
        corrects_event_id: None,
        volumes: volumes(oil),
        details: None,
        reason: text("meter was stuck"),
        warnings: Vec::new(),
    })
}

pub fn locked(effective_at: DateTime<Utc>) -> NewEvent {
    encode(ProductionMonthLocked { effective_at })
}

pub fn encode<F: Into<wellflow_domain::production_month::ProductionMonthEvent>>(fact: F) -> NewEvent {
    NewEvent::encode(&fact.into(), None).expect("encodes")
}

pub fn in_ms(milliseconds: i64) -> DateTime<Utc> {
    Utc::now() + TimeDelta::milliseconds(milliseconds)
}

/// A committed sample of an event, with other values in some of its fields.
pub fn sample<F: DeserializeOwned>(file: &str, changes: &Value) -> F {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../domain/golden/").to_owned() + file;
    let text = std::fs::read_to_string(&path).expect("a sample");
    let mut fields: Value = serde_json::from_str(&text).expect("JSON");
    merge(&mut fields, changes);
    serde_json::from_value(fields).expect("an event")
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

/// A day's line of a completion.
pub fn daily(well_id: Uuid, completion: &str, date: &str, entry: &Value) -> (Uuid, DailyProductionRecorded) {
    let changes = json!({
        "well_id": well_id,
        "completion": completion,
        "effective_at": format!("{date}T06:00:00Z"),
        "day": {"date": date},
        "entry": entry,
    });
    let fact = sample("production_month/DailyProductionRecorded.v1.json", &changes);
    let month = Month::parse(&date[..7]).expect("a month");
    let completion = CompletionName::parse(completion).expect("a name");
    let id = ProductionMonthId::of(WellId::new(well_id), &completion, month).as_uuid();
    (id, fact)
}

/// The same line, told otherwise in place of the event.
pub fn daily_corrected(event_id: Uuid, line: &DailyProductionRecorded, entry: &Value) -> NewEvent {
    let changes = json!({
        "well_id": line.well_id,
        "completion": line.completion,
        "effective_at": line.effective_at,
        "day": line.day,
        "entry": entry,
        "corrects_event_id": event_id,
    });
    encode(sample::<DailyProductionCorrected>(
        "production_month/DailyProductionCorrected.v1.json",
        &changes,
    ))
}

/// A well drilled, left for a sidetrack, completed, tested, and completed again in another zone.
pub fn whole_life(id: Uuid) -> Vec<WellEvent> {
    let at = |date: &str| json!({"effective_at": format!("{date}T14:00:00Z")});
    let and = |date: &str, more: Value| {
        let mut changes = at(date);
        merge(&mut changes, &more);
        changes
    };
    vec![
        proposed(
            id,
            "Bluebell 1",
            "2020-01-01T14:00:00Z".parse().expect("an instant"),
        ),
        permitted("2020-02-01T14:00:00Z".parse().expect("an instant")),
        sample::<WellSpudded>("well/WellSpudded.v2.json", &at("2020-03-01")).into(),
        sample::<WellboreSidetracked>("well/WellboreSidetracked.v1.json", &at("2020-03-15")).into(),
        sample::<TotalDepthReached>("well/TotalDepthReached.v2.json", &at("2020-04-01")).into(),
        sample::<WellCompleted>("well/WellCompleted.v2.json", &at("2020-05-01")).into(),
        sample::<FirstProductionRecorded>("well/FirstProductionRecorded.v2.json", &at("2020-06-01")).into(),
        sample::<WellTestRecorded>("well/WellTestRecorded.v1.json", &at("2020-07-01")).into(),
        sample::<WellTestRecorded>(
            "well/WellTestRecorded.v1.json",
            &and(
                "2020-08-01",
                json!({"completion": null, "test": {"oil_bbl": "0"}}),
            ),
        )
        .into(),
        sample::<MechanicalIntegrityTested>("well/MechanicalIntegrityTested.v1.json", &at("2020-09-01"))
            .into(),
        sample::<WellRecompleted>("well/WellRecompleted.v1.json", &at("2020-10-01")).into(),
        ProductionResumed {
            effective_at: "2020-11-01T14:00:00Z".parse().expect("an instant"),
        }
        .into(),
    ]
}
