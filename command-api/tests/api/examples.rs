//! A whole body of every task, every optional field filled in; each test changes what it is about.

use serde_json::{Value, json};
use wellflow_command_api::Task;

#[path = "examples/division.rs"]
pub(crate) mod division;
#[path = "examples/joint.rs"]
pub(crate) mod joint;
#[path = "examples/title.rs"]
pub(crate) mod title;

/// An id where an example needs one.
pub(crate) const SOME_ID: &str = "0190a1b2-0000-7000-8000-000000000001";

fn dated(task: &str) -> String {
    format!("2025-{task}T12:00:00Z")
}

/// A body of the task. Dates go from plan to plug, so that the bodies of a life follow each other.
pub(crate) fn example(task: Task) -> Value {
    well(task)
        .or_else(|| closing(task))
        .or_else(|| month(task))
        .or_else(|| property(task))
        .or_else(|| title::lease(task))
        .or_else(|| title::owner(task))
        .or_else(|| division::division(task))
        .or_else(|| joint::afe(task))
        .or_else(|| joint::agreement(task))
        .or_else(|| joint::policy(task))
        .unwrap_or_else(|| panic!("{task} has no example"))
}

fn permit_to_inject() -> Value {
    json!({
        "reference": "UIC-7", "in_force_until": "2030-01-01", "max_pressure_psi": "1500",
        "max_rate_bbl_per_day": "2000",
    })
}

fn integrity(passed: bool) -> Value {
    json!({
        "passed": passed, "pressure_psi": "500", "duration_minutes": 30, "valid_until": "2030-01-01",
        "witnessed_by": "District 8A",
    })
}

fn gas(volume: &str) -> Value {
    json!({"volume": volume, "base_psia": "14.65", "base_temp_f": "60"})
}

fn detail() -> Value {
    json!({
        "perforations": [{"top_md_ft": "9110", "bottom_md_ft": "9190", "shots_per_ft": 4}],
        "stimulation": {"stages": 20, "proppant_lb": "1500000", "fluid_bbl": "90000"},
        "initial_test": {
            "oil_bbl_per_day": "400", "gas_per_day": gas("600"), "water_bbl_per_day": "900", "choke_64ths": 24,
            "flowing_tubing_pressure_psi": "850",
        },
        "report_form": "W-2 884120",
    })
}

fn provenance() -> Value {
    json!({"agency": "BSEE", "file": "list.csv", "row_sha256": "a".repeat(64)})
}

