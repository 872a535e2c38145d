//! What it takes to apply for a drilling permit.

use chrono::NaiveDate;

use super::{licence_part, missing, part};
use crate::location::StateCode;
use crate::specification::{Specification, Verdict};
use crate::well::stated::{Evidence, PermitApplication};

/// An application, and what the rules demand of it.
#[derive(Clone, Copy, Debug)]
pub(in crate::well) struct PermitCandidate<'a> {
    pub(in crate::well) on: NaiveDate,
    pub(in crate::well) state: Option<StateCode>,
    pub(in crate::well) application: &'a PermitApplication,
    pub(in crate::well) demanded: &'a [Evidence],
}

/// Row 2 of the transition table: licence active, spacing checked or an exception asked for, the surface owner told where
/// that is required.
#[derive(Clone, Copy, Debug)]
pub(in crate::well) struct CanSubmitPermit;

impl Specification<PermitCandidate<'_>> for CanSubmitPermit {
    fn check(&self, permit: &PermitCandidate<'_>) -> Verdict {
        ApplicantLicensed
            .and(SpacingConforms.or(ExceptionRequested))
            .and(SurfaceOwnerTold)
            .check(permit)
    }
}

struct ApplicantLicensed;

impl Specification<PermitCandidate<'_>> for ApplicantLicensed {
    fn check(&self, permit: &PermitCandidate<'_>) -> Verdict {
        licence_part(&permit.application.operator_licence, permit.on, permit.state)
    }
}

struct SpacingConforms;

impl Specification<PermitCandidate<'_>> for SpacingConforms {
    fn check(&self, permit: &PermitCandidate<'_>) -> Verdict {
        let spacing = &permit.application.spacing;
        let (rule, not) = (&spacing.rule, if spacing.conforms { "" } else { " not" });
        let detail = format!("spacing does{not} conform to {rule}");
        part("spacing-conforms", spacing.conforms, detail, None)
    }
}

struct ExceptionRequested;

impl Specification<PermitCandidate<'_>> for ExceptionRequested {
    fn check(&self, permit: &PermitCandidate<'_>) -> Verdict {
        match &permit.application.spacing.exception {
            Some(docket) => part(
                "spacing-exception-requested",
                true,
                format!("an exception is asked for in {docket}"),
                None,
            ),
            None => part(
                "spacing-exception-requested",
                false,
                "no exception is asked for",
                None,
            ),
        }
    }
}

struct SurfaceOwnerTold;

impl Specification<PermitCandidate<'_>> for SurfaceOwnerTold {
    fn check(&self, permit: &PermitCandidate<'_>) -> Verdict {
        match &permit.application.surface_owner_notice {
            Some(notice) => part(
                "surface-owner-told",
                true,
                format!("notice {notice} was given"),
                None,
            ),
            None => missing(
                "surface-owner-told",
                Evidence::SurfaceOwnerNotice,
                permit.demanded,
                permit.state,
                None,
            ),
        }
    }
}
