//! Whatever is done to evidence is found, and the event it was done to is named.

use std::sync::LazyLock;

use chrono::TimeDelta;
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::digest::possible_digests;
use crate::merkle::{Accumulator, NotIncluded, Prover, leaf_hash};
use crate::verify::shared_ranges;
use crate::{Checkpoint, LedgerKey, Point};

/// Positions of the stream that is asked about, in a ledger of 60 events.
const OWN: [u64; 9] = [2, 3, 4, 17, 18, 33, 47, 48, 60];
const SIZE: u64 = 60;

static KEY: LazyLock<LedgerKey> = LazyLock::new(|| LedgerKey::generate().unwrap());

fn minute(minute: u64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::minutes(i64::try_from(minute).unwrap())
}

fn event(position: u64, id: Uuid, sequence: u64) -> RecordedEvent {
    let mut event = RecordedEvent {
        organization_id: Uuid::from_u128(1),
        position,
        aggregate_type: "tank".to_owned(),
        aggregate_id: id,
        sequence,
        event_id: Uuid::from_u128(1_000 + u128::from(position)),
        event_type: "TankFilled".to_owned(),
        event_version: 1,
        payload: format!("{{\"bbl\":{position}}}"),
        metadata: "{\"actor\":\"ana\"}".to_owned(),
        effective_at: minute(position),
        reported_at: position.is_multiple_of(2).then(|| minute(position + 1)),
        recorded_at: minute(position + 2),
        command_id: Uuid::from_u128(2_000 + u128::from(position)),
        supersedes: None,
        digest: [0; 32],
    };
    event.digest = possible_digests(&event)[0];
    event
}

/// A ledger with the stream in it, another stream in between, and two events more that were not signed.
fn ledger() -> Vec<RecordedEvent> {
    let (mut own, mut others) = (0, 0);
    (1..=SIZE + 2)
        .map(|position| {
            let (id, sequence) = if OWN.contains(&position) || position > SIZE {
                own += 1;
                (7, own)
            } else {
                others += 1;
                (8, others)
            };
            event(position, Uuid::from_u128(id), sequence)
        })
        .collect()
}

/// Stands for a fold: the payloads in effect.
fn show(_: &Question, events: &[RecordedEvent], at: Point) -> Result<Option<String>, StoreError> {
    let shown: Vec<&str> = events
        .iter()
        .filter(|event| at.effective.is_some_and(|instant| event.effective_at <= instant))
        .map(|event| event.payload.as_str())
        .collect();
    Ok((!shown.is_empty()).then(|| format!("[{}]", shown.join(","))))
}

/// Evidence of these events of a ledger, as anybody could write it who has the ledger and the checkpoint.
fn evidence(ledger: &[RecordedEvent], positions: &[u64]) -> Evidence {
    let signed_at = minute(SIZE + 2);
    let leaves: Vec<Hash> = ledger.iter().map(|event| leaf_hash(&event.digest)).collect();
    let ranges = shared_ranges(positions, SIZE);
    let (mut tree, mut prover) = (Accumulator::default(), Prover::new(SIZE, ranges.concat()));
    for leaf in leaves.iter().take(SIZE as usize) {
        tree.push(*leaf);
        prover.push(*leaf);
    }
    let mut nodes = prover.finish().unwrap().into_iter();
    let paths = ranges
        .iter()
        .map(|ranges| nodes.by_ref().take(ranges.len()).collect())
        .collect();
    let checkpoint = Checkpoint {
        format: 1,
        organization: Uuid::from_u128(1),
        incarnation: Uuid::from_u128(2),
        position: SIZE,
        recorded_at: Some(signed_at),
        chain: Sha256Hash([9; 32]),
        merkle_size: SIZE,
        merkle_root: Sha256Hash(tree.root()),
        previous: None,
    };
    let question = Question {
        organization: Uuid::from_u128(1),
        kind: "tank".to_owned(),
        id: Uuid::from_u128(7),
        as_of: signed_at,
        position: SIZE,
    };
    let events: Vec<RecordedEvent> = positions
        .iter()
        .map(|position| ledger[*position as usize - 1].clone())
        .collect();
    let state = show(&question, &events, question.point()).unwrap();
    Evidence {
        question,
        made_by: "wellflow 0".to_owned(),
        checkpoint: Some(checkpoint.sign(&KEY).unwrap()),
        events,
        paths,
        state,
    }
}

