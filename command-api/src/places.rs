//! Where in a request a broken rule lies.

mod afe;
mod division;
mod title;

use wellflow_http::{FieldError, ProblemType};

use crate::task::Task;

/// The field a rule is about where it is about one, else the parameter that names what the task is about.
pub(crate) fn place(task: Task, kind: &'static ProblemType, detail: String) -> FieldError {
    let pointer = match task {
        Task::CorrectWellHistory
        | Task::CorrectLeaseHistory
        | Task::CorrectOwnerHistory
        | Task::CorrectAfeHistory
        | Task::CorrectAgreementHistory
        | Task::CorrectPolicyHistory => of_correction(kind.slug),
        Task::RecordDailyProduction
        | Task::CorrectDailyProduction
        | Task::RecordProductionMonth
        | Task::CorrectProductionMonth
        | Task::RestateProduction
        | Task::DisposeProduct
        | Task::ReconcileStock
        | Task::BalanceGas
        | Task::LockProductionMonth
        | Task::UnlockProductionMonth => of_month(task, kind.slug),
        Task::GaugeTank
        | Task::RecordRunTicket
        | Task::ReadGasMeter
        | Task::AllocateProduction
        | Task::ReconcilePropertyStock
        | Task::LockPropertyMonth
        | Task::UnlockPropertyMonth => of_property(task, kind.slug),
        _ if task.pattern().starts_with("/leases") => title::of_lease(task, kind.slug),
        _ if task.pattern().starts_with("/divisions") => division::of_division(task, kind.slug),
        _ if task.pattern().starts_with("/afes") => afe::of_afe(task, kind.slug),
        _ if task.pattern().starts_with("/agreements") => afe::of_agreement(task, kind.slug),
        _ if task.pattern().starts_with("/approval-policies") => afe::of_policy(kind.slug),
        _ if task.pattern().starts_with("/owners") => title::of_owner(kind.slug),
        _ => of_task(task, kind.slug).or_else(|| of_well(kind.slug)),
    };
    match pointer {
        Some(pointer) => FieldError::pointer(pointer, kind.slug, detail),
        None => subject(task, kind, detail),
    }
}

/// The parameter that names what the task is about; the whole body where none does.
pub(crate) fn subject(task: Task, kind: &'static ProblemType, detail: String) -> FieldError {
    match task.parameter() {
        Some(name) => FieldError::parameter(name, kind.slug, detail),
        None => FieldError::pointer("", kind.slug, detail),
    }
}

/// Rules whose field is called otherwise in some tasks of a well.
fn of_task(task: Task, slug: &str) -> Option<&'static str> {
    match (task, slug) {
        (Task::AssignApiNumber, "state-contradicts-api-number") => Some("/api_number"),
        (Task::RecordDailyDrilling, "depth-decreases" | "total-depth-zero") => {
            Some("/progress/measured_depth_ft")
        }
        (Task::RecordDailyDrilling, "true-vertical-depth-exceeds-measured") => {
            Some("/progress/true_vertical_depth_ft")
        }
        (
            Task::SidetrackWellbore,
            "wellbore-not-named"
            | "wellbore-of-another-well"
            | "api-number-not-assigned"
            | "wellbore-already-exists",
        ) => Some("/kickoff/bore"),
        (
            Task::ApproveReentry,
            "wellbore-not-named"
            | "wellbore-of-another-well"
            | "api-number-not-assigned"
            | "wellbore-already-exists",
        ) => Some("/permit/bore/bore"),
        (Task::ApproveReentry, "permit-expires-before-approval") => Some("/permit/expires_on"),
        (Task::StartInjection, "injection-permit-expired") => Some("/permit/in_force_until"),
        (Task::ConvertWell, "injection-permit-expired") => Some("/authority/permit/in_force_until"),
        (Task::RecordWellTest, "completion-unknown") => Some("/completion"),
        _ => None,
    }
}

