//! Loads by `wrk`, and what each of them cost.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use serde::{Deserialize, Serialize};
use tokio::process::Command;

use crate::machine::{family_cpu_us, own_cpu_us};

/// Connections that are kept open, each with one question under way.
const CONNECTIONS: u32 = 32;

/// What `wrk` tells.
#[derive(Clone, Copy, Debug, Deserialize)]
struct Told {
    requests: u64,
    bytes: u64,
    micros: u64,
    failed: u64,
    p50_us: f64,
    p99_us: f64,
}

/// What a load came to.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct Load {
    pub(crate) requests: u64,
    /// Of an answer on the wire.
    pub(crate) bytes_each: f64,
    pub(crate) per_second: f64,
    pub(crate) p50_us: f64,
    pub(crate) p99_us: f64,
    /// Processor time per request, in microseconds.
    pub(crate) server_us: f64,
    pub(crate) postgres_us: f64,
    pub(crate) redis_us: f64,
}

/// Whose processor time is looked at.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Processes {
    pub(crate) server: u32,
    pub(crate) postgres: u32,
    pub(crate) redis: u32,
}

impl Processes {
    fn used(self) -> Result<[f64; 3]> {
        Ok([
            own_cpu_us(self.server)?,
            family_cpu_us(self.postgres)?,
            family_cpu_us(self.redis)?,
        ])
    }
}

/// The tool with its script.
#[derive(Clone, Debug)]
pub(crate) struct Wrk {
    folder: PathBuf,
    script: PathBuf,
}

impl Wrk {
    /// Refuses to begin without it.
    pub(crate) fn find(folder: &Path) -> Result<Self> {
        let found = std::process::Command::new("wrk").arg("-v").output();
        if found.is_err() {
            bail!(
                "wrk is not there: install it with `apt-get install wrk`, or from https://github.com/wg/wrk"
            );
        }
        let script = folder.join("ask.lua");
        std::fs::write(&script, include_str!("ask.lua"))?;
        let folder = folder.to_owned();
        Ok(Self { folder, script })
    }

    /// Asks for the paths in turn, for so long.
    pub(crate) async fn run(
        &self,
        (address, token): (&str, &str),
        paths: &[String],
        length: Duration,
        processes: Processes,
    ) -> Result<Load> {
        let list = self.folder.join("paths");
        std::fs::write(&list, paths.join("\n"))?;
        let mut command = Command::new("wrk");
        command
            .args(["-t", "1", "-c", &CONNECTIONS.to_string(), "--latency"])
            .args(["-d", &format!("{}s", length.as_secs().max(1))])
            .args(["-H", &format!("Authorization: Bearer {token}")])
            .arg("-s")
            .arg(&self.script)
            .arg(format!("http://{address}{}", paths.first().context("no path")?))
            .arg("--")
            .arg(&list)
            .kill_on_drop(true);
        let before = processes.used()?;
        let output = command.output().await?;
        let after = processes.used()?;
        let text = String::from_utf8_lossy(&output.stdout);
        let line = text.lines().find(|line| line.starts_with('{'));
        let line = line.with_context(|| format!("wrk: {text}{}", String::from_utf8_lossy(&output.stderr)))?;
        let told: Told = serde_json::from_str(line)?;
        ensure!(
            told.requests > 0 && told.failed == 0,
            "{} of {} requests failed",
            told.failed,
            told.requests
        );
        let requests = told.requests as f64;
        let of = |nth: usize| (after[nth] - before[nth]) / requests;
        Ok(Load {
            requests: told.requests,
            bytes_each: told.bytes as f64 / requests,
            per_second: requests * 1_000_000.0 / told.micros.max(1) as f64,
            p50_us: told.p50_us,
            p99_us: told.p99_us,
            server_us: of(0),
            postgres_us: of(1),
            redis_us: of(2),
        })
    }
}
