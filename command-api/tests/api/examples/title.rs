//! The bodies of leases and owners. A lease of three years from February 2020 on, 640 acres: T-1 at all depths, T-2 down to
//! 12,990 feet.

use serde_json::{Value, json};
use wellflow_command_api::Task;

use super::{SOME_ID, provenance};

/// Who leases out in the examples.
pub(crate) const LESSOR: &str = "0190a1b2-0000-7000-8000-0000000000a1";
/// Who takes the lease.
pub(crate) const LESSEE: &str = "0190a1b2-0000-7000-8000-0000000000a2";
/// Whoever else takes part.
pub(crate) const PARTNER: &str = "0190a1b2-0000-7000-8000-0000000000a3";
/// A unit.
pub(crate) const UNIT: &str = "0190a1b2-0000-7000-8000-0000000000b1";

fn noon(day: &str) -> String {
    format!("{day}T18:00:00Z")
}

fn paper(reference: &str, signed_on: &str) -> Value {
    json!({"reference": reference, "signed_on": signed_on})
}

fn depths(top: &str, base: Option<&str>) -> Value {
    json!({"top_ft": top, "base_ft": base})
}

fn tract(name: &str, acres: &str, base: Option<&str>) -> Value {
    json!({
        "tract": name, "legal": "Section 12, Block 57", "county": "Reeves", "state": "TX", "gross_acres": acres,
        "depths": [depths("0", base)],
    })
}

fn terms() -> Value {
    json!({
        "lease_number": "L-100", "agency_key": {"agency": "TX RRC", "district": "O 08", "number": "12345"},
        "mineral_owner": "private", "lessors": [{"owner_id": LESSOR, "mineral_fraction": "1.00000000"}],
        "lessee": LESSEE,
        "primary_term": {"effective_on": "2020-02-01", "months": 36, "ends_on": "2023-01-31"},
        "royalty_rate": "20", "bonus_usd": "160000",
        "tracts": [tract("T-1", "160", None), tract("T-2", "480", Some("12990"))],
        "gross_acres": "640", "net_acres": "640", "rental": {"kind": "delay", "amount_usd": "640"},
        "clauses": {
            "cessation_days": 90, "continuous_operations_days": 60,
            "shut_in_royalty": {"amount_usd": "640", "days": 90, "max_months": 24},
            "pugh": {"kind": "both", "margin_ft": "100"},
            "retained_acreage": {"vertical_well_acres": "80", "horizontal_well_acres": "640", "tolerance": "10"},
            "extension": {"months": 24, "consideration_usd": "64000"}, "no_deductions": true, "tax_burden": "shared",
        },
    })
}

fn completions(unit: Option<&str>) -> Value {
    json!([{
        "well_id": SOME_ID, "completion": "S01", "tract": "T-2", "unit_id": unit, "formation_base_ft": "10500",
        "horizontal": false,
    }])
}

fn work() -> Value {
    json!({"kind": "reworking", "well_id": SOME_ID, "began_on": "2022-12-01", "worked_until": "2022-12-20"})
}

