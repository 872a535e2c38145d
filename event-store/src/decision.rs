//! From a command to the events it comes to, on the state of its own date.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use uuid::Uuid;
use wellflow_decider::{Decider, DomainEvent};

use crate::fold::{Dated, Point, fold, replay};
use crate::submission::NewEvent;
use crate::{CommandRequest, ExecuteError, LedgerReader, Newest, RecordedEvent, StoreError};

/// What a command comes to on a state.
pub(crate) struct Decision<D> {
    pub(crate) events: Vec<NewEvent>,
    /// The newest state afterwards, where it follows without reading the stream again.
    pub(crate) after: Option<Newest<D>>,
}

/// Decides a command on the newest state, or, where it is dated before events already known, on the state at its date.
pub(crate) async fn decide<D: Decider>(
    reader: &LedgerReader,
    request: &CommandRequest,
    id: Uuid,
    newest: &Newest<D>,
    command: &D::Command,
) -> Result<Decision<D>, ExecuteError<D::Error>> {
    let late = D::decided_at(command).filter(|at| newest.effective_at.is_some_and(|latest| *at < latest));
    let history = match late {
        Some(_) => Some(reader.whole_stream(&request.tenant, D::KIND, id).await?),
        None => None,
    };
    let past = match (&history, late) {
        (Some(history), Some(at)) => {
            let point = Point {
                position: None,
                effective: Some(at),
            };
            fold::<D>(history, point)?
                .map(|folded| folded.state)
                .unwrap_or_default()
        }
        _ => newest.state.clone(),
    };
    let events = past.decide(command.clone()).map_err(ExecuteError::Refused)?;
    let encoded = events
        .iter()
        .map(|event| NewEvent::encode(event, request.reported_at))
        .collect::<Result<Vec<_>, _>>()?;
    if events.is_empty() {
        return Ok(Decision {
            events: encoded,
            after: None,
        });
    }
    if late.is_none() && in_order(newest.effective_at, &events) {
        let latest = events.last().map(DomainEvent::effective_at);
        let mut state = newest.state.clone();
        for event in &events {
            state.evolve(event).map_err(|illegal| {
                StoreError::Inconsistent(format!(
                    "{} was decided and is illegal: {illegal}",
                    event.event_type()
                ))
            })?;
        }
        let version = newest.version + events.len() as u64;
        return Ok(Decision {
            after: Some(Newest {
                state,
                version,
                event_id: encoded.last().map(|event| event.event_id),
                // Known when it is written.
                position: newest.position,
                effective_at: latest,
                anomalies: newest.anomalies.clone(),
                read: newest.read,
                behind: newest.behind + events.len() as u64,
            }),
            events: encoded,
        });
    }
    let history = match history {
        Some(history) => history,
        None => reader.whole_stream(&request.tenant, D::KIND, id).await?,
    };
    still_legal::<D>(&history, &events, &encoded)?;
    Ok(Decision {
        events: encoded,
        after: None,
    })
}

/// Whether the events come in order and after everything known: the newest state takes them as they come.
fn in_order<E: DomainEvent>(mut latest: Option<DateTime<Utc>>, events: &[E]) -> bool {
    events.iter().all(|event| {
        let follows = latest.is_none_or(|latest| event.effective_at() >= latest);
        latest = Some(event.effective_at());
        follows && event.supersedes().is_none()
    })
}

/// Replays the stream with the new events in their places, and names the first event that was legal before and would no
/// longer be.
fn still_legal<D: Decider>(
    history: &[RecordedEvent],
    events: &[D::Event],
    encoded: &[NewEvent],
) -> Result<(), ExecuteError<D::Error>> {
    let before = fold::<D>(history, Point::default())?;
    let already: HashSet<Uuid> = before
        .iter()
        .flat_map(|f| &f.anomalies)
        .map(|anomaly| anomaly.event_id)
        .collect();
    let mut superseded: HashSet<Uuid> = history.iter().filter_map(|event| event.supersedes).collect();
    for event_id in encoded.iter().filter_map(|event| event.supersedes) {
        // A state knows no event ids: whether the target stands is judged here.
        let stands = history.iter().any(|event| event.event_id == event_id);
        if !stands || !superseded.insert(event_id) {
            return Err(ExecuteError::NotStanding { event_id });
        }
    }
    let mut all = history
        .iter()
        .filter(|event| !superseded.contains(&event.event_id))
        .map(Dated::of)
        .collect::<Result<Vec<_>, _>>()?;
    let next = history.last().map_or(0, |event| event.position) + 1;
    for ((event, new), position) in events.iter().zip(encoded).zip(next..) {
        all.push(Dated {
            effective_at: new.effective_at,
            position,
            event_id: new.event_id,
            event_type: new.event_type,
            events: vec![event.clone()],
        });
    }
    let (_, refused) = replay::<D>(D::default(), all);
    match refused
        .into_iter()
        .find(|(event, _)| !already.contains(&event.event_id))
    {
        None => Ok(()),
        Some((event, illegal)) => Err(ExecuteError::RetroactivelyIllegal {
            event_id: event.event_id,
            event_type: event.event_type.to_owned(),
            reason: illegal.reason,
        }),
    }
}