fn of_well(slug: &str) -> Option<&'static str> {
    let pointer = match slug {
        "well-already-exists" => "/well_id",
        "effective-in-future"
        | "history-would-break"
        | "permit-expired"
        | "permit-still-in-force"
        | "completion-election-open"
        | "completion-before-total-depth"
        | "transfer-not-first-of-month"
        | "produced-after-plugging"
        | "production-in-month-of-plug" => "/effective_at",
        "title-without-lease" => "/lease",
        "state-contradicts-api-number" => "/state",
        "wellbore-not-named" | "wellbore-of-another-well" => "/api_number",
        "api-number-already-assigned" | "api-number-not-replaced" => "/replaces",
        "permit-cannot-be-submitted" => "/application",
        "permit-expires-before-approval" => "/expires_on",
        "well-cannot-be-drilled" => "/evidence",
        "total-depth-zero" | "depth-decreases" | "total-depth-beyond-permit" => "/measured_depth_ft",
        "true-vertical-depth-exceeds-measured" => "/true_vertical_depth_ft",
        "casing-inverted" => "/casing/top_md_ft",
        "casing-below-hole" | "surface-casing-too-shallow" => "/casing/bottom_md_ft",
        "casing-out-of-order" => "/casing/kind",
        "kickoff-below-hole" => "/kickoff/kickoff_md_ft",
        "wellbore-not-current" => "/kickoff/parent",
        "completion-already-exists" => "/completion",
        "completion-interval-inverted" => "/top_md_ft",
        "completion-below-total-depth" => "/bottom_md_ft",
        "perforation-outside-interval" => "/detail/perforations",
        "completion-unknown" | "completion-not-open" => "/from",
        "interval-not-isolated" => "/authority/isolated_by",
        "recompletion-without-permit" => "/authority/permit",
        "well-cannot-produce" | "conversion-authority-wrong" | "plugging-not-approved" => "/authority",
        "temporary-abandonment-not-approved" => "/approval_number",
        "bore-not-secured" => "/securing",
        "approval-ends-before-start" | "temporary-abandonment-too-long" | "extension-not-later" => "/until",
        "role-unchanged" => "/to_role",
        "operator-differs" => "/from_operator",
        "operator-unchanged" => "/to_operator",
        "transfer-not-signed" => "/transfer",
        "successor-not-licensed" => "/transfer/successor_licence",
        "test-hours-out-of-range" => "/test/duration_hours",
        "plugging-notice-too-late" => "/approval/notice_filed_on",
        "cementer-not-approved" => "/approval/cementer_approved",
        "plug-inverted" => "/plugs",
        "inspection-not-passed" => "/inspection/passed",
        "history-without-date" => "/listed_on",
        _ => return None,
    };
    Some(pointer)
}

/// What is wrong with a correction, or with the fact it states.
fn of_correction(slug: &str) -> Option<&'static str> {
    let pointer = match slug {
        "afe-unknown" | "agreement-unknown" | "approval-policy-unknown" | "agreement-record-voided" => {
            return None;
        }
        "event-not-standing" | "event-not-correctable" | "nothing-to-correct" => "/corrects_event_id",
        "correction-of-another-kind" => "/instead/event_type",
        "proposal-not-withdrawn"
        | "execution-not-withdrawn"
        | "registration-not-withdrawn"
        | "afe-draft-not-withdrawn"
        | "agreement-not-withdrawn" => "/instead",
        "effective-in-future" | "history-would-break" => "/instead/fact/effective_at",
        _ => "/instead/fact",
    };
    Some(pointer)
}

