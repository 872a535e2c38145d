//! Where in a request a rule of a lease or an owner lies.

use crate::task::Task;

/// Where a rule lies in the body of a lease's task; `None` where it is about the lease as a whole.
pub(super) fn of_lease(task: Task, slug: &str) -> Option<&'static str> {
    signing(task, slug)
        .or_else(|| keeping(task, slug))
        .or_else(|| letting_go(task, slug))
        .or_else(|| conveying(task, slug))
}

fn signing(task: Task, slug: &str) -> Option<&'static str> {
    let open = task == Task::OpenLeaseNegotiation;
    let pointer = match slug {
        "lease-already-exists" if open => "/lease_id",
        "lease-without-lessor" if open => "/lessors",
        "lease-without-lessor" | "lessor-fractions-exceed-whole" => "/terms/lessors",
        "primary-term-zero" => "/terms/primary_term/months",
        "primary-term-inverted" => "/terms/primary_term/ends_on",
        "effective-outside-execution-window" => "/terms/primary_term/effective_on",
        "tract-already-named" if task == Task::PoolLease => "/tracts",
        "lease-without-tract" | "tract-already-named" | "tract-without-acres" => "/terms/tracts",
        "acres-do-not-add-up" => "/terms/gross_acres",
        "net-acres-do-not-add-up" => "/terms/net_acres",
        "royalty-out-of-range" if task == Task::ExecuteLease => "/terms/royalty_rate",
        "royalty-below-federal-minimum" => "/terms/royalty_rate",
        "royalty-out-of-range" | "royalty-unchanged" => "/royalty_rate",
        "extension-not-later" | "extension-beyond-option" => "/ends_on",
        "extension-without-payment" => "/consideration_usd",
        "instrument-not-signed" if task == Task::AssignInterest => "/assignment/instrument/signed_on",
        "instrument-not-signed" => "/instrument/signed_on",
        "closed-month-needs-restatement" | "restatement-without-closed-month" => "/restated_because",
        "clause-unchanged" => "/clause",
        "history-without-date" => "/listed_on",
        "effective-in-future"
        | "history-would-break"
        | "lease-lapsed"
        | "extension-after-expiry"
        | "rental-paid-late"
        | "rental-not-yet-due"
        | "shut-in-royalty-late"
        | "cessation-deadline-passed"
        | "day-not-covered"
        | "primary-term-not-over"
        | "amendment-not-first-of-month"
        | "date-out-of-range"
        | "lease-still-held" => "/effective_at",
        _ => return None,
    };
    Some(pointer)
}

fn keeping(task: Task, slug: &str) -> Option<&'static str> {
    let clears = task == Task::ClearCessation;
    let pointer = match slug {
        "rental-already-paid" | "rental-out-of-turn" if task == Task::MissDelayRental => "/for_year",
        "rental-already-paid" | "rental-out-of-turn" => "/payment/for_year",
        "rental-short" | "shut-in-royalty-short" => "/payment/amount_usd",
        "well-not-shut-in-and-capable" => "/payment/well_id",
        "shut-in-period-not-continuous" => "/payment/from",
        "shut-in-royalty-exhausted" => "/payment/months",
        "no-producing-completion" if clears => "/saved_by/completions",
        "no-producing-completion" | "producing-depth-unknown" => "/completions",
        "not-in-paying-quantities" => "/paying",
        "operation-inverted" if clears => "/saved_by/operation",
        "operation-inverted" => "/operation",
        "operations-gap-too-long" if clears => "/saved_by/operation/began_on",
        "operations-gap-too-long" => "/operation/began_on",
        "unit-unknown" if clears => "/saved_by/completions",
        "unit-unknown" if task == Task::HoldByUnit => "/unit_id",
        "unit-unknown" => "/completions",
        "last-production-in-future" => "/last_production_on",
        "termination-cause-contradicts-hold" => "/cause",
        _ => return None,
    };
    Some(pointer)
}

fn letting_go(task: Task, slug: &str) -> Option<&'static str> {
    let pointer = match slug {
        "acreage-not-held" => match task {
            Task::ReleaseAcreage => "/acreage",
            Task::PoolLease => "/tracts",
            Task::AssignInterest => "/assignment/depths",
            Task::ClearCessation => "/saved_by/completions",
            _ => "/completions",
        },
        "acres-not-held" if task == Task::ApplyRetainedAcreage => "/retained",
        "nothing-released" | "ground-already-released" | "acres-not-held" => "/acreage",
        "release-under-producing-completion" if task == Task::ReleaseAcreage => "/acreage",
        "retained-by-no-producing-well" | "nothing-retained" | "retained-acres-exceed-clause" => "/retained",
        _ => return None,
    };
    Some(pointer)
}

fn conveying(task: Task, slug: &str) -> Option<&'static str> {
    let pointer = match slug {
        "lease-already-in-unit" => "/unit_id",
        "unit-without-tract-of-lease"
        | "unit-tract-without-acres"
        | "pooled-acres-exceed-tract"
        | "tract-already-pooled"
        | "tract-factors-do-not-close"
        | "tract-factor-zero"
        | "tract-factor-not-stated"
        | "tract-factor-not-by-acres" => "/tracts",
        "assigned-to-itself" => "/assignment/to",
        "burdens-exceed-interest" if task == Task::AmendRoyalty => "/royalty_rate",
        "fraction-zero" | "interest-not-owned" | "burdens-exceed-interest" => "/assignment/fraction",
        "working-interest-not-royalty" => "/assignment/conveyance/royalty",
        _ => return None,
    };
    Some(pointer)
}

/// Where a rule lies in the body of an owner's task; `None` where it is about the owner as a whole.
pub(super) fn of_owner(slug: &str) -> Option<&'static str> {
    let pointer = match slug {
        "owner-already-exists" => "/owner_id",
        "effective-in-future" | "history-would-break" => "/effective_at",
        "owner-name-missing" | "owner-name-unchanged" => "/name",
        "owner-address-missing" => "/address",
        "tax-id-missing" => "/tax_id",
        "owner-without-role" => "/role",
        "death-in-future" => "/died_on",
        "representative-not-active" | "representative-is-deceased" => "/representative",
        "merged-into-itself" | "merged-into-nobody" => "/into",
        _ => return None,
    };
    Some(pointer)
}
