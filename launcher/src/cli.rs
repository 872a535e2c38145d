//! The command line.

mod evidence;
mod import;
mod parked;

use std::num::NonZero;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use uuid::Uuid;

pub use evidence::{Evidence, Resource};
#[cfg(feature = "import-postgres-es")]
pub use import::PostgresEs;
pub use import::{AgencyFile, Bsee, Destination, Import};
pub use parked::{Asked, Parked, Retry, Show, Skip};

/// The system of record for small US oil and gas operators.
#[derive(Clone, Debug, Parser, PartialEq)]
#[command(name = "wellflow", version, args_conflicts_with_subcommands = true)]
pub struct Cli {
    /// What to do; `up` where nothing is said.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// Options of `up`.
    #[command(flatten)]
    pub up: Up,
}

impl Cli {
    /// The chosen command.
    pub fn chosen(self) -> Command {
        self.command.unwrap_or(Command::Up(self.up))
    }
}

/// What the binary can do.
#[derive(Clone, Debug, PartialEq, Subcommand)]
pub enum Command {
    /// Start everything in one process on one port: private PostgreSQL and Redis, migrations, services, demo (default).
    Up(Up),
    /// Serve commands (POST) alone.
    CommandApi,
    /// Serve queries (GET) alone.
    QueryApi,
    /// Run the projector alone; it serves its health.
    Projector,
    /// Bring the database's schema up to date and set the passwords of the service roles.
    Migrate,
    /// Make, list, move, erase and renew organizations; each of it is written into the organization log.
    Organization {
        /// What to do.
        #[command(subcommand)]
        action: Organization,
    },
    /// Print one signed token.
    Token(Token),
    /// Take over data of an agency.
    Import {
        /// The agency's format.
        #[command(subcommand)]
        format: Import,
    },
    /// Read ledgers from the first position to the last and say whether they still are what was written, and contain what
    /// was signed.
    Verify(Verify),
    /// Sign what ledgers hold, to be kept elsewhere, and prove things with what was signed.
    Checkpoint(Checkpoint),
    /// Write the history of one thing with all that proves it to somebody who has nothing but the file and the public key.
    Evidence(Evidence),
    /// See to streams the read models cannot take in: list, read anew, leave an event out.
    Parked {
        /// What to do.
        #[command(subcommand)]
        action: Parked,
    },
    /// Build the rows of a projection anew beside those that are served, compare the two and change over.
    Rebuild(Rebuild),
    /// Replay ledgers beside the rows that are served, and say whether both come to the same.
    Replay(Replay),
    /// Ask a running service whether it is ready; ends with 0 when it is.
    Status(Status),
}

/// Options of `up`.
#[derive(Args, Clone, Debug, Default, PartialEq)]
pub struct Up {
    /// Do not load the demo organization.
    #[arg(long)]
    pub no_demo: bool,
}

/// What can be done about organizations.
#[derive(Clone, Debug, PartialEq, Subcommand)]
pub enum Organization {
    /// Make one, with an empty ledger, and print its id.
    Create(Create),
    /// Print every organization that is here: slug, id, state, events, instant of the newest, name.
    List,
    /// Print what befell organizations, one JSON object per entry.
    Log {
        /// The organization, by slug or id; every one where none is named.
        organization: Option<String>,
    },
    /// Write one organization's whole ledger to a file.
    Export(Export),
    /// Take an organization over from a file that `export` wrote.
    Import(Takeover),
    /// Remove every row of an organization from the ledger, the read models and the caches.
    Erase(Erase),
    /// After a restore or a lossy failover: say that what is here is another copy of the ledger.
    Restored(Restored),
}

/// Who does it, for the organization log.
#[derive(Args, Clone, Debug, Default, PartialEq)]
pub struct By {
    /// Who does it, as the organization log will say; by default the user of the operating system and the machine.
    #[arg(long)]
    pub actor: Option<String>,
}

