//! `POST /commands`.

use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, web};
use futures::StreamExt;
use futures::stream::FuturesUnordered;
use tokio::sync::Semaphore;
use uuid::Uuid;
use wellflow_domain::afe::Afe;
use wellflow_domain::division_of_interest::DivisionOfInterest;
use wellflow_domain::ids::{OwnerId, WellId};
use wellflow_domain::joint_operating_agreement::JointOperatingAgreement;
use wellflow_domain::lease::Lease;
use wellflow_domain::owner::Owner;
use wellflow_domain::production_month::{ProductionMonth, ProductionMonthId};
use wellflow_domain::property_month::PropertyMonth;
use wellflow_domain::well::Well;
use wellflow_http::json::{Media, media_type, read_body};
use wellflow_http::{Limits, Principal, Problem, RequestId};

use super::item::{Item, within_item};
use super::outcome::Outcome;
use super::plan::{Lane, Planned, lanes};
use super::split::split;
use crate::answer::Answer;
use crate::authz;
use crate::intent::{Command, Sender};
use crate::refusal::busy;
use crate::service::CommandApi;
use crate::single::refuse_query;

/// Commands of one batch under way at the same time.
const IN_FLIGHT: usize = 256;

/// When another batch may have found room.
const COME_BACK_SECONDS: u64 = 2;

pub(crate) async fn batch(
    api: web::Data<CommandApi>,
    limits: web::Data<Limits>,
    req: HttpRequest,
    principal: Principal,
    request_id: RequestId,
    payload: web::Payload,
) -> Result<HttpResponse, Problem> {
    refuse_query(&req)?;
    authz::permit_some(&principal)?;
    let media = media_type(req.headers(), &[Media::Json, Media::Ndjson])?;
    let sender = Sender::new(principal, request_id, req.headers())?;
    api.organizations.demand(&sender.principal.tenant).await?;
    // Held to the end: the bodies of those that wait would be in memory, too.
    let Ok(_room) = api.batches.try_acquire() else {
        let detail = "As many batches as there is room for are being worked on; repeat this one.";
        return Err(busy(detail, COME_BACK_SECONDS));
    };
    let body = read_body(&req, payload.into_inner(), limits.batch_body).await?;
    let (reader, limits) = (sender.clone(), **limits);
    // Megabytes take long enough to read for others to notice: not on a thread that serves them.
    let batch = web::block(move || Batch::read(&body, media, limits, &reader))
        .await
        .map_err(|error| Problem::internal(error.to_string()))??;
    let outcomes = batch.carry_out(&api, &sender).await;
    let written = write(&outcomes, media).map_err(Problem::internal)?;
    Ok(HttpResponse::Ok().content_type(media.name()).body(written))
}

/// A batch whose items were read: those that may be carried out, and the results of the others.
struct Batch {
    keys: Vec<Option<String>>,
    results: Vec<Option<Result<Answer, Problem>>>,
    planned: Vec<Planned>,
}

impl Batch {
    fn read(body: &Bytes, media: Media, limits: Limits, sender: &Sender) -> Result<Self, Problem> {
        let items = split(body, media, limits.batch_items)?;
        let mut batch = Self {
            keys: Vec::with_capacity(items.len()),
            results: Vec::with_capacity(items.len()),
            planned: Vec::new(),
        };
        for (index, bytes) in items.iter().enumerate() {
            let Item { key, ready } = Item::read(bytes, limits.body, sender);
            batch.keys.push(key);
            batch.results.push(match ready {
                Ok(ready) => {
                    batch.planned.push(Planned { index, ready });
                    None
                }
                Err(problem) => Some(Err(problem)),
            });
        }
        Ok(batch)
    }

