//! A private installation in a folder of its own, driven from outside like a user would.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};

use serde_json::Value;
use uuid::Uuid;

/// A folder that is removed at the end, with the processes that still use it.
pub(crate) struct Installation {
    home: PathBuf,
}

/// A running `wellflow up`.
pub(crate) struct Running {
    child: Child,
    url: String,
    metrics: Option<String>,
    token: Option<String>,
}

impl Installation {
    /// A folder that does not exist yet; short, so that sockets fit into it.
    pub(crate) fn new() -> Self {
        Self {
            home: std::env::temp_dir().join(format!("wf-{}", &Uuid::new_v4().simple().to_string()[..12])),
        }
    }

    /// The folder.
    pub(crate) fn home(&self) -> &Path {
        &self.home
    }

    /// The binary with this installation's settings and none of the environment's.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_wellflow"));
        for (name, _) in std::env::vars_os() {
            let name = name.to_string_lossy().into_owned();
            if name.starts_with("WELLFLOW_") && !name.ends_with("_BIN")
                || name == "DATABASE_URL"
                || name == "REDIS_URL"
            {
                command.env_remove(name);
            }
        }
        command
            .env("WELLFLOW_HOME", &self.home)
            .env("WELLFLOW_LISTEN", "127.0.0.1:0")
            .env("WELLFLOW_METRICS_LISTEN", "127.0.0.1:0")
            .args(arguments);
        command
    }

    /// Starts it and waits for the ready line.
    pub(crate) fn up(&self, arguments: &[&str]) -> Running {
        let mut command = self.command(&["up"]);
        let mut child = command
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap())
            .lines()
            .map_while(Result::ok);
        let mut metrics = None;
        let Some(url) = lines.by_ref().find_map(|line| {
            if let Some(told) = line.strip_prefix("metrics on ") {
                metrics = Some(told.to_owned());
            }
            line.strip_prefix("WellFlow is ready at ").map(str::to_owned)
        }) else {
            panic!("it ended without a ready line: {:?}", child.wait())
        };
        let token = lines
            .by_ref()
            .take_while(|line| !line.starts_with("Ctrl-C"))
            .filter_map(|line| line.strip_prefix("TOKEN=").map(str::to_owned))
            .last();
        Running {
            child,
            url,
            metrics,
            token,
        }
    }

    /// Processes that were started for this folder and still run.
    pub(crate) fn servers(&self) -> Vec<String> {
        let home = self.home.to_string_lossy().into_owned();
        let processes = std::fs::read_dir("/proc").unwrap().filter_map(Result::ok);
        processes
            .filter_map(|process| std::fs::read(process.path().join("cmdline")).ok())
            .map(|line| String::from_utf8_lossy(&line).replace('\0', " "))
            .filter(|line| line.contains(&home))
            .collect()
    }
}

impl Drop for Installation {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.home);
    }
}

impl Running {
    /// Where it answers.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// What a scraper reads.
    pub(crate) async fn metrics(&self) -> String {
        let answer = reqwest::get(self.metrics.as_deref().unwrap()).await.unwrap();
        assert_eq!(answer.status(), 200);
        answer.text().await.unwrap()
    }

    /// An answer to the printed token.
    pub(crate) async fn get(&self, path: &str) -> Value {
        self.get_as(self.token.as_deref().unwrap(), path).await
    }

    /// An answer to any token.
    pub(crate) async fn get_as(&self, token: &str, path: &str) -> Value {
        let answer = self.send(token, path).await;
        assert!(answer.status().is_success(), "{path}: {}", answer.status());
        answer.json().await.unwrap()
    }

    /// The same process with the token of another organization.
    pub(crate) fn with_token(mut self, token: &str) -> Self {
        self.token = Some(token.trim().to_owned());
        self
    }

    /// The newest projected position of the token's organization.
    pub(crate) async fn position(&self) -> u64 {
        let answer = self
            .send(self.token.as_deref().unwrap(), "/api/v1/wells?limit=1")
            .await;
        answer.headers()["Wellflow-Position"]
            .to_str()
            .unwrap()
            .parse()
            .unwrap()
    }

    async fn send(&self, token: &str, path: &str) -> reqwest::Response {
        let request = reqwest::Client::new()
            .get(format!("{}{path}", self.url))
            .bearer_auth(token);
        request.send().await.unwrap()
    }

    /// Asks it to end and waits for it.
    pub(crate) fn stop(mut self) -> ExitStatus {
        let pid = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
        self.child.wait().unwrap()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Its servers notice that it is gone.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Runs a command to its end: standard output when it succeeded, else standard error.
pub(crate) fn run(mut command: Command) -> Result<String, String> {
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    if output.status.success() {
        Ok(text(output.stdout))
    } else {
        Err(text(output.stderr))
    }
}
