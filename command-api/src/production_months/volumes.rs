//! The month's volumes: `/record`, `/correct`, `/restate`.

use serde::Deserialize;
use uuid::Uuid;
use wellflow_domain::ids::WellId;
use wellflow_domain::month::Month;
use wellflow_domain::production_month::{Filing, MonthDetails, RestateProduction, Volumes};
use wellflow_domain::quantity::{Barrels, BaseTemperature, DaysOn, Mcf, PressureBase, Quantity};
use wellflow_domain::text::{CompletionName, Text120};
use wellflow_http::MISSING_FIELD;

use crate::body::{FromBody, OrDefault, Place, Stated, StatedCount, Told};
use crate::faults::Faults;

/// A month to record.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct NewMonth {
    pub(crate) well_id: WellId,
    pub(crate) completion: CompletionName,
    pub(crate) month: Month,
    pub(crate) lease: Option<Text120>,
    pub(crate) volumes: Volumes,
    pub(crate) details: MonthDetails,
    pub(crate) filing: Option<Filing>,
}

/// Volumes that take the place of recorded ones.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct NewVolumes {
    pub(crate) corrects_event_id: Option<Uuid>,
    pub(crate) volumes: Volumes,
    pub(crate) details: Option<MonthDetails>,
    pub(crate) reason: Text120,
}

/// Declares a body that holds a month's volumes beside other fields. Volumes are strings, days a whole number; each may be
/// `null`, which says nothing of it, or `"withheld"`. Gas names the base it was measured at.
macro_rules! with_volumes {
    ($($value:ident as $shape:ident { $($field:ident: $kind:ty),+ $(,)? })+) => { $(
        #[derive(Debug, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub(crate) struct $shape {
            $($field: <$kind as FromBody>::Shape,)+
            days_on: StatedCount,
            oil_bbl: Stated,
            condensate_bbl: Option<Stated>,
            gas_mcf: Stated,
            gas_lift_mcf: Option<Stated>,
            gas_base_psia: Option<String>,
            gas_base_temp_f: Option<String>,
            water_bbl: Stated,
            injection: Option<Stated>,
        }

        impl FromBody for $value {
            type Shape = $shape;
            type Value = Self;

            fn read(shape: $shape, place: Place<'_>, faults: &mut Faults) -> Option<Self> {
                $(let $field = <$kind as FromBody>::read(shape.$field, place.field(stringify!($field)), faults);)+
                let volumes = VolumeFields {
                    days_on: shape.days_on,
                    oil_bbl: shape.oil_bbl,
                    condensate_bbl: shape.condensate_bbl,
                    gas_mcf: shape.gas_mcf,
                    gas_lift_mcf: shape.gas_lift_mcf,
                    gas_base_psia: shape.gas_base_psia,
                    gas_base_temp_f: shape.gas_base_temp_f,
                    water_bbl: shape.water_bbl,
                    injection: shape.injection,
                }
                .read(place, faults);
                Some(Self { $($field: $field?,)+ volumes: volumes? })
            }

            #[cfg(feature = "schema")]
            fn schema() -> serde_json::Value {
                use crate::body::described::{field, object};
                object(
                    stringify!($value),
                    [$(field::<$kind>(stringify!($field))),+].into_iter().chain(volume_fields()),
                )
            }
        }
    )+ };
}

/// The volumes among the fields of such a body.
#[cfg(feature = "schema")]
fn volume_fields() -> [crate::body::described::Field; 9] {
    use crate::body::described::{field, optional, required, stated, stated_count};
    [
        required("days_on", stated_count()),
        required("oil_bbl", stated()),
        optional("condensate_bbl", stated()),
        required("gas_mcf", stated()),
        optional("gas_lift_mcf", stated()),
        field::<Option<wellflow_domain::quantity::PressureBase>>("gas_base_psia"),
        field::<Option<wellflow_domain::quantity::BaseTemperature>>("gas_base_temp_f"),
        required("water_bbl", stated()),
        optional("injection", stated()),
    ]
}

with_volumes! {
    NewMonth as RecordBody {
        well_id: WellId,
        completion: CompletionName,
        month: Month,
        lease: Option<Text120>,
        details: OrDefault<MonthDetails>,
        filing: Option<Filing>,
    }

    NewVolumes as CorrectBody {
        corrects_event_id: Option<Uuid>,
        details: Option<MonthDetails>,
        reason: Text120,
    }

    RestateProduction as RestateBody {
        details: Option<MonthDetails>,
        reason: Text120,
        affected_reports: Vec<Text120>,
    }
}

/// The fields of the volumes.
struct VolumeFields {
    days_on: StatedCount,
    oil_bbl: Stated,
    condensate_bbl: Option<Stated>,
    gas_mcf: Stated,
    gas_lift_mcf: Option<Stated>,
    gas_base_psia: Option<String>,
    gas_base_temp_f: Option<String>,
    water_bbl: Stated,
    injection: Option<Stated>,
}

impl VolumeFields {
    fn read(self, place: Place<'_>, faults: &mut Faults) -> Option<Volumes> {
        let days_on = Told::<DaysOn>::read(self.days_on, place.field("days_on"), faults);
        let oil_bbl = Told::<Barrels>::read(self.oil_bbl, place.field("oil_bbl"), faults);
        let condensate_bbl = liquid(self.condensate_bbl, place.field("condensate_bbl"), faults);
        let gas_lift = self.gas_lift_mcf.unwrap_or(Stated::Blank);
        let base = Option::<PressureBase>::read(self.gas_base_psia, place.field("gas_base_psia"), faults);
        let stated = |gas: &Stated| matches!(gas, Stated::Amount(_));
        if base == Some(None) && (stated(&self.gas_mcf) || stated(&gas_lift)) {
            let detail = "the field \"gas_base_psia\" is required where gas is stated";
            faults.note(MISSING_FIELD, place.field("gas_base_psia"), detail);
        }
        let base_temp =
            OrDefault::<BaseTemperature>::read(self.gas_base_temp_f, place.field("gas_base_temp_f"), faults);
        // The volumes are read even where the base is not, so that all faults are reported.
        let known = base.flatten().unwrap_or(PressureBase::Psia14_73);
        let at = base_temp.unwrap_or_default();
        let gas = |text: &str| Mcf::parse(text, known).map(|gas| gas.stated_at(at));
        let produced = self.gas_mcf.quantity(place.field("gas_mcf"), faults, gas);
        let lifted = gas_lift.quantity(place.field("gas_lift_mcf"), faults, gas);
        let water_bbl = Told::<Barrels>::read(self.water_bbl, place.field("water_bbl"), faults);
        let injection = liquid(self.injection, place.field("injection"), faults);
        base?;
        base_temp?;
        Some(Volumes {
            days_on: days_on?,
            oil_bbl: oil_bbl?,
            condensate_bbl: condensate_bbl?,
            gas: produced?,
            gas_lift: lifted?,
            water_bbl: water_bbl?,
            injection: injection?,
        })
    }
}

fn liquid(shape: Option<Stated>, place: Place<'_>, faults: &mut Faults) -> Option<Quantity<Barrels>> {
    Quantity::<Barrels>::read(shape, place, faults)
}
