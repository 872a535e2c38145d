//! What a run starts: one PostgreSQL or two, a Redis, and projector processes of the product; each can be killed alone.

use std::process::Command;
use std::time::{Duration, Instant};

use rustix::process::Signal;
use tokio_postgres::Client;
use uuid::Uuid;
use wellflow_embedded::{Durability, Home, Redis, Search};
use wellflow_testkit::{eventually, wellflow_binary};

use crate::faults::cluster::{Cluster, Folder, kill};
use crate::installation::clean;
use crate::process::Process;

/// How long a server or a process may take to be there on a busy machine.
const DEADLINE: Duration = Duration::from_secs(90);
/// The database a second, undisturbed projector writes to.
pub(crate) const CLEAN: &str = "clean";

/// Everything that runs.
#[derive(Debug)]
pub(crate) struct Site {
    pub(crate) ledger: Cluster,
    /// The read models' own server, where they have one.
    reads: Option<Cluster>,
    redis_home: Home,
    redis: Option<Redis>,
    projectors: Vec<Option<Process>>,
    environment: Vec<(String, String)>,
    folder: Folder,
    starts: u64,
}

impl Site {
    /// Servers, migrated; no projector yet.
    pub(crate) async fn install(folder: Folder, separate_reads: bool, projectors: usize) -> Self {
        let ledger = Cluster::start(folder.file("pg")).await;
        let reads = match separate_reads {
            true => Some(Cluster::start(folder.file("pg-reads")).await),
            false => None,
        };
        let redis_home = Home::resolve(Some(folder.file("redis"))).unwrap();
        let mut site = Self {
            ledger,
            reads,
            redis_home,
            redis: None,
            projectors: (0..projectors).map(|_| None).collect(),
            environment: Vec::new(),
            folder,
            starts: 0,
        };
        site.redis_again().await;
        site.environment = site.settings();
        site.run(&["migrate"]).await;
        site
    }

    fn settings(&self) -> Vec<(String, String)> {
        let home = self.folder.file("home").to_string_lossy().into_owned();
        let mut settings = vec![
            ("WELLFLOW_HOME".to_owned(), home),
            ("DATABASE_URL".to_owned(), self.ledger.url("postgres")),
            ("WELLFLOW_LISTEN".to_owned(), "127.0.0.1:0".to_owned()),
            ("WELLFLOW_POOL_SIZE".to_owned(), "6".to_owned()),
        ];
        if let Some(reads) = &self.reads {
            settings.push(("WELLFLOW_READ_DATABASE_URL".to_owned(), reads.url("postgres")));
        }
        settings.extend(
            self.redis
                .as_ref()
                .map(|redis| ("REDIS_URL".to_owned(), redis.url())),
        );
        settings
    }

    /// The server the read models are on.
    pub(crate) fn read_server(&mut self) -> &mut Cluster {
        self.reads.as_mut().unwrap_or(&mut self.ledger)
    }

    /// The servers, by number.
    pub(crate) fn server(&mut self, number: usize) -> &mut Cluster {
        match self.reads.as_mut() {
            Some(reads) if number == 1 => reads,
            _ => &mut self.ledger,
        }
    }

    pub(crate) fn servers(&self) -> usize {
        1 + usize::from(self.reads.is_some())
    }

    /// A connection to the read models as the superuser.
    pub(crate) async fn reads(&mut self) -> Client {
        self.read_server().superuser().await
    }

