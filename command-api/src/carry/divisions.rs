//! What a division's tasks see: the owners interests are given to, the property's other divisions, and its closed months.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use chrono::{DateTime, Utc};
use futures::FutureExt;
use uuid::Uuid;
use wellflow_domain::division_of_interest::{
    ChangeSeen, ClosedMonthsSeen, DeckSeen, DivisionCommand, DivisionError, DivisionNeeds,
    DivisionOfInterest, DivisionSights, OwnerStanding, OwnersSeen,
};
use wellflow_domain::ids::OwnerId;
use wellflow_domain::month::{Month, local_day};
use wellflow_domain::owner::Owner;
use wellflow_domain::property_divisions::{ListDivision, PropertyDivisions, PropertyDivisionsId};
use wellflow_domain::property_month::{PropertyId, PropertyMonth, PropertyMonthId};
use wellflow_event_store::{Committed, ExecuteError, Executor, LedgerReader, Work};
use wellflow_http::Problem;
use wellflow_runtime::Tenant;

use super::{Carrier, away};
use crate::divisions::DivisionTask;
use crate::refusal::{Refusal, Turned};
use crate::seen::{MOST_STREAMS, standing, too_many};
use crate::task::Task;

type Sight<T> = Result<T, ExecuteError<Turned<DivisionError>>>;

impl Carrier<'_> {
    pub(super) async fn division(&self, asked: DivisionTask) -> Result<Committed, Problem> {
        let stream = asked.stream;
        let sight = Arc::new(Sighting {
            executor: self.api.executor.clone(),
            reader: self.api.reader.clone(),
            tenant: self.request.tenant.clone(),
            task: self.task,
            asked,
            again: AtomicBool::new(false),
        });
        let done = self
            .api
            .executor
            .execute_work::<DivisionOfInterest, Turned<DivisionError>>(self.request, stream, |work| {
                let sight = Arc::clone(&sight);
                async move { sight.decide(work).await }.boxed()
            });
        done.await.map_err(|error| self.refused(error))
    }
}

/// What a command looks at, each time it is decided.
struct Sighting {
    executor: Executor,
    reader: LedgerReader,
    tenant: Tenant,
    task: Task,
    asked: DivisionTask,
    /// Whether it is decided again: it must see everything fresh then, stream by stream.
    again: AtomicBool,
}

impl Sighting {
    async fn decide(&self, work: &mut Work<'_>) -> Sight<()> {
        let DivisionTask { stream, command, now } = &self.asked;
        let division = work.check::<DivisionOfInterest>(*stream).await?;
        let mut command = command.clone();
        if let Some(corrects) = command.corrects() {
            // Which of those like it stand before it is so at this version alone.
            let (reader, tenant) = (&self.reader, &self.tenant);
            let standing = standing::<DivisionOfInterest>(reader, tenant, *stream, division.version).await?;
            let standing = standing.iter().map(|(event_id, event)| (*event_id, event));
            corrects.seen = ChangeSeen::among(corrects.event_id, standing);
        }
        let needs = command.needs(&division.state);
        let months = self.months(&division.state, &needs, *now)?;
        let again = self.again.swap(true, Ordering::Relaxed);
        if !again {
            self.read_ahead(&needs, &months).await?;
        }
        let sights = DivisionSights {
            owners: self.owners(work, &needs).await?,
            others: self.others(work, &needs).await?,
            closed: closed(work, needs.property_id, &months).await?,
        };
        let seeing = command.having_seen(sights);
        work.decide::<DivisionOfInterest>(*stream, &seeing)
            .await
            .map_err(|error| error.map(Turned::Refused))?;
        let DivisionCommand::CreateDeck(deck) = &self.asked.command else {
            return Ok(());
        };
        // What begins a division writes it down among those of its property.
        let list = ListDivision {
            division: deck.division,
            from: deck.from,
        };
        work.decide::<PropertyDivisions>(
            PropertyDivisionsId::of(deck.division.property_id).as_uuid(),
            &list,
        )
        .await
        .map_err(|error| error.map(|refusal| Turned::Away(refusal.problem(self.task))))
    }

