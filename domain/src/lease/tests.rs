//! The rules of a lease, each as a sentence, and each refusal.

mod amending;
mod asked;
mod assigning;
mod cessation;
mod correcting;
mod ending;
mod holding;
mod imports;
mod pooling;
mod releasing;
mod rentals;
mod showing;
mod signing;
mod table;

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::*;
use crate::depth::{DepthInterval, Depths};
use crate::ids::{LeaseId, OwnerId, UnitId, WellId};
use crate::location::{StateCode, TimeZone};
use crate::month::Month;
use crate::quantity::{Acres, DecimalInterest, Feet, Percent, Usd};
use crate::text::{CompletionName, Remarks, Text120};
use crate::tract::TractName;

/// Noon, local to the lease.
fn noon(day: &str) -> DateTime<Utc> {
    format!("{day}T18:00:00Z").parse().unwrap()
}

/// A clock at which every date of these tests has passed.
fn later() -> DateTime<Utc> {
    noon("2100-01-01")
}

impl<T: Into<LeaseTask>> From<T> for LeaseCommand {
    fn from(task: T) -> Self {
        task.into().asked_at(later())
    }
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn text(value: &str) -> Text120 {
    Text120::parse(value).unwrap()
}

fn remarks(value: &str) -> Remarks {
    Remarks::parse(value).unwrap()
}

fn feet(value: &str) -> Feet {
    Feet::parse(value).unwrap()
}

fn acres(value: &str) -> Acres {
    Acres::parse(value).unwrap()
}

fn usd(value: &str) -> Usd {
    Usd::parse(value).unwrap()
}

fn percent(value: &str) -> Percent {
    Percent::parse(value).unwrap()
}

fn share(value: &str) -> DecimalInterest {
    DecimalInterest::parse(value).unwrap()
}

fn month(value: &str) -> Month {
    Month::parse(value).unwrap()
}

fn tract(value: &str) -> TractName {
    TractName::parse(value).unwrap()
}

fn d01() -> CompletionName {
    CompletionName::parse("D01").unwrap()
}

fn between(top: &str, base: &str) -> DepthInterval {
    DepthInterval::new(feet(top), Some(feet(base))).unwrap()
}

fn from(top: &str) -> DepthInterval {
    DepthInterval::new(feet(top), None).unwrap()
}

fn central() -> TimeZone {
    TimeZone::parse("America/Chicago").unwrap()
}

fn lease_id() -> LeaseId {
    LeaseId::new(Uuid::from_u128(100))
}

fn owner(number: u128) -> OwnerId {
    OwnerId::new(Uuid::from_u128(number))
}

/// Who signed as lessee.
fn lessee() -> OwnerId {
    owner(1)
}

fn well_id() -> WellId {
    WellId::new(Uuid::from_u128(7))
}

fn unit_id() -> UnitId {
    UnitId::new(Uuid::from_u128(9))
}

fn paper(reference: &str) -> Instrument {
    Instrument {
        reference: text(reference),
        signed_on: Some(date("2020-01-10")),
    }
}

fn unsigned() -> Instrument {
    Instrument {
        reference: text("Draft"),
        signed_on: None,
    }
}

fn not_signed() -> LeaseError {
    LeaseError::NotSigned {
        reference: text("Draft"),
    }
}
