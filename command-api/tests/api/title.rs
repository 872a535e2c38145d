//! What tests of leases and owners begin with: owners in the books, a signed lease, a well that produces.

use serde_json::{Value, json};
use wellflow_command_api::Task;

use crate::bodies::path;
use crate::examples::example;
use crate::examples::title::{LESSEE, LESSOR, PARTNER};
use crate::harness::{Answer, Speaker, proposal, with};

/// A refusal: the task, what is otherwise in its example, and how it ends.
pub(crate) type Refusal = (Task, &'static str, Value, &'static str, &'static str);

/// Sends a task under a key of its own.
pub(crate) async fn ask(speaker: &Speaker, task: Task, id: &str, body: &Value) -> Answer {
    let key = uuid::Uuid::now_v7().to_string();
    speaker.send(&path(task, id), &key, body).await
}

/// The task is carried out.
pub(crate) async fn done(speaker: &Speaker, task: Task, id: &str, body: &Value) -> Answer {
    let answer = ask(speaker, task, id, body).await;
    assert!(answer.status < 300, "{task} {body}: {answer:?}");
    answer
}

/// The example of a task with another value at a pointer.
pub(crate) fn changed(task: Task, pointer: &str, value: Value) -> Value {
    let mut body = example(task);
    *body
        .pointer_mut(pointer)
        .unwrap_or_else(|| panic!("{task} has no {pointer}")) = value;
    body
}

/// Each is refused by its rule, at its place, and writes nothing.
pub(crate) async fn all_refused(speaker: &Speaker, id: &str, cases: Vec<Refusal>) {
    for (task, pointer, value, slug, place) in cases {
        let body = changed(task, pointer, value);
        let answer = ask(speaker, task, id, &body).await;
        assert_eq!(answer.fault(), (422, slug, place), "{task} {pointer}: {answer:?}");
    }
}

/// Registers who takes part in the examples.
pub(crate) async fn owners(speaker: &Speaker) {
    for id in [LESSOR, LESSEE, PARTNER] {
        let body = with(example(Task::RegisterOwner), "owner_id", json!(id));
        done(speaker, Task::RegisterOwner, "", &with(body, "agency_key", None)).await;
    }
}

/// Signs the example's lease under a number of its own, its term paid up, changed as the test needs it.
pub(crate) async fn signed(speaker: &Speaker, id: &str, change: impl FnOnce(&mut Value)) -> Answer {
    let mut body = changed(Task::ExecuteLease, "/terms/lease_number", json!(id));
    body["terms"]["agency_key"] = Value::Null;
    body["terms"]["rental"] = json!({"kind": "paid_up"});
    change(&mut body["terms"]);
    done(speaker, Task::ExecuteLease, id, &body).await
}

/// A well with completion S01 between 9,100 and 9,200 feet, completed on a day and not opened.
pub(crate) async fn completed(speaker: &Speaker, id: &str, day: &str) {
    let at = |day: &str| format!("{day}T18:00:00Z");
    let plan = with(proposal(), "effective_at", json!(at("2021-01-10")));
    done(speaker, Task::ProposeWell, "", &with(plan, "well_id", json!(id))).await;
    let steps = [
        (
            Task::ApprovePermit,
            json!({"effective_at": at("2021-02-01"), "permit_number": "1"}),
        ),
        (Task::SpudWell, json!({"effective_at": at("2021-03-01")})),
        (
            Task::ReachTotalDepth,
            json!({"effective_at": at("2021-04-01"), "measured_depth_ft": "12000"}),
        ),
        (
            Task::CompleteWell,
            json!({"effective_at": at(day), "completion": "S01", "top_md_ft": "9100", "bottom_md_ft": "9200"}),
        ),
    ];
    for (task, body) in steps {
        done(speaker, task, id, &body).await;
    }
}

/// Such a well that produces from May 2022 on.
pub(crate) async fn producing(speaker: &Speaker, id: &str) {
    completed(speaker, id, "2022-04-15").await;
    let body = with(
        example(Task::RecordFirstProduction),
        "effective_at",
        json!("2022-05-01T18:00:00Z"),
    );
    done(speaker, Task::RecordFirstProduction, id, &body).await;
}
