//! The fault harness in small: every kind of fault, a few seconds each. The long runs are `just faults`.

use std::path::PathBuf;

use wellflow_e2e::faults::{Report, Seeded, concurrency, kills};

/// The same plan every time; the harness by itself takes another seed each time.
const SEED: u64 = 20_261_126;

fn program() -> PathBuf {
    PathBuf::from(env!("CARGO_BIN_EXE_ledger-faults"))
}

fn demand(report: &Report, figures: &[&str]) {
    for figure in figures {
        assert!(report.figure(figure) > 0, "{figure}: none\n{report}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_writers_in_killed_processes_lose_repeat_and_skip_nothing() {
    let _seeded = Seeded(SEED);
    let settings = concurrency::Settings {
        program: program(),
        seed: SEED,
        commands: 2_000,
        processes: 3,
        writers: 2,
        tasks: 48,
        organizations: 6,
        block: 50,
        kill_every: 500,
        terminate_every: 200,
        directory: None,
        keep: false,
        prove: true,
        progress: |_| {},
    };
    let report = Box::pin(concurrency::run(settings)).await;
    report.assert_clean();
    let met = [
        "workers killed and replaced",
        "database connections taken away",
        "commands under way at once in two processes",
        "commands under way twice at once in one process",
        "commands carried out without an event",
        "answers 'done before'",
        "answers 'refused', failed",
        "answers 'refused', short",
        "answers 'refused', claimed",
        "answers 'refused', key-reused",
        "answers 'refused', version-conflict",
        "claims",
    ];
    demand(&report, &met);
    assert_eq!(report.figure("faults made on purpose and found"), 12, "{report}");
    assert_eq!(
        report.figure("events"),
        report.figure("events the reader saw"),
        "{report}"
    );
    assert_eq!(
        report.figure("commits"),
        report.figure("commits the reader saw"),
        "{report}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn power_cuts_lose_nothing_and_a_repeated_key_gets_the_first_outcome() {
    let _seeded = Seeded(SEED);
    let settings = kills::Settings {
        program: program(),
        seed: SEED,
        rounds: 6,
        clients: 6,
        organizations: 2,
        sample: 10,
        directory: None,
        keep: false,
        prove: true,
        progress: |_| {},
    };
    let report = Box::pin(kills::run(settings)).await;
    report.assert_clean();
    let met = [
        "commands not answered when a fault struck",
        "answered before, and given the same answer again",
        "ledgers that verify",
    ];
    demand(&report, &met);
    assert_eq!(report.figure("faults made on purpose and found"), 8, "{report}");
    assert_eq!(
        report.figure("events"),
        report.figure("events the reader saw"),
        "{report}"
    );
}
