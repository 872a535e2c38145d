//! What a body is told before anything is decided. The page of all tasks is made from it.

use chrono::DateTime;
use serde_json::Value;
use uuid::Uuid;
use wellflow_domain::approval_policy::ApprovalPolicyId;
use wellflow_domain::personal::Personal;
use wellflow_http::Location;

use crate::intent::{Asker, command_of};
use crate::task::{Target, Task};

/// One fault of a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BodyFault {
    /// Where, as RFC 6901 has it.
    pub pointer: String,
    /// The problem's slug.
    pub code: String,
    /// What is wrong.
    pub detail: String,
}

/// The schema of a task's body, as the code that reads it has it.
#[cfg(feature = "schema")]
pub(crate) fn body_schema(task: Task) -> Option<Value> {
    crate::body::described::read_by(|| {
        body_faults(task, &Value::Object(serde_json::Map::new()));
    })
}

/// The faults of a body as a task of that kind; none where every value of it is understood.
pub fn body_faults(task: Task, body: &Value) -> Vec<BodyFault> {
    let anybody = Asker {
        person: Personal::withheld(),
        policy_id: ApprovalPolicyId::of(Uuid::nil()),
        now: DateTime::UNIX_EPOCH,
    };
    let Err(problem) = command_of(task, target(task), body, Uuid::nil(), &anybody) else {
        return Vec::new();
    };
    let errors = problem.errors().iter().map(|error| BodyFault {
        pointer: match &error.location {
            Location::Pointer(pointer) => pointer.clone(),
            Location::Parameter(name) | Location::Header(name) => name.clone(),
        },
        code: error.code.to_string(),
        detail: error.detail.clone(),
    });
    errors.collect()
}

/// Any stream of the kind the task's path names.
fn target(task: Task) -> Target {
    let any = Uuid::nil();
    let kinds = [
        ("{well_id}", Target::Well(any)),
        ("{production_month_id}", Target::ProductionMonth(any)),
        ("{property_month_id}", Target::PropertyMonth(any)),
        ("{lease_id}", Target::Lease(any)),
        ("{owner_id}", Target::Owner(any)),
        ("{division_id}", Target::Division(any)),
        ("{afe_id}", Target::Afe(any)),
        ("{agreement_id}", Target::Agreement(any)),
        ("{stream_id}", Target::Stream(any)),
    ];
    let named = kinds.into_iter().find(|(name, _)| task.pattern().contains(name));
    named.map_or(Target::Body, |(_, target)| target)
}
