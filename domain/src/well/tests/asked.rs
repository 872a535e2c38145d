//! Tasks and lives beyond the plain one, for the tests of every row.

use super::*;
use crate::quantity::{Barrels, Hours, Inches, Mcf, PressureBase};

pub(super) fn licence(until: Option<&str>) -> Licence {
    Licence {
        reference: text("P5-100"),
        in_force_until: until.map(date),
    }
}

pub(super) fn application() -> PermitApplication {
    PermitApplication {
        form: text("W-1"),
        reference: None,
        requested_depth_ft: feet("12500"),
        horizontal: false,
        operator_licence: licence(None),
        spacing: Spacing {
            rule: text("statewide 467 ft"),
            conforms: true,
            exception: None,
        },
        surface_owner_notice: None,
        fee_usd: None,
    }
}

pub(super) fn submit(day: &str, application: PermitApplication) -> WellTask {
    WellTask::SubmitPermit(SubmitDrillingPermit {
        effective_at: noon(day),
        application,
        demanded: vec![],
    })
}

pub(super) fn submitted(day: &str) -> WellEvent {
    DrillingPermitSubmitted {
        effective_at: noon(day),
        application: application(),
    }
    .into()
}

pub(super) fn deny(day: &str) -> WellTask {
    WellTask::DenyPermit(DenyPermit {
        effective_at: noon(day),
        decision: text("D-7"),
        reason: Some(text("spacing")),
    })
}

pub(super) fn denied(day: &str) -> WellEvent {
    DrillingPermitDenied {
        effective_at: noon(day),
        decision: text("D-7"),
        reason: Some(text("spacing")),
    }
    .into()
}

pub(super) fn expire(day: &str) -> WellTask {
    WellTask::ExpirePermit(RecordPermitExpiry {
        effective_at: noon(day),
    })
}

pub(super) fn cancel(day: &str) -> WellTask {
    WellTask::Cancel(CancelWell {
        effective_at: noon(day),
        reason: text("no partner"),
    })
}

pub(super) fn cancelled(day: &str) -> WellEvent {
    WellCancelled {
        effective_at: noon(day),
        reason: text("no partner"),
    }
    .into()
}

pub(super) fn string(kind: CasingKind, bottom: &str) -> CasingString {
    CasingString {
        kind,
        size_in: Inches::parse("9.625").unwrap(),
        weight_lb_per_ft: None,
        grade: Some(text("J-55")),
        top_md_ft: feet("0"),
        bottom_md_ft: feet(bottom),
        cement_sacks: Some(700),
        top_of_cement_ft: None,
        base_of_usable_water_ft: None,
    }
}

pub(super) fn set(day: &str, casing: CasingString) -> WellTask {
    WellTask::SetCasing(SetCasing {
        effective_at: noon(day),
        casing,
    })
}

pub(super) fn casing_set(day: &str, casing: CasingString) -> WellEvent {
    CasingSet {
        effective_at: noon(day),
        casing,
    }
    .into()
}

pub(super) fn drilled_so_far(measured: &str) -> DrillingProgress {
    DrillingProgress {
        measured_depth_ft: feet(measured),
        true_vertical_depth_ft: None,
        mud_weight_lb_per_gal: None,
        daily_cost_usd: None,
        operations: None,
    }
}

pub(super) fn day_drilled(day: &str, measured: &str) -> WellTask {
    WellTask::RecordDailyDrilling(RecordDailyDrilling {
        effective_at: noon(day),
        progress: drilled_so_far(measured),
    })
}

pub(super) fn progressed(day: &str, measured: &str) -> WellEvent {
    DrillingProgressRecorded {
        effective_at: noon(day),
        progress: drilled_so_far(measured),
    }
    .into()
}

pub(super) fn suspend(day: &str) -> WellTask {
    WellTask::SuspendDrilling(SuspendDrilling {
        effective_at: noon(day),
        reason: text("lost circulation"),
    })
}

