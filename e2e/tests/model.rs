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

use std::time::{Duration, Instant};

use chrono::{Days, NaiveDate, TimeDelta};
use proptest::collection::vec;
use proptest::prelude::{Strategy, any};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
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
async fn run(installation: &Installation, number: usize, (script, points): &Script) -> (Told, usize) {
    let client = organization(installation, number);
    let (book, told) = tell(&client, script).await;
    let newest = book.facts.last().map_or(0, |fact| fact.position);
    let mut compared = compare(&client, &book, Point::NOW, newest).await;
    for numbers in points {
        compared += compare(&client, &book, point(&book, *numbers), newest).await;
    }
    (told, compared)
}

fn organization(installation: &Installation, number: usize) -> Client {
    let slug = format!("script-{number}");
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

#[test]
fn whatever_is_told_every_answer_at_every_point_is_what_a_naive_fold_says() {
    let runtime = tokio::runtime::Runtime::new().unwrap_or_else(|error| panic!("{error}"));
    let installation = runtime.block_on(Installation::three_processes());
    let seed = setting("WELLFLOW_MODEL_SEED", SEED);
    let until = Instant::now() + Duration::from_secs(setting("WELLFLOW_MODEL_SECONDS", SECONDS));
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let config = Config {
        failure_persistence: None,
        max_shrink_iters: 60,
        ..Config::default()
    };
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &bytes));
    let (scripts, number) = (scripts(), std::cell::Cell::new(0));
    let (mut told, mut compared, mut done) = (Told::default(), 0, 0);
    while done < LEAST || Instant::now() < until {
        let tree = scripts
            .new_tree(&mut runner)
            .unwrap_or_else(|error| panic!("{error}"));
        let sums = std::cell::Cell::new((Told::default(), 0));
        let outcome = runner.run_one(tree, |script| {
            number.set(number.get() + 1);
            sums.set(runtime.block_on(run(&installation, number.get(), &script)));
            Ok(())
        });
        if let Err(error) = outcome {
            panic!("seed {seed}: {error}");
        }
        let (of_script, answers) = sums.get();
        told += of_script;
        compared += answers;
        done += 1;
    }
    println!("{done} scripts, {told:?}, {compared} answers compared");
    // Scripts that tell nothing, or nothing late, would compare nothing.
    assert!(
        told.taken > 15 * done && told.late > 2 * done && told.corrected > done,
        "{told:?} of {done} scripts"
    );
}
