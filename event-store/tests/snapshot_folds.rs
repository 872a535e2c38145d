//! Whatever the history, and whichever snapshots there are: a fold with them is the fold without, and both are what a
//! plain reading of the definition gives.
#![expect(clippy::unwrap_used, reason = "a test fails loudly")]

mod tank;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{Config, TestRunner};
use serde::{Deserialize, Serialize};
use tank::{Store, day, store};
use tokio_postgres::Client;
use uuid::Uuid;
use wellflow_decider::{Decider, Fact, Illegal};
use wellflow_event_store::{
    Folded, NewEvent, Outcome, Point, RecordedEvent, StreamId, StreamPart, Submission, fold,
};

wellflow_decider::events! {
    /// What happens to a tape.
    pub enum TapeEvent {
        Noted = 1,
    }
}

/// A number, possibly in the place of an earlier one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Noted {
    effective_at: DateTime<Utc>,
    number: u8,
    instead_of: Option<Uuid>,
}

impl Fact for Noted {
    fn effective_at(&self) -> DateTime<Utc> {
        self.effective_at
    }
    fn supersedes(&self) -> Option<Uuid> {
        self.instead_of
    }
    fn public_form(&self) -> Option<Self> {
        None
    }
}

/// Remembers every number in its order; the same one twice in a row makes no sense.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Tape(Vec<u8>);

#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("nothing is asked of a tape")]
struct NothingAsked;

impl Decider for Tape {
    const KIND: &'static str = "tape";
    const STATE_VERSION: u32 = 3;
    type Command = ();
    type Event = TapeEvent;
    type Error = NothingAsked;

    fn decided_at((): &()) -> Option<DateTime<Utc>> {
        None
    }
    fn decide(&self, (): ()) -> Result<Vec<TapeEvent>, NothingAsked> {
        Err(NothingAsked)
    }
    fn evolve(&mut self, event: &TapeEvent) -> Result<(), Illegal> {
        let TapeEvent::Noted(noted) = event;
        if self.0.last() == Some(&noted.number) {
            return Err(Illegal::new("twice in a row"));
        }
        self.0.push(noted.number);
        Ok(())
    }
}

/// An event of a random history.
#[derive(Clone, Debug)]
struct Drawn {
    on: i64,
    number: u8,
    /// The earlier event it supersedes, if any.
    instead_of: Option<Index>,
    /// Whether it begins a commit of its own.
    alone: bool,
}

/// A point asked about; the instant is a day, the position counted in events of the stream.
#[derive(Clone, Debug)]
struct Question {
    known: Option<Index>,
    on: Option<i64>,
}

fn histories() -> impl Strategy<Value = (Vec<Drawn>, Vec<Index>, Vec<Question>)> {
    // Mostly in order, so that snapshots have a chance, and now and then late or superseding.
    let event = (
        0..6i64,
        0..4u8,
        prop::option::weighted(0.12, any::<Index>()),
        any::<bool>(),
        prop::bool::weighted(0.2),
    );
    let events = prop::collection::vec(event, 1..40).prop_map(|events| {
        let mut day = 0;
        let drawn = events.into_iter().map(|(step, number, instead_of, alone, late)| {
            day += step / 4;
            Drawn {
                on: if late { (day - 2 * step).max(0) } else { day },
                number,
                instead_of,
                alone,
            }
        });
        drawn.collect()
    });
    let question = (
        prop::option::weighted(0.7, any::<Index>()),
        prop::option::weighted(0.6, -1..16i64),
    )
        .prop_map(|(known, on)| Question { known, on });
    (
        events,
        prop::collection::vec(any::<Index>(), 0..6),
        prop::collection::vec(question, 12),
    )
}

async fn write(store: &Store, id: Uuid, history: &[Drawn]) {
    let mut ids: Vec<Uuid> = Vec::new();
    let mut commit: Vec<NewEvent> = Vec::new();
    let mut written = 0;
    for (n, drawn) in history.iter().enumerate() {
        let instead_of = drawn
            .instead_of
            .filter(|_| n > 0)
            .map(|index| ids[index.index(n)]);
        let event = Noted {
            effective_at: day(drawn.on),
            number: drawn.number,
            instead_of,
        };
        let event = NewEvent::encode(&TapeEvent::from(event), None).unwrap();
        ids.push(event.event_id);
        commit.push(event);
        if drawn.alone || n + 1 == history.len() {
            let part = StreamPart {
                stream: StreamId { kind: Tape::KIND, id },
                expected: written,
                events: std::mem::take(&mut commit),
            };
            written = n as u64 + 1;
            let request = store.request(&Uuid::now_v7().to_string());
            let sealed = Submission::seal(
                &store.tenant,
                request.command_id,
                [0; 32],
                &request.metadata,
                vec![part],
            );
            let outcome = store.ledger.submit(sealed.unwrap()).await.unwrap();
            assert!(matches!(outcome, Outcome::Committed { .. }), "{outcome:?}");
        }
    }
}

