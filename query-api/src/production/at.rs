//! Sums of months at a point on both axes of time.

use wellflow_http::Problem;
use wellflow_read_model::production_history::{self, Groups, Sums};
use wellflow_read_model::{PRODUCTION_HISTORY, WELL_HISTORY};
use wellflow_runtime::Tenant;

use super::filter;
use crate::QueryApi;
use crate::error::QueryError;
use crate::fleet::{Asked, Picture, Settled};
use crate::fresh::Demand;
use crate::params::Params;

/// Which months, put together how, at which point.
#[derive(Clone, Debug)]
pub(super) struct Question {
    pub(super) groups: Groups,
    pub(super) asked: Asked,
}

impl Question {
    /// Reads the parameters of [`super::KNOWN`].
    ///
    /// # Errors
    /// `invalid-parameter`.
    pub(super) fn read(params: &Params) -> Result<Self, Problem> {
        Ok(Self {
            groups: Groups {
                months: filter(params)?,
                field: params.text("field")?,
                county: params.text("county")?,
                operator: params.text("operator")?,
                by: None,
                per: None,
            },
            asked: Asked::read(params)?,
        })
    }

    /// Whether it is about what is known and holds now, of months alone.
    pub(super) fn is_plain(&self) -> bool {
        self.asked.is_of_rows_now() && !self.groups.needs_wells()
    }

    /// A page of at most `limit` groups, once the rows can answer.
    ///
    /// # Errors
    /// `as-of-in-future`, `not-yet-projected`, or a fault of ours.
    pub(super) async fn sums(
        &self,
        api: &QueryApi,
        tenant: &Tenant,
        demand: Demand,
        after: Option<(&str, Picture)>,
        limit: u32,
    ) -> Result<(Settled, Sums), QueryError> {
        let projections = if self.groups.needs_wells() {
            &[PRODUCTION_HISTORY, WELL_HISTORY][..]
        } else {
            &[PRODUCTION_HISTORY]
        };
        let settled = self.asked.settle_all(api, tenant, demand, projections).await?;
        let settled = settled.going_on(after.map(|(_, picture)| picture));
        let after = after.map(|(key, _)| key);
        let (once, organization_id) = (api.rows(tenant, PRODUCTION_HISTORY), tenant.organization_id());
        let sums = production_history::sums(&once, organization_id, settled.when, &self.groups, after, limit)
            .await?;
        Ok((settled, sums))
    }
}
