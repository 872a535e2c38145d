//! Where in a request a rule of a division of interest lies.

use crate::task::Task;

/// Where a rule lies in the body of a division's task; `None` where it is about the division as a whole.
pub(super) fn of_division(task: Task, slug: &str) -> Option<&'static str> {
    let pointer = match slug {
        "stream-of-another-division" => "/division",
        "list-of-another-property" => "/division/property_id",
        "division-time-zone-differs" => "/division/time_zone",
        "instrument-in-future" => "/instrument/executed_on",
        "instrument-not-in-effect" => "/instrument/effective_on",
        "suspense-without-document" => "/document",
        "signed-in-future" | "signed-before-division" | "signer-deceased" => "/signed_on",
        "owner-not-in-division" => "/owner",
        "payout-not-reached" => "/account/recovered_usd",
        "month-not-ended" | "payout-already-declared" => "/month",
        "corrected-event-unknown" | "corrected-event-is-other" => "/corrects_event_id",
        "nothing-to-restate" => "/restated_because",
        "closed-month-altered"
        | "later-change-broken"
        | "decks-overlap"
        | "deck-not-in-force"
        | "deck-paid-out"
        | "division-ended" => since(task)?,
        "division-unknown" | "after-payout-deck-missing" => return None,
        // All others are about what is to change.
        _ => what(task)?,
    };
    Some(pointer)
}

/// From when.
fn since(task: Task) -> Option<&'static str> {
    match task {
        Task::DeclarePayout => Some("/month"),
        Task::WithdrawChange => Some("/corrects_event_id"),
        Task::SignDivisionOrder => Some("/signed_on"),
        _ => Some("/from"),
    }
}

/// What is to change.
fn what(task: Task) -> Option<&'static str> {
    match task {
        Task::CreateDeck => Some("/deck/interests"),
        Task::ActivateDeck => Some("/decks"),
        Task::TransferInterest => Some("/parts"),
        Task::PlaceInSuspense | Task::ReleaseSuspense => Some("/lines"),
        Task::SupersedeDeck => Some("/succession"),
        Task::CorrectDecimal => Some("/changes"),
        Task::SignDivisionOrder => Some("/owner"),
        _ => None,
    }
}
