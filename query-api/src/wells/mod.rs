//! `/wells`: one file per question.

pub(crate) mod current;
pub(crate) mod daily;
pub(crate) mod list;
#[cfg(feature = "graphql")]
mod many;
pub(crate) mod one;
pub(crate) mod parts;
mod place;
pub(crate) mod production;
pub(crate) mod statistics;

pub(crate) use current::Reading;
pub(crate) use daily::daily;
pub(crate) use list::list;
#[cfg(feature = "graphql")]
pub(crate) use many::production_of;
pub(crate) use one::one;
#[cfg(feature = "graphql")]
pub(crate) use parts::kind_of_test;
pub(crate) use parts::{completions, tests, wellbores};
pub(crate) use production::production;
pub(crate) use statistics::statistics;

use uuid::Uuid;
use wellflow_domain::well::Well;
use wellflow_read_model::well_summary;
use wellflow_runtime::Tenant;

use crate::QueryApi;
use crate::error::QueryError;
use crate::subject;

/// Refuses an answer about a well there is not: an empty list is an answer only about one there is.
///
/// # Errors
/// `well-unknown`, or a fault of ours.
async fn known(api: &QueryApi, tenant: &Tenant, well_id: Uuid) -> Result<(), QueryError> {
    let (_, well) = well_summary::by_id(&api.once(tenant), tenant.organization_id(), well_id).await?;
    well.map(|_| ())
        .ok_or_else(|| subject::unknown::<Well>(well_id).into())
}
