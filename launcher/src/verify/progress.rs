//! How far the reading of ledgers is, for whoever watches: a bar each on a terminal, a line now and then elsewhere.

use std::cell::Cell;
use std::io::IsTerminal;

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};
use uuid::Uuid;

use crate::output;

/// A ledger smaller than this is read before anybody looks.
const SMALL: u64 = 50_000;

/// How far the ledgers are.
#[derive(Debug)]
pub(crate) struct Progress {
    title: &'static str,
    bars: Option<MultiProgress>,
}

/// How far one of them is.
#[derive(Debug)]
pub(crate) struct Watch {
    title: String,
    bar: Option<ProgressBar>,
    told_tenths: Cell<u64>,
}

impl Progress {
    /// Tells standard error.
    pub(crate) fn new(title: &'static str) -> Self {
        let terminal = std::io::stderr().is_terminal();
        let bars = terminal.then(|| MultiProgress::with_draw_target(ProgressDrawTarget::stderr()));
        Self { title, bars }
    }

    /// Begins with a ledger.
    pub(crate) fn ledger(&self, id: Uuid) -> Watch {
        let title = format!("{} {id}", self.title);
        let bar = self.bars.as_ref().map(|bars| {
            let style =
                ProgressStyle::with_template("{prefix} {bar:30} {percent:>3} % {pos} events {per_sec}");
            bars.add(ProgressBar::new(0))
                .with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
                .with_prefix(title.clone())
        });
        Watch {
            title,
            bar,
            told_tenths: Cell::new(0),
        }
    }

    /// Takes the bars away.
    pub(crate) fn finish(&self) {
        if let Some(bars) = &self.bars {
            // What cannot be cleared stays; nothing depends on it.
            let _ = bars.clear();
        }
    }
}

impl Watch {
    /// So many events of so many.
    pub(crate) fn at(&self, position: u64, of: u64) {
        if let Some(bar) = &self.bar {
            bar.set_length(of);
            bar.set_position(position);
            return;
        }
        let tenths = position.saturating_mul(10).checked_div(of).unwrap_or(0);
        if of >= SMALL && tenths > self.told_tenths.replace(tenths) {
            output::error_line(format_args!("{}: {} %", self.title, tenths * 10));
        }
    }

    /// Ends with it.
    pub(crate) fn done(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
