//! `/wells`: one file per question.

mod current;
mod events;
mod history;
mod list;
mod one;
mod production;

pub(crate) use events::events;
pub(crate) use list::list;
pub(crate) use one::one;
pub(crate) use production::production;

use uuid::Uuid;
use wellflow_http::{FieldError, Problem};

use crate::problems::WELL_UNKNOWN;

/// Nothing is known of the well. A well of another organization is no different.
fn unknown(well_id: Uuid) -> Problem {
    Problem::new(WELL_UNKNOWN, format!("There is no well {well_id}.")).with_error(FieldError::parameter(
        "well_id",
        WELL_UNKNOWN.slug,
        "no well has this id",
    ))
}
