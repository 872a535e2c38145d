//! A reader that follows every organization's ledger all the time, as a projector of somebody else's would.
//!
//! It knows the tables and nothing of the crate that writes them. What it proves by looking: at every moment the commits
//! and events it is shown continue what it was shown before, without a hole, each commit later than the one before and
//! its events shown with it; and a stretch read before reads the same again. It survives servers that go down under it,
//! and goes on from its own memory.

use std::path::PathBuf;
use std::time::Duration;

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use tokio::sync::watch;
use tokio_postgres::{Client, IsolationLevel, Transaction};
use uuid::Uuid;

use super::cluster::connect;
use super::orders::orders;
use super::random::Random;

/// Between two rounds over all organizations.
const PAUSE: Duration = Duration::from_millis(15);

/// What a reader is started with.
#[derive(Clone, Debug)]
pub struct ReaderSettings {
    /// The database, as a role that sees every organization.
    pub url: String,
    /// The organizations to follow.
    pub organizations: Vec<Uuid>,
    /// Where to write down at the end what was seen.
    pub seen: PathBuf,
    /// For the choice of what is read again.
    pub seed: u64,
}

/// One organization, as far as it was read.
struct Followed {
    organization: Uuid,
    event_ids: Vec<Uuid>,
    recorded_at: DateTime<Utc>,
    commits: u64,
}

/// Why a round ended early.
enum Trouble {
    /// The server went away; the reader comes back.
    Connection,
    /// The ledger showed what it must not.
    Violation(String),
}

impl From<tokio_postgres::Error> for Trouble {
    fn from(error: tokio_postgres::Error) -> Self {
        match error.code() {
            // Classes: connection, insufficient resources, operator intervention.
            Some(state)
                if !["08", "53", "57"]
                    .iter()
                    .any(|class| state.code().starts_with(class)) =>
            {
                Self::Violation(format!("reader: {error}: {state:?}"))
            }
            _ => Self::Connection,
        }
    }
}

/// Follows until a line arrives on standard input, then once more to the end, and writes down what was seen.
///
/// # Errors
/// The violation, in words.
pub async fn follow(settings: ReaderSettings) -> Result<(), String> {
    let (told, finish) = watch::channel(false);
    tokio::spawn(async move {
        let mut orders = orders();
        match orders.recv().await {
            Some(_) => told.send_replace(true),
            // Whoever started the reader is gone.
            None => std::process::exit(3),
        };
    });
    let mut random = Random::of(&[settings.seed, 7]);
    let mut followed: Vec<Followed> = settings
        .organizations
        .iter()
        .copied()
        .map(Followed::new)
        .collect();
    let mut client: Option<Client> = None;
    let mut reconnects = 0u64;
    loop {
        // Asked before the round: what was written before the word was given is in it.
        let last = *finish.borrow();
        match round(&settings.url, &mut client, &mut followed, &mut random).await {
            Ok(()) if last => break,
            Ok(()) => {}
            Err(Trouble::Violation(violation)) => return Err(violation),
            Err(Trouble::Connection) => {
                client = None;
                reconnects += 1;
            }
        }
        tokio::time::sleep(PAUSE).await;
    }
    let lines: Vec<String> = followed.iter().map(Followed::line).collect();
    let text = format!("{reconnects}\n{}\n", lines.join("\n"));
    std::fs::write(&settings.seen, text).map_err(|error| format!("{}: {error}", settings.seen.display()))
}

async fn round(
    url: &str,
    client: &mut Option<Client>,
    followed: &mut [Followed],
    random: &mut Random,
) -> Result<(), Trouble> {
    let client = match client {
        Some(client) => client,
        None => client.insert(connect(url).await?),
    };
    for organization in followed {
        let snapshot = client
            .build_transaction()
            .isolation_level(IsolationLevel::RepeatableRead)
            .read_only(true)
            .start()
            .await?;
        while organization.page(&snapshot).await? {}
        if random.chance(5) {
            organization.look_again(&snapshot, random).await?;
        }
        snapshot.commit().await?;
    }
    Ok(())
}

