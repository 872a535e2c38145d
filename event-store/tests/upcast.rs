//! What was written in older shapes is read as what it says today, by every reader alike; nothing stored is changed.
#![expect(clippy::unwrap_used, reason = "a test fails loudly")]

mod tank;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use tank::{Store, day, store};
use uuid::Uuid;
use wellflow_decider::{Decider, DomainEvent, Fact, Illegal, Past, Unfit};
use wellflow_event_store::{
    ExecuteError, NewEvent, Point, RecordedEvent, StoreError, StreamId, StreamPart, Submission,
};

macro_rules! facts {
    ($($fact:ident),+) => { $(
        impl Fact for $fact {
            fn effective_at(&self) -> DateTime<Utc> {
                self.effective_at
            }
            fn public_form(&self) -> Option<Self> {
                None
            }
        }
    )+ };
}
/// A gauge as a build of today knows it.
mod today {
    use super::*;

    wellflow_decider::events! {
        /// What happens to a gauge.
        pub(crate) enum GaugeEvent {
            Read = 3,
            Zeroed = 1,
        }
        past {
            Read 1: super::past::ReadV1,
            Read 2: super::past::ReadV2,
            Reset 1: super::past::ResetV1,
            Wiped 1: super::past::WipedV1,
            Polished 1: super::past::PolishedV1,
        }
    }

    /// A reading, in hundredths of a barrel; before, the unit was the barrel.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    pub(crate) struct Read {
        pub(crate) effective_at: DateTime<Utc>,
        pub(crate) centibarrels: i64,
    }
    /// The gauge was set back.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    pub(crate) struct Zeroed {
        pub(crate) effective_at: DateTime<Utc>,
    }

    facts!(Read, Zeroed);

    #[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
    pub(crate) struct Gauge {
        pub(crate) centibarrels: i64,
        pub(crate) readings: u32,
    }

    impl Decider for Gauge {
        const KIND: &'static str = "gauge";
        const STATE_VERSION: u32 = 1;
        type Command = Read;
        type Event = GaugeEvent;
        type Error = Backwards;

        fn decided_at(command: &Read) -> Option<DateTime<Utc>> {
            Some(command.effective_at)
        }
        fn decide(&self, command: Read) -> Result<Vec<GaugeEvent>, Backwards> {
            if command.centibarrels < self.centibarrels {
                return Err(Backwards(self.centibarrels));
            }
            Ok(vec![command.into()])
        }
        fn evolve(&mut self, event: &GaugeEvent) -> Result<(), Illegal> {
            match event {
                GaugeEvent::Read(read) if read.centibarrels < self.centibarrels => {
                    return Err(Illegal::new("a gauge does not run backwards"));
                }
                GaugeEvent::Read(read) => {
                    self.centibarrels = read.centibarrels;
                    self.readings += 1;
                }
                GaugeEvent::Zeroed(_) => self.centibarrels = 0,
            }
            Ok(())
        }
    }

    #[derive(Clone, Debug, PartialEq, thiserror::Error)]
    #[error("the gauge stands at {0}")]
    pub(crate) struct Backwards(i64);
}

/// How it was written before.
mod past {
    use super::today::{GaugeEvent, Read, Zeroed};
    use super::*;