#[expect(clippy::too_many_lines, reason = "a table of examples")]
fn well(task: Task) -> Option<Value> {
    let body = match task {
        Task::ProposeWell => json!({
            "well_id": SOME_ID, "effective_at": dated("01-01"), "name": "Smith 1-H", "api_number": "42-501-20130",
            "operator": "Demo Operating", "lease": "L-7", "field": "Wasson",
            "location": {"latitude": "33.1234", "longitude": "-102.5", "datum": "NAD83"}, "state": "TX",
            "time_zone": "America/Chicago", "role": "oil",
            "plan": {"purpose": "development", "proposed_depth_ft": "12000", "target_formation": "Wolfcamp", "title": "held"},
        }),
        Task::AssignApiNumber => json!({
            "effective_at": dated("01-03"), "api_number": "42-501-20131", "replaces": "42-501-20130",
            "source_document": "W-1 884120",
        }),
        Task::SubmitDrillingPermit => json!({
            "effective_at": dated("01-05"), "demanded": ["operator_licence"],
            "application": {
                "form": "W-1", "reference": "884120", "requested_depth_ft": "12000", "horizontal": true,
                "operator_licence": {"reference": "P-5 123456", "in_force_until": "2026-06-30"},
                "spacing": {"rule": "statewide 37", "conforms": true, "exception": "docket 8A-1"},
                "surface_owner_notice": "letter of 2025-01-02", "fee_usd": "820.00",
            },
        }),
        Task::ApprovePermit => json!({
            "effective_at": dated("01-10"), "permit_number": "W-1 884", "expires_on": "2027-01-10",
            "conditions": ["set surface casing"], "permitted_depth_ft": "12500",
        }),
        Task::DenyPermit => json!({"effective_at": dated("01-09"), "decision": "884-D", "reason": "spacing"}),
        Task::RecordPermitExpiry => json!({"effective_at": "2025-06-20T12:00:00Z"}),
        Task::CancelWell => json!({"effective_at": dated("01-20"), "reason": "price"}),
        Task::SpudWell => json!({
            "effective_at": dated("02-01"), "rig": "Rig 7", "contractor": "Big Iron", "demanded": ["lease", "spending"],
            "afe_id": null, "lease": null,
            "evidence": {
                "operator_licence": {"reference": "P-5 123456", "in_force_until": "2026-06-30"},
                "environmental_clearance": {"reference": "E-1", "in_force_until": "2026-06-30"},
                "restrictions": {"reference": "R-1", "restricted_by": null},
                "lease": {"lease": "L-7", "in_force_until": "2027-01-01", "deepest_ft": "15000"},
                "spending": {"kind": "afe", "number": "AFE 25-001"}, "planned_depth_ft": "12000",
            },
        }),
        Task::SetCasing => json!({
            "effective_at": dated("02-05"),
            "casing": {
                "kind": "surface", "size_in": "9.625", "weight_lb_per_ft": "36", "grade": "J-55", "top_md_ft": "0",
                "bottom_md_ft": "1500", "cement_sacks": 500, "top_of_cement_ft": "0", "base_of_usable_water_ft": "1100",
            },
        }),
        Task::RecordDailyDrilling => json!({
            "effective_at": dated("02-04"),
            "progress": {
                "measured_depth_ft": "2500", "true_vertical_depth_ft": "2490", "mud_weight_lb_per_gal": "9.2",
                "daily_cost_usd": "41000.00", "operations": "drilled ahead",
            },
        }),
        Task::SuspendDrilling => json!({"effective_at": dated("02-06"), "reason": "lost circulation"}),
        Task::ResumeDrilling => json!({"effective_at": dated("02-08"), "reason": "cured"}),
        Task::ReachTotalDepth => json!({
            "effective_at": dated("03-01"), "measured_depth_ft": "12000.5", "true_vertical_depth_ft": "9000",
            "formation": "Wolfcamp", "permit_tolerance_ft": "100",
        }),
        Task::SidetrackWellbore => json!({
            "effective_at": dated("02-10"), "reason": "fish in the hole",
            "kickoff": {
                "parent": "42-501-20130-00", "bore": "42-501-20130-01", "kickoff_md_ft": "2000",
                "bottom_hole_target": "section 7", "agency_notice": "W-1 amended",
            },
        }),
        Task::DeclareDryHole => json!({
            "effective_at": dated("03-05"), "reason": "no_completion_planned", "remark": "no shows",
        }),
        Task::StartCompletion => json!({
            "effective_at": dated("03-10"),
            "consent": {"kind": "election", "reference": "ballot 3", "closes_at": "2025-03-09T12:00:00Z"},
        }),
        Task::CompleteWell => json!({
            "effective_at": dated("03-20"), "completion": "S01", "zone": "Wolfcamp", "top_md_ft": "9100",
            "bottom_md_ft": "9200", "detail": detail(),
        }),
        Task::RecordFirstProduction => json!({
            "effective_at": dated("04-01"), "product": "oil", "purchaser": "Plains", "demanded": ["transporter"],
            "authority": {"completion_report": "W-2 884120", "test_allowance": null, "transporter": "P-4 7"},
        }),
        Task::StartInjection => json!({"effective_at": dated("07-10"), "permit": permit_to_inject()}),
        Task::StopInjection => json!({"effective_at": dated("07-12"), "reason": "mechanical"}),
        Task::ShutInWell => {
            json!({"effective_at": dated("05-01"), "reason": "weather", "expected_return_on": "2025-05-10"})
        }
        Task::ResumeProduction => json!({"effective_at": dated("05-10")}),
        Task::ResumeInjection => json!({"effective_at": dated("07-14")}),
        Task::TemporarilyAbandonWell => json!({
            "effective_at": dated("06-10"), "until": "2026-06-10", "approval_number": "TA 7",
            "securing": {"secured_by": "packer at 9,050 ft", "integrity_test": integrity(true)},
            "limits": {"approval": true, "integrity_test": true, "most_months": 12},
        }),
        Task::ExtendTemporaryAbandonment => {
            json!({"effective_at": dated("06-20"), "until": "2027-06-10", "approval_number": "TA 8"})
        }
        Task::ReturnToService => json!({"effective_at": dated("07-01"), "work_summary": "pulled the packer"}),
        Task::RecompleteWell => json!({
            "effective_at": dated("07-02"), "from": "S01", "completion": "S02", "zone": "Clear Fork", "top_md_ft": "7000",
            "bottom_md_ft": "7100",
            "detail": {"perforations": [{"top_md_ft": "7010", "bottom_md_ft": "7090", "shots_per_ft": 2}]},
            "authority": {"permit": "W-1 900", "isolated_by": "cast iron bridge plug at 8,900 ft"},
        }),
        Task::ConvertWell => json!({
            "effective_at": dated("07-05"), "to_role": "disposal",
            "authority": {"kind": "injection", "permit": permit_to_inject(), "area_of_review": "review 7"},
        }),
        Task::ChangeOperator => json!({
            "effective_at": dated("08-01"), "from_operator": "Demo Operating", "to_operator": "Other Oil",
            "transfer": {
                "reference": "P-4 9", "signed_by_predecessor": true, "signed_by_successor": true,
                "successor_licence": {"reference": "P-5 654321", "in_force_until": "2026-06-30"}, "successor_bond": "B-9",
            },
        }),
        Task::RecordWellTest => json!({
            "effective_at": dated("04-15"), "completion": "S01",
            "test": {
                "duration_hours": "24", "oil_bbl": "40", "gas": gas("60"), "water_bbl": "90", "choke_64ths": 24,
                "tubing_pressure_psi": "850", "casing_pressure_psi": "900", "separator_pressure_psi": "60",
                "temperature_f": "95", "oil_gravity_api": "41.1", "method": "separator",
            },
        }),
        Task::RecordMechanicalIntegrityTest => {
            json!({"effective_at": dated("06-15"), "test": integrity(true)})
        }
        Task::RecordFluidLevelTest => json!({
            "effective_at": dated("06-16"),
            "test": {"fluid_top_ft": "3000", "base_of_usable_water_ft": "1100", "valid_until": "2026-06-16"},
        }),
        Task::SetRegulatoryFlag => json!({
            "effective_at": dated("08-02"), "flag": {"flag": "h15_due", "on": "2026-06-16"}, "source": "H-15 list",
        }),
        Task::ReportCompletionStatus => json!({
            "effective_at": dated("08-03"), "completion": "S02", "status": {"agency": "BSEE", "code": "12"},
            "provenance": provenance(),
        }),
        _ => return None,
    };
    Some(body)
}

