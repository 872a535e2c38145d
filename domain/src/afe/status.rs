//! The word in which the state of an AFE is shown.

use crate::declared::words;

words! {
    /// The state of an AFE. JSON: `"draft"`.
    pub enum AfeStatus {
        /// Lines are put together.
        Draft = "draft",
        /// Handed in; those who may are asked.
        Submitted = "submitted",
        /// As many have said yes as have to.
        Approved = "approved",
        /// The parties are asked.
        Balloting = "balloting",
        /// The parties have answered.
        Balloted = "balloted",
        /// The money may be spent.
        Authorized = "authorized",
        /// Work goes on.
        InProgress = "in_progress",
        /// More money is asked for; work goes on, or is done.
        SupplementPending = "supplement_pending",
        /// The work is done; invoices come in.
        WorkComplete = "work_complete",
        /// All invoices are in.
        CostsClosed = "costs_closed",
        /// Closed.
        Closed = "closed",
        /// Somebody who may has said no.
        Rejected = "rejected",
        /// The proposal was taken back from the parties.
        Withdrawn = "withdrawn",
        /// The money was not needed.
        Cancelled = "cancelled",
        /// The time of the proposal, or of the authorisation, ran out.
        Lapsed = "lapsed",
    }
}
