//! Every named task and its path. Single requests and batch items find their task here, and nowhere else.

use std::fmt;

use uuid::Uuid;
use wellflow_http::{FieldError, INVALID_PARAMETER, Problem};

use crate::faults::id;
use crate::problems::COMMAND_UNKNOWN;

/// The prefix of every path.
pub(crate) const PREFIX: &str = "/api/v1";

macro_rules! tasks {
    ($($(#[$doc:meta])* $task:ident = $pattern:literal;)+) => {
        /// A named task.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Task {
            $($(#[$doc])* $task,)+
        }

        impl Task {
            /// Every task.
            pub const ALL: [Self; [$($pattern),+].len()] = [$(Self::$task),+];

            /// Its path below `/api/v1`.
            pub const fn pattern(self) -> &'static str {
                match self {
                    $(Self::$task => $pattern,)+
                }
            }
        }
    };
}

tasks! {
    // A well.
    /// Plan a well.
    ProposeWell = "/wells";
    /// Give the well its number, as the agency did.
    AssignApiNumber = "/wells/{well_id}/assign-api-number";
    /// Apply for the drilling permit.
    SubmitDrillingPermit = "/wells/{well_id}/permit/submit";
    /// Record the agency's drilling permit.
    ApprovePermit = "/wells/{well_id}/permit";
    /// Record that the agency denied it.
    DenyPermit = "/wells/{well_id}/permit/deny";
    /// Record that the permit ran out.
    RecordPermitExpiry = "/wells/{well_id}/permit/expire";
    /// Give the well up before the bit turned.
    CancelWell = "/wells/{well_id}/cancel";
    /// Record that the bit turned.
    SpudWell = "/wells/{well_id}/spud";
    /// Record a string of casing.
    SetCasing = "/wells/{well_id}/casing";
    /// Record a day's drilling.
    RecordDailyDrilling = "/wells/{well_id}/daily-drilling";
    /// Record that drilling stopped before total depth.
    SuspendDrilling = "/wells/{well_id}/suspend-drilling";
    /// Record that drilling goes on.
    ResumeDrilling = "/wells/{well_id}/resume-drilling";
    /// Record total depth.
    ReachTotalDepth = "/wells/{well_id}/total-depth";
    /// Record that a bore was left for a new one.
    SidetrackWellbore = "/wells/{well_id}/sidetrack";
    /// Declare the hole dry.
    DeclareDryHole = "/wells/{well_id}/dry-hole";
    /// Record that work on an open interval began.
    StartCompletion = "/wells/{well_id}/start-completion";
    /// Record that an interval was opened.
    CompleteWell = "/wells/{well_id}/complete";
    /// Record first production.
    RecordFirstProduction = "/wells/{well_id}/first-production";
    /// Record that injection began.
    StartInjection = "/wells/{well_id}/start-injection";
    /// Record that injection stopped.
    StopInjection = "/wells/{well_id}/stop-injection";
    /// Record that production stopped.
    ShutInWell = "/wells/{well_id}/shut-in";
    /// Record that production started again.
    ResumeProduction = "/wells/{well_id}/resume-production";
    /// Record that injection started again.
    ResumeInjection = "/wells/{well_id}/resume-injection";
    /// Record that the well was secured.
    TemporarilyAbandonWell = "/wells/{well_id}/temporarily-abandon";
    /// Record that the agency extended the temporary abandonment.
    ExtendTemporaryAbandonment = "/wells/{well_id}/extend-temporary-abandonment";
    /// Record the way back from temporary abandonment.
    ReturnToService = "/wells/{well_id}/return-to-service";
    /// Record that another zone was opened.
    RecompleteWell = "/wells/{well_id}/recomplete";
    /// Give the well another role.
    ConvertWell = "/wells/{well_id}/convert";
    /// Record that the well passed to another operator.
    ChangeOperator = "/wells/{well_id}/change-operator";
    /// Record a well test.
    RecordWellTest = "/wells/{well_id}/test";
    /// Record a test of mechanical integrity.
    RecordMechanicalIntegrityTest = "/wells/{well_id}/mechanical-integrity-test";
    /// Record a test of the fluid level.
    RecordFluidLevelTest = "/wells/{well_id}/fluid-level-test";
    /// Record that plugging was approved.
    ApprovePlugging = "/wells/{well_id}/approve-plugging";
    /// Record that the last plug was set.
    PlugWell = "/wells/{well_id}/plug";
    /// Record that the site was released.
    ReleaseSite = "/wells/{well_id}/release-site";
    /// Record the permit to enter a plugged well again.
    ApproveReentry = "/wells/{well_id}/approve-reentry";
    /// Put right a fact that was wrong.
    CorrectWellHistory = "/wells/{well_id}/correct-history";
    /// Void a record that was entered in error.
    VoidWellRecord = "/wells/{well_id}/void";
    /// Record what an agency holds against the well.
    SetRegulatoryFlag = "/wells/{well_id}/regulatory-flag";
    /// Take over an agency's record of a borehole.
    ImportWellHistory = "/wells/{well_id}/import-history";
    /// Take over an agency's status of a completion.
    ReportCompletionStatus = "/wells/{well_id}/report-status";
    // A month of a completion.
    /// Record a completion's day.
    RecordDailyProduction = "/production-months/record-day";
    /// Correct a recorded day.
    CorrectDailyProduction = "/production-months/{production_month_id}/correct-day";
    /// Record a completion's month.
    RecordProductionMonth = "/production-months/record";
    /// Correct a recorded month.
    CorrectProductionMonth = "/production-months/{production_month_id}/correct";
    /// Restate a month that is locked or filed.
    RestateProduction = "/production-months/{production_month_id}/restate";
    /// Record where product went.
    DisposeProduct = "/production-months/dispose";
    /// Draw up the month's stock.
    ReconcileStock = "/production-months/{production_month_id}/reconcile-stock";
    /// Balance the month's gas.
    BalanceGas = "/production-months/{production_month_id}/balance-gas";
    /// Close a month to corrections.
    LockProductionMonth = "/production-months/{production_month_id}/lock";
    /// Open a closed month again.
    UnlockProductionMonth = "/production-months/{production_month_id}/unlock";
    // A month of a property.
    /// Record how high a tank stands.
    GaugeTank = "/property-months/gauge-tank";
    /// Record a load of oil.
    RecordRunTicket = "/property-months/run-ticket";
    /// Record a gas meter's reading.
    ReadGasMeter = "/property-months/read-meter";
    /// Share measured production out over completions.
    AllocateProduction = "/property-months/allocate";
    /// Draw up the property's stock.
    ReconcilePropertyStock = "/property-months/reconcile-stock";
    /// Close a property's month.
    LockPropertyMonth = "/property-months/{property_month_id}/lock";
    /// Open a property's closed month again.
    UnlockPropertyMonth = "/property-months/{property_month_id}/unlock";
    // A division of interest.
    /// Draw up a deck of a division.
    CreateDeck = "/divisions";
    /// Put decks in force.
    ActivateDeck = "/divisions/{division_id}/activate";
    /// Record that interests changed hands.
    TransferInterest = "/divisions/{division_id}/transfer";
    /// Hold back what falls to interests.
    PlaceInSuspense = "/divisions/{division_id}/suspend";
    /// Pay again what falls to interests.
    ReleaseSuspense = "/divisions/{division_id}/release";
    /// Record that an owner signed the division order.
    SignDivisionOrder = "/divisions/{division_id}/sign";
    /// Put other decks or divisions in the place of decks.
    SupersedeDeck = "/divisions/{division_id}/supersede";
    /// Record that payout was reached.
    DeclarePayout = "/divisions/{division_id}/declare-payout";
    /// Correct decimals.
    CorrectDecimal = "/divisions/{division_id}/correct-decimal";
    /// Take back a change that was entered in error.
    WithdrawChange = "/divisions/{division_id}/withdraw-change";
}

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
    /// A division of interest.
    Division(Uuid),
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
                | Self::CreateDeck
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
                    "division_id" => Target::Division(id),
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
                .replace("{division_id}", &ID.to_string());
            let (found, target) = Task::resolve(&path).unwrap();
            assert_eq!(found, task);
            let expected = match task.pattern() {
                pattern if pattern.contains("{well_id}") => Target::Well(ID),
                pattern if pattern.contains("{production_month_id}") => Target::ProductionMonth(ID),
                pattern if pattern.contains("{property_month_id}") => Target::PropertyMonth(ID),
                pattern if pattern.contains("{division_id}") => Target::Division(ID),
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
