//! Depths, as bodies write them: `{"top_ft": "0", "base_ft": "12990"}`; a base of `null` has no end.

use serde::Deserialize;
use wellflow_domain::depth::{DepthInterval, Depths};
use wellflow_domain::quantity::Feet;

use crate::body::{FromBody, Place};
use crate::faults::Faults;

/// Depths from a top down to a base.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DepthIntervalBody {
    top_ft: String,
    base_ft: Option<String>,
}

impl FromBody for DepthInterval {
    type Shape = DepthIntervalBody;
    type Value = Self;

    fn read(shape: DepthIntervalBody, place: Place<'_>, faults: &mut Faults) -> Option<Self> {
        let top_ft = Feet::read(shape.top_ft, place.field("top_ft"), faults);
        let base_ft = Option::<Feet>::read(shape.base_ft, place.field("base_ft"), faults);
        faults.at(place, Self::new(top_ft?, base_ft?))
    }

    #[cfg(feature = "schema")]
    fn schema() -> serde_json::Value {
        use crate::body::described::{field, object};
        object(
            "DepthInterval",
            [field::<Feet>("top_ft"), field::<Option<Feet>>("base_ft")],
        )
    }
}

/// Intervals that do not overlap; at least one.
impl FromBody for Depths {
    type Shape = Option<Vec<DepthIntervalBody>>;
    type Value = Self;

    fn read(shape: Self::Shape, place: Place<'_>, faults: &mut Faults) -> Option<Self> {
        let intervals = Vec::<DepthInterval>::read(shape, place, faults)?;
        faults.at(place, Self::new(intervals))
    }

    #[cfg(feature = "schema")]
    fn schema() -> serde_json::Value {
        Vec::<DepthInterval>::schema()
    }
}
