//! Which month is asked about, and what was known.

use chrono::{DateTime, NaiveDate, Utc};
use wellflow_domain::division_of_interest::DivisionKey;
use wellflow_domain::month::{Month, local_day};
use wellflow_http::{FieldError, Problem};
use wellflow_read_model::OWNERSHIP;
use wellflow_read_model::ownership::Point;
use wellflow_runtime::Tenant;

use crate::QueryApi;
use crate::error::QueryError;
use crate::fresh::Demand;
use crate::params::{Params, invalid};
use crate::past::Known;
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
            return Err(conflicting("effective_on", "month", "both name the month"));
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

    /// Waits until the rows hold what is asked for. The point they are read at, and what was known where an instant was named.
    ///
    /// # Errors
    /// `as-of-in-future`, `not-yet-projected`, or a fault of ours.
    pub(super) async fn reach(
        self,
        api: &QueryApi,
        tenant: &Tenant,
        demand: Demand,
    ) -> Result<(Option<Known>, Point), QueryError> {
        let Some(as_of) = self.as_of else {
            demand.wait_for(api, tenant, OWNERSHIP).await?;
            let point = Point {
                position: None,
                day: self.day,
                instant: Utc::now(),
            };
            return Ok((None, point));
        };
        let known = Known::at(api, tenant, Some(as_of), demand).await?;
        demand
            .wait_for_known(api, tenant, OWNERSHIP, known.position)
            .await?;
        let point = Point {
            position: Some(known.position),
            day: self.day,
            instant: as_of,
        };
        Ok((Some(known), point))
    }
}

pub(super) fn conflicting(name: &str, with: &str, why: &str) -> Problem {
    let detail = format!("{name} does not go together with {with}: {why}.");
    Problem::new(CONFLICTING_PARAMETERS, detail).with_error(FieldError::parameter(
        name,
        CONFLICTING_PARAMETERS.slug,
        format!("leave out this parameter or {with}"),
    ))
}
