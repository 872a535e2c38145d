//! What it takes to drill.

use chrono::NaiveDate;

use super::authority::{AfeAuthorised, LeaseInForceAtDepth};
use super::{form, licence_part, missing, part};
use crate::afe::AfeSeen;
use crate::ids::WellId;
use crate::lease::LeaseSeen;
use crate::location::StateCode;
use crate::quantity::Feet;
use crate::specification::{Specification, Verdict, not};
use crate::text::Text120;
use crate::tract::TractName;
use crate::well::state::KnownWell;
use crate::well::stated::{DrillEvidence, Evidence, ReentryPermit, Spending, Title};

/// What other streams say about drilling a well; the append holds them. What is absent was not looked at, and what is stated
/// counts in its place.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DrillSeen {
    /// The AFE.
    pub afe: Option<AfeSeen>,
    /// The lease.
    pub lease: Option<LeaseUnderWell>,
}

/// The lease under a well, on the local day the bit turns.
#[derive(Clone, Debug, PartialEq)]
pub struct LeaseUnderWell {
    /// What it is called.
    pub name: Text120,
    /// What there is to see of it.
    pub seen: LeaseSeen,
    /// The tract the hole ends in; any of them where it is not said.
    pub tract: Option<TractName>,
}

/// A well about to be drilled, and what is stated for it.
#[derive(Clone, Copy, Debug)]
pub struct DrillCandidate<'a> {
    /// The well.
    pub well_id: WellId,
    /// The local day the bit is to turn.
    pub on: NaiveDate,
    /// The state of the surface location, where known.
    pub state: Option<StateCode>,
    /// The permit's number, its last local day and the greatest depth it allows.
    pub permit: Option<(&'a Text120, Option<NaiveDate>, Option<Feet>)>,
    /// On what the location rests, where stated.
    pub title: Option<Title>,
    /// The depth proposed, measured.
    pub proposed_depth_ft: Option<Feet>,
    /// What is stated for the spud.
    pub evidence: &'a DrillEvidence,
    /// What other streams say.
    pub seen: &'a DrillSeen,
    /// What the jurisdiction's rules demand.
    pub demanded: &'a [Evidence],
}

/// The candidate that a well is; with a permit to enter it again, that one counts.
pub(in crate::well) fn candidate<'a>(
    well: &'a KnownWell,
    on: NaiveDate,
    reentry: Option<&'a ReentryPermit>,
    evidence: &'a DrillEvidence,
    seen: &'a DrillSeen,
    demanded: &'a [Evidence],
) -> DrillCandidate<'a> {
    let own = well
        .permit
        .as_ref()
        .map(|permit| (&permit.number, permit.expires_on, permit.permitted_depth_ft));
    let again = reentry.map(|permit| {
        (
            &permit.permit_number,
            permit.expires_on,
            permit.permitted_depth_ft,
        )
    });
    DrillCandidate {
        well_id: well.well_id,
        on,
        state: well.identity.state,
        permit: again.or(own),
        title: well.plan.as_ref().and_then(|plan| plan.title),
        proposed_depth_ft: well.plan.as_ref().and_then(|plan| plan.proposed_depth_ft),
        evidence,
        seen,
        demanded,
    }
}

impl DrillCandidate<'_> {
    /// How deep the hole is meant to go: as stated for the spud, else as planned.
    pub(super) fn depth_ft(&self) -> Option<Feet> {
        self.evidence.planned_depth_ft.or(self.proposed_depth_ft)
    }

    pub(super) fn missing(&self, specification: &'static str, evidence: Evidence) -> Verdict {
        missing(specification, evidence, self.demanded, self.state, None)
    }
}

/// Row 6 of the transition table: valid permit, environmental clearance, operator's licence, permitted depth, lease in force
/// at that depth, AFE or sole risk, and not in a restricted area.
#[derive(Clone, Copy, Debug)]
pub struct CanDrillWell;

impl Specification<DrillCandidate<'_>> for CanDrillWell {
    fn check(&self, well: &DrillCandidate<'_>) -> Verdict {
        HasValidPermit
            .and(HasEnvironmentalClearance)
            .and(OperatorLicensed)
            .and(WithinPermittedDepth)
            .and(LeaseInForceAtDepth)
            .and(AfeAuthorised.or(SoleRiskElected))
            .and(not(InRestrictedArea))
            .check(well)
    }
}

/// The permit is in force on the day.
#[derive(Clone, Copy, Debug)]
pub struct HasValidPermit;

