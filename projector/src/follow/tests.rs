//! Events written in older shapes, which come to several events of today or to none, are followed like any other.

use chrono::TimeDelta;
use wellflow_decider::{DomainEvent, Fact, Illegal, Past, Unfit};
use wellflow_testkit::TestDatabase;

use super::*;

wellflow_decider::events! {
    /// What happens to a meter.
    pub(super) enum MeterEvent {
        Advanced = 2,
    }
    past {
        Advanced 1: AdvancedV1,
        Inspected 1: InspectedV1,
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Advanced {
    at: DateTime<Utc>,
    by: u32,
}

impl Fact for Advanced {
    fn effective_at(&self) -> DateTime<Utc> {
        self.at
    }
    fn public_form(&self) -> Option<Self> {
        None
    }
}

/// Several advances in one event.
#[derive(Deserialize)]
struct AdvancedV1 {
    at: DateTime<Utc>,
    steps: Vec<u32>,
}

impl Past<MeterEvent> for AdvancedV1 {
    fn upcast(self) -> Result<Vec<MeterEvent>, Unfit> {
        let at = self.at;
        let advanced = |by| Advanced { at, by }.into();
        Ok(self.steps.into_iter().map(advanced).collect())
    }
}

/// Of no interest any more.
#[derive(Deserialize)]
struct InspectedV1 {}

impl Past<MeterEvent> for InspectedV1 {
    fn upcast(self) -> Result<Vec<MeterEvent>, Unfit> {
        Ok(Vec::new())
    }
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Meter {
    total: u32,
    advances: u32,
}

#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("nothing is asked of a meter")]
struct NothingAsked;

impl Decider for Meter {
    const KIND: &'static str = "meter";
    const STATE_VERSION: u32 = 1;
    type Command = ();
    type Event = MeterEvent;
    type Error = NothingAsked;

    fn decided_at((): &()) -> Option<DateTime<Utc>> {
        None
    }
    fn decide(&self, (): ()) -> Result<Vec<MeterEvent>, NothingAsked> {
        Err(NothingAsked)
    }
    fn evolve(&mut self, event: &MeterEvent) -> Result<(), Illegal> {
        let MeterEvent::Advanced(advanced) = event;
        if advanced.by == 0 {
            return Err(Illegal::new("a meter does not stand still"));
        }
        self.total += advanced.by;
        self.advances += 1;
        Ok(())
    }
}

/// An event as it stands in the ledger, the n-th of its stream.
fn stored(n: u64, event_type: &str, event_version: u16, fields: &str) -> Taken<MeterEvent> {
    let at = DateTime::UNIX_EPOCH + TimeDelta::days(i64::try_from(n).unwrap());
    let at_text = serde_json::to_string(&at).unwrap();
    Taken::decode(&RecordedEvent {
        organization_id: Uuid::nil(),
        position: 10 + n,
        aggregate_type: Meter::KIND.to_owned(),
        aggregate_id: Uuid::nil(),
        sequence: n,
        event_id: Uuid::from_u128(u128::from(n)),
        event_type: event_type.to_owned(),
        event_version,
        payload: format!("{{\"at\":{at_text}{fields}}}"),
        metadata: "{}".to_owned(),
        effective_at: at,
        reported_at: None,
        recorded_at: at,
        command_id: Uuid::nil(),
        supersedes: None,
        digest: [0; 32],
    })
    .unwrap()
}

#[tokio::test]
async fn what_an_older_shape_comes_to_is_applied_where_it_stands() {
    let database = TestDatabase::create().await;
    let tenant = database.organization("meters").await;
    let ledger = LedgerReader::new(database.pool("wellflow_projector", 1).await);
    let repairs = Repairs::default();
    let course = Course {
        tenant: &tenant,
        ledger: &ledger,
        horizon: None,
        repairs: &repairs,
        anew: false,
        most_rows: None,
    };
    let id = Uuid::nil();
    let first = vec![
        stored(1, "Inspected", 1, ""),
        stored(2, "Advanced", 1, ",\"steps\":[3,4]"),
        stored(3, "Advanced", 2, ",\"by\":5"),
    ];
    let held = course.follow::<Meter>(id, None, first).await.unwrap().unwrap();
    assert_eq!((held.state.total, held.state.advances), (12, 3));
    assert_eq!((held.version, held.position, held.anomalies.len()), (3, 13, 0));

    // The second half of an event makes no sense: none of it counts, and it is noted once.
    let then = vec![
        stored(4, "Advanced", 1, ",\"steps\":[1,0]"),
        stored(5, "Inspected", 1, ""),
    ];
    let held = course.follow(id, Some(held), then).await.unwrap().unwrap();
    assert_eq!((held.state.total, held.state.advances), (12, 3));
    assert_eq!((held.version, held.position), (5, 15));
    let noted: Vec<u64> = held.anomalies.iter().map(|noted| noted.position).collect();
    assert_eq!(noted, [14]);
    assert_eq!(MeterEvent::TYPES, [("Advanced", 2)]);
}
