//! Organizations as such: made, listed, exported, imported, erased, and given a new incarnation after a restore.
//!
//! Everything here is asked for by whoever administers the installation, over a connection of the migrating user (a
//! member of `wellflow_admin`); no service can call it. What changes something is done by functions of the database, each
//! of which also writes an entry of `ledger.organization_log` in the same transaction.
//!
//! # The log and its chain
//!
//! Entries are numbered 1, 2, 3 ... without holes for all organizations together, and each entry's `chain` is SHA-256 over
//!
//! | Bytes | What |
//! |---|---|
//! | 1 | the version of this encoding, `01` |
//! | 32 | the chain of the entry before; zeros for the first |
//! | 8 | `seq` |
//! | 8 | `at`, microseconds since 2000-01-01 00:00 UTC |
//! | 4 + n | `action` |
//! | 16 | `organization_id` |
//! | 4 + n | `slug` |
//! | 4 + n | `name` |
//! | 1 or 1 + 16 | `incarnation`: `00` where there is none, else `01` and its bytes |
//! | 4 + n | `actor` |
//! | 4 + n | `detail`, its stored text |
//!
//! Numbers have their most significant byte first and are signed; a text is UTF-8 after its length in bytes.
//!
//! # What the log says about the other tables
//!
//! The newest entry of an organization that is not about an export says how it stands ([`verify_log`] compares):
//!
//! | Newest entry | `ledger.organizations` | `ledger.head` |
//! |---|---|---|
//! | `created`, `imported`, `restored` | a row with the entry's slug and name | a row with the entry's incarnation |
//! | `importing`, `erasing` | a row with the entry's slug and name | no row |
//! | `erased`, `abandoned` | no row | no row |
//!
//! `created_at` is the instant of the newest `created` or `importing` entry.
//!
//! Invariants
//! - An organization without a head is unknown to every service: nothing is appended, projected or answered for it. It has
//!   one from the end of its creation or import to the beginning of its erasure.
//! - An import keeps positions, sequences, instants, digests and chain as they were, and gives the copy an incarnation of
//!   its own. A file that is not what an export wrote leaves nothing behind.
//! - No transaction here grows with the size of the organization.

mod erase;
mod error;
mod export;
mod hex;
mod import;
mod line;
mod log;
mod page;
mod reading;
mod register;
mod walk;
mod writing;

pub use erase::{Erasure, Removed, Tombstone, erase, erased_under, tombstone};
pub use error::OrganizationError;
pub use export::{Exported, export};
pub use hex::Hash32;
pub use import::{ImportRequest, Imported, import};
pub use line::{Counts, Header};
pub use log::{BrokenLog, LogEntry, LogTip, entries, verify_log};
pub use reading::{Checked, check};
pub use register::{Listed, create, list, renew_incarnation};

/// What a signature over an export's trailer is made for.
pub const EXPORT_PURPOSE: &str = "wellflow organization export";

/// What a signature over a tombstone is made for.
pub const TOMBSTONE_PURPOSE: &str = "wellflow organization tombstone";