impl Specification<DrillCandidate<'_>> for HasValidPermit {
    fn check(&self, well: &DrillCandidate<'_>) -> Verdict {
        let source = form(
            well.state,
            &[
                ("CO", "ECMC Form 2"),
                ("NM", "OCD Form C-101"),
                ("OK", "OCC Form 1000"),
                ("TX", "RRC Form W-1"),
            ],
        );
        let (holds, detail) = match well.permit {
            Some((number, Some(until), _)) => (
                well.on <= until,
                format!("permit {number} is in force until {until}"),
            ),
            Some((number, None, _)) => (true, format!("permit {number} is in force")),
            // The stage says that there is a permit; an agency's record does not say which.
            None => (true, "the agency has permitted the well".to_owned()),
        };
        part("valid-permit", holds, detail, source)
    }
}

/// The location is cleared.
#[derive(Clone, Copy, Debug)]
pub struct HasEnvironmentalClearance;

impl Specification<DrillCandidate<'_>> for HasEnvironmentalClearance {
    fn check(&self, well: &DrillCandidate<'_>) -> Verdict {
        const NAME: &str = "environmental-clearance";
        match &well.evidence.environmental_clearance {
            None => well.missing(NAME, Evidence::EnvironmentalClearance),
            Some(clearance) => {
                let reference = &clearance.reference;
                let (holds, detail) = match clearance.in_force_until {
                    Some(until) => (
                        well.on <= until,
                        format!("clearance {reference} is in force until {until}"),
                    ),
                    None => (true, format!("clearance {reference} is in force")),
                };
                part(NAME, holds, detail, None)
            }
        }
    }
}

/// The operator's licence is in force on the day.
#[derive(Clone, Copy, Debug)]
pub struct OperatorLicensed;

impl Specification<DrillCandidate<'_>> for OperatorLicensed {
    fn check(&self, well: &DrillCandidate<'_>) -> Verdict {
        match &well.evidence.operator_licence {
            Some(licence) => licence_part(licence, well.on, well.state),
            None => well.missing("operator-licensed", Evidence::OperatorLicence),
        }
    }
}

/// The hole is not meant to go deeper than the permit allows.
#[derive(Clone, Copy, Debug)]
pub struct WithinPermittedDepth;

impl Specification<DrillCandidate<'_>> for WithinPermittedDepth {
    fn check(&self, well: &DrillCandidate<'_>) -> Verdict {
        const NAME: &str = "within-permitted-depth";
        let permitted = well.permit.and_then(|(_, _, depth)| depth);
        match (well.depth_ft(), permitted) {
            (Some(depth), Some(permitted)) => part(
                NAME,
                depth <= permitted,
                format!("the hole is meant to reach {depth} ft, {permitted} ft are permitted"),
                None,
            ),
            (Some(depth), None) => part(
                NAME,
                true,
                format!("the hole is meant to reach {depth} ft, and the permit names no depth"),
                None,
            ),
            (None, Some(_) | None) => well.missing(NAME, Evidence::PlannedDepth),
        }
    }
}

/// One party drills at its sole risk.
#[derive(Clone, Copy, Debug)]
pub struct SoleRiskElected;

impl Specification<DrillCandidate<'_>> for SoleRiskElected {
    fn check(&self, well: &DrillCandidate<'_>) -> Verdict {
        const NAME: &str = "sole-risk-elected";
        let none = || part(NAME, false, "no election of sole risk is stated", None);
        match &well.evidence.spending {
            Some(Spending::SoleRisk { reference }) => {
                part(NAME, true, format!("sole risk was elected by {reference}"), None)
            }
            Some(Spending::Afe { .. }) | None => none(),
        }
    }
}

/// The location lies in an area where nothing is drilled.
#[derive(Clone, Copy, Debug)]
pub struct InRestrictedArea;

impl Specification<DrillCandidate<'_>> for InRestrictedArea {
    fn check(&self, well: &DrillCandidate<'_>) -> Verdict {
        const NAME: &str = "in-restricted-area";
        match &well.evidence.restrictions {
            // It must not hold, so what the rules demand and nobody looked at is taken to hold.
            None if well.demanded.contains(&Evidence::RestrictionCheck) => {
                let whose = well
                    .state
                    .map_or_else(String::new, |state| format!(" of {state}"));
                let words = Evidence::RestrictionCheck.words();
                let detail = format!("{words} is not stated, and the rules{whose} demand it");
                part(NAME, true, detail, None)
            }
            None => well.missing(NAME, Evidence::RestrictionCheck),
            Some(check) => {
                let reference = &check.reference;
                match &check.restricted_by {
                    Some(area) => part(
                        NAME,
                        true,
                        format!("{area} restricts it by check {reference}"),
                        None,
                    ),
                    None => part(
                        NAME,
                        false,
                        format!("check {reference} found no restriction"),
                        None,
                    ),
                }
            }
        }
    }
}
