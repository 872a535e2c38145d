//! From what the executor says to a problem: the type, the status, and where in the request the fault lies.

use actix_web::http::header::{HeaderValue, RETRY_AFTER};
use chrono::{DateTime, Utc};
use uuid::Uuid;
use wellflow_domain::afe::{AFE_CLAIM, AfeError};
use wellflow_domain::approval_policy::PolicyError;
use wellflow_domain::division_of_interest::DivisionError;
use wellflow_domain::joint_operating_agreement::{AGREEMENT_CLAIM, AgreementError};
use wellflow_domain::lease::{AGENCY_LEASE_CLAIM, LEASE_NUMBER_CLAIM, LeaseError};
use wellflow_domain::owner::{AGENCY_OWNER_CLAIM, OwnerError};
use wellflow_domain::production_month::ProductionMonthError;
use wellflow_domain::property_divisions::PropertyDivisionsError;
use wellflow_domain::property_month::PropertyMonthError;
use wellflow_domain::well::{API10_CLAIM, WellError};
use wellflow_event_store::{ExecuteError, StoreError};
use wellflow_http::{BUSY, FieldError, Problem, ProblemType};

use crate::organizations::organization_unknown;
use crate::places::place;
use crate::problems::{
    AFE_NUMBER_TAKEN, AGENCY_LEASE_TAKEN, AGENCY_OWNER_TAKEN, AGREEMENT_NUMBER_TAKEN, API_NUMBER_TAKEN,
    COMMAND_PROBLEMS, EVENT_NOT_STANDING, HISTORY_WOULD_BREAK, IDEMPOTENCY_KEY_REUSED, LEASE_NUMBER_TAKEN,
    VERSION_CONFLICT,
};
use crate::task::Task;

const NOT_NOW: &str = "The service cannot take the command now; repeat it with the same key.";

/// Why a command is turned away.
pub(crate) trait Refusal {
    /// The problem it comes to.
    fn problem(self, task: Task) -> Problem;

    /// The instant at which nothing was known of the stream, where that is why.
    fn unknown_at(&self) -> Option<DateTime<Utc>> {
        None
    }
}

macro_rules! refusals {
    ($($error:ty $(, unknown: $unknown:pat => $at:expr)?;)+) => { $(
        impl Refusal for $error {
            fn problem(self, task: Task) -> Problem {
                refused(task, self.rule(), self.source(), &self)
            }

            $(fn unknown_at(&self) -> Option<DateTime<Utc>> {
                match self {
                    $unknown => Some($at),
                    _ => None,
                }
            })?
        }
    )+ };
}

refusals! {
    WellError, unknown: Self::Unknown { at } => *at;
    LeaseError, unknown: Self::Unknown { at } => *at;
    OwnerError, unknown: Self::Unknown { at } => *at;
    AfeError, unknown: Self::Unknown { at } => *at;
    AgreementError, unknown: Self::Unknown { at } => *at;
    PolicyError, unknown: Self::Unknown { at } => *at;
    ProductionMonthError;
    PropertyMonthError;
    DivisionError;
    PropertyDivisionsError;
}

/// Why a unit of work is turned away: by a rule of the domain, or before it came to that.
#[derive(Debug)]
pub(crate) enum Turned<E> {
    /// A refusal of the domain.
    Refused(E),
    /// What was to be seen is too much, or not there.
    Away(Problem),
}

impl<E: Refusal> Refusal for Turned<E> {
    fn problem(self, task: Task) -> Problem {
        match self {
            Self::Refused(refusal) => refusal.problem(task),
            Self::Away(problem) => problem,
        }
    }

    fn unknown_at(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::Refused(refusal) => refusal.unknown_at(),
            Self::Away(_) => None,
        }
    }
}