fn closing(task: Task) -> Option<Value> {
    let body = match task {
        Task::ApprovePlugging => json!({
            "effective_at": dated("08-20"), "notice_days": 5,
            "approval": {
                "notice": "W-3A 7", "notice_filed_on": "2025-08-10", "program": "P-1", "cementer": "Acme",
                "cementer_approved": true, "consent": {"kind": "partner_vote", "reference": "ballot 9"},
            },
        }),
        Task::PlugWell => json!({
            "effective_at": dated("09-01"), "cementer": "Acme", "witnessed_by": "District 8A",
            "plugs": [{"top_md_ft": "0", "bottom_md_ft": "50", "cement_sacks": 20}],
            "authority": {"kind": "approval"},
        }),
        Task::ReleaseSite => json!({
            "effective_at": dated("10-01"), "inspection": {"reference": "R-7", "passed": true},
            "bond": {"reference": "B-1", "amount_usd": "25000.00"},
        }),
        Task::ApproveReentry => json!({
            "effective_at": dated("10-10"),
            "permit": {
                "permit_number": "W-1 999", "expires_on": "2026-10-10", "permitted_depth_ft": "12500",
                "bore": {"kind": "new_bore", "bore": "42-501-20130-02"},
            },
        }),
        Task::CorrectWellHistory => json!({
            "corrects_event_id": SOME_ID, "reason": "wrong day",
            "instead": {"event_type": "ProductionResumed", "fact": {"effective_at": dated("05-11")}},
        }),
        Task::VoidWellRecord => json!({"effective_at": dated("10-20"), "reason": "entered twice"}),
        Task::ImportWellHistory => json!({
            "provenance": provenance(), "api_number": "177194003103", "name": "001", "operator": "Shelf Oil",
            "lease": "G01", "field": "EI 188", "location": {"latitude": "28.2", "longitude": "-91.5", "datum": "NAD27"},
            "state": "LA", "time_zone": "America/Chicago", "spudded_on": "2004-03-01", "total_depth_on": "2004-04-01",
            "measured_depth_ft": "10000", "true_vertical_depth_ft": "9900", "status": {"agency": "BSEE", "code": "COM"},
            "status_on": "2004-05-01", "listed_on": "2020-01-01", "permit_applied_on": "2004-01-01",
            "permit_issued_on": "2004-02-01", "completed_on": "2004-05-01", "plugged_on": null,
        }),
        _ => return None,
    };
    Some(body)
}

