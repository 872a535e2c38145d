//! The bodies of a division of interest: a property divided down to 17,000 feet from January 2024 on, costs 75 to 25, a royalty
//! of a fifth. Sent in the order of their months they follow each other.

use serde_json::{Value, json};
use wellflow_command_api::Task;

use super::SOME_ID;
use super::title::{LESSEE, LESSOR, PARTNER};

/// Who comes in.
pub(crate) const BUYER: &str = "0190a1b2-0000-7000-8000-0000000000a4";

pub(crate) fn line(owner: &str, interest: &str, decimal: &str) -> Value {
    json!({"owner": owner, "interest": interest, "decimal": decimal, "status": {"state": "pay"}})
}

/// A deck that was worked out without a remainder.
pub(crate) fn deck(kind: &str, interests: &[Value]) -> Value {
    json!({"kind": kind, "interests": interests, "rounding_residual": "0.00000000"})
}

fn royalty(owner: &str) -> Value {
    json!({"deck": "revenue_bpo", "owner": owner, "interest": "RI"})
}

pub(crate) fn division(task: Task) -> Option<Value> {
    let body = match task {
        Task::CreateDeck => json!({
            "division": {
                "property_id": SOME_ID, "product": "all", "depths": {"top_ft": "0", "base_ft": "17000"},
                "time_zone": "America/Chicago",
            },
            "from": "2024-01",
            "deck": deck("revenue_bpo", &[
                json!({
                    "owner": LESSOR, "interest": "RI", "decimal": "0.20000000",
                    "status": {"state": "suspense", "reason": "division_order_unsigned", "document": "DO 7"},
                }),
                line(LESSEE, "NRI", "0.60000000"),
                line(PARTNER, "NRI", "0.20000000"),
            ]),
        }),
        Task::ActivateDeck => json!({
            "from": "2024-01", "decks": ["cost", "revenue_bpo"], "restated_because": null,
        }),
        Task::ReleaseSuspense => json!({
            "from": "2024-02", "lines": [royalty(LESSOR)], "document": "Stipulation 7", "restated_because": null,
        }),
        Task::TransferInterest => json!({
            "from": "2024-05",
            "parts": [{
                "deck": "revenue_bpo", "from_owner": LESSOR, "from_interest": "RI", "to_owner": BUYER,
                "to_interest": "RI", "decimal": "0.05000000",
                "to_status": {"state": "suspense", "reason": "division_order_unsigned", "document": null},
            }],
            "instrument": {
                "kind": "royalty_deed", "reference": "Vol. 812 p. 44", "executed_on": "2024-04-20",
                "effective_on": "2024-05-01",
            },
            "corrects_event_id": null, "restated_because": null,
        }),
        Task::SignDivisionOrder => json!({"owner": BUYER, "signed_on": "2024-05-20", "document": "DO 8"}),
        Task::PlaceInSuspense => json!({
            "from": "2024-06", "lines": [royalty(LESSOR)], "reason": "title_dispute", "document": "Cause 9",
            "restated_because": null,
        }),
        Task::CorrectDecimal => json!({
            "from": "2024-07", "reason": "net acres were wrong", "restated_because": null,
            "changes": [
                {"line": royalty(LESSOR), "old": "0.15000000", "new": "0.16000000"},
                {"line": royalty(BUYER), "old": "0.05000000", "new": "0.04000000"},
            ],
        }),
        Task::SupersedeDeck => json!({
            "from": "2024-08", "reason": "operating agreement amended", "restated_because": null,
            "succession": {"decks": [deck("cost", &[
                line(LESSEE, "WI", "0.70000000"),
                line(PARTNER, "WI", "0.30000000"),
            ])]},
        }),
        Task::DeclarePayout => json!({
            "month": "2024-09", "restated_because": null,
            "account": {"to_recover_usd": "1000000.00", "recovered_usd": "1000000.00", "ledger_ref": "account 1"},
        }),
        Task::WithdrawChange => json!({
            "corrects_event_id": SOME_ID, "reason": "account was wrong", "restated_because": null,
        }),
        _ => return None,
    };
    Some(body)
}
