//! The end of a well, its return, and what is said of its record: `/approve-plugging`, `/plug`, `/release-site`,
//! `/approve-reentry`, `/void`, `/regulatory-flag`.

use chrono::{DateTime, NaiveDate, Utc};
use wellflow_domain::month::Month;
use wellflow_domain::quantity::Feet;
use wellflow_domain::text::Text120;
use wellflow_domain::well::{
    ApprovePlugging, ApproveReentry, BondRelease, CementPlug, Inspection, PlugWell, PluggingApproval,
    PluggingAuthority, ReentryPermit, RegulatoryFlag, ReleaseSite, SetRegulatoryFlag, Tx14b2, VoidWellRecord,
};

use crate::body::{OrDefault, bodies, tagged_bodies};

bodies! {
    /// Plugging is approved.
    ApprovePlugging as ApprovePluggingBody {
        effective_at: DateTime<Utc>,
        approval: PluggingApproval,
        notice_days: Option<u16>,
    }

    /// The last plug was set. What the well's completions produced is seen when the command is decided.
    PlugWell as PlugBody {
        effective_at: DateTime<Utc>,
        cementer: Option<Text120>,
        plugs: Vec<CementPlug>,
        witnessed_by: Option<Text120>,
        authority: OrDefault<PluggingAuthority>;
        production = Vec::new(),
    }

    /// A plug of cement.
    CementPlug as CementPlugBody { top_md_ft: Feet, bottom_md_ft: Feet, cement_sacks: u32 }

    /// The plugged well's site is released.
    ReleaseSite as ReleaseSiteBody { effective_at: DateTime<Utc>, inspection: Inspection, bond: BondRelease }

    /// The agency permits to enter the plugged well again.
    ApproveReentry as ApproveReentryBody { effective_at: DateTime<Utc>, permit: ReentryPermit }

    /// The record was entered in error.
    VoidWellRecord as VoidBody { effective_at: DateTime<Utc>, reason: Text120 }

    /// An agency holds something against the well, or no longer does.
    SetRegulatoryFlag as RegulatoryFlagTaskBody {
        effective_at: DateTime<Utc>,
        flag: RegulatoryFlag,
        source: Text120,
    }
}

tagged_bodies! {
    RegulatoryFlag by "flag" {
        "inactive_since" => InactiveSince { month: Option<Month> },
        "tx14b2" => Tx14b2 { standing: Tx14b2 },
        "w3x_expiry" => W3xExpiry { on: Option<NaiveDate> },
        "h15_due" => H15Due { on: Option<NaiveDate> },
        "lease_severed" => LeaseSevered { severed: bool },
        "confidential_until" => ConfidentialUntil { on: Option<NaiveDate> },
        "orphan" => Orphan { orphan: bool },
    }
}
