//! Who writes and then reads with the position of the write sees it, or is told that it is not there yet: under load, with the
//! projector hung for seconds at a time, from caches, rows and the ledger alike.
#![expect(clippy::unwrap_used, reason = "a test fails loudly")]

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use chrono::{DateTime, SecondsFormat, SubsecRound, TimeDelta, Utc};
use serde_json::{Value, json};
use wellflow_e2e::{Answer, Client, Installation};
use wellflow_testkit::eventually;

/// Who write and read, and who only read, so that caches are filled with what is about to be old.
const WRITERS: usize = 5;
const READERS: usize = 2;
/// How long anything may take on a busy machine.
const DEADLINE: Duration = Duration::from_secs(90);

/// What became of the reads.
#[derive(Debug, Default)]
struct Reads {
    seen: AtomicU64,
    refused: AtomicU64,
    /// Seen while the projector hung.
    seen_meanwhile: AtomicU64,
    refused_meanwhile: AtomicU64,
    writes: AtomicU64,
}

/// What everybody of the test has in view.
#[derive(Debug, Default)]
struct Field {
    hangs: AtomicBool,
    stops: AtomicBool,
    reads: Reads,
}

impl Field {
    /// Waits until there are so many more.
    async fn more(&self, what: &str, more: u64, count: fn(&Reads) -> &AtomicU64) {
        let count = count(&self.reads);
        let enough = count.load(Ordering::Relaxed) + more;
        eventually(what, DEADLINE, async || {
            (count.load(Ordering::Relaxed) >= enough).then_some(())
        })
        .await;
    }

    /// Waits until the projector that hangs has lost its share of the organizations.
    async fn share_runs_out(&self, installation: &Installation) {
        let admin = installation.database().admin().await;
        let live = "SELECT count(*) FROM read.projector WHERE expires_at > clock_timestamp()";
        eventually("the share runs out", DEADLINE, async || {
            let live: i64 = admin.query_one(live, &[]).await.unwrap().get(0);
            (live == 0).then_some(())
        })
        .await;
    }
}

/// A writer with a well and a month of its own, which nobody else writes.
struct Writer {
    client: Client,
    field: Arc<Field>,
    operator: String,
    well: String,
    month: String,
    /// The newest fact of the well.
    happened: DateTime<Utc>,
    written: Written,
}

/// What there is to be seen since the last write.
#[derive(Clone, Debug)]
struct Written {
    position: u64,
    recorded_at: String,
    event_id: String,
    well_version: u64,
    status: &'static str,
    oil: u64,
}

/// A question, and where in its answer what it must show stands.
struct Question {
    path: String,
    /// Answered from the ledger, however far the read models are.
    by_the_ledger: bool,
    shows: Vec<(&'static str, Value)>,
}

impl Writer {
    async fn begin(client: &Client, field: &Arc<Field>, number: usize) -> Self {
        let operator = format!("Writer{number}");
        let happened = Utc::now().trunc_subsecs(0) - TimeDelta::days(2);
        let proposal = json!({
            "effective_at": happened - TimeDelta::days(900), "name": format!("Own {number}"), "operator": operator,
            "time_zone": "America/Chicago", "role": "oil",
        });
        let proposed = client.post("/api/v1/wells", &proposal).await.expect(201);
        let well = proposed.text("well_id").to_owned();
        let ago = |days| happened - TimeDelta::days(days);
        for (task, body) in [
            (
                "permit",
                json!({"effective_at": ago(890), "permit_number": "W-1 1"}),
            ),
            ("spud", json!({"effective_at": ago(880)})),
            (
                "total-depth",
                json!({"effective_at": ago(870), "measured_depth_ft": "9000"}),
            ),
            (
                "complete",
                json!({"effective_at": ago(860), "completion": "S1", "top_md_ft": "7000", "bottom_md_ft": "7100"}),
            ),
            ("first-production", json!({"effective_at": ago(850)})),
        ] {
            let path = format!("/api/v1/wells/{well}/{task}");
            client.post(&path, &body).await.expect(200);
        }
        let recorded = json!({
            "well_id": well, "completion": "S1", "month": "2025-01", "days_on": 31, "oil_bbl": "1", "water_bbl": null,
            "gas_mcf": null, "lease": operator,
        });
        let recorded = client.post("/api/v1/production-months/record", &recorded).await;
        let recorded = recorded.expect(201);
        Self {
            client: client.clone(),
            field: Arc::clone(field),
            operator,
            well,
            month: recorded.text("production_month_id").to_owned(),
            happened,
            written: Written {
                position: recorded.position(),
                recorded_at: recorded.text("recorded_at").to_owned(),
                event_id: recorded.body["event_ids"][0].as_str().unwrap().to_owned(),
                well_version: 6,
                status: "producing",
                oil: 1,
            },
        }
    }

