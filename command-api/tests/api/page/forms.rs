//! The forms a task's body may have. All of it is asked of the code that reads bodies.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::Value;
use wellflow_command_api::{Task, body_faults};

use crate::examples::example;

/// What of the example may be left out, and what may stand there instead.
pub(crate) fn forms(task: Task) -> String {
    let body = example(task);
    let mut lines = String::new();
    let optional: Vec<String> = fields(&body)
        .into_iter()
        .filter(|field| !is_required(task, &body, field))
        .map(|field| format!("`{}`", shown(&field)))
        .collect();
    if !optional.is_empty() {
        let _ = write!(lines, "\nMay be left out: {}.\n", optional.join(", "));
    }
    let mut choices = String::new();
    for field in fields(&body) {
        let words = words(task, &body, &field);
        let forms: Vec<String> = words.iter().map(|word| form(task, &body, &field, word)).collect();
        if !forms.is_empty() {
            let _ = writeln!(choices, "- `{}`: {}", shown(&field), forms.join(", "));
        }
    }
    if !choices.is_empty() {
        let _ = write!(lines, "\n{choices}");
    }
    if let Some(note) = note(task) {
        let _ = write!(lines, "\n{note}\n");
    }
    lines
}

/// What the code cannot be asked for.
fn note(task: Task) -> Option<&'static str> {
    match task {
        Task::SupersedeDeck => Some(
            "`succession` is `{\"decks\": [...]}`, decks as above in the place of those of their kind, or `{\"divisions\": [...]}`, \
             the ids of the divisions\nthat go on: the division ends, and `from` is the first month it does not divide.",
        ),
        Task::CreateDeck => Some(
            "`property_id` is any UUID by which you know the property; see [ownership.md](ownership.md). Every kind of interest has its \
             place:\n`WI` in decks of costs, all others in decks of revenue.",
        ),
        _ => None,
    }
}

/// The pointers of every field of a body; of a list its first item speaks for all.
fn fields(body: &Value) -> Vec<String> {
    fn walk(value: &Value, at: &str, found: &mut Vec<String>) {
        match value {
            Value::Object(fields) => {
                let sorted: BTreeMap<_, _> = fields.iter().collect();
                for (key, value) in sorted {
                    let field = format!("{at}/{key}");
                    found.push(field.clone());
                    walk(value, &field, found);
                }
            }
            Value::Array(items) => {
                if let Some(first) = items.first() {
                    walk(first, &format!("{at}/0"), found);
                }
            }
            _ => {}
        }
    }
    let mut found = Vec::new();
    walk(body, "", &mut found);
    found
}

/// A pointer as a reader writes it: `parts[].decimal`.
fn shown(pointer: &str) -> String {
    pointer
        .trim_start_matches('/')
        .replace("/0", "[]")
        .replace('/', ".")
}

fn faults_at(task: Task, body: &Value, pointer: &str, code: &str) -> Option<String> {
    let mut faults = body_faults(task, body).into_iter();
    let found = faults.find(|fault| fault.pointer == pointer && fault.code == code);
    found.map(|fault| fault.detail)
}

fn is_required(task: Task, body: &Value, field: &str) -> bool {
    let mut short = body.clone();
    let Some((parent, key)) = field.rsplit_once('/') else {
        return true;
    };
    if let Some(Value::Object(fields)) = short.pointer_mut(parent) {
        fields.remove(key);
    }
    // A tag that is not there is missed as well.
    faults_at(task, &short, field, "missing-field").is_some()
}

/// The words that may stand in a field.
fn words(task: Task, body: &Value, field: &str) -> Vec<String> {
    let mut odd = body.clone();
    let Some(value) = odd.pointer_mut(field).filter(|value| value.is_string()) else {
        return Vec::new();
    };
    *value = Value::String("?".to_owned());
    let Some(detail) = faults_at(task, &odd, field, "invalid-choice") else {
        return Vec::new();
    };
    if let Some((_, words)) = detail.split_once(" is none of ") {
        return words.split(", ").map(str::to_owned).collect();
    }
    // "unknown variant `?`, expected one of `a`, `b`"
    let quoted = detail.split('`').skip(3).step_by(2);
    quoted.map(str::to_owned).collect()
}

/// A word, and where it says of which kind an object is the fields that go with it.
fn form(task: Task, body: &Value, field: &str, word: &str) -> String {
    let Some((parent, tag)) = field.rsplit_once('/') else {
        return format!("`{word}`");
    };
    let with = |more: Option<&str>| {
        let mut asked = body.clone();
        if let Some(object) = asked.pointer_mut(parent) {
            let mut fields = serde_json::Map::from_iter([(tag.to_owned(), Value::from(word))]);
            fields.extend(more.map(|name| (name.to_owned(), Value::Null)));
            *object = Value::Object(fields);
        }
        asked
    };
    let Some(detail) = faults_at(task, &with(Some("?")), &format!("{parent}/?"), "unknown-field") else {
        return format!("`{word}`");
    };
    let (_, names) = detail.split_once("there are ").unwrap_or_default();
    if names.split(", ").any(|name| name == tag) {
        // The object is of one kind; the word is a value of it.
        return format!("`{word}`");
    }
    let required = body_faults(task, &with(None));
    let names: Vec<String> = names
        .split(", ")
        .filter(|name| !name.is_empty())
        .map(|name| {
            let pointer = format!("{parent}/{name}");
            let missed = required
                .iter()
                .any(|fault| fault.pointer == pointer && fault.code == "missing-field");
            if missed {
                name.to_owned()
            } else {
                format!("{name}?")
            }
        })
        .collect();
    if names.is_empty() {
        format!("`{word}`")
    } else {
        format!("`{word}` with `{}`", names.join("`, `"))
    }
}
