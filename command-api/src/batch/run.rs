//! `POST /commands`.

use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, web};
use futures::StreamExt;
use futures::stream::FuturesUnordered;
use tokio::sync::Semaphore;
use wellflow_event_store::Executor;
use wellflow_http::json::{Media, media_type, read_body};
use wellflow_http::{Limits, Principal, Problem, RequestId};

use super::item::{Item, within_item};
use super::outcome::Outcome;
use super::plan::{Lane, Planned, lanes};
use super::split::split;
use crate::answer::Answer;
use crate::intent::Sender;
use crate::service::CommandApi;

/// Commands of one batch under way at the same time.
const IN_FLIGHT: usize = 256;

pub(crate) async fn batch(
    api: web::Data<CommandApi>,
    limits: web::Data<Limits>,
    req: HttpRequest,
    principal: Principal,
    request_id: RequestId,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    let media = media_type(req.headers(), &[Media::Json, Media::Ndjson])?;
    let sender = Sender::new(principal, request_id, req.headers())?;
    let body = read_body(&req, payload.into_inner(), limits.batch_body).await?;
    let items = split(&body, media, limits.batch_items)?;
    let outcomes = carry_out(&api.executor, &sender, &items).await;
    let written = write(&outcomes, media).map_err(Problem::internal)?;
    Ok(HttpResponse::Ok().content_type(media.name()).body(written))
}

async fn carry_out(executor: &Executor, sender: &Sender, items: &[Bytes]) -> Vec<Outcome> {
    let mut keys = Vec::with_capacity(items.len());
    let mut results: Vec<Option<Result<Answer, Problem>>> = Vec::with_capacity(items.len());
    let mut planned = Vec::new();
    for (index, bytes) in items.iter().enumerate() {
        let Item { key, ready } = Item::read(bytes, sender);
        keys.push(key);
        match ready {
            Ok(ready) => {
                planned.push(Planned { index, ready });
                results.push(None);
            }
            Err(problem) => results.push(Some(Err(problem))),
        }
    }
    let room = Semaphore::new(IN_FLIGHT);
    let mut under_way: FuturesUnordered<_> = lanes(planned, Planned::about)
        .into_iter()
        .map(|lane| follow(executor, &room, lane))
        .collect();
    while let Some(done) = under_way.next().await {
        for (index, result) in done {
            results[index] = Some(result.map_err(within_item));
        }
    }
    let lost = || Err(Problem::internal("an item of a batch was not carried out"));
    let outcomes = keys
        .into_iter()
        .zip(results)
        .enumerate()
        .map(|(index, (key, result))| {
            let result = result.unwrap_or_else(lost);
            if let Err(problem) = &result {
                problem.log(&sender.request_id);
            }
            Outcome::new(index, key, result)
        });
    outcomes.collect()
}

/// Carries out a lane, step by step; the rows of a step at the same time, as far as there is room.
async fn follow(
    executor: &Executor,
    room: &Semaphore,
    lane: Lane<Planned>,
) -> Vec<(usize, Result<Answer, Problem>)> {
    let mut results = Vec::new();
    for step in lane {
        let mut rows: FuturesUnordered<_> = step
            .into_iter()
            .map(|row| async move {
                let mut done = Vec::with_capacity(row.len());
                for Planned { index, ready } in row {
                    // The semaphore is never closed; without a permit the item would only wait less.
                    let _permit = room.acquire().await.ok();
                    done.push((index, ready.execute(executor).await));
                }
                done
            })
            .collect();
        while let Some(done) = rows.next().await {
            results.extend(done);
        }
    }
    results
}

fn write(outcomes: &[Outcome], media: Media) -> Result<Vec<u8>, serde_json::Error> {
    match media {
        Media::Json => serde_json::to_vec(outcomes),
        Media::Ndjson => {
            let mut lines = Vec::with_capacity(outcomes.len() * 256);
            for outcome in outcomes {
                serde_json::to_writer(&mut lines, outcome)?;
                lines.push(b'\n');
            }
            Ok(lines)
        }
    }
}
