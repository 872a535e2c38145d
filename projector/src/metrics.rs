//! The lag, as a scraper reads it.
//!
//! The totals of every projection, and the ten organizations that wait longest: as many as there are would be a label without
//! end.

use std::fmt;
use std::time::Duration;

use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeLabelSet, EncodeMetric};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::gauge::ConstGauge;

use crate::lag::{Lags, OrganizationLag, ProjectionLag};

impl Collector for Lags {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> Result<(), fmt::Error> {
        let report = self.report();
        let (all, worst) = (&report.projections, &report.worst);
        let of = |it: &ProjectionLag| [("projection", it.projection.to_owned())];
        let of_one = |it: &OrganizationLag| {
            [
                ("projection", it.projection.to_owned()),
                ("organization", it.organization_id.to_string()),
            ]
        };
        family(
            &mut encoder,
            (
                "wellflow_projection_lag_events",
                "Events a projection has not applied, over all organizations",
            ),
            all.iter().map(|it| (of(it), whole(it.events))),
        )?;
        family(
            &mut encoder,
            (
                "wellflow_projection_lag_seconds",
                "Age of the oldest commit a projection has not applied",
            ),
            // What is behind and was not measured yet has no age: none is told, rather than 0.
            all.iter()
                .filter(|it| it.organizations == 0 || it.longest.is_some())
                .map(|it| (of(it), seconds(it.longest))),
        )?;
        family(
            &mut encoder,
            (
                "wellflow_projection_organizations_behind",
                "Organizations in which a projection is behind",
            ),
            all.iter().map(|it| (of(it), whole(it.organizations))),
        )?;
        family(
            &mut encoder,
            (
                "wellflow_projection_parked_streams",
                "Streams a projection cannot take in until they are repaired",
            ),
            all.iter().map(|it| (of(it), whole(it.parked))),
        )?;
        family(
            &mut encoder,
            (
                "wellflow_projection_organization_lag_events",
                "The same of the ten organizations that wait longest",
            ),
            worst.iter().map(|it| (of_one(it), whole(it.events))),
        )?;
        family(
            &mut encoder,
            (
                "wellflow_projection_organization_lag_seconds",
                "The same of the ten organizations that wait longest",
            ),
            worst.iter().map(|it| (of_one(it), seconds(it.waiting))),
        )?;
        let help = "Organizations there were in the last round of the sweep; several projectors share them";
        let metric =
            encoder.encode_descriptor("wellflow_projector_organizations", help, None, MetricType::Gauge)?;
        ConstGauge::new(whole(report.organizations)).encode(metric)
    }
}

fn family<L: EncodeLabelSet>(
    encoder: &mut DescriptorEncoder<'_>,
    (name, help): (&str, &str),
    values: impl Iterator<Item = (L, f64)>,
) -> Result<(), fmt::Error> {
    let mut metric = encoder.encode_descriptor(name, help, None, MetricType::Gauge)?;
    for (labels, value) in values {
        ConstGauge::new(value).encode(metric.encode_family(&labels)?)?;
    }
    Ok(())
}

/// Exact up to 2^53.
#[expect(clippy::cast_precision_loss, reason = "a gauge is a double by its format")]
fn whole(number: u64) -> f64 {
    number as f64
}

fn seconds(duration: Option<Duration>) -> f64 {
    duration.unwrap_or_default().as_secs_f64()
}

#[cfg(test)]
mod tests {
    use prometheus_client::encoding::text::encode;
    use prometheus_client::registry::Registry;
    use uuid::Uuid;

    use super::*;
    use crate::lag::LagReport;

    #[test]
    fn the_totals_are_told_and_whoever_waits_longest() {
        let lags = Lags::default();
        let mut report = LagReport {
            organizations: 3,
            projections: vec![ProjectionLag {
                projection: "well_summary",
                organizations: 0,
                events: 0,
                longest: None,
                parked: 2,
            }],
            worst: Vec::new(),
        };
        report.count(
            Uuid::from_u128(7),
            "well_summary",
            40,
            Some(Duration::from_millis(1_500)),
        );
        lags.set(report);
        let mut registry = Registry::default();
        registry.register_collector(Box::new(lags));
        let mut text = String::new();
        encode(&mut text, &registry).unwrap();
        for line in [
            "# TYPE wellflow_projection_lag_events gauge",
            "wellflow_projection_lag_events{projection=\"well_summary\"} 40.0",
            "wellflow_projection_lag_seconds{projection=\"well_summary\"} 1.5",
            "wellflow_projection_organizations_behind{projection=\"well_summary\"} 1.0",
            "wellflow_projection_parked_streams{projection=\"well_summary\"} 2.0",
            "wellflow_projection_organization_lag_events{projection=\"well_summary\",\
             organization=\"00000000-0000-0000-0000-000000000007\"} 40.0",
            "wellflow_projector_organizations 3.0",
        ] {
            assert!(text.lines().any(|it| it == line), "{line}\n{text}");
        }
    }
}
