//! What can be said of an event by itself: its digest, its commit's instant, its meaning, and its row in the outbox.
//!
//! Pure, so that many pages are examined at once, each on a core of its own.

use chrono::SecondsFormat;
use uuid::Uuid;
use wellflow_decider::ClaimChange;

use super::rows::{CommandRow, Commit, Instant, OutboxRow};
use super::{Broken, Place};
use crate::catalogue::{Catalogue, Public};
use crate::digest::{public_digest, recorded_digest};
use crate::merkle::{Hash, leaf_hash};
use crate::{RecordedEvent, StoreError};

/// An event, reduced to what its place among the others is judged by.
#[derive(Clone, Debug)]
pub(super) struct Examined {
    pub(super) position: i64,
    pub(super) kind: String,
    pub(super) stream: Uuid,
    pub(super) sequence: u64,
    pub(super) digest: Hash,
    pub(super) leaf: Hash,
    pub(super) command_id: Uuid,
    pub(super) command: Option<CommandRow>,
    pub(super) claims: Vec<ClaimChange>,
    /// No aggregate of the catalogue could read it: what it claims and publishes is not known.
    pub(super) unread: bool,
    /// Rows of the outbox.
    pub(super) published: u64,
    /// What is wrong with it.
    pub(super) fault: Option<Broken>,
    /// What is wrong with its rows in the outbox, provided that its commit is what was written.
    pub(super) unpublished: Option<Broken>,
}

/// Events of consecutive commits, with everything that belongs to them.
#[derive(Debug, Default)]
pub(super) struct Page {
    pub(super) commits: Vec<Commit>,
    pub(super) events: Vec<Result<Examined, Broken>>,
    /// Commands of these commits that came to no event, by commit.
    pub(super) idle: Vec<CommandRow>,
    /// Outbox rows without an event.
    pub(super) orphans: Vec<OutboxRow>,
}

/// Examines the events of consecutive commits; events and outbox rows come in the order of their positions.
pub(super) fn examine(
    catalogue: &Catalogue,
    commits: Vec<Commit>,
    events: Vec<(Result<RecordedEvent, Broken>, Option<CommandRow>)>,
    outbox: Vec<OutboxRow>,
    idle: Vec<CommandRow>,
) -> Page {
    let mut page = Page {
        idle,
        ..Page::default()
    };
    let mut outbox = outbox.into_iter().peekable();
    let mut following = commits.iter().peekable();
    for (event, command) in events {
        let event = match event {
            Ok(event) => event,
            Err(broken) => {
                page.events.push(Err(broken));
                continue;
            }
        };
        let position = i64::try_from(event.position).unwrap_or(i64::MAX);
        while following.next_if(|commit| commit.to < position).is_some() {}
        while let Some(orphan) = outbox.next_if(|row| row.position < position) {
            page.orphans.push(orphan);
        }
        let mut rows = Vec::new();
        while let Some(row) = outbox.next_if(|row| row.position == position) {
            rows.push(row);
        }
        let commit = following.peek().copied();
        let examined = one(catalogue, commit, position, event, command, &rows);
        page.events.push(Ok(examined));
    }
    page.orphans.extend(outbox);
    page.commits = commits;
    page
}

