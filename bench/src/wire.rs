//! Counts what goes over the wire: statements, and round trips, by standing between a driver and the server.
//!
//! A round trip is counted whenever a client sends after it was answered; what it sends before the answer came, in however
//! many messages, belongs to the same one. Statements are counted from the protocol: one per `Execute`, and one per
//! statement of a simple query. Opening connections and preparing statements happens before counting starts.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use anyhow::{Context as _, Result};
use serde::Serialize;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::unix::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{UnixListener, UnixStream};
use tokio::task::{JoinHandle, JoinSet};
use uuid::Uuid;

use crate::arms::{Arm, TARGET_LOAD, WORKS};
use crate::cli::Options;
use crate::cluster::Cluster;
use crate::contest::{Session, Work};
use crate::load::Tasks;

/// Tasks before counting starts.
const WARM: usize = 10;
/// Tasks counted, per submitter.
const COUNTED: usize = 20;

#[derive(Debug, Default)]
struct Counters {
    statements: AtomicU64,
    round_trips: AtomicU64,
}

/// A socket that looks like the server's.
struct Wire {
    directory: PathBuf,
    counters: Arc<Counters>,
    accepting: JoinHandle<()>,
}

impl Wire {
    fn start(server: &Path, directory: PathBuf) -> Result<Self> {
        std::fs::create_dir_all(&directory)?;
        let path = directory.join(".s.PGSQL.5432");
        let listener =
            UnixListener::bind(&path).with_context(|| format!("cannot listen on {}", path.display()))?;
        let server = server.join(".s.PGSQL.5432");
        let counters = Arc::new(Counters::default());
        let counting = Arc::clone(&counters);
        let accepting = tokio::spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((client, _)) = listener.accept().await {
                if let Ok(upstream) = UnixStream::connect(&server).await {
                    connections.spawn(connection(client, upstream, Arc::clone(&counting)));
                }
            }
        });
        Ok(Self {
            directory,
            counters,
            accepting,
        })
    }

    fn read(&self) -> (u64, u64) {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        (read(&self.counters.statements), read(&self.counters.round_trips))
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn connection(client: UnixStream, server: UnixStream, counters: Arc<Counters>) {
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    let answered = AtomicBool::new(false);
    // Either side closing ends the connection.
    tokio::select! {
        () = forward(from_client, to_server, from_client_side(&answered, &counters)) => {}
        () = forward(from_server, to_client, |_: &[u8]| answered.store(true, Ordering::Release)) => {}
    }
}

async fn forward(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, mut look: impl FnMut(&[u8])) {
    let mut bytes = vec![0; 64 * 1024];
    while let Ok(count @ 1..) = from.read(&mut bytes).await {
        let Some(read) = bytes.get(..count) else { return };
        look(read);
        if to.write_all(read).await.is_err() {
            return;
        }
    }
}

fn from_client_side(answered: &AtomicBool, counters: &Counters) -> impl FnMut(&[u8]) {
    let mut messages = Messages::default();
    move |bytes| {
        if answered.swap(false, Ordering::AcqRel) {
            counters.round_trips.fetch_add(1, Ordering::Relaxed);
        }
        counters
            .statements
            .fetch_add(messages.statements(bytes), Ordering::Relaxed);
    }
}

/// What a client sends, cut into messages of the protocol.
#[derive(Debug, Default)]
struct Messages {
    begun: bool,
    pending: Vec<u8>,
}

impl Messages {
    /// The number of statements whose messages end within these bytes.
    fn statements(&mut self, bytes: &[u8]) -> u64 {
        self.pending.extend_from_slice(bytes);
        let mut statements = 0;
        loop {
            // Until the session has begun, messages have a length and no tag.
            let tag_length = usize::from(self.begun);
            let Some(length) = self.pending.get(tag_length..tag_length + 4) else {
                return statements;
            };
            let length = length
                .iter()
                .fold(0usize, |sum, byte| sum << 8 | usize::from(*byte));
            let end = tag_length + length.max(4);
            if self.pending.len() < end {
                return statements;
            }
            let message: Vec<u8> = self.pending.drain(..end).collect();
            if !self.begun {
                // A question about encryption comes before the real beginning, and has no body.
                self.begun = length > 8;
                continue;
            }
            statements += match message.first() {
                Some(b'E') => 1,
                Some(b'Q') => {
                    let text = String::from_utf8_lossy(message.get(5..).unwrap_or_default()).into_owned();
                    let parts = text
                        .trim_end_matches('\0')
                        .split(';')
                        .filter(|part| !part.trim().is_empty());
                    parts.count() as u64
                }
                _ => 0,
            };
        }
    }
}

/// What one task costs on the wire.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Cost {
    pub(crate) work: String,
    pub(crate) contestant: String,
    pub(crate) submitters: usize,
    pub(crate) statements: f64,
    pub(crate) round_trips: f64,
}

