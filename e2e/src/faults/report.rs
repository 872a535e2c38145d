//! What a run found.

use std::collections::BTreeMap;
use std::fmt;
use std::io::Write;
use std::time::{Duration, Instant};

/// Violations told in full; more are only counted.
const TOLD: usize = 25;

/// What a run found: figures for a reader, and violations, of which there must be none.
#[derive(Debug)]
pub struct Report {
    figures: BTreeMap<String, u64>,
    violations: Vec<String>,
    untold: u64,
    started: Instant,
}

impl Report {
    pub(crate) fn new() -> Self {
        Self {
            figures: BTreeMap::new(),
            violations: Vec::new(),
            untold: 0,
            started: Instant::now(),
        }
    }

    /// Adds to a figure.
    pub(crate) fn count(&mut self, what: &str, more: u64) {
        *self.figures.entry(what.to_owned()).or_default() += more;
    }

    /// Sets a figure to the larger of two.
    pub(crate) fn at_least(&mut self, what: &str, figure: u64) {
        let entry = self.figures.entry(what.to_owned()).or_default();
        *entry = figure.max(*entry);
    }

    pub(crate) fn violation(&mut self, what: impl Into<String>) {
        if self.violations.len() < TOLD {
            self.violations.push(what.into());
        } else {
            self.untold += 1;
        }
    }

    /// Notes a violation unless `holds`.
    pub(crate) fn demand(&mut self, holds: bool, what: impl FnOnce() -> String) {
        if !holds {
            self.violation(what());
        }
    }

    /// A figure; 0 where it was never counted.
    pub fn figure(&self, what: &str) -> u64 {
        self.figures.get(what).copied().unwrap_or(0)
    }

    /// What must not have happened.
    pub fn violations(&self) -> &[String] {
        &self.violations
    }

    /// How long the run has taken.
    pub fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }

    /// Fails a test where something happened that must not.
    ///
    /// # Panics
    /// With all of it.
    pub fn assert_clean(&self) {
        assert!(self.violations.is_empty(), "{self}");
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (what, figure) in &self.figures {
            writeln!(f, "{figure:>10}  {what}")?;
        }
        for violation in &self.violations {
            writeln!(f, "VIOLATION: {violation}")?;
        }
        if self.untold > 0 {
            writeln!(f, "and {} more", self.untold)?;
        }
        write!(f, "{:.1} s, ", self.started.elapsed().as_secs_f64())?;
        match self.violations.len() {
            0 => f.write_str("no violation"),
            some => write!(f, "{} VIOLATIONS", some as u64 + self.untold),
        }
    }
}

/// Says the seed of a run when it fails: with it, the same plan is made again.
#[derive(Debug)]
pub struct Seeded(pub u64);

impl Drop for Seeded {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let _ = writeln!(std::io::stderr(), "the run's seed was {}", self.0);
        }
    }
}
