//! What is stated with a task: permits, licences, leases, money, consents.

use chrono::{DateTime, NaiveDate, Utc};
use wellflow_domain::api_number::ApiNumber;
use wellflow_domain::quantity::{Barrels, Feet, Psi, Usd};
use wellflow_domain::text::Text120;
use wellflow_domain::well::{
    BondRelease, Clearance, CompletionConsent, ConversionAuthority, DrillEvidence, InjectionPermit,
    Inspection, LeaseInForce, Licence, PermitApplication, PluggingApproval, PluggingAuthority,
    PluggingConsent, ProducingAuthority, RecompletionAuthority, ReentryBore, ReentryPermit, RestrictionCheck,
    Spacing, Spending, Transfer,
};

use crate::body::{bodies, tagged_bodies};

bodies! {
    /// A licence, bond or registration of an operator.
    Licence as LicenceBody { reference: Text120, in_force_until: Option<NaiveDate> }

    /// An environmental clearance.
    Clearance as ClearanceBody { reference: Text120, in_force_until: Option<NaiveDate> }

    /// What a check of restricted areas found.
    RestrictionCheck as RestrictionCheckBody { reference: Text120, restricted_by: Option<Text120> }

    /// A lease in force.
    LeaseInForce as LeaseInForceBody {
        lease: Text120,
        in_force_until: Option<NaiveDate>,
        deepest_ft: Option<Feet>,
    }

    /// What is stated for the spud.
    DrillEvidence as DrillEvidenceBody {
        operator_licence: Option<Licence>,
        environmental_clearance: Option<Clearance>,
        restrictions: Option<RestrictionCheck>,
        lease: Option<LeaseInForce>,
        spending: Option<Spending>,
        planned_depth_ft: Option<Feet>,
    }

    /// Spacing and density of the location.
    Spacing as SpacingBody { rule: Text120, conforms: bool, exception: Option<Text120> }

    /// An application for a drilling permit.
    PermitApplication as PermitApplicationBody {
        form: Text120,
        reference: Option<Text120>,
        requested_depth_ft: Feet,
        horizontal: bool,
        operator_licence: Licence,
        spacing: Spacing,
        surface_owner_notice: Option<Text120>,
        fee_usd: Option<Usd>,
    }

    /// A permit to inject.
    InjectionPermit as InjectionPermitBody {
        reference: Text120,
        in_force_until: Option<NaiveDate>,
        max_pressure_psi: Option<Psi>,
        max_rate_bbl_per_day: Option<Barrels>,
    }

    /// Under what a well begins to produce.
    ProducingAuthority as ProducingAuthorityBody {
        completion_report: Option<Text120>,
        test_allowance: Option<Text120>,
        transporter: Option<Text120>,
    }

    /// Under what another zone is opened, and how the old one was closed.
    RecompletionAuthority as RecompletionAuthorityBody {
        permit: Option<Text120>,
        isolated_by: Option<Text120>,
    }

    /// The filing by which a well passes from one operator to another.
    Transfer as TransferBody {
        reference: Text120,
        signed_by_predecessor: bool,
        signed_by_successor: bool,
        successor_licence: Licence,
        successor_bond: Text120,
    }

    /// An approval to plug.
    PluggingApproval as PluggingApprovalBody {
        notice: Text120,
        notice_filed_on: NaiveDate,
        program: Text120,
        cementer: Text120,
        cementer_approved: bool,
        consent: PluggingConsent,
    }

    /// A reclamation inspection.
    Inspection as InspectionBody { reference: Text120, passed: bool }

    /// A bond given back.
    BondRelease as BondReleaseBody { reference: Text120, amount_usd: Option<Usd> }

    /// A permit to enter a plugged well again.
    ReentryPermit as ReentryPermitBody {
        permit_number: Text120,
        expires_on: Option<NaiveDate>,
        permitted_depth_ft: Option<Feet>,
        bore: ReentryBore,
    }
}

tagged_bodies! {
    Spending by "kind" {
        "afe" => Afe { number: Text120 },
        "sole_risk" => SoleRisk { reference: Text120 },
    }

    CompletionConsent by "kind" {
        "election" => Election { reference: Text120, closes_at: DateTime<Utc> },
        "sole_working_interest" => SoleWorkingInterest {},
    }

    ConversionAuthority by "kind" {
        "injection" => Injection { permit: InjectionPermit, area_of_review: Text120 },
        "completion_report" => CompletionReport { reference: Text120 },
        "notice" => Notice { reference: Text120 },
    }

    PluggingConsent by "kind" {
        "partner_vote" => PartnerVote { reference: Text120 },
        "sole_working_interest" => SoleWorkingInterest {},
    }

    PluggingAuthority by "kind" {
        "approval" => Approval {},
        "emergency" => Emergency { reason: Text120, oral_approval: Text120 },
    }

    ReentryBore by "kind" {
        "same_bore" => SameBore {},
        "new_bore" => NewBore { bore: ApiNumber },
    }
}
