//! The rules of a well, each as a sentence, and each refusal.

mod asked;
mod closing;
mod completing;
mod correcting;
mod crosswalk;
mod drilling;
mod facets;
mod imports;
mod injecting;
mod life;
mod operating;
mod planning;
mod refusals;
mod seen;
mod shown;
mod table;

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::*;
use crate::api_number::ApiNumber;
use crate::ids::WellId;
use crate::location::{StateCode, TimeZone};
use crate::quantity::Feet;
use crate::text::{CompletionName, Text120};

/// Noon, local to the well, on a day of the year 2024 given as `03-15`; a full date is taken as it is.
fn noon(day: &str) -> DateTime<Utc> {
    let day = if day.len() == 5 {
        format!("2024-{day}")
    } else {
        day.to_owned()
    };
    format!("{day}T18:00:00Z").parse().unwrap()
}

/// A clock at which every date of these tests has passed.
fn later() -> DateTime<Utc> {
    noon("2100-01-01")
}

impl From<WellTask> for WellCommand {
    fn from(task: WellTask) -> Self {
        task.asked_at(later())
    }
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn text(value: &str) -> Text120 {
    Text120::parse(value).unwrap()
}

fn feet(value: &str) -> Feet {
    Feet::parse(value).unwrap()
}

fn name(value: &str) -> CompletionName {
    CompletionName::parse(value).unwrap()
}

fn api(value: &str) -> ApiNumber {
    ApiNumber::parse(value).unwrap()
}

fn central() -> TimeZone {
    TimeZone::parse("America/Chicago").unwrap()
}

fn well_id() -> WellId {
    WellId::new(Uuid::from_u128(7))
}

fn provenance() -> Provenance {
    Provenance {
        agency: text("BSEE"),
        file: text("list.csv"),
        row_sha256: "0".repeat(64),
    }
}

fn filed(code: &str) -> AgencyStatus {
    AgencyStatus {
        agency: text("BSEE"),
        code: text(code),
    }
}

fn proposal(day: &str) -> ProposeWell {
    ProposeWell {
        well_id: well_id(),
        effective_at: noon(day),
        name: text("Halbouty A-1"),
        api_number: Some(api("42-501-20130")),
        operator: text("Demo Operating"),
        lease: Some(text("Halbouty A")),
        field: None,
        location: None,
        state: None,
        time_zone: central(),
        role: WellRole::Oil,
        plan: WellPlan::default(),
    }
}

fn proposed(day: &str) -> WellEvent {
    WellProposed {
        well_id: well_id(),
        effective_at: noon(day),
        name: text("Halbouty A-1"),
        api_number: Some(api("42-501-20130")),
        operator: text("Demo Operating"),
        lease: Some(text("Halbouty A")),
        field: None,
        location: None,
        state: Some(StateCode::parse("TX").unwrap()),
        time_zone: central(),
        role: WellRole::Oil,
        plan: WellPlan::default(),
    }
    .into()
}

fn permitted(day: &str) -> WellEvent {
    DrillingPermitApproved {
        effective_at: noon(day),
        permit_number: text("W1-884120"),
        expires_on: Some(date("2024-12-31")),
        conditions: vec![],
        permitted_depth_ft: None,
    }
    .into()
}

fn spudded(day: &str) -> WellEvent {
    WellSpudded {
        effective_at: noon(day),
        rig: None,
        contractor: None,
        permit_number: Some(text("W1-884120")),
        evidence: DrillEvidence::default(),
    }
    .into()
}

fn at_total_depth(day: &str) -> WellEvent {
    TotalDepthReached {
        effective_at: noon(day),
        measured_depth_ft: feet("12000"),
        true_vertical_depth_ft: Some(feet("11500")),
        formation: None,
    }
    .into()
}

fn completed(day: &str) -> WellEvent {
    WellCompleted {
        effective_at: noon(day),
        completion: name("D01"),
        zone: Some(text("San Andres")),
        top_md_ft: feet("11000"),
        bottom_md_ft: feet("11050"),
        detail: CompletionDetail::default(),
    }
    .into()
}

fn producing(day: &str) -> WellEvent {
    FirstProductionRecorded {
        effective_at: noon(day),
        product: None,
        purchaser: None,
        authority: ProducingAuthority::default(),
    }
    .into()
}

fn shut_in(day: &str) -> WellEvent {
    WellShutIn {
        effective_at: noon(day),
        reason: ShutInReason::Workover,
        expected_return_on: None,
    }
    .into()
}

fn resumed(day: &str) -> WellEvent {
    ProductionResumed {
        effective_at: noon(day),
    }
    .into()
}

fn temporarily_abandoned(day: &str) -> WellEvent {
    WellTemporarilyAbandoned {
        effective_at: noon(day),
        until: None,
        approval_number: None,
        securing: SecuringTest::default(),
    }
    .into()
}

fn approval(filed: &str) -> PluggingApproval {
    PluggingApproval {
        notice: text("W3A-1"),
        notice_filed_on: noon(filed).date_naive(),
        program: text("two plugs"),
        cementer: text("Permian Cementers"),
        cementer_approved: true,
        consent: PluggingConsent::SoleWorkingInterest,
    }
}

fn plugging_approved(day: &str) -> WellEvent {
    PluggingApproved {
        effective_at: noon(day),
        approval: approval(day),
    }
    .into()
}

fn plugged(day: &str) -> WellEvent {
    WellPlugged {
        effective_at: noon(day),
        cementer: None,
        plugs: vec![],
        witnessed_by: None,
        authority: Some(PluggingAuthority::Approval),
    }
    .into()
}

/// A life up to total depth on February 1st.
fn drilled() -> Vec<WellEvent> {
    vec![
        proposed("01-01"),
        permitted("01-02"),
        spudded("01-03"),
        at_total_depth("02-01"),
    ]
}

/// A life up to the open interval on March 1st.
fn ready() -> Vec<WellEvent> {
    with(drilled(), [completed("03-01")])
}

/// A life up to first production on April 1st.
fn running() -> Vec<WellEvent> {
    with(ready(), [producing("04-01")])
}

/// A life up to being shut in on May 1st.
fn idle() -> Vec<WellEvent> {
    with(running(), [shut_in("05-01")])
}

/// A life up to being secured on June 1st.
fn secured() -> Vec<WellEvent> {
    with(idle(), [temporarily_abandoned("06-01")])
}

/// A life to its end on July 1st.
fn finished() -> Vec<WellEvent> {
    with(secured(), [plugging_approved("06-20"), plugged("07-01")])
}

fn with<const N: usize>(mut events: Vec<WellEvent>, more: [WellEvent; N]) -> Vec<WellEvent> {
    events.extend(more);
    events
}

fn permit(day: &str) -> WellTask {
    let expires_on = Some(date("2024-12-31"));
    WellTask::ApprovePermit(ApprovePermit {
        effective_at: noon(day),
        permit_number: text("W1-884120"),
        expires_on,
        conditions: vec![],
        permitted_depth_ft: None,
    })
}

fn spud(day: &str) -> WellTask {
    WellTask::Spud(SpudWell {
        effective_at: noon(day),
        rig: None,
        contractor: None,
        evidence: DrillEvidence::default(),
        seen: DrillSeen::default(),
        demanded: vec![],
    })
}

fn reach(day: &str, measured: &str, vertical: Option<&str>) -> WellTask {
    WellTask::ReachTotalDepth(ReachTotalDepth {
        effective_at: noon(day),
        measured_depth_ft: feet(measured),
        true_vertical_depth_ft: vertical.map(feet),
        formation: None,
        permit_tolerance_ft: None,
    })
}

fn complete(day: &str, completion: &str, top: &str, bottom: &str) -> WellTask {
    WellTask::Complete(CompleteWell {
        effective_at: noon(day),
        completion: name(completion),
        zone: Some(text("San Andres")),
        top_md_ft: feet(top),
        bottom_md_ft: feet(bottom),
        detail: CompletionDetail::default(),
    })
}

fn first_production(day: &str) -> WellTask {
    WellTask::RecordFirstProduction(RecordFirstProduction {
        effective_at: noon(day),
        product: None,
        purchaser: None,
        authority: ProducingAuthority::default(),
        demanded: vec![],
    })
}

fn stop(day: &str) -> WellTask {
    WellTask::ShutIn(ShutInWell {
        effective_at: noon(day),
        reason: ShutInReason::Workover,
        expected_return_on: None,
    })
}

fn resume(day: &str) -> WellTask {
    WellTask::ResumeProduction(ResumeProduction {
        effective_at: noon(day),
    })
}

fn secure(day: &str) -> WellTask {
    WellTask::TemporarilyAbandon(TemporarilyAbandonWell {
        effective_at: noon(day),
        until: None,
        approval_number: None,
        securing: SecuringTest::default(),
        limits: AbandonmentLimits::default(),
    })
}

fn return_to_service(day: &str) -> WellTask {
    WellTask::ReturnToService(ReturnToService {
        effective_at: noon(day),
        work_summary: None,
    })
}

fn plug(day: &str) -> WellTask {
    WellTask::Plug(PlugWell {
        effective_at: noon(day),
        cementer: None,
        plugs: vec![],
        witnessed_by: None,
        authority: PluggingAuthority::Approval,
        production: vec![],
    })
}

fn report(day: &str, completion: &str, code: Option<&str>) -> WellTask {
    WellTask::ReportCompletionStatus(ReportCompletionStatus {
        effective_at: noon(day),
        completion: name(completion),
        status: code.map(filed),
        provenance: provenance(),
    })
}

fn reported(day: &str, completion: &str, code: Option<&str>) -> WellEvent {
    CompletionStatusReported {
        effective_at: noon(day),
        completion: name(completion),
        status: code.map(filed),
        provenance: provenance(),
    }
    .into()
}
