//! Lives of wells, step by step: what is asked, and how it ends.

use serde_json::{Value, json};
use wellflow_command_api::Task;

use crate::bodies::path;
use crate::examples::example;
use crate::harness::{Answer, Speaker, with};

/// A step of a life: what is asked, and how it ends.
pub(crate) struct Step {
    pub(crate) task: Task,
    pub(crate) body: Value,
    pub(crate) refused: Option<(&'static str, &'static str)>,
}

/// The example of a task is carried out.
pub(crate) fn done(task: Task) -> Step {
    done_with(task, example(task))
}

pub(crate) fn done_with(task: Task, body: Value) -> Step {
    Step {
        task,
        body,
        refused: None,
    }
}

/// The task on another day.
pub(crate) fn on(task: Task, day: &str) -> Value {
    with(
        example(task),
        "effective_at",
        json!(format!("2025-{day}T12:00:00Z")),
    )
}

/// The example of a task with another value at a pointer is refused, by a rule, at a place.
pub(crate) fn refused(task: Task, change: (&str, Value), slug: &'static str, place: &'static str) -> Step {
    let (pointer, value) = change;
    let mut body = example(task);
    *body
        .pointer_mut(pointer)
        .unwrap_or_else(|| panic!("{task} has no {pointer}")) = value;
    Step {
        task,
        body,
        refused: Some((slug, place)),
    }
}

/// The task is refused on a day, by the state of the well.
pub(crate) fn too_early(task: Task, day: &str, slug: &'static str) -> Step {
    Step {
        task,
        body: on(task, day),
        refused: Some((slug, "well_id")),
    }
}

pub(crate) async fn live(speaker: &Speaker, name: &str, steps: Vec<Step>) -> Vec<Answer> {
    let mut well = String::new();
    let mut answers = Vec::new();
    for (nth, Step { task, body, refused }) in steps.into_iter().enumerate() {
        let body = if task == Task::ProposeWell {
            with(body, "well_id", None)
        } else {
            body
        };
        let answer = speaker
            .send(&path(task, &well), &format!("{name}-{nth}"), &body)
            .await;
        match refused {
            None => assert!(answer.status < 300, "{name} {nth} {task} {body}: {answer:?}"),
            Some((slug, place)) => {
                assert_eq!(answer.fault(), (422, slug, place), "{name} {nth} {task} {body}");
            }
        }
        if task == Task::ProposeWell && refused.is_none() {
            answer.body["well_id"].as_str().unwrap().clone_into(&mut well);
        }
        answers.push(answer);
    }
    answers
}

/// Ten digits of its own, and no more than a plan.
pub(crate) fn planned(serial: &str) -> Step {
    let number = json!(format!("42-501-{serial}"));
    done_with(
        Task::ProposeWell,
        with(example(Task::ProposeWell), "api_number", number),
    )
}

impl Step {
    pub(crate) fn replacing(mut self, number: &str) -> Self {
        self.body["replaces"] = json!(number);
        self
    }
}
