//! The machine: what it is, how fast its disk flushes, how much memory this process holds, and who else keeps it busy.

use std::fs::{self, File};
use std::io::{Seek as _, SeekFrom, Write as _};
use std::path::Path;
use std::time::Instant;

use anyhow::{Context as _, Result};
use serde::Serialize;

use crate::load::quantile;

/// Flushes that are timed.
const FLUSHES: usize = 300;

/// What the figures were measured on.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Machine {
    pub(crate) cpu: String,
    pub(crate) cores: usize,
    pub(crate) memory_gib: f64,
    pub(crate) kernel: String,
    /// Median of writing 8 kB and waiting until the disk has it.
    pub(crate) flush_us: u32,
}

impl Machine {
    /// Looks at the machine, and at the disk of a folder.
    pub(crate) fn look(folder: &Path) -> Result<Self> {
        let cpu = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let cpu = cpu
            .lines()
            .find_map(|line| line.strip_prefix("model name"))
            .map_or("unknown", |rest| rest.trim_start_matches(['\t', ' ', ':']));
        let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
        Ok(Self {
            cpu: cpu.to_owned(),
            cores: std::thread::available_parallelism()?.get(),
            memory_gib: field("/proc/meminfo", "MemTotal:").unwrap_or(0) as f64 / f64::from(1 << 20),
            kernel: kernel.trim().to_owned(),
            flush_us: flush(folder)?,
        })
    }
}

/// The median time of an 8 kB write with `fdatasync`, in microseconds.
fn flush(folder: &Path) -> Result<u32> {
    let path = folder.join("flush-probe");
    let mut file = File::create(&path).with_context(|| format!("{} cannot be made", path.display()))?;
    let page = [7; 8192];
    for _ in 0..64 {
        file.write_all(&page)?;
    }
    file.sync_all()?;
    let mut micros = Vec::with_capacity(FLUSHES);
    for nth in 0..FLUSHES {
        file.seek(SeekFrom::Start((nth % 64) as u64 * 8192))?;
        let started = Instant::now();
        file.write_all(&page)?;
        file.sync_data()?;
        micros.push(u32::try_from(started.elapsed().as_micros()).unwrap_or(u32::MAX));
    }
    fs::remove_file(&path)?;
    micros.sort_unstable();
    Ok(quantile(&micros, 0.5))
}

/// Memory of this process in MiB: resident now, and at its highest.
pub(crate) fn memory_mib() -> (f64, f64) {
    let mib = |name| field("/proc/self/status", name).unwrap_or(0) as f64 / 1024.0;
    (mib("VmRSS:"), mib("VmHWM:"))
}

/// The number behind a name in one of the kernel's tables.
fn field(path: &str, name: &str) -> Option<u64> {
    let text = fs::read_to_string(path).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    line.split_whitespace().next()?.parse().ok()
}

/// Processor time used so far: by everybody, and by this process with its PostgreSQL, in clock ticks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Busy {
    busy: u64,
    all: u64,
    ours: u64,
}

impl Busy {
    /// Reads the kernel's counters.
    pub(crate) fn now(postgres: u32) -> Result<Self> {
        let stat = fs::read_to_string("/proc/stat")?;
        let first = stat.lines().next().context("/proc/stat is empty")?;
        let times: Vec<u64> = first
            .split_whitespace()
            .skip(1)
            .filter_map(|n| n.parse().ok())
            .collect();
        // user nice system idle iowait irq softirq steal; guest times are counted in user already.
        let all: u64 = times.iter().take(8).sum();
        let idle: u64 = times.iter().skip(3).take(2).sum();
        let own = ticks(std::process::id()).map_or(0, |(_, own)| own);
        Ok(Self {
            busy: all - idle,
            all,
            ours: own + family(postgres)?,
        })
    }

    /// The share of the machine that neither this process nor its PostgreSQL used since.
    pub(crate) fn others_until(self, later: &Self) -> f64 {
        let busy = later.busy.saturating_sub(self.busy);
        let ours = later.ours.saturating_sub(self.ours);
        let all = later.all.saturating_sub(self.all).max(1);
        busy.saturating_sub(ours) as f64 / all as f64
    }
}

/// Processor time a process used so far, in microseconds.
pub(crate) fn own_cpu_us(pid: u32) -> Result<f64> {
    let (_, used) = ticks(pid).with_context(|| format!("process {pid} is gone"))?;
    Ok(micros(used))
}

/// Processor time a process and its children used so far, in microseconds.
pub(crate) fn family_cpu_us(pid: u32) -> Result<f64> {
    Ok(micros(family(pid)?))
}

fn micros(used: u64) -> f64 {
    used as f64 * 1_000_000.0 / rustix::param::clock_ticks_per_second() as f64
}

/// The clock ticks a process and its children used. A child that ended is counted in its parent from then on.
fn family(pid: u32) -> Result<u64> {
    let mut used = 0;
    for entry in fs::read_dir("/proc")?.flatten() {
        let other = entry.file_name().to_str().and_then(|name| name.parse().ok());
        let Some(other) = other else { continue };
        match ticks(other) {
            Some((parent, own)) if other == pid || parent == pid => used += own,
            _ => {}
        }
    }
    Ok(used)
}

/// A process's parent, and the clock ticks it and its ended children used.
fn ticks(pid: u32) -> Option<(u32, u64)> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name in parentheses may hold anything; the fields are counted from behind it.
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let number = |place: usize| fields.get(place).and_then(|text| text.parse::<u64>().ok());
    let used = (11..15).map(|place| number(place).unwrap_or(0)).sum();
    Some((u32::try_from(number(1)?).ok()?, used))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_process_has_a_parent_and_memory() {
        assert!(ticks(std::process::id()).is_some_and(|(parent, _)| parent > 0));
        let (now, highest) = memory_mib();
        assert!(now > 0.0 && highest >= now);
    }
}
