//! Where the time of an append goes: every statement inside it, as `auto_explain` reports it to the server's log.
//!
//! The explaining itself costs time, most where many short statements run; shares are worth more than rates here.

use std::collections::HashMap;
use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;

use crate::arms::{ORGANIZATIONS, TARGET_LOAD};
use crate::cli::Options;
use crate::cluster::Cluster;
use crate::contest::{Contestant as _, Work};
use crate::load::{Tasks, Timing, drive};
use crate::ours::{Door, Ours};

/// Statements shown.
const SHOWN: usize = 25;

/// Characters of a statement shown.
const WIDTH: usize = 110;

/// One statement's share.
#[derive(Clone, Debug, Default)]
struct Cost {
    times: u64,
    total_ms: f64,
    slowest_ms: f64,
    slowest: String,
}

/// Runs appends for a moment and prints the statements behind them.
pub(crate) async fn explain(cluster: &Arc<Cluster>, options: &Options) -> Result<()> {
    for (database, organizations) in [("explain_one", 1), ("explain_many", ORGANIZATIONS)] {
        drop(cluster.create_migrated(database).await?);
        let door = Door::Executor { cache: 50_000 };
        let ours = Ours::new(database, cluster, database, organizations, door).await?;
        ours.admin()
            .batch_execute(include_str!("../sql/explain_on.sql"))
            .await?;
        for work in [Work::Create(1), Work::Continue] {
            if !options.wants(&work.key()) {
                continue;
            }
            let streams: Vec<_> = match work {
                Work::Create(_) => Vec::new(),
                Work::Continue => (0..TARGET_LOAD * 32).map(|_| uuid::Uuid::now_v7()).collect(),
            };
            ours.reset(&streams).await?;
            let session = ours.open(0, None).await?;
            let mut log = File::open(cluster.log())?;
            log.seek(SeekFrom::End(0))?;
            let timing = Timing {
                warm: Duration::from_millis(100),
                window: Duration::from_secs_f64(options.seconds.unwrap_or(1.5)),
            };
            let sample = drive(
                &session,
                Tasks::new(work, streams),
                TARGET_LOAD,
                timing,
                cluster.pid(),
            )
            .await;
            session.close().await;
            let mut text = Vec::new();
            log.read_to_end(&mut text)?;
            println!(
                "\n== {}, {organizations} organization(s), {TARGET_LOAD} submitters: {:.0}/s while explained",
                work.name(),
                sample?.per_second
            );
            show(&read(&String::from_utf8_lossy(&text)));
        }
    }
    Ok(())
}

/// Sums the log's plans up by statement.
fn read(log: &str) -> HashMap<String, Cost> {
    let mut costs: HashMap<String, Cost> = HashMap::new();
    let mut plan: Option<(f64, String)> = None;
    // The end of the text closes the last plan.
    for line in log.lines().chain(["end"]) {
        if let (Some((_, text)), true) = (&mut plan, line.starts_with('\t')) {
            text.push_str(line.trim_start_matches('\t'));
            text.push('\n');
            continue;
        }
        if let Some((ms, text)) = plan.take() {
            let cost = costs.entry(statement(&text)).or_default();
            cost.times += 1;
            cost.total_ms += ms;
            if ms >= cost.slowest_ms {
                cost.slowest_ms = ms;
                cost.slowest = text;
            }
        }
        let duration = line
            .split_once("duration: ")
            .and_then(|(_, rest)| rest.split_once(" ms  plan:"));
        plan = duration.and_then(|(ms, _)| Some((ms.parse().ok()?, String::new())));
    }
    costs
}

/// The statement of a plan, on one line.
fn statement(plan: &str) -> String {
    let text = plan.strip_prefix("Query Text: ").unwrap_or(plan);
    // The plan's first node is the first line that names its costs.
    let lines = text.lines().take_while(|line| !line.contains("(cost="));
    let words: Vec<&str> = lines.flat_map(str::split_whitespace).collect();
    words.join(" ")
}

/// Whether a statement belongs to the function, not to a reader or the hints.
fn is_inside(statement: &str) -> bool {
    let outside = [
        "BEGIN",
        "COMMIT",
        "SELECT organization_id, position",
        "SELECT pg_catalog.pg_notify",
    ];
    !outside.iter().any(|start| statement.starts_with(start))
}

fn show(costs: &HashMap<String, Cost>) {
    let mut costs: Vec<(&String, &Cost)> = costs.iter().collect();
    costs.sort_by(|a, b| b.1.total_ms.total_cmp(&a.1.total_ms));
    println!("   total ms    times   mean ms  slowest  statement");
    for (statement, cost) in costs.iter().take(SHOWN) {
        let shown: String = statement.chars().take(WIDTH).collect();
        println!(
            "{:11.1} {:8} {:9.3} {:8.2}  {shown}",
            cost.total_ms,
            cost.times,
            cost.total_ms / cost.times as f64,
            cost.slowest_ms
        );
    }
    let total = |inside: bool| -> f64 {
        let chosen = costs
            .iter()
            .filter(|(text, _)| text.contains("ledger.append_batch") != inside);
        chosen
            .filter(|(text, _)| !inside || is_inside(text))
            .map(|(_, cost)| cost.total_ms)
            .sum()
    };
    println!(
        "append_batch took {:.1} ms, the statements inside it {:.1} ms; the rest is its own work, and the explaining",
        total(false),
        total(true)
    );
    // A statement that contains others contains their time; the plan of what takes most tells more.
    for (_, cost) in costs.iter().take(4) {
        println!(
            "\n-- the slowest of them, {:.2} ms\n{}",
            cost.slowest_ms, cost.slowest
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plans_are_summed_up_by_statement() {
        let log = "2026-01-01 [1] a@b LOG:  duration: 1.500 ms  plan:\n\tQuery Text: SELECT x\n\t  FROM t\n\
                   \tSeq Scan on t  (cost=0.00..1.00 rows=1 width=4)\n\
                   2026-01-01 [1] a@b LOG:  checkpoint starting: time\n\
                   2026-01-01 [1] a@b LOG:  duration: 0.500 ms  plan:\n\tQuery Text: SELECT x\n\t  FROM t\n\
                   \tSeq Scan on t  (cost=0.00..1.00 rows=1 width=4)\n";
        let costs = read(log);
        let cost = costs.get("SELECT x FROM t").cloned().unwrap_or_default();
        assert_eq!((costs.len(), cost.times), (1, 2));
        assert!((cost.total_ms - 2.0).abs() < 1e-9);
    }
}