pub(crate) fn day_entry() -> Value {
    json!({
        "oil_bbl": "40.5", "condensate_bbl": null, "gas": gas("120.25"), "gas_lift": null, "water_bbl": "withheld",
        "injection_bbl": "0", "hours_on": "22.5", "downtime": [{"minutes": 90, "reason": "power"}], "choke_64ths": 24,
        "tubing_psi": "250", "casing_psi": "310", "line_psi": "55", "temperature_f": "-4.5", "bsw_pct": "0.4",
        "api_gravity": "41.1", "source": "metered",
    })
}

fn volumes() -> Value {
    json!({
        "days_on": 28, "oil_bbl": "1200.5", "condensate_bbl": "0", "gas_mcf": "3400", "gas_lift_mcf": "0",
        "gas_base_psia": "14.65", "gas_base_temp_f": "60", "water_bbl": "77", "injection": "0",
    })
}

fn details() -> Value {
    json!({
        "oil_stock": {"opening_bbl": "100", "disposed_bbl": "1100.5", "adjustment_bbl": "-10", "closing_bbl": "190"},
        "gas_use": {
            "sold": gas("3000"), "used_on_lease": gas("300"), "shrinkage": "withheld", "flared_or_vented": gas("100"),
        },
        "measured": {
            "oil_api_gravity": "41.1", "gas_btu_per_cf": "1269", "gas_tubing_psi": "250", "gas_casing_psi": "310",
            "water_tubing_psi": "0", "water_casing_psi": "0", "water_disposal_code": "M",
        },
    })
}

/// One object made of several.
pub(crate) fn joined<const N: usize>(parts: [Value; N]) -> Value {
    let fields = parts.into_iter().flat_map(|part| match part {
        Value::Object(fields) => fields,
        other => panic!("{other} is no object"),
    });
    Value::Object(fields.collect())
}

fn month(task: Task) -> Option<Value> {
    let body = match task {
        Task::RecordDailyProduction => json!({
            "well_id": SOME_ID, "completion": "S01", "date": "2026-02-15", "begins": "midnight",
            "time_zone": "America/Chicago", "entry": day_entry(),
        }),
        Task::CorrectDailyProduction => json!({
            "corrects_event_id": SOME_ID, "date": "2026-02-15", "entry": day_entry(), "reason": "gauge misread",
        }),
        Task::RecordProductionMonth => joined([
            json!({"well_id": SOME_ID, "completion": "S01", "month": "2026-02", "lease": "L-7", "details": details()}),
            volumes(),
            json!({"filing": {
                "provenance": provenance(), "document_number": "4711", "accepted_on": "2026-04-10", "revised": false,
                "well_status_code": "PR",
            }}),
        ]),
        Task::CorrectProductionMonth => joined([
            json!({"corrects_event_id": SOME_ID, "reason": "ticket counted twice", "details": details()}),
            volumes(),
        ]),
        Task::RestateProduction => joined([
            json!({"reason": "meter proved wrong", "affected_reports": ["PR 2026-02"], "details": details()}),
            volumes(),
        ]),
        Task::DisposeProduct => json!({
            "well_id": SOME_ID, "completion": "S01", "date": "2026-02-20", "reference": "T-4411",
            "corrects_event_id": null,
            "disposition": {
                "jurisdiction": "TX", "product": "gas", "code": "10", "volume": {"gas": gas("3400")}, "remark": "AR",
                "counterparty": "Plains",
            },
        }),
        Task::ReconcileStock => json!({
            "product": "oil", "opening": {"kind": "stated", "bbl": "100", "reason": "first month"},
            "adjustment_bbl": "-10", "adjustment_reason": "tank cleaned", "closing_bbl": null,
        }),
        Task::BalanceGas => json!({"gas_well": false}),
        Task::LockProductionMonth => json!({"effective_at": "2026-03-20T12:00:00Z"}),
        Task::UnlockProductionMonth => {
            json!({"effective_at": "2026-03-25T12:00:00Z", "reason": "late ticket"})
        }
        _ => return None,
    };
    Some(body)
}

