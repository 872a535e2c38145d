//! Open intervals, and what flows.

use chrono::{DateTime, NaiveDate, Utc};

use crate::quantity::Feet;
use crate::text::{CompletionName, Text120};
use crate::well::agency::AgencyStatus;
use crate::well::event::Provenance;
use crate::well::role::{ShutInReason, WellRole};
use crate::well::stated::{
    CompletionConsent, CompletionDetail, ConversionAuthority, Evidence, FluidLevel, InjectionPermit,
    IntegrityTest, ProducingAuthority, RecompletionAuthority, SecuringTest, Transfer, WellTest,
};

/// Work on an open interval begins.
#[derive(Clone, Debug, PartialEq)]
pub struct StartCompletion {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// Who agreed.
    pub consent: CompletionConsent,
}

/// An interval is opened.
#[derive(Clone, Debug, PartialEq)]
pub struct CompleteWell {
    /// The completion date.
    pub effective_at: DateTime<Utc>,
    /// The completion's name within the well.
    pub completion: CompletionName,
    /// The zone or formation.
    pub zone: Option<Text120>,
    /// Top of the interval, measured depth.
    pub top_md_ft: Feet,
    /// Bottom of the interval, measured depth; below the top and not below total depth.
    pub bottom_md_ft: Feet,
    /// How it was opened.
    pub detail: CompletionDetail,
}

/// First production.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordFirstProduction {
    /// When it began.
    pub effective_at: DateTime<Utc>,
    /// The product, for example `oil`.
    pub product: Option<Text120>,
    /// Who buys it.
    pub purchaser: Option<Text120>,
    /// Under what it is produced.
    pub authority: ProducingAuthority,
    /// The evidence the jurisdiction's rules demand; what is missing of it refuses the task.
    pub demanded: Vec<Evidence>,
}

/// Injection begins.
#[derive(Clone, Debug, PartialEq)]
pub struct StartInjection {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// The permit.
    pub permit: InjectionPermit,
}

/// Injection stops; the well stays capable.
#[derive(Clone, Debug, PartialEq)]
pub struct StopInjection {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// Why.
    pub reason: ShutInReason,
}

/// Production stops.
#[derive(Clone, Debug, PartialEq)]
pub struct ShutInWell {
    /// When it stopped.
    pub effective_at: DateTime<Utc>,
    /// Why.
    pub reason: ShutInReason,
    /// When it is expected to produce again.
    pub expected_return_on: Option<NaiveDate>,
}

/// Production starts again.
#[derive(Clone, Debug, PartialEq)]
pub struct ResumeProduction {
    /// When it started.
    pub effective_at: DateTime<Utc>,
}

/// Injection starts again.
#[derive(Clone, Debug, PartialEq)]
pub struct ResumeInjection {
    /// When.
    pub effective_at: DateTime<Utc>,
}

/// The well is secured.
#[derive(Clone, Debug, PartialEq)]
pub struct TemporarilyAbandonWell {
    /// When it was secured.
    pub effective_at: DateTime<Utc>,
    /// The last local day of the agency's approval.
    pub until: Option<NaiveDate>,
    /// The agency's approval number.
    pub approval_number: Option<Text120>,
    /// How the bore was secured, and its test.
    pub securing: SecuringTest,
    /// What the jurisdiction's rules demand of it.
    pub limits: AbandonmentLimits,
}

/// What a jurisdiction demands of a temporary abandonment; the default demands nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AbandonmentLimits {
    /// Whether the agency must have approved it.
    pub approval: bool,
    /// Whether the bore must be secured and have passed a test of its integrity.
    pub integrity_test: bool,
    /// The most months an approval may last.
    pub most_months: Option<u16>,
}

/// The agency extends the temporary abandonment.
#[derive(Clone, Debug, PartialEq)]
pub struct ExtendTemporaryAbandonment {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// The last local day of the approval.
    pub until: NaiveDate,
    /// Its number.
    pub approval_number: Text120,
}

/// Back to shut in.
#[derive(Clone, Debug, PartialEq)]
pub struct ReturnToService {
    /// When the work was done.
    pub effective_at: DateTime<Utc>,
    /// What was done.
    pub work_summary: Option<Text120>,
}

/// Another zone is opened in place of an old one.
#[derive(Clone, Debug, PartialEq)]
pub struct RecompleteWell {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// The completion that is closed.
    pub from: CompletionName,
    /// The new one.
    pub completion: CompletionName,
    /// Its zone or formation.
    pub zone: Option<Text120>,
    /// Top of the interval, measured depth.
    pub top_md_ft: Feet,
    /// Bottom of the interval, measured depth.
    pub bottom_md_ft: Feet,
    /// How it is opened.
    pub detail: CompletionDetail,
    /// Under what, and how the old interval was closed.
    pub authority: RecompletionAuthority,
}

/// The well is given another role.
#[derive(Clone, Debug, PartialEq)]
pub struct ConvertWell {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// The new one.
    pub to_role: WellRole,
    /// Under what.
    pub authority: ConversionAuthority,
}

/// The well passes to another operator.
#[derive(Clone, Debug, PartialEq)]
pub struct ChangeOperator {
    /// An instant of the first local day of a month.
    pub effective_at: DateTime<Utc>,
    /// Who leaves; the operator the well has.
    pub from_operator: Text120,
    /// Who comes.
    pub to_operator: Text120,
    /// The filing.
    pub transfer: Transfer,
}

/// The well is tested.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordWellTest {
    /// When the test began.
    pub effective_at: DateTime<Utc>,
    /// The completion tested; `None` for the well as a whole.
    pub completion: Option<CompletionName>,
    /// What flowed.
    pub test: WellTest,
}

/// The bore's mechanical integrity is tested.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordMechanicalIntegrityTest {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// The test.
    pub test: IntegrityTest,
}

/// The fluid level of an inactive well is tested.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordFluidLevelTest {
    /// When.
    pub effective_at: DateTime<Utc>,
    /// The test.
    pub test: FluidLevel,
}

/// An agency's status code for one completion.
#[derive(Clone, Debug, PartialEq)]
pub struct ReportCompletionStatus {
    /// Since when the status holds: the first instant of the reported month.
    pub effective_at: DateTime<Utc>,
    /// The completion's name within the well.
    pub completion: CompletionName,
    /// The status in the agency's words; `None` when the agency no longer reports the completion.
    pub status: Option<AgencyStatus>,
    /// Where the fact comes from.
    pub provenance: Provenance,
}
