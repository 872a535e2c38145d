//! The plan, the permit, the number.

use chrono::{DateTime, NaiveDate, Utc};

use crate::api_number::ApiNumber;
use crate::ids::WellId;
use crate::location::{LatLon, StateCode, TimeZone};
use crate::quantity::Feet;
use crate::text::Text120;
use crate::well::role::WellRole;
use crate::well::stated::{Evidence, PermitApplication, WellPlan};

/// A well is planned.
#[derive(Clone, Debug, PartialEq)]
pub struct ProposeWell {
    /// The stream, chosen by the caller (UUIDv7) or derived by an importer.
    pub well_id: WellId,
    /// When the well was proposed.
    pub effective_at: DateTime<Utc>,
    /// The name on the sign, 1 to 120 characters.
    pub name: Text120,
    /// The number of the agency, where one is assigned; its first ten digits are unique within the organization.
    pub api_number: Option<ApiNumber>,
    /// The operator's name.
    pub operator: Text120,
    /// The lease the surface location lies in.
    pub lease: Option<Text120>,
    /// The field.
    pub field: Option<Text120>,
    /// Surface location.
    pub location: Option<LatLon>,
    /// State of the surface location; taken from the API number where absent.
    pub state: Option<StateCode>,
    /// The zone in which the well's local days begin and end.
    pub time_zone: TimeZone,
    /// What the well is for.
    pub role: WellRole,
    /// What is planned.
    pub plan: WellPlan,
}

/// The agency gives the well its number.
#[derive(Clone, Debug, PartialEq)]
pub struct AssignApiNumber {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// The number; its first ten digits are unique within the organization.
    pub api_number: ApiNumber,
    /// The number it takes the place of, where the well has one.
    pub replaces: Option<ApiNumber>,
    /// The document that gives it.
    pub source_document: Text120,
}

/// A drilling permit is applied for.
#[derive(Clone, Debug, PartialEq)]
pub struct SubmitDrillingPermit {
    /// When it was filed.
    pub effective_at: DateTime<Utc>,
    /// The application.
    pub application: PermitApplication,
    /// The evidence the jurisdiction's rules demand; what is missing of it refuses the task.
    pub demanded: Vec<Evidence>,
}

/// The agency grants the drilling permit.
#[derive(Clone, Debug, PartialEq)]
pub struct ApprovePermit {
    /// When it was granted.
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

/// The agency denies the drilling permit.
#[derive(Clone, Debug, PartialEq)]
pub struct DenyPermit {
    /// When it decided.
    pub effective_at: DateTime<Utc>,
    /// Its decision.
    pub decision: Text120,
    /// Why, in its words.
    pub reason: Option<Text120>,
}

/// The drilling permit ran out before the bit turned.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordPermitExpiry {
    /// An instant after its last local day.
    pub effective_at: DateTime<Utc>,
}

/// The well is given up before the bit turned.
#[derive(Clone, Debug, PartialEq)]
pub struct CancelWell {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// Why.
    pub reason: Text120,
}
