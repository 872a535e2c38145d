//! A well from memory against a handler that knows nothing; and what an answer costs by where it comes from.

use std::io::{Read as _, Write as _};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use serde::Serialize;
use wellflow_embedded::Redis;

use super::child::Server;
use super::client::{Caches, Client, instant};
use super::dice::Dice;
use super::field::Field;
use super::serve;
use super::wrk::{Load, Processes, Wrk};
use crate::load::median;

/// Headers the server writes itself, or writes anew for every answer.
const OWN: [&str; 2] = ["content-length", "date"];
/// What part of a load must come from where it is said to.
const MOST: f64 = 0.98;
/// Within this no wells come twice.
const ONCE: Duration = Duration::from_secs(1);
/// Named anew in every answer, by an id of always the same length.
const REQUEST_ID: &str = "x-request-id";

/// What everything here works with.
#[derive(Debug)]
pub(crate) struct Bench<'a> {
    pub(crate) field: &'a Field,
    pub(crate) wrk: Wrk,
    pub(crate) folder: &'a Path,
    pub(crate) redis: &'a Redis,
    pub(crate) postgres: u32,
    /// The query API with both caches, and one without Redis.
    pub(crate) cached: &'a Server,
    pub(crate) bare: &'a Server,
    /// Of the fleet's organization, and of the streams'.
    pub(crate) tokens: [String; 2],
    pub(crate) rounds: usize,
    pub(crate) length: Duration,
}

/// Loads of the two, round by round.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Contest {
    pub(crate) ours: Vec<Load>,
    pub(crate) plain: Vec<Load>,
    pub(crate) body_bytes: usize,
}

/// Loads of a way to an answer.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Way {
    pub(crate) name: &'static str,
    pub(crate) loads: Vec<Load>,
}

/// The middle one of a figure of loads.
pub(crate) fn middle(loads: &[Load], figure: impl Fn(&Load) -> f64) -> Result<f64> {
    median(loads.iter().map(figure)).context("nothing was measured")
}