    /// The well stops or goes on, or the month turns out to have been another.
    async fn write(&mut self, turn: u64) {
        let answer = if turn.is_multiple_of(2) {
            self.happened += TimeDelta::seconds(1);
            let effective_at = self.happened;
            let (task, body, status) = if self.written.status == "producing" {
                let body = json!({"effective_at": effective_at, "reason": "weather"});
                ("shut-in", body, "shut_in")
            } else {
                (
                    "resume-production",
                    json!({"effective_at": effective_at}),
                    "producing",
                )
            };
            let path = format!("/api/v1/wells/{}/{task}", self.well);
            let answer = self.client.post(&path, &body).await.expect(200);
            self.written.status = status;
            self.written.well_version = answer.body["version"].as_u64().unwrap();
            answer
        } else {
            self.written.oil += 1;
            let body = json!({
                "days_on": 31, "oil_bbl": self.written.oil.to_string(), "water_bbl": null, "gas_mcf": null,
                "reason": "ticket counted twice",
            });
            let path = format!("/api/v1/production-months/{}/correct", self.month);
            self.client.post(&path, &body).await.expect(200)
        };
        self.written.position = answer.position();
        answer
            .text("recorded_at")
            .clone_into(&mut self.written.recorded_at);
        let event_id = answer.body["event_ids"][0].as_str().unwrap();
        event_id.clone_into(&mut self.written.event_id);
        self.field.reads.writes.fetch_add(1, Ordering::Relaxed);
    }

    fn questions(&self) -> Vec<Question> {
        let Self {
            well,
            month,
            operator,
            written,
            ..
        } = self;
        let (as_of, before) = (&written.recorded_at, written.position - 1);
        let tomorrow = (Utc::now() + TimeDelta::days(1)).date_naive();
        let (version, status) = (json!(written.well_version), json!(written.status));
        let of_well = |prefix: &'static [&'static str; 2]| {
            vec![(prefix[0], version.clone()), (prefix[1], status.clone())]
        };
        const ONE: &[&str; 2] = &["/version", "/status"];
        const LISTED: &[&str; 2] = &["/items/0/version", "/items/0/status"];
        let oil = |place: &'static str| vec![(place, json!(written.oil.to_string()))];
        let counted = || vec![("/by_status/0/key", status.clone())];
        let question = |path: String, by_the_ledger, shows| Question {
            path,
            by_the_ledger,
            shows,
        };
        vec![
            question(format!("/wells/{well}"), false, of_well(ONE)),
            question(format!("/wells?operator={operator}"), false, of_well(LISTED)),
            question(
                format!("/wells?operator={operator}&as_of={as_of}"),
                false,
                of_well(LISTED),
            ),
            question(
                format!("/wells?operator={operator}&effective_on={tomorrow}"),
                false,
                of_well(LISTED),
            ),
            question(format!("/wells/statistics?operator={operator}"), false, counted()),
            question(format!("/wells/{well}?as_of={as_of}"), true, of_well(ONE)),
            question(
                format!("/wells/{well}?effective_on={tomorrow}"),
                true,
                of_well(ONE),
            ),
            question(
                format!("/events?after_position={before}&limit=1"),
                true,
                vec![("/items/0/event_id", json!(written.event_id))],
            ),
            question(format!("/production-months/{month}"), false, oil("/oil_bbl")),
            question(
                format!("/production-months/{month}?as_of={as_of}"),
                true,
                oil("/oil_bbl"),
            ),
            question(format!("/wells/{well}/production"), false, oil("/total/oil_bbl")),
            question(
                format!("/production/totals?well_id={well}"),
                false,
                oil("/oil_bbl"),
            ),
            question(
                format!("/production/sums?by=lease&well_id={well}"),
                false,
                oil("/items/0/oil_bbl"),
            ),
            question(
                format!("/production/totals?well_id={well}&as_of={as_of}"),
                false,
                oil("/oil_bbl"),
            ),
        ]
    }

    async fn ask(&self, question: &Question, wait: u64) -> Answer {
        let (position, prefer) = (self.written.position.to_string(), format!("wait={wait}"));
        let headers = [("Wellflow-Min-Position", position.as_str()), ("Prefer", &prefer)];
        self.client
            .get_with(&format!("/api/v1{}", question.path), &headers)
            .await
    }

    /// Whether the answer shows the write; one that does not must say so itself.
    fn shows(&self, question: &Question, answer: &Answer) -> bool {
        let (path, written) = (&question.path, &self.written);
        if answer.status == 503 {
            let place = answer.expect_problem(503, "not-yet-projected");
            assert!(
                place == "Wellflow-Min-Position" || place == "as_of",
                "{path}: {:#}",
                answer.body
            );
            assert!(!answer.header("retry-after").is_empty(), "{path}");
            assert!(
                !question.by_the_ledger,
                "{path} waits for no read model: {:#}",
                answer.body
            );
            return false;
        }
        assert_eq!(answer.status, 200, "{path}: {:#}", answer.body);
        assert!(
            answer.position() >= written.position,
            "{path}: {:?} for {written:?}",
            answer.headers
        );
        for (place, expected) in &question.shows {
            let found = answer.body.pointer(place);
            let cache = answer.header("cache-status");
            assert_eq!(
                found,
                Some(expected),
                "{place} of {path} ({cache}) after {written:?}: {:#}",
                answer.body
            );
        }
        true
    }