/// The problem a command ends in.
pub(crate) fn problem<E: Refusal>(task: Task, insisted: bool, error: ExecuteError<E>) -> Problem {
    match error {
        ExecuteError::Refused(refusal) => refusal.problem(task),
        ExecuteError::VersionConflict { expected, actual } => version_conflict(insisted, expected, actual),
        ExecuteError::KeyReused => {
            let detail = "This idempotency key was used before, for another command or another body.";
            let error = FieldError::header(
                "Idempotency-Key",
                IDEMPOTENCY_KEY_REUSED.slug,
                "used for another command",
            );
            Problem::new(IDEMPOTENCY_KEY_REUSED, detail).with_error(error)
        }
        ExecuteError::Claimed {
            kind,
            key,
            aggregate_id,
        } => taken(task, &kind, &key, aggregate_id),
        ExecuteError::RetroactivelyIllegal {
            event_id,
            event_type,
            reason,
        } => {
            let detail = format!(
                "After this, the later event {event_type} ({event_id}) would be impossible: {reason}."
            );
            Problem::new(HISTORY_WOULD_BREAK, detail.clone())
                .with_error(place(task, HISTORY_WOULD_BREAK, detail))
                .with_extension("event_id", event_id.to_string())
                .with_extension("event_type", event_type)
        }
        ExecuteError::NotStanding { event_id } => {
            let detail =
                format!("The event {event_id} is not one of this stream, or was replaced by another before.");
            Problem::new(EVENT_NOT_STANDING, detail.clone())
                .with_error(place(task, EVENT_NOT_STANDING, detail))
                .with_extension("event_id", event_id.to_string())
        }
        ExecuteError::UnknownOrganization => organization_unknown(),
        ExecuteError::Busy { retry_after } => busy(NOT_NOW, retry_after.as_secs()),
        ExecuteError::Store(error) => failed(error),
    }
}

/// The problem of a business key that another stream has.
fn taken(task: Task, claim: &str, key: &str, aggregate_id: Uuid) -> Problem {
    let (kind, pointer, whose, words) = match claim {
        API10_CLAIM => (API_NUMBER_TAKEN, "/api_number", "well", "the API number"),
        LEASE_NUMBER_CLAIM => (LEASE_NUMBER_TAKEN, "/terms/lease_number", "lease", "the number"),
        AGENCY_LEASE_CLAIM => (
            AGENCY_LEASE_TAKEN,
            "/terms/agency_key",
            "lease",
            "the agency's key",
        ),
        AFE_CLAIM => (AFE_NUMBER_TAKEN, "/number", "afe", "the number"),
        AGREEMENT_CLAIM => (AGREEMENT_NUMBER_TAKEN, "/number", "agreement", "the number"),
        AGENCY_OWNER_CLAIM => (AGENCY_OWNER_TAKEN, "/agency_key", "owner", "the agency's number"),
        _ => {
            return Problem::internal(format!(
                "{claim} {key} is claimed by {aggregate_id}, and no task claims {claim}"
            ));
        }
    };
    let detail = format!("The {whose} {aggregate_id} has {words} {key}.");
    let error = match task {
        // A correction keeps the key, so the fact it states is not where the other one lies.
        Task::CorrectWellHistory
        | Task::CorrectLeaseHistory
        | Task::CorrectOwnerHistory
        | Task::CorrectAfeHistory
        | Task::CorrectAgreementHistory => place(task, kind, detail.clone()),
        _ => FieldError::pointer(pointer, kind.slug, detail.clone()),
    };
    Problem::new(kind, detail)
        .with_error(error)
        .with_extension(&format!("{whose}_id"), aggregate_id.to_string())
}

/// The problem of a rule of the domain that was broken.
fn refused(
    task: Task,
    rule: &'static str,
    source: Option<&'static str>,
    refusal: &dyn std::error::Error,
) -> Problem {
    let clause = refusal.to_string();
    let Some(kind) = kind_of(rule) else {
        return Problem::internal(format!(
            "the domain refuses by {rule}, which is no problem type: {clause}"
        ));
    };
    let problem = Problem::new(kind, sentence(&clause)).with_error(place(task, kind, clause));
    match source {
        Some(source) => problem.with_extension("source", source),
        None => problem,
    }
}

fn kind_of(rule: &str) -> Option<&'static ProblemType> {
    COMMAND_PROBLEMS.iter().copied().find(|kind| kind.slug == rule)
}

