//! The reader as a process beside a run.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use tokio::io::AsyncWriteExt;
use tokio::process::{Child, Command};
use uuid::Uuid;

use super::report::Report;

/// A reader that takes longer to come to its end is stuck.
const PATIENCE: Duration = Duration::from_secs(300);

/// A running reader.
#[derive(Debug)]
pub(crate) struct Watch {
    child: Child,
    seen: PathBuf,
    log: PathBuf,
}

/// What the reader saw of one organization.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) organization: Uuid,
    pub(crate) events: u64,
    pub(crate) commits: u64,
    /// SHA-256 of the event ids in the order they were shown.
    pub(crate) digest: String,
}

impl Watch {
    /// Starts the harness's own program as a reader.
    pub(crate) fn start(program: &Path, url: &str, organizations: &[Uuid], folder: &Path, seed: u64) -> Self {
        let (seen, log) = (folder.join("seen"), folder.join("reader.log"));
        let list: Vec<String> = organizations.iter().map(Uuid::to_string).collect();
        let output = std::fs::File::create(&log).unwrap();
        let child = Command::new(program)
            .args(["reader", "--url", url, "--organizations", &list.join(",")])
            .args(["--seed", &seed.to_string()])
            .arg("--seen")
            .arg(&seen)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(output)
            .kill_on_drop(true)
            .spawn()
            .unwrap_or_else(|error| panic!("the reader does not start: {error}"));
        Self { child, seen, log }
    }

    /// Waits for the reader to find a violation by itself; that it does not is one.
    pub(crate) async fn must_fail(mut self, report: &mut Report) {
        // Waiting closes what the child still holds, and the reader would take that for its end.
        let _held = self.child.stdin.take();
        let ended = tokio::time::timeout(PATIENCE, self.child.wait()).await;
        let failed = matches!(ended, Ok(Ok(status)) if status.code() == Some(1));
        report.demand(failed, || format!("the reader did not notice a hole: {ended:?}"));
        report.count("faults made on purpose and found", failed.into());
    }

    /// Lets it read to the end, and gives what it saw; a violation it found is reported.
    pub(crate) async fn finish(mut self, report: &mut Report) -> Vec<Seen> {
        if let Some(mut stdin) = self.child.stdin.take() {
            // A reader that has ended already is found out below.
            let _ = stdin.write_all(b"finish\n").await;
            let _ = stdin.flush().await;
            let ended = tokio::time::timeout(PATIENCE, self.child.wait()).await;
            let ended = ended
                .unwrap_or_else(|_| panic!("the reader does not come to an end"))
                .unwrap();
            if !ended.success() {
                let said = std::fs::read_to_string(&self.log).unwrap_or_default();
                report.violation(format!("the reader ended with {ended}: {said}"));
                return Vec::new();
            }
        }
        let text = std::fs::read_to_string(&self.seen).unwrap();
        let mut lines = text.lines();
        let reconnects = lines.next().and_then(|line| line.parse().ok());
        report.count("times the reader lost its connection", reconnects.unwrap_or(0));
        lines
            .map(|line| seen(line).unwrap_or_else(|| panic!("the reader wrote {line}")))
            .collect()
    }
}

fn seen(line: &str) -> Option<Seen> {
    let mut words = line.split(' ');
    Some(Seen {
        organization: words.next()?.parse().ok()?,
        events: words.next()?.parse().ok()?,
        commits: words.next()?.parse().ok()?,
        digest: words.next()?.to_owned(),
    })
}
