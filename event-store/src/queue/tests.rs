use std::collections::BTreeMap;

use uuid::Uuid;
use wellflow_runtime::Tenant;

use super::*;
use crate::expectation::Expectations;
use crate::recent::Written;
use crate::submission::{NewEvent, Public, StreamId, StreamPart};
use crate::{Actor, Metadata, Source};

const CONFIG: LedgerConfig = LedgerConfig {
    lanes: 1,
    depth: 2,
    overlap: 1,
    queue: 1_000,
    queue_bytes: 1 << 20,
    batch_events: 8,
    batch_bytes: 1 << 20,
    batch_scope: BatchScope::Any,
};

fn submission(organization: u128, stream: u128, events: usize, command: u128) -> Submission {
    let event = || NewEvent {
        event_id: Uuid::now_v7(),
        event_type: "TankFilled",
        event_version: 1,
        payload: "{}".to_owned(),
        public: Public::AsIs,
        effective_at: chrono::DateTime::UNIX_EPOCH,
        reported_at: None,
        supersedes: None,
        claims: Vec::new(),
    };
    let metadata = Metadata {
        actor: Actor {
            subject: "pumper".to_owned(),
            role: "operator".to_owned(),
        },
        correlation_id: Uuid::nil(),
        causation_id: None,
        source: Source::Api,
        request_id: None,
        context: BTreeMap::new(),
    };
    let part = StreamPart {
        stream: StreamId {
            kind: "tank",
            id: Uuid::from_u128(stream),
        },
        expected: 3,
        events: std::iter::repeat_with(event).take(events).collect(),
    };
    let tenant = Tenant::authenticated(Uuid::from_u128(organization));
    let command = Uuid::from_u128(command);
    Submission::seal(&tenant, command, [7; 32], &metadata, vec![part]).unwrap()
}

/// A queue, what is held, and the replies of those that wait.
#[derive(Default)]
struct Bench {
    queue: Queue,
    held: Held,
    recent: Recent,
    replies: Vec<oneshot::Receiver<Result<Outcome, StoreError>>>,
}

impl Bench {
    fn push(&mut self, submission: Submission) {
        let (reply, outcome) = oneshot::channel();
        self.replies.push(outcome);
        self.queue.push(Waiting {
            submission,
            reply,
            _ticket: Ticket::default(),
        });
    }

    /// Organization and stream of what goes next.
    fn next(&mut self, config: &LedgerConfig) -> (Vec<Waiting>, Vec<(u128, u128)>) {
        let batch = self.queue.next_batch(config, &mut self.held, &self.recent);
        let named = batch.iter().map(|waiting| {
            let stream = waiting.submission.streams[0].stream.id.as_u128();
            (waiting.submission.organization_id.as_u128(), stream)
        });
        let named = named.collect();
        (batch, named)
    }
}

#[test]
fn organizations_take_turns() {
    let mut bench = Bench::default();
    for stream in 0..100 {
        bench.push(submission(1, stream, 1, 1_000 + stream));
    }
    bench.push(submission(2, 1, 1, 1));
    bench.push(submission(3, 1, 1, 1));
    let (_, batch) = bench.next(&CONFIG);
    assert_eq!(batch.len(), 8, "there is room for eight");
    assert!(batch.contains(&(2, 1)) && batch.contains(&(3, 1)), "{batch:?}");
    let (_, batch) = bench.next(&CONFIG);
    assert_eq!(batch.len(), 8, "then the long queue has all the room");
    assert_eq!(bench.queue.len(), 102 - 16);
}

#[test]
fn a_batch_of_one_organization_where_that_is_the_scope() {
    let config = LedgerConfig {
        batch_scope: BatchScope::Organization,
        ..CONFIG
    };
    let mut bench = Bench::default();
    for organization in [1, 2, 1, 2] {
        let command = bench.queue.len() as u128;
        bench.push(submission(organization, command, 1, command));
    }
    for _ in 0..2 {
        let (_, batch) = bench.next(&config);
        assert_eq!(batch.len(), 2);
        assert!(batch.iter().all(|(organization, _)| *organization == batch[0].0));
    }
    assert_eq!(bench.queue.len(), 0);
}

#[test]
fn what_touches_the_same_waits_and_is_not_overtaken() {
    let mut bench = Bench::default();
    bench.push(submission(1, 7, 1, 1));
    bench.push(submission(1, 7, 1, 2));
    bench.push(submission(1, 7, 0, 3));
    bench.push(submission(1, 8, 1, 4));
    let (first, batch) = bench.next(&CONFIG);
    assert_eq!(batch, [(1, 7), (1, 8)]);
    let (_, batch) = bench.next(&CONFIG);
    assert_eq!(batch, [], "while the first is under way");
    first
        .iter()
        .for_each(|waiting| bench.held.release(&waiting.submission.touches));
    let (second, batch) = bench.next(&CONFIG);
    assert_eq!(batch, [(1, 7)]);
    assert_eq!(
        second[0].submission.command_id.as_u128(),
        2,
        "in the order they came"
    );
    second
        .iter()
        .for_each(|waiting| bench.held.release(&waiting.submission.touches));
    let (_, batch) = bench.next(&CONFIG);
    assert_eq!(batch, [(1, 7)], "the one that only checks");
}

