//! Starting the servers as processes, and what they use of the processors.

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, Result};

use super::serve::Listening;

/// A server that runs; ended with the value.
#[derive(Debug)]
pub(crate) struct Server {
    child: Child,
    pub(crate) listening: Listening,
}

impl Server {
    /// Starts this program again, as a server that logs to a file, and waits until it listens.
    pub(crate) fn start(arguments: &[&str], log: &Path) -> Result<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        command
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(File::create(log)?);
        let mut child = command.spawn()?;
        let output = child.stdout.take().context("no output")?;
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line)?;
        let listening = serde_json::from_str(&line).context("a server does not come up")?;
        Ok(Self { child, listening })
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // What has ended already needs no end.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
