//! What is appended: readings of a tank's gauge, about 300 bytes each, the same for everybody.

use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use wellflow_decider::{Decider, Fact, Illegal};

/// A reading; its JSON has about 300 bytes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct GaugeRead {
    /// When the gauge was read.
    pub(crate) effective_at: DateTime<Utc>,
    /// The tank.
    pub(crate) tank: String,
    /// Height of the oil, in quarters of an inch.
    pub(crate) top_quarters: u32,
    /// Height of the water below it, in quarters of an inch.
    pub(crate) bottom_quarters: u32,
    /// Degrees Fahrenheit.
    pub(crate) temperature_f: u32,
    /// Tenths of a degree API.
    pub(crate) gravity_tenths: u32,
    /// What the gauger wrote down.
    pub(crate) remarks: String,
}

impl GaugeRead {
    /// The nth reading.
    pub(crate) fn nth(nth: u64, at: DateTime<Utc>) -> Self {
        let small = u32::try_from(nth % 97).unwrap_or(0);
        Self {
            effective_at: at,
            tank: "Battery 7, stock tank 2, north of the heater treater".to_owned(),
            top_quarters: 400 + small,
            bottom_quarters: 16,
            temperature_f: 60 + small / 4,
            gravity_tenths: 380 + small,
            remarks: "Thief hatch seal worn, replace at next visit; seal 118204 off, 118205 on".to_owned(),
        }
    }
}

impl Fact for GaugeRead {
    fn effective_at(&self) -> DateTime<Utc> {
        self.effective_at
    }
    fn public_form(&self) -> Option<Self> {
        Some(self.clone())
    }
}

wellflow_decider::events! {
    /// What happens to a gauge.
    pub(crate) enum GaugeEvent {
        GaugeRead = 1,
    }
}

/// A gauge: how often it was read, and what it showed last.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Gauge {
    pub(crate) readings: u64,
    pub(crate) top_quarters: u32,
}

/// Notes readings down.
#[derive(Clone, Debug)]
pub(crate) struct Note {
    /// How many events the command comes to.
    pub(crate) events: usize,
    /// The first of them.
    pub(crate) reading: GaugeRead,
}

/// Why a reading is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum GaugeError {
    /// The gauge is no longer than that.
    #[error("no gauge shows that much")]
    TooHigh,
}

/// No gauge is longer than 60 feet.
const LONGEST_QUARTERS: u32 = 60 * 12 * 4;

/// The rule every contestant decides by.
pub(crate) fn refuses(reading: &GaugeRead) -> bool {
    reading.top_quarters > LONGEST_QUARTERS
}

impl Decider for Gauge {
    const KIND: &'static str = "gauge";
    const STATE_VERSION: u32 = 1;

    type Command = Note;
    type Event = GaugeEvent;
    type Error = GaugeError;

    fn decided_at(command: &Note) -> Option<DateTime<Utc>> {
        Some(command.reading.effective_at)
    }

    fn decide(&self, command: Note) -> Result<Vec<GaugeEvent>, GaugeError> {
        if refuses(&command.reading) {
            return Err(GaugeError::TooHigh);
        }
        Ok(vec![GaugeEvent::GaugeRead(command.reading); command.events])
    }

    fn evolve(&mut self, event: &GaugeEvent) -> Result<(), Illegal> {
        let GaugeEvent::GaugeRead(reading) = event;
        self.readings += 1;
        self.top_quarters = reading.top_quarters;
        Ok(())
    }
}

/// A reading's JSON, where a fixed one will do: streams that are made by one statement, and the raw limit.
pub(crate) static PAYLOAD: LazyLock<String> = LazyLock::new(|| {
    let at = DateTime::from_timestamp(1_767_225_600, 0).unwrap_or_default();
    serde_json_canonicalizer::to_string(&GaugeRead::nth(1, at)).unwrap_or_default()
});

/// Metadata of the size a command brings with it, about 150 bytes.
pub(crate) fn metadata(correlation: Uuid) -> wellflow_event_store::Metadata {
    wellflow_event_store::Metadata {
        actor: wellflow_event_store::Actor {
            subject: "pumper-17".to_owned(),
            role: "pumper".to_owned(),
        },
        correlation_id: correlation,
        causation_id: None,
        source: wellflow_event_store::Source::Api,
        request_id: Some("bench-000001".to_owned()),
        context: std::collections::BTreeMap::new(),
    }
}

/// The same as JSON, where fixed metadata will do.
pub(crate) static METADATA: LazyLock<String> =
    LazyLock::new(|| serde_json_canonicalizer::to_string(&metadata(Uuid::nil())).unwrap_or_default());