    /// The months of the property that could be closed and divided otherwise: from the first that changes to today's.
    fn months(
        &self,
        division: &DivisionOfInterest,
        needs: &DivisionNeeds,
        now: DateTime<Utc>,
    ) -> Sight<Vec<Month>> {
        let (Some(from), DivisionOfInterest::Known { division }) = (needs.months_from, division) else {
            return Ok(Vec::new());
        };
        let today = local_day(now, division.key().time_zone);
        let Ok(last) = Month::of(today) else {
            return Ok(Vec::new());
        };
        let mut months = Vec::new();
        let mut month = from;
        while month <= last {
            months.push(month);
            if months.len() > MOST_STREAMS {
                let pointer = match self.task {
                    Task::DeclarePayout => "/month",
                    Task::WithdrawChange => "/corrects_event_id",
                    _ => "/from",
                };
                return Err(away(too_many(
                    &format!("the months from {from} to {last}"),
                    pointer,
                )));
            }
            month = month.next();
        }
        Ok(months)
    }

    /// Reads many streams at once; each is looked at by itself afterwards.
    async fn read_ahead(&self, needs: &DivisionNeeds, months: &[Month]) -> Sight<()> {
        let owners: Vec<Uuid> = needs.owners.iter().map(|owner| owner.as_uuid()).collect();
        if owners.len() > MOST_STREAMS {
            let pointer = match self.task {
                Task::CreateDeck => "/deck/interests",
                Task::ActivateDeck => "/decks",
                Task::TransferInterest => "/parts",
                Task::SupersedeDeck => "/succession",
                _ => "/changes",
            };
            return Err(away(too_many(&format!("{} owners", owners.len()), pointer)));
        }
        self.executor.hydrate_many::<Owner>(&self.tenant, &owners).await?;
        let streams: Vec<Uuid> = needs
            .property_id
            .into_iter()
            .flat_map(|property_id| months.iter().map(move |month| month_stream(property_id, *month)))
            .collect();
        Ok(self
            .executor
            .hydrate_many::<PropertyMonth>(&self.tenant, &streams)
            .await?)
    }

    async fn owners(&self, work: &mut Work<'_>, needs: &DivisionNeeds) -> Sight<OwnersSeen> {
        let mut seen: Vec<(OwnerId, OwnerStanding)> = Vec::with_capacity(needs.owners.len());
        for owner_id in &needs.owners {
            let owner = work.check::<Owner>(owner_id.as_uuid()).await?;
            seen.push((*owner_id, OwnerStanding::of(&owner.state)));
        }
        Ok(OwnersSeen::new(seen))
    }

    /// The decks of the property's other divisions. The list is held as well, so that none is begun meanwhile.
    async fn others(&self, work: &mut Work<'_>, needs: &DivisionNeeds) -> Sight<Vec<DeckSeen>> {
        let Some(property_id) = needs.property_id.filter(|_| needs.others) else {
            return Ok(Vec::new());
        };
        let list = PropertyDivisionsId::of(property_id).as_uuid();
        let list = work.check::<PropertyDivisions>(list).await?;
        let streams: Vec<Uuid> = list.state.streams().map(|division| division.as_uuid()).collect();
        if streams.len() > MOST_STREAMS {
            return Err(away(too_many(&format!("{} divisions", streams.len()), "")));
        }
        let mut seen = Vec::new();
        for stream in streams {
            if stream != self.asked.stream {
                let other = work.check::<DivisionOfInterest>(stream).await?;
                seen.extend(DeckSeen::of(&other.state));
            }
        }
        Ok(seen)
    }
}

/// Which of the months are closed.
async fn closed(
    work: &mut Work<'_>,
    property_id: Option<PropertyId>,
    months: &[Month],
) -> Sight<ClosedMonthsSeen> {
    let Some(property_id) = property_id else {
        return Ok(ClosedMonthsSeen::default());
    };
    let mut states = Vec::with_capacity(months.len());
    for month in months {
        states.push(
            work.check::<PropertyMonth>(month_stream(property_id, *month))
                .await?,
        );
    }
    Ok(ClosedMonthsSeen::of(
        property_id,
        states.iter().map(|month| &month.state),
    ))
}

fn month_stream(property_id: PropertyId, month: Month) -> Uuid {
    PropertyMonthId::of(property_id, month).as_uuid()
}
