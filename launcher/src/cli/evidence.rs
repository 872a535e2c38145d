//! What `wellflow evidence` takes.

use std::num::NonZero;
use std::path::PathBuf;

use chrono::{DateTime, Utc};
use clap::Args;
use uuid::Uuid;

/// Options of `evidence`.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct Evidence {
    /// The checkpoint that signed the history; the ledger must contain it.
    #[arg(long, value_name = "FILE")]
    pub checkpoint: PathBuf,
    /// Of what.
    #[command(flatten)]
    pub resource: Resource,
    /// The point: what was known at this instant, which is not after the checkpoint's; the checkpoint's where none is named.
    #[arg(long, value_name = "INSTANT")]
    pub as_of: Option<DateTime<Utc>>,
    /// The file to write, which must not exist; standard output where none is named.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// The public key that verifies the checkpoint; by default this installation's `keys/ledger.pub`.
    #[arg(long, value_name = "FILE")]
    pub key: Option<PathBuf>,
    /// Statements at once; by default one per core, at most 8.
    #[arg(long)]
    pub jobs: Option<NonZero<usize>>,
}

/// What evidence is of.
#[derive(Args, Clone, Debug, Default, PartialEq)]
#[group(required = true, multiple = false)]
pub struct Resource {
    /// A well.
    #[arg(long, value_name = "ID")]
    pub well: Option<Uuid>,
    /// A lease.
    #[arg(long, value_name = "ID")]
    pub lease: Option<Uuid>,
    /// An owner.
    #[arg(long, value_name = "ID")]
    pub owner: Option<Uuid>,
    /// A division of interest.
    #[arg(long, value_name = "ID")]
    pub division: Option<Uuid>,
    /// Any stream, by its kind and id: `production_month/ID`.
    #[arg(long, value_name = "KIND/ID", value_parser = stream)]
    pub stream: Option<(String, Uuid)>,
}

fn stream(text: &str) -> Result<(String, Uuid), String> {
    let (kind, id) = text.split_once('/').ok_or("a stream is KIND/ID")?;
    let id = id.parse().map_err(|_| format!("{id} is no id"))?;
    Ok((kind.to_owned(), id))
}