/// Saves the fold of the first events of a stream, as the writer would.
async fn save(client: &Client, organization: Uuid, id: Uuid, first: &[RecordedEvent]) {
    let folded = fold::<Tape>(first, Point::default()).unwrap().unwrap();
    let set = "SELECT set_config('app.current_organization_id', $1, false)";
    client.execute(set, &[&organization.to_string()]).await.unwrap();
    let save = "SELECT outcome FROM ledger.save_snapshots(ARRAY['tape'], ARRAY[$1]::uuid[], ARRAY[$2]::bigint[], \
                ARRAY[$3]::uuid[], ARRAY[3], ARRAY[$4]::timestamptz[], ARRAY[$5]::text[], ARRAY[$6]::text[])";
    let (state, anomalies) = (
        serde_json::to_string(&folded.state).unwrap(),
        serde_json::to_string(&folded.anomalies).unwrap(),
    );
    let version = i64::try_from(folded.version).unwrap();
    let outcome: String = client
        .query_one(
            save,
            &[
                &id,
                &version,
                &folded.event_id,
                &folded.effective_at,
                &state,
                &anomalies,
            ],
        )
        .await
        .unwrap()
        .get(0);
    assert_ne!(outcome, "refused");
}

/// The definition, read word by word: no fold of ours takes part.
fn by_the_book(
    events: &[RecordedEvent],
    known: u64,
    on: Option<DateTime<Utc>>,
) -> Option<(Vec<u8>, Vec<Uuid>, u64)> {
    let known: Vec<&RecordedEvent> = events.iter().filter(|event| event.position <= known).collect();
    let mut in_order = BTreeMap::new();
    for event in &known {
        let superseded = known.iter().any(|other| other.supersedes == Some(event.event_id));
        if !superseded && on.is_none_or(|on| event.effective_at <= on) {
            in_order.insert((event.effective_at, event.position), *event);
        }
    }
    let version = in_order.values().map(|event| event.sequence).max()?;
    let (mut tape, mut senseless) = (Vec::new(), Vec::new());
    for event in in_order.values() {
        let payload: serde_json::Value = serde_json::from_str(&event.payload).unwrap();
        let number = u8::try_from(payload["number"].as_u64().unwrap()).unwrap();
        if tape.last() == Some(&number) {
            senseless.push(event.event_id);
        } else {
            tape.push(number);
        }
    }
    Some((tape, senseless, version))
}

fn told(folded: Option<Folded<Tape>>) -> Option<(Vec<u8>, Vec<Uuid>, u64)> {
    folded.map(|folded| {
        let senseless = folded.anomalies.iter().map(|anomaly| anomaly.event_id);
        (folded.state.0.clone(), senseless.collect(), folded.version)
    })
}

/// How often a snapshot served the newest state, and how often one was there and did not.
#[derive(Debug, Default)]
struct Uses {
    served: u64,
    passed_over: u64,
}

async fn compare(
    store: &Store,
    client: &Client,
    uses: &mut Uses,
    (history, kept, questions): (Vec<Drawn>, Vec<Index>, Vec<Question>),
) {
    let id = Uuid::now_v7();
    write(store, id, &history).await;
    let (reader, tenant) = (&store.reader, &store.tenant);
    let events = reader.stream(tenant, Tape::KIND, id, 0, 100).await.unwrap();
    assert_eq!(events.len(), history.len());
    for index in &kept {
        let first = &events[..=index.index(events.len())];
        save(client, tenant.organization_id(), id, first).await;
    }
    for question in questions {
        let position = question
            .known
            .map(|index| events[index.index(events.len())].position);
        let effective = question.on.map(day);
        let at = Point { position, effective };
        let with = reader.fold::<Tape>(tenant, id, at).await.unwrap();
        let without = fold::<Tape>(&events, at).unwrap();
        assert_eq!(with, without, "{at:?}");
        assert_eq!(
            told(with),
            by_the_book(&events, position.unwrap_or(u64::MAX), effective),
            "{at:?}"
        );
    }
    for event in &events {
        let with = reader
            .fold_at_version::<Tape>(tenant, id, event.sequence)
            .await
            .unwrap();
        assert_eq!(told(with), by_the_book(&events, event.position, None));
    }
    let newest = reader.newest_states::<Tape>(tenant, &[id]).await.unwrap();
    let newest = &newest[&id];
    let whole = fold::<Tape>(&events, Point::default()).unwrap().unwrap();
    assert_eq!(newest.state, whole.state);
    assert_eq!(newest.anomalies, whole.anomalies);
    assert_eq!(newest.effective_at, Some(whole.effective_at));
    assert_eq!(
        (newest.version, newest.position, newest.event_id),
        (whole.version, whole.position, Some(whole.event_id))
    );
    assert_eq!(newest.read, newest.behind);
    if newest.behind < newest.version {
        uses.served += 1;
    } else if !kept.is_empty() {
        uses.passed_over += 1;
    }
}

#[test]
fn a_fold_with_snapshots_is_the_fold_without() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let store = runtime.block_on(store());
    let client = runtime.block_on(store.database.client("wellflow_command"));
    let config = Config {
        cases: 120,
        failure_persistence: None,
        ..Config::default()
    };
    let uses = std::cell::RefCell::new(Uses::default());
    TestRunner::new(config)
        .run(&histories(), |case| {
            runtime.block_on(compare(&store, &client, &mut uses.borrow_mut(), case));
            Ok(())
        })
        .unwrap();
    let uses = uses.into_inner();
    assert!(uses.served >= 10 && uses.passed_over >= 10, "{uses:?}");
}