fn of_month(task: Task, slug: &str) -> Option<&'static str> {
    let day = matches!(task, Task::RecordDailyProduction | Task::CorrectDailyProduction);
    let record = task == Task::RecordProductionMonth;
    let pointer = match slug {
        "well-unknown" if task.parameter().is_none() => "/well_id",
        "month-locked" if record => "/month",
        "month-locked" if task.parameter().is_none() => "/date",
        "well-plugged" | "well-not-spudded" if day => "/date",
        "well-plugged" => "/well_id",
        "well-not-spudded" | "production-already-recorded" => "/month",
        "month-not-ended" if record => "/month",
        "month-not-ended" | "effective-in-future" | "unlocked-before-lock" | "locked-before-unlock" => {
            "/effective_at"
        }
        "days-exceed-month" => "/days_on",
        "hours-exceed-day" => "/entry/hours_on",
        "hours-do-not-add-up" => "/entry/downtime",
        "day-in-future" | "date-out-of-range" | "day-already-recorded" | "day-not-recorded" => "/date",
        "time-zone-differs" => "/time_zone",
        "corrected-event-unknown" | "corrected-event-is-other" => "/corrects_event_id",
        "document-older" => "/filing/accepted_on",
        "opening-stock-unknown" => "/opening",
        "adjustment-without-reason" => "/adjustment_reason",
        "stock-out-of-balance" if task == Task::ReconcileStock => "/closing_bbl",
        "stock-out-of-balance" => "/details/oil_stock/closing_bbl",
        "quantity-withheld" | "unit-of-another-product" if task == Task::ReconcileStock => "/product",
        "unit-of-another-product" => "/disposition/volume",
        "disposition-already-recorded" => "/reference",
        "disposition-codes-unknown" => "/disposition/jurisdiction",
        "disposition-code-not-valid" => "/disposition/code",
        "disposition-remark-missing" | "disposition-remark-not-taken" => "/disposition/remark",
        "disposition-taker-missing" => "/disposition/counterparty",
        _ => return None,
    };
    Some(pointer)
}

fn of_property(task: Task, slug: &str) -> Option<&'static str> {
    let pointer = match (task, slug) {
        (Task::GaugeTank, "effective-in-future" | "record-already-there") => "/at",
        (Task::GaugeTank, "level-above-tank-table" | "level-below-tank-table") => "/level",
        (Task::RecordRunTicket, "effective-in-future" | "ticket-closed-before-opened") => {
            "/ticket/closing/at"
        }
        (Task::RecordRunTicket, "record-already-there") => "/ticket/ticket_number",
        (Task::RecordRunTicket, "not-a-liquid") => "/ticket/product",
        (Task::RecordRunTicket, "level-above-tank-table" | "level-below-tank-table") => "/table",
        (Task::ReadGasMeter, "effective-in-future" | "record-already-there" | "meter-period-inverted") => {
            "/until"
        }
        (Task::LockPropertyMonth, "month-not-ended") => "/effective_at",
        (_, "effective-in-future" | "unlocked-before-lock" | "locked-before-unlock") => "/effective_at",
        (_, "month-locked") if task.parameter().is_none() => "/month",
        (_, "month-not-ended" | "outside-month") => "/month",
        (_, "stream-of-another-property") => "/property_id",
        (_, "corrected-event-unknown" | "corrected-event-is-other") => "/corrects_event_id",
        (_, "water-above-level") => "/water_level",
        (_, "ticket-runs-backwards") => "/ticket/closing/level",
        (_, "seals-missing") => "/ticket/seals_off",
        (_, "not-a-liquid") => "/product",
        (_, "meter-periods-overlap") => "/from",
        (_, "shares-too-fine" | "allocation-total-too-fine") => "/decimals",
        (_, "unit-of-another-product" | "allocation-total-negative" | "allocation-out-of-range") => {
            "/measured"
        }
        (
            _,
            "units-differ"
            | "well-test-missing"
            | "meter-missing"
            | "hours-exceed-month"
            | "completion-twice"
            | "allocation-without-weights"
            | "allocation-weights-zero"
            | "allocation-weight-negative",
        ) => "/inputs",
        (_, "opening-stock-unknown") => "/opening",
        (_, "adjustment-without-reason") => "/adjustment_reason",
        (_, "stock-undetermined" | "stock-out-of-balance") => "/closing_bbl",
        _ => return None,
    };
    Some(pointer)
}
