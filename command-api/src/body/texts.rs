//! Values that are one text or number in JSON.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;
use wellflow_domain::afe::{AfeKind, BallotMethod, Category, Phase};
use wellflow_domain::api_number::ApiNumber;
use wellflow_domain::disposition::{FlareRemark, Product};
use wellflow_domain::division_of_interest::{
    DeckKind, DeckProduct, DivisionId, InstrumentKind, SuspenseReason,
};
use wellflow_domain::ids::{AfeId, AgreementId, LeaseId, OwnerId, UnitId, WellId};
use wellflow_domain::joint_interest::{Carrying, CostClass};
use wellflow_domain::lease::{InterestKind, MineralOwner, OperationKind, TaxBurden, UnitKind};
use wellflow_domain::location::{Datum, StateCode, TimeZone};
use wellflow_domain::month::Month;
use wellflow_domain::owner::{OwnerKind, OwnerRole, TaxId};
use wellflow_domain::ownership::InterestType;
use wellflow_domain::production_day::DayBegins;
use wellflow_domain::production_month::{DowntimeReason, VolumeSource};
use wellflow_domain::projection_repair::StreamKind;
use wellflow_domain::property_month::{AllocationMethod, CtlFactor, PropertyId};
use wellflow_domain::quantity::{
    Acres, ApiGravity, Barrels, BaseTemperature, BtuPerCubicFoot, Choke64ths, DecimalInterest, Fahrenheit,
    Feet, Hours, Inches, Percent, Pounds, PoundsPerFoot, PoundsPerGallon, PressureBase, Psi, RecoveryPercent,
    SignedBarrels, Usd,
};
use wellflow_domain::text::{CompletionName, Remarks, Text120};
use wellflow_domain::tract::TractName;
use wellflow_domain::well::{
    CasingKind, DryHoleReason, Evidence, ShutInReason, TestMethod, Title, Tx14b2, WellRole,
};

use super::{FromBody, Place};
use crate::faults::{Faults, NoVolume, choice, day, id, instant};

macro_rules! texts {
    ($($value:ty = $parse:expr;)+) => { $(
        impl FromBody for $value {
            type Shape = String;
            type Value = Self;

            fn read(text: String, place: Place<'_>, faults: &mut Faults) -> Option<Self> {
                faults.at(place, $parse(&text))
            }

            #[cfg(feature = "schema")]
            fn schema() -> serde_json::Value {
                super::described::text::<$value>()
            }
        }
    )+ };
}

texts! {
    Acres = |text| Acres::parse(text).map_err(NoVolume);
    ApiGravity = |text| ApiGravity::parse(text).map_err(NoVolume);
    ApiNumber = ApiNumber::parse;
    Barrels = Barrels::parse;
    BaseTemperature = BaseTemperature::parse;
    BtuPerCubicFoot = |text| BtuPerCubicFoot::parse(text).map_err(NoVolume);
    CompletionName = CompletionName::parse;
    CtlFactor = CtlFactor::parse;
    DateTime<Utc> = instant;
    Datum = Datum::parse;
    DecimalInterest = |text| DecimalInterest::parse(text).map_err(NoVolume);
    Fahrenheit = Fahrenheit::parse;
    Feet = Feet::parse;
    Hours = |text| Hours::parse(text).map_err(NoVolume);
    Inches = Inches::parse;
    Month = Month::parse;
    NaiveDate = day;
    Percent = |text| Percent::parse(text).map_err(NoVolume);
    Pounds = |text| Pounds::parse(text).map_err(NoVolume);
    PoundsPerFoot = |text| PoundsPerFoot::parse(text).map_err(NoVolume);
    PoundsPerGallon = |text| PoundsPerGallon::parse(text).map_err(NoVolume);
    PressureBase = |text| PressureBase::parse(text).map_err(NoVolume);
    Psi = |text| Psi::parse(text).map_err(NoVolume);
    RecoveryPercent = |text| RecoveryPercent::parse(text).map_err(NoVolume);
    Remarks = Remarks::parse;
    SignedBarrels = SignedBarrels::parse;
    StateCode = StateCode::parse;
    StreamKind = StreamKind::parse;
    TaxId = TaxId::parse;
    Text120 = Text120::parse;
    TimeZone = TimeZone::parse;
    TractName = TractName::parse;
    Usd = |text| Usd::parse(text).map_err(NoVolume);
    Uuid = id;
    AfeId = |text| id(text).map(AfeId::new);
    AgreementId = |text| id(text).map(AgreementId::new);
    DivisionId = |text| id(text).map(DivisionId::new);
    LeaseId = |text| id(text).map(LeaseId::new);
    OwnerId = |text| id(text).map(OwnerId::new);
    PropertyId = |text| id(text).map(PropertyId::new);
    UnitId = |text| id(text).map(UnitId::new);
    WellId = |text| id(text).map(WellId::new);
    AfeKind = choice;
    AllocationMethod = choice;
    BallotMethod = choice;
    Carrying = choice;
    CasingKind = choice;
    Category = choice;
    CostClass = choice;
    DayBegins = choice;
    DeckKind = choice;
    DeckProduct = choice;
    DowntimeReason = choice;
    DryHoleReason = choice;
    Evidence = choice;
    FlareRemark = choice;
    InstrumentKind = choice;
    InterestKind = choice;
    InterestType = choice;
    MineralOwner = choice;
    OperationKind = choice;
    OwnerKind = choice;
    OwnerRole = choice;
    Phase = choice;
    Product = choice;
    ShutInReason = choice;
    SuspenseReason = choice;
    TaxBurden = choice;
    TestMethod = choice;
    Title = choice;
    Tx14b2 = choice;
    UnitKind = choice;
    VolumeSource = choice;
    WellRole = choice;
}

macro_rules! plain {
    ($($value:ty = $schema:expr;)+) => { $(
        impl FromBody for $value {
            type Shape = Self;
            type Value = Self;

            fn read(value: Self, _: Place<'_>, _: &mut Faults) -> Option<Self> {
                Some(value)
            }

            #[cfg(feature = "schema")]
            fn schema() -> serde_json::Value {
                $schema
            }
        }
    )+ };
}

plain! {
    bool = serde_json::json!({"type": "boolean"});
    u8 = super::described::whole(u64::from(u8::MAX));
    u16 = super::described::whole(u64::from(u16::MAX));
    u32 = super::described::whole(u64::from(u32::MAX));
}

impl FromBody for Choke64ths {
    type Shape = i64;
    type Value = Self;

    fn read(opening: i64, place: Place<'_>, faults: &mut Faults) -> Option<Self> {
        faults.at(place, Self::parse(&opening.to_string()))
    }

    #[cfg(feature = "schema")]
    fn schema() -> serde_json::Value {
        serde_json::json!({"type": "integer"})
    }
}
