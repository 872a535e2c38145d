//! The plan, the permit, the number.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use wellflow_decider::{ClaimAction, ClaimChange, Fact};

use super::{api10_change, published_fact};
use crate::api_number::ApiNumber;
use crate::ids::WellId;
use crate::location::{LatLon, StateCode, TimeZone};
use crate::quantity::Feet;
use crate::text::Text120;
use crate::well::role::WellRole;
use crate::well::stated::{PermitApplication, WellPlan};

published_fact!(
    DrillingPermitSubmitted,
    DrillingPermitApproved,
    DrillingPermitDenied,
    DrillingPermitExpired,
    WellCancelled
);

/// A well was planned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WellProposed {
    /// The stream.
    pub well_id: WellId,
    /// When.
    pub effective_at: DateTime<Utc>,
    /// The name on the sign.
    pub name: Text120,
    /// The agency's number.
    pub api_number: Option<ApiNumber>,
    /// The operator's name.
    pub operator: Text120,
    /// The lease.
    pub lease: Option<Text120>,
    /// The field.
    pub field: Option<Text120>,
    /// Surface location.
    pub location: Option<LatLon>,
    /// State of the surface location.
    pub state: Option<StateCode>,
    /// The zone of the well's local days.
    pub time_zone: TimeZone,
    /// What the well is for.
    pub role: WellRole,
    /// What was planned.
    pub plan: WellPlan,
}

impl Fact for WellProposed {
    fn effective_at(&self) -> DateTime<Utc> {
        self.effective_at
    }

    fn claims(&self) -> Vec<ClaimChange> {
        let claim = |number| api10_change(number, ClaimAction::Claim);
        self.api_number.iter().map(claim).collect()
    }

    fn public_form(&self) -> Option<Self> {
        Some(self.clone())
    }
}

/// The agency gave the well its number.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ApiNumberAssigned {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// The number.
    pub api_number: ApiNumber,
    /// The number it takes the place of.
    pub replaces: Option<ApiNumber>,
    /// The document that gives it.
    pub source_document: Text120,
}

impl Fact for ApiNumberAssigned {
    fn effective_at(&self) -> DateTime<Utc> {
        self.effective_at
    }

    fn claims(&self) -> Vec<ClaimChange> {
        let given_up = self.replaces.filter(|old| old.api10() != self.api_number.api10());
        let release = given_up.map(|old| api10_change(&old, ClaimAction::Release));
        let claim = api10_change(&self.api_number, ClaimAction::Claim);
        release.into_iter().chain([claim]).collect()
    }

    fn public_form(&self) -> Option<Self> {
        Some(self.clone())
    }
}

/// A drilling permit was applied for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DrillingPermitSubmitted {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// The application.
    pub application: PermitApplication,
}

/// The agency granted the drilling permit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DrillingPermitApproved {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// The agency's permit number.
    pub permit_number: Text120,
    /// The last local day on which the well may be spudded.
    pub expires_on: Option<NaiveDate>,
    /// What the agency demands, in its words.
    pub conditions: Vec<Text120>,
    /// The greatest depth permitted, measured.
    pub permitted_depth_ft: Option<Feet>,
}

/// The agency denied the drilling permit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DrillingPermitDenied {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// Its decision.
    pub decision: Text120,
    /// Why, in its words.
    pub reason: Option<Text120>,
}

/// The drilling permit ran out before the bit turned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DrillingPermitExpired {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// Its last local day.
    pub expired_on: NaiveDate,
}

/// The well was given up before the bit turned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WellCancelled {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// Why.
    pub reason: Text120,
}
