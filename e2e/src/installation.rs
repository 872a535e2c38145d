//! WellFlow as somebody installs it: one process that brings everything, or three beside servers of one's own.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use uuid::Uuid;
use wellflow_testkit::{TestDatabase, TestRedis, eventually, wellflow_binary};

use crate::{Client, Process};

/// How long anything may take to become ready on a busy machine.
const DEADLINE: Duration = Duration::from_secs(90);

/// A running installation in a home of its own.
#[derive(Debug)]
pub struct Installation {
    /// The client of an owner of the organization `demo`.
    pub client: Client,
    processes: Vec<Process>,
    home: TemporaryHome,
    environment: Vec<(String, String)>,
    servers: Option<(TestDatabase, TestRedis)>,
    with_demo: bool,
}

impl Installation {
    /// `wellflow up`: private servers, one process, one port.
    pub async fn one_process(with_demo: bool) -> Self {
        let home = TemporaryHome::new();
        let url = format!("http://{}", free_address());
        let mut installation = Self {
            client: Client::new(url.clone(), url, String::new()),
            processes: Vec::new(),
            environment: vec![home.variable()],
            home,
            servers: None,
            with_demo,
        };
        installation.start_again().await;
        if with_demo {
            installation.client = installation
                .client
                .with_token(&installation.token("demo", "owner"));
        }
        installation
    }

    /// Starts the one process on the data and the address it had, and waits until it is ready.
    pub async fn start_again(&mut self) {
        assert!(
            self.servers.is_none(),
            "only an installation of one process is started again"
        );
        self.processes.clear();
        let mut command = self.command(if self.with_demo {
            &["up"]
        } else {
            &["up", "--no-demo"]
        });
        command.env(
            "WELLFLOW_LISTEN",
            self.client.queries_url().trim_start_matches("http://"),
        );
        self.processes.push(Process::start(command, &self.home.log("up")));
        self.ready().await;
    }

    /// Migrations, then command-api, query-api and projector as processes of their own, beside servers given by URL.
    pub async fn three_processes() -> Self {
        Self::three_processes_with(&[]).await
    }

    /// The same, with settings of one's own.
    pub async fn three_processes_with(settings: &[(&str, &str)]) -> Self {
        let home = TemporaryHome::new();
        let (database, redis) = (TestDatabase::empty().await, TestRedis::start());
        let mut environment = vec![
            home.variable(),
            ("DATABASE_URL".to_owned(), database.url("postgres")),
            ("REDIS_URL".to_owned(), redis.url()),
        ];
        environment.extend(
            settings
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
        );
        let mut migrate = Command::new(wellflow_binary());
        clean(&mut migrate, &environment).arg("migrate");
        Process::start(migrate, &home.log("migrate")).finish();
        let mut organization = Command::new(wellflow_binary());
        clean(&mut organization, &environment).args([
            "organization",
            "create",
            "demo",
            "--name",
            "Demo Operating",
        ]);
        Process::start(organization, &home.log("organization")).finish();
        let mut processes = Vec::new();
        let mut urls = Vec::new();
        for service in ["command-api", "query-api", "projector"] {
            let address = free_address();
            let mut command = Command::new(wellflow_binary());
            clean(&mut command, &environment)
                .arg(service)
                .env("WELLFLOW_LISTEN", &address);
            processes.push(Process::start(command, &home.log(service)));
            urls.push(format!("http://{address}"));
        }
        let mut installation = Self {
            client: Client::new(urls[0].clone(), urls[1].clone(), String::new()),
            processes,
            home,
            environment,
            servers: Some((database, redis)),
            with_demo: false,
        };
        for url in &urls {
            installation.ready_at(url).await;
        }
        installation.client = installation
            .client
            .with_token(&installation.token("demo", "owner"));
        installation
    }

    /// One more projector beside the others, once it is ready.
    pub async fn another_projector(&mut self) {
        let address = free_address();
        let mut command = self.command(&["projector"]);
        command.env("WELLFLOW_LISTEN", &address);
        let log = self.home.log(&format!("projector {}", self.processes.len()));
        self.processes.push(Process::start(command, &log));
        self.ready_at(&format!("http://{address}")).await;
    }

    /// Waits until it says that it is ready.
    pub async fn ready(&mut self) {
        let url = self.client.queries_url().to_owned();
        self.ready_at(&url).await;
    }

    async fn ready_at(&mut self, url: &str) {
        let client = self.client.clone();
        let processes = &mut self.processes;
        eventually(&format!("{url} is ready"), DEADLINE, async || {
            processes.iter_mut().for_each(Process::assert_running);
            (client.status_of(&format!("{url}/readyz")).await == Some(200)).then_some(())
        })
        .await;
    }

    /// Runs a command of the binary in this installation and returns what it printed on standard output.
    pub fn run(&self, arguments: &[&str]) -> String {
        let mut command = Command::new(wellflow_binary());
        clean(&mut command, &self.environment).args(arguments);
        let output = command.stdin(Stdio::null()).output().unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success(),
            "wellflow {arguments:?} ended with {}:\n{stderr}",
            output.status
        );
        String::from_utf8(output.stdout).unwrap()
    }

    /// A command of the binary in this installation, not started yet.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(wellflow_binary());
        clean(&mut command, &self.environment).args(arguments);
        command
    }

    /// A token of this installation.
    pub fn token(&self, organization: &str, role: &str) -> String {
        let token = self.run(&["token", "--organization", organization, "--role", role]);
        token.trim().to_owned()
    }

    /// The processes of the installation; the first is the one that takes commands.
    pub fn processes(&mut self) -> &mut [Process] {
        &mut self.processes
    }

    /// The database of three processes.
    pub fn database(&self) -> &TestDatabase {
        &self
            .servers
            .as_ref()
            .unwrap_or_else(|| panic!("one process has private servers"))
            .0
    }

    /// The Redis of three processes.
    pub fn redis(&mut self) -> &mut TestRedis {
        let servers = self.servers.as_mut();
        &mut servers
            .unwrap_or_else(|| panic!("one process has private servers"))
            .1
    }

    /// A file in the installation's own folder.
    pub fn file(&self, name: &str) -> PathBuf {
        self.home.log(name)
    }
}

impl Process {
    /// Waits for a good end.
    pub(crate) fn finish(mut self) {
        let status = self.wait(DEADLINE);
        assert!(
            status.success(),
            "the process ended with {status}:\n{}",
            self.printed()
        );
    }
}

/// Nothing of the caller's own settings reaches the binary.
pub(crate) fn clean<'a>(command: &'a mut Command, environment: &[(String, String)]) -> &'a mut Command {
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy().into_owned();
        if name.starts_with("WELLFLOW_") || name.starts_with("PG") || name.ends_with("_URL") {
            command.env_remove(name);
        }
    }
    command.envs(environment.iter().cloned())
}

fn free_address() -> String {
    TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .to_string()
}

/// The repository's root.
pub fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap_or_else(|| panic!("the package stands in the repository"))
}

/// A home that is removed with its value.
#[derive(Debug)]
struct TemporaryHome(PathBuf);

impl TemporaryHome {
    fn new() -> Self {
        let path = std::env::temp_dir().join(format!("wellflow-e2e-{}", Uuid::now_v7().simple()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn variable(&self) -> (String, String) {
        (
            "WELLFLOW_HOME".to_owned(),
            self.0.join("home").to_string_lossy().into_owned(),
        )
    }

    fn log(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for TemporaryHome {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
