//! What both runs check in the same way: commits, and what the reader saw.

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use tokio_postgres::Client;
use uuid::Uuid;

use super::report::Report;
use super::watch::Seen;

/// A row of `ledger.commits`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Commit {
    pub(crate) from: u64,
    pub(crate) to: u64,
    pub(crate) recorded_at: DateTime<Utc>,
}

/// An organization's commits in the order of their instants, each continuing the one before. One without events ends
/// where it would begin.
pub(crate) async fn commits(client: &Client, organization: Uuid, report: &mut Report) -> Vec<Commit> {
    let rows = client
        .query(include_str!("sql/check_commits.sql"), &[&organization])
        .await
        .unwrap();
    let position = |figure: i64| u64::try_from(figure).unwrap_or(0);
    let commits: Vec<Commit> = rows
        .iter()
        .map(|row| Commit {
            from: position(row.get("from_position")),
            to: position(row.get("to_position")),
            recorded_at: row.get("recorded_at"),
        })
        .collect();
    let mut last: Option<Commit> = None;
    for commit in &commits {
        let position = last.map_or(0, |last| last.to);
        let follows = commit.from == position + 1 && commit.to + 1 >= commit.from;
        let later = last.is_none_or(|last| commit.recorded_at > last.recorded_at);
        report.demand(follows && later, || {
            format!("{organization}: {commit:?} does not follow {last:?}")
        });
        last = Some(*commit);
    }
    commits
}

/// What the reader saw, against what there is: the same events in the same order, none later slipped in.
pub(crate) async fn compare_seen(
    client: &Client,
    seen: &[Seen],
    organizations: &[Uuid],
    report: &mut Report,
) {
    report.demand(seen.len() == organizations.len(), || {
        format!(
            "the reader saw {} of {} organizations",
            seen.len(),
            organizations.len()
        )
    });
    for seen in seen {
        let organization = seen.organization;
        let rows = client
            .query(include_str!("sql/check_event_ids.sql"), &[&organization])
            .await
            .unwrap();
        let mut digest = Sha256::new();
        for row in &rows {
            digest.update(row.get::<_, Uuid>("event_id").as_bytes());
        }
        let digest: String = digest
            .finalize()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let (events, counted) = (rows.len() as u64, seen.events);
        report.demand(events == counted && digest == seen.digest, || {
            format!("{organization}: the reader saw {counted} events, there are {events}, and not the same")
        });
        report.count("events the reader saw", counted);
        report.count("commits the reader saw", seen.commits);
    }
}
