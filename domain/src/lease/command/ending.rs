//! What is let go, how a lease ends, and what is said of its record.

use chrono::{DateTime, Utc};

use crate::ids::WellId;
use crate::lease::event::{CorrectedLeaseFact, TerminationCause};
use crate::lease::seen::CompletionSeen;
use crate::lease::stated::{Instrument, ReleasedAcreage};
use crate::quantity::Acres;
use crate::text::{Remarks, Text120};
use crate::tract::TractName;
use crate::well::EventSeen;

/// Ground or depths are released.
#[derive(Clone, Debug, PartialEq)]
pub struct ReleaseAcreage {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// What is let go.
    pub acreage: Vec<ReleasedAcreage>,
    /// The release.
    pub instrument: Instrument,
    /// The completions in the tracts concerned, as seen.
    pub completions: Vec<CompletionSeen>,
}

/// The Pugh clause takes effect at the end of the primary term.
#[derive(Clone, Debug, PartialEq)]
pub struct ApplyPughClause {
    /// An instant after the primary term.
    pub effective_at: DateTime<Utc>,
    /// The completions in the lease and its units, as seen.
    pub completions: Vec<CompletionSeen>,
    /// The paper that tells of it, where there is one.
    pub instrument: Instrument,
}

/// Acres that a well keeps.
#[derive(Clone, Debug, PartialEq)]
pub struct RetainedAcres {
    /// The well.
    pub well_id: WellId,
    /// The tract.
    pub tract: TractName,
    /// The acres.
    pub acres: Acres,
}

/// The retained-acreage clause takes effect at the end of the primary term.
#[derive(Clone, Debug, PartialEq)]
pub struct ApplyRetainedAcreage {
    /// An instant after the primary term.
    pub effective_at: DateTime<Utc>,
    /// What each well keeps.
    pub retained: Vec<RetainedAcres>,
    /// By what the ground that is let go is found.
    pub released_legal: Remarks,
    /// The completions in the lease, as seen.
    pub completions: Vec<CompletionSeen>,
    /// The designation.
    pub instrument: Instrument,
}

/// The term ran out.
#[derive(Clone, Debug, PartialEq)]
pub struct ExpireLease {
    /// An instant after the last day of the term.
    pub effective_at: DateTime<Utc>,
}

/// The lease ended by its own terms or by an order.
#[derive(Clone, Debug, PartialEq)]
pub struct TerminateLease {
    /// An instant after its last day.
    pub effective_at: DateTime<Utc>,
    /// Why.
    pub cause: TerminationCause,
}

/// The lease is given back.
#[derive(Clone, Debug, PartialEq)]
pub struct SurrenderLease {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// The paper.
    pub instrument: Instrument,
    /// The completions in its tracts, as seen.
    pub completions: Vec<CompletionSeen>,
}

/// An earlier fact was wrong: it is taken back, or another is put in its place.
#[derive(Clone, Debug, PartialEq)]
pub struct CorrectLeaseHistory {
    /// The event that was wrong, as the ledger holds it.
    pub corrects: EventSeen,
    /// What happened instead; `None` where nothing did.
    pub instead: Option<CorrectedLeaseFact>,
    /// Why.
    pub reason: Text120,
}

/// The record was entered in error.
#[derive(Clone, Debug, PartialEq)]
pub struct VoidLeaseRecord {
    /// An instant after everything the record holds.
    pub effective_at: DateTime<Utc>,
    /// Why.
    pub reason: Text120,
}
