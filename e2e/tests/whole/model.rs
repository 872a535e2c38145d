//! Whatever is told in whatever order, an answer at any point is what a fold says that knows nothing but the facts.
//!
//! Random commands go to the API: wells and months of production, late, corrected, corrected again, refused. Then everything
//! there is is asked for at random points on both axes of time, by itself, in lists, counted and summed up, and compared with
//! the fold in `naive`. A script that fails is made smaller, and printed with the facts.
//!
//! `WELLFLOW_MODEL_SECONDS=600` goes on for longer, `WELLFLOW_MODEL_SEED` takes other scripts.
#![expect(clippy::panic, reason = "a test fails loudly")]

mod compared;
mod naive;
mod told;

use std::cell::Cell;
use std::time::{Duration, Instant};

use chrono::{Days, NaiveDate, TimeDelta};
use proptest::collection::vec;
use proptest::prelude::{Strategy, any};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use tokio::runtime::Runtime;
use uuid::Uuid;
use wellflow_e2e::{Client, Installation};

use compared::compare;
use naive::{Book, Point};
use told::{Step, Told, tell};

/// How long new scripts are begun.
const SECONDS: u64 = 25;
const SEED: u64 = 20_261_126;
/// Scripts that are told however slow the machine is.
const LEAST: usize = 4;

/// A script, and the numbers its points are made of.
type Script = (Vec<Step>, Vec<(u16, u16, u8)>);

fn scripts() -> impl Strategy<Value = Script> {
    let step = any::<(u8, u8, u16, u16)>().prop_map(|(well, choice, day, amount)| Step {
        well,
        choice,
        day,
        amount,
    });
    (vec(step, 40..130), vec(any::<(u16, u16, u8)>(), 10))
}

/// A point: known at a commit, just before one, or now; about a day near one of the facts, or about the instant itself.
fn point(book: &Book, (known, day, kind): (u16, u16, u8)) -> Point {
    let count = book.facts.len().max(1);
    let at = book
        .facts
        .get(usize::from(known) % count)
        .map(|fact| fact.recorded_at);
    let about = book.facts.get(usize::from(day) % count);
    let about = about.map_or_else(NaiveDate::default, |fact| {
        fact.effective_at
            .with_timezone(&book.zone(fact.thing))
            .date_naive()
    });
    Point {
        as_of: match kind % 4 {
            0 => None,
            1 => at.map(|at| at - TimeDelta::microseconds(1)),
            _ => at,
        },
        effective_on: match kind / 4 % 5 {
            0 => None,
            1 => Some(about - Days::new(1)),
            2 => Some(about + Days::new(u64::from(day % 400))),
            _ => Some(about),
        },
    }
}

/// Tells a script to an organization of its own, and compares.
async fn run(installation: &Installation, (script, points): &Script) -> (Told, usize) {
    let client = organization(installation);
    let (book, told) = tell(&client, script).await;
    let newest = book.facts.last().map_or(0, |fact| fact.position);
    let mut compared = compare(&client, &book, Point::NOW, newest).await;
    for numbers in points {
        compared += compare(&client, &book, point(&book, *numbers), newest).await;
    }
    (told, compared)
}

fn organization(installation: &Installation) -> Client {
    let slug = format!("script-{}", Uuid::now_v7().simple());
    installation.run(&["organization", "create", &slug, "--name", "Script"]);
    installation
        .client
        .with_token(&installation.token(&slug, "owner"))
}

fn setting(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).map_or(otherwise, |value| {
        value
            .parse()
            .unwrap_or_else(|_| panic!("{name}={value} is no number"))
    })
}

/// How far a search goes.
struct Limits {
    seed: u64,
    /// New scripts are begun for so long, and until there were so many.
    time: Duration,
    least: usize,
    /// How often a script that fails is made smaller.
    shrinks: u32,
}

/// What was looked at in vain.
#[derive(Debug, Default)]
struct Searched {
    scripts: usize,
    told: Told,
    compared: usize,
}

/// Looks for a script with an answer that is not what the fold says.
///
/// # Errors
/// The smallest that was found.
fn search(runtime: &Runtime, installation: &Installation, limits: &Limits) -> Result<Searched, String> {
    let until = Instant::now() + limits.time;
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&limits.seed.to_le_bytes());
    let config = Config {
        failure_persistence: None,
        max_shrink_iters: limits.shrinks,
        ..Config::default()
    };
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &bytes));
    let (scripts, sums) = (scripts(), Cell::new((Told::default(), 0)));
    let mut searched = Searched::default();
    while searched.scripts < limits.least || Instant::now() < until {
        let tree = scripts
            .new_tree(&mut runner)
            .map_err(|reason| reason.to_string())?;
        let outcome = runner.run_one(tree, |script| {
            sums.set(runtime.block_on(run(installation, &script)));
            Ok(())
        });
        outcome.map_err(|error| format!("seed {}: {error}", limits.seed))?;
        let (told, compared) = sums.get();
        searched.scripts += 1;
        searched.told += told;
        searched.compared += compared;
    }
    Ok(searched)
}

#[test]
fn whatever_is_told_every_answer_at_every_point_is_what_a_naive_fold_says() {
    let runtime = Runtime::new().unwrap_or_else(|error| panic!("{error}"));
    let installation = runtime.block_on(Installation::three_processes());
    let limits = Limits {
        seed: setting("WELLFLOW_MODEL_SEED", SEED),
        time: Duration::from_secs(setting("WELLFLOW_MODEL_SECONDS", SECONDS)),
        least: LEAST,
        shrinks: 60,
    };
    let searched = search(&runtime, &installation, &limits).unwrap_or_else(|found| panic!("{found}"));
    println!("{searched:?}");
    // Scripts that tell nothing, or nothing late, would compare nothing.
    let Searched { scripts, told, .. } = searched;
    assert!(
        told.taken > 15 * scripts && told.late > scripts && told.corrected > scripts,
        "{searched:?}"
    );
}

/// The search finds what it is there for: rows that are a day late, and what was corrected and still counts.
#[test]
fn a_read_side_that_is_broken_by_hand_is_found() {
    let runtime = Runtime::new().unwrap_or_else(|error| panic!("{error}"));
    for (table, when, what) in [
        (
            "well_history",
            "INSERT",
            "NEW.from_day := least(NEW.from_day + 1, NEW.to_day); RETURN NEW;",
        ),
        ("production_history", "UPDATE", "RETURN NULL;"),
    ] {
        let installation = runtime.block_on(Installation::three_processes());
        let breaking = format!(
            "CREATE FUNCTION read.break() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {what} END; $$; \
             CREATE TRIGGER break BEFORE {when} ON read.{table} FOR EACH ROW EXECUTE FUNCTION read.break()"
        );
        runtime.block_on(async {
            let admin = installation.database().admin().await;
            let broken = admin.batch_execute(&breaking).await;
            broken.unwrap_or_else(|error| panic!("{error}"));
        });
        let limits = Limits {
            seed: SEED,
            time: Duration::ZERO,
            least: 10,
            shrinks: 0,
        };
        let found = search(&runtime, &installation, &limits);
        assert!(found.is_err(), "{table} is broken and was not found: {found:?}");
    }
}
