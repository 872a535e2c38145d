//! Where a well is, as bodies write it.

use serde::Deserialize;
use wellflow_domain::location::{Datum, LatLon};

use crate::body::{FromBody, Place};
use crate::faults::Faults;

/// Decimal degrees as strings, and the datum they refer to.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LocationBody {
    latitude: String,
    longitude: String,
    datum: String,
}

impl FromBody for LatLon {
    type Shape = LocationBody;
    type Value = Self;

    /// Each of the three is read by itself, so that each fault has its own pointer.
    fn read(shape: LocationBody, place: Place<'_>, faults: &mut Faults) -> Option<Self> {
        let datum = faults.at(place.field("datum"), Datum::parse(&shape.datum));
        let known = datum.unwrap_or(Datum::Nad83);
        let at_greenwich = Self::parse(&shape.latitude, "0", known);
        let at_equator = Self::parse("0", &shape.longitude, known);
        let latitude = faults.at(place.field("latitude"), at_greenwich);
        let longitude = faults.at(place.field("longitude"), at_equator);
        Self::new(latitude?.latitude(), longitude?.longitude(), datum?).ok()
    }

    #[cfg(feature = "schema")]
    fn schema() -> serde_json::Value {
        use crate::body::described::{decimal, field, object, required};
        object(
            "Location",
            [
                required("latitude", decimal()),
                required("longitude", decimal()),
                field::<Datum>("datum"),
            ],
        )
    }
}
