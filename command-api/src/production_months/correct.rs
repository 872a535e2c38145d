//! `POST /production-months/{production_month_id}/correct`: recorded volumes are replaced, with a reason.

use serde::Deserialize;
use serde_json::Value;
use wellflow_domain::production_month::{CorrectProductionMonth, ProductionMonthCommand};
use wellflow_domain::text::Text120;
use wellflow_http::{Problem, json};

use super::volumes::VolumeFields;
use crate::faults::Faults;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CorrectBody {
    reason: String,
    days_on: Option<i64>,
    oil_bbl: Option<String>,
    gas_mcf: Option<String>,
    gas_base_psia: String,
    water_bbl: Option<String>,
    injection: Option<String>,
}

impl CorrectBody {
    pub(crate) fn read(body: &Value) -> Result<ProductionMonthCommand, Problem> {
        let body: Self = json::shape(body)?;
        let mut faults = Faults::default();
        let reason = faults.take("/reason", Text120::parse(&body.reason));
        let fields = VolumeFields {
            days_on: body.days_on,
            oil_bbl: body.oil_bbl.as_deref(),
            gas_mcf: body.gas_mcf.as_deref(),
            gas_base_psia: &body.gas_base_psia,
            water_bbl: body.water_bbl.as_deref(),
            injection: body.injection.as_deref(),
        };
        let volumes = fields.read(&mut faults);
        faults.build(|| {
            Some(ProductionMonthCommand::Correct(Box::new(
                CorrectProductionMonth {
                    corrects: None,
                    volumes: volumes?,
                    details: None,
                    reason: reason?,
                },
            )))
        })
    }
}
