//! Private servers as `wellflow up` uses them: durable, on disk, owned by one process.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

use std::env;
use std::fs;
use std::io::{BufRead as _, BufReader, Read as _};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use wellflow_embedded::{Durability, EmbeddedError, Home, Postgres, Redis, Search, assert_durable, running};

/// Set for the copy of this test program that plays an owner to be killed.
const OWNER_OF: &str = "WELLFLOW_EMBEDDED_TEST_OWNER_OF";

/// A directory on disk that goes with the value.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let path = env::temp_dir().join(format!("wf-embedded-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        Self(path)
    }

    fn home(&self) -> Home {
        Home::resolve(Some(self.0.join("home"))).unwrap()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn start(home: &Home) -> Postgres {
    Postgres::start(home, &Search::from_env(), Durability::Durable).unwrap()
}

async fn connect(url: &str) -> tokio_postgres::Client {
    let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

fn is_running(pid: u32) -> bool {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    stat.rsplit_once(')')
        .is_some_and(|(_, rest)| !rest.trim_start().starts_with(['Z', 'X']))
}

fn until(what: &str, condition: impl Fn() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(20);
    while !condition() {
        assert!(Instant::now() < deadline, "waited in vain for: {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// A second process that owns the servers of a home.
struct Owner {
    process: Child,
    output: BufReader<ChildStdout>,
}

impl Owner {
    fn of(home: &Path) -> Self {
        let mut process = Command::new(env::current_exe().unwrap())
            .args(["owns_servers_when_asked_to", "--exact", "--nocapture"])
            .env(OWNER_OF, home)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let output = BufReader::new(process.stdout.take().unwrap());
        Self { process, output }
    }

    /// The process ids of its PostgreSQL and Redis, once both are up.
    fn servers(&mut self) -> (u32, u32) {
        for line in self.output.by_ref().lines() {
            let line = line.unwrap();
            if let Some((_, pids)) = line.split_once("servers: ") {
                let (postgres, redis) = pids.split_once(' ').unwrap();
                return (postgres.parse().unwrap(), redis.trim().parse().unwrap());
            }
        }
        panic!("the owner ended without starting its servers");
    }

    fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

/// Not a test by itself: what [`Owner`] runs. Blocks until it is killed or its input is closed.
#[test]
fn owns_servers_when_asked_to() {
    let Some(home) = env::var_os(OWNER_OF) else { return };
    let home = Home::resolve(Some(PathBuf::from(home))).unwrap();
    let postgres = start(&home);
    let redis = Redis::start(&home, &Search::from_env(), Durability::Durable).unwrap();
    println!("servers: {} {}", postgres.pid(), redis.pid());
    let _ = std::io::stdin().lines().next();
}

#[tokio::test]
async fn cold_start_is_durable_and_warm_start_keeps_the_data() {
    let scratch = Scratch::new("warm");
    let home = scratch.home();
    let mut postgres = start(&home);
    let client = connect(&postgres.url("postgres", "postgres")).await;
    assert_durable(&client).await.unwrap();
    let row = client
        .query_one("SELECT current_setting('data_checksums'), version()", &[])
        .await
        .unwrap();
    assert_eq!(row.get::<_, &str>(0), "on");
    assert!(row.get::<_, &str>(1).contains(postgres.version()));
    client
        .batch_execute("CREATE TABLE kept (id int); INSERT INTO kept VALUES (7)")
        .await
        .unwrap();
    drop(client);
    postgres.stop();
    assert!(!is_running(postgres.pid()));
    drop(postgres);

    let began = Instant::now();
    let postgres = start(&home);
    println!("warm start: {:?}", began.elapsed());
    let client = connect(&postgres.url("postgres", "postgres")).await;
    let kept: i32 = client.query_one("SELECT id FROM kept", &[]).await.unwrap().get(0);
    assert_eq!(kept, 7);
}

#[tokio::test]
async fn server_without_fsync_is_refused() {
    let scratch = Scratch::new("fsync");
    let postgres = Postgres::start(&scratch.home(), &Search::from_env(), Durability::Test).unwrap();
    let client = connect(&postgres.url("postgres", "postgres")).await;
    let refusal = assert_durable(&client).await.unwrap_err();
    assert!(
        matches!(&refusal, EmbeddedError::NotDurable { setting, value } if setting == "fsync" && value == "off")
    );
}

#[tokio::test]
async fn killed_owner_leaves_no_server_and_no_loss() {
    let scratch = Scratch::new("killed");
    let home = scratch.home();
    let mut owner = Owner::of(home.path());
    let (postgres_pid, redis_pid) = owner.servers();
    let attached = running(&home).unwrap();
    let client = connect(&attached.postgres_url("postgres", "postgres").unwrap()).await;
    client
        .batch_execute("CREATE TABLE acknowledged (id int); INSERT INTO acknowledged VALUES (1)")
        .await
        .unwrap();

    owner.kill();
    until("both servers to be gone", || {
        !is_running(postgres_pid) && !is_running(redis_pid)
    });
    assert_eq!(running(&home), None);

    let postgres = start(&home);
    let client = connect(&postgres.url("postgres", "postgres")).await;
    let id: i32 = client
        .query_one("SELECT id FROM acknowledged", &[])
        .await
        .unwrap()
        .get(0);
    assert_eq!(id, 1);
}

#[tokio::test]
async fn killed_owner_and_server_are_recovered_from_at_once() {
    let scratch = Scratch::new("recovered");
    let home = scratch.home();
    let mut owner = Owner::of(home.path());
    let (postgres_pid, _) = owner.servers();
    let client = connect(
        &running(&home)
            .unwrap()
            .postgres_url("postgres", "postgres")
            .unwrap(),
    )
    .await;
    client
        .batch_execute("CREATE TABLE acknowledged (id int); INSERT INTO acknowledged VALUES (1)")
        .await
        .unwrap();
    let killed = Command::new("kill")
        .args(["-KILL", &postgres_pid.to_string()])
        .status()
        .unwrap();
    assert!(killed.success());
    owner.kill();

    // The pid file is stale now, and the children of the killed server may still be ending.
    let postgres = start(&home);
    let client = connect(&postgres.url("postgres", "postgres")).await;
    let id: i32 = client
        .query_one("SELECT id FROM acknowledged", &[])
        .await
        .unwrap()
        .get(0);
    assert_eq!(id, 1);
}

#[test]
fn second_owner_is_refused_by_name_and_may_attach() {
    let scratch = Scratch::new("second");
    let home = scratch.home();
    assert_eq!(running(&home), None);
    let mut owner = Owner::of(home.path());
    owner.servers();
    let owner_pid = owner.process.id();

    let refusal = Postgres::start(&home, &Search::from_env(), Durability::Durable).unwrap_err();
    assert!(matches!(refusal, EmbeddedError::AnotherRuns { pid: Some(pid), .. } if pid == owner_pid));
    assert!(refusal.to_string().starts_with("another wellflow runs here: "));
    let refusal = Redis::start(&home, &Search::from_env(), Durability::Durable).unwrap_err();
    assert!(matches!(refusal, EmbeddedError::AnotherRuns { .. }));

    let attached = running(&home).unwrap();
    assert_eq!(attached.pid(), Some(owner_pid));
    assert!(attached.redis_url().unwrap().starts_with("redis+unix:///"));
    owner.kill();
}

#[test]
fn pid_file_of_a_stranger_is_not_believed() {
    let scratch = Scratch::new("stranger");
    let home = scratch.home();
    let mut postgres = start(&home);
    let data = postgres.data_dir().to_path_buf();
    let pid_file = data.join("postmaster.pid");
    let copy = fs::read_to_string(&pid_file).unwrap();
    postgres.stop();
    drop(postgres);
    // Our own number: alive, but no server.
    let (_, rest) = copy.split_once('\n').unwrap();
    fs::write(&pid_file, format!("{}\n{rest}", std::process::id())).unwrap();
    start(&home);
}

#[test]
fn hostile_environment_does_not_reach_the_server() {
    let scratch = Scratch::new("hostile");
    let home = scratch.home();
    let mut owner = Command::new(env::current_exe().unwrap())
        .args(["owns_servers_when_asked_to", "--exact", "--nocapture"])
        .env(OWNER_OF, home.path())
        .envs([
            ("PGDATA", "/nonexistent"),
            ("PGPORT", "1"),
            ("PGHOST", "/nonexistent"),
            ("PGOPTIONS", "-c fsync=off"),
        ])
        .envs([
            ("PGDATABASE", "nonexistent"),
            ("PGUSER", "nobody"),
            ("LC_ALL", "xx_XX"),
            ("TZ", "Mars/Olympus"),
        ])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    assert!(owner.wait().unwrap().success());
}

#[tokio::test]
async fn over_long_path_gets_its_socket_elsewhere() {
    let scratch = Scratch::new("long");
    let home = Home::resolve(Some(scratch.0.join("x".repeat(60)).join("y".repeat(60)))).unwrap();
    let postgres = start(&home);
    assert!(!postgres.socket_dir().starts_with(home.path()));
    connect(&postgres.url("postgres", "postgres")).await;
    let redis = Redis::start(&home, &Search::from_env(), Durability::Durable).unwrap();
    assert_eq!(redis.socket_dir(), postgres.socket_dir());
    let sockets = postgres.socket_dir().to_path_buf();
    drop((postgres, redis));
    fs::remove_dir_all(sockets).unwrap();
}

/// Nothing installed, nothing cached, nothing allowed.
fn barren(scratch: &Scratch) -> Search {
    Search {
        pg_bin: None,
        redis_bin: None,
        no_fetch: true,
        path: Some(scratch.0.clone().into()),
        cache_dir: scratch.0.join("cache"),
        usual_folders: false,
        announce: |_| {},
    }
}

#[test]
fn nothing_to_be_found_is_answered_with_three_remedies() {
    let scratch = Scratch::new("barren");
    let refusal = Postgres::start(&scratch.home(), &barren(&scratch), Durability::Durable).unwrap_err();
    assert!(refusal.is_missing_server());
    let text = refusal.to_string();
    for remedy in [
        "sudo apt-get install postgresql redis-server",
        "export DATABASE_URL=",
        "unset WELLFLOW_NO_FETCH",
    ] {
        assert!(text.contains(remedy), "{text}");
    }
    let refusal = Redis::start(&scratch.home(), &barren(&scratch), Durability::Durable).unwrap_err();
    assert!(refusal.is_missing_server());
    assert!(refusal.to_string().contains("export REDIS_URL="));
}

#[test]
fn data_directory_stays_with_its_major() {
    let scratch = Scratch::new("major");
    let home = scratch.home();
    let bin = {
        let postgres = start(&home);
        postgres.bin_dir().to_path_buf()
    };
    let made = home
        .path()
        .read_dir()
        .unwrap()
        .flatten()
        .find(|entry| entry.file_name().to_string_lossy().starts_with("pg"));
    // As if a version long gone had made it.
    fs::rename(made.unwrap().path(), home.path().join("pg11")).unwrap();
    let refusal = Postgres::start(&home, &barren(&scratch), Durability::Durable).unwrap_err();
    assert!(matches!(
        refusal,
        EmbeddedError::NoPostgres { wanted: Some(11), .. }
    ));
    let pointed = Search {
        pg_bin: Some(bin),
        ..barren(&scratch)
    };
    let refusal = Postgres::start(&home, &pointed, Durability::Durable).unwrap_err();
    assert!(matches!(refusal, EmbeddedError::WrongMajor { bound: 11, .. }));
}

#[test]
fn unusable_binaries_are_named() {
    let scratch = Scratch::new("unusable");
    let pointed = Search {
        pg_bin: Some(scratch.0.clone()),
        redis_bin: Some(scratch.0.clone()),
        ..barren(&scratch)
    };
    let refusal = Postgres::start(&scratch.home(), &pointed, Durability::Durable).unwrap_err();
    assert!(refusal.to_string().starts_with("WELLFLOW_PG_BIN="), "{refusal}");
    let refusal = Redis::start(&scratch.home(), &pointed, Durability::Durable).unwrap_err();
    assert!(
        refusal.to_string().starts_with("WELLFLOW_REDIS_BIN="),
        "{refusal}"
    );
}

#[test]
fn root_is_told_which_directory_bars_the_server() {
    let scratch = Scratch::new("barred");
    let closed = scratch.0.join("closed");
    fs::create_dir(&closed).unwrap();
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o700)).unwrap();
    let home = Home::resolve(Some(closed.join("home"))).unwrap();
    let outcome = Postgres::start(&home, &Search::from_env(), Durability::Durable);
    let mode = fs::metadata(&closed).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o700, "a directory that is no home was opened");
    // Everybody but root runs the server as themselves and may enter.
    let root = fs::metadata(&closed).unwrap().uid() == 0;
    match outcome {
        Err(EmbeddedError::Unreachable { blocked_at, .. }) if root => assert_eq!(blocked_at, closed),
        other => assert!(!root && other.is_ok(), "{other:?}"),
    }
}
