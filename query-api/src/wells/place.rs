//! Where wells lie that are asked about: around a point, or within a box of degrees.
//!
//! Coordinates are compared as they were stated, each in its own datum: those of NAD27 lie some ten to two hundred metres from
//! where WGS 84 has them.

use wellflow_http::{FieldError, Problem};
use wellflow_read_model::well_summary::{Bounds, Near};

use crate::params::{Params, invalid};
use crate::problems::CONFLICTING_PARAMETERS;

/// The longest radius: half way round the earth.
const RADIUS_KM_MAX: f64 = 20_038.0;

/// `near` and `radius_km`.
///
/// # Errors
/// `invalid-parameter`.
pub(super) fn near(params: &Params) -> Result<Option<Near>, Problem> {
    let (point, radius) = match (params.raw("near"), params.raw("radius_km")) {
        (None, None) => return Ok(None),
        (Some(point), Some(radius)) => (point, radius),
        (Some(_), None) => return Err(invalid("radius_km", "near needs a radius")),
        (None, Some(_)) => return Err(invalid("near", "radius_km needs a point to lie around")),
    };
    let form = || {
        invalid(
            "near",
            "latitude and longitude in degrees are expected, for example 28.25,-91.35",
        )
    };
    let (latitude, longitude) = point.split_once(',').ok_or_else(form)?;
    let latitude = number(latitude)
        .filter(|degrees| degrees.abs() <= 90.0)
        .ok_or_else(form)?;
    let longitude = number(longitude)
        .filter(|degrees| degrees.abs() <= 180.0)
        .ok_or_else(form)?;
    let radius_km = number(radius)
        .filter(|radius| *radius > 0.0 && *radius <= RADIUS_KM_MAX)
        .ok_or_else(|| {
            invalid(
                "radius_km",
                format!("kilometres above 0, at most {RADIUS_KM_MAX}, are expected"),
            )
        })?;
    Ok(Some(Near {
        latitude,
        longitude,
        radius_km,
    }))
}

/// `bbox`: west, south, east and north, as RFC 7946 has them; one that crosses the antimeridian begins east of its end.
///
/// # Errors
/// `invalid-parameter`, `conflicting-parameters`.
pub(super) fn within(params: &Params) -> Result<Option<Bounds>, Problem> {
    let Some(text) = params.raw("bbox") else {
        return Ok(None);
    };
    if params.raw("near").is_some() {
        let detail = "bbox does not go together with near: both say where wells lie.";
        let error = FieldError::parameter(
            "bbox",
            CONFLICTING_PARAMETERS.slug,
            "leave out this parameter or near",
        );
        return Err(Problem::new(CONFLICTING_PARAMETERS, detail).with_error(error));
    }
    let form = || {
        invalid(
            "bbox",
            "west, south, east and north in degrees are expected, for example -91.5,28,-90.5,29",
        )
    };
    let degrees: Vec<f64> = text.split(',').map_while(number).collect();
    let [west, south, east, north] = degrees[..] else {
        return Err(form());
    };
    if text.split(',').count() != 4
        || west.abs() > 180.0
        || east.abs() > 180.0
        || south < -90.0
        || north > 90.0
    {
        return Err(form());
    }
    if south > north {
        return Err(invalid("bbox", "the north lies south of the south"));
    }
    Ok(Some(Bounds {
        west,
        south,
        east,
        north,
    }))
}

/// A plain decimal number; not what else a float may be read from.
fn number(text: &str) -> Option<f64> {
    let plain = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.' || byte == b'-');
    if plain && text.len() <= 24 {
        text.parse().ok()
    } else {
        None
    }
}
