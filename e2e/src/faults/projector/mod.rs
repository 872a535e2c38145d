//! The projector while everything it needs is killed; see [`run`].

mod compare;
mod refold;
mod site;
mod story;
mod strike;
mod writer;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tokio::task::JoinSet;
use tokio::time::MissedTickBehavior;
use tokio_postgres::Client;
use uuid::Uuid;
use wellflow_event_store::{Ledger, LedgerConfig};
use wellflow_runtime::{DatabaseConfig, Shutdown, Tenant, TenantPool};

use self::compare::Rows;
use self::site::Site;
use self::strike::Strikes;
use self::writer::{Field, Pen};
use super::cluster::Folder;
use super::report::Report;

/// Organizations written to at the same time.
const AT_ONCE: usize = 8;
/// How often the run looks around.
const LOOK: Duration = Duration::from_millis(50);
/// No projector coming any further for so long is a fault of its own.
const SILENCE: Duration = Duration::from_secs(180);

/// A run.
#[derive(Clone, Debug)]
pub struct Settings {
    /// What fields and faults follow from.
    pub seed: u64,
    /// Events to write, over all organizations.
    pub events: u64,
    /// Organizations.
    pub organizations: usize,
    /// Projector processes; at least two, so that one can be stopped.
    pub projectors: usize,
    /// Faults while the first three quarters are written; a quarter more follow while the projectors catch up.
    pub strikes: u64,
    /// How long a projector is stopped.
    pub stop: Duration,
    /// Whether the read models have a PostgreSQL of their own.
    pub separate_reads: bool,
    /// Where the run's folder is made; the system's temporary folder where it is not said.
    pub directory: Option<PathBuf>,
    /// Whether the run's folder stays, with data and logs.
    pub keep: bool,
    /// Whether the judges are put to the proof at the end, by faults made on purpose.
    pub prove: bool,
    /// Told how far the run is.
    pub progress: fn(&str),
}

/// Writes a load of events while projectors, Redis and PostgreSQL are killed and one projector is stopped for a while; then
/// compares every row of the read models with those of a projector nobody disturbed, and with folds of the ledger.
///
/// # Panics
/// When the run cannot go on: no server, no progress.
pub async fn run(settings: Settings) -> Report {
    let mut report = Report::new();
    let folder = Folder::new(settings.directory.as_deref(), settings.keep);
    let mut site = Site::install(folder, settings.separate_reads, settings.projectors).await;
    let client = site.ledger.superuser().await;
    let organizations = site::organizations(&client, settings.seed, settings.organizations).await;
    drop(client);
    drive(&settings, &mut site, &organizations, &mut report).await;
    site.stop_projectors();
    (settings.progress)("a projector nobody disturbs begins from zero");
    let started = Instant::now();
    let mut clean = site.clean_projector().await;
    let (ledger, rows) = (site.ledger.superuser().await, site.clean().await);
    until_at_tip(&ledger, &rows, &organizations, &settings).await;
    clean.stop();
    let seconds = started.elapsed().as_secs_f64();
    report.count(
        "events per second of the undisturbed projector",
        (settings.events as f64 / seconds) as u64,
    );
    (settings.progress)("comparing row by row");
    let reads = site.reads().await;
    compare::all(&reads, &rows, &organizations, &mut report).await;
    (settings.progress)("folding the ledger");
    let url = site.ledger.url("wellflow_projector");
    refold::all(&url, &reads, &organizations, &mut report).await;
    if settings.prove && report.violations().is_empty() {
        prove(&url, &reads, &rows, &organizations, &mut report).await;
    }
    report
}

/// Writes, strikes, and waits until every checkpoint is at its ledger's tip.
async fn drive(settings: &Settings, site: &mut Site, organizations: &[Uuid], report: &mut Report) {
    let (shutdown, pen) = (Shutdown::new(), AtomicU64::new(0));
    let pen = start_writing(site, &shutdown, pen).await;
    let mut writers = write(settings, organizations, &pen);
    site.projectors_again();
    let mut strikes = Strikes::new(settings.seed);
    let (started, mut struck, mut stopped) = (Instant::now(), 0, false);
    let mut look = tokio::time::interval(LOOK);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut events = 0;
    while !writers.is_empty() {
        tokio::select! {
            Some(ended) = writers.join_next() => events += ended.unwrap(),
            _ = look.tick() => {}
        }
        restart(site, report).await;
        let written = pen.written.load(Ordering::Relaxed);
        let share = |part: u64, of: u64| written * of >= settings.events * part;
        if !stopped && share(3, 4) {
            stopped = true;
            strike::stop_one(settings, site, organizations, &mut writers, &mut events, report).await;
        } else if struck < settings.strikes && share(3 * (struck + 1), 4 * (settings.strikes + 1)) {
            struck += 1;
            strikes.strike(site, report).await;
            (settings.progress)(&format!(
                "{written} of {} events, {struck} faults",
                settings.events
            ));
        }
    }
    report.count("events", events);
    report.count("seconds of writing", started.elapsed().as_secs());
    report.count(
        "commits sent more than once",
        pen.repeated.load(Ordering::Relaxed),
    );
    for _ in 0..settings.strikes / 4 {
        look.tick().await;
        restart(site, report).await;
        strikes.strike(site, report).await;
    }
    restart(site, report).await;
    let (ledger, reads) = (site.ledger.superuser().await, site.reads().await);
    loop {
        restart(site, report).await;
        look.tick().await;
        if behind(&ledger, &reads, organizations).await == 0 {
            break;
        }
        assert!(
            started.elapsed() < SILENCE + patience(settings),
            "the projectors do not come to the end"
        );
    }
    report.count("seconds until all was projected", started.elapsed().as_secs());
    shutdown.request();
}

