//! The bodies of AFEs, operating agreements and the approval policy. A project of 2025 under an agreement of three: $1,000,000.00, of
//! which a dry hole costs $660,000.00.

use serde_json::{Value, json};
use wellflow_command_api::Task;

use super::SOME_ID;
use super::title::{LESSEE, LESSOR, PARTNER};

/// The agreement of the examples.
pub(crate) const AGREEMENT: &str = "0190a1b2-0000-7000-8000-0000000000d1";

/// Noon in Texas.
pub(crate) fn noon(day: &str) -> String {
    format!("{day}T18:00:00Z")
}

pub(crate) fn line(account: &str, phase: &str, category: &str, amount: &str) -> Value {
    let class = if phase == "facility" {
        "surface_equipment"
    } else {
        "drilling_and_completion"
    };
    json!({
        "account": account, "description": "as estimated", "phase": phase, "category": category, "class": class,
        "amount_usd": amount, "contingency_percent": "0",
    })
}

fn lines() -> Value {
    let mut rig = line("8100-100", "dry_hole", "intangible", "600000.00");
    rig["contingency_percent"] = json!("10");
    json!([
        rig,
        line("8200-300", "after_casing_point", "tangible", "240000.00"),
        line("8300-100", "facility", "tangible", "100000.00"),
    ])
}

pub(crate) fn totals(
    total: &str,
    tangible: &str,
    intangible: &str,
    dry_hole: &str,
    completed: &str,
) -> Value {
    json!({
        "total_usd": total, "tangible_usd": tangible, "intangible_usd": intangible, "dry_hole_usd": dry_hole,
        "completed_usd": completed,
    })
}

pub(crate) fn invoice(number: &str) -> Value {
    json!({"vendor": PARTNER, "invoice": number, "account": "8100-100"})
}

pub(crate) fn afe(task: Task) -> Option<Value> {
    let body = match task {
        Task::DraftAfe => json!({
            "afe_id": SOME_ID, "effective_at": noon("2025-02-01"), "number": "AFE 25-001", "kind": "drilling",
            "subject": {"well_id": null, "lease_id": null, "property_id": SOME_ID}, "agreement_id": AGREEMENT,
            "operator": LESSEE, "description": "Smith 1-H", "time_zone": "America/Chicago", "expires_on": "2025-12-31",
            "lines": lines(),
        }),
        Task::ReviseAfeLine => json!({
            "effective_at": noon("2025-02-02"),
            "revision": {"kind": "put", "line": line("8200-300", "after_casing_point", "tangible", "240000.00")},
        }),
        Task::SubmitAfe => json!({
            "effective_at": noon("2025-02-03"),
            "totals": totals("1000000.00", "340000.00", "660000.00", "660000.00", "900000.00"),
        }),
        Task::ApproveAfeInternally => {
            json!({"effective_at": noon("2025-02-05"), "tier": "principal", "comment": "within the plan"})
        }
        Task::RejectAfeInternally => {
            json!({"effective_at": noon("2025-02-05"), "tier": "principal", "reason": "price"})
        }
        Task::RevokeApprovals => json!({"effective_at": noon("2025-02-06"), "reason": "casing changed"}),
        Task::OpenBallot => {
            json!({"effective_at": noon("2025-02-10"), "method": "email", "rig_on_location": false})
        }
        Task::CastBallot => json!({
            "effective_at": noon("2025-02-12"),
            "cast": {
                "owner": PARTNER, "vote": {"kind": "limited_consent", "limit_usd": "1000000.00"}, "method": "email",
                "evidence": "mail of 2025-02-12",
            },
        }),
        Task::WithdrawBallot => {
            json!({"effective_at": noon("2025-02-13"), "owner": PARTNER, "reason": "reads it again"})
        }
        Task::CloseBallot => json!({"effective_at": noon("2025-03-15")}),
        Task::ReallocateNonConsent => json!({
            "effective_at": noon("2025-03-16"), "evidence": "elections of 2025-03-16",
            "elections": [
                {"owner": LESSEE, "carrying": "proportionate"}, {"owner": PARTNER, "carrying": "proportionate"},
            ],
        }),
        Task::AuthorizeAfe => json!({"effective_at": noon("2025-03-17")}),
        other => return spending(other).or_else(|| ending(other)),
    };
    Some(body)
}

