//! Rows as a collection of places (RFC 7946): a point each, and what else is known of it as its properties.
//!
//! GeoJSON is of WGS 84. Coordinates of the North American Datum of 1983 are given as they are: EPSG:1188 shifts nothing, and is
//! good to some metres. Those of 1927 are shifted by EPSG:1173, derived for the 48 states, in Alaska by EPSG:1176; both are good
//! to ten metres or so. Every property stays as it was recorded, in the datum it names.
//!
//! Invariants
//! - A place whose datum is not known, or that has no coordinates, has no geometry: nothing is put where it may not be.

use serde_json::value::RawValue;

use super::rows::Members;
use super::writer::{End, LastLine};
use crate::error::QueryError;

/// Writes a collection.
pub(super) struct Places {
    chosen: Option<Vec<&'static str>>,
    text: Vec<u8>,
    first: bool,
}

impl Places {
    pub(super) fn begin(chosen: Option<Vec<&'static str>>) -> Self {
        Self {
            chosen,
            text: br#"{"type":"FeatureCollection","features":["#.to_vec(),
            first: true,
        }
    }

    /// # Errors
    /// For a row whose place cannot be read.
    pub(super) fn row(&mut self, row: &Members<'_>) -> Result<(), QueryError> {
        if !std::mem::take(&mut self.first) {
            self.text.push(b',');
        }
        self.text.extend_from_slice(b"\n{\"type\":\"Feature\",\"id\":");
        let id = row.get("well_id").map_or("null", RawValue::get);
        self.text.extend_from_slice(id.as_bytes());
        self.text.extend_from_slice(b",\"geometry\":");
        match place(row)? {
            Some((longitude, latitude)) => {
                let point = format!(r#"{{"type":"Point","coordinates":[{longitude:.7},{latitude:.7}]}}"#);
                self.text.extend_from_slice(point.as_bytes());
            }
            None => self.text.extend_from_slice(b"null"),
        }
        self.text.extend_from_slice(b",\"properties\":");
        match &self.chosen {
            Some(chosen) => row.chosen(chosen).write(&mut self.text)?,
            None => row.write(&mut self.text)?,
        }
        self.text.push(b'}');
        Ok(())
    }

    /// # Errors
    /// Never: what is said is text and numbers.
    pub(super) fn end(&mut self, end: &End) -> Result<(), QueryError> {
        self.text.extend_from_slice(b"\n]");
        if end.broken_off.is_some() {
            // No JSON: who takes it for a collection is told by the first reader.
            self.text.extend_from_slice(b"\n");
            serde_json::to_writer(&mut self.text, &LastLine::of(end))?;
            return Ok(());
        }
        self.text.push(b',');
        let said = serde_json::to_string(&LastLine::of(end))?;
        self.text
            .extend_from_slice(said.trim_start_matches('{').as_bytes());
        self.text.push(b'\n');
        Ok(())
    }

    pub(super) fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.text)
    }
}

fn text(row: &Members<'_>, name: &str) -> Result<Option<String>, serde_json::Error> {
    row.get(name)
        .map_or(Ok(None), |value| serde_json::from_str(value.get()))
}

/// Longitude and latitude in degrees of WGS 84.
fn place(row: &Members<'_>) -> Result<Option<(f64, f64)>, serde_json::Error> {
    let degrees =
        |name: &str| Ok::<_, serde_json::Error>(text(row, name)?.and_then(|text| text.parse::<f64>().ok()));
    let (Some(longitude), Some(latitude)) = (degrees("longitude")?, degrees("latitude")?) else {
        return Ok(None);
    };
    let alaska = text(row, "state")?.as_deref() == Some("AK");
    Ok(match text(row, "datum")?.as_deref() {
        Some("WGS84" | "NAD83") => Some((longitude, latitude)),
        Some("NAD27") => Some(shifted((longitude, latitude), alaska)),
        Some(_) | None => None,
    })
}

/// From the Clarke 1866 ellipsoid to that of WGS 84, through geocentric coordinates.
fn shifted((longitude, latitude): (f64, f64), alaska: bool) -> (f64, f64) {
    const CLARKE_1866: (f64, f64) = (6_378_206.4, 6_356_583.8);
    const WGS_84: (f64, f64) = (6_378_137.0, 6_356_752.314_245_179);
    let (dx, dy, dz) = if alaska {
        (-5.0, 135.0, 172.0)
    } else {
        (-8.0, 160.0, 176.0)
    };
    let (lambda, phi) = (longitude.to_radians(), latitude.to_radians());
    let (a, b) = CLARKE_1866;
    let normal = a * a / (a * phi.cos()).hypot(b * phi.sin());
    let x = normal * phi.cos() * lambda.cos() + dx;
    let y = normal * phi.cos() * lambda.sin() + dy;
    let z = normal * (b * b) / (a * a) * phi.sin() + dz;
    // Bowring's formula: exact to far below a millimetre at the surface.
    let (a, b) = WGS_84;
    let around = x.hypot(y);
    let theta = (z * a).atan2(around * b);
    let (e, e_prime) = ((a * a - b * b) / (a * a), (a * a - b * b) / (b * b));
    let phi = (z + e_prime * b * theta.sin().powi(3)).atan2(around - e * a * theta.cos().powi(3));
    (y.atan2(x).to_degrees(), phi.to_degrees())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place_of(row: &str) -> Option<(f64, f64)> {
        place(&Members::read(row).unwrap()).unwrap()
    }

    #[test]
    fn a_place_is_of_wgs_84_or_nowhere() {
        // Molodensky's formula, which goes another way, comes to these.
        for (state, (longitude, latitude), expected) in [
            ("TX", ("-91.35", "28.25"), (-91.350_119_9, 28.250_294_5)),
            ("AK", ("-150", "61"), (-150.002_206_9, 60.999_430_2)),
        ] {
            let row = format!(
                r#"{{"longitude":"{longitude}","latitude":"{latitude}","datum":"NAD27","state":"{state}"}}"#
            );
            let (longitude, latitude) = place_of(&row).unwrap();
            assert!((longitude - expected.0).abs() < 1e-6 && (latitude - expected.1).abs() < 1e-6);
        }
        let same = r#"{"longitude":"-91.5","latitude":"28.5","datum":"NAD83","state":null}"#;
        assert_eq!(place_of(same), Some((-91.5, 28.5)));
        for row in [
            r#"{"longitude":"-91.5","latitude":"28.5","datum":null}"#,
            r#"{"longitude":null,"latitude":null,"datum":"WGS84"}"#,
            "{}",
        ] {
            assert_eq!(place_of(row), None, "{row}");
        }
    }

    #[test]
    fn a_collection_that_is_broken_off_is_no_json() {
        let mut places = Places::begin(None);
        places.row(&Members::read(r#"{"well_id":"1"}"#).unwrap()).unwrap();
        let broken = End {
            rows: 1,
            broken_off: Some("busy"),
            ..End::default()
        };
        places.end(&broken).unwrap();
        let text = String::from_utf8(places.take()).unwrap();
        assert!(
            serde_json::from_str::<serde_json::Value>(&text).is_err(),
            "{text}"
        );
        assert!(text.lines().last().unwrap().contains("busy"));
    }
}