impl Followed {
    fn new(organization: Uuid) -> Self {
        Self {
            organization,
            event_ids: Vec::new(),
            recorded_at: DateTime::UNIX_EPOCH,
            commits: 0,
        }
    }

    fn position(&self) -> i64 {
        i64::try_from(self.event_ids.len()).unwrap_or(i64::MAX)
    }

    fn violation<T>(&self, what: &str) -> Result<T, Trouble> {
        Err(Trouble::Violation(format!(
            "reader: organization {} after position {} and {}: {what}",
            self.organization,
            self.position(),
            self.recorded_at
        )))
    }

    /// Reads on by some commits; false when the end of the snapshot was reached.
    async fn page(&mut self, snapshot: &Transaction<'_>) -> Result<bool, Trouble> {
        let commits = snapshot
            .query(
                include_str!("sql/reader_commits.sql"),
                &[&self.organization, &self.recorded_at],
            )
            .await?;
        let Some(last) = commits.last() else {
            let next = snapshot
                .query_opt(
                    include_str!("sql/reader_last.sql"),
                    &[&self.organization, &self.position()],
                )
                .await?;
            return match next {
                None => Ok(false),
                Some(row) => self.violation(&format!("event {} belongs to no commit", row.get::<_, i64>(0))),
            };
        };
        let to: i64 = last.get("to_position");
        let events = snapshot
            .query(
                include_str!("sql/reader_events.sql"),
                &[&self.organization, &self.position(), &to],
            )
            .await?;
        let mut events = events.iter();
        for commit in &commits {
            let (from, to): (i64, i64) = (commit.get("from_position"), commit.get("to_position"));
            let recorded_at: DateTime<Utc> = commit.get("recorded_at");
            if recorded_at <= self.recorded_at {
                return self.violation(&format!("a commit of {recorded_at} comes later"));
            }
            if from != self.position() + 1 || to < from - 1 {
                return self.violation(&format!("the next commit is {from} to {to}"));
            }
            for position in from..=to {
                let Some(event) = events.next() else {
                    return self.violation(&format!("event {position} is missing from its commit"));
                };
                if event.get::<_, i64>("position") != position
                    || event.get::<_, DateTime<Utc>>("recorded_at") != recorded_at
                {
                    return self.violation(&format!("event {position} is not what its commit says"));
                }
                self.event_ids.push(event.get("event_id"));
            }
            self.recorded_at = recorded_at;
            self.commits += 1;
        }
        Ok(true)
    }

    /// Reads a stretch below the cursor again: nothing may have appeared, gone or changed there.
    async fn look_again(&self, snapshot: &Transaction<'_>, random: &mut Random) -> Result<(), Trouble> {
        let end = i64::try_from(random.below(self.event_ids.len() as u64 + 1)).unwrap_or(0);
        let rows = snapshot
            .query(include_str!("sql/reader_window.sql"), &[&self.organization, &end])
            .await?;
        let begin = usize::try_from((end - 200).max(0)).unwrap_or(0);
        let remembered = self.event_ids[begin..]
            .iter()
            .take(200.min(usize::try_from(end).unwrap_or(0)));
        let shown: Vec<Uuid> = rows.iter().map(|row| row.get("event_id")).collect();
        if remembered.ne(shown.iter()) {
            return self.violation(&format!("the stretch up to {end} reads differently"));
        }
        Ok(())
    }

    fn line(&self) -> String {
        let mut digest = Sha256::new();
        for id in &self.event_ids {
            digest.update(id.as_bytes());
        }
        let digest: String = digest
            .finalize()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        format!(
            "{} {} {} {digest}",
            self.organization,
            self.event_ids.len(),
            self.commits
        )
    }
}
