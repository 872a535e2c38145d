//! The commands of `docs/how-to/from-lease-to-division-order.md`, sent as they stand there.

use serde_json::Value;
use uuid::Uuid;

use crate::harness::Service;

const PAGE: &str = include_str!("../../../docs/how-to/from-lease-to-division-order.md");

/// Path and body of every `post PATH 'BODY'`, in their order.
fn commands() -> Vec<(&'static str, Value)> {
    let posts = PAGE.split("\npost /").skip(1);
    let read = posts.map(|rest| {
        let (path, rest) = rest.split_once(" '").unwrap();
        let (body, _) = rest.split_once('\'').unwrap();
        (path, serde_json::from_str(body).unwrap())
    });
    read.collect()
}

#[tokio::test]
async fn the_commands_of_the_how_to_are_taken() {
    let service = Service::start().await;
    let owner = service.owner();
    let mut division: Option<String> = None;
    let mut sent = 0;
    for (path, body) in commands() {
        let path = match &division {
            Some(division) => path.replace("$DIVISION", division),
            None => path.to_owned(),
        };
        let key = Uuid::now_v7().to_string();
        let answer = owner.send(&format!("/{path}"), &key, &body).await;
        assert!(answer.status < 300, "{path}: {answer:?}");
        if let Some(begun) = answer.body["division_id"].as_str() {
            division = Some(begun.to_owned());
        }
        sent += 1;
    }
    assert_eq!(sent, 11);
    service.stop().await;
}
