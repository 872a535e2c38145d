//! How far an import is, for whoever watches: a bar on a terminal, a line now and then elsewhere.

use std::io::IsTerminal;
use std::sync::Mutex;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::report::Tally;
use crate::output;

/// How far an import is.
#[derive(Debug)]
pub(crate) struct Progress {
    title: String,
    bar: Option<ProgressBar>,
    plain: Mutex<Plain>,
}

/// What has been told where there is no terminal.
#[derive(Debug, Default)]
struct Plain {
    total: u64,
    told_tenths: u64,
}

impl Progress {
    /// Tells standard error; a bar if it is a terminal.
    pub(crate) fn new(title: &str) -> Self {
        let bar = std::io::stderr().is_terminal().then(|| {
            let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
            let style = ProgressStyle::with_template("{prefix} {bar:40} {percent:>3} % {msg}");
            bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
                .with_prefix(title.to_owned())
        });
        Self {
            title: title.to_owned(),
            bar,
            plain: Mutex::default(),
        }
    }

    pub(super) fn start(&self, bytes: u64) {
        match &self.bar {
            Some(bar) => bar.set_length(bytes),
            None => self.plain().total = bytes,
        }
    }

    pub(super) fn read(&self, bytes: u64) {
        if let Some(bar) = &self.bar {
            bar.set_position(bytes);
            return;
        }
        let mut plain = self.plain();
        let tenths = bytes.saturating_mul(10).checked_div(plain.total).unwrap_or(0);
        if tenths > plain.told_tenths {
            plain.told_tenths = tenths;
            output::error_line(format_args!("{}: {} % read", self.title, tenths * 10));
        }
    }

    pub(super) fn answered(&self, tally: &Tally) {
        if let Some(bar) = &self.bar {
            bar.set_message(format!("{} commands", tally.commands));
        }
    }

    pub(super) fn finish(&self, tally: &Tally, elapsed: Duration) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
        for line in tally.describe(elapsed) {
            output::error_line(format_args!("{}: {line}", self.title));
        }
    }

    fn plain(&self) -> std::sync::MutexGuard<'_, Plain> {
        self.plain
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}
