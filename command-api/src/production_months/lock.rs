//! `POST /production-months/{production_month_id}/lock`: the month is closed to corrections.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::Value;
use wellflow_domain::production_month::{LockProductionMonth, ProductionMonthCommand};
use wellflow_http::{Problem, json};

use crate::faults::{Faults, instant};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LockBody {
    effective_at: String,
}

impl LockBody {
    pub(crate) fn read(body: &Value, now: DateTime<Utc>) -> Result<ProductionMonthCommand, Problem> {
        let body: Self = json::shape(body)?;
        let mut faults = Faults::default();
        let effective_at = faults.take("/effective_at", instant(&body.effective_at));
        faults.build(|| {
            Some(ProductionMonthCommand::Lock(LockProductionMonth {
                effective_at: effective_at?,
                now,
            }))
        })
    }
}
