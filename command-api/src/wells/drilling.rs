//! From the spud to total depth: `/spud`, `/casing`, `/daily-drilling`, `/suspend-drilling`, `/resume-drilling`,
//! `/total-depth`, `/sidetrack`, `/dry-hole`.

use chrono::{DateTime, Utc};
use uuid::Uuid;
use wellflow_domain::api_number::ApiNumber;
use wellflow_domain::ids::{AfeId, LeaseId};
use wellflow_domain::quantity::{Feet, Inches, PoundsPerFoot, PoundsPerGallon, Usd};
use wellflow_domain::text::{Remarks, Text120};
use wellflow_domain::tract::TractName;
use wellflow_domain::well::{
    CasingKind, CasingString, DeclareDryHole, DrillEvidence, DrillSeen, DrillingProgress, DryHoleReason,
    Evidence, Kickoff, ReachTotalDepth, RecordDailyDrilling, ResumeDrilling, SetCasing, SidetrackWellbore,
    SpudWell, SuspendDrilling,
};

use crate::body::{OrDefault, bodies};

/// The bit is said to have turned; the AFE and the lease that are named are seen, and count before what is stated of them.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct NewSpud {
    pub(crate) effective_at: DateTime<Utc>,
    rig: Option<Text120>,
    contractor: Option<Text120>,
    evidence: DrillEvidence,
    demanded: Vec<Evidence>,
    pub(crate) afe_id: Option<AfeId>,
    pub(crate) lease: Option<NamedLease>,
}

/// A lease, and a tract of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NamedLease {
    pub(crate) lease_id: LeaseId,
    pub(crate) tract: Option<TractName>,
}

impl NewSpud {
    /// The streams it must see.
    pub(crate) fn sees(&self) -> Vec<Uuid> {
        let afe = self.afe_id.map(AfeId::as_uuid);
        let lease = self.lease.as_ref().map(|lease| lease.lease_id.as_uuid());
        afe.into_iter().chain(lease).collect()
    }

    /// The task, with what is seen.
    pub(crate) fn seeing(self, seen: DrillSeen) -> SpudWell {
        SpudWell {
            effective_at: self.effective_at,
            rig: self.rig,
            contractor: self.contractor,
            evidence: self.evidence,
            seen,
            demanded: self.demanded,
        }
    }
}

bodies! {
    /// The bit turns.
    NewSpud as SpudBody {
        effective_at: DateTime<Utc>,
        rig: Option<Text120>,
        contractor: Option<Text120>,
        evidence: OrDefault<DrillEvidence>,
        demanded: Vec<Evidence>,
        afe_id: Option<AfeId>,
        lease: Option<NamedLease>,
    }

    /// The lease the hole is drilled on, and the tract it ends in.
    NamedLease as NamedLeaseBody { lease_id: LeaseId, tract: Option<TractName> }

    /// A string of casing is set.
    SetCasing as SetCasingBody { effective_at: DateTime<Utc>, casing: CasingString }

    /// A string of casing.
    CasingString as CasingStringBody {
        kind: CasingKind,
        size_in: Inches,
        weight_lb_per_ft: Option<PoundsPerFoot>,
        grade: Option<Text120>,
        top_md_ft: Feet,
        bottom_md_ft: Feet,
        cement_sacks: Option<u32>,
        top_of_cement_ft: Option<Feet>,
        base_of_usable_water_ft: Option<Feet>,
    }

    /// A day's drilling is reported.
    RecordDailyDrilling as DailyDrillingBody { effective_at: DateTime<Utc>, progress: DrillingProgress }

    /// What a day's drilling came to.
    DrillingProgress as DrillingProgressBody {
        measured_depth_ft: Feet,
        true_vertical_depth_ft: Option<Feet>,
        mud_weight_lb_per_gal: Option<PoundsPerGallon>,
        daily_cost_usd: Option<Usd>,
        operations: Option<Remarks>,
    }

    /// Drilling stops before total depth.
    SuspendDrilling as SuspendDrillingBody { effective_at: DateTime<Utc>, reason: Text120 }

    /// Drilling goes on.
    ResumeDrilling as ResumeDrillingBody { effective_at: DateTime<Utc>, reason: Text120 }

    /// Drilling reaches total depth.
    ReachTotalDepth as TotalDepthBody {
        effective_at: DateTime<Utc>,
        measured_depth_ft: Feet,
        true_vertical_depth_ft: Option<Feet>,
        formation: Option<Text120>,
        permit_tolerance_ft: Option<Feet>,
    }

    /// A bore is left for a new one.
    SidetrackWellbore as SidetrackBody { effective_at: DateTime<Utc>, kickoff: Kickoff, reason: Text120 }

    /// Where a new bore leaves an old one.
    Kickoff as KickoffBody {
        parent: ApiNumber,
        bore: ApiNumber,
        kickoff_md_ft: Feet,
        bottom_hole_target: Option<Text120>,
        agency_notice: Text120,
    }

    /// The hole is declared dry.
    DeclareDryHole as DryHoleBody {
        effective_at: DateTime<Utc>,
        reason: DryHoleReason,
        remark: Option<Text120>,
    }
}