fn property_of_february() -> Value {
    json!({"property_id": SOME_ID, "month": "2026-02", "time_zone": "America/Chicago"})
}

pub(crate) fn level(feet: u16, inches: u8, quarters: u8) -> Value {
    json!({"feet": feet, "inches": inches, "quarters": quarters})
}

fn property(task: Task) -> Option<Value> {
    let table = json!({"by": "per_inch", "bbl_per_inch": "1.67", "height": level(20, 0, 0)});
    let rest = match task {
        Task::GaugeTank => json!({
            "tank": "7", "table": table, "at": "2026-02-10T13:00:00Z", "level": level(12, 5, 3),
            "water_level": level(0, 3, 0), "temperature_f": "71", "corrects_event_id": null,
        }),
        Task::RecordRunTicket => json!({
            "table": {"by": "strapped", "lines": [
                {"level": level(0, 0, 0), "bbl": "0"}, {"level": level(20, 0, 0), "bbl": "400.8"},
            ]},
            "corrects_event_id": null,
            "ticket": {
                "ticket_number": "4411", "product": "oil", "tank": "7",
                "opening": {"at": "2026-02-11T13:00:00Z", "level": level(12, 0, 0), "temperature_f": "71"},
                "closing": {"at": "2026-02-11T15:00:00Z", "level": level(3, 0, 0), "temperature_f": "70"},
                "observed_gravity": "42", "observed_temperature_f": "72", "gravity_60f": "41.1", "bsw_pct": "0.4",
                "ctl": "0.99524", "ctl_source": "API MPMS 11.1", "seals_off": ["A1"], "seals_on": ["A2"],
                "gauger": "Gauger 7", "operator": "Demo Operating", "purchaser": "Plains",
            },
        }),
        Task::ReadGasMeter => json!({
            "meter": "M-1", "from": "2026-02-01T13:00:00Z", "until": "2026-02-15T13:00:00Z", "volume": gas("1700"),
            "static_psi": "55", "differential_in_water": "31.5", "btu_per_cf": "1269", "corrects_event_id": null,
        }),
        Task::AllocateProduction => json!({
            "product": "oil", "method": "test", "measured": {"bbl": "2000"}, "decimals": 2,
            "inputs": [{
                "well_id": SOME_ID, "completion": "S01", "hours_on": "600",
                "test": {"per_day": {"bbl": "40"}, "tested_on": "2026-01-15"}, "metered": null,
            }],
        }),
        Task::ReconcilePropertyStock => json!({
            "product": "oil", "opening": {"kind": "stated", "bbl": "400", "reason": "first month"},
            "produced_bbl": null, "closing_bbl": "250", "adjustment_bbl": "-10", "adjustment_reason": "tank cleaned",
            "other_disposed_bbl": "5",
        }),
        Task::LockPropertyMonth => return Some(json!({"effective_at": "2026-03-20T12:00:00Z"})),
        Task::UnlockPropertyMonth => {
            return Some(json!({"effective_at": "2026-03-25T12:00:00Z", "reason": "late ticket"}));
        }
        _ => return None,
    };
    Some(joined([property_of_february(), rest]))
}
