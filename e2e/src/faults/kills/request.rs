//! Commands as a client sends them: a path, a body, a key; and what came back.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::{Value, json};
use uuid::Uuid;

use crate::faults::random::Random;

/// No answer for so long counts as none.
const PATIENCE: Duration = Duration::from_secs(45);
/// API numbers wells are proposed under, per organization: fewer than wells, so that they collide.
const API_NUMBERS: u64 = 60;

/// A command to be sent any number of times under one key.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) key: String,
    /// An index.
    pub(crate) organization: usize,
    pub(crate) path: String,
    pub(crate) body: Value,
    pub(crate) if_match: Option<u64>,
}

/// What one sending came to.
#[derive(Clone, Debug)]
pub(crate) enum Outcome {
    Done(Told),
    /// The slug of the problem.
    Refused(String),
    /// No answer, or one that says to send the command again.
    Unanswered(String),
}

/// A command that was carried out, as its client was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Told {
    pub(crate) status: u16,
    pub(crate) version: u64,
    pub(crate) position: u64,
    pub(crate) event_ids: Vec<Uuid>,
    /// The well or the month.
    pub(crate) subject: String,
    pub(crate) replayed: bool,
}

impl Told {
    /// Whether both are the answer to one command.
    pub(crate) fn same(&self, other: &Self) -> bool {
        let told = |told: &Self| Self {
            replayed: false,
            ..told.clone()
        };
        told(self) == told(other)
    }
}

/// What clients of an organization know of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Known {
    pub(crate) wells: Vec<String>,
    /// Months with the version last heard of.
    pub(crate) months: Vec<(String, u64)>,
    /// The month everybody corrects.
    pub(crate) hot: Option<String>,
}

impl Request {
    /// A command an organization's client might send next.
    pub(crate) fn next(random: &mut Random, organization: usize, known: &Known) -> Self {
        let any = |random: &mut Random, length| random.index(length);
        match random.below(100) {
            0..30 if known.hot.is_some() => Self::correct(
                random,
                organization,
                known.hot.as_deref().unwrap_or_default(),
                None,
            ),
            30..50 if !known.months.is_empty() => {
                let (month, version) = &known.months[any(random, known.months.len())];
                let insists = random.chance(40).then_some(*version);
                Self::correct(random, organization, month, insists)
            }
            50..72 if !known.wells.is_empty() => {
                let well = &known.wells[any(random, known.wells.len())];
                Self::record(random, organization, well)
            }
            72..80 => {
                let number = 10_000 + random.below(API_NUMBERS);
                Self::propose(random, organization, Some(format!("42-329-{number}")))
            }
            _ => Self::propose(random, organization, None),
        }
    }

    pub(crate) fn propose(random: &mut Random, organization: usize, api_number: Option<String>) -> Self {
        let name = format!("University {}", random.below(1_000_000));
        let mut body = json!({"effective_at": "2024-01-02T08:00:00-06:00", "name": name,
                              "operator": "Mesa Verde Operating", "time_zone": "America/Chicago", "role": "oil"});
        if let Some(api_number) = api_number {
            body["api_number"] = api_number.into();
        }
        Self::new(random, organization, "/api/v1/wells".to_owned(), body)
    }

    pub(crate) fn record(random: &mut Random, organization: usize, well: &str) -> Self {
        let mut body = volumes(random);
        body["well_id"] = well.into();
        body["completion"] = format!("C{}", random.below(1_000_000)).into();
        body["month"] = "2024-06".into();
        Self::new(
            random,
            organization,
            "/api/v1/production-months/record".to_owned(),
            body,
        )
    }

    fn correct(random: &mut Random, organization: usize, month: &str, if_match: Option<u64>) -> Self {
        let mut body = volumes(random);
        body["reason"] = "a run ticket was counted twice".into();
        let path = format!("/api/v1/production-months/{month}/correct");
        Self {
            if_match,
            ..Self::new(random, organization, path, body)
        }
    }

    fn new(random: &mut Random, organization: usize, path: String, body: Value) -> Self {
        Self {
            key: random.uuid().to_string(),
            organization,
            path,
            body,
            if_match: None,
        }
    }

    /// Another command under the same key.
    pub(crate) fn forged(&self) -> Self {
        let mut forged = self.clone();
        for (field, value) in [("name", "Somebody Else's"), ("oil_bbl", "999999")] {
            if forged.body.get(field).is_some() {
                forged.body[field] = value.into();
            }
        }
        forged
    }
}

fn volumes(random: &mut Random) -> Value {
    let oil = random.below(100_000).to_string();
    json!({"days_on": 30, "oil_bbl": oil, "gas_mcf": "48000", "gas_base_psia": "14.65", "water_bbl": "60250.5",
           "injection": "0"})
}

/// Sends a request to one process.
pub(crate) async fn send(http: &reqwest::Client, url: &str, token: &str, request: &Request) -> Outcome {
    let mut message = http
        .post(format!("{url}{}", request.path))
        .bearer_auth(token)
        .header("Idempotency-Key", &request.key)
        .header("content-type", "application/json")
        .timeout(PATIENCE)
        .body(request.body.to_string());
    if let Some(version) = request.if_match {
        message = message.header("If-Match", format!("\"{version}\""));
    }
    let answer = async {
        let response = message.send().await?;
        let status = response.status().as_u16();
        // An answer that breaks off in its middle is none.
        Ok::<_, reqwest::Error>((status, response.text().await?))
    };
    match answer.await {
        Err(error) if error.is_timeout() => Outcome::Unanswered("timeout".to_owned()),
        Err(error) if error.is_connect() => Outcome::Unanswered("connection refused".to_owned()),
        Err(_) => Outcome::Unanswered("connection broken".to_owned()),
        Ok((status, text)) => read(status, &text),
    }
}

fn read(status: u16, text: &str) -> Outcome {
    let body: Value = serde_json::from_str(text).unwrap_or_default();
    if status >= 300 {
        let slug = body["type"]
            .as_str()
            .and_then(|kind| kind.rsplit('/').next())
            .unwrap_or("no problem");
        return match status {
            500.. => Outcome::Unanswered(format!("{status} {slug}")),
            _ => Outcome::Refused(slug.to_owned()),
        };
    }
    let told = || {
        let ids = body["event_ids"].as_array()?.iter();
        Some(Told {
            status,
            version: body["version"].as_u64()?,
            position: body["position"].as_u64()?,
            event_ids: ids.map(|id| id.as_str()?.parse().ok()).collect::<Option<_>>()?,
            subject: ["well_id", "production_month_id"]
                .iter()
                .find_map(|name| body[*name].as_str())?
                .to_owned(),
            replayed: body["replayed"].as_bool()?,
        })
    };
    told().map_or_else(
        || Outcome::Unanswered(format!("{status} unreadable")),
        Outcome::Done,
    )
}

/// The refusals a command of the harness may meet.
pub(crate) fn expected_refusals() -> BTreeSet<&'static str> {
    BTreeSet::from(["version-conflict", "api-number-taken", "idempotency-key-reused"])
}
