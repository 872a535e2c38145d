//! What `wellflow import` takes.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// Formats that can be imported.
#[derive(Clone, Debug, PartialEq, Subcommand)]
pub enum Import {
    /// Boreholes and monthly production of the Bureau of Safety and Environmental Enforcement, or the lease blocks and lease
    /// owners of the Bureau of Ocean Energy Management.
    Bsee(Bsee),
    /// The list of wells of New York's Department of Environmental Conservation, with the dates of their lives.
    NyDec(AgencyFile),
    /// Monthly production reports (Form 7) of Colorado's Energy and Carbon Management Commission.
    CoForm7(AgencyFile),
    /// The `events` table of a program on postgres-es.
    #[cfg(feature = "import-postgres-es")]
    PostgresEs(PostgresEs),
}

/// Options of `import bsee`.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct Bsee {
    /// The list of boreholes, CSV.
    #[arg(long, requires = "production", required_unless_present_any = ["leases", "owners"])]
    pub boreholes: Option<PathBuf>,
    /// Monthly production (OGOR-A), CSV with a header.
    #[arg(long, requires = "boreholes")]
    pub production: Option<PathBuf>,
    /// The list of lease blocks, CSV.
    #[arg(long, conflicts_with = "boreholes")]
    pub leases: Option<PathBuf>,
    /// The day of the list of lease blocks; needed where its name does not tell.
    #[arg(long, requires = "leases", value_name = "DAY")]
    pub listed_on: Option<chrono::NaiveDate>,
    /// A list of lease owners, CSV; its companies are registered.
    #[arg(long, conflicts_with = "boreholes")]
    pub owners: Option<PathBuf>,
    /// Where the facts go.
    #[command(flatten)]
    pub destination: Destination,
}

/// Options of an import of one file.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct AgencyFile {
    /// The agency's file, CSV with a header.
    pub file: PathBuf,
    /// Read the file and report what is odd about it; send nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// Where the facts go.
    #[command(flatten)]
    pub destination: Destination,
}

/// Where imported facts go, and what is written down about them.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct Destination {
    /// The organization the facts belong to, by slug or id.
    #[arg(long, default_value = "demo")]
    pub organization: String,
    /// Where the command API answers; by default where `WELLFLOW_LISTEN` says.
    #[arg(long)]
    pub url: Option<String>,
    /// A token of that organization; without one, a token is signed with this installation's key.
    #[arg(long)]
    pub token: Option<String>,
    /// Write every warning and refusal to this file, one JSON object per line.
    #[arg(long)]
    pub report: Option<PathBuf>,
}

/// Options of `import postgres-es`.
#[cfg(feature = "import-postgres-es")]
#[derive(Args, Clone, Debug, PartialEq)]
pub struct PostgresEs {
    /// The database to read, `postgres://user@host/database`; it is never written.
    #[arg(long)]
    pub from: String,
    /// The table or view with the columns of postgres-es, with its schema where it needs one.
    #[arg(long, default_value = "events")]
    pub table: String,
    /// The organization whose ledger the events enter, by slug or id.
    #[arg(long)]
    pub organization: String,
    /// What the source is called, the same in every run: a row is known again by it. By default its database and table.
    #[arg(long)]
    pub source: Option<String>,
    /// An aggregate type of the source and the kind it becomes, `Well=well`, where they differ; repeatable.
    #[arg(long, value_name = "THEIRS=OURS")]
    pub kind: Vec<String>,
    /// An event of the source, with its version or for every version, and the event it becomes,
    /// `Spudded@1.0=WellSpudded@1`, where they differ; repeatable.
    #[arg(long, value_name = "THEIRS[@VERSION]=OURS[@VERSION]")]
    pub event: Vec<String>,
    /// The field of a payload that says when its event happened, where that is not `effective_at`.
    #[arg(long, value_name = "FIELD")]
    pub effective_at_field: Option<String>,
    /// When every event happened whose payload does not say so, RFC 3339.
    #[arg(long, value_name = "INSTANT")]
    pub effective_at: Option<chrono::DateTime<chrono::Utc>>,
    /// An aggregate type to leave behind; repeatable.
    #[arg(long, value_name = "TYPE")]
    pub leave_out: Vec<String>,
    /// A field of the payloads to leave behind; repeatable.
    #[arg(long, value_name = "FIELD")]
    pub drop: Vec<String>,
    /// Write every row that was not taken over to this file, one JSON object a line.
    #[arg(long)]
    pub report: Option<PathBuf>,
}
