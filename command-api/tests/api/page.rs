//! The page of all tasks, made from the code and the examples.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::Value;
use wellflow_command_api::{Task, permitted_roles};

use crate::examples::example;

#[path = "page/forms.rs"]
mod forms;

/// Refusals by rules of a month, task by task; those of a well stand in the table of its transitions.
pub(crate) fn refusals(task: Task) -> &'static str {
    match task {
        Task::RecordDailyProduction => {
            "well-unknown day-in-future date-out-of-range time-zone-differs hours-exceed-day \
             hours-do-not-add-up well-not-spudded well-plugged day-already-recorded month-locked"
        }
        Task::CorrectDailyProduction => {
            "day-not-recorded corrected-event-unknown corrected-event-is-other hours-exceed-day \
             hours-do-not-add-up well-not-spudded well-plugged month-locked"
        }
        Task::RecordProductionMonth => {
            "well-unknown days-exceed-month month-not-ended well-not-spudded well-plugged \
             stock-out-of-balance production-already-recorded document-older"
        }
        Task::CorrectProductionMonth => {
            "production-not-recorded month-locked month-filed corrected-event-unknown \
             corrected-event-is-other days-exceed-month stock-out-of-balance"
        }
        Task::RestateProduction => {
            "production-not-recorded month-not-closed days-exceed-month stock-out-of-balance"
        }
        Task::DisposeProduct => {
            "well-unknown day-in-future date-out-of-range month-locked unit-of-another-product \
             disposition-codes-unknown disposition-code-not-valid disposition-remark-missing \
             disposition-remark-not-taken disposition-taker-missing disposition-already-recorded \
             corrected-event-unknown corrected-event-is-other"
        }
        Task::ReconcileStock => {
            "production-not-recorded month-locked unit-of-another-product quantity-withheld \
             opening-stock-unknown adjustment-without-reason stock-negative stock-out-of-balance"
        }
        Task::BalanceGas => {
            "production-not-recorded month-locked gas-not-stated quantity-withheld gas-out-of-balance \
             pressure-bases-mixed temperature-bases-mixed extraction-loss-missing \
             extraction-loss-out-of-range"
        }
        Task::LockProductionMonth => {
            "production-not-recorded effective-in-future month-not-ended locked-before-unlock"
        }
        Task::UnlockProductionMonth => {
            "production-not-recorded effective-in-future month-not-locked unlocked-before-lock"
        }
        other => of_property(other),
    }
}

fn of_property(task: Task) -> &'static str {
    match task {
        Task::GaugeTank => {
            "month-locked effective-in-future outside-month level-above-tank-table \
             level-below-tank-table water-above-level record-already-there corrected-event-unknown \
             corrected-event-is-other"
        }
        Task::RecordRunTicket => {
            "month-locked effective-in-future outside-month not-a-liquid seals-missing \
             ticket-closed-before-opened ticket-runs-backwards level-above-tank-table \
             level-below-tank-table record-already-there corrected-event-unknown \
             corrected-event-is-other"
        }
        Task::ReadGasMeter => {
            "month-locked effective-in-future outside-month meter-period-inverted \
             meter-periods-overlap record-already-there corrected-event-unknown \
             corrected-event-is-other"
        }
        Task::AllocateProduction => {
            "well-unknown too-many-streams month-locked month-not-ended unit-of-another-product \
             units-differ well-test-missing meter-missing hours-exceed-month completion-twice \
             shares-too-fine allocation-without-weights allocation-weights-zero \
             allocation-total-too-fine"
        }
        Task::ReconcilePropertyStock => {
            "month-locked not-a-liquid opening-stock-unknown stock-undetermined \
             adjustment-without-reason stock-negative stock-out-of-balance"
        }
        Task::LockPropertyMonth => {
            "nothing-recorded effective-in-future month-not-ended locked-before-unlock"
        }
        Task::UnlockPropertyMonth => {
            "nothing-recorded effective-in-future month-not-locked unlocked-before-lock"
        }
        _ => "",
    }
}