pub(super) fn suspended(day: &str) -> WellEvent {
    DrillingSuspended {
        effective_at: noon(day),
        reason: text("lost circulation"),
    }
    .into()
}

pub(super) fn go_on(day: &str) -> WellTask {
    WellTask::ResumeDrilling(ResumeDrilling {
        effective_at: noon(day),
        reason: text("cured"),
    })
}

pub(super) fn kickoff(parent: &str, bore: &str, at: &str) -> Kickoff {
    Kickoff {
        parent: api(parent),
        bore: api(bore),
        kickoff_md_ft: feet(at),
        bottom_hole_target: None,
        agency_notice: text("W-1 amended"),
    }
}

pub(super) fn sidetrack(day: &str, kickoff: Kickoff) -> WellTask {
    WellTask::Sidetrack(SidetrackWellbore {
        effective_at: noon(day),
        kickoff,
        reason: text("fish"),
    })
}

pub(super) fn sidetracked(day: &str, kickoff: Kickoff) -> WellEvent {
    WellboreSidetracked {
        effective_at: noon(day),
        kickoff,
        reason: text("fish"),
    }
    .into()
}

pub(super) fn declare_dry(day: &str) -> WellTask {
    WellTask::DeclareDryHole(DeclareDryHole {
        effective_at: noon(day),
        reason: DryHoleReason::NoCompletionPlanned,
        remark: None,
    })
}

pub(super) fn dry(day: &str) -> WellEvent {
    DryHoleDeclared {
        effective_at: noon(day),
        reason: DryHoleReason::NoCompletionPlanned,
        remark: None,
    }
    .into()
}

pub(super) fn start_completion(day: &str, consent: CompletionConsent) -> WellTask {
    WellTask::StartCompletion(StartCompletion {
        effective_at: noon(day),
        consent,
    })
}

pub(super) fn completing(day: &str) -> WellEvent {
    CompletionStarted {
        effective_at: noon(day),
        consent: CompletionConsent::SoleWorkingInterest,
    }
    .into()
}

pub(super) fn injection_permit(until: Option<&str>) -> InjectionPermit {
    InjectionPermit {
        reference: text("UIC-9"),
        in_force_until: until.map(date),
        max_pressure_psi: None,
        max_rate_bbl_per_day: None,
    }
}

pub(super) fn inject(day: &str) -> WellTask {
    WellTask::StartInjection(StartInjection {
        effective_at: noon(day),
        permit: injection_permit(None),
    })
}

pub(super) fn injecting(day: &str) -> WellEvent {
    InjectionStarted {
        effective_at: noon(day),
        permit: injection_permit(None),
    }
    .into()
}

pub(super) fn stop_injection(day: &str) -> WellTask {
    WellTask::StopInjection(StopInjection {
        effective_at: noon(day),
        reason: ShutInReason::Mechanical,
    })
}

pub(super) fn injection_stopped(day: &str) -> WellEvent {
    InjectionStopped {
        effective_at: noon(day),
        reason: ShutInReason::Mechanical,
    }
    .into()
}

pub(super) fn inject_again(day: &str) -> WellTask {
    WellTask::ResumeInjection(ResumeInjection {
        effective_at: noon(day),
    })
}

pub(super) fn extend(day: &str, until: &str) -> WellTask {
    WellTask::ExtendTemporaryAbandonment(ExtendTemporaryAbandonment {
        effective_at: noon(day),
        until: date(until),
        approval_number: text("TA-2"),
    })
}

pub(super) fn integrity(passed: bool, valid_until: Option<&str>) -> IntegrityTest {
    IntegrityTest {
        passed,
        pressure_psi: None,
        duration_minutes: Some(30),
        valid_until: valid_until.map(date),
        witnessed_by: None,
    }
}

pub(super) fn test_integrity(day: &str, test: IntegrityTest) -> WellTask {
    WellTask::RecordMechanicalIntegrityTest(RecordMechanicalIntegrityTest {
        effective_at: noon(day),
        test,
    })
}

