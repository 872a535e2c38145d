//! A well whose months are written.

use serde_json::{Value, json};
use wellflow_command_api::Task;

use crate::bodies::path;
use crate::harness::{Answer, Service, Speaker, with};

pub(crate) struct Months {
    pub(crate) service: Service,
    pub(crate) owner: Speaker,
    pub(crate) well: String,
}

impl Months {
    pub(crate) async fn start() -> Self {
        let service = Service::start().await;
        let owner = service.owner();
        let well = owner.well("k-0").await;
        Self { service, owner, well }
    }

    /// Sends a task whose body names the month.
    pub(crate) async fn send(&self, task: Task, key: &str, body: Value) -> Answer {
        self.owner
            .send(&path(task, ""), key, &with(body, "well_id", json!(self.well)))
            .await
    }

    pub(crate) async fn recorded(&self, key: &str, body: Value) -> String {
        let answer = self.send(Task::RecordProductionMonth, key, body).await;
        assert_eq!(answer.status, 201, "{answer:?}");
        answer.body["production_month_id"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn of(&self, id: &str, task: Task, key: &str, body: &Value) -> Answer {
        self.owner.send(&path(task, id), key, body).await
    }
}
