//! The query API under questions: a well at any instant whatever its history, a page of a fleet at any instant, and what an
//! answer costs by where it comes from; see `-- query`.
//!
//! Invariants
//! - The query API is the product's, with its routes, tokens and row level security, in a process of its own; what is asked is
//!   written by the ledger's writer and projected by the product's projector.
//! - What is compared is asked in turn, in one run; reported are medians.
//! - An answer that is not the one expected, or comes from elsewhere than it is said to, ends the run.

mod asked;
mod child;
mod client;
mod dice;
mod field;
mod life;
mod paths;
mod project;
mod serve;
mod told;
mod wrk;

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Result;
use serde::Serialize;
use wellflow_embedded::{Durability, Home, Redis, Search};

use self::asked::{Paged, Timed};
use self::child::Server;
use self::client::{Client, Installation};
use self::field::Field;
use self::paths::{Bench, Contest, Way};
use self::project::Projecting;
pub(crate) use self::serve::{PlainService, QueryService, plain, query};
use self::wrk::Wrk;
use crate::cli::QueryOptions;
use crate::cluster::Cluster;
use crate::machine::Machine;
use crate::targets::Line;

const DATABASE: &str = "queried";

/// Everything.
#[derive(Debug, Serialize)]
pub(crate) struct Queried {
    machine: Machine,
    versions: Vec<(String, String)>,
    settings: Vec<(String, String)>,
    events: u64,
    /// By length of the stream.
    as_of: Vec<Timed>,
    /// All wells, those that produce, and the whole list.
    pages: [Paged; 3],
    contest: Contest,
    ways: Vec<Way>,
    pub(crate) lines: Vec<Line>,
    seconds: f64,
}

/// Everything the options ask for, in one run.
pub(crate) async fn measure(cluster: &Arc<Cluster>, options: &QueryOptions) -> Result<Queried> {
    let started = Instant::now();
    let folder = cluster.home().join("query");
    std::fs::create_dir_all(&folder)?;
    let wrk = Wrk::find(&folder)?;
    let machine = Machine::look(cluster.home())?;
    let redis_home = Home::resolve(Some(folder.join("redis")))?;
    let redis = tokio::task::spawn_blocking(move || {
        Redis::start(&redis_home, &Search::from_env(), Durability::Durable)
    });
    let redis = redis.await??;
    println!(
        "{} wells are written, and streams of {:?} events",
        field::WELLS,
        field::LENGTHS
    );
    let field = Field::fill(cluster, DATABASE).await?;
    println!(
        "{:.0} s; {} events are projected",
        started.elapsed().as_secs_f64(),
        field.events
    );
    let projecting = Projecting::catch_up(cluster, &field, &redis.url()).await?;
    println!("{:.0} s; the query API is asked", started.elapsed().as_secs_f64());
    let installation = Installation::new()?;
    let start = |redis: Option<&str>| start(cluster, &installation, &folder, redis);
    let (cached, bare) = (start(Some(&redis.url()))?, start(None)?);
    let (fleet, streams) = (&field.fleet, &field.streams);
    let tokens = [
        installation.token(&fleet.tenant)?,
        installation.token(&streams.tenant)?,
    ];
    let [of_fleet, of_streams] = [
        Client::new(&cached, &tokens[0])?,
        Client::new(&cached, &tokens[1])?,
    ];
    let (rounds, instants) = if options.quick { (500, 25) } else { (2_000, 100) };
    let as_of = asked::as_of(&of_streams, streams, rounds).await?;
    let pages = [
        asked::pages(&of_fleet, fleet, "", instants).await?,
        asked::pages(&of_fleet, fleet, "&status=producing", instants).await?,
        asked::whole(&of_fleet, fleet).await?,
    ];
    let of_pages = pages.iter().flat_map(|paged| [&paged.now, &paged.then]);
    as_of.iter().chain(of_pages).for_each(Timed::print);
    println!("{:.0} s; wrk asks", started.elapsed().as_secs_f64());
    let (rounds, length) = if options.quick { (7, 2) } else { (11, 5) };
    let bench = Bench {
        field: &field,
        wrk,
        folder: &folder,
        redis: &redis,
        postgres: cluster.pid(),
        cached: &cached,
        bare: &bare,
        tokens,
        rounds,
        length: Duration::from_secs(length),
    };
    let contest = bench.contest().await?;
    contest.print();
    let ways = bench.ways().await?;
    projecting.stop().await?;
    let mut queried = Queried {
        machine,
        versions: crate::report::versions(),
        settings: cluster.settings().await?,
        events: field.events,
        as_of,
        pages,
        contest,
        ways,
        lines: Vec::new(),
        seconds: started.elapsed().as_secs_f64(),
    };
    queried.lines = told::lines(&queried)?;
    Ok(queried)
}

fn start(
    cluster: &Cluster,
    installation: &Installation,
    folder: &Path,
    redis: Option<&str>,
) -> Result<Server> {
    let database = cluster.url(None, "wellflow_query", DATABASE);
    let (key, id) = (
        installation.key.public_key().to_string(),
        installation.id.to_string(),
    );
    let mut arguments = vec![
        "serve-query",
        "--database",
        &database,
        "--key",
        &key,
        "--installation",
        &id,
    ];
    arguments.extend(redis.map(|url| ["--redis", url]).into_iter().flatten());
    let log = if redis.is_some() { "cached.log" } else { "bare.log" };
    Server::start(&arguments, &folder.join(log))
}
