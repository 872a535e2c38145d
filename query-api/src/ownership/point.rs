//! Which month is asked about, and what was known.

use chrono::{DateTime, NaiveDate, Utc};
use wellflow_domain::division_of_interest::DivisionKey;
use wellflow_domain::month::{Month, local_day};
use wellflow_http::{FieldError, Problem};
use wellflow_read_model::OWNERSHIP;
use wellflow_runtime::Tenant;

use crate::QueryApi;
use crate::error::QueryError;
use crate::fleet::{self, Settled};
use crate::fresh::Demand;
use crate::params::{Params, invalid};
use crate::problems::CONFLICTING_PARAMETERS;

/// The names of the parameters that say when.
pub(super) const WHEN: [&str; 3] = ["month", "effective_on", "as_of"];

/// When, as asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct When {
    /// A day of the month; the month of `as_of`, or the present one, where absent.
    pub(super) day: Option<NaiveDate>,
    /// What was known then; what is known now where absent.
    pub(super) as_of: Option<DateTime<Utc>>,
}

impl When {
    /// `month` or `effective_on`, which is any day of it, and `as_of`.
    ///
    /// # Errors
    /// `invalid-parameter`, `conflicting-parameters`.
    pub(super) fn read(params: &Params) -> Result<Self, Problem> {
        let (month, day) = (params.month("month")?, params.date("effective_on")?);
        if month.is_some() && day.is_some() {
            return Err(both_name_the_month());
        }
        let day = month.or(day);
        let name = if month.is_some() { "month" } else { "effective_on" };
        if let Some(day) = day {
            Month::of(day).map_err(|error| invalid(name, error.to_string()))?;
        }
        Ok(Self {
            day,
            as_of: params.instant("as_of")?,
        })
    }

    /// The month that is asked about, where the division lies.
    pub(super) fn month(self, division: &DivisionKey) -> Result<Month, Problem> {
        let day = self.day.unwrap_or_else(|| {
            let instant = self.as_of.unwrap_or_else(Utc::now);
            local_day(instant, division.time_zone)
        });
        Month::of(day).map_err(|error| invalid("as_of", error.to_string()))
    }

    /// Waits until the rows can answer.
    ///
    /// # Errors
    /// `as-of-in-future`, `not-yet-projected`, or a fault of ours.
    pub(super) async fn settle(
        self,
        api: &QueryApi,
        tenant: &Tenant,
        demand: Demand,
    ) -> Result<Settled, QueryError> {
        let asked = fleet::Asked::new(self.as_of, self.day);
        asked.settle(api, tenant, demand, OWNERSHIP).await
    }
}

fn both_name_the_month() -> Problem {
    let detail = "effective_on does not go together with month: both name the month.";
    Problem::new(CONFLICTING_PARAMETERS, detail).with_error(FieldError::parameter(
        "effective_on",
        CONFLICTING_PARAMETERS.slug,
        "leave out this parameter or month",
    ))
}
