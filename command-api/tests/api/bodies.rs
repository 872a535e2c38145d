//! Every body of every task: what does not belong to it, what is missing, and what has another type, at every depth.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use uuid::Uuid;
use wellflow_command_api::{Task, body_faults};

use crate::examples::example;
use crate::harness::{Answer, Service, Speaker, place};

/// The path of a task, with an id in the place of its parameter.
pub(crate) fn path(task: Task, id: &str) -> String {
    task.pattern()
        .replace("{well_id}", id)
        .replace("{production_month_id}", id)
        .replace("{property_month_id}", id)
        .replace("{lease_id}", id)
        .replace("{owner_id}", id)
        .replace("{division_id}", id)
        .replace("{afe_id}", id)
        .replace("{agreement_id}", id)
}

/// The pointers of every object in a body, its own first.
fn objects(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            found.push(at.to_owned());
            for (key, value) in fields {
                objects(value, &format!("{at}/{key}"), found);
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                objects(value, &format!("{at}/{index}"), found);
            }
        }
        _ => {}
    }
}

/// The pointers of every field in a body.
fn fields(body: &Value) -> Vec<String> {
    let mut found = Vec::new();
    objects(body, "", &mut found);
    let fields = found.iter().flat_map(|at| {
        let object = body.pointer(at).and_then(Value::as_object).unwrap();
        object.keys().map(move |key| format!("{at}/{key}"))
    });
    fields.collect()
}

struct Asked {
    speaker: Speaker,
    path: String,
    task: Task,
}

impl Asked {
    async fn send(&self, body: &Value) -> Answer {
        let key = Uuid::now_v7().to_string();
        self.speaker.send(&self.path, &key, body).await
    }

    async fn refused(&self, body: &Value, slug: &str, pointer: &str) {
        let answer = self.send(body).await;
        assert_eq!(
            (answer.status, answer.slug(), place(&answer.body)),
            (422, slug, pointer),
            "{} {body}",
            self.task
        );
    }
}

/// Checks something of every task; gives what was written then.
async fn every_task(check: impl AsyncFn(Asked, Value)) -> i64 {
    let service = Service::start().await;
    for task in Task::ALL {
        let asked = Asked {
            speaker: service.owner(),
            path: path(task, &Uuid::now_v7().to_string()),
            task,
        };
        check(asked, example(task)).await;
    }
    let events = service.written().await.events;
    service.stop().await;
    events
}

#[tokio::test]
async fn a_field_that_does_not_belong_is_refused_at_every_depth() {
    let written = every_task(async |asked, body| {
        let mut places = Vec::new();
        objects(&body, "", &mut places);
        for place in places {
            let mut odd = body.clone();
            odd.pointer_mut(&place).unwrap()["surprise"] = json!(1);
            asked
                .refused(&odd, "unknown-field", &format!("{place}/surprise"))
                .await;
        }
    });
    assert_eq!(written.await, 0);
}

#[tokio::test]
async fn a_value_of_another_type_is_refused_at_every_depth() {
    let written = every_task(async |asked, body| {
        for field in fields(&body) {
            let mut odd = body.clone();
            let value = odd.pointer_mut(&field).unwrap();
            // Nothing in any body is a broken number, and what is a number is no text.
            *value = if value.is_number() { json!("x") } else { json!(1.5) };
            asked.refused(&odd, "wrong-type", &field).await;
        }
    });
    assert_eq!(written.await, 0);
}

#[tokio::test]
async fn a_field_that_is_left_out_is_missed_or_may_be() {
    every_task(async |asked, body| {
        let mut missed = 0;
        for field in fields(&body) {
            let (parent, key) = field.rsplit_once('/').unwrap();
            let mut short = body.clone();
            short
                .pointer_mut(parent)
                .and_then(Value::as_object_mut)
                .unwrap()
                .remove(key);
            let answer = asked.send(&short).await;
            if answer.status < 300 {
                continue;
            }
            if answer.slug() == "missing-field" {
                assert_eq!(
                    answer.fault(),
                    (422, "missing-field", field.as_str()),
                    "{}",
                    asked.task
                );
                missed += 1;
            } else {
                // Whatever is wrong then is not the body's shape: the rule it breaks, or that there is no such well.
                assert!(
                    !["unknown-field", "wrong-type", "internal-error"].contains(&answer.slug()),
                    "{} without {field}: {answer:?}",
                    asked.task
                );
            }
        }
        assert!(missed > 0, "{} demands nothing", asked.task);
    })
    .await;
}

/// Bodies whose fields are read one by one: what one of them says decides what the next may be.
const BY_HAND: [&str; 3] = [
    "/production-months/record",
    "/production-months/{production_month_id}/correct",
    "/production-months/{production_month_id}/restate",
];

/// Whatever a body lacks on its own level is told at once, and nothing else is.
#[test]
fn all_fields_that_are_missed_are_told_together() {
    let mut by_hand = BTreeSet::new();
    for task in Task::ALL {
        // What was wrong is one object, and what happened instead of it another.
        if example(task).get("corrects_event_id").is_some() && example(task).get("instead").is_some() {
            continue;
        }
        let body = example(task);
        let alone: BTreeSet<String> = body
            .as_object()
            .unwrap()
            .keys()
            .map(|key| format!("/{key}"))
            .filter(|field| {
                let mut short = body.clone();
                short.as_object_mut().unwrap().remove(&field[1..]);
                body_faults(task, &short)
                    .iter()
                    .any(|fault| fault.pointer == *field)
            })
            .collect();
        let empty = body_faults(task, &json!({}));
        assert!(
            empty.iter().all(|fault| fault.code == "missing-field"),
            "{task}: {empty:?}"
        );
        let together: BTreeSet<String> = empty.into_iter().map(|fault| fault.pointer).collect();
        if together != alone {
            by_hand.insert(task.to_string());
        }
    }
    assert_eq!(by_hand, BTreeSet::from(BY_HAND.map(str::to_owned)));
}

#[tokio::test]
async fn a_body_is_told_what_it_lacks_at_every_depth_beside_its_other_faults() {
    let service = Service::start().await;
    let owner = service.owner();
    let key = Uuid::now_v7().to_string();
    let answer = owner
        .send("/divisions", &key, &json!({"deck": {"kind": "cost"}}))
        .await;
    assert_eq!(answer.slug(), "missing-field");
    let detail = answer.body["detail"].as_str().unwrap();
    assert_eq!(detail, "2 required fields are absent: division, from.");
    let mut body = example(Task::CreateDeck);
    body["deck"]["interests"][0] = json!({"owner": "nobody", "decimal": "-0.25"});
    let key = Uuid::now_v7().to_string();
    let answer = owner.send("/divisions", &key, &body).await;
    assert_eq!(answer.slug(), "invalid-fields");
    let errors = answer.body["errors"].as_array().unwrap();
    let told: Vec<_> = errors
        .iter()
        .map(|error| {
            (
                error["pointer"].as_str().unwrap(),
                error["code"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("/deck/interests/0/owner", "invalid-id"),
            ("/deck/interests/0/interest", "missing-field"),
            ("/deck/interests/0/decimal", "negative-value"),
        ]
    );
    service.stop().await;
}
