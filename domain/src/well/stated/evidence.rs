//! Permits, licences, leases, money: who says that the work may be done, and under which reference.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::quantity::{Feet, Psi, Usd};
use crate::text::Text120;

/// A kind of evidence that a jurisdiction may demand. Which it demands is a matter of its rules and comes with the task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    /// The operator's licence, bond or registration.
    OperatorLicence,
    /// The environmental clearance of the location.
    EnvironmentalClearance,
    /// A check of restricted areas.
    RestrictionCheck,
    /// The lease, in force at the planned depth.
    Lease,
    /// The authorisation of the money: an AFE, or work at one party's sole risk.
    Spending,
    /// The planned depth.
    PlannedDepth,
    /// A notice to the owner of the surface.
    SurfaceOwnerNotice,
    /// The completion report, or an allowance for testing in its place.
    CompletionReport,
    /// The transporter who takes the product.
    Transporter,
}

impl Evidence {
    /// Its words, for example `the operator's licence`.
    pub const fn words(self) -> &'static str {
        match self {
            Self::OperatorLicence => "the operator's licence",
            Self::EnvironmentalClearance => "the environmental clearance",
            Self::RestrictionCheck => "a check of restricted areas",
            Self::Lease => "the lease in force",
            Self::Spending => "an AFE or sole risk",
            Self::PlannedDepth => "the planned depth",
            Self::SurfaceOwnerNotice => "the notice to the surface owner",
            Self::CompletionReport => "a completion report or test allowance",
            Self::Transporter => "the transporter",
        }
    }
}

/// A licence, bond or registration of an operator: P-5 in Texas, OGRID in New Mexico, operator number in Colorado.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Licence {
    /// Its number.
    pub reference: Text120,
    /// The last local day it is in force; `None` where it has no end.
    pub in_force_until: Option<NaiveDate>,
}

/// An environmental clearance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Clearance {
    /// Under which it was granted.
    pub reference: Text120,
    /// The last local day it is in force; `None` where it has no end.
    pub in_force_until: Option<NaiveDate>,
}

/// What a check of restricted areas found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RestrictionCheck {
    /// The check.
    pub reference: Text120,
    /// The area that forbids drilling here; `None` where none was found.
    pub restricted_by: Option<Text120>,
}

/// A lease in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LeaseInForce {
    /// The lease.
    pub lease: Text120,
    /// The last local day of its term; `None` while it is held by production.
    pub in_force_until: Option<NaiveDate>,
    /// The greatest depth it covers; `None` where it covers all.
    pub deepest_ft: Option<Feet>,
}

/// Who pays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Spending {
    /// An authorised AFE.
    Afe {
        /// Its number.
        number: Text120,
    },
    /// One party drills at its sole risk.
    SoleRisk {
        /// The election.
        reference: Text120,
    },
}

/// What is stated for the spud. What is absent was not stated.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DrillEvidence {
    /// The operator's licence.
    pub operator_licence: Option<Licence>,
    /// The environmental clearance.
    pub environmental_clearance: Option<Clearance>,
    /// The check of restricted areas.
    pub restrictions: Option<RestrictionCheck>,
    /// The lease.
    pub lease: Option<LeaseInForce>,
    /// The money.
    pub spending: Option<Spending>,
    /// How deep the hole is meant to go, measured depth.
    pub planned_depth_ft: Option<Feet>,
}

/// Spacing and density of the location.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Spacing {
    /// The rule it was checked against.
    pub rule: Text120,
    /// Whether it conforms.
    pub conforms: bool,
    /// The docket of the exception asked for where it does not.
    pub exception: Option<Text120>,
}

/// An application for a drilling permit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PermitApplication {
    /// The form, for example `W-1` or `C-101`.
    pub form: Text120,
    /// The agency's or the operator's number of the application.
    pub reference: Option<Text120>,
    /// The depth asked for, measured.
    pub requested_depth_ft: Feet,
    /// Whether the bore runs along the formation.
    pub horizontal: bool,
    /// The operator's licence.
    pub operator_licence: Licence,
    /// Spacing and density.
    pub spacing: Spacing,
    /// The notice to the owner of the surface.
    pub surface_owner_notice: Option<Text120>,
    /// What was paid for it.
    pub fee_usd: Option<Usd>,
}

/// A permit to inject.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct InjectionPermit {
    /// Its number.
    pub reference: Text120,
    /// The last local day it is in force; `None` where it has no end.
    pub in_force_until: Option<NaiveDate>,
    /// The greatest pressure at the surface.
    pub max_pressure_psi: Option<Psi>,
    /// The greatest rate, in barrels a day.
    pub max_rate_bbl_per_day: Option<crate::quantity::Barrels>,
}

/// Under what a well is converted to another role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ConversionAuthority {
    /// To injection.
    Injection {
        /// The permit to inject.
        permit: InjectionPermit,
        /// The review of the wells around.
        area_of_review: Text120,
    },
    /// To production.
    CompletionReport {
        /// The report.
        reference: Text120,
    },
    /// To another service, by a notice.
    Notice {
        /// The notice.
        reference: Text120,
    },
}

/// The filing by which a well passes from one operator to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Transfer {
    /// The filing, for example a P-4 in Texas.
    pub reference: Text120,
    /// Whether the operator who leaves has signed.
    pub signed_by_predecessor: bool,
    /// Whether the operator who comes has signed.
    pub signed_by_successor: bool,
    /// The licence of the operator who comes.
    pub successor_licence: Licence,
    /// Its bond or other financial security.
    pub successor_bond: Text120,
}