    /// Writes and reads until the end, then sees everything.
    async fn work(mut self) -> Self {
        let mut turn = 0;
        while !self.field.stops.load(Ordering::Relaxed) {
            self.write(turn).await;
            let questions = self.questions();
            for nth in 0..3 {
                let question = &questions[usize::try_from(turn * 3 + nth).unwrap() % questions.len()];
                let hung = self.field.hangs.load(Ordering::Relaxed);
                let answer = self.ask(question, (turn + nth) % 3).await;
                let seen = self.shows(question, &answer);
                let reads = &self.field.reads;
                let counts = match (seen, hung && self.field.hangs.load(Ordering::Relaxed)) {
                    (true, false) => vec![&reads.seen],
                    (true, true) => vec![&reads.seen, &reads.seen_meanwhile],
                    (false, false) => vec![&reads.refused],
                    (false, true) => vec![&reads.refused, &reads.refused_meanwhile],
                };
                for count in counts {
                    count.fetch_add(1, Ordering::Relaxed);
                }
            }
            turn += 1;
        }
        self
    }
}

/// Reads without asking for a position, as fast as it can.
async fn read(client: Client, field: Arc<Field>, wells: Vec<String>) -> u64 {
    let mut read = 0;
    while !field.stops.load(Ordering::Relaxed) {
        for well in &wells {
            client.get(&format!("/api/v1/wells/{well}")).await.expect(200);
            read += 1;
        }
    }
    read
}

#[tokio::test(flavor = "multi_thread")]
#[expect(
    clippy::too_many_lines,
    reason = "one story, from the first write to the last read"
)]
async fn who_reads_with_the_position_of_a_write_never_misses_it_while_the_projector_hangs_and_goes_on() {
    let mut installation = Installation::three_processes().await;
    let client = installation.client.clone();
    let field = Arc::new(Field::default());
    let mut writers = Vec::new();
    for number in 0..WRITERS {
        writers.push(Writer::begin(&client, &field, number).await);
    }
    for writer in &writers {
        client
            .get_after(&format!("/api/v1/wells/{}", writer.well), writer.written.position)
            .await
            .expect(200);
    }
    let wells: Vec<String> = writers.iter().map(|writer| writer.well.clone()).collect();
    let readers: Vec<_> = (0..READERS)
        .map(|_| tokio::spawn(read(client.clone(), Arc::clone(&field), wells.clone())))
        .collect();
    let working: Vec<_> = writers
        .into_iter()
        .map(|writer| tokio::spawn(writer.work()))
        .collect();

    let projector = installation.processes().len() - 1;
    for is_long in [false, true] {
        field.more("reads are answered", 150, |reads| &reads.seen).await;
        installation.processes()[projector].pause();
        field.hangs.store(true, Ordering::Relaxed);
        field
            .more("reads are refused", 30, |reads| &reads.refused_meanwhile)
            .await;
        if is_long {
            field.share_runs_out(&installation).await;
        }
        field.hangs.store(false, Ordering::Relaxed);
        installation.processes()[projector].wake();
    }
    field.more("reads are answered", 150, |reads| &reads.seen).await;
    // It hangs once more while the last writes are made, which are seen when it goes on.
    installation.processes()[projector].pause();
    field.hangs.store(true, Ordering::Relaxed);
    field
        .more("reads are refused", 15, |reads| &reads.refused_meanwhile)
        .await;
    field.stops.store(true, Ordering::Relaxed);
    let mut writers = Vec::new();
    for writer in working {
        writers.push(writer.await.unwrap());
    }
    let mut refused = 0;
    for writer in &writers {
        for question in &writer.questions() {
            refused += u64::from(!writer.shows(question, &writer.ask(question, 0).await));
        }
    }
    field.hangs.store(false, Ordering::Relaxed);
    installation.processes()[projector].wake();
    let woken = Instant::now();
    for writer in &writers {
        for question in &writer.questions() {
            let seen = writer.shows(question, &writer.ask(question, 30).await);
            assert!(
                seen,
                "{} after the projector went on: {:?}",
                question.path, writer.written
            );
        }
    }
    let caught_up = woken.elapsed();
    let mut read = 0;
    for reader in readers {
        read += reader.await.unwrap();
    }
    let at = Utc::now().to_rfc3339_opts(SecondsFormat::Secs, true);
    println!(
        "{at}: {:?}, {read} reads beside, all seen {caught_up:?} after the last hang",
        field.reads
    );
    // What hung must have been noticed, and what needs no read model answered all the same.
    let count = |count: &AtomicU64| count.load(Ordering::Relaxed);
    let reads = &field.reads;
    assert!(
        refused > 20 && count(&reads.refused_meanwhile) > 20,
        "{refused}, {reads:?}"
    );
    assert!(
        count(&reads.seen_meanwhile) > 5 && count(&reads.seen) > 200,
        "{reads:?}"
    );
}