async fn start_writing(site: &Site, shutdown: &Shutdown, written: AtomicU64) -> Pen {
    let database = DatabaseConfig::parse("url", &site.ledger.url("wellflow_command")).unwrap();
    let config = LedgerConfig::default();
    let size = config.lanes * config.depth + 1;
    let pool = TenantPool::connect(&database, "faults writer", size)
        .await
        .unwrap();
    Pen {
        ledger: Ledger::start(&pool, config, shutdown),
        written: Arc::new(written),
        repeated: Arc::default(),
    }
}

fn write(settings: &Settings, organizations: &[Uuid], pen: &Pen) -> JoinSet<u64> {
    let room = Arc::new(tokio::sync::Semaphore::new(AT_ONCE));
    let each = settings.events.div_ceil(organizations.len() as u64);
    let mut writers = JoinSet::new();
    for (number, organization) in (0..).zip(organizations) {
        let field = Field::new(Tenant::authenticated(*organization), settings.seed, number);
        let (pen, room) = (pen.clone(), Arc::clone(&room));
        writers.spawn(async move {
            let _turn = room.acquire_owned().await;
            field.write(pen, each).await
        });
    }
    writers
}

/// Brings back whatever is down.
async fn restart(site: &mut Site, report: &mut Report) {
    site.redis_again().await;
    let (ended, panicked) = site.projectors_again();
    report.count("projectors that gave up while PostgreSQL was away", ended);
    if let Some(printed) = panicked {
        report.violation(format!("a projector panicked:\n{printed}"));
    }
}

/// Twice what the slowest machine would take.
fn patience(settings: &Settings) -> Duration {
    Duration::from_secs(settings.events / 500) + settings.stop
}

/// How many organizations have a checkpoint that is not at the tip, or none.
async fn behind(ledger: &Client, reads: &Client, organizations: &[Uuid]) -> usize {
    let tips = ledger
        .query(include_str!("../sql/projector_tips.sql"), &[])
        .await
        .unwrap();
    let places = reads
        .query(include_str!("../sql/projector_places.sql"), &[])
        .await
        .unwrap();
    let of = |rows: &[tokio_postgres::Row], organization: Uuid| {
        let row = rows.iter().find(|row| row.get::<_, Uuid>(0) == organization);
        row.map(|row| row.get::<_, i64>(1))
    };
    let at_tip = |organization: &&Uuid| {
        let tip = of(&tips, **organization);
        tip.is_some() && tip == of(&places, **organization)
    };
    organizations.len() - organizations.iter().filter(at_tip).count()
}

async fn until_at_tip(ledger: &Client, reads: &Client, organizations: &[Uuid], settings: &Settings) {
    let started = Instant::now();
    let mut look = tokio::time::interval(LOOK);
    while behind(ledger, reads, organizations).await > 0 {
        assert!(
            started.elapsed() < SILENCE + patience(settings),
            "the projector does not come to the end"
        );
        look.tick().await;
    }
}

/// Rows made wrong on purpose: each judge finds its own.
async fn prove(url: &str, reads: &Client, clean: &Client, organizations: &[Uuid], report: &mut Report) {
    for spoil in [
        include_str!("../sql/projector_spoil_skip.sql"),
        include_str!("../sql/projector_spoil_twice.sql"),
        include_str!("../sql/projector_spoil_stretch.sql"),
    ] {
        for (judge, name) in [(0, "the undisturbed projector"), (1, "the folds")] {
            let mut trial = Report::new();
            reads.batch_execute("BEGIN").await.unwrap();
            let spoiled = reads.execute(spoil, &[]).await.unwrap();
            match judge {
                0 => compare::all(reads, clean, organizations, &mut trial).await,
                _ => refold::all(url, reads, organizations, &mut trial).await,
            }
            reads.batch_execute("ROLLBACK").await.unwrap();
            report.demand(spoiled > 0, || format!("nothing to spoil by {spoil}"));
            report.demand(!trial.violations().is_empty(), || {
                format!("{name} did not notice {spoil}")
            });
            report.count(
                "faults made on purpose and found",
                u64::from(!trial.violations().is_empty()),
            );
        }
    }
}

/// What the read models hold now, in short: the same where nothing changed.
pub(crate) async fn sums(client: &Client) -> Vec<(String, i64, String)> {
    let mut sums = Vec::new();
    for table in Rows::tables(client).await {
        let rows = client.query_one(&table.sum(), &[]).await.unwrap();
        sums.push((table.name().to_owned(), rows.get(0), rows.get(1)));
    }
    sums
}