/// The page.
pub(crate) fn page() -> String {
    let mut page = PREFACE.to_owned();
    for (title, prefix) in [
        ("A well", "/wells"),
        ("A completion's month", "/production-months"),
        ("A property's month", "/property-months"),
        ("A lease", "/leases"),
        ("An owner", "/owners"),
        ("A division of interest", "/divisions"),
        ("An AFE", "/afes"),
        ("An operating agreement", "/agreements"),
        ("The approval policy", "/approval-policies"),
    ] {
        let _ = write!(page, "\n## {title}\n");
        for task in Task::ALL
            .into_iter()
            .filter(|task| task.pattern().starts_with(prefix))
        {
            let _ = write!(page, "\n{}", section(task));
        }
    }
    page
}

/// The page of transitions that names what refuses a task; `None` where this page names it.
fn transitions(task: Task) -> Option<&'static str> {
    let of = [
        ("/wells", "well-transitions.md"),
        ("/leases", "lease-transitions.md"),
        ("/owners", "owner-transitions.md"),
        ("/divisions", "division-of-interest-transitions.md"),
        ("/afes", "afe-transitions.md"),
        ("/agreements", "joint-operating-agreement-transitions.md"),
        ("/approval-policies", "approval-policy-transitions.md"),
    ];
    let found = of.iter().find(|(prefix, _)| task.pattern().starts_with(prefix));
    found.map(|(_, page)| *page)
}

fn section(task: Task) -> String {
    let roles: Vec<_> = permitted_roles(task).iter().map(|role| role.as_str()).collect();
    let refusals: Vec<_> = refusals(task)
        .split_whitespace()
        .map(|slug| format!("`{slug}`"))
        .collect();
    let refused = match transitions(task) {
        Some(page) => format!("Refused: `{task:?}` in [{page}]({page})."),
        None => format!("Refused: {}.", refusals.join(", ")),
    };
    let body =
        serde_json::to_string_pretty(&in_order(example(task))).unwrap_or_else(|_| Value::Null.to_string());
    format!(
        "### `POST /api/v1{}`\n\n{task:?}, by {}. {refused}\n\n```json\n{body}\n```\n{}",
        task.pattern(),
        roles.join(", "),
        forms::forms(task)
    )
}

/// The same with the fields of every object by name, however objects keep them.
fn in_order(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let sorted: BTreeMap<_, _> = fields.into_iter().collect();
            let fields = sorted.into_iter().map(|(key, value)| (key, in_order(value)));
            Value::Object(fields.collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(in_order).collect()),
        plain => plain,
    }
}

const PREFACE: &str = "\
# Tasks

Made from the code and the examples its tests send, by `cargo run -p wellflow-command-api --example write_tasks`; a test fails when
this page and the code differ.

Every task is a `POST` with an `Idempotency-Key`, or an item of `POST /api/v1/commands`. Its body is one JSON object. Each example
here has every field there is of the form it shows. Below it stand the fields that may be left out, and of every choice the words
that may stand there; where a word goes with fields of its own they are named, with a `?` where they may be left out.

- Decimals are strings; whole numbers are numbers. Instants are RFC 3339 with an offset, days `YYYY-MM-DD` and local to the well.
- A field that a body does not have is refused at every depth (`unknown-field`), one that it must have is missed (`missing-field`).
  Those that may be left out may be `null` as well.
- An amount of production may be `null`, which says nothing of it, or `\"withheld\"`; neither is zero. `days_on`, `oil_bbl`,
  `gas_mcf` and `water_bbl` of a month must be there, be it as `null`; `gas_base_psia` where gas is stated.
- Gas is a volume with its base: `base_psia` 14.65, 14.73 or 15.025, `base_temp_f` where it is not 60.
- `demanded`, `limits`, `notice_days` and `permit_tolerance_ft` say what the agency's rules or one's own ask for; left out, they ask for nothing.
- All faults of a body's values are told at once, each with its pointer: `invalid-fields`, or the one kind there is.
- A month with a `filing` is taken over as the agency holds it and restates what is recorded; owner and manager send it.
- A refusal names its rule in `type`, the values that broke it in `detail`, the field in `errors`, and the statute or form behind
  it in `source` where there is one.

