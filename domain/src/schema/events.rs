//! The schema of every event as it is written today.

use schemars::generate::SchemaSettings;
use schemars::transform::{Transform, transform_subschemas};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use wellflow_decider::{Decider, FactTypes, FactVisitor};

use crate::afe::Afe;
use crate::approval_policy::ApprovalPolicy;
use crate::division_of_interest::DivisionOfInterest;
use crate::joint_operating_agreement::JointOperatingAgreement;
use crate::lease::Lease;
use crate::owner::Owner;
use crate::production_month::ProductionMonth;
use crate::property_divisions::PropertyDivisions;
use crate::property_month::PropertyMonth;
use crate::well::Well;

/// The schema of one event type in its newest version.
#[derive(Clone, Debug, PartialEq)]
pub struct EventSchema {
    /// The stream's category, for example `well`.
    pub kind: &'static str,
    /// The event's name, for example `WellSpudded`.
    pub event_type: &'static str,
    /// The version of the payload's shape.
    pub event_version: u16,
    /// JSON Schema, draft 2020-12, of the payload.
    pub schema: Schema,
}

/// The schemas of all events of all aggregates, in their newest versions.
pub fn event_schemas() -> Vec<EventSchema> {
    let mut schemas = Vec::new();
    add::<Well>(&mut schemas);
    add::<ProductionMonth>(&mut schemas);
    add::<PropertyMonth>(&mut schemas);
    add::<Lease>(&mut schemas);
    add::<Owner>(&mut schemas);
    add::<DivisionOfInterest>(&mut schemas);
    add::<PropertyDivisions>(&mut schemas);
    add::<ApprovalPolicy>(&mut schemas);
    add::<JointOperatingAgreement>(&mut schemas);
    add::<Afe>(&mut schemas);
    schemas
}

/// Latitude and longitude: degrees in lowest form.
pub(crate) fn degrees(_: &mut SchemaGenerator) -> Schema {
    json_schema!({"type": "string", "pattern": r"^-?(0|[1-9]\d{0,2})(\.\d{0,7}[1-9])?$"})
}

/// A volume without its unit.
pub(crate) fn volume(_: &mut SchemaGenerator) -> Schema {
    json_schema!({"type": "string", "pattern": super::VOLUME})
}

/// A change of a volume without its unit.
pub(crate) fn signed_volume(_: &mut SchemaGenerator) -> Schema {
    json_schema!({"type": "string", "pattern": super::SIGNED_VOLUME})
}

fn add<D>(schemas: &mut Vec<EventSchema>)
where
    D: Decider,
    D::Event: FactTypes<Facts>,
{
    let mut facts = Facts {
        kind: D::KIND,
        schemas: Vec::new(),
    };
    D::Event::visit_types(&mut facts);
    schemas.append(&mut facts.schemas);
}

struct Facts {
    kind: &'static str,
    schemas: Vec<EventSchema>,
}

impl<F: JsonSchema> FactVisitor<F> for Facts {
    fn visit(&mut self, event_type: &'static str, event_version: u16) {
        let settings = SchemaSettings::draft2020_12()
            .for_serialize()
            .with_transform(NothingElse);
        let schema = settings.into_generator().into_root_schema_for::<F>();
        self.schemas.push(EventSchema {
            kind: self.kind,
            event_type,
            event_version,
            schema,
        });
    }
}

/// Closes every object against fields it does not name.
#[derive(Clone, Debug)]
struct NothingElse;

impl Transform for NothingElse {
    fn transform(&mut self, schema: &mut Schema) {
        transform_subschemas(self, schema);
        if schema.get("properties").is_some() {
            schema.insert("additionalProperties".to_owned(), false.into());
        }
    }
}