    /// The field had another name.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    pub(crate) struct ReadV1 {
        pub(crate) effective_at: DateTime<Utc>,
        pub(crate) volume: i64,
    }
    /// The unit was another one.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    pub(crate) struct ReadV2 {
        pub(crate) effective_at: DateTime<Utc>,
        pub(crate) bbl: i64,
    }
    /// A reading and a setting back in one event.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    pub(crate) struct ResetV1 {
        pub(crate) effective_at: DateTime<Utc>,
        pub(crate) last_bbl: i64,
    }
    /// `Zeroed` under another name.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    pub(crate) struct WipedV1 {
        pub(crate) effective_at: DateTime<Utc>,
    }
    /// Said nothing anybody asks for.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
    pub(crate) struct PolishedV1 {
        pub(crate) effective_at: DateTime<Utc>,
    }

    impl Past<GaugeEvent> for ReadV1 {
        fn upcast(self) -> Result<Vec<GaugeEvent>, Unfit> {
            let (effective_at, bbl) = (self.effective_at, self.volume);
            ReadV2 { effective_at, bbl }.upcast()
        }
    }
    impl Past<GaugeEvent> for ReadV2 {
        fn upcast(self) -> Result<Vec<GaugeEvent>, Unfit> {
            let too_much = || Unfit::new(format!("{} bbl is more than a gauge shows", self.bbl));
            let centibarrels = self.bbl.checked_mul(100).ok_or_else(too_much)?;
            let effective_at = self.effective_at;
            Ok(vec![
                Read {
                    effective_at,
                    centibarrels,
                }
                .into(),
            ])
        }
    }
    impl Past<GaugeEvent> for ResetV1 {
        fn upcast(self) -> Result<Vec<GaugeEvent>, Unfit> {
            let (effective_at, bbl) = (self.effective_at, self.last_bbl);
            let mut events = ReadV2 { effective_at, bbl }.upcast()?;
            events.push(Zeroed { effective_at }.into());
            Ok(events)
        }
    }
    impl Past<GaugeEvent> for WipedV1 {
        fn upcast(self) -> Result<Vec<GaugeEvent>, Unfit> {
            let effective_at = self.effective_at;
            Ok(vec![Zeroed { effective_at }.into()])
        }
    }
    impl Past<GaugeEvent> for PolishedV1 {
        fn upcast(self) -> Result<Vec<GaugeEvent>, Unfit> {
            Ok(vec![])
        }
    }
}

/// Writes an event in whatever shape, as the build of its time did.
fn written(event_type: &'static str, event_version: u16, on: i64, fields: &str) -> NewEvent {
    let (event, effective_at) = (
        today::Zeroed {
            effective_at: day(on),
        },
        day(on),
    );
    let mut written = NewEvent::encode(&today::GaugeEvent::from(event), None).unwrap();
    (written.event_type, written.event_version) = (event_type, event_version);
    let at = serde_json::to_string(&effective_at).unwrap();
    written.payload = format!("{{{fields}\"effective_at\":{at}}}");
    written
}

async fn append(store: &Store, id: Uuid, expected: u64, events: Vec<NewEvent>) {
    let stream = StreamId { kind: "gauge", id };
    let part = StreamPart {
        stream,
        expected,
        events,
    };
    let request = store.request(&Uuid::now_v7().to_string());
    let sealed = Submission::seal(
        &store.tenant,
        request.command_id,
        [0; 32],
        &request.metadata,
        vec![part],
    );
    store.ledger.submit(sealed.unwrap()).await.unwrap();
}

async fn state(store: &Store, id: Uuid, position: Option<u64>) -> (i64, u32, u64, usize) {
    let at = Point {
        position,
        effective: None,
    };
    let folded = store.reader.fold::<today::Gauge>(&store.tenant, id, at).await;
    let folded = folded.unwrap().unwrap();
    let gauge = folded.state;
    (
        gauge.centibarrels,
        gauge.readings,
        folded.version,
        folded.anomalies.len(),
    )
}