#[test]
fn a_stream_that_is_only_checked_is_checked_by_many_at_once() {
    let mut bench = Bench::default();
    for command in 0..5 {
        bench.push(submission(1, 7, 0, command));
    }
    bench.push(submission(1, 7, 1, 9));
    let (checks, batch) = bench.next(&CONFIG);
    assert_eq!(batch.len(), 5);
    let release = |held: &mut Held, waiting: &[Waiting]| {
        waiting
            .iter()
            .for_each(|waiting| held.release(&waiting.submission.touches));
    };
    release(&mut bench.held, &checks[..4]);
    assert_eq!(bench.next(&CONFIG).1, [], "one still checks");
    release(&mut bench.held, &checks[4..]);
    assert_eq!(bench.next(&CONFIG).1.len(), 1);
}

#[test]
fn a_batch_ends_where_events_or_bytes_would_be_too_many() {
    let mut bench = Bench::default();
    for stream in 0..4 {
        bench.push(submission(1, stream, 3, stream));
    }
    assert_eq!(bench.next(&CONFIG).1.len(), 2, "eight events at most");
    let tight = LedgerConfig {
        batch_bytes: 1,
        ..CONFIG
    };
    assert_eq!(
        bench.next(&tight).1.len(),
        1,
        "the first one has room, however large it is"
    );
    assert_eq!(bench.next(&tight).1.len(), 1);
    assert_eq!(bench.queue.len(), 0);
}

fn committed(from: u64, to: u64, incarnation: u128) -> Outcome {
    Outcome::Committed {
        from,
        to,
        recorded_at: chrono::DateTime::UNIX_EPOCH,
        incarnation: Uuid::from_u128(incarnation),
    }
}

#[test]
fn a_command_written_a_moment_ago_is_answered_without_the_database() {
    let mut bench = Bench::default();
    let copy = Uuid::from_u128(5);
    let first = submission(1, 7, 1, 1).decided_on(copy);
    bench
        .recent
        .remember(Written::of(&first, &committed(4, 4, 5)).unwrap());
    bench.push(submission(1, 7, 1, 1).decided_on(copy));
    let mut other = submission(1, 7, 1, 1).decided_on(copy);
    other.fingerprint = [8; 32];
    bench.push(other);
    bench.push(submission(1, 7, 1, 1).decided_on(Uuid::from_u128(6)));
    let (_, batch) = bench.next(&CONFIG);
    assert_eq!(
        batch.len(),
        1,
        "decided on another copy of the ledger: for the database to judge"
    );
    assert_eq!(bench.queue.len(), 0);
    let mut answered = bench.replies.iter_mut().map(|reply| reply.try_recv().ok());
    let duplicate = answered.next().unwrap().unwrap().unwrap();
    assert_eq!(duplicate, Outcome::Duplicate { from: 4, to: 4 });
    assert_eq!(answered.next().unwrap().unwrap().unwrap(), Outcome::KeyReused);
}

/// A sorted batch of one organization.
fn batch(organization: u128, commands: u128) -> Vec<Waiting> {
    let mut bench = Bench::default();
    for command in 0..commands {
        bench.push(submission(organization, command, 1, command));
    }
    bench.next(&CONFIG).0
}

#[test]
fn places_are_known_after_a_judged_batch_and_lost_with_a_miss() {
    let organization = [Uuid::from_u128(1)];
    let written = |batch: &[Waiting], to| Written::of(&batch[0].submission, &committed(to, to, 5)).unwrap();
    let mut expectations = Expectations::default();
    let first = batch(1, 2);
    assert!(
        expectations.places(&first).unwrap().is_none(),
        "nothing is known yet"
    );
    expectations.judged(&organization, &[written(&first, 10)]);
    let second = expectations.places(&batch(1, 3)).unwrap().unwrap();
    let third = expectations.places(&batch(1, 1)).unwrap().unwrap();
    assert_eq!((second.expected, third.expected), (vec![10], vec![13]));
    assert_eq!(third.after, Some(second.token), "the third ends after the second");
    expectations.met(&organization);
    expectations.missed(&organization);
    expectations.judged(&organization, &[]);
    let fourth = batch(1, 1);
    assert!(
        expectations.places(&fourth).unwrap().is_none(),
        "care after a miss"
    );
    let fifth = batch(1, 1);
    assert!(expectations.places(&fifth).unwrap().is_none());
    expectations.judged(&organization, &[written(&fourth, 20)]);
    let sixth = batch(1, 1);
    assert!(
        expectations.places(&sixth).unwrap().is_none(),
        "one is still under way"
    );
    expectations.judged(&organization, &[written(&fifth, 21)]);
    expectations.judged(&organization, &[written(&sixth, 22)]);
    let places = expectations.places(&batch(1, 1)).unwrap().unwrap();
    assert_eq!(places.expected, [22]);
}

#[test]
fn what_was_decided_on_another_copy_has_no_place() {
    let organization = [Uuid::from_u128(1)];
    let mut expectations = Expectations::default();
    let first = batch(1, 1);
    expectations.places(&first).unwrap();
    let written = Written::of(&first[0].submission, &committed(1, 1, 5)).unwrap();
    expectations.judged(&organization, &[written]);
    let mut old = batch(1, 1);
    old[0].submission.incarnation = Some(Uuid::from_u128(4));
    assert!(expectations.places(&old).unwrap().is_none());
}