fn version_conflict(insisted: bool, expected: u64, actual: u64) -> Problem {
    let detail = format!("The request expects version {expected}, the stream is at version {actual}.");
    let problem = Problem::new(VERSION_CONFLICT, detail.clone()).with_extension("current_version", actual);
    if insisted {
        problem.with_error(FieldError::header("If-Match", VERSION_CONFLICT.slug, detail))
    } else {
        problem.with_status(409)
    }
}

/// What cannot be taken now; the client is told when to come back.
pub(crate) fn busy(detail: &str, seconds: u64) -> Problem {
    let seconds = seconds.max(1);
    Problem::new(BUSY, detail)
        .with_header(RETRY_AFTER, HeaderValue::from(seconds))
        .with_extension("retry_after_seconds", seconds)
}

/// The ledger could not be asked: for the moment, or for a fault of ours.
pub(crate) fn failed(error: StoreError) -> Problem {
    if error.is_transient() {
        busy(NOT_NOW, 1).caused_by(Box::new(error))
    } else {
        Problem::internal(Box::new(error))
    }
}

/// The domain speaks in clauses; a detail is a sentence.
pub(crate) fn sentence(clause: &str) -> String {
    let mut chars = clause.chars();
    let first = chars
        .next()
        .map(|c| c.to_uppercase().to_string())
        .unwrap_or_default();
    format!("{first}{}.", chars.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The slugs in the `rule` functions of the domain's refusals.
    fn rules_of(source: &str) -> Vec<&str> {
        let (_, after) = source.split_once("fn rule(&self) -> &'static str {").unwrap();
        let (body, _) = after.split_once("\n    }").unwrap();
        body.lines()
            .filter_map(|line| {
                line.trim()
                    .strip_suffix("\",")?
                    .rsplit_once("=> \"")
                    .map(|(_, slug)| slug)
            })
            .collect()
    }

    #[test]
    fn an_event_that_does_not_stand_is_named() {
        let event_id = uuid::Uuid::from_u128(9);
        let error = ExecuteError::<WellError>::NotStanding { event_id };
        let problem = serde_json::to_value(problem(Task::SpudWell, false, error)).unwrap();
        assert_eq!(
            (&problem["type"], &problem["status"]),
            (&"/problems/event-not-standing".into(), &422.into())
        );
        assert_eq!(problem["event_id"], event_id.to_string());
        assert_eq!(problem["errors"][0]["parameter"], "well_id");
    }

    #[test]
    fn every_refusal_of_the_domain_is_a_problem_type() {
        let sources = [
            include_str!("../../domain/src/production_month/rule.rs"),
            include_str!("../../domain/src/property_month/error.rs"),
            include_str!("../../domain/src/disposition.rs"),
            include_str!("../../domain/src/allocation.rs"),
            include_str!("../../domain/src/tank.rs"),
            include_str!("../../domain/src/quantity.rs"),
        ];
        let scanned: Vec<_> = sources.iter().map(|source| rules_of(source)).collect();
        let listed = [
            WellError::RULES,
            LeaseError::RULES,
            OwnerError::RULES,
            DivisionError::RULES,
            AfeError::RULES,
        ];
        let all = listed
            .into_iter()
            .chain([
                PropertyDivisionsError::RULES,
                AgreementError::RULES,
                PolicyError::RULES,
            ])
            .flatten();
        for rule in scanned.iter().flatten().chain(all) {
            assert!(kind_of(rule).is_some(), "{rule} is no problem type");
        }
        assert!(
            scanned.iter().all(|rules| rules.len() > 5) && listed.iter().all(|rules| rules.len() > 20),
            "the scan of the domain found too little: {scanned:?}"
        );
    }

    #[test]
    fn a_refusal_names_the_statute_or_form_behind_it() {
        let error = PropertyMonthError::SealsMissing {
            ticket_number: wellflow_domain::text::Text120::parse("4411").unwrap(),
        };
        let refused = error.problem(Task::RecordRunTicket);
        let problem = serde_json::to_value(refused).unwrap();
        assert_eq!(problem["source"], "43 CFR 3174.12");
        assert_eq!(problem["errors"][0]["pointer"], "/ticket/seals_off");
        let error = ProductionMonthError::NotRecorded;
        let problem = serde_json::to_value(error.problem(Task::LockProductionMonth)).unwrap();
        assert_eq!(problem.get("source"), None);
    }
}
