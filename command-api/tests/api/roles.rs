//! Every task under every role, and nothing without a token.

use reqwest::StatusCode;
use serde_json::json;
use uuid::Uuid;
use wellflow_command_api::{Task, permitted_roles, routes};
use wellflow_http::Role;

use crate::bodies::path;
use crate::harness::Service;

#[tokio::test]
async fn every_task_answers_exactly_the_roles_of_its_row() {
    let service = Service::start().await;
    let id = Uuid::now_v7().to_string();
    for role in Role::ALL {
        let speaker = service.speaker(&service.tenant, "ana", role);
        for task in Task::ALL {
            let path = path(task, &id);
            // An empty body tells the two apart: whoever may send the task is told what it lacks.
            let answer = speaker.send(&path, "k", &json!({})).await;
            let expected = if permitted_roles(task).contains(&role) {
                (422, "missing-field")
            } else {
                (403, "role-not-permitted")
            };
            assert_eq!((answer.status, answer.slug()), expected, "{role} {task}");
            let item = json!({"idempotency_key": "k", "path": format!("/api/v1{path}"), "body": {}});
            let batch = speaker.batch(&[item]).await;
            if Task::ALL
                .iter()
                .any(|task| permitted_roles(*task).contains(&role))
            {
                let (status, slug) = expected;
                assert_eq!(batch.outcomes(), [(u64::from(status), slug)], "{role} {task}");
            } else {
                assert_eq!(
                    (batch.status, batch.slug()),
                    (403, "role-not-permitted"),
                    "{role}"
                );
            }
        }
    }
    assert_eq!(service.written().await.commands, 0);
    service.stop().await;
}

#[tokio::test]
async fn no_route_answers_without_a_token() {
    let service = Service::start().await;
    let anyone = service.owner();
    for route in routes() {
        let path = route
            .pattern
            .strip_prefix("/api/v1")
            .unwrap()
            .replace("{well_id}", "x")
            .replace("{production_month_id}", "x")
            .replace("{property_month_id}", "x")
            .replace("{lease_id}", "x")
            .replace("{owner_id}", "x")
            .replace("{division_id}", "x")
            .replace("{afe_id}", "x")
            .replace("{agreement_id}", "x");
        let answer = anyone
            .anonymous(&path)
            .header("Content-Type", "application/json")
            .body("{}")
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED, "{}", route.pattern);
        assert!(answer.headers().contains_key("www-authenticate"));
    }
    assert_eq!(routes().len(), Task::ALL.len() + 1);
    service.stop().await;
}
