//! Where a well is, as bodies write it.

use rust_decimal::Decimal;
use serde::Deserialize;
use wellflow_domain::location::{Datum, LatLon, LocationError, StateCode, TimeZone};

use crate::faults::Faults;

/// Decimal degrees as strings, and the datum they refer to.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LocationBody {
    latitude: String,
    longitude: String,
    datum: String,
}

impl LocationBody {
    /// Each of the three is read by itself, so that each fault has its own pointer.
    pub(super) fn read(&self, faults: &mut Faults) -> Option<LatLon> {
        let datum = faults.take("/location/datum", Datum::parse(&self.datum));
        let known = datum.unwrap_or(Datum::Nad83);
        let at_equator = |longitude: &str| LatLon::parse("0", longitude, known);
        let at_greenwich = |latitude: &str| LatLon::parse(latitude, "0", known);
        let latitude = faults.take("/location/latitude", at_greenwich(&self.latitude));
        let longitude = faults.take("/location/longitude", at_equator(&self.longitude));
        point(latitude?.latitude(), longitude?.longitude(), datum?).ok()
    }
}

fn point(latitude: Decimal, longitude: Decimal, datum: Datum) -> Result<LatLon, LocationError> {
    LatLon::new(latitude, longitude, datum)
}

/// The state and the zone of local days, both optional for some tasks.
pub(super) fn state(faults: &mut Faults, given: Option<&str>) -> Option<StateCode> {
    faults.take_if("/state", given, StateCode::parse)
}

pub(super) fn time_zone(faults: &mut Faults, given: &str) -> Option<TimeZone> {
    faults.take("/time_zone", TimeZone::parse(given))
}
