//! Wells that end early, and what is asked of a well too early.

use serde_json::json;
use wellflow_command_api::Task;

use crate::examples::example;
use crate::harness::{Service, with};
use crate::steps::{Step, done, done_with, live, on, planned, too_early};

#[tokio::test]
async fn wells_that_are_never_drilled_or_never_completed() {
    let service = Service::start().await;
    let owner = service.owner();
    let denied = vec![
        planned("20201"),
        done(Task::SubmitDrillingPermit),
        done(Task::DenyPermit),
        done(Task::ApprovePermit),
        done_with(
            Task::AssignApiNumber,
            with(
                example(Task::AssignApiNumber),
                "api_number",
                json!("42-501-20202"),
            ),
        )
        .replacing("42-501-20201"),
    ];
    live(&owner, "denied", denied).await;
    let expired = vec![
        planned("20211"),
        done_with(
            Task::ApprovePermit,
            with(example(Task::ApprovePermit), "expires_on", json!("2025-06-10")),
        ),
        done(Task::RecordPermitExpiry),
        too_early(Task::SpudWell, "06-25", "well-not-permitted"),
    ];
    live(&owner, "expired", expired).await;
    let given_up = vec![
        planned("20221"),
        done(Task::CancelWell),
        too_early(Task::ApprovePermit, "01-25", "well-cancelled"),
    ];
    live(&owner, "given-up", given_up).await;
    let dry = vec![
        planned("20231"),
        done(Task::ApprovePermit),
        too_early(Task::DeclareDryHole, "01-25", "well-not-drilling"),
        done(Task::SpudWell),
        done_with(Task::ReachTotalDepth, example(Task::ReachTotalDepth)),
        done(Task::DeclareDryHole),
        done(Task::VoidWellRecord),
        Step {
            task: Task::SetRegulatoryFlag,
            body: on(Task::SetRegulatoryFlag, "10-25"),
            refused: Some(("well-record-voided", "well_id")),
        },
        Step {
            task: Task::VoidWellRecord,
            body: on(Task::VoidWellRecord, "10-26"),
            refused: Some(("well-record-voided", "well_id")),
        },
    ];
    live(&owner, "dry", dry).await;
    // A voided record gives its number up.
    live(&owner, "again", vec![planned("20231")]).await;
    service.stop().await;
}

#[tokio::test]
async fn a_producer_asks_of_its_state() {
    let service = Service::start().await;
    let owner = service.owner();
    let to_production = || {
        [
            done(Task::ApprovePermit),
            done(Task::SpudWell),
            done(Task::ReachTotalDepth),
            done(Task::CompleteWell),
        ]
    };
    let mut steps = vec![
        planned("20301"),
        too_early(Task::StartCompletion, "03-10", "well-not-drilled"),
    ];
    steps.extend(to_production());
    steps.extend([
        too_early(Task::StartInjection, "03-25", "well-not-an-injector"),
        too_early(Task::ReturnToService, "03-25", "well-not-temporarily-abandoned"),
        done(Task::RecordFirstProduction),
        Step {
            task: Task::ApprovePlugging,
            body: on(Task::ApprovePlugging, "08-20"),
            refused: Some(("well-still-operating", "well_id")),
        },
        done_with(
            Task::SetRegulatoryFlag,
            with(
                on(Task::SetRegulatoryFlag, "05-02"),
                "flag",
                json!({"flag": "lease_severed", "severed": true}),
            ),
        ),
        done(Task::ShutInWell),
        too_early(Task::ResumeProduction, "05-10", "lease-severed"),
    ]);
    live(&owner, "severed", steps).await;
    let early = vec![
        planned("20302"),
        too_early(
            Task::RecordMechanicalIntegrityTest,
            "06-15",
            "well-not-in-operation",
        ),
        too_early(Task::RecordFluidLevelTest, "06-16", "well-not-in-operation"),
        too_early(Task::ResumeProduction, "05-10", "well-not-shut-in"),
        too_early(Task::RecordFirstProduction, "04-01", "well-not-completed"),
        too_early(Task::RecordDailyDrilling, "02-04", "well-not-drilling"),
        too_early(Task::SuspendDrilling, "02-06", "well-not-drilling"),
        too_early(Task::ShutInWell, "05-01", "well-not-operating"),
        Step {
            task: Task::ReportCompletionStatus,
            body: with(
                example(Task::ReportCompletionStatus),
                "effective_at",
                json!("2024-01-01T00:00:00Z"),
            ),
            refused: Some(("before-first-fact", "/effective_at")),
        },
    ];
    live(&owner, "early", early).await;
    service.stop().await;
}