pub(crate) fn lease(task: Task) -> Option<Value> {
    let body = match task {
        Task::OpenLeaseNegotiation => json!({
            "lease_id": SOME_ID, "effective_at": noon("2020-01-05"), "name": "Halbouty A",
            "time_zone": "America/Chicago", "lessee": LESSEE, "lessors": [LESSOR],
        }),
        Task::CloseLeaseNegotiation => json!({"effective_at": noon("2020-01-10"), "reason": "price"}),
        Task::ExecuteLease => json!({
            "effective_at": noon("2020-01-15"), "name": "Halbouty A", "time_zone": "America/Chicago",
            "terms": terms(), "execution_window_days": 30,
        }),
        Task::RecordLease => json!({
            "effective_at": noon("2020-01-25"),
            "recording": {"county": "Reeves", "reference": {"kind": "volume_page", "volume": "812", "page": "44"}},
        }),
        Task::PoolLease => json!({
            "effective_at": noon("2022-06-01"), "unit_id": UNIT, "name": "Halbouty Unit", "kind": "pooling",
            "depths": depths("9000", Some("12990")),
            "tracts": [
                {"unit_tract": "Tract 1", "tract": "T-2", "acres": "480", "factor": "0.75000000"},
                {"unit_tract": "Tract 2", "tract": null, "acres": "160", "factor": "0.25000000"},
            ],
            "factors_agreed_in": "Designation 1", "instrument": paper("Designation 1", "2022-05-20"),
            "force_pooling": {
                "order": "Order 7", "drilling_penalty_percent": 200, "equipment_penalty_percent": 100,
            },
        }),
        Task::AssignInterest => json!({
            "effective_at": noon("2021-01-25"),
            "assignment": {
                "from": LESSEE, "to": PARTNER,
                "conveyance": {"kind": "working_interest", "reserved_overriding_royalty": "0.02000000"},
                "fraction": "0.50000000", "tract": "T-2", "depths": depths("0", Some("12990")),
                "instrument": paper("Assignment 1", "2021-01-20"),
            },
        }),
        Task::AmendRoyalty => json!({
            "effective_at": "2022-03-01T06:00:00Z", "royalty_rate": "22.5", "instrument": paper("Amendment 1", "2022-02-20"),
            "completions": [{"well_id": SOME_ID, "completion": "S01"}], "restated_because": "settlement of 2022",
        }),
        Task::AmendLease => json!({
            "effective_at": noon("2021-06-01"), "clause": {"clause": "cessation", "days": 120},
            "instrument": paper("Amendment 2", "2021-05-20"),
        }),
        Task::ImportLeaseRecord => json!({
            "provenance": provenance(), "lease_number": "00008", "mineral_owner": "federal_offshore",
            "time_zone": "America/Chicago", "block": "GA 211", "status": {"agency": "BOEM", "code": "RELINQ"},
            "effective_on": "1947-11-07", "expires_on": "1956-10-30", "listed_on": "2020-05-01",
        }),
        other => return keeping(other).or_else(|| ending(other)),
    };
    Some(body)
}

fn keeping(task: Task) -> Option<Value> {
    let body = match task {
        Task::PayDelayRental => json!({
            "effective_at": noon("2021-01-20"), "payment": {"for_year": 1, "amount_usd": "640"},
        }),
        Task::MissDelayRental => json!({"effective_at": noon("2021-02-02"), "for_year": 1}),
        Task::ExerciseExtension => json!({
            "effective_at": noon("2023-01-10"), "ends_on": "2025-01-31", "consideration_usd": "64000",
            "instrument": paper("Extension 1", "2023-01-09"),
        }),
        Task::AttainHeldByProduction => json!({
            "effective_at": noon("2022-07-01"), "completions": completions(Some(UNIT)),
            "paying": {
                "from": "2022-01", "through": "2022-06", "revenue_usd": "50000", "operating_cost_usd": "20000",
            },
        }),
        Task::HoldByOperations => json!({"effective_at": noon("2022-12-20"), "operation": work()}),
        Task::HoldByUnit => json!({
            "effective_at": noon("2022-07-02"), "unit_id": UNIT, "completions": completions(Some(UNIT)),
        }),
        Task::PayShutInRoyalty => json!({
            "effective_at": noon("2022-10-20"),
            "payment": {"well_id": SOME_ID, "amount_usd": "640", "from": "2022-10-01", "months": 12},
        }),
        Task::StartCessationClock => json!({
            "effective_at": noon("2023-03-31"), "last_production_on": "2023-03-30",
        }),
        Task::ClearCessation => json!({
            "effective_at": noon("2023-05-20"),
            "saved_by": {"kind": "production", "completions": completions(None)},
        }),
        _ => return None,
    };
    Some(body)
}

