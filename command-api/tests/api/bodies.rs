//! Every body of every task: what does not belong to it, what is missing, and what has another type, at every depth.

use serde_json::{Value, json};
use uuid::Uuid;
use wellflow_command_api::Task;

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
