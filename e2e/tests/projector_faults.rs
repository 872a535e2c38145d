//! The projector's fault harness in small: every kind of fault, on one PostgreSQL and on two. The long run is `just
//! faults-projector`.

use std::time::Duration;

use wellflow_e2e::faults::{Seeded, projector};

/// The same plan every time; the harness by itself takes another seed each time.
const SEED: u64 = 20_261_126;

async fn run(separate_reads: bool) {
    let _seeded = Seeded(SEED);
    let settings = projector::Settings {
        seed: SEED,
        events: 6_000,
        organizations: 4,
        projectors: 2,
        strikes: 16,
        stop: Duration::from_secs(3),
        separate_reads,
        directory: None,
        keep: false,
        prove: true,
        progress: |_| {},
    };
    let report = Box::pin(projector::run(settings)).await;
    report.assert_clean();
    let met = [
        "projectors killed",
        "times Redis was killed",
        "times PostgreSQL's first process was killed",
        "times PostgreSQL was stopped at once",
        "projectors stopped while batches were written",
        "wells folded",
        "months folded",
        "lines of days folded",
        "points of both axes folded",
        "months of decks folded",
        "facts that made no sense, noted in rows",
        "rows compared of read.lease_history",
        "rows compared of read.completion",
        "rows compared of read.interest_history",
        "rows compared of read.afe_history",
        "rows compared of read.agreement_history",
    ];
    for figure in met {
        assert!(report.figure(figure) > 0, "{figure}: none\n{report}");
    }
    assert_eq!(report.figure("faults made on purpose and found"), 6, "{report}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_skipped_or_applied_twice_whatever_is_killed() {
    Box::pin(run(false)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nor_where_the_read_models_have_a_server_of_their_own() {
    Box::pin(run(true)).await;
}
