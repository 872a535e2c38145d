//! What is served of rows others write: the documents of a well's parts, of days, interests and changes, as the projector
//! writes them, and how lists of documents are answered.

use std::borrow::Cow;

use chrono::{DateTime, NaiveDate, Utc};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use uuid::Uuid;
use wellflow_domain::api_number::ApiNumber;
use wellflow_domain::depth::DepthInterval;
use wellflow_domain::division_of_interest::{
    DeckKind, DeckProduct, DeckSide, Instrument, PayStatus, PayoutAccount, Restated, ShareChanged,
};
use wellflow_domain::ids::OwnerId;
use wellflow_domain::month::Month;
use wellflow_domain::ownership::InterestType;
use wellflow_domain::production_month::DayShown;
use wellflow_domain::property_month::PropertyId;
use wellflow_domain::quantity::{DecimalInterest, Feet};
use wellflow_domain::text::{CompletionName, Text120};
use wellflow_domain::well::{
    AgencyStatus, BoreStatus, CompletionDetail, CompletionSummary, FluidLevel, InitialTest, IntegrityTest,
    WellStatus, WellTest,
};

/// Documents, all of them.
#[derive(JsonSchema)]
#[schemars(rename = "ListOf{T}")]
#[expect(dead_code, reason = "the shape of what is written as text")]
pub(crate) struct List<T> {
    items: Vec<T>,
}

/// A page of documents.
#[derive(JsonSchema)]
#[schemars(rename = "PageOf{T}")]
#[expect(dead_code, reason = "the shape of what is written as text")]
pub(crate) struct Page<T> {
    items: Vec<T>,
    /// What to send as `cursor` for the next page; `null` on the last.
    next_cursor: Option<String>,
}

/// From where on something may be missing, because a stream is parked.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "the shape of what is added to an answer")]
pub(crate) struct IncompleteSince {
    /// The position of the first event that could not be taken in.
    position: u64,
    /// Since when it waits.
    parked_at: DateTime<Utc>,
    /// How many streams; on the answer as a whole alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    streams: Option<u64>,
}

/// An operation of RFC 6902.
pub(crate) struct Patch;

impl JsonSchema for Patch {
    fn schema_name() -> Cow<'static, str> {
        "JsonPatchOperation".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "object",
            "required": ["op", "path"],
            "properties": {
                "op": {"enum": ["add", "remove", "replace"]},
                "path": {"type": "string", "description": "A pointer (RFC 6901)."},
                "value": {"description": "What stands there afterwards; absent of a removal."},
            },
        })
    }
}

/// A wellbore. Absent facts are `null`, days are local to the well.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "the shape of what the projector writes")]
pub(crate) struct Wellbore {
    api_number: Option<ApiNumber>,
    name: Text120,
    operator: Text120,
    lease: Option<Text120>,
    status: WellboreStatus,
    status_since: Option<DateTime<Utc>>,
    agency_status: Option<AgencyStatus>,
    parent_api_number: Option<ApiNumber>,
    kickoff_md_ft: Option<Feet>,
    spudded_on: Option<NaiveDate>,
    total_depth_on: Option<NaiveDate>,
    measured_depth_ft: Option<Feet>,
    true_vertical_depth_ft: Option<Feet>,
    /// Whether it was left for another bore and stays where it lies.
    abandoned_in_place: bool,
    abandoned_on: Option<NaiveDate>,
}

/// An agency's wellbore has a status of its own; our own hole has the well's while it is not left.
#[derive(JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "the shape of what the projector writes")]
enum WellboreStatus {
    OfItself(BoreStatus),
    OfTheWell(WellStatus),
}

/// A completion, and how it came about.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "the shape of what the projector writes")]
pub(crate) struct Completion {
    #[serde(flatten)]
    summary: CompletionSummary,
    opened_on: Option<NaiveDate>,
    first_production_on: Option<NaiveDate>,
    recompleted_from: Option<CompletionName>,
    recompleted_into: Option<CompletionName>,
    isolated_by: Option<Text120>,
    detail: Option<CompletionDetail>,
}

/// A test of a well or of a completion.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "the shape of what the projector writes")]
pub(crate) struct Test {
    tested_at: DateTime<Utc>,
    tested_on: NaiveDate,
    completion: Option<CompletionName>,
    #[serde(flatten)]
    test: Tested,
    /// Cubic feet a barrel; `null` without oil, and where nothing flows in such a test.
    gas_oil_ratio: Option<String>,
    water_cut: Option<String>,
}

#[derive(JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[expect(dead_code, reason = "the shape of what the projector writes")]
enum Tested {
    Production(WellTest),
    InitialPotential(InitialTest),
    MechanicalIntegrity(IntegrityTest),
    FluidLevel(FluidLevel),
}

/// A day of a completion.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "the shape of what the projector writes")]
pub(crate) struct Day {
    production_month_id: Uuid,
    completion: CompletionName,
    date: NaiveDate,
    #[serde(flatten)]
    day: DayShown,
    downtime_minutes: u32,
    gas_oil_ratio: Option<String>,
    water_cut: Option<String>,
}

#[derive(JsonSchema)]
#[expect(dead_code, reason = "the shape of what the projector writes")]
struct Belongs {
    division_id: Uuid,
    property_id: PropertyId,
    product: DeckProduct,
    depths: DepthInterval,
}

/// An interest of an owner.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "the shape of what the projector writes")]
pub(crate) struct Interest {
    #[serde(flatten)]
    of: Belongs,
    side: DeckSide,
    deck: DeckKind,
    owner: OwnerId,
    interest: InterestType,
    decimal: DecimalInterest,
    status: PayStatus,
    /// The months throughout which it stays the same.
    from: Month,
    until: Option<Month>,
}

/// A change of interests, and what it rests on.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "the shape of what the projector writes")]
pub(crate) struct InterestChange {
    #[serde(flatten)]
    of: Belongs,
    event_id: Uuid,
    event_type: String,
    /// The version of the division after the event.
    version: u64,
    position: u64,
    recorded_at: DateTime<Utc>,
    /// The first month that is divided so.
    from: Month,
    instrument: Option<Instrument>,
    account: Option<PayoutAccount>,
    document: Option<Text120>,
    reason: Option<String>,
    corrects_event_id: Option<Uuid>,
    restates: Option<Restated>,
    shares: Vec<ShareChanged>,
}
