//! Taking over an agency's data through the public command API.
//!
//! ```text
//! files ─▶ rows ─▶ commands ─▶ one lane per group of wells ─▶ batches over HTTP ─▶ outcomes ─▶ report
//!          └ bsee, boem, ny_dec, co_form7 ┘ └──────────────── pipeline ─────────────────┘
//! ```
//!
//! Invariants
//! - Nothing but the public HTTP API is used: what an import may do, any client with the token may do.
//! - The commands of one well are sent in the order of the files, and no batch of a lane before the one ahead of it
//!   was answered.
//! - The idempotency key of a command is a hash of its source row: an import that was killed is simply run again.
//! - A row that breaks a rule is reported with its number and values; it never stops the rows after it.

mod boem;
mod boreholes;
mod bsee;
mod cells;
mod client;
mod co_form7;
mod command;
mod item;
mod ny_dec;
mod pipeline;
#[cfg(feature = "import-postgres-es")]
pub mod postgres_es;
mod production;
mod progress;
mod report;
mod rows;
#[cfg(test)]
mod samples;

use std::io::Read;
use std::path::Path;

use anyhow::{Context, Result};

pub(crate) use boem::{BoemImport, BoemLists};
pub(crate) use bsee::BseeImport;
#[cfg(test)]
pub(crate) use bsee::map_bsee;
pub(crate) use client::Target;
pub(crate) use command::{bsee, co_form7, ny_dec};
#[cfg(test)]
pub(crate) use item::Kind;
#[cfg(test)]
pub(crate) use item::{Item, Mapped};
pub(crate) use progress::Progress;
pub use report::Tally;
pub(crate) use rows::hex;

/// Who the launcher imports as when it signs the token itself: the same in every run, because idempotency keys belong
/// to one subject.
pub(crate) const SUBJECT: &str = "bsee-import";

/// One file to read.
pub(crate) struct Source {
    /// Its name without the folder; facts cite it.
    pub(crate) file: String,
    /// Its bytes.
    pub(crate) input: Box<dyn Read + Send>,
    /// How many bytes there are.
    pub(crate) bytes: u64,
}

impl Source {
    /// A file on disk.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let opened =
            std::fs::File::open(path).and_then(|file| file.metadata().map(|metadata| (file, metadata.len())));
        let (file, bytes) = opened.with_context(|| format!("{} cannot be opened", path.display()))?;
        let name = path
            .file_name()
            .map_or_else(|| "-".to_owned(), |name| name.to_string_lossy().into_owned());
        Ok(Self {
            file: name,
            input: Box::new(file),
            bytes,
        })
    }

    /// Bytes that are part of the program.
    pub(crate) fn embedded(file: &str, bytes: &'static [u8]) -> Self {
        Self {
            file: file.to_owned(),
            input: Box::new(bytes),
            bytes: bytes.len() as u64,
        }
    }
}