fn ending(task: Task) -> Option<Value> {
    let body = match task {
        Task::ReleaseAcreage => json!({
            "effective_at": noon("2022-08-01"),
            "acreage": [{"kind": "depths", "tract": "T-1", "depths": [depths("9000", Some("15000"))]}],
            "instrument": paper("Release 1", "2022-07-30"), "completions": completions(None),
        }),
        Task::ApplyPughClause => json!({
            "effective_at": noon("2023-02-01"), "completions": completions(None),
            "instrument": paper("Notice 1", "2023-02-01"),
        }),
        Task::ApplyRetainedAcreage => json!({
            "effective_at": noon("2023-02-01"),
            "retained": [{"well_id": SOME_ID, "tract": "T-2", "acres": "80"}],
            "released_legal": "all but 80 acres around the well", "completions": completions(None),
            "instrument": paper("Designation 2", "2023-02-01"),
        }),
        Task::ExpireLease => json!({"effective_at": noon("2023-02-01")}),
        Task::TerminateLease => json!({
            "effective_at": noon("2023-07-01"), "cause": {"kind": "ordered", "order": "Cause 23-117"},
        }),
        Task::SurrenderLease => json!({
            "effective_at": noon("2022-09-01"), "instrument": paper("Surrender 1", "2022-08-30"),
            "completions": completions(None),
        }),
        Task::CorrectLeaseHistory => json!({
            "corrects_event_id": SOME_ID, "reason": "wrong day",
            "instead": {"event_type": "DelayRentalPaid", "fact": {
                "effective_at": noon("2021-01-21"), "payment": {"for_year": 1, "amount_usd": "640"},
            }},
        }),
        Task::VoidLeaseRecord => json!({"effective_at": noon("2024-01-10"), "reason": "entered twice"}),
        _ => return None,
    };
    Some(body)
}

pub(crate) fn owner(task: Task) -> Option<Value> {
    let body = match task {
        Task::RegisterOwner => json!({
            "owner_id": SOME_ID, "effective_at": noon("2019-06-01"), "kind": "individual", "name": "A lessor",
            "tax_id": "00-0000001", "address": {
                "lines": ["Box 7"], "city": "Pecos", "state": "TX", "postal_code": "79772", "country": "USA",
            },
            "agency_key": {"agency": "BOEM", "number": "02481"}, "roles": ["lessor", "royalty_owner"],
        }),
        Task::ChangeOwnerName => json!({
            "effective_at": noon("2020-03-01"), "name": "A lessor by another name", "reference": "certificate 12",
        }),
        Task::ChangeOwnerAddress => json!({
            "effective_at": noon("2020-04-01"), "address": {
                "lines": ["Box 8"], "city": "Pecos", "state": "TX", "postal_code": "79772", "country": "USA",
            },
        }),
        Task::RecordTaxId => json!({
            "effective_at": noon("2020-05-01"), "tax_id": "000000002", "reference": "W-9 of 2020",
        }),
        Task::TakeRole => json!({"effective_at": noon("2020-06-01"), "role": "vendor"}),
        Task::GiveUpRole => json!({"effective_at": noon("2020-07-01"), "role": "vendor"}),
        Task::RecordDeath => json!({
            "effective_at": noon("2021-03-10"), "died_on": "2021-03-01", "reference": "certificate 44",
        }),
        Task::AppointRepresentative => json!({
            "effective_at": noon("2021-04-01"), "representative": PARTNER, "reference": "letters 9",
        }),
        Task::SettleEstate => json!({"effective_at": noon("2022-04-01"), "reference": "decree 17"}),
        Task::MergeOwner => json!({
            "effective_at": noon("2020-09-01"), "into": PARTNER, "reason": "entered twice",
        }),
        Task::DeactivateOwner => json!({"effective_at": noon("2020-10-01"), "reason": "dissolved"}),
        Task::ReactivateOwner => json!({"effective_at": noon("2020-11-01")}),
        Task::CorrectOwnerHistory => json!({
            "corrects_event_id": SOME_ID, "reason": "wrong role",
            "instead": {"event_type": "OwnerRoleTaken", "fact": {
                "effective_at": noon("2020-06-01"), "role": "purchaser",
            }},
        }),
        Task::VoidOwnerRecord => json!({"effective_at": noon("2024-01-10"), "reason": "entered in error"}),
        _ => return None,
    };
    Some(body)
}
