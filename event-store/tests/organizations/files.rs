//! Files that are not what an export wrote: each is refused with its place, and nothing of it stays.

use std::io::Cursor;

use wellflow_event_store::organization::{OrganizationError, check};
use wellflow_testkit::TestDatabase;

use crate::field::{actions, asked, everything, exported, filled, imported};
use crate::tank::store;

/// The line a refusal names.
fn refused(file: &[u8]) -> (u64, String) {
    match check(Cursor::new(file), None, |_| {}) {
        Err(OrganizationError::File { line, reason }) => (line, reason),
        other => panic!("{other:?}"),
    }
}

fn lines(file: &[u8]) -> Vec<Vec<u8>> {
    file.split_inclusive(|byte| *byte == b'\n')
        .map(<[u8]>::to_vec)
        .collect()
}

fn kind(line: &[u8]) -> String {
    let text = std::str::from_utf8(line).unwrap();
    text.split('"').nth(1).unwrap().to_owned()
}

#[tokio::test]
async fn a_file_that_is_cut_off_anywhere_is_refused() {
    let store = filled().await;
    let (_, file) = exported(&store.database, store.tenant.organization_id()).await;
    let lines = lines(&file);
    let total = lines.len() as u64;
    for whole in 0..lines.len() {
        let head = lines[..whole].concat();
        let (line, reason) = refused(&head);
        assert!(
            line >= 1 && line <= whole as u64 + 1,
            "{whole} lines: {line} {reason}"
        );
        // In the middle of the next line, and just before its end.
        for length in [lines[whole].len() / 2, lines[whole].len() - 1] {
            let (line, reason) = refused(&[&head[..], &lines[whole][..length]].concat());
            assert!(line >= 1 && line <= total, "{line} {reason}");
        }
    }
    assert_eq!(refused(&lines[..lines.len() - 1].concat()).0, total);
}

#[tokio::test]
async fn a_file_with_a_changed_byte_anywhere_is_refused() {
    let store = filled().await;
    let (_, file) = exported(&store.database, store.tenant.organization_id()).await;
    check(Cursor::new(&file), None, |_| {}).unwrap();
    let mut kinds = std::collections::BTreeSet::new();
    let mut start = 0;
    for line in lines(&file) {
        kinds.insert(kind(&line));
        // Every seventh byte is enough to meet every member of every kind of line.
        for at in (start..start + line.len()).step_by(7) {
            let mut changed = file.clone();
            changed[at] ^= 1;
            let outcome = check(Cursor::new(&changed), None, |_| {});
            assert!(
                matches!(outcome, Err(OrganizationError::File { .. })),
                "byte {at}: {outcome:?}"
            );
        }
        start += line.len();
    }
    let all = [
        "claim", "command", "commit", "event", "header", "outbox", "trailer",
    ];
    assert_eq!(kinds.into_iter().collect::<Vec<_>>(), all);
}

#[tokio::test]
async fn lines_repeated_left_out_or_exchanged_are_refused() {
    let store = filled().await;
    let (_, file) = exported(&store.database, store.tenant.organization_id()).await;
    let lines = lines(&file);
    for at in 0..lines.len() {
        let mut repeated = lines.clone();
        repeated.insert(at, lines[at].clone());
        let (line, reason) = refused(&repeated.concat());
        assert!(!reason.is_empty() && line >= 1, "{at}");
        let mut left_out = lines.clone();
        left_out.remove(at);
        refused(&left_out.concat());
        if at + 1 < lines.len() {
            let mut exchanged = lines.clone();
            exchanged.swap(at, at + 1);
            refused(&exchanged.concat());
        }
    }
    // The place is the line itself where it can be told.
    let event = lines.iter().position(|line| kind(line) == "event").unwrap();
    let mut repeated = lines.clone();
    repeated.insert(event, lines[event].clone());
    let (line, reason) = refused(&repeated.concat());
    assert_eq!(
        (line, reason.as_str()),
        (event as u64 + 2, "position 1 where 2 is due")
    );
}

#[tokio::test]
async fn rows_of_another_organization_are_refused() {
    let (store, other) = (filled().await, filled().await);
    let (_, file) = exported(&store.database, store.tenant.organization_id()).await;
    let (_, foreign) = exported(&other.database, other.tenant.organization_id()).await;
    let (mut mixed, foreign) = (lines(&file), lines(&foreign));
    // The header of one with the ledger of the other: the digests cover the organization.
    mixed[0].clone_from(&foreign[0]);
    let (line, reason) = refused(&mixed.concat());
    assert!(
        line > 1 && reason.contains("does not match its digest"),
        "{line} {reason}"
    );
    let mut mixed = lines(&file);
    let last = mixed.iter().rposition(|line| kind(line) == "commit").unwrap();
    let foreign_commit = foreign.iter().rposition(|line| kind(line) == "commit").unwrap();
    mixed[last].clone_from(&foreign[foreign_commit]);
    assert_eq!(refused(&mixed.concat()).0, last as u64 + 1);
}

#[tokio::test]
async fn a_refused_file_leaves_nothing_behind() {
    let store = filled().await;
    let id = store.tenant.organization_id();
    let (_, file) = exported(&store.database, id).await;
    let elsewhere = TestDatabase::create().await;
    let mut changed = file.clone();
    let at = file.len() / 2;
    changed[at] ^= 4;
    let appended = [&file[..], b"\n"].concat();
    let format = String::from_utf8(file.clone())
        .unwrap()
        .replacen("\"format\":1", "\"format\":9", 1);
    let wrong: [&[u8]; 6] = [
        b"",
        b"{}\n",
        &file[..file.len() * 2 / 3],
        &changed,
        &appended,
        format.as_bytes(),
    ];
    for file in wrong {
        let refused = imported(&elsewhere, file, &asked()).await;
        assert!(
            matches!(refused, Err(OrganizationError::File { .. })),
            "{refused:?}"
        );
        assert!(everything(&elsewhere, id).await.is_empty());
        assert!(actions(&elsewhere, id).await.is_empty(), "not even an entry");
    }
    imported(&elsewhere, &file, &asked()).await.unwrap();
}

#[tokio::test]
async fn a_line_that_does_not_end_is_refused() {
    let store = store().await;
    let (_, file) = exported(&store.database, store.tenant.organization_id()).await;
    let header = lines(&file)[0].clone();
    let endless = std::io::Read::chain(
        Cursor::new(header),
        std::io::Read::take(std::io::repeat(b' '), 1 << 20),
    );
    let outcome = check(std::io::BufReader::new(endless), None, |_| {});
    assert!(
        matches!(outcome, Err(OrganizationError::File { line: 2, .. })),
        "{outcome:?}"
    );
}
