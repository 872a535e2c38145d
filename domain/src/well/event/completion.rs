//! Open intervals, and what flows.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use wellflow_decider::Fact;

use super::published_fact;
use crate::quantity::Feet;
use crate::text::{CompletionName, Text120};
use crate::well::role::{ShutInReason, WellRole};
use crate::well::stated::{
    CompletionConsent, CompletionDetail, ConversionAuthority, FluidLevel, InjectionPermit, IntegrityTest,
    ProducingAuthority, RecompletionAuthority, SecuringTest, Transfer, WellTest,
};

published_fact!(
    CompletionStarted,
    WellCompleted,
    FirstProductionRecorded,
    InjectionStarted,
    InjectionStopped,
    WellShutIn,
    ProductionResumed,
    InjectionResumed,
    WellTemporarilyAbandoned,
    TemporaryAbandonmentExtended,
    WellReturnedToService,
    WellRecompleted,
    WellConverted,
    OperatorChanged,
    WellTestRecorded,
    MechanicalIntegrityTested,
    FluidLevelTested
);

/// Work on an open interval began.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CompletionStarted {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// Who agreed.
    pub consent: CompletionConsent,
}

/// An interval was opened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WellCompleted {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// The completion's name within the well.
    pub completion: CompletionName,
    /// The zone or formation.
    pub zone: Option<Text120>,
    /// Top of the interval, measured depth.
    pub top_md_ft: Feet,
    /// Bottom of the interval, measured depth.
    pub bottom_md_ft: Feet,
    /// How it was opened.
    pub detail: CompletionDetail,
}

/// Production began.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FirstProductionRecorded {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// The product, for example `oil`.
    pub product: Option<Text120>,
    /// Who buys it.
    pub purchaser: Option<Text120>,
    /// Under what it was produced.
    pub authority: ProducingAuthority,
}

/// Injection began.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct InjectionStarted {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// The permit.
    pub permit: InjectionPermit,
}

/// Injection stopped; the well stays capable.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct InjectionStopped {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// Why.
    pub reason: ShutInReason,
}

/// Production stopped; the well stays mechanically capable.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WellShutIn {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// Why.
    pub reason: ShutInReason,
    /// When it is expected to produce again.
    pub expected_return_on: Option<NaiveDate>,
}

/// Production started again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ProductionResumed {
    /// When.
    pub effective_at: DateTime<Utc>,
}

/// Injection started again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct InjectionResumed {
    /// When.
    pub effective_at: DateTime<Utc>,
}

/// The well was secured and is no longer capable without intervention.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WellTemporarilyAbandoned {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// The last local day of the agency's approval.
    pub until: Option<NaiveDate>,
    /// The agency's approval number.
    pub approval_number: Option<Text120>,
    /// How the bore was secured, and its test.
    pub securing: SecuringTest,
}

/// The agency extended the temporary abandonment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TemporaryAbandonmentExtended {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// The last local day of the approval.
    pub until: NaiveDate,
    /// Its number.
    pub approval_number: Text120,
}

/// The well came back from temporary abandonment and is shut in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WellReturnedToService {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// What was done.
    pub work_summary: Option<Text120>,
}

/// Another zone was opened in place of an old one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WellRecompleted {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// The completion that was closed.
    pub from: CompletionName,
    /// The new one.
    pub completion: CompletionName,
    /// Its zone or formation.
    pub zone: Option<Text120>,
    /// Top of the interval, measured depth.
    pub top_md_ft: Feet,
    /// Bottom of the interval, measured depth.
    pub bottom_md_ft: Feet,
    /// How it was opened.
    pub detail: CompletionDetail,
    /// Under what, and how the old interval was closed.
    pub authority: RecompletionAuthority,
}

/// The well was given another role.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WellConverted {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// The old one, where known.
    pub from_role: Option<WellRole>,
    /// The new one.
    pub to_role: WellRole,
    /// Under what.
    pub authority: ConversionAuthority,
}

/// The well passed to another operator.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OperatorChanged {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// Who left.
    pub from_operator: Text120,
    /// Who came.
    pub to_operator: Text120,
    /// The filing.
    pub transfer: Transfer,
}

/// The well was tested.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WellTestRecorded {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// The completion tested; `None` for the well as a whole.
    pub completion: Option<CompletionName>,
    /// What flowed.
    pub test: WellTest,
}

/// The bore's mechanical integrity was tested.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MechanicalIntegrityTested {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// The test.
    pub test: IntegrityTest,
}

/// The fluid level of an inactive well was tested.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FluidLevelTested {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// The test.
    pub test: FluidLevel,
}
