//! What evidence proves and what it does not, in words for somebody who is no programmer.

use chrono::{DateTime, SecondsFormat, Utc};
use wellflow_event_store::evidence::Checked;

/// What was found, as it is printed.
pub(super) fn proven(checked: &Checked, key: &str) -> String {
    let (question, signed) = (&checked.question, &checked.checkpoint);
    let (events, last, size) = (checked.events, checked.last, signed.merkle_size);
    let kind = question.kind.replace('_', " ");
    let signed_at = signed.recorded_at.map_or_else(|| "nothing".to_owned(), written);
    let as_of = written(question.as_of);
    let is_its_commit = question.position == signed.position;
    let point = if is_its_commit {
        format!(
            "- The point asked about is the signed one: position {} was the last on {as_of}.",
            question.position
        )
    } else {
        format!(
            "- That position {} was the last on {as_of}: the file says so.",
            question.position
        )
    };
    let mut lines = vec![
        format!(
            "The evidence holds: the {kind} {} of the organization {}, as known on {as_of}.",
            question.id, question.organization
        ),
        String::new(),
        "Proven, with the public key and this file alone:".to_owned(),
        format!(
            "- Whoever has the key {key} signed a ledger of {size} events, the newest of them recorded on {signed_at}."
        ),
        format!(
            "- Each of the {} in this file was one of them, at the position it states: what happened, when it took effect, who \
             entered it, by which command. Not a letter of that was changed since.",
            numbered(events)
        ),
        format!(
            "- They are the first {} of this {kind}: numbered from 1 to {events}, none missing and none twice. The last stands \
             at position {last}.",
            numbered(events)
        ),
        format!("- All of them were recorded by {signed_at}, when the ledger was signed."),
        match &checked.state {
            Some(_) => format!(
                "- The state in the file is what these events come to on {as_of}. It was worked out anew, by {}.",
                wellflow_query_api::evidence::MADE_BY
            ),
            None => format!("- On {as_of} none of these events had taken effect: there is no state."),
        },
    ];
    let not_proven = [
        format!(
            "- That nothing else of this {kind} was recorded up to position {}. A file shows what is in a ledger, not what is \
             not; the ledger itself shows it: wellflow verify --checkpoint.",
            question.position
        ),
        "- At which instant each event was recorded. The file states it; the ledger's chain seals it, not this proof.".to_owned(),
        "- Whether an answer leaves one of these events out. After a repair of the read models (EventSkipped, in a stream of its own) \
         it does; the state here is what all of them come to."
            .to_owned(),
        format!("- Anything recorded after position {}: nobody signed it here.", signed.position),
        format!("- That the file was made by {}: it says so.", checked.made_by),
        "- That what was entered is true. It is what was entered.".to_owned(),
    ];
    if is_its_commit {
        lines.push(point.clone());
    }
    lines.extend([String::new(), "Not proven:".to_owned()]);
    if !is_its_commit {
        lines.push(point);
    }
    lines.extend(not_proven);
    lines.extend(checked.state.iter().map(|state| format!("\nThe state: {state}")));
    lines.join("\n")
}

fn numbered(events: u64) -> String {
    match events {
        1 => "1 event".to_owned(),
        events => format!("{events} events"),
    }
}

fn written(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
}
