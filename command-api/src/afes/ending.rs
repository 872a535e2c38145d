//! How an AFE ends: `/complete-work`, `/close-costs`, `/close`, `/reopen`, `/cancel`, `/withdraw`, `/lapse`.

use chrono::{DateTime, NaiveDate, Utc};
use wellflow_domain::afe::{
    CancelAfe, CloseAfe, CloseCosts, CompleteWork, LapseProposal, ReopenAfe, WithdrawProposal,
};
use wellflow_domain::approval_policy::PolicySeen;
use wellflow_domain::text::Text120;

use crate::body::bodies;

bodies! {
    /// The work is done.
    CompleteWork as CompleteWorkBody { effective_at: DateTime<Utc>, completed_on: NaiveDate }

    /// All invoices are in.
    CloseCosts as CloseCostsBody { effective_at: DateTime<Utc> }

    /// The AFE is closed.
    CloseAfe as CloseAfeBody {
        effective_at: DateTime<Utc>,
        report: Text120,
        explanation: Option<Text120>;
        policy = PolicySeen::Unknown,
    }

    /// Costs come up after all.
    ReopenAfe as ReopenAfeBody { effective_at: DateTime<Utc>, reason: Text120 }

    /// The money will not be needed.
    CancelAfe as CancelAfeBody { effective_at: DateTime<Utc>, reason: Text120 }

    /// The proposal to the parties is taken back.
    WithdrawProposal as WithdrawProposalBody { effective_at: DateTime<Utc>, reason: Text120 }

    /// The proposal's time ran out.
    LapseProposal as LapseProposalBody { effective_at: DateTime<Utc> }
}
