//! What became of an item.

use serde::Serialize;
use wellflow_http::Problem;

use crate::answer::Answer;

/// The outcome of one item: the answer or the problem a single request would have been given.
#[derive(Debug, Serialize)]
pub(super) struct Outcome {
    index: usize,
    idempotency_key: Option<String>,
    status: u16,
    #[serde(flatten)]
    result: Done,
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Done {
    Carried(Answer),
    Refused { problem: Problem },
}

impl Outcome {
    pub(super) fn new(index: usize, key: Option<String>, result: Result<Answer, Problem>) -> Self {
        let (status, result) = match result {
            Ok(answer) => (answer.status(), Done::Carried(answer)),
            Err(problem) => (problem.status(), Done::Refused { problem }),
        };
        Self {
            index,
            idempotency_key: key,
            status,
            result,
        }
    }
}
