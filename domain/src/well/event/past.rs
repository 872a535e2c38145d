//! How facts were written before they said more. Each says what it comes to today: nothing is added to what was stated.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;
use wellflow_decider::{Past, Unfit};

use super::{
    DrillingPermitApproved, FirstProductionRecorded, TotalDepthReached, WellCompleted, WellEvent,
    WellPlugged, WellProposed, WellReturnedToService, WellShutIn, WellSpudded, WellTemporarilyAbandoned,
};
use crate::api_number::ApiNumber;
use crate::ids::WellId;
use crate::location::{LatLon, StateCode, TimeZone};
use crate::quantity::Feet;
use crate::text::{CompletionName, Text120};
use crate::well::role::{ShutInReason, WellRole};
use crate::well::stated::{CompletionDetail, DrillEvidence, ProducingAuthority, SecuringTest, WellPlan};

#[derive(Debug, Deserialize)]
pub(super) struct WellProposedV1 {
    well_id: WellId,
    effective_at: DateTime<Utc>,
    name: Text120,
    api_number: Option<ApiNumber>,
    operator: Text120,
    lease: Option<Text120>,
    field: Option<Text120>,
    location: Option<LatLon>,
    state: Option<StateCode>,
    time_zone: TimeZone,
    role: WellRole,
}

impl Past<WellEvent> for WellProposedV1 {
    fn upcast(self) -> Result<Vec<WellEvent>, Unfit> {
        let today = WellProposed {
            well_id: self.well_id,
            effective_at: self.effective_at,
            name: self.name,
            api_number: self.api_number,
            operator: self.operator,
            lease: self.lease,
            field: self.field,
            location: self.location,
            state: self.state,
            time_zone: self.time_zone,
            role: self.role,
            plan: WellPlan::default(),
        };
        Ok(vec![today.into()])
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct DrillingPermitApprovedV1 {
    effective_at: DateTime<Utc>,
    permit_number: Text120,
    expires_on: Option<NaiveDate>,
}

impl Past<WellEvent> for DrillingPermitApprovedV1 {
    fn upcast(self) -> Result<Vec<WellEvent>, Unfit> {
        let today = DrillingPermitApproved {
            effective_at: self.effective_at,
            permit_number: self.permit_number,
            expires_on: self.expires_on,
            conditions: Vec::new(),
            permitted_depth_ft: None,
        };
        Ok(vec![today.into()])
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct WellSpuddedV1 {
    effective_at: DateTime<Utc>,
    rig: Option<Text120>,
    contractor: Option<Text120>,
}

impl Past<WellEvent> for WellSpuddedV1 {
    fn upcast(self) -> Result<Vec<WellEvent>, Unfit> {
        let today = WellSpudded {
            effective_at: self.effective_at,
            rig: self.rig,
            contractor: self.contractor,
            permit_number: None,
            evidence: DrillEvidence::default(),
        };
        Ok(vec![today.into()])
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct TotalDepthReachedV1 {
    effective_at: DateTime<Utc>,
    measured_depth_ft: Feet,
    true_vertical_depth_ft: Option<Feet>,
}

impl Past<WellEvent> for TotalDepthReachedV1 {
    fn upcast(self) -> Result<Vec<WellEvent>, Unfit> {
        let today = TotalDepthReached {
            effective_at: self.effective_at,
            measured_depth_ft: self.measured_depth_ft,
            true_vertical_depth_ft: self.true_vertical_depth_ft,
            formation: None,
        };
        Ok(vec![today.into()])
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct WellCompletedV1 {
    effective_at: DateTime<Utc>,
    completion: CompletionName,
    zone: Option<Text120>,
    top_md_ft: Feet,
    bottom_md_ft: Feet,
}

impl Past<WellEvent> for WellCompletedV1 {
    fn upcast(self) -> Result<Vec<WellEvent>, Unfit> {
        let today = WellCompleted {
            effective_at: self.effective_at,
            completion: self.completion,
            zone: self.zone,
            top_md_ft: self.top_md_ft,
            bottom_md_ft: self.bottom_md_ft,
            detail: CompletionDetail::default(),
        };
        Ok(vec![today.into()])
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct FirstProductionRecordedV1 {
    effective_at: DateTime<Utc>,
}

impl Past<WellEvent> for FirstProductionRecordedV1 {
    fn upcast(self) -> Result<Vec<WellEvent>, Unfit> {
        let today = FirstProductionRecorded {
            effective_at: self.effective_at,
            product: None,
            purchaser: None,
            authority: ProducingAuthority::default(),
        };
        Ok(vec![today.into()])
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct WellShutInV1 {
    effective_at: DateTime<Utc>,
    reason: ShutInReason,
}

impl Past<WellEvent> for WellShutInV1 {
    fn upcast(self) -> Result<Vec<WellEvent>, Unfit> {
        let today = WellShutIn {
            effective_at: self.effective_at,
            reason: self.reason,
            expected_return_on: None,
        };
        Ok(vec![today.into()])
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct WellTemporarilyAbandonedV1 {
    effective_at: DateTime<Utc>,
    until: Option<NaiveDate>,
    approval_number: Option<Text120>,
}

impl Past<WellEvent> for WellTemporarilyAbandonedV1 {
    fn upcast(self) -> Result<Vec<WellEvent>, Unfit> {
        let today = WellTemporarilyAbandoned {
            effective_at: self.effective_at,
            until: self.until,
            approval_number: self.approval_number,
            securing: SecuringTest::default(),
        };
        Ok(vec![today.into()])
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct WellReturnedToServiceV1 {
    effective_at: DateTime<Utc>,
}

impl Past<WellEvent> for WellReturnedToServiceV1 {
    fn upcast(self) -> Result<Vec<WellEvent>, Unfit> {
        let today = WellReturnedToService {
            effective_at: self.effective_at,
            work_summary: None,
        };
        Ok(vec![today.into()])
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct WellPluggedV1 {
    effective_at: DateTime<Utc>,
    cementer: Option<Text120>,
}

impl Past<WellEvent> for WellPluggedV1 {
    fn upcast(self) -> Result<Vec<WellEvent>, Unfit> {
        let today = WellPlugged {
            effective_at: self.effective_at,
            cementer: self.cementer,
            plugs: Vec::new(),
            witnessed_by: None,
            authority: None,
        };
        Ok(vec![today.into()])
    }
}
