//! A production month as it is answered, now and about the past alike.

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde::Serialize;
use uuid::Uuid;
use wellflow_domain::location::TimeZone;
use wellflow_domain::production_month::{ProductionMonth, ProductionMonthSummary, Volumes};
use wellflow_event_store::Folded;
use wellflow_read_model::document::Document;
use wellflow_read_model::figures::{gas_oil_ratio, water_cut};

/// The ratios of a statement's volumes. As on the forms, a blank counts as zero; over what is withheld there is none.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct Ratios {
    /// Cubic feet of gas, at its stated base, for each barrel of oil and condensate.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    gas_oil_ratio: Option<Decimal>,
    /// Water as a part of oil, condensate and water.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    water_cut: Option<Decimal>,
}

impl Ratios {
    pub(crate) fn of(volumes: &Volumes) -> Self {
        let oil = volumes
            .oil_bbl
            .in_balance()
            .zip(volumes.condensate_bbl.in_balance())
            .map(|(oil, condensate)| oil + condensate);
        Self {
            gas_oil_ratio: oil
                .zip(volumes.gas.in_balance())
                .and_then(|(oil, gas)| gas_oil_ratio(gas, oil)),
            water_cut: oil
                .zip(volumes.water_bbl.in_balance())
                .and_then(|(oil, water)| water_cut(water, oil)),
        }
    }
}

/// A month as every role that reads production sees it.
#[derive(Debug, Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "ProductionMonthFigures")
)]
pub(crate) struct Month {
    #[serde(flatten)]
    month: ProductionMonthSummary,
    #[serde(flatten)]
    ratios: Ratios,
}

impl Month {
    /// `None` where nothing is recorded of the month.
    pub(crate) fn of(month: &ProductionMonth) -> Option<Self> {
        let month = month.summary()?;
        let ratios = Ratios::of(&month.volumes);
        Some(Self { month, ratios })
    }
}

#[derive(Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "ProductionMonth")
)]
pub(crate) struct Shown {
    production_month_id: Uuid,
    #[serde(flatten)]
    month: Month,
    /// When the source last reported of the month, by its own word.
    reported_at: Option<DateTime<Utc>>,
}

/// The point of the ledger a document holds at.
#[derive(Clone, Copy, Debug)]
pub(super) struct At {
    pub(super) version: u64,
    pub(super) position: u64,
    pub(super) recorded_at: DateTime<Utc>,
    pub(super) reported_at: Option<DateTime<Utc>>,
}

/// The document; `None` where nothing is recorded of the month.
pub(super) fn document(
    id: Uuid,
    month: &ProductionMonth,
    at: At,
) -> Option<Document<impl Serialize + use<>>> {
    Some(Document {
        summary: Shown {
            production_month_id: id,
            month: Month::of(month)?,
            reported_at: at.reported_at,
        },
        version: at.version,
        position: at.position,
        recorded_at: at.recorded_at,
    })
}

/// The document of a month folded from its ledger.
pub(crate) fn at_point(
    id: Uuid,
    folded: &Folded<ProductionMonth>,
    reported_at: Option<DateTime<Utc>>,
) -> Option<Document<impl Serialize + use<>>> {
    let at = At {
        version: folded.version,
        position: folded.position,
        recorded_at: folded.recorded_at,
        reported_at,
    };
    document(id, &folded.state, at)
}

/// The zone of the month's local days.
pub(crate) fn zone(month: &ProductionMonth) -> Option<TimeZone> {
    match month {
        ProductionMonth::Unknown => None,
        ProductionMonth::Running { running } => Some(running.time_zone),
        ProductionMonth::Open { recorded } | ProductionMonth::Locked { recorded, .. } => {
            Some(recorded.time_zone)
        }
    }
}
