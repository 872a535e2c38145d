//! The faults: SIGKILL to projectors, Redis and PostgreSQL, and a projector that is stopped in the middle of its work.

use std::time::{Duration, Instant};

use rustix::process::Signal;
use tokio::task::JoinSet;
use tokio::time::MissedTickBehavior;
use uuid::Uuid;
use wellflow_testkit::eventually;

use super::site::Site;
use super::{LOOK, SILENCE, Settings, behind, patience, restart, sums};
use crate::faults::random::Random;
use crate::faults::report::Report;

/// The roles whose backends are killed.
const ROLES: [&str; 3] = ["wellflow_projector", "wellflow_projector", "wellflow_command"];
/// How long one that was stopped may take to answer again.
const WAKING: Duration = Duration::from_secs(60);
/// What it may do after it woke before it is looked at.
const AFTER_WAKING: Duration = Duration::from_secs(2);

/// Which fault comes next.
#[derive(Debug)]
pub(crate) struct Strikes {
    random: Random,
}

impl Strikes {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            random: Random::of(&[seed, 32]),
        }
    }

    /// One fault; what is killed is not there when it returns, and PostgreSQL is again.
    pub(crate) async fn strike(&mut self, site: &mut Site, report: &mut Report) {
        match self.random.below(10) {
            0..4 => {
                site.kill_projector(self.random.index(2));
                report.count("projectors killed", 1);
            }
            4..6 => {
                site.kill_redis();
                report.count("times Redis was killed", 1);
            }
            6 => {
                // Everything at once, as when the machine loses its power.
                site.kill_projector(0);
                site.kill_projector(1);
                site.kill_redis();
                self.cut_off(site, report).await;
            }
            7 => {
                let server = self.random.index(site.servers());
                let role = ROLES[self.random.index(ROLES.len())];
                let choice = self.random.index(64);
                if site.server(server).kill_backend(role, choice).await {
                    let took = site.recovered(server).await;
                    report.count("backends of PostgreSQL killed", 1);
                    longest(report, took);
                }
            }
            _ => self.cut_off(site, report).await,
        }
    }

    async fn cut_off(&mut self, site: &mut Site, report: &mut Report) {
        let nth = self.random.index(site.servers());
        let server = site.server(nth);
        if self.random.chance(50) {
            server.kill_postmaster();
            report.count("times PostgreSQL's first process was killed", 1);
        } else {
            server.cut_off();
            report.count("times PostgreSQL was stopped at once", 1);
        }
        let took = server.bring_up().await;
        longest(report, took);
    }
}

fn longest(report: &mut Report, took: Duration) {
    let took = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    report.at_least("milliseconds PostgreSQL took to be back, at most", took);
}

/// Stops one of the projectors while it works, and lets the others project all that is written; then wakes it: it changes
/// nothing.
pub(crate) async fn stop_one(
    settings: &Settings,
    site: &mut Site,
    organizations: &[Uuid],
    writers: &mut JoinSet<u64>,
    events: &mut u64,
    report: &mut Report,
) {
    (settings.progress)("one projector is stopped");
    let (ledger, reads) = (site.ledger.superuser().await, site.reads().await);
    working(&reads).await;
    site.signal_projector(0, Signal::STOP);
    report.count("projectors stopped while batches were written", 1);
    let started = Instant::now();
    let mut look = tokio::time::interval(LOOK);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    while !writers.is_empty() || started.elapsed() < settings.stop {
        tokio::select! {
            Some(ended) = writers.join_next() => *events += ended.unwrap(),
            _ = look.tick() => {}
        }
    }
    while behind(&ledger, &reads, organizations).await > 0 {
        assert!(
            started.elapsed() < SILENCE + patience(settings),
            "the others do not go on without it"
        );
        look.tick().await;
    }
    let stopped_for = started.elapsed().as_secs();
    report.at_least("seconds a projector was stopped", stopped_for);
    let before = sums(&reads).await;
    site.signal_projector(0, Signal::CONT);
    let health = site.health(0).unwrap_or_default();
    let http = reqwest::Client::new();
    eventually("the projector answers again", WAKING, async || {
        http.get(&health).send().await.ok().map(drop)
    })
    .await;
    let woken = Instant::now();
    while woken.elapsed() < AFTER_WAKING {
        look.tick().await;
    }
    let after = sums(&reads).await;
    report.demand(before == after, || {
        format!(
            "a projector that was stopped for {stopped_for} s changed rows when it woke: {before:?} {after:?}"
        )
    });
    restart(site, report).await;
}

/// Waits until a projector is in the middle of a batch.
async fn working(reads: &tokio_postgres::Client) {
    eventually("a projector writes", WAKING, async || {
        let row = reads
            .query_one(include_str!("../sql/projector_working.sql"), &[])
            .await;
        row.is_ok_and(|row| row.get(0)).then_some(())
    })
    .await;
}
