//! Every task of a well along a producer's life, carried out and refused.

use serde_json::json;
use wellflow_command_api::Task;

use crate::harness::{Service, with};
use crate::steps::{done, done_with, live, on, refused, too_early};

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "a life from plan to re-entry")]
async fn a_producer_from_plan_to_reentry() {
    let service = Service::start().await;
    let steps = vec![
        refused(
            Task::ProposeWell,
            ("/state", json!("NM")),
            "state-contradicts-api-number",
            "/state",
        ),
        refused(
            Task::ProposeWell,
            ("/lease", json!(null)),
            "title-without-lease",
            "/lease",
        ),
        done(Task::ProposeWell),
        refused(
            Task::AssignApiNumber,
            ("/replaces", json!(null)),
            "api-number-already-assigned",
            "/replaces",
        ),
        refused(
            Task::AssignApiNumber,
            ("/api_number", json!("30-015-20131")),
            "state-contradicts-api-number",
            "/api_number",
        ),
        refused(
            Task::SubmitDrillingPermit,
            (
                "/application/spacing",
                json!({"rule": "statewide 37", "conforms": false}),
            ),
            "permit-cannot-be-submitted",
            "/application",
        ),
        too_early(Task::DenyPermit, "01-04", "permit-not-under-review"),
        done(Task::SubmitDrillingPermit),
        refused(
            Task::ApprovePermit,
            ("/expires_on", json!("2025-01-01")),
            "permit-expires-before-approval",
            "/expires_on",
        ),
        done(Task::ApprovePermit),
        refused(
            Task::RecordPermitExpiry,
            ("/effective_at", json!("2025-01-20T12:00:00Z")),
            "permit-still-in-force",
            "/effective_at",
        ),
        refused(
            Task::SpudWell,
            ("/evidence/spending", json!(null)),
            "well-cannot-be-drilled",
            "/evidence",
        ),
        too_early(Task::ResumeDrilling, "01-20", "drilling-not-suspended"),
        done(Task::SpudWell),
        too_early(Task::CancelWell, "02-02", "well-already-spudded"),
        done(Task::RecordDailyDrilling),
        refused(
            Task::RecordDailyDrilling,
            ("/progress/measured_depth_ft", json!("2495")),
            "depth-decreases",
            "/progress/measured_depth_ft",
        ),
        refused(
            Task::SetCasing,
            ("/casing/bottom_md_ft", json!("900")),
            "surface-casing-too-shallow",
            "/casing/bottom_md_ft",
        ),
        refused(
            Task::SetCasing,
            ("/casing/top_md_ft", json!("1500")),
            "casing-inverted",
            "/casing/top_md_ft",
        ),
        done(Task::SetCasing),
        done(Task::SuspendDrilling),
        done(Task::ResumeDrilling),
        refused(
            Task::SidetrackWellbore,
            ("/kickoff/kickoff_md_ft", json!("2600")),
            "kickoff-below-hole",
            "/kickoff/kickoff_md_ft",
        ),
        refused(
            Task::SidetrackWellbore,
            ("/kickoff/bore", json!("42-501-20999-01")),
            "wellbore-of-another-well",
            "/kickoff/bore",
        ),
        done(Task::SidetrackWellbore),
        refused(
            Task::ReachTotalDepth,
            ("/measured_depth_ft", json!("12700")),
            "total-depth-beyond-permit",
            "/measured_depth_ft",
        ),
        done(Task::ReachTotalDepth),
        refused(
            Task::StartCompletion,
            ("/consent/closes_at", json!("2025-03-20T12:00:00Z")),
            "completion-election-open",
            "/effective_at",
        ),
        done(Task::StartCompletion),
        refused(
            Task::CompleteWell,
            ("/bottom_md_ft", json!("13000")),
            "completion-below-total-depth",
            "/bottom_md_ft",
        ),
        refused(
            Task::CompleteWell,
            ("/detail/perforations/0/top_md_ft", json!("9000")),
            "perforation-outside-interval",
            "/detail/perforations",
        ),
        done(Task::CompleteWell),
        refused(
            Task::RecordFirstProduction,
            ("/authority/transporter", json!(null)),
            "well-cannot-produce",
            "/authority",
        ),
        done(Task::RecordFirstProduction),
        refused(
            Task::RecordWellTest,
            ("/test/duration_hours", json!("24.5")),
            "test-hours-out-of-range",
            "/test/duration_hours",
        ),
        refused(
            Task::RecordWellTest,
            ("/completion", json!("S09")),
            "completion-unknown",
            "/completion",
        ),
        done(Task::RecordWellTest),
        done(Task::ShutInWell),
        done(Task::ResumeProduction),
        too_early(Task::StopInjection, "05-15", "well-not-injecting"),
        done_with(Task::ShutInWell, on(Task::ShutInWell, "06-01")),
        refused(
            Task::TemporarilyAbandonWell,
            ("/approval_number", json!(null)),
            "temporary-abandonment-not-approved",
            "/approval_number",
        ),
        refused(
            Task::TemporarilyAbandonWell,
            ("/securing/secured_by", json!(null)),
            "bore-not-secured",
            "/securing",
        ),
        refused(
            Task::TemporarilyAbandonWell,
            ("/until", json!("2026-07-10")),
            "temporary-abandonment-too-long",
            "/until",
        ),
        done(Task::TemporarilyAbandonWell),
        done(Task::RecordMechanicalIntegrityTest),
        done(Task::RecordFluidLevelTest),
        refused(
            Task::ExtendTemporaryAbandonment,
            ("/until", json!("2026-01-10")),
            "extension-not-later",
            "/until",
        ),
        done(Task::ExtendTemporaryAbandonment),
        done(Task::ReturnToService),
        refused(
            Task::RecompleteWell,
            ("/from", json!("S09")),
            "completion-unknown",
            "/from",
        ),
        refused(
            Task::RecompleteWell,
            ("/authority/isolated_by", json!(null)),
            "interval-not-isolated",
            "/authority/isolated_by",
        ),
        done(Task::RecompleteWell),
        refused(
            Task::ConvertWell,
            ("/to_role", json!("oil")),
            "role-unchanged",
            "/to_role",
        ),
        refused(
            Task::ConvertWell,
            ("/authority", json!({"kind": "notice", "reference": "N-1"})),
            "conversion-authority-wrong",
            "/authority",
        ),
        done(Task::ConvertWell),
        too_early(Task::ResumeInjection, "07-09", "well-never-injected"),
        refused(
            Task::StartInjection,
            ("/permit/in_force_until", json!("2025-07-01")),
            "injection-permit-expired",
            "/permit/in_force_until",
        ),
        done(Task::StartInjection),
        done(Task::StopInjection),
        done(Task::ResumeInjection),
        done_with(Task::ShutInWell, on(Task::ShutInWell, "07-20")),
        refused(
            Task::ChangeOperator,
            ("/from_operator", json!("Nobody")),
            "operator-differs",
            "/from_operator",
        ),
        refused(
            Task::ChangeOperator,
            ("/transfer/signed_by_successor", json!(false)),
            "transfer-not-signed",
            "/transfer",
        ),
        done(Task::ChangeOperator),
        done(Task::SetRegulatoryFlag),
        done(Task::ReportCompletionStatus),
        refused(
            Task::ApprovePlugging,
            ("/notice_days", json!(11)),
            "plugging-notice-too-late",
            "/approval/notice_filed_on",
        ),
        refused(
            Task::ApprovePlugging,
            ("/approval/cementer_approved", json!(false)),
            "cementer-not-approved",
            "/approval/cementer_approved",
        ),
        refused(
            Task::PlugWell,
            ("/effective_at", json!("2025-08-15T12:00:00Z")),
            "plugging-not-approved",
            "/authority",
        ),
        done(Task::ApprovePlugging),
        refused(
            Task::PlugWell,
            ("/plugs/0/top_md_ft", json!("50")),
            "plug-inverted",
            "/plugs",
        ),
        too_early(Task::ReleaseSite, "08-25", "well-not-plugged"),
        done(Task::PlugWell),
        too_early(Task::SpudWell, "09-10", "well-plugged"),
        refused(
            Task::ReleaseSite,
            ("/inspection/passed", json!(false)),
            "inspection-not-passed",
            "/inspection/passed",
        ),
        done(Task::ReleaseSite),
        refused(
            Task::ApproveReentry,
            ("/permit/expires_on", json!("2025-10-01")),
            "permit-expires-before-approval",
            "/permit/expires_on",
        ),
        refused(
            Task::ApproveReentry,
            ("/permit/bore/bore", json!("42-501-20130-01")),
            "wellbore-already-exists",
            "/permit/bore/bore",
        ),
        done(Task::ApproveReentry),
        done_with(
            Task::SpudWell,
            with(on(Task::SpudWell, "10-12"), "demanded", json!([])),
        ),
    ];
    let answers = live(&service.owner(), "producer", steps).await;
    let sources: Vec<_> = answers
        .iter()
        .filter_map(|answer| answer.body["source"].as_str())
        .collect();
    for source in [
        "RRC Form P-4",
        "RRC Form W-3A",
        "AAPL 610 Art. VI.C",
        "UIC permit",
    ] {
        assert!(sources.contains(&source), "{source} is not among {sources:?}");
    }
    service.stop().await;
}
