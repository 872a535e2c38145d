//! What wells have, read for many of them at once.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use chrono::{DateTime, NaiveDate, Utc};
use serde_json::Value;
use uuid::Uuid;
use wellflow_http::Problem;
use wellflow_read_model::monthly_production::ProductionFilter;
use wellflow_read_model::{WELL_SUMMARY, well_parts};

use super::inside::{Ask, MONTHS, Within};
use super::refusal::Refusal;
use crate::authz::Read;
use crate::error::QueryError;
use crate::fleet::Asked;
use crate::problems::QUERY_TOO_COSTLY;
use crate::{incomplete, wells};

/// Wells of a statement: as many as a page has.
const TOGETHER: usize = 500;

/// What is wanted of a well.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Link {
    Wellbores,
    Completions,
    /// The newest tests, all or of one kind, so many of each well.
    Tests {
        kind: Option<String>,
        first: u32,
    },
    /// The months from one to another, at a point on both axes of time.
    Production {
        from: Option<NaiveDate>,
        to: Option<NaiveDate>,
        as_of: Option<DateTime<Utc>>,
        effective_on: Option<NaiveDate>,
    },
}

/// A link of several wells.
pub(super) struct Wanted {
    link: Link,
    well_ids: Vec<Uuid>,
}

/// What each well has; one that has none of it may be missing.
pub(super) type Found = HashMap<Uuid, Value>;

/// Gathers what is wanted at the same moment.
pub(super) struct Links(pub(super) Ask);

/// A link of a well.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct OfWell {
    pub(super) well_id: Uuid,
    pub(super) link: Link,
}

impl Loader<OfWell> for Links {
    /// What is refused of one link is answered of the others.
    type Value = Result<Arc<Value>, Refusal>;
    type Error = Refusal;

    async fn load(&self, keys: &[OfWell]) -> Result<HashMap<OfWell, Self::Value>, Refusal> {
        let mut wanted: HashMap<&Link, Vec<Uuid>> = HashMap::new();
        for key in keys {
            wanted.entry(&key.link).or_default().push(key.well_id);
        }
        let parts: Vec<(&Link, &[Uuid])> = wanted
            .iter()
            .flat_map(|(link, well_ids)| well_ids.chunks(TOGETHER).map(|part| (*link, part)))
            .collect();
        let mut found = HashMap::with_capacity(keys.len());
        for (link, well_ids) in parts {
            let wanted = Wanted {
                link: link.clone(),
                well_ids: well_ids.to_vec(),
            };
            let read = self.0.links(wanted).await;
            let of_well = |well_id: Uuid| OfWell {
                well_id,
                link: link.clone(),
            };
            match read {
                Ok(read) => found.extend(
                    read.into_iter()
                        .map(|(well_id, value)| (of_well(well_id), Ok(Arc::new(value)))),
                ),
                Err(refused) => found.extend(
                    well_ids
                        .iter()
                        .map(|well_id| (of_well(*well_id), Err(refused.clone()))),
                ),
            }
        }
        Ok(found)
    }
}

/// Reads a link of several wells in a fixed number of statements.
///
/// # Errors
/// What is wrong with the question, or a fault of ours.
pub(super) async fn read(within: &Within, wanted: Wanted) -> Result<Found, Refusal> {
    let names_instant = matches!(wanted.link, Link::Production { as_of: Some(_), .. });
    // What it is short of is missed at its own position, which others of the query do not share.
    let (read, mut short_of) = incomplete::apart(found(within, wanted)).await;
    let (position, found) = read.map_err(|error| within.refuse(&Problem::from(error)))?;
    short_of.retain(|missing| missing.position <= position);
    if let Some(problem) = incomplete::refusal(within.demand, &short_of) {
        return Err(within.refuse(&problem));
    }
    within.read_link(position, &short_of, names_instant);
    Ok(found)
}

/// What each well has, and the position that holds at.
async fn found(within: &Within, Wanted { link, well_ids }: Wanted) -> Result<(u64, Found), QueryError> {
    let (api, principal, demand) = (&within.api, &within.principal, within.demand);
    let tenant = &principal.tenant;
    let read = match &link {
        Link::Wellbores | Link::Completions => Read::Wells,
        // A test tells volumes.
        Link::Tests { .. } | Link::Production { .. } => Read::Production,
    };
    read.allow(principal)?;
    let (rows, organization_id) = (api.rows(tenant, WELL_SUMMARY), tenant.organization_id());
    let (position, documents) = match link {
        Link::Wellbores => {
            demand.wait_for(api, tenant, WELL_SUMMARY).await?;
            well_parts::wellbores_of_wells(&rows, organization_id, &well_ids).await?
        }
        Link::Completions => {
            demand.wait_for(api, tenant, WELL_SUMMARY).await?;
            well_parts::completions_of_wells(&rows, organization_id, &well_ids).await?
        }
        Link::Tests { kind, first } => {
            demand.wait_for(api, tenant, WELL_SUMMARY).await?;
            well_parts::tests_of_wells(&rows, organization_id, &well_ids, kind.as_deref(), first).await?
        }
        Link::Production {
            from,
            to,
            as_of,
            effective_on,
        } => {
            let filter = ProductionFilter {
                from,
                to,
                ..ProductionFilter::default()
            };
            let point = Asked::new(as_of, effective_on);
            let mut left = within.months_left.lock().await;
            let read = wells::production_of(api, tenant, demand, (&well_ids, &filter, point), *left).await?;
            let Some(production) = read else {
                return Err(refused().into());
            };
            *left = left.saturating_sub(production.months);
            return Ok((production.position, production.found));
        }
    };
    let mut found: HashMap<Uuid, Vec<Value>> = HashMap::new();
    for (well_id, document) in documents {
        found
            .entry(well_id)
            .or_default()
            .push(serde_json::from_str(&document)?);
    }
    let lists = found
        .into_iter()
        .map(|(well_id, list)| (well_id, Value::Array(list)));
    Ok((position, lists.collect()))
}

fn refused() -> Problem {
    let what = format!(
        "The query is too much: it reads more than {MONTHS} completion months of production; ask for fewer wells, or narrow them with from and to."
    );
    Problem::new(QUERY_TOO_COSTLY, what)
}