/// Options of `organization create`.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct Create {
    /// Its short name in commands: lower-case letters, digits and hyphens.
    pub slug: String,
    /// Its name.
    #[arg(long)]
    pub name: String,
    /// Take a slug that belonged to an organization that was erased.
    #[arg(long)]
    pub reuse_slug: bool,
    /// Who does it.
    #[command(flatten)]
    pub by: By,
}

/// Options of `organization export`.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct Export {
    /// The organization, by slug or id.
    pub organization: String,
    /// The file to write; it must not exist.
    pub file: PathBuf,
    /// Sign the file with this installation's ledger key.
    #[arg(long)]
    pub sign: bool,
    /// Who does it.
    #[command(flatten)]
    pub by: By,
}

/// Options of `organization import`.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct Takeover {
    /// The file.
    pub file: PathBuf,
    /// Another short name than the one in the file.
    #[arg(long)]
    pub slug: Option<String>,
    /// A file with the public key that must have signed the export (the `ledger.pub` of where it comes from).
    #[arg(long)]
    pub key: Option<PathBuf>,
    /// The organization was erased here and comes back.
    #[arg(long)]
    pub returning: bool,
    /// Take a slug that belonged to another organization that was erased.
    #[arg(long)]
    pub reuse_slug: bool,
    /// Who does it.
    #[command(flatten)]
    pub by: By,
}

/// Options of `organization erase`.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct Erase {
    /// The organization, by slug or id.
    pub organization: String,
    /// Its slug once more: there is no way back.
    #[arg(long)]
    pub yes: String,
    /// Where to write the signed tombstone; by default `tombstones/ID.json` in `WELLFLOW_HOME`.
    #[arg(long)]
    pub tombstone: Option<PathBuf>,
    /// Who does it.
    #[command(flatten)]
    pub by: By,
}

/// Options of `organization restored`.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct Restored {
    /// The organization, by slug or id.
    #[arg(required_unless_present = "all", conflicts_with = "all")]
    pub organization: Option<String>,
    /// Every organization.
    #[arg(long)]
    pub all: bool,
    /// Who does it.
    #[command(flatten)]
    pub by: By,
}

/// Options of `token`.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct Token {
    /// The organization, by slug (looked up in the database) or by id.
    #[arg(long)]
    pub organization: String,
    /// owner, admin, manager, operator, pumper, viewer, regulator or auditor.
    #[arg(long)]
    pub role: String,
    /// Who the token speaks for; idempotency keys belong to one subject.
    #[arg(long, default_value = "cli")]
    pub subject: String,
    /// The id of the owner it speaks for: whoever may not read ownership then reads that owner's own part of AFEs.
    #[arg(long)]
    pub owner: Option<Uuid>,
    /// Days until the token expires.
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..=3650))]
    pub days: u32,
}

/// Options of `verify`.
#[derive(Args, Clone, Debug, Default, PartialEq)]
pub struct Verify {
    /// The organization, by slug or id; every one where neither an organization nor a checkpoint is named.
    #[arg(long)]
    pub organization: Option<String>,
    /// A checkpoint the ledger must contain; may be given several times.
    #[arg(long, value_name = "FILE")]
    pub checkpoint: Vec<PathBuf>,
    /// Check a file that `evidence` wrote instead; takes no database and no network.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["organization", "checkpoint", "jobs"])]
    pub evidence: Option<PathBuf>,
    /// The public key that verifies checkpoints; by default this installation's `keys/ledger.pub`.
    #[arg(long, value_name = "FILE")]
    pub key: Option<PathBuf>,
    /// Statements and ledgers at once; by default one per core, at most 8.
    #[arg(long)]
    pub jobs: Option<NonZero<usize>>,
}

/// Options of `checkpoint`.
#[derive(Args, Clone, Debug, PartialEq)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Checkpoint {
    /// What to do; sign where nothing is said.
    #[command(subcommand)]
    pub action: Option<CheckpointAction>,
    /// Options of signing.
    #[command(flatten)]
    pub sign: SignCheckpoint,
}

