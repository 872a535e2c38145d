//! `/production`: volumes over many wells, now or at a point on both axes of time.

pub(crate) mod amounts;
pub(crate) mod at;
pub(crate) mod monthly;
pub(crate) mod months;
pub(crate) mod property;
pub(crate) mod sums;
pub(crate) mod totals;

pub(crate) use amounts::{Amounts, gather, sum_of};
pub(crate) use monthly::monthly;
pub(crate) use months::months;
pub(crate) use property::{of_field, of_lease};
pub(crate) use sums::sums;
pub(crate) use totals::totals;

use wellflow_http::Problem;
use wellflow_read_model::monthly_production::ProductionFilter;

use crate::params::{Params, invalid};

/// The parameters of questions over many wells.
const KNOWN: [&str; 9] = [
    "from",
    "to",
    "well_id",
    "lease",
    "field",
    "county",
    "operator",
    "as_of",
    "effective_on",
];

/// The months asked about.
///
/// # Errors
/// `invalid-parameter`.
pub(crate) fn filter(params: &Params) -> Result<ProductionFilter, Problem> {
    let filter = ProductionFilter {
        from: params.month("from")?,
        to: params.month("to")?,
        well_id: params.uuid("well_id")?,
        lease: params.text("lease")?,
    };
    match (filter.from, filter.to) {
        (Some(from), Some(to)) if from > to => Err(invalid("to", "the last month lies before the first")),
        _ => Ok(filter),
    }
}