pub(super) fn integrity_tested(day: &str, test: IntegrityTest) -> WellEvent {
    MechanicalIntegrityTested {
        effective_at: noon(day),
        test,
    }
    .into()
}

pub(super) fn fluid_level() -> FluidLevel {
    FluidLevel {
        fluid_top_ft: feet("900"),
        base_of_usable_water_ft: feet("600"),
        valid_until: None,
    }
}

pub(super) fn test_fluid_level(day: &str) -> WellTask {
    WellTask::RecordFluidLevelTest(RecordFluidLevelTest {
        effective_at: noon(day),
        test: fluid_level(),
    })
}

pub(super) fn fluid_level_tested(day: &str) -> WellEvent {
    FluidLevelTested {
        effective_at: noon(day),
        test: fluid_level(),
    }
    .into()
}

pub(super) fn flow(hours: &str) -> WellTest {
    WellTest {
        duration_hours: Hours::parse(hours).unwrap(),
        oil_bbl: Barrels::parse("40").unwrap(),
        gas: Mcf::zero(PressureBase::Psia14_65),
        water_bbl: Barrels::ZERO,
        choke_64ths: None,
        tubing_pressure_psi: None,
        casing_pressure_psi: None,
        separator_pressure_psi: None,
        temperature_f: None,
        oil_gravity_api: None,
        method: TestMethod::Separator,
    }
}

pub(super) fn test_well(day: &str, completion: Option<&str>, hours: &str) -> WellTask {
    WellTask::RecordWellTest(RecordWellTest {
        effective_at: noon(day),
        completion: completion.map(name),
        test: flow(hours),
    })
}

pub(super) fn recompletion(day: &str, from: &str, to: &str) -> RecompleteWell {
    RecompleteWell {
        effective_at: noon(day),
        from: name(from),
        completion: name(to),
        zone: Some(text("Clear Fork")),
        top_md_ft: feet("9000"),
        bottom_md_ft: feet("9100"),
        detail: CompletionDetail::default(),
        authority: RecompletionAuthority {
            permit: Some(text("W-1 recomplete")),
            isolated_by: Some(text("bridge plug at 10,900 ft")),
        },
    }
}

pub(super) fn convert(day: &str, to_role: WellRole) -> WellTask {
    let authority = if to_role.injects() {
        ConversionAuthority::Injection {
            permit: injection_permit(None),
            area_of_review: text("AOR-3"),
        }
    } else {
        ConversionAuthority::CompletionReport {
            reference: text("W-2"),
        }
    };
    WellTask::Convert(ConvertWell {
        effective_at: noon(day),
        to_role,
        authority,
    })
}

pub(super) fn transfer(day: &str, from: &str, to: &str) -> ChangeOperator {
    ChangeOperator {
        effective_at: noon(day),
        from_operator: text(from),
        to_operator: text(to),
        transfer: Transfer {
            reference: text("P4-55"),
            signed_by_predecessor: true,
            signed_by_successor: true,
            successor_licence: licence(None),
            successor_bond: text("B-1"),
        },
    }
}

pub(super) fn approve_plugging(day: &str) -> WellTask {
    WellTask::ApprovePlugging(ApprovePlugging {
        effective_at: noon(day),
        approval: approval(day),
        notice_days: None,
    })
}

pub(super) fn release(day: &str, passed: bool) -> WellTask {
    WellTask::ReleaseSite(ReleaseSite {
        effective_at: noon(day),
        inspection: Inspection {
            reference: text("I-4"),
            passed,
        },
        bond: bond(),
    })
}

fn bond() -> BondRelease {
    BondRelease {
        reference: text("B-1"),
        amount_usd: None,
    }
}

pub(super) fn released(day: &str) -> WellEvent {
    SiteReleased {
        effective_at: noon(day),
        inspection: text("I-4"),
        bond: bond(),
    }
    .into()
}

pub(super) fn reentry(bore: ReentryBore) -> ReentryPermit {
    ReentryPermit {
        permit_number: text("W1-900"),
        expires_on: Some(date("2025-12-31")),
        permitted_depth_ft: None,
        bore,
    }
}

