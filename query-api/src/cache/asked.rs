//! How often each cache had what was asked of it.

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use wellflow_http::Metrics;

/// Which cache.
#[derive(Clone, Copy, Debug)]
pub(super) enum Layer {
    Memory,
    Redis,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Labels {
    layer: &'static str,
    result: &'static str,
}

/// The counts; clones share them.
#[derive(Clone, Debug, Default)]
pub(super) struct Asked(Family<Labels, Counter>);

impl Asked {
    pub(super) fn register(&self, metrics: &Metrics) {
        let help = "Wells asked of a cache: hit, miss, stale (older than demanded), bypass (not in use)";
        metrics.register("wellflow_cache_requests", help, self.0.clone());
    }

    pub(super) fn count(&self, layer: Layer, result: &'static str) {
        let layer = match layer {
            Layer::Memory => "l1",
            Layer::Redis => "l2",
        };
        self.0.get_or_create(&Labels { layer, result }).inc();
    }
}
