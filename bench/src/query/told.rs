//! What was measured, as it is printed, and as lines of the check.

use anyhow::Result;

use super::Queried;
use super::asked::{Paged, Timed};
use super::paths::{Contest, middle};
use super::wrk::Load;
use crate::targets::{Line, Target, Unit, line};

impl Queried {
    /// Prints everything but the check's lines.
    pub(crate) fn print(&self) -> Result<()> {
        let machine = &self.machine;
        println!(
            "\n== machine\n{}, {} cores, {:.1} GiB, Linux {}; clients, services, PostgreSQL and Redis share these cores.",
            machine.cpu, machine.cores, machine.memory_gib, machine.kernel
        );
        println!(
            "\n== one question at a time, ms; {} events are stored",
            self.events
        );
        let pages = self.pages.iter().flat_map(|paged| [&paged.now, &paged.then]);
        self.as_of.iter().chain(pages).for_each(Timed::print);
        println!("\n== under wrk, 32 connections; medians of the rounds");
        println!(
            "{:<52} {:>10} {:>9} {:>9}   CPU us: {:>7} {:>10} {:>6}",
            "", "requests/s", "p50 ms", "p99 ms", "server", "PostgreSQL", "Redis"
        );
        row("a well from memory", &self.contest.ours)?;
        row("a plain actix handler, the same bytes", &self.contest.plain)?;
        for way in &self.ways {
            row(way.name, &way.loads)?;
        }
        println!("\ntook {:.0} s", self.seconds);
        Ok(())
    }
}

impl Timed {
    /// Prints its line.
    pub(super) fn print(&self) {
        println!(
            "{:<52} p50 {:>7.2}  p99 {:>7.2}  ({} answers)",
            self.what,
            f64::from(self.p50_us) / 1_000.0,
            f64::from(self.p99_us) / 1_000.0,
            self.answers
        );
    }
}

impl Contest {
    /// Prints the rates, round by round.
    pub(super) fn print(&self) {
        for (name, loads) in [("from memory", &self.ours), ("plain", &self.plain)] {
            let rates = loads.iter().map(|load| format!("{:.0}", load.per_second));
            println!(
                "{name:<12} requests/s by round: {}",
                rates.collect::<Vec<_>>().join(" ")
            );
        }
    }
}

fn row(name: &str, loads: &[Load]) -> Result<()> {
    println!(
        "{name:<52} {:>10.0} {:>9.2} {:>9.2}           {:>7.1} {:>10.1} {:>6.1}",
        middle(loads, |load| load.per_second)?,
        middle(loads, |load| load.p50_us)? / 1_000.0,
        middle(loads, |load| load.p99_us)? / 1_000.0,
        middle(loads, |load| load.server_us)?,
        middle(loads, |load| load.postgres_us)?,
        middle(loads, |load| load.redis_us)?
    );
    Ok(())
}

/// The check.
pub(super) fn lines(queried: &Queried) -> Result<Vec<Line>> {
    let medians = queried.as_of.iter().map(|timed| f64::from(timed.p50_us));
    let slowest = medians.clone().fold(0.0, f64::max);
    let fastest = medians.fold(f64::MAX, f64::min);
    let page = |paged: &Paged| Some(f64::from(paged.then.p50_us) / f64::from(paged.now.p50_us.max(1)));
    let times = |name, figure| line(name, figure, Target::AtMost(2.0), None, Unit::Times);
    let [all, producing, whole] = &queried.pages;
    let contest = &queried.contest;
    let rate = |loads: &[Load]| middle(loads, |load| load.per_second);
    let share = rate(&contest.ours)? / rate(&contest.plain)?;
    let cpu = |name: &str, loads: &[Load]| -> Result<Line> {
        let figure = middle(loads, |load| load.server_us)?;
        Ok(line(
            &format!("CPU of the query API per request: {name}"),
            Some(figure),
            Target::Reported,
            None,
            Unit::Microseconds,
        ))
    };
    let mut lines = vec![
        times(
            "as-of p50, slowest of 10, 1,000, 100,000 events to fastest",
            Some(slowest / fastest.max(1.0)),
        ),
        times(
            "page of 100 of 50,000 wells as of an instant, to now, p50",
            page(all),
        ),
        times("the same of wells that produced", page(producing)),
        line(
            "the whole list page by page, as of an instant, to now",
            page(whole),
            Target::Reported,
            None,
            Unit::Times,
        ),
        line(
            "cached GET of a well, of a plain actix handler",
            Some(share),
            Target::AtLeast(0.70),
            None,
            Unit::Percent,
        ),
        cpu("a plain handler", &contest.plain)?,
        cpu("one well from memory", &contest.ours)?,
    ];
    for way in &queried.ways {
        lines.push(cpu(way.name, &way.loads)?);
    }
    Ok(lines)
}