What a task must see beside its own stream is held until it is written: months see their well, a stock sees the month before, an
allocation sees the wells that take part, a plug sees the months of the well's completions from the plug on, as far as any can be
recorded by now. At most 600 streams may be seen (`too-many-streams`). Completions are those the well knows of.

A lease sees the owners who take part (`owner-unknown`; whoever takes something is the record that counts, `owner-merged`) and the
wells it names, as they were at the task's date (`well-unknown`, `completion-unknown`). Where a completion lies is stated: its tract,
or its unit where that ground is another lease's. What lets ground, depths or the lease go sees the completions that are known to
hold the lease too, named or not. A change of royalty sees which months of these completions and of those named are closed: locked,
or taken over from a filing. A representative and the record a merger leads to are seen as they are now.

A division of interest sees the owners to whom interests are given (`interest-owner-unknown`, `interest-owner-merged`,
`interest-estate-settled`, `taker-deceased`). What changes a month sees which months of the property are locked, from the first that changes
to today's (`closed-month-altered`; `restated_because` changes them all the same). What puts decks in force, or brings them back, sees the
property's other divisions (`decks-overlap`). Its id follows from property, product and depths; a base that is left out has no end, and
`rounding_residual` and a `status` that are left out are nothing and `pay`.

A spud that names an AFE (`afe_id`) or a lease (`lease`) sees them as they were on its day, and they count before what is stated of them.

Who asks for the money of an AFE, who approves it and who writes an answer down is whoever sends the task; a requester does not approve
(`afe-approved-by-requester`). A tier that is called by a role is for that role and the owner. What approves, opens a ballot, authorises or
closes sees the approval policy, and what concerns the parties the agreement the AFE names, as both were at the task's date. Operator,
vendors and parties are in the books (`owner-unknown`), and a draft's well, lease and agreement are known. `rig_on_location`, `cash_call`
and `contingency_percent` that are left out are no, no and nothing. An organization has one approval policy; the owner alone adopts it.

Any of them may be answered by `version-conflict`, `idempotency-key-reused`, `role-not-permitted`, `organization-unknown` and `busy`;
those of a well, a lease, an owner, an AFE or an agreement by `well-unknown`, `lease-unknown`, `owner-unknown`, `afe-unknown` or
`agreement-unknown`, `before-first-fact` and `history-would-break`, too. A number that is another's is refused by `lease-number-taken`,
`agency-lease-taken`, `agency-owner-taken`, `afe-number-taken` or `agreement-number-taken`.
";

#[cfg(test)]
mod tests {
    use wellflow_command_api::COMMAND_PROBLEMS;

    use super::*;

    #[test]
    fn the_page_of_tasks_is_as_the_code_has_it() {
        let written = include_str!("../../../docs/reference/tasks.md");
        let made = page();
        let differs = written
            .lines()
            .zip(made.lines())
            .find(|(written, made)| written != made);
        assert_eq!(differs, None);
        assert_eq!(written.len(), made.len());
    }

    #[test]
    fn every_task_stands_in_its_table_of_transitions() {
        let tables = [
            (
                "lease-transitions.md",
                include_str!("../../../docs/reference/lease-transitions.md"),
            ),
            (
                "owner-transitions.md",
                include_str!("../../../docs/reference/owner-transitions.md"),
            ),
            (
                "afe-transitions.md",
                include_str!("../../../docs/reference/afe-transitions.md"),
            ),
            (
                "joint-operating-agreement-transitions.md",
                include_str!("../../../docs/reference/joint-operating-agreement-transitions.md"),
            ),
            (
                "approval-policy-transitions.md",
                include_str!("../../../docs/reference/approval-policy-transitions.md"),
            ),
        ];
        for task in Task::ALL {
            for (name, table) in &tables {
                if transitions(task) == Some(*name) {
                    assert!(table.contains(&format!("| {task:?} | ")), "{task:?}");
                }
            }
        }
    }

    #[test]
    fn the_refusals_of_the_page_are_problem_types() {
        for task in Task::ALL {
            for slug in refusals(task).split_whitespace() {
                assert!(COMMAND_PROBLEMS.iter().any(|kind| kind.slug == slug), "{slug}");
            }
            assert_eq!(refusals(task).is_empty(), transitions(task).is_some(), "{task}");
        }
    }
}
