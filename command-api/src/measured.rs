//! What is measured, as bodies write it: gas with its base, volumes in the unit of their product, levels in a tank.

use serde::Deserialize;
use serde_json::Value;
use wellflow_domain::disposition::ProductVolume;
use wellflow_domain::quantity::{Barrels, BaseTemperature, Mcf, PressureBase};
use wellflow_domain::tank::{GaugeLevel, PerInch, Strap, Strapping, TankTable};

use crate::body::{FromBody, Place, bodies, kind_of, part};
use crate::faults::Faults;
use crate::problems::INVALID_CHOICE;

/// Gas is a number together with the pressure and the temperature it is stated at; 60 °F where none is given.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct GasBody {
    volume: String,
    base_psia: String,
    base_temp_f: Option<String>,
}

impl FromBody for Mcf {
    type Shape = GasBody;
    type Value = Self;

    fn read(shape: GasBody, place: Place<'_>, faults: &mut Faults) -> Option<Self> {
        let base = faults.at(place.field("base_psia"), PressureBase::parse(&shape.base_psia));
        // The volume is read even where the base is not, so that both faults are reported.
        let known = base.unwrap_or(PressureBase::Psia14_73);
        let gas = faults.at(place.field("volume"), Self::parse(&shape.volume, known));
        let temperature =
            Option::<BaseTemperature>::read(shape.base_temp_f, place.field("base_temp_f"), faults)?;
        base?;
        Some(gas?.stated_at(temperature.unwrap_or_default()))
    }

    #[cfg(feature = "schema")]
    fn schema() -> serde_json::Value {
        use crate::body::described::{decimal, field, object, required};
        object(
            "Gas",
            [
                required("volume", decimal()),
                field::<PressureBase>("base_psia"),
                field::<Option<BaseTemperature>>("base_temp_f"),
            ],
        )
    }
}

/// `{"bbl": "180.5"}` of a liquid, `{"gas": {...}}` of gas.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProductVolumeBody {
    bbl: Option<String>,
    gas: Option<GasBody>,
}

impl FromBody for ProductVolume {
    type Shape = ProductVolumeBody;
    type Value = Self;

    fn read(shape: ProductVolumeBody, place: Place<'_>, faults: &mut Faults) -> Option<Self> {
        match (shape.bbl, shape.gas) {
            (Some(bbl), None) => Barrels::read(bbl, place.field("bbl"), faults).map(Self::Bbl),
            (None, Some(gas)) => Mcf::read(gas, place.field("gas"), faults).map(Self::Gas),
            (Some(_), Some(_)) | (None, None) => {
                faults.note(INVALID_CHOICE, place, "a volume is either bbl or gas");
                None
            }
        }
    }

    #[cfg(feature = "schema")]
    fn schema() -> serde_json::Value {
        use crate::body::described::{field, object};
        object(
            "ProductVolume",
            [field::<Option<Barrels>>("bbl"), field::<Option<Mcf>>("gas")],
        )
    }
}

/// How high liquid stands.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LevelBody {
    feet: u16,
    inches: u8,
    quarters: u8,
}

impl FromBody for GaugeLevel {
    type Shape = LevelBody;
    type Value = Self;

    fn read(shape: LevelBody, place: Place<'_>, faults: &mut Faults) -> Option<Self> {
        faults.at(place, Self::new(shape.feet, shape.inches, shape.quarters))
    }

    #[cfg(feature = "schema")]
    fn schema() -> serde_json::Value {
        use crate::body::described::{field, object};
        object(
            "GaugeLevel",
            [
                field::<u16>("feet"),
                field::<u8>("inches"),
                field::<u8>("quarters"),
            ],
        )
    }
}

bodies! {
    /// A line of a tank's table.
    Strap as StrapBody { level: GaugeLevel, bbl: Barrels }
}

/// The same for every inch, up to a height.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PerInchBody {
    bbl_per_inch: String,
    height: LevelBody,
}

/// As strapped, lowest line first.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct StrappedBody {
    lines: Vec<StrapBody>,
}

/// How much a tank holds at each level.
impl FromBody for TankTable {
    type Shape = Value;
    type Value = Self;

    fn read(shape: Value, place: Place<'_>, faults: &mut Faults) -> Option<Self> {
        let (word, fields) = kind_of(shape, "by", &["per_inch", "strapped"], place, faults)?;
        if word == "per_inch" {
            let PerInchBody { bbl_per_inch, height } = part(&fields, place, faults)?;
            let rate = Barrels::read(bbl_per_inch, place.field("bbl_per_inch"), faults);
            let height = GaugeLevel::read(height, place.field("height"), faults);
            let tank = PerInch::new(rate?, height?);
            return faults.at(place.field("bbl_per_inch"), tank).map(Self::PerInch);
        }
        let StrappedBody { lines } = part(&fields, place, faults)?;
        let lines = Vec::<Strap>::read(Some(lines), place.field("lines"), faults)?;
        let table = Strapping::new(lines);
        faults.at(place.field("lines"), table).map(Self::Strapped)
    }

    #[cfg(feature = "schema")]
    fn schema() -> serde_json::Value {
        use crate::body::described::{field, kinds, list, required, tagged};
        let per_inch = [field::<Barrels>("bbl_per_inch"), field::<GaugeLevel>("height")];
        let strapped = [required("lines", list(Strap::schema()))];
        kinds(
            "TankTable",
            [
                tagged("by", "per_inch", per_inch),
                tagged("by", "strapped", strapped),
            ],
        )
    }
}