    /// Runs a command of the binary to its good end.
    async fn run(&self, arguments: &[&str]) {
        let mut command = self.command(arguments);
        let output = tokio::task::spawn_blocking(move || command.output());
        let output = output.await.unwrap().unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "wellflow {arguments:?}: {stderr}");
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(wellflow_binary());
        clean(&mut command, &self.environment).args(arguments);
        command
    }

    /// Starts every projector that does not run; gives how many had ended by themselves, and what the log of one that
    /// panicked says.
    pub(crate) fn projectors_again(&mut self) -> (u64, Option<String>) {
        let (mut ended, mut panicked) = (0, None);
        for nth in 0..self.projectors.len() {
            if let Some(process) = &mut self.projectors[nth] {
                if !process.has_ended() {
                    continue;
                }
                ended += 1;
                let printed = process.printed();
                if printed.contains("panicked") {
                    panicked = Some(printed);
                }
            }
            self.starts += 1;
            let log = self.folder.file(&format!("projector-{}.log", self.starts));
            self.projectors[nth] = Some(Process::start(self.command(&["projector"]), &log));
        }
        (ended, panicked)
    }

    /// SIGKILL to a projector.
    pub(crate) fn kill_projector(&mut self, nth: usize) {
        if let Some(mut process) = self.projectors[nth].take() {
            process.kill();
        }
    }

    /// SIGSTOP or SIGCONT to a projector.
    pub(crate) fn signal_projector(&self, nth: usize, signal: Signal) {
        if let Some(process) = &self.projectors[nth] {
            process.signal(signal);
        }
    }

    /// The address a projector serves its health at, once it listens.
    pub(crate) fn health(&self, nth: usize) -> Option<String> {
        let printed = self.projectors[nth].as_ref()?.printed();
        let line = printed
            .lines()
            .find_map(|line| line.split("listening on ").nth(1))?;
        Some(format!("{}/livez", line.trim()))
    }

    /// Ends the projectors as an operator would.
    pub(crate) fn stop_projectors(&mut self) {
        for process in self.projectors.iter_mut().flatten() {
            process.stop();
        }
        self.projectors.iter_mut().for_each(|process| *process = None);
    }

    /// SIGKILL to Redis.
    pub(crate) fn kill_redis(&mut self) {
        if let Some(redis) = &self.redis {
            kill(redis.pid(), Signal::KILL);
        }
        self.redis = None;
    }

    /// Starts Redis where it is down.
    pub(crate) async fn redis_again(&mut self) {
        if self.redis.is_some() {
            return;
        }
        let home = self.redis_home.clone();
        let started =
            tokio::task::spawn_blocking(move || Redis::start(&home, &Search::from_env(), Durability::Test));
        self.redis = Some(started.await.unwrap().unwrap());
    }

    /// Waits until a server that takes its processes down has recovered by itself; how long that took.
    pub(crate) async fn recovered(&mut self, server: usize) -> Duration {
        let started = Instant::now();
        let cluster = self.server(server);
        eventually("the server has recovered by itself", DEADLINE, async || {
            cluster.answers().await.then_some(())
        })
        .await;
        started.elapsed()
    }

    /// Makes another database for read models beside the disturbed one, and a projector that fills it from the ledger's
    /// beginning.
    pub(crate) async fn clean_projector(&mut self) -> Process {
        let admin = self.reads().await;
        admin.batch_execute("CREATE DATABASE clean").await.unwrap();
        let url = self.read_server().url_of("postgres", CLEAN);
        let mut settings = self.settings();
        settings.retain(|(name, _)| name != "WELLFLOW_READ_DATABASE_URL" && name != "REDIS_URL");
        settings.push(("WELLFLOW_READ_DATABASE_URL".to_owned(), url));
        let mut migrate = Command::new(wellflow_binary());
        clean(&mut migrate, &settings).arg("migrate");
        Process::start(migrate, &self.folder.file("migrate-clean.log")).finish();
        let mut command = Command::new(wellflow_binary());
        clean(&mut command, &settings).arg("projector");
        Process::start(command, &self.folder.file("projector-clean.log"))
    }

    /// A connection to the clean read models as the superuser.
    pub(crate) async fn clean(&mut self) -> Client {
        let url = self.read_server().url_of("postgres", CLEAN);
        crate::faults::cluster::connect(&url).await.unwrap()
    }
}

/// The organizations of a run, made in the ledger.
pub(crate) async fn organizations(client: &Client, seed: u64, count: usize) -> Vec<Uuid> {
    let mut random = crate::faults::random::Random::of(&[seed, 30]);
    let mut ids = Vec::with_capacity(count);
    for number in 0..count {
        let id = random.uuid();
        wellflow_testkit::create_organization(client, id, &format!("field-{number}")).await;
        ids.push(id);
    }
    ids
}