fn written(evidence: Evidence) -> String {
    evidence.lines().map(Result::unwrap).collect()
}

fn read(text: impl AsRef<[u8]>) -> Result<Checked, Unfounded> {
    check(text.as_ref(), &KEY.public_key(), &show)
}

static GOOD: LazyLock<String> = LazyLock::new(|| written(evidence(&ledger(), &OWN)));

/// Number and fault of the event that is found to be wrong.
fn wrong(evidence: Evidence) -> (u64, EventFault) {
    match read(written(evidence)) {
        Err(Unfounded::Event { number, fault, .. }) => (number, fault),
        other => panic!("{other:?}"),
    }
}

#[test]
fn evidence_holds_as_it_was_made() {
    let checked = read(GOOD.as_str()).unwrap();
    assert_eq!((checked.events, checked.last), (9, 60));
    assert_eq!(checked.last_recorded_at, minute(62));
    assert!(checked.state.unwrap().starts_with("[{\"bbl\":2},{\"bbl\":3}"));
    // Fewer nodes are stated than nine whole paths have.
    assert!(
        GOOD.matches("\"path\":").count() == 9 && GOOD.len() < 13_000,
        "{}",
        GOOD.len()
    );
}

#[test]
fn evidence_at_an_earlier_point_holds() {
    let mut early = evidence(&ledger(), &OWN[..5]);
    early.question.as_of = minute(30);
    early.question.position = 28;
    early.state = show(&early.question, &early.events, early.question.point()).unwrap();
    let checked = read(written(early.clone())).unwrap();
    assert_eq!((checked.events, checked.last), (5, 18));
    // At which nothing is in effect yet.
    early.question.as_of = minute(3);
    early.question.position = 2;
    early.events.truncate(1);
    early.events[0].recorded_at = minute(1);
    early.state = None;
    let future = |_: &Question, _: &[RecordedEvent], _: Point| Ok(None);
    let checked = check(written(early).as_bytes(), &KEY.public_key(), &future).unwrap();
    assert_eq!(checked.state, None);
}

#[test]
fn a_point_the_checkpoint_says_nothing_about_is_refused() {
    let changes: [fn(&mut Question); 4] = [
        |question| question.position = SIZE + 1,
        |question| question.position = SIZE - 1,
        |question| question.as_of = minute(SIZE + 3),
        |question| question.organization = Uuid::from_u128(3),
    ];
    for change in changes {
        let mut evidence = evidence(&ledger(), &OWN);
        change(&mut evidence.question);
        let read = read(written(evidence));
        assert!(matches!(read, Err(Unfounded::OtherQuestion(_))), "{read:?}");
    }
}

#[test]
fn without_a_checkpoint_or_its_key_nothing_is_proven() {
    let unsigned = Evidence {
        checkpoint: None,
        ..evidence(&ledger(), &OWN)
    };
    assert!(matches!(read(written(unsigned)), Err(Unfounded::Unsigned)));
    let stranger = LedgerKey::generate().unwrap().public_key();
    let other = check(GOOD.as_bytes(), &stranger, &show);
    assert!(matches!(other, Err(Unfounded::Signature(_))), "{other:?}");
}

#[test]
fn an_event_that_was_not_signed_does_not_get_in() {
    let ledger = ledger();
    let mut more = evidence(&ledger, &OWN);
    more.events.push(ledger[SIZE as usize].clone());
    more.paths.push(Vec::new());
    assert_eq!(wrong(more), (10, EventFault::AfterPoint(SIZE)));
    // Nor at a position that was.
    let mut more = evidence(&ledger, &OWN[..8]);
    more.events.push(event(59, Uuid::from_u128(7), 9));
    more.paths.push(evidence(&ledger, &[48, 59]).paths[1].clone());
    assert_eq!(wrong(more), (9, EventFault::NotIncluded(NotIncluded::Different)));
}