/// Counts statements and round trips of every contestant, alone and under load.
pub(crate) async fn costs(cluster: &Cluster, options: &Options, arms: &[Arm]) -> Result<Vec<Cost>> {
    let wire = Wire::start(cluster.socket_dir(), cluster.home().join("wire"))?;
    let mut costs = Vec::new();
    for work in WORKS {
        for arm in arms
            .iter()
            .filter(|arm| arm.rounds(options, *work, TARGET_LOAD) > 0)
        {
            let contestant = &arm.contestant;
            for submitters in [1, TARGET_LOAD] {
                let needed = match work {
                    Work::Create(_) => 0,
                    Work::Continue => (WARM + COUNTED) * submitters,
                };
                let streams: Vec<Uuid> = (0..needed).map(|_| Uuid::now_v7()).collect();
                contestant.reset(&streams).await?;
                let session = contestant.open(8, Some(&wire.directory)).await?;
                let tasks = Arc::new(Tasks::new(*work, streams));
                run(&session, &tasks, submitters, WARM).await?;
                let before = wire.read();
                run(&session, &tasks, submitters, COUNTED).await?;
                let after = wire.read();
                session.close().await;
                let per_task =
                    |before: u64, after: u64| (after - before) as f64 / (COUNTED * submitters) as f64;
                costs.push(Cost {
                    work: work.key(),
                    contestant: contestant.name().to_owned(),
                    submitters,
                    statements: per_task(before.0, after.0),
                    round_trips: per_task(before.1, after.1),
                });
            }
        }
    }
    Ok(costs)
}

async fn run(session: &Arc<dyn Session>, tasks: &Arc<Tasks>, submitters: usize, each: usize) -> Result<()> {
    let running: Vec<_> = (0..submitters)
        .map(|_| {
            let (session, tasks) = (Arc::clone(session), Arc::clone(tasks));
            tokio::spawn(async move {
                for _ in 0..each {
                    session.run(tasks.next()).await?;
                }
                anyhow::Ok(())
            })
        })
        .collect();
    for submitter in running {
        submitter.await??;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(tag: u8, body: &[u8]) -> Vec<u8> {
        let mut bytes = vec![tag];
        bytes.extend((body.len() as u32 + 4).to_be_bytes());
        bytes.extend(body);
        bytes
    }

    #[test]
    fn statements_are_counted_however_the_bytes_are_cut() {
        let mut bytes = 8u32.to_be_bytes().to_vec();
        bytes.extend(80_877_103u32.to_be_bytes());
        bytes.extend(12u32.to_be_bytes());
        bytes.extend(196_608u32.to_be_bytes());
        bytes.extend([0; 4]);
        bytes.extend(message(b'P', b"s\0SELECT 1\0\0\0"));
        bytes.extend(message(b'B', b"\0s\0"));
        bytes.extend(message(b'E', b"\0\0\0\0\0"));
        bytes.extend(message(b'S', b""));
        bytes.extend(message(b'Q', b"BEGIN; SET LOCAL a = 1;\0"));
        for cut in 1..bytes.len() {
            let mut messages = Messages::default();
            let counted: u64 = bytes.chunks(cut).map(|chunk| messages.statements(chunk)).sum();
            assert_eq!(counted, 3, "cut every {cut} bytes");
        }
    }
}