pub(super) fn approve_reentry(day: &str, bore: ReentryBore) -> WellTask {
    WellTask::ApproveReentry(ApproveReentry {
        effective_at: noon(day),
        permit: reentry(bore),
    })
}

pub(super) fn reentry_approved(day: &str, bore: ReentryBore) -> WellEvent {
    ReentryApproved {
        effective_at: noon(day),
        permit: reentry(bore),
    }
    .into()
}

pub(super) fn reentered(day: &str, bore: ReentryBore) -> WellEvent {
    WellReentered {
        effective_at: noon(day),
        rig: None,
        contractor: None,
        permit_number: text("W1-900"),
        bore,
        evidence: DrillEvidence::default(),
    }
    .into()
}

pub(super) fn assign(day: &str, number: &str, replaces: Option<&str>) -> WellTask {
    WellTask::AssignApiNumber(AssignApiNumber {
        effective_at: noon(day),
        api_number: api(number),
        replaces: replaces.map(api),
        source_document: text("W-1 permit"),
    })
}

pub(super) fn flag(day: &str, flag: RegulatoryFlag) -> WellTask {
    WellTask::SetRegulatoryFlag(SetRegulatoryFlag {
        effective_at: noon(day),
        flag,
        source: text("RRC"),
    })
}

pub(super) fn flagged(day: &str, flag: RegulatoryFlag) -> WellEvent {
    RegulatoryFlagChanged {
        effective_at: noon(day),
        flag,
        source: text("RRC"),
    }
    .into()
}

pub(super) fn severed() -> RegulatoryFlag {
    RegulatoryFlag::LeaseSevered { severed: true }
}

pub(super) fn seen(event_type: &str, day: &str) -> EventSeen {
    EventSeen {
        event_id: Uuid::from_u128(99),
        event_type: event_type.to_owned(),
        effective_at: noon(day),
    }
}

pub(super) fn correct(corrects: EventSeen, instead: Option<CorrectedFact>) -> WellTask {
    WellTask::CorrectHistory(Box::new(CorrectWellHistory {
        corrects,
        instead,
        reason: text("typing error"),
    }))
}

pub(super) fn corrected(
    corrects: &EventSeen,
    effective_at: DateTime<Utc>,
    instead: Option<CorrectedFact>,
) -> WellEvent {
    WellHistoryCorrected {
        effective_at,
        corrects_event_id: corrects.event_id,
        corrects_event_type: text(&corrects.event_type),
        instead,
        reason: text("typing error"),
    }
    .into()
}

pub(super) fn void(day: &str) -> WellTask {
    WellTask::VoidRecord(VoidWellRecord {
        effective_at: noon(day),
        reason: text("entered twice"),
    })
}

pub(super) fn voided(day: &str) -> WellEvent {
    WellRecordVoided {
        effective_at: noon(day),
        api_number: Some(api("42-501-20130")),
        reason: text("entered twice"),
    }
    .into()
}

/// The same life for a store of gas, which gives out and takes in.
pub(super) fn store(events: Vec<WellEvent>) -> Vec<WellEvent> {
    let role = |event| match event {
        WellEvent::WellProposed(event) => WellProposed {
            role: WellRole::GasStorage,
            ..event
        }
        .into(),
        other => other,
    };
    events.into_iter().map(role).collect()
}

/// A life up to the turning bit on January 3rd.
pub(super) fn drilling() -> Vec<WellEvent> {
    vec![proposed("01-01"), permitted("01-02"), spudded("01-03")]
}

/// A life up to injection on April 1st.
pub(super) fn taking_in() -> Vec<WellEvent> {
    let tested = integrity_tested("03-15", integrity(true, None));
    store(with(ready(), [tested, injecting("04-01")]))
}

/// A life after which both production and injection may resume, shut in on May 1st.
pub(super) fn resting() -> Vec<WellEvent> {
    with(
        taking_in(),
        [injection_stopped("04-10"), producing("04-11"), shut_in("05-01")],
    )
}
