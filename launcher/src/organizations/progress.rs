//! How far something is, for whoever watches: a bar on a terminal, a line for every tenth elsewhere.

use std::cell::Cell;
use std::io::IsTerminal;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::output;

/// How far something is.
pub(super) struct Progress {
    title: String,
    total: Cell<u64>,
    told_tenths: Cell<u64>,
    bar: Option<ProgressBar>,
}

impl Progress {
    /// Tells standard error.
    pub(super) fn new(title: &str) -> Self {
        let bar = std::io::stderr().is_terminal().then(|| {
            let style = ProgressStyle::with_template("{prefix} {bar:40} {pos} of {len}");
            ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr())
                .with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
                .with_prefix(title.to_owned())
        });
        Self {
            title: title.to_owned(),
            total: Cell::new(0),
            told_tenths: Cell::new(0),
            bar,
        }
    }

    /// How much there is, once it is known.
    pub(super) fn of(&self, total: u64) {
        self.total.set(total);
        if let Some(bar) = &self.bar {
            bar.set_length(total);
        }
    }

    /// How much is done.
    pub(super) fn at(&self, position: u64) {
        if let Some(bar) = &self.bar {
            bar.set_position(position);
            return;
        }
        let tenths = position
            .saturating_mul(10)
            .checked_div(self.total.get())
            .unwrap_or(0);
        if tenths > self.told_tenths.get() {
            self.told_tenths.set(tenths);
            output::error_line(format_args!("{}: {} %", self.title, tenths * 10));
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