fn spending(task: Task) -> Option<Value> {
    let body = match task {
        Task::AllocateFunds => json!({"effective_at": noon("2025-03-18"), "cash_call": true}),
        Task::DeallocateFunds => json!({"effective_at": noon("2025-03-20"), "reason": "called in error"}),
        Task::RecordAuthorizationNotice => {
            json!({"effective_at": noon("2025-03-19"), "reference": "letter 7"})
        }
        Task::RetractAuthorizationNotice => {
            json!({"effective_at": noon("2025-03-29"), "reference": "letter 8"})
        }
        Task::StartWork => json!({"effective_at": noon("2025-04-01")}),
        Task::CommitCost => json!({
            "effective_at": noon("2025-04-02"), "order": "PO-11", "account": "8100-100", "vendor": PARTNER,
            "amount_usd": "80000.00",
        }),
        Task::PostActualCost => json!({
            "effective_at": noon("2025-04-20"), "invoice": invoice("INV-7"), "service_date": "2025-04-18",
            "gross_usd": "50000.00", "order": "PO-11", "document": "scan 7",
        }),
        Task::ReverseActualCost => json!({
            "effective_at": noon("2025-04-25"), "invoice": invoice("INV-7"), "gross_usd": "10000.00",
            "reason": "credit note 7",
        }),
        Task::ReleaseCommitment => {
            json!({"effective_at": noon("2025-05-01"), "order": "PO-11", "reason": "not called for"})
        }
        Task::DetectOverrun => json!({"effective_at": noon("2025-05-02")}),
        Task::SubmitSupplement => json!({
            "effective_at": noon("2025-05-05"), "lines": [line("8100-200", "dry_hole", "intangible", "300000.00")],
            "expected_usd": "1300000.00", "reason": "lost circulation",
        }),
        Task::ApproveSupplement => {
            json!({"effective_at": noon("2025-05-07"), "tier": "principal", "comment": "go on"})
        }
        Task::RejectSupplement => json!({"effective_at": noon("2025-05-08"), "reason": "cured"}),
        Task::AuthorizeSupplement => json!({"effective_at": noon("2025-05-10")}),
        _ => return None,
    };
    Some(body)
}

fn ending(task: Task) -> Option<Value> {
    let body = match task {
        Task::CompleteWork => json!({"effective_at": noon("2025-06-01"), "completed_on": "2025-05-31"}),
        Task::CloseCosts => json!({"effective_at": noon("2025-06-20")}),
        Task::CloseAfe => json!({
            "effective_at": noon("2025-06-25"), "report": "final report 1", "explanation": "the rig left early",
        }),
        Task::ReopenAfe => json!({"effective_at": noon("2025-07-10"), "reason": "a late invoice"}),
        Task::CancelAfe => json!({"effective_at": noon("2025-03-28"), "reason": "price"}),
        Task::WithdrawProposal => json!({"effective_at": noon("2025-03-01"), "reason": "price"}),
        Task::LapseProposal => json!({"effective_at": noon("2026-01-05")}),
        Task::CorrectAfeHistory => json!({
            "corrects_event_id": SOME_ID, "reason": "wrong day",
            "instead": {"event_type": "AfeWorkStarted", "fact": {"effective_at": noon("2025-04-03")}},
        }),
        _ => return None,
    };
    Some(body)
}

pub(crate) fn share(owner: &str, interest: &str) -> Value {
    json!({"owner": owner, "interest": interest})
}

