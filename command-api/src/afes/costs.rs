//! Funds, notices, work and money: `/allocate-funds`, `/deallocate-funds`, `/record-notice`, `/retract-notice`, `/start-work`,
//! `/commit-cost`, `/release-commitment`, `/post-cost`, `/reverse-cost`, `/detect-overrun`.

use chrono::{DateTime, NaiveDate, Utc};
use wellflow_domain::afe::{
    AllocateFunds, CommitCost, DeallocateFunds, DetectOverrun, InvoiceKey, PostActualCost,
    RecordAuthorizationNotice, ReleaseCommitment, RetractAuthorizationNotice, ReverseActualCost, StartWork,
};
use wellflow_domain::ids::OwnerId;
use wellflow_domain::quantity::Usd;
use wellflow_domain::text::Text120;

use crate::body::{OrDefault, bodies};

bodies! {
    /// Each party's part of the budget is set aside.
    AllocateFunds as AllocateFundsBody { effective_at: DateTime<Utc>, cash_call: OrDefault<bool> }

    /// What was set aside no longer is.
    DeallocateFunds as DeallocateFundsBody { effective_at: DateTime<Utc>, reason: Text120 }

    /// Vendors and partners have been told.
    RecordAuthorizationNotice as RecordNoticeBody { effective_at: DateTime<Utc>, reference: Text120 }

    /// They have been told otherwise.
    RetractAuthorizationNotice as RetractNoticeBody { effective_at: DateTime<Utc>, reference: Text120 }

    /// Work begins.
    StartWork as StartWorkBody { effective_at: DateTime<Utc> }

    /// Money is promised to a vendor.
    CommitCost as CommitCostBody {
        effective_at: DateTime<Utc>,
        order: Text120,
        account: Text120,
        vendor: OwnerId,
        amount_usd: Usd,
    }

    /// What is left of a promise is released.
    ReleaseCommitment as ReleaseCommitmentBody { effective_at: DateTime<Utc>, order: Text120, reason: Text120 }

    /// What names a posting.
    InvoiceKey as InvoiceKeyBody { vendor: OwnerId, invoice: Text120, account: Text120 }

    /// An invoice is posted.
    PostActualCost as PostCostBody {
        effective_at: DateTime<Utc>,
        invoice: InvoiceKey,
        service_date: NaiveDate,
        gross_usd: Usd,
        order: Option<Text120>,
        document: Text120,
    }

    /// A posting is taken back, or a part of it.
    ReverseActualCost as ReverseCostBody {
        effective_at: DateTime<Utc>,
        invoice: InvoiceKey,
        gross_usd: Usd,
        reason: Text120,
    }

    /// An overrun is told.
    DetectOverrun as DetectOverrunBody { effective_at: DateTime<Utc> }
}
