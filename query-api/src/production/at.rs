//! Sums of months at a point on both axes of time.

use wellflow_http::Problem;
use wellflow_read_model::production_history::{self, By, Groups, Per, SUMS_MAX, Sums};
use wellflow_read_model::{PRODUCTION_HISTORY, WELL_HISTORY};
use wellflow_runtime::Tenant;

use super::filter;
use crate::QueryApi;
use crate::error::QueryError;
use crate::export::turn;
use crate::fleet::{Asked, Picture, Settled};
use crate::fresh::Demand;
use crate::params::{Params, invalid};

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
    /// `invalid-parameter` for a group of too many sums, `as-of-in-future`, `not-yet-projected`, or a fault of ours.
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
        let settled = settled.going_on(after.map(|(_, picture)| picture), demand)?;
        let after = after.map(|(key, _)| key);
        let (once, organization_id) = (api.rows(tenant, PRODUCTION_HISTORY), tenant.organization_id());
        if let Some(limit) = self.wells_alone(limit) {
            let after = after.and_then(|well| well.parse().ok());
            let groups = (&self.groups.months, self.groups.per);
            let sums =
                production_history::sums_of_wells(&once, organization_id, settled.when, groups, after, limit)
                    .await?;
            return Ok((settled, sums));
        }
        let limit = if turn::is_under_way() {
            self.at_once()
        } else {
            limit
        };
        let sums = production_history::sums(&once, organization_id, settled.when, &self.groups, after, limit)
            .await?;
        if sums.is_too_long {
            return Err(too_long().into());
        }
        Ok((settled, sums))
    }

    /// How many groups a page of an export has: for each page everything is added up, so that pages are few.
    const fn at_once(&self) -> u32 {
        match self.groups.per {
            None => 10_000,
            Some(Per::Year) => 600,
            Some(Per::Month | Per::Day) => 100,
        }
    }

    /// How many wells a page of an export has, where it goes through all of them one after the other.
    fn wells_alone(&self, limit: u32) -> Option<i32> {
        let groups = &self.groups;
        let all = groups.months.well_id.is_none() && groups.months.lease.is_none() && !groups.needs_wells();
        let is_so = turn::is_under_way() && groups.by == Some(By::Well) && all;
        is_so.then(|| i32::try_from(limit).unwrap_or(i32::MAX))
    }
}

/// There are more sums than are answered at once.
pub(super) fn too_long() -> Problem {
    let what = format!(
        "more than {SUMS_MAX} sums, which are answered at once; ask for fewer months (from, to), or for one well or lease"
    );
    invalid("from", what)
}