#[tokio::test]
async fn every_older_shape_is_read_as_what_it_says_today() {
    let store = store().await;
    let id = Uuid::now_v7();
    let events = vec![
        written("Read", 1, 1, "\"volume\":2,"),
        written("Polished", 1, 2, ""),
        written("Read", 2, 3, "\"bbl\":5,"),
        written("Reset", 1, 4, "\"last_bbl\":9,"),
        written("Read", 3, 5, "\"centibarrels\":150,"),
        written("Wiped", 1, 6, ""),
    ];
    append(&store, id, 0, events).await;
    let mut known = Vec::new();
    for position in 1..=6 {
        known.push(state(&store, id, Some(position)).await);
    }
    let expected = [
        (200, 1, 1, 0),
        (200, 1, 2, 0),
        (500, 2, 3, 0),
        (0, 3, 4, 0),
        (150, 4, 5, 0),
        (0, 4, 6, 0),
    ];
    assert_eq!(known, expected);

    let stored = store
        .reader
        .stream(&store.tenant, "gauge", id, 0, 100)
        .await
        .unwrap();
    let counts: Vec<usize> = stored
        .iter()
        .map(|event| event.decode::<today::GaugeEvent>().unwrap().len())
        .collect();
    assert_eq!(counts, [1, 0, 1, 2, 1, 1]);
    assert_eq!(
        (
            stored[0].event_type.as_str(),
            stored[0].event_version,
            stored[0].payload.as_str()
        ),
        ("Read", 1, r#"{"volume":2,"effective_at":"2020-01-02T00:00:00Z"}"#),
        "what was written stands"
    );
    // The executor decides on it, and writes the newest shape.
    let read = |on, centibarrels| today::Read {
        effective_at: day(on),
        centibarrels,
    };
    store
        .executor
        .execute::<today::Gauge>(&store.request("on"), id, read(7, 40))
        .await
        .unwrap();
    let refused = store
        .executor
        .execute::<today::Gauge>(&store.request("back"), id, read(8, 39))
        .await;
    assert!(matches!(refused, Err(ExecuteError::Refused(_))), "{refused:?}");
    let newest = store
        .reader
        .stream(&store.tenant, "gauge", id, 6, 1)
        .await
        .unwrap();
    assert_eq!(
        (newest[0].event_type.as_str(), newest[0].event_version),
        ("Read", 3)
    );
}

#[tokio::test]
async fn a_split_event_is_applied_where_it_stands_or_not_at_all() {
    let store = store().await;
    let id = Uuid::now_v7();
    // Known last, in effect between the two: reads 1 bbl where 2 were read before, so neither half of it counts.
    let events = vec![
        written("Read", 2, 1, "\"bbl\":2,"),
        written("Read", 2, 5, "\"bbl\":3,"),
        written("Reset", 1, 3, "\"last_bbl\":1,"),
    ];
    append(&store, id, 0, events).await;
    assert_eq!(state(&store, id, None).await, (300, 2, 3, 1));
    let (event, reset) = (Uuid::now_v7(), written("Reset", 1, 3, "\"last_bbl\":2,"));
    append(&store, event, 0, vec![written("Read", 2, 1, "\"bbl\":2,"), reset]).await;
    assert_eq!(state(&store, event, None).await, (0, 2, 2, 0));
    // What it superseded goes with all it came to.
    let reset = store
        .reader
        .stream(&store.tenant, "gauge", event, 1, 1)
        .await
        .unwrap();
    let mut instead = written("Read", 2, 3, "\"bbl\":7,");
    instead.supersedes = Some(reset[0].event_id);
    append(&store, event, 2, vec![instead]).await;
    assert_eq!(state(&store, event, None).await, (700, 2, 3, 0));
}

#[tokio::test]
async fn a_shape_nobody_kept_is_refused_and_never_guessed() {
    let store = store().await;
    let decode = async |event: NewEvent| {
        let id = Uuid::now_v7();
        append(&store, id, 0, vec![event]).await;
        let stored = store
            .reader
            .stream(&store.tenant, "gauge", id, 0, 1)
            .await
            .unwrap();
        RecordedEvent::decode::<today::GaugeEvent>(&stored[0]).unwrap_err()
    };
    for (event_type, version) in [("Read", 4), ("Reset", 2), ("Zeroed", 2), ("Torn", 1)] {
        let error = decode(written(event_type, version, 1, "")).await;
        assert!(
            matches!(&error, StoreError::UnknownEvent { event_type: t, event_version: v, .. }
                if t == event_type && *v == version),
            "{error:?}"
        );
    }
    let of_another_version = decode(written("Read", 1, 1, "\"bbl\":5,")).await;
    assert!(
        matches!(of_another_version, StoreError::Decode { .. }),
        "{of_another_version:?}"
    );
    let unfit = decode(written("Read", 1, 1, &format!("\"volume\":{},", i64::MAX))).await;
    let StoreError::Decode { source, .. } = unfit else {
        panic!("{unfit:?}")
    };
    assert!(source.to_string().contains("more than a gauge shows"), "{source}");
}

#[test]
fn the_past_is_listed_beside_the_present() {
    assert_eq!(today::GaugeEvent::TYPES, [("Read", 3), ("Zeroed", 1)]);
    assert_eq!(
        today::GaugeEvent::PAST,
        [
            ("Read", 1),
            ("Read", 2),
            ("Reset", 1),
            ("Wiped", 1),
            ("Polished", 1)
        ]
    );
}
