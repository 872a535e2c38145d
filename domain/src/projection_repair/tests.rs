//! The rules of repairs, each as a sentence, and each refusal.

use chrono::{DateTime, Utc};
use uuid::Uuid;
use wellflow_decider::Decider;

use super::*;
use crate::given::given;
use crate::text::Remarks;

const EVENT: Uuid = Uuid::from_u128(9);

fn now() -> DateTime<Utc> {
    "2026-03-02T09:30:00Z".parse().unwrap()
}

fn reason() -> Remarks {
    Remarks::parse("the payload was mended").unwrap()
}

fn stream(id: u128) -> RepairedStream {
    RepairedStream {
        kind: StreamKind::parse("well").unwrap(),
        stream_id: Uuid::from_u128(id),
    }
}

fn asked(id: u128, task: RepairTask) -> RepairCommand {
    RepairCommand {
        stream: stream(id),
        task,
        now: now(),
    }
}

fn retry(seen: StreamSeen) -> RepairTask {
    RepairTask::Retry(RetryStream {
        seen,
        reason: reason(),
    })
}

fn skip(seen: EventToSkip) -> RepairTask {
    RepairTask::Skip(SkipEvent {
        event_id: EVENT,
        seen,
        reason: reason(),
    })
}

fn known() -> EventToSkip {
    EventToSkip::Known {
        event_type: "WellSpudded".to_owned(),
        position: 7,
    }
}

fn retried() -> ProjectionRepairEvent {
    StreamRetried {
        effective_at: now(),
        stream: stream(1),
        reason: reason(),
    }
    .into()
}

fn skipped() -> ProjectionRepairEvent {
    EventSkipped {
        effective_at: now(),
        stream: stream(1),
        event_id: EVENT,
        event_type: "WellSpudded".to_owned(),
        position: 7,
        reason: reason(),
    }
    .into()
}

#[test]
fn a_stream_is_retried_as_often_as_it_takes() {
    given::<ProjectionRepair>([])
        .when(asked(1, retry(StreamSeen::Known)))
        .then([retried()]);
    given::<ProjectionRepair>([retried(), skipped()])
        .when(asked(1, retry(StreamSeen::Known)))
        .then([retried()]);
}

#[test]
fn a_repair_is_of_a_stream_that_is_there() {
    given::<ProjectionRepair>([])
        .when(asked(1, retry(StreamSeen::Unknown)))
        .then_refused(ProjectionRepairError::StreamUnknown { stream: stream(1) });
}

#[test]
fn an_event_of_the_stream_is_left_out_once() {
    given::<ProjectionRepair>([])
        .when(asked(1, skip(known())))
        .then([skipped()]);
    given::<ProjectionRepair>([skipped()])
        .when(asked(1, skip(known())))
        .then_refused(ProjectionRepairError::AlreadySkipped { event_id: EVENT });
    given::<ProjectionRepair>([retried()])
        .when(asked(1, skip(EventToSkip::Unknown)))
        .then_refused(ProjectionRepairError::EventUnknown { event_id: EVENT });
    let state = given::<ProjectionRepair>([retried(), skipped()]).state();
    let left_out = SkippedEvent {
        event_id: EVENT,
        position: 7,
    };
    assert_eq!(state.skipped(), [left_out]);
}

#[test]
fn the_repairs_of_a_stream_are_of_no_other() {
    for task in [retry(StreamSeen::Known), skip(known())] {
        given::<ProjectionRepair>([retried()])
            .when(asked(2, task))
            .then_refused(ProjectionRepairError::OtherStream { repaired: stream(1) });
    }
    let id = Uuid::from_u128(1);
    assert_ne!(
        ProjectionRepairId::of("well", id),
        ProjectionRepairId::of("lease", id)
    );
}

#[test]
fn what_cannot_have_happened_changes_nothing() {
    let mut state = given::<ProjectionRepair>([skipped()]).state();
    let before = state.clone();
    let elsewhere = StreamRetried {
        effective_at: now(),
        stream: stream(2),
        reason: reason(),
    };
    for event in [skipped(), elsewhere.into()] {
        assert!(state.evolve(&event).is_err());
        assert_eq!(state, before);
    }
}

#[test]
fn a_kind_is_a_plain_word() {
    for (text, fits) in [
        ("division_of_interest", true),
        ("", false),
        ("Well", false),
        ("well'", false),
    ] {
        assert_eq!(StreamKind::parse(text).is_ok(), fits, "{text}");
    }
    assert!(StreamKind::parse(&"a".repeat(61)).is_err());
}

#[test]
fn every_rule_is_one_of_its_own() {
    assert_eq!(
        ProjectionRepairError::RULES,
        [
            "repaired-stream-unknown",
            "repair-of-another-stream",
            "skipped-event-unknown",
            "event-already-skipped"
        ]
    );
    let refusal = ProjectionRepairError::EventUnknown { event_id: EVENT };
    assert_eq!(
        (refusal.rule(), refusal.source()),
        ("skipped-event-unknown", None)
    );
}
