//! A closed loop of submitters, and what it measured.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use serde::Serialize;
use uuid::Uuid;

use crate::contest::{CacheUse, Session, Task, Work};
use crate::machine::Busy;

/// How a load is driven.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Timing {
    /// Not counted: connections, plans and caches warm up.
    pub(crate) warm: Duration,
    /// Counted.
    pub(crate) window: Duration,
}

/// What a load came to.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Sample {
    /// Tasks finished inside the window, per second.
    pub(crate) per_second: f64,
    /// Half of the tasks were answered within so many microseconds.
    pub(crate) p50_us: u32,
    /// 99 of 100 tasks were.
    pub(crate) p99_us: u32,
    /// Share of the machine's processors kept busy by neither this process nor its PostgreSQL.
    pub(crate) others_busy: f64,
    /// Share of loads the cache of aggregates served.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cache_hits: Option<f64>,
    /// How often the whole set of prepared streams was gone through.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) passes: Option<f64>,
}

/// Hands tasks out to the submitters.
pub(crate) struct Tasks {
    work: Work,
    streams: Vec<Uuid>,
    next: AtomicU64,
}

impl Tasks {
    pub(crate) fn new(work: Work, streams: Vec<Uuid>) -> Self {
        Self {
            work,
            streams,
            next: AtomicU64::new(0),
        }
    }

    pub(crate) fn next(&self) -> Task {
        let nth = self.next.fetch_add(1, Ordering::Relaxed);
        match self.work {
            Work::Create(events) => Task::Create { nth, events },
            Work::Continue => {
                let place = nth % self.streams.len().max(1) as u64;
                let id = usize::try_from(place)
                    .ok()
                    .and_then(|place| self.streams.get(place));
                Task::Continue {
                    nth: place,
                    id: id.copied().unwrap_or_default(),
                }
            }
        }
    }

    fn passes(&self) -> Option<f64> {
        let given = self.next.load(Ordering::Relaxed);
        (self.work == Work::Continue).then(|| given as f64 / self.streams.len().max(1) as f64)
    }
}

/// Drives a session with so many submitters, each of which sends its next task when the last one was answered.
pub(crate) async fn drive(
    session: &Arc<dyn Session>,
    tasks: Tasks,
    submitters: usize,
    timing: Timing,
    postgres: u32,
) -> Result<Sample> {
    let tasks = Arc::new(tasks);
    let stop = Arc::new(AtomicBool::new(false));
    let opens = Instant::now() + timing.warm;
    let closes = opens + timing.window;
    let running: Vec<_> = (0..submitters)
        .map(|_| {
            let (session, tasks, stop) = (Arc::clone(session), Arc::clone(&tasks), Arc::clone(&stop));
            tokio::spawn(async move {
                let mut micros: Vec<u32> = Vec::new();
                while !stop.load(Ordering::Relaxed) {
                    let sent = Instant::now();
                    session.run(tasks.next()).await?;
                    let answered = Instant::now();
                    if answered >= opens && answered < closes {
                        let micro = answered.duration_since(sent).as_micros();
                        micros.push(u32::try_from(micro).unwrap_or(u32::MAX));
                    }
                }
                anyhow::Ok(micros)
            })
        })
        .collect();
    tokio::time::sleep_until(opens.into()).await;
    let busy = Busy::now(postgres);
    let cache = session.cache_use();
    tokio::time::sleep_until(closes.into()).await;
    let others_busy = busy.and_then(|before| Ok(before.others_until(&Busy::now(postgres)?)));
    let cache_hits = cache
        .zip(session.cache_use())
        .and_then(|(before, after)| share(before, after));
    stop.store(true, Ordering::Relaxed);
    let mut micros = Vec::new();
    for submitter in running {
        micros.extend(submitter.await?.context("a submitter failed")?);
    }
    micros.sort_unstable();
    Ok(Sample {
        per_second: micros.len() as f64 / timing.window.as_secs_f64(),
        p50_us: quantile(&micros, 0.50),
        p99_us: quantile(&micros, 0.99),
        others_busy: others_busy?,
        cache_hits,
        passes: tasks.passes(),
    })
}

fn share(before: CacheUse, after: CacheUse) -> Option<f64> {
    let hits = after.hits.saturating_sub(before.hits);
    let misses = after.misses.saturating_sub(before.misses);
    (hits + misses > 0).then(|| hits as f64 / (hits + misses) as f64)
}

/// The value below which so much of a sorted list lies; 0 for an empty one.
pub(crate) fn quantile(sorted: &[u32], share: f64) -> u32 {
    let last = sorted.len().saturating_sub(1);
    let place = (last as f64 * share).round() as usize;
    sorted.get(place.min(last)).copied().unwrap_or(0)
}

/// The middle value of an unsorted list; `None` for an empty one.
pub(crate) fn median(values: impl IntoIterator<Item = f64>) -> Option<f64> {
    let mut values: Vec<f64> = values.into_iter().collect();
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    let upper = values.get(middle)?;
    match values.len() % 2 {
        1 => Some(*upper),
        _ => values.get(middle - 1).map(|lower| f64::midpoint(*lower, *upper)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_of_an_even_number_lies_between_the_two_in_the_middle() {
        assert_eq!(median([4.0, 1.0, 3.0, 2.0]), Some(2.5));
        assert_eq!(median([9.0, 1.0, 5.0]), Some(5.0));
        assert_eq!(median([]), None);
    }

    #[test]
    fn quantiles_are_values_of_the_list() {
        let list: Vec<u32> = (1..=101).collect();
        assert_eq!(quantile(&list, 0.50), 51);
        assert_eq!(quantile(&list, 0.99), 100);
        assert_eq!(quantile(&[], 0.99), 0);
    }

    #[test]
    fn prepared_streams_are_visited_in_turn() {
        let streams = vec![Uuid::from_u128(1), Uuid::from_u128(2)];
        let tasks = Tasks::new(Work::Continue, streams);
        let visited: Vec<u128> = (0..3)
            .map(|_| match tasks.next() {
                Task::Continue { id, .. } => id.as_u128(),
                Task::Create { .. } => 0,
            })
            .collect();
        assert_eq!(visited, [1, 2, 1]);
        assert_eq!(tasks.passes(), Some(1.5));
    }
}
