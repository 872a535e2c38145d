//! Snapshots are right on our tables where cqrs-es 0.5.0's own are wrong.
//!
//! cqrs-es applies an event when it is written to the sink, and once more when it makes a snapshot of the aggregate it was
//! written to. The second half of each test shows that, with a repository that keeps what it is handed: when it fails,
//! cqrs-es is mended, and what `docs/how-to/come-from-cqrs-es.md` says about its stores is to be taken back.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod tank;

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use cqrs_es::persist::{
    PersistedEventRepository, PersistedEventStore, PersistenceError, ReplayStream, SerializedEvent,
    SerializedSnapshot,
};
use cqrs_es::{Aggregate, CqrsFramework, EventStore};
use serde_json::Value;
use tank::{Tank, TankCommand, day, request, store};
use uuid::Uuid;
use wellflow_event_store::cqrs::{DeciderAggregate, LedgerRepository};

/// Keeps events and snapshots as it is handed them, as the repositories made for cqrs-es do.
#[derive(Clone, Default)]
struct Obedient(Arc<Mutex<Kept>>);

#[derive(Default)]
struct Kept {
    events: Vec<SerializedEvent>,
    snapshots: HashMap<String, (Value, usize, usize)>,
}

impl PersistedEventRepository for Obedient {
    async fn get_events<A: Aggregate>(&self, id: &str) -> Result<Vec<SerializedEvent>, PersistenceError> {
        self.get_last_events::<A>(id, 0).await
    }

    async fn get_last_events<A: Aggregate>(
        &self,
        id: &str,
        last_sequence: usize,
    ) -> Result<Vec<SerializedEvent>, PersistenceError> {
        let kept = self.0.lock().unwrap();
        let after = |event: &&SerializedEvent| event.aggregate_id == id && event.sequence > last_sequence;
        Ok(kept.events.iter().filter(after).cloned().collect())
    }

    async fn get_snapshot<A: Aggregate>(
        &self,
        id: &str,
    ) -> Result<Option<SerializedSnapshot>, PersistenceError> {
        let kept = self.0.lock().unwrap();
        Ok(kept.snapshots.get(id).map(
            |(aggregate, current_sequence, current_snapshot)| SerializedSnapshot {
                aggregate_id: id.to_owned(),
                aggregate: aggregate.clone(),
                current_sequence: *current_sequence,
                current_snapshot: *current_snapshot,
            },
        ))
    }

    async fn persist<A: Aggregate>(
        &self,
        events: &[SerializedEvent],
        snapshot_update: Option<(String, Value, usize)>,
    ) -> Result<(), PersistenceError> {
        let mut kept = self.0.lock().unwrap();
        kept.events.extend_from_slice(events);
        let last = events.last().map_or(0, |event| event.sequence);
        if let Some((id, aggregate, number)) = snapshot_update {
            kept.snapshots.insert(id, (aggregate, last, number));
        }
        Ok(())
    }

    async fn stream_events<A: Aggregate>(&self, _: &str) -> Result<ReplayStream, PersistenceError> {
        Ok(ReplayStream::new(1).1)
    }

    async fn stream_all_events<A: Aggregate>(&self) -> Result<ReplayStream, PersistenceError> {
        Ok(ReplayStream::new(1).1)
    }
}

/// How a store of cqrs-es is opened.
#[derive(Clone, Copy)]
enum Mode {
    Events,
    Aggregate,
    Snapshot(usize),
}

fn open<R: PersistedEventRepository, A: Aggregate>(repository: R, mode: Mode) -> PersistedEventStore<R, A> {
    match mode {
        Mode::Events => PersistedEventStore::new_event_store(repository),
        Mode::Aggregate => PersistedEventStore::new_aggregate_store(repository),
        Mode::Snapshot(every) => PersistedEventStore::new_snapshot_store(repository, every),
    }
}

/// A balance, as an aggregate of cqrs-es' own making: each command deposits.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
struct Account {
    balance: i64,
}

#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
struct Deposited(i64);

impl cqrs_es::DomainEvent for Deposited {
    fn event_type(&self) -> String {
        "Deposited".to_owned()
    }
    fn event_version(&self) -> String {
        "1".to_owned()
    }
}

impl Aggregate for Account {
    const TYPE: &'static str = "account";
    type Command = Vec<i64>;
    type Event = Deposited;
    type Error = std::convert::Infallible;
    type Services = ();

    async fn handle(
        &mut self,
        amounts: Vec<i64>,
        (): &(),
        sink: &cqrs_es::event_sink::EventSink<Self>,
    ) -> Result<(), Self::Error> {
        for amount in amounts {
            sink.write(Deposited(amount), self).await;
        }
        Ok(())
    }

    fn apply(&mut self, event: Deposited) {
        self.balance += event.0;
    }
}

/// The balance cqrs-es reloads from its own snapshots after these commands.
async fn upstream(mode: Mode, commands: &[&[i64]]) -> i64 {
    let repository = Obedient::default();
    let accounts = CqrsFramework::<Account, _>::new(open(repository.clone(), mode), vec![], ());
    for command in commands {
        accounts.execute("a", command.to_vec()).await.unwrap();
    }
    let store: PersistedEventStore<_, Account> = open(repository, mode);
    store.load_aggregate("a").await.unwrap().aggregate.balance
}

/// The contents of a tank that our tables reload after the same commands, by a stock store of the same mode.
async fn ours(store: &tank::Store, mode: Mode, fills: &[i64]) -> i64 {
    let repository = LedgerRepository::<Tank>::new(
        store.ledger.clone(),
        store.reader.clone(),
        store.tenant.clone(),
        request(&store.tenant, "").metadata,
    );
    let id = Uuid::now_v7().to_string();
    let tanks = CqrsFramework::<DeciderAggregate<Tank>, _>::new(open(repository.clone(), mode), vec![], ());
    tanks
        .execute(&id, TankCommand::Build(day(0), None))
        .await
        .unwrap();
    for (on, bbl) in (1..).zip(fills) {
        tanks
            .execute(&id, TankCommand::Fill(day(on), *bbl, String::new()))
            .await
            .unwrap();
    }
    let store: PersistedEventStore<_, DeciderAggregate<Tank>> = open(repository, mode);
    let loaded = store.load_aggregate(&id).await.unwrap();
    match loaded.aggregate.state().as_ref() {
        Tank::Standing { bbl, .. } => *bbl,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_aggregate_store_reloads_the_true_balance_and_cqrs_es_doubles_it() {
    let store = store().await;
    let commands: [&[i64]; 2] = [&[10], &[10]];
    assert_eq!(ours(&store, Mode::Aggregate, &[10, 10]).await, 20);
    assert_eq!(
        upstream(Mode::Events, &commands).await,
        20,
        "without snapshots it is right"
    );
    assert_eq!(
        upstream(Mode::Aggregate, &commands).await,
        40,
        "it is mended, if this is 20"
    );
}

#[tokio::test]
async fn a_snapshot_store_reloads_the_true_balance_and_cqrs_es_adds_to_it() {
    let store = store().await;
    assert_eq!(ours(&store, Mode::Snapshot(2), &[10, 10]).await, 20);
    assert_eq!(
        upstream(Mode::Snapshot(2), &[&[10], &[10]]).await,
        30,
        "it is mended, if this is 20"
    );
    assert_eq!(ours(&store, Mode::Snapshot(4), &[10; 7]).await, 70);
    assert_eq!(
        upstream(Mode::Snapshot(4), &[&[10; 7]]).await,
        110,
        "it is mended, if this is 70"
    );
}