impl Bench<'_> {
    async fn load(&self, server: &Server, token: &str, paths: &[String], length: Duration) -> Result<Load> {
        let processes = Processes {
            server: server.pid(),
            postgres: self.postgres,
            redis: self.redis.pid(),
        };
        let address = (server.listening.http.as_str(), token);
        self.wrk.run(address, paths, length, processes).await
    }

    /// A well from memory, and the same bytes from a handler that holds them ready, in turn.
    pub(crate) async fn contest(&self) -> Result<Contest> {
        let [token, _] = &self.tokens;
        let well = self.field.fleet.wells.get(7).context("a well")?;
        let path = format!("/api/v1/wells/{well}");
        let client = Client::new(self.cached, token)?;
        client.remembers(&path).await?;
        let answer = client.get(&path).await?;
        let headers = answer
            .headers
            .iter()
            .filter(|(name, _)| !OWN.contains(&name.as_str()));
        let headers = headers.map(|(name, value)| Ok((name.to_string(), value.to_str()?.to_owned())));
        let held = serve::Answer {
            path: path.clone(),
            headers: headers.collect::<Result<_>>()?,
            body: answer.body.clone(),
        };
        let file = self.folder.join("answer.json");
        std::fs::write(&file, serde_json::to_string(&held)?)?;
        let plain = Server::start(
            &["serve-plain", &file.display().to_string()],
            &self.folder.join("plain.log"),
        )?;
        let mut given = Client::new(&plain, token)?.get(&path).await?;
        let mut asked = client.get(&path).await?;
        for answer in [&mut given, &mut asked] {
            let id = answer.headers.remove(REQUEST_ID).context("no request id")?;
            ensure!(id.len() == 36, "a request id of another length");
            answer.headers.remove("date");
        }
        ensure!(
            given.headers == asked.headers && given.body == asked.body,
            "the handlers answer differently"
        );
        let mut contest = Contest {
            body_bytes: answer.body.len(),
            ..Contest::default()
        };
        let paths = [path];
        let before = Caches::of(self.cached).await?;
        for round in 0..=self.rounds {
            let ours = self.load(self.cached, token, &paths, self.length).await?;
            let theirs = self.load(&plain, token, &paths, self.length).await?;
            // A few answers were read in part when a load ended.
            let off = (ours.bytes_each / theirs.bytes_each - 1.0).abs();
            ensure!(off < 0.005, "{} bytes and {}", ours.bytes_each, theirs.bytes_each);
            // What comes first in a process is not counted.
            if round > 0 {
                contest.ours.push(ours);
                contest.plain.push(theirs);
            }
        }
        let caches = Caches::of(self.cached).await?.since(before);
        ensure!(
            caches.memory_hits as f64 > MOST * caches.all as f64,
            "{caches:?}: not all of it from memory"
        );
        Ok(contest)
    }

    /// What an answer costs by where it comes from.
    pub(crate) async fn ways(&self) -> Result<Vec<Way>> {
        let mut dice = Dice::new(4);
        let wells: Vec<String> = self
            .field
            .fleet
            .wells
            .iter()
            .map(|id| format!("/api/v1/wells/{id}"))
            .collect();
        let mut shuffled = wells.clone();
        dice.shuffle(&mut shuffled);
        let few = shuffled[..1_000].to_vec();
        let at = |dice: &mut Dice| instant(dice.between(self.field.fleet.span));
        let past = shuffled
            .iter()
            .map(|path| format!("{path}?as_of={}", at(&mut dice)))
            .collect::<Vec<_>>();
        let folded = shuffled
            .iter()
            .map(|path| format!("{path}?at_version=3"))
            .collect::<Vec<_>>();
        let [_, long, _] = &self.field.streams.wells;
        let long = vec![format!(
            "/api/v1/wells/{}?at_version={}",
            long.id,
            long.recorded_at.len()
        )];
        let [fleet, streams] = &self.tokens;
        let mut ways = [
            ("L1, memory", Vec::new()),
            ("L2, Redis", Vec::new()),
            ("database, the row of a well now", Vec::new()),
            ("database, the row of a well at an instant", Vec::new()),
            ("fold of a well of 3 to 10 events", Vec::new()),
            ("fold of 1,000 events", Vec::new()),
        ];
        self.fill_redis(fleet, &shuffled).await?;
        for round in 0..=self.rounds.div_ceil(2) {
            let loads = [
                self.from(self.cached, (fleet, &few), Source::Memory).await?,
                self.from_redis(fleet, &shuffled).await?,
                self.from(self.bare, (fleet, &shuffled), Source::Neither).await?,
                self.from(self.cached, (fleet, &past), Source::Neither).await?,
                self.from(self.cached, (fleet, &folded), Source::Neither).await?,
                self.from(self.cached, (streams, &long), Source::Neither).await?,
            ];
            if round > 0 {
                for ((_, ours), load) in ways.iter_mut().zip(loads) {
                    ours.push(load);
                }
            }
        }
        Ok(ways
            .into_iter()
            .map(|(name, loads)| Way { name, loads })
            .collect())
    }

    async fn from(&self, server: &Server, (token, paths): (&str, &[String]), from: Source) -> Result<Load> {
        if from == Source::Memory {
            let client = Client::new(server, token)?;
            for path in paths {
                client.get(path).await?;
            }
            for path in paths {
                client.remembers(path).await?;
            }
        }
        let before = Caches::of(server).await?;
        let length = if from == Source::Redis { ONCE } else { self.length };
        let load = self.load(server, token, paths, length).await?;
        let caches = Caches::of(server).await?.since(before);
        let hits = match from {
            Source::Memory => caches.memory_hits,
            Source::Redis => caches.redis_hits,
            Source::Neither => load.requests - caches.memory_hits - caches.redis_hits,
        };
        // Questions under way when the load ends are counted by the one and not by the other.
        ensure!(
            hits as f64 > MOST * load.requests as f64,
            "{from:?}: {hits} of {}, {caches:?}",
            load.requests
        );
        Ok(load)
    }

    /// Asks until Redis has every well: what was put there while the projector caught up may be of an incarnation that is over.
    async fn fill_redis(&self, token: &str, paths: &[String]) -> Result<()> {
        let mut asked = 0;
        while asked < paths.len() as u64 {
            // Each load begins anew with the first.
            let later = paths.get(usize::try_from(asked)?..).context("no wells")?;
            asked += self.load(self.cached, token, later, ONCE).await?.requests;
        }
        Ok(())
    }

    /// Each well once, by a process that has forgotten all of them.
    async fn from_redis(&self, token: &str, paths: &[String]) -> Result<Load> {
        forget(self.redis)?;
        let client = Client::new(self.cached, token)?;
        let (probe, paths) = paths.split_last().context("no wells")?;
        client.remembers(probe).await?;
        self.from(self.cached, (token, paths), Source::Redis).await
    }
}

/// Where an answer must come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Source {
    Memory,
    Redis,
    Neither,
}

/// Says on the projector's channel what no process understands: all of them forget what they keep in memory.
fn forget(redis: &Redis) -> Result<()> {
    let url = redis.url();
    let socket = url.strip_prefix("redis+unix://").context("not a socket")?;
    let mut stream = UnixStream::connect(socket)?;
    stream.write_all(b"PUBLISH wf:invalidate forget\r\n")?;
    let mut answer = [0; 64];
    let read = stream.read(&mut answer)?;
    ensure!(answer[..read].starts_with(b":"), "Redis does not take it");
    Ok(())
}
