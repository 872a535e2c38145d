//! Every named task and its path. Single requests and batch items find their task here, and nowhere else.

mod table;

use std::fmt;

use uuid::Uuid;
use wellflow_http::{FieldError, INVALID_PARAMETER, Problem};

use crate::faults::id;
use crate::problems::COMMAND_UNKNOWN;

pub use table::Task;

/// The prefix of every path.
pub(crate) const PREFIX: &str = "/api/v1";

/// What a task's path names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// Nothing: the task makes what it is about, or its body names it.
    Body,
    /// A well.
    Well(Uuid),
    /// A production month.
    ProductionMonth(Uuid),
    /// A property's month.
    PropertyMonth(Uuid),
    /// A lease.
    Lease(Uuid),
    /// An owner.
    Owner(Uuid),
    /// A division of interest.
    Division(Uuid),
    /// An AFE.
    Afe(Uuid),
    /// An operating agreement.
    Agreement(Uuid),
}

impl Task {
    /// Whether the task may begin the stream it is about, so that it cannot demand that the stream exists.
    pub(crate) fn may_begin(self) -> bool {
        matches!(
            self,
            Self::ProposeWell
                | Self::ImportWellHistory
                | Self::RecordDailyProduction
                | Self::RecordProductionMonth
                | Self::DisposeProduct
                | Self::GaugeTank
                | Self::RecordRunTicket
                | Self::ReadGasMeter
                | Self::AllocateProduction
                | Self::ReconcilePropertyStock
                | Self::OpenLeaseNegotiation
                | Self::ExecuteLease
                | Self::ImportLeaseRecord
                | Self::RegisterOwner
                | Self::CreateDeck
                | Self::DraftAfe
                | Self::EnterAgreement
                | Self::AdoptApprovalPolicy
        )
    }

    /// The parameter of its path, if it has one.
    pub(crate) fn parameter(self) -> Option<&'static str> {
        let (_, rest) = self.pattern().split_once('{')?;
        rest.split_once('}').map(|(name, _)| name)
    }

    /// What the task is about, given what stands in its path in place of the parameter.
    pub(crate) fn target(self, given: &str) -> Result<Target, Problem> {
        match self.parameter() {
            None => Ok(Target::Body),
            Some(name) => {
                let id = id(given).map_err(|fault| {
                    let error = FieldError::parameter(name, INVALID_PARAMETER.slug, fault.to_string());
                    Problem::new(INVALID_PARAMETER, format!("{name}: {fault}.")).with_error(error)
                })?;
                Ok(match name {
                    "well_id" => Target::Well(id),
                    "property_month_id" => Target::PropertyMonth(id),
                    "lease_id" => Target::Lease(id),
                    "owner_id" => Target::Owner(id),
                    "division_id" => Target::Division(id),
                    "afe_id" => Target::Afe(id),
                    "agreement_id" => Target::Agreement(id),
                    _ => Target::ProductionMonth(id),
                })
            }
        }
    }

    /// The task the path of a batch's item names, and what the path says it is about.
    pub(crate) fn resolve(path: &str) -> Result<(Self, Target), Problem> {
        let below = path.strip_prefix(PREFIX).unwrap_or_default();
        Self::ALL
            .into_iter()
            .find_map(|task| matched(task.pattern(), below).map(|given| (task, given)))
            .ok_or_else(|| {
                let detail = format!("no command has the path {:?}", clipped(path));
                Problem::new(COMMAND_UNKNOWN, "The path names no command.").with_error(FieldError::parameter(
                    "path",
                    COMMAND_UNKNOWN.slug,
                    detail,
                ))
            })
            .and_then(|(task, given)| Ok((task, task.target(given.unwrap_or_default())?)))
    }
}

impl fmt::Display for Task {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.pattern())
    }
}

/// What stands in the place of a pattern's parameter, if the path follows the pattern.
fn matched<'p>(pattern: &str, path: &'p str) -> Option<Option<&'p str>> {
    let (mut expected, mut found) = (pattern.split('/'), path.split('/'));
    let mut given = None;
    loop {
        match (expected.next(), found.next()) {
            (None, None) => return Some(given),
            (Some(expected), Some(found)) if expected.starts_with('{') => given = Some(found),
            (Some(expected), Some(found)) if expected == found => {}
            _ => return None,
        }
    }
}

/// At most 80 characters of what a client sent, for a message.
fn clipped(text: &str) -> String {
    text.chars().take(80).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: Uuid = Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0000_0001);

    #[test]
    fn every_task_is_found_by_its_own_path() {
        for task in Task::ALL {
            let path = format!("{PREFIX}{}", task.pattern())
                .replace("{well_id}", &ID.to_string())
                .replace("{production_month_id}", &ID.to_string())
                .replace("{property_month_id}", &ID.to_string())
                .replace("{lease_id}", &ID.to_string())
                .replace("{owner_id}", &ID.to_string())
                .replace("{division_id}", &ID.to_string())
                .replace("{afe_id}", &ID.to_string())
                .replace("{agreement_id}", &ID.to_string());
            let (found, target) = Task::resolve(&path).unwrap();
            assert_eq!(found, task);
            let expected = match task.pattern() {
                pattern if pattern.contains("{well_id}") => Target::Well(ID),
                pattern if pattern.contains("{production_month_id}") => Target::ProductionMonth(ID),
                pattern if pattern.contains("{property_month_id}") => Target::PropertyMonth(ID),
                pattern if pattern.contains("{lease_id}") => Target::Lease(ID),
                pattern if pattern.contains("{owner_id}") => Target::Owner(ID),
                pattern if pattern.contains("{division_id}") => Target::Division(ID),
                pattern if pattern.contains("{afe_id}") => Target::Afe(ID),
                pattern if pattern.contains("{agreement_id}") => Target::Agreement(ID),
                _ => Target::Body,
            };
            assert_eq!(target, expected);
        }
    }

    #[test]
    fn other_paths_name_no_task() {
        for path in [
            "",
            "/",
            "/wells",
            "/api/v1/wells/",
            "/api/v1/wells/1/spud/2",
            "/api/v2/wells",
            "/api/v1/commands",
        ] {
            assert_eq!(
                Task::resolve(path).unwrap_err().kind().slug,
                "command-unknown",
                "{path}"
            );
        }
        let nil = Uuid::nil();
        for id in ["42", "", &ID.simple().to_string(), &nil.to_string()] {
            let problem = Task::resolve(&format!("/api/v1/wells/{id}/spud")).unwrap_err();
            assert_eq!(problem.kind().slug, "invalid-parameter", "{id}");
        }
    }
}