/// What can be done with checkpoints.
#[derive(Clone, Debug, PartialEq, Subcommand)]
pub enum CheckpointAction {
    /// Prove that an event is among those that were signed; reads the ledger.
    Prove(ProveEvent),
    /// Check such a proof; needs no ledger.
    Check(CheckProof),
    /// Check that a later checkpoint goes on from an earlier one; needs no ledger.
    Compare(CompareCheckpoints),
}

/// Options of `checkpoint`, where it signs.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct SignCheckpoint {
    /// The organization, by slug or id; every one with events where neither it nor a previous checkpoint is named.
    #[arg(long)]
    pub organization: Option<String>,
    /// The folder or the file to write to; a file is never replaced.
    #[arg(long, value_name = "DIR_OR_FILE", default_value = ".")]
    pub out: PathBuf,
    /// The checkpoint to go on from, which the ledger must contain; may be given once per organization.
    #[arg(long, value_name = "FILE")]
    pub previous: Vec<PathBuf>,
    /// The public key that verifies the previous checkpoint; by default this installation's `keys/ledger.pub`.
    #[arg(long, value_name = "FILE")]
    pub key: Option<PathBuf>,
    /// Statements and ledgers at once; by default one per core, at most 8.
    #[arg(long)]
    pub jobs: Option<NonZero<usize>>,
}

/// Options of `checkpoint prove`.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct ProveEvent {
    /// The event's position.
    #[arg(long)]
    pub position: u64,
    /// The checkpoint that signed it.
    #[arg(long, value_name = "FILE")]
    pub checkpoint: PathBuf,
    /// The file to write the proof to; standard output where none is named.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// The public key that verifies the checkpoint; by default this installation's `keys/ledger.pub`.
    #[arg(long, value_name = "FILE")]
    pub key: Option<PathBuf>,
}

/// Options of `checkpoint check`.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct CheckProof {
    /// The proof.
    pub proof: PathBuf,
    /// The checkpoint it is about.
    #[arg(long, value_name = "FILE")]
    pub checkpoint: PathBuf,
    /// The public key that verifies the checkpoint; by default this installation's `keys/ledger.pub`.
    #[arg(long, value_name = "FILE")]
    pub key: Option<PathBuf>,
}

/// Options of `checkpoint compare`.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct CompareCheckpoints {
    /// The earlier one.
    pub earlier: PathBuf,
    /// The later one.
    pub later: PathBuf,
    /// The public key that verifies both; by default this installation's `keys/ledger.pub`.
    #[arg(long, value_name = "FILE")]
    pub key: Option<PathBuf>,
}

/// Options of `rebuild`.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct Rebuild {
    /// The projection, for example `well_summary`.
    pub projection: String,
    /// The organization, by slug or id; every one where none is named.
    #[arg(long)]
    pub organization: Option<String>,
    /// Serve the new rows although they differ from those that are served.
    #[arg(long)]
    pub accept_differences: bool,
    /// Throw a build away that was cut off, instead of going on with it.
    #[arg(long)]
    pub from_start: bool,
    /// Serve the build again that was served before the last change.
    #[arg(long, conflicts_with_all = ["accept_differences", "from_start", "discard"])]
    pub rollback: bool,
    /// Remove every build that is not served.
    #[arg(long, conflicts_with_all = ["accept_differences", "from_start"])]
    pub discard: bool,
    /// Organizations at once.
    #[arg(long, default_value = "2")]
    pub jobs: NonZero<usize>,
}

/// Options of `replay`.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct Replay {
    /// The projection, for example `well_summary`; every one where none is named.
    pub projection: Option<String>,
    /// The organization, by slug or id; every one where none is named.
    #[arg(long)]
    pub organization: Option<String>,
}

/// Options of `status`.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct Status {
    /// Where the service answers; by default where `WELLFLOW_LISTEN` says.
    #[arg(long)]
    pub url: Option<String>,
    /// Also how far each read model is in this organization's ledger; by slug or id.
    #[arg(long)]
    pub organization: Option<String>,
    /// A token of that organization, of the role admin; without one, a token is signed with this installation's key.
    #[arg(long, requires = "organization")]
    pub token: Option<String>,
}