#[test]
fn a_state_the_events_do_not_come_to_is_found() {
    let mut evidence = evidence(&ledger(), &OWN);
    evidence.state = Some("[]".to_owned());
    assert!(matches!(read(written(evidence)), Err(Unfounded::State { .. })));
}

#[test]
fn a_file_that_is_cut_or_goes_on_is_found() {
    let close = GOOD.trim_end().rfind('\n').unwrap();
    for cut in (1..close).step_by(97).chain(close..GOOD.len()) {
        assert!(read(&GOOD[..cut]).is_err(), "{cut}");
    }
    assert!(read(format!("{}\n", *GOOD)).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]
    #[test]
    fn any_byte_that_is_changed_is_found(at in 0..GOOD.len(), change in 1..=255u8) {
        let mut bytes = GOOD.clone().into_bytes();
        bytes[at] ^= change;
        prop_assert!(read(bytes).is_err());
    }
}

proptest! {
    /// The file is written anew after each change, with a closing hash that fits.
    #[test]
    fn any_event_that_is_changed_left_out_swapped_or_repeated_is_named(
        at in 0usize..9, other in 0usize..9, field in 0usize..13, sealed: bool,
    ) {
        let ledger = ledger();
        let good = evidence(&ledger, &OWN);
        let number = at as u64 + 1;

        let mut changed = good.clone();
        change(&mut changed.events[at], field);
        if sealed {
            changed.events[at].digest = possible_digests(&changed.events[at])[0];
        }
        let (found, fault) = wrong(changed);
        prop_assert_eq!(found, number, "{:?}", fault);
        prop_assert_eq!(fault == EventFault::Digest, !sealed && field != 12);

        // Left out, with ways made for those that remain.
        let mut positions = OWN.to_vec();
        positions.remove(at);
        let fewer = evidence(&ledger, &positions);
        if at < 8 {
            let expected = EventFault::Sequence { found: number + 1, expected: number };
            prop_assert_eq!(wrong(fewer), (number, expected));
        } else {
            // The last one alone can be left out unseen: that is what is said of it.
            prop_assert!(read(written(fewer)).is_ok());
        }

        let mut swapped = good.clone();
        swapped.events.swap(at, other);
        if at != other {
            let (found, fault) = wrong(swapped);
            prop_assert_eq!(found, number.min(other as u64 + 1), "{:?}", fault);
        }

        let mut twice = good.clone();
        twice.events.insert(at, good.events[at].clone());
        twice.paths.insert(at, good.paths[at].clone());
        prop_assert_eq!(wrong(twice).0, number + 1);

        let mut way = good;
        if let Some(node) = way.paths[at].first_mut() {
            node[other] ^= 1;
            prop_assert_eq!(wrong(way), (number, EventFault::NotIncluded(NotIncluded::Different)));
        }
    }
}

/// Changes one thing an event states.
fn change(event: &mut RecordedEvent, field: usize) {
    let id = Uuid::from_u128(99);
    match field {
        0 => event.organization_id = id,
        1 => event.aggregate_type = "well".to_owned(),
        2 => event.aggregate_id = Uuid::from_u128(8),
        3 => event.sequence += 1,
        4 => event.event_id = id,
        5 => event.event_type = "TankEmptied".to_owned(),
        6 => event.event_version = 2,
        7 => event.effective_at += TimeDelta::microseconds(1),
        8 => event.reported_at = Some(minute(1_000)),
        9 => event.supersedes = Some(id),
        10 => event.command_id = id,
        11 => event.payload = "{\"bbl\":0}".to_owned(),
        _ => event.position -= 1,
    }
}
