//! The service under test: two command-api processes beside a server of the harness's own.

use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use uuid::Uuid;
use wellflow_testkit::{eventually, wellflow_binary};

use crate::faults::cluster::{Cluster, Folder};
use crate::installation::clean;
use crate::process::Process;

/// How long a process may take to start on a busy machine.
const DEADLINE: Duration = Duration::from_secs(60);

/// An installation without Redis and without readers: the command side is all that writes.
#[derive(Debug)]
pub(crate) struct Service {
    pub(crate) cluster: Cluster,
    environment: Vec<(String, String)>,
    folder: Folder,
    /// The processes, by number; absent while down.
    running: Vec<Option<Running>>,
    starts: u64,
}

#[derive(Debug)]
struct Running {
    process: Process,
    url: String,
}

impl Service {
    /// A migrated database and the installation's key; no process yet.
    pub(crate) async fn install(folder: Folder, processes: usize) -> Self {
        let cluster = Cluster::start(folder.file("pg")).await;
        let home = folder.file("home").to_string_lossy().into_owned();
        let environment = vec![
            ("WELLFLOW_HOME".to_owned(), home),
            ("DATABASE_URL".to_owned(), cluster.url("postgres")),
            ("WELLFLOW_LISTEN".to_owned(), "127.0.0.1:0".to_owned()),
            ("WELLFLOW_POOL_SIZE".to_owned(), "4".to_owned()),
        ];
        let service = Self {
            cluster,
            environment,
            folder,
            running: (0..processes).map(|_| None).collect(),
            starts: 0,
        };
        service.run(&["migrate"]).await;
        service
    }

    /// Makes an organization; its id and an owner's token.
    pub(crate) async fn organization(&self, slug: &str, subject: &str) -> (Uuid, String) {
        let id = self.run(&["organization", "create", slug, "--name", slug]).await;
        let id: Uuid = id.trim().parse().unwrap();
        let text = id.to_string();
        let token = [
            "token",
            "--organization",
            &text,
            "--role",
            "owner",
            "--subject",
            subject,
        ];
        (id, self.run(&token).await.trim().to_owned())
    }

    /// Runs a command of the binary and gives what it printed.
    ///
    /// # Panics
    /// When it fails.
    pub(crate) async fn run(&self, arguments: &[&str]) -> String {
        let mut command = self.command(arguments);
        let output = tokio::task::spawn_blocking(move || command.output())
            .await
            .unwrap()
            .unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "wellflow {arguments:?}: {stderr}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// Starts every process that is down, and waits until each listens.
    pub(crate) async fn bring_up(&mut self) {
        for number in 0..self.running.len() {
            if self.running[number].is_none() {
                self.start(number).await;
            }
        }
    }

    async fn start(&mut self, number: usize) {
        self.starts += 1;
        let log = self.folder.file(&format!("command-api-{}.log", self.starts));
        let mut process = Process::start(self.command(&["command-api"]), &log);
        let url = eventually("the command API listens", DEADLINE, async || {
            process.assert_running();
            let printed = process.printed();
            let line = printed
                .lines()
                .find_map(|line| line.split("listening on ").nth(1));
            line.map(|url| url.trim().to_owned())
        })
        .await;
        self.running[number] = Some(Running { process, url });
    }

    /// SIGKILL to a process; what it printed is kept on disk alone.
    pub(crate) fn kill(&mut self, number: usize) {
        if let Some(mut running) = self.running[number].take() {
            running.process.kill();
        }
    }

    pub(crate) fn processes(&self) -> usize {
        self.running.len()
    }

    /// The address of every process that runs.
    pub(crate) fn urls(&self) -> Vec<String> {
        self.running
            .iter()
            .flatten()
            .map(|running| running.url.clone())
            .collect()
    }

    /// Fails when a process ended that nobody killed.
    pub(crate) fn assert_running(&mut self) {
        for running in self.running.iter_mut().flatten() {
            running.process.assert_running();
        }
    }

    /// Starts the server again after it was cut off; how long that took.
    pub(crate) async fn server_again(&mut self) -> Duration {
        self.cluster.bring_up().await
    }

    /// Waits until the server has recovered by itself; how long that took.
    pub(crate) async fn recovered(&mut self) -> Duration {
        let started = Instant::now();
        let cluster = &mut self.cluster;
        eventually("the server has recovered by itself", DEADLINE, async || {
            cluster.answers().await.then_some(())
        })
        .await;
        started.elapsed()
    }

    pub(crate) fn folder(&self) -> PathBuf {
        self.folder.file("")
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(wellflow_binary());
        clean(&mut command, &self.environment).args(arguments);
        command
    }
}