    async fn carry_out(self, api: &CommandApi, sender: &Sender) -> Vec<Outcome> {
        hydrate(api, sender, &self.planned).await;
        let mut results = self.results;
        let room = Semaphore::new(IN_FLIGHT);
        let mut under_way: FuturesUnordered<_> = lanes(self.planned, Planned::about, Planned::sees)
            .into_iter()
            .map(|lane| follow(api, &room, lane))
            .collect();
        while let Some(done) = under_way.next().await {
            for (index, result) in done {
                results[index] = Some(result.map_err(within_item));
            }
        }
        let lost = || Err(Problem::internal("an item of a batch was not carried out"));
        let outcomes = self
            .keys
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
}

/// The streams a batch is about.
#[derive(Default)]
struct Streams {
    wells: Vec<Uuid>,
    months: Vec<Uuid>,
    properties: Vec<Uuid>,
    leases: Vec<Uuid>,
    owners: Vec<Uuid>,
    divisions: Vec<Uuid>,
    afes: Vec<Uuid>,
    agreements: Vec<Uuid>,
}

impl Streams {
    fn take(&mut self, command: &Command) {
        match command {
            Command::Well(id, _)
            | Command::Plug(id, ..)
            | Command::Spud(id, ..)
            | Command::CorrectWell(id, ..) => {
                self.wells.push(id.as_uuid());
            }
            Command::Month(task) => {
                self.wells.extend(task.ask.well_id().map(WellId::as_uuid));
                self.months.push(task.stream);
                self.months
                    .extend(task.ask.earlier().map(ProductionMonthId::as_uuid));
            }
            Command::Property(task) => {
                self.wells
                    .extend(task.ask.wells().map(|(_, well_id)| well_id.as_uuid()));
                self.properties.push(task.stream);
                self.properties
                    .extend(task.ask.earlier().map(|(earlier, _)| earlier.as_uuid()));
            }
            Command::Lease(task) => {
                self.leases.push(task.lease_id.as_uuid());
                self.wells.extend(task.ask.wells().map(WellId::as_uuid));
                self.owners
                    .extend(task.ask.parties().iter().map(|party| party.owner_id.as_uuid()));
            }
            Command::CorrectLease(id, ..) => self.leases.push(id.as_uuid()),
            Command::Owner(task) => {
                self.owners.push(task.owner_id.as_uuid());
                self.owners.extend(task.ask.other().map(OwnerId::as_uuid));
            }
            Command::CorrectOwner(id, ..) => self.owners.push(id.as_uuid()),
            Command::Division(task) => {
                self.divisions.push(task.stream);
                let unknown = DivisionOfInterest::Unknown;
                self.owners
                    .extend(task.command.gives_to(&unknown).into_iter().map(OwnerId::as_uuid));
            }
            Command::Afe(task) => {
                self.afes.push(task.afe_id.as_uuid());
                let parties = task.ask.parties();
                self.owners
                    .extend(parties.iter().map(|party| party.owner_id.as_uuid()));
            }
            Command::Agreement(task) => self.agreements.push(task.agreement_id.as_uuid()),
            // There is one, and it is read with the first task that sees it.
            Command::Policy(_) => {}
        }
    }
}

/// Reads the streams the batch is about at once, so that its commands need not read them one by one.
async fn hydrate(api: &CommandApi, sender: &Sender, planned: &[Planned]) {
    let tenant = &sender.principal.tenant;
    let mut streams = Streams::default();
    for Planned { ready, .. } in planned {
        streams.take(&ready.command);
    }
    let executor = &api.executor;
    let read = async {
        executor.hydrate_many::<Well>(tenant, &streams.wells).await?;
        executor
            .hydrate_many::<ProductionMonth>(tenant, &streams.months)
            .await?;
        executor
            .hydrate_many::<PropertyMonth>(tenant, &streams.properties)
            .await?;
        executor.hydrate_many::<Lease>(tenant, &streams.leases).await?;
        executor.hydrate_many::<Owner>(tenant, &streams.owners).await?;
        executor
            .hydrate_many::<DivisionOfInterest>(tenant, &streams.divisions)
            .await?;
        executor.hydrate_many::<Afe>(tenant, &streams.afes).await?;
        executor
            .hydrate_many::<JointOperatingAgreement>(tenant, &streams.agreements)
            .await
    };
    if let Err(error) = read.await {
        // Nothing is lost: each command then reads its own streams, and answers for what it meets.
        tracing::warn!(error = %error, "the streams of a batch could not be read at once");
    }
}

/// Carries out a lane, step by step; the rows of a step at the same time, as far as there is room.
async fn follow(
    api: &CommandApi,
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
                    done.push((index, ready.execute(api).await));
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
