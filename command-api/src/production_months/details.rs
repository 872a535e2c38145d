//! What a month's statement says beside the volumes, and the filing it was taken over from.

use chrono::NaiveDate;
use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, MapAccess, Unexpected, Visitor};
use wellflow_domain::production_month::{Filing, GasUse, MonthDetails, MonthMeasures, OilStock};
use wellflow_domain::quantity::{ApiGravity, Barrels, BtuPerCubicFoot, Mcf, Psi, Quantity, SignedBarrels};
use wellflow_domain::text::Text120;
use wellflow_domain::well::Provenance;

use crate::body::{FromBody, OrDefault, Place, bodies};
use crate::faults::Faults;
use crate::measured::GasBody;

bodies! {
    /// What a month's statement says beside the volumes.
    MonthDetails as MonthDetailsBody {
        oil_stock: Option<OilStock>,
        gas_use: Option<GasUse>,
        measured: Option<MonthMeasures>,
    }

    /// The stock of oil as stated.
    OilStock as OilStockBody {
        opening_bbl: Quantity<Barrels>,
        disposed_bbl: Quantity<Barrels>,
        adjustment_bbl: Quantity<SignedBarrels>,
        closing_bbl: Quantity<Barrels>,
    }

    /// Where the gas went, as stated.
    GasUse as GasUseBody {
        sold: Quantity<Mcf>,
        used_on_lease: Quantity<Mcf>,
        shrinkage: Quantity<Mcf>,
        flared_or_vented: Quantity<Mcf>,
    }

    /// What was measured of the month's production.
    MonthMeasures as MonthMeasuresBody {
        oil_api_gravity: Option<ApiGravity>,
        gas_btu_per_cf: Option<BtuPerCubicFoot>,
        gas_tubing_psi: Option<Psi>,
        gas_casing_psi: Option<Psi>,
        water_tubing_psi: Option<Psi>,
        water_casing_psi: Option<Psi>,
        water_disposal_code: Option<Text120>,
    }

    /// The filing a month is taken over from.
    Filing as FilingBody {
        provenance: Provenance,
        document_number: Option<Text120>,
        accepted_on: Option<NaiveDate>,
        revised: OrDefault<bool>,
        well_status_code: Option<Text120>,
    }
}

/// What is said in place of a volume of gas.
#[derive(Debug)]
pub(crate) enum StatedGas {
    /// The word for it.
    Withheld,
    /// A volume.
    Volume(GasBody),
}

impl<'de> Deserialize<'de> for StatedGas {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Words;

        impl<'de> Visitor<'de> for Words {
            type Value = StatedGas;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a volume with its base, \"withheld\" or null")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<StatedGas, E> {
                if text == "withheld" {
                    return Ok(StatedGas::Withheld);
                }
                Err(E::invalid_type(Unexpected::Str(text), &self))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<StatedGas, A::Error> {
                GasBody::deserialize(MapAccessDeserializer::new(map)).map(StatedGas::Volume)
            }
        }

        deserializer.deserialize_any(Words)
    }
}

impl FromBody for Quantity<Mcf> {
    type Shape = Option<StatedGas>;
    type Value = Self;

    fn read(shape: Option<StatedGas>, place: Place<'_>, faults: &mut Faults) -> Option<Self> {
        match shape {
            None => Some(Self::NotReported),
            Some(StatedGas::Withheld) => Some(Self::Withheld),
            Some(StatedGas::Volume(gas)) => Mcf::read(gas, place, faults).map(Self::of),
        }
    }

    #[cfg(feature = "schema")]
    fn schema() -> serde_json::Value {
        serde_json::json!({"anyOf": [Mcf::schema(), {"const": "withheld"}, {"type": "null"}]})
    }
}