fn one(
    catalogue: &Catalogue,
    commit: Option<&Commit>,
    position: i64,
    event: RecordedEvent,
    command: Option<CommandRow>,
    rows: &[OutboxRow],
) -> Examined {
    let broken = |reason: &str| {
        Some(Broken {
            place: Place::Position(position),
            reason: reason.to_owned(),
        })
    };
    let mut examined = Examined {
        position,
        kind: event.aggregate_type.clone(),
        stream: event.aggregate_id,
        sequence: event.sequence,
        digest: event.digest,
        leaf: leaf_hash(&event.digest),
        command_id: event.command_id,
        command,
        claims: Vec::new(),
        unread: false,
        published: rows.len() as u64,
        fault: None,
        unpublished: None,
    };
    if recorded_digest(&event) != event.digest {
        examined.fault = broken("the event does not match its digest");
        return examined;
    }
    let Some(commit) = commit else {
        // It follows every commit known; whoever puts the pages together says so.
        return examined;
    };
    if Instant::of(event.recorded_at) != commit.at {
        examined.fault = broken("the event was not recorded with its commit");
        return examined;
    }
    let public = match catalogue
        .kind(&event.aggregate_type)
        .map(|kind| kind.read(&event))
    {
        Some(Ok(reading)) => {
            examined.claims = reading.claims;
            reading.public
        }
        // Written by a newer build, or by another program: what it states is sealed, what it means is not known here.
        None | Some(Err(StoreError::UnknownEvent { .. })) => {
            examined.unread = true;
            Public::Unknown
        }
        Some(Err(error)) => {
            examined.fault = broken(&format!("the event cannot be read: {error}"));
            return examined;
        }
    };
    examined.unpublished = published(&event, commit, public, rows).err();
    examined
}

/// The outbox holds what the event publishes, and nothing else for it.
fn published(
    event: &RecordedEvent,
    commit: &Commit,
    public: Public,
    rows: &[OutboxRow],
) -> Result<(), Broken> {
    let missing = || Broken {
        place: Place::Row {
            table: "outbox",
            key: format!("position {} ordinal 0", event.position),
        },
        reason: "the event is published, but its row is missing".to_owned(),
    };
    let (row, more) = match rows {
        [] if matches!(public, Public::Form(_)) => return Err(missing()),
        [] => return Ok(()),
        [row, more @ ..] => (row, more),
    };
    if public == Public::Withheld {
        return Err(row.broken("the event is not published"));
    }
    if row.ordinal != 0 {
        return Err(row.broken("the event's first row has the ordinal 0"));
    }
    if let Some(second) = more.first() {
        return Err(second.broken("the event has one row"));
    }
    let named = row.id == event.event_id
        && row.aggregate_type == event.aggregate_type
        && row.aggregate_id == event.aggregate_id.to_string()
        && row.event_type == event.event_type;
    if !named {
        return Err(row.broken("the row names another event"));
    }
    if row.headers != headers(event, commit) {
        return Err(row.broken("the headers are not the event's"));
    }
    if let Public::Form(form) = &public
        && row.payload != *form
    {
        return Err(row.broken("the payload is not the event's public form"));
    }
    match &row.digest {
        Some(digest) if *digest != public_digest(event.organization_id, event.event_id, &row.payload) => {
            Err(row.broken("the payload does not match its digest"))
        }
        None if commit.format > 1 && row.payload != event.payload => {
            Err(row.broken("the payload is not the event's own and has no digest"))
        }
        Some(_) if commit.format == 1 => Err(row.broken("a row of this age has no digest")),
        Some(_) | None => Ok(()),
    }
}

/// The headers of an event's outbox row, byte for byte.
fn headers(event: &RecordedEvent, commit: &Commit) -> String {
    let (command, version, sequence) = (event.command_id, event.event_version, event.sequence);
    if commit.format > 1 {
        // Everything else about the event is found under its position.
        return "{}".to_owned();
    }
    let at = |at: chrono::DateTime<chrono::Utc>| {
        let text = at.to_rfc3339_opts(SecondsFormat::Micros, false);
        // The database writes no zeros at a fraction's end.
        match text.split_once('.') {
            Some((seconds, rest)) => {
                let fraction = rest.trim_end_matches("+00:00").trim_end_matches('0');
                let point = if fraction.is_empty() { "" } else { "." };
                format!("{seconds}{point}{fraction}+00:00")
            }
            None => text,
        }
    };
    format!(
        "{{\"event_version\" : {version}, \"sequence\" : {sequence}, \"effective_at\" : \"{}\", \"recorded_at\" : \"{}\", \
         \"command_id\" : \"{command}\"}}",
        at(event.effective_at),
        at(event.recorded_at)
    )
}
