//! Many writers in several processes, at many organizations, with rollbacks and kills; see [`run`].

mod book;
mod crew;
mod journal;
mod ledger_check;
mod plan;
mod replay;
mod sender;
pub(crate) mod worker;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use tokio_postgres::Client;

use self::book::Book;
use self::crew::Crew;
use self::plan::World;
use super::cluster::{Cluster, Folder, connect};
use super::random::Random;
use super::report::Report;
use super::spoil::{HOLE, SPOILS, TANK_SPOILS, prove};
use super::watch::Watch;

/// No worker saying anything for so long is a fault of its own.
const SILENCE: Duration = Duration::from_secs(180);

/// Whose connections are taken away.
const ROLE: &str = "wellflow_command";

/// A run.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The harness's own program, for workers and reader.
    pub program: PathBuf,
    /// What the plans follow from.
    pub seed: u64,
    /// Commands, each sent at least once.
    pub commands: u64,
    /// Worker processes.
    pub processes: usize,
    /// Writers in each of them.
    pub writers: usize,
    /// Commands under way at once in each of them.
    pub tasks: usize,
    /// Organizations.
    pub organizations: usize,
    /// Commands handed to a worker at a time.
    pub block: u64,
    /// A worker is killed about once in so many commands.
    pub kill_every: u64,
    /// A database connection is taken away about once in so many commands.
    pub terminate_every: u64,
    /// Where the run's folder is made; the system's temporary folder where it is not said.
    pub directory: Option<PathBuf>,
    /// Whether the run's folder stays, with data, logs and journals.
    pub keep: bool,
    /// Whether the judges are put to the proof at the end, by faults made on purpose.
    pub prove: bool,
    /// Told how far the run is.
    pub progress: fn(&str),
}

/// Runs workers that send the plan's commands while some of them are killed and replaced and connections are taken away,
/// with a reader following all the time; then compares every table with what the workers wrote down.
///
/// # Panics
/// When the run cannot go on: no server, a worker that ends by itself, no progress.
pub async fn run(settings: Settings) -> Report {
    let mut report = Report::new();
    let folder = Folder::new(settings.directory.as_deref(), settings.keep);
    let cluster = Cluster::start(folder.file("home")).await;
    let world = World::new(
        settings.seed,
        settings.commands,
        settings.block,
        settings.organizations,
    );
    let mut client = cluster.superuser().await;
    wellflow_migrations::run(&mut client).await.unwrap();
    for (number, organization) in world.organizations.iter().enumerate() {
        wellflow_testkit::create_organization(&client, *organization, &format!("faults-{number}")).await;
    }
    let superuser = cluster.url("postgres");
    let seen_by = folder.file("");
    let watch = Watch::start(
        &settings.program,
        &superuser,
        &world.organizations,
        &seen_by,
        settings.seed,
    );
    let journals = drive(&settings, &world, &cluster, &folder, &mut report).await;
    let seen = watch.finish(&mut report).await;
    (settings.progress)("comparing the ledger with the journals");
    let book = Book::read(&world, &journals, &mut report);
    ledger_check::everything(&world, &book, &client, &seen, &mut report).await;
    replay::folds_and_chains(&world, &cluster.url("wellflow_projector"), &client, &mut report).await;
    if settings.prove && report.violations().is_empty() {
        let check =
            async |trial: &mut Report| ledger_check::everything(&world, &book, &client, &seen, trial).await;
        for spoils in [SPOILS, TANK_SPOILS] {
            prove(&client, spoils, &check, &mut report).await;
        }
        client.execute(HOLE, &[]).await.unwrap();
        let watch = Watch::start(
            &settings.program,
            &superuser,
            &world.organizations,
            &seen_by,
            settings.seed,
        );
        watch.must_fail(&mut report).await;
    }
    report
}

/// Sends every command; gives the journals.
async fn drive(
    settings: &Settings,
    world: &World,
    cluster: &Cluster,
    folder: &Folder,
    report: &mut Report,
) -> Vec<PathBuf> {
    let url = cluster.url(ROLE);
    let (mut crew, mut hearing) = Crew::new(settings.clone(), world, url, folder.file(""));
    let mut faults = Faults::new(settings, cluster.url("postgres"));
    let (started, mut done, mut told) = (Instant::now(), 0, 0);
    crew.start().await;
    while !crew.is_done() {
        let said = tokio::time::timeout(SILENCE, hearing.recv()).await;
        let Ok(Some(said)) = said else {
            panic!("no worker said anything for {SILENCE:?}");
        };
        match crew.hear(said).await {
            Ok(commands) => done += commands,
            Err(violation) => panic!("{violation}"),
        }
        if faults.due_kill(done) {
            let slot = faults.random.index(settings.processes);
            crew.replace(slot).await;
            report.count("workers killed and replaced", 1);
        }
        while faults.due_termination(done) {
            report.count("database connections taken away", faults.terminate().await);
        }
        if done >= told + settings.commands / 20 {
            told = done;
            let rate = done as f64 / started.elapsed().as_secs_f64();
            (settings.progress)(&format!(
                "{done} of {} commands, {rate:.0} a second",
                settings.commands
            ));
        }
    }
    if let Err(violation) = crew.dismiss().await {
        report.violation(violation);
    }
    report.count("seconds of sending", started.elapsed().as_secs());
    report.count(
        "commands per second",
        (settings.commands as f64 / started.elapsed().as_secs_f64()) as u64,
    );
    crew.journals()
}

/// When which fault comes.
struct Faults {
    random: Random,
    url: String,
    client: Option<Client>,
    kill_every: u64,
    terminate_every: u64,
    next_kill: u64,
    next_termination: u64,
}

impl Faults {
    fn new(settings: &Settings, url: String) -> Self {
        Self {
            random: Random::of(&[settings.seed, 8]),
            url,
            client: None,
            kill_every: settings.kill_every.max(1),
            terminate_every: settings.terminate_every.max(1),
            next_kill: settings.kill_every / 2,
            next_termination: settings.terminate_every / 2,
        }
    }

    fn due_kill(&mut self, done: u64) -> bool {
        let due = done >= self.next_kill;
        if due {
            self.next_kill = done + self.kill_every / 2 + self.random.below(self.kill_every);
        }
        due
    }

    fn due_termination(&mut self, done: u64) -> bool {
        let due = done >= self.next_termination;
        if due {
            self.next_termination += 1 + self.terminate_every / 2 + self.random.below(self.terminate_every);
        }
        due
    }

    /// Takes one connection of a worker away, whatever it is doing; the number taken.
    async fn terminate(&mut self) -> u64 {
        let client = match &mut self.client {
            Some(client) => client,
            none => none.insert(connect(&self.url).await.unwrap()),
        };
        let backends = client
            .query(include_str!("../sql/backends.sql"), &[&ROLE])
            .await
            .unwrap();
        if backends.is_empty() {
            return 0;
        }
        let pid: i32 = backends[self.random.index(backends.len())].get("pid");
        let terminated = client
            .query_one(include_str!("../sql/terminate_backend.sql"), &[&pid])
            .await;
        u64::from(terminated.is_ok_and(|row| row.get::<_, bool>(0)))
    }
}
