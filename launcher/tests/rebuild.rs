//! Read models rebuilt from the command line, while somebody keeps asking.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[expect(dead_code, reason = "each test binary uses its own part")]
mod installation;

use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use installation::{Installation, Running, run};
use wellflow_embedded::Home;

const LONG: Duration = Duration::from_secs(30);

/// Looks until there is what is waited for.
async fn eventually<T>(what: &str, look: impl AsyncFn() -> Option<T>) -> T {
    let deadline = Instant::now() + LONG;
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(Instant::now() < deadline, "not in time: {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// A connection behind the program's back.
async fn admin(home: &Path) -> tokio_postgres::Client {
    let home = Home::resolve(Some(home.to_owned())).unwrap();
    let url = wellflow_embedded::running(&home)
        .unwrap()
        .postgres_url("postgres", "wellflow")
        .unwrap();
    let (client, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls)
        .await
        .unwrap();
    tokio::spawn(connection);
    client
}

/// Asks for the wells and one of them until told to stop; every answer must be the first one. Answers how often it asked.
async fn ask(up: Arc<Running>, stop: Arc<AtomicBool>) -> usize {
    let list = "/api/v1/wells?limit=100";
    let wells = up.get(list).await;
    let well = format!("/api/v1/wells/{}", wells["items"][0]["well_id"].as_str().unwrap());
    let totals = up.get("/api/v1/production/totals").await;
    let one = up.get(&well).await;
    let mut asked = 0;
    while !stop.load(Ordering::Relaxed) {
        assert_eq!(up.get(list).await, wells);
        assert_eq!(up.get(&well).await, one);
        assert_eq!(up.get("/api/v1/production/totals").await, totals);
        asked += 1;
    }
    asked
}

/// A rebuild that is killed when its rows are complete: a second is refused before, and the next one goes on with them.
async fn cut_off(installation: &Installation, admin: &tokio_postgres::Client) {
    let held = "BEGIN; SELECT FROM read.checkpoint WHERE projection = 'lease_history' AND state = 'served' FOR UPDATE";
    admin.batch_execute(held).await.unwrap();
    let mut command = installation.command(&["rebuild", "lease_history"]);
    let mut running = command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let filled = async || {
        let sql = "SELECT b.build FROM read.checkpoint b JOIN read.checkpoint s USING (projection, position) \
                   WHERE projection = 'lease_history' AND b.state = 'building' AND s.state = 'served'";
        let found = admin.query_opt(sql, &[]).await.unwrap();
        found.map(|row| row.get::<_, i32>(0))
    };
    let build = eventually("the build is filled", filled).await;
    let second = run(installation.command(&["rebuild", "lease_history"])).unwrap_err();
    assert!(
        second.contains("another rebuild of lease_history is under way"),
        "{second}"
    );
    running.kill().unwrap();
    running.wait().unwrap();
    admin.batch_execute("ROLLBACK").await.unwrap();
    let again = async || run(installation.command(&["rebuild", "lease_history"])).ok();
    let said = eventually("it is gone on with", again).await;
    let expected = format!("build {build} of lease_history is served instead of");
    assert!(said.contains(&expected), "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rows_are_built_anew_compared_and_gone_back_to_while_answers_stay_the_same() {
    let installation = Installation::new();
    let up = Arc::new(installation.up(&[]));
    let home = installation.home().to_owned();
    let wellflow = |line: &str| run(installation.command(&line.split_whitespace().collect::<Vec<_>>()));
    let admin = admin(&home).await;
    let served = async |projection: &str| -> i32 {
        let sql = "SELECT build FROM read.checkpoint WHERE projection = $1 AND state = 'served'";
        admin.query_one(sql, &[&projection]).await.unwrap().get(0)
    };
    assert!(wellflow("rebuild nothing").unwrap_err().contains("well_summary"));
    assert!(wellflow("rebuild well_summary --organization nobody").is_err());
    let none = wellflow("rebuild well_summary --rollback").unwrap_err();
    assert!(none.contains("no build of well_summary is kept"), "{none}");

    let stop = Arc::new(AtomicBool::new(false));
    let asking = tokio::spawn(ask(up.clone(), stop.clone()));
    for key in wellflow_projector::projections() {
        let projection = key.name;
        let said = wellflow(&format!("rebuild {projection} --organization demo")).unwrap();
        let build = served(projection).await;
        let expected = format!("demo: build {build} of {projection} is served instead of 1, at position");
        assert!(said.starts_with(&expected) && build > 1, "{said}");
    }
    let new = served("monthly_production").await;
    let said = wellflow("rebuild monthly_production --rollback").unwrap();
    let expected = format!("build 1 of monthly_production is served instead of {new}");
    assert!(said.contains(&expected), "{said}");
    let said = wellflow("rebuild monthly_production --discard").unwrap();
    assert_eq!(
        said.trim(),
        format!("demo: build {new} of monthly_production is removed")
    );
    cut_off(&installation, &admin).await;
    stop.store(true, Ordering::Relaxed);
    let asked = asking.await.unwrap();
    assert!(asked > 3, "{asked}");

    // Rows that are not what the ledger says: what is built anew differs, and is served when that is said.
    let wrong = "UPDATE read.monthly_production SET lease = 'wrong' WHERE ctid = \
                 (SELECT ctid FROM read.monthly_production LIMIT 1)";
    assert_eq!(admin.execute(wrong, &[]).await.unwrap(), 1);
    let mut command = installation.command(&["rebuild", "monthly_production"]);
    let told = command.output().unwrap();
    let said = String::from_utf8(told.stdout).unwrap();
    assert!(
        !told.status.success() && said.contains("monthly_production different, 1 in all"),
        "{said}"
    );
    assert!(
        said.contains("in lease") && served("monthly_production").await == 1,
        "{said}"
    );
    let said = wellflow("rebuild monthly_production --accept-differences").unwrap();
    assert!(
        said.contains("is served instead of 1") && said.contains("in lease"),
        "{said}"
    );
    let wrong = "SELECT count(*) FROM read.monthly_production m JOIN read.checkpoint c USING (organization_id, build) \
                 WHERE c.state = 'served' AND c.projection = 'monthly_production' AND m.lease = 'wrong'";
    assert_eq!(admin.query_one(wrong, &[]).await.unwrap().get::<_, i64>(0), 0);
    assert!(Arc::into_inner(up).unwrap().stop().success());
}
