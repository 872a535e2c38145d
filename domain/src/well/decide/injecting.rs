//! What goes in.

use chrono::{DateTime, NaiveDate, Utc};

use super::Decision;
use crate::text::Text120;
use crate::well::command::{ResumeInjection, StartInjection, StopInjection};
use crate::well::error::{IntegrityFound, WellError};
use crate::well::event::{InjectionResumed, InjectionStarted, InjectionStopped};
use crate::well::state::KnownWell;
use crate::well::step::Step;

pub(super) fn start(well: &KnownWell, task: StartInjection) -> Decision {
    well.admit(Step::StartInjection)?;
    well.role_injects()?;
    let permit = &task.permit;
    well.permit_to_inject(&permit.reference, permit.in_force_until, task.effective_at)?;
    well.holds_at(task.effective_at)?;
    let started = InjectionStarted {
        effective_at: task.effective_at,
        permit: task.permit,
    };
    Ok(vec![started.into()])
}

pub(super) fn stop(well: &KnownWell, task: StopInjection) -> Decision {
    well.admit(Step::StopInjection)?;
    let stopped = InjectionStopped {
        effective_at: task.effective_at,
        reason: task.reason,
    };
    Ok(vec![stopped.into()])
}

pub(super) fn resume(well: &KnownWell, task: ResumeInjection) -> Decision {
    if well.stands_already(Step::ResumeInjection) {
        return Ok(Vec::new());
    }
    well.admit(Step::ResumeInjection)?;
    let Some(injection) = &well.injection else {
        return Err(WellError::NeverInjected {
            since: well.standing.since,
        });
    };
    well.role_injects()?;
    well.permit_to_inject(&injection.permit, injection.permit_until, task.effective_at)?;
    well.holds_at(task.effective_at)?;
    let resumed = InjectionResumed {
        effective_at: task.effective_at,
    };
    Ok(vec![resumed.into()])
}

impl KnownWell {
    /// A well whose role is not known may be an injector.
    fn role_injects(&self) -> Result<(), WellError> {
        match self.role {
            Some(role) if !role.injects() => Err(WellError::NotAnInjector { role }),
            Some(_) | None => Ok(()),
        }
    }

    /// A permit to inject is in force.
    pub(super) fn permit_to_inject(
        &self,
        reference: &Text120,
        until: Option<NaiveDate>,
        at: DateTime<Utc>,
    ) -> Result<(), WellError> {
        let on = self.day(at);
        match until {
            Some(in_force_until) if in_force_until < on => Err(WellError::InjectionPermitExpired {
                reference: reference.clone(),
                in_force_until,
                on,
            }),
            Some(_) | None => Ok(()),
        }
    }

    /// The last test of the bore's integrity was passed and still counts.
    pub(super) fn holds_at(&self, at: DateTime<Utc>) -> Result<(), WellError> {
        let on = self.day(at);
        let Some(last) = &self.tests.integrity else {
            let found = IntegrityFound::NeverTested;
            return Err(WellError::IntegrityNotShown { on, found });
        };
        if !last.fact.passed {
            let found = IntegrityFound::Failed {
                on: self.day(last.at),
            };
            return Err(WellError::IntegrityNotShown { on, found });
        }
        match last.fact.valid_until {
            Some(until) if until < on => {
                let found = IntegrityFound::OutOfDate { until };
                Err(WellError::IntegrityNotShown { on, found })
            }
            Some(_) | None => Ok(()),
        }
    }
}