pub(crate) fn terms() -> Value {
    json!({
        "consent": {"not_above_usd": "50000.00", "always_for": ["plug_and_abandon"], "minimum": "0.60000000"},
        "response": {"days": 30, "rig_hours": 48, "rig_hours_rest": true},
        "non_consent": {"surface_equipment": "100", "drilling_and_completion": "300", "operating": "100"},
        "overrun_percent": "10", "supplements_balloted": false, "commencement_days": 120, "audit_months": 24,
        "overhead": {"kind": "fixed", "drilling_usd": "9000.00", "producing_usd": "900.00"}, "netting_allowed": true,
    })
}

fn area() -> Value {
    json!({"description": "Section 12, Block 57", "leases": [SOME_ID], "properties": [SOME_ID]})
}

pub(crate) fn agreement(task: Task) -> Option<Value> {
    let parties = json!([
        share(LESSEE, "0.6"),
        share(PARTNER, "0.25"),
        share(LESSOR, "0.15")
    ]);
    let body = match task {
        Task::EnterAgreement => json!({
            "agreement_id": SOME_ID, "effective_at": noon("2025-01-05"), "number": "JOA-7", "form": "AAPL 610-1989",
            "signed_on": "2025-01-04", "operator": LESSEE, "parties": parties, "area": area(), "terms": terms(),
        }),
        Task::AmendAgreementTerms => {
            let mut terms = terms();
            terms["audit_months"] = json!(36);
            json!({"effective_at": noon("2025-08-01"), "terms": terms, "reference": "amendment 1"})
        }
        Task::ChangeAgreementParties => json!({
            "effective_at": noon("2025-08-02"), "reference": "assignment 3",
            "parties": [share(LESSEE, "0.75"), share(PARTNER, "0.25")],
        }),
        Task::AmendContractArea => {
            let mut area = area();
            area["leases"] = json!([]);
            json!({"effective_at": noon("2025-08-03"), "area": area, "reference": "amendment 2"})
        }
        Task::ChangeAgreementOperator => {
            json!({"effective_at": noon("2025-08-04"), "operator": PARTNER, "reference": "vote of 2025-08-04"})
        }
        Task::TerminateAgreement => json!({"effective_at": noon("2025-08-20"), "reason": "leases ended"}),
        Task::CorrectAgreementHistory => json!({
            "corrects_event_id": SOME_ID, "reason": "wrong vote",
            "instead": {"event_type": "AgreementOperatorChanged", "fact": {
                "effective_at": noon("2025-08-04"), "operator": LESSEE, "reference": "vote of 2025-08-04",
            }},
        }),
        Task::VoidAgreementRecord => json!({"effective_at": noon("2025-09-01"), "reason": "entered twice"}),
        _ => return None,
    };
    Some(body)
}

pub(crate) fn policy(task: Task) -> Option<Value> {
    let body = match task {
        Task::AdoptApprovalPolicy => json!({
            "effective_at": noon("2025-01-01"), "reference": "resolution 1",
            "terms": {
                "tiers": [
                    {"name": "manager", "kinds": ["drilling", "workover"], "limit_usd": "250000.00", "approvers": 1},
                    {"name": "principal", "kinds": [], "limit_usd": null, "approvers": 1},
                ],
                "requester_may_approve": false, "overrun_percent": "10", "unexplained_variance_percent": "10",
                "reopen_months": 24,
            },
        }),
        Task::DeclareHolidays => json!({
            "effective_at": noon("2025-01-02"), "reference": "calendar of 2025",
            "holidays": [{"date": "2025-07-04", "name": "Independence Day"}],
        }),
        Task::WithdrawHoliday => {
            json!({"effective_at": noon("2025-01-03"), "date": "2025-07-04", "reason": "a rig is on location"})
        }
        Task::CorrectPolicyHistory => json!({
            "corrects_event_id": SOME_ID, "reason": "wrong day",
            "instead": {"event_type": "HolidayWithdrawn", "fact": {
                "effective_at": noon("2025-01-03"), "date": "2025-07-04", "reason": "a rig is on location",
            }},
        }),
        _ => return None,
    };
    Some(body)
}
