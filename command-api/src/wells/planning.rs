//! The plan, the number, the permit: `/wells`, `/assign-api-number`, `/permit`, `/permit/submit`, `/permit/deny`,
//! `/permit/expire`, `/cancel`.

use chrono::{DateTime, NaiveDate, Utc};
use wellflow_domain::api_number::ApiNumber;
use wellflow_domain::ids::WellId;
use wellflow_domain::location::{LatLon, StateCode, TimeZone};
use wellflow_domain::quantity::Feet;
use wellflow_domain::text::Text120;
use wellflow_domain::well::{
    ApprovePermit, AssignApiNumber, CancelWell, DenyPermit, Evidence, PermitApplication, ProposeWell,
    RecordPermitExpiry, SubmitDrillingPermit, Title, WellPlan, WellRole,
};

use crate::body::{Chosen, OrDefault, bodies};

bodies! {
    /// A well is planned.
    ProposeWell as ProposeBody {
        well_id: Chosen<WellId>,
        effective_at: DateTime<Utc>,
        name: Text120,
        api_number: Option<ApiNumber>,
        operator: Text120,
        lease: Option<Text120>,
        field: Option<Text120>,
        location: Option<LatLon>,
        state: Option<StateCode>,
        time_zone: TimeZone,
        role: OrDefault<WellRole>,
        plan: OrDefault<WellPlan>,
    }

    /// What is planned.
    WellPlan as WellPlanBody {
        purpose: Option<Text120>,
        proposed_depth_ft: Option<Feet>,
        target_formation: Option<Text120>,
        title: Option<Title>,
    }

    /// The agency gives the well its number.
    AssignApiNumber as AssignApiNumberBody {
        effective_at: DateTime<Utc>,
        api_number: ApiNumber,
        replaces: Option<ApiNumber>,
        source_document: Text120,
    }

    /// A drilling permit is applied for.
    SubmitDrillingPermit as SubmitPermitBody {
        effective_at: DateTime<Utc>,
        application: PermitApplication,
        demanded: Vec<Evidence>,
    }

    /// The agency grants the drilling permit.
    ApprovePermit as ApprovePermitBody {
        effective_at: DateTime<Utc>,
        permit_number: Text120,
        expires_on: Option<NaiveDate>,
        conditions: Vec<Text120>,
        permitted_depth_ft: Option<Feet>,
    }

    /// The agency denies it.
    DenyPermit as DenyPermitBody {
        effective_at: DateTime<Utc>,
        decision: Text120,
        reason: Option<Text120>,
    }

    /// The permit ran out.
    RecordPermitExpiry as PermitExpiryBody { effective_at: DateTime<Utc> }

    /// The well is given up before the bit turned.
    CancelWell as CancelBody { effective_at: DateTime<Utc>, reason: Text120 }
}
