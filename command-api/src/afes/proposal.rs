//! The draft, the request and the approvals: `/afes`, `/revise-line`, `/submit`, `/approve`, `/reject`, `/revoke-approvals`, and the
//! same of a supplement.

use chrono::{DateTime, NaiveDate, Utc};
use wellflow_domain::afe::{
    AfeKind, AfeLine, AfeSubject, AfeTotals, ApproveAfeInternally, ApproveSupplement, AuthorizeSupplement,
    Category, DraftAfe, LineRevision, Phase, RejectAfeInternally, RejectSupplement, ReviseAfeLine,
    RevokeApprovals, SubmitAfe, SubmitSupplement,
};
use wellflow_domain::approval_policy::PolicySeen;
use wellflow_domain::ids::{AfeId, AgreementId, LeaseId, OwnerId, WellId};
use wellflow_domain::joint_interest::CostClass;
use wellflow_domain::location::TimeZone;
use wellflow_domain::personal::Personal;
use wellflow_domain::property_month::PropertyId;
use wellflow_domain::quantity::{Percent, Usd};
use wellflow_domain::text::Text120;

use crate::body::{Chosen, OrDefault, bodies, tagged_bodies};

bodies! {
    /// An AFE is drafted.
    DraftAfe as DraftAfeBody {
        afe_id: Chosen<AfeId>,
        effective_at: DateTime<Utc>,
        number: Text120,
        kind: AfeKind,
        subject: AfeSubject,
        agreement_id: Option<AgreementId>,
        operator: OwnerId,
        description: Text120,
        time_zone: TimeZone,
        expires_on: Option<NaiveDate>,
        lines: Vec<AfeLine>,
    }

    /// What it is about.
    AfeSubject as AfeSubjectBody {
        well_id: Option<WellId>,
        lease_id: Option<LeaseId>,
        property_id: Option<PropertyId>,
    }

    /// A line of the estimate.
    AfeLine as AfeLineBody {
        account: Text120,
        description: Text120,
        phase: Phase,
        category: Category,
        class: CostClass,
        amount_usd: Usd,
        contingency_percent: OrDefault<Percent>,
    }

    /// A line of the draft is another one.
    ReviseAfeLine as ReviseAfeLineBody { effective_at: DateTime<Utc>, revision: LineRevision }

    /// What the lines come to.
    AfeTotals as AfeTotalsBody {
        total_usd: Usd,
        tangible_usd: Usd,
        intangible_usd: Usd,
        dry_hole_usd: Usd,
        completed_usd: Usd,
    }

    /// The draft is handed in.
    SubmitAfe as SubmitAfeBody {
        effective_at: DateTime<Utc>,
        totals: AfeTotals;
        requester = Personal::withheld(),
    }

    /// Somebody says yes.
    ApproveAfeInternally as ApproveAfeBody {
        effective_at: DateTime<Utc>,
        tier: Text120,
        comment: Option<Text120>;
        approver = Personal::withheld(),
        policy = PolicySeen::Unknown,
    }

    /// Somebody says no.
    RejectAfeInternally as RejectAfeBody {
        effective_at: DateTime<Utc>,
        tier: Text120,
        reason: Text120;
        approver = Personal::withheld(),
        policy = PolicySeen::Unknown,
    }

    /// What was approved is taken back.
    RevokeApprovals as RevokeApprovalsBody { effective_at: DateTime<Utc>, reason: Text120 }

    /// More money is asked for.
    SubmitSupplement as SubmitSupplementBody {
        effective_at: DateTime<Utc>,
        lines: Vec<AfeLine>,
        expected_usd: Usd,
        reason: Text120;
        requester = Personal::withheld(),
    }

    /// Somebody says yes to it.
    ApproveSupplement as ApproveSupplementBody {
        effective_at: DateTime<Utc>,
        tier: Text120,
        comment: Option<Text120>;
        approver = Personal::withheld(),
        policy = PolicySeen::Unknown,
    }

    /// It comes to nothing.
    RejectSupplement as RejectSupplementBody { effective_at: DateTime<Utc>, reason: Text120 }

    /// It may be spent.
    AuthorizeSupplement as AuthorizeSupplementBody { effective_at: DateTime<Utc> }
}

tagged_bodies! {
    LineRevision by "kind" {
        "put" => Put { line: AfeLine },
        "removed" => Removed { account: Text120 },
    }
}
