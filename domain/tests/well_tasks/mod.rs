//! Tasks for a well, any and all of them.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use proptest::prelude::*;
use rust_decimal::Decimal;
use uuid::Uuid;
use wellflow_domain::api_number::ApiNumber;
use wellflow_domain::ids::WellId;
use wellflow_domain::location::TimeZone;
use wellflow_domain::month::Month;
use wellflow_domain::quantity::{Barrels, Feet, Hours, Inches, Mcf, PressureBase};
use wellflow_domain::text::{CompletionName, Text120};
use wellflow_domain::well::*;

pub(crate) fn text(text: &str) -> Text120 {
    Text120::parse(text).unwrap()
}

pub(crate) fn well_id() -> WellId {
    WellId::new(Uuid::from_u128(1))
}

pub(crate) fn central() -> TimeZone {
    TimeZone::parse("America/Chicago").unwrap()
}

fn provenance() -> Provenance {
    Provenance {
        agency: text("BSEE"),
        file: text("list.csv"),
        row_sha256: "0".repeat(64),
    }
}

/// Mostly within a few years, now and then at the ends of time.
pub(crate) fn instant() -> impl Strategy<Value = DateTime<Utc>> {
    prop_oneof![
        60 => (0_i64..2_000).prop_map(|days| DateTime::UNIX_EPOCH + TimeDelta::days(days)),
        1 => Just(DateTime::<Utc>::MIN_UTC),
        1 => Just(DateTime::<Utc>::MAX_UTC),
    ]
}

fn day() -> impl Strategy<Value = Option<NaiveDate>> {
    let near = (0_i64..2_000).prop_map(|days| (DateTime::UNIX_EPOCH + TimeDelta::days(days)).date_naive());
    prop_oneof![3 => near.prop_map(Some), 1 => Just(None)]
}

fn feet() -> impl Strategy<Value = Feet> {
    (0_i64..2_000_000).prop_map(|hundredths| Feet::new(Decimal::new(hundredths, 2)).unwrap())
}

fn completion() -> impl Strategy<Value = CompletionName> {
    prop_oneof![Just("D01"), Just("D02")].prop_map(|name| CompletionName::parse(name).unwrap())
}

fn filed(codes: &'static [&'static str]) -> impl Strategy<Value = Option<AgencyStatus>> {
    let status = prop::sample::select(codes).prop_map(|code| AgencyStatus {
        agency: text("BSEE"),
        code: text(code),
    });
    prop::option::weighted(0.8, status)
}

const BOREHOLE_CODES: &[&str] = &[
    "APD", "AST", "CNL", "COM", "CT", "DRL", "DSI", "PA", "ST", "TA", "XX",
];
const REPORT_CODES: &[&str] = &[
    "01", "02", "03", "06", "08", "09", "12", "13", "14", "15", "16", "17", "99",
];

pub(crate) fn import() -> impl Strategy<Value = WellTask> {
    let api = prop::sample::select(
        &[
            "177194053300",
            "177194053301",
            "177194053370",
            "17719405330001",
            "1771940533",
        ][..],
    );
    (
        api,
        day(),
        day(),
        day(),
        day(),
        prop::option::of(feet()),
        filed(BOREHOLE_CODES),
    )
        .prop_map(
            |(api, spudded_on, total_depth_on, status_on, listed_on, measured_depth_ft, status)| {
                WellTask::ImportHistory(Box::new(ImportWellHistory {
                    well_id: well_id(),
                    provenance: provenance(),
                    api_number: ApiNumber::parse(api).unwrap(),
                    name: text("P037"),
                    operator: text("Exxon Mobil Corporation"),
                    lease: None,
                    field: None,
                    location: None,
                    state: None,
                    time_zone: central(),
                    permit_applied_on: None,
                    permit_issued_on: listed_on,
                    completed_on: status_on,
                    plugged_on: None,
                    spudded_on,
                    total_depth_on,
                    measured_depth_ft,
                    true_vertical_depth_ft: None,
                    status,
                    status_on,
                    listed_on,
                }))
            },
        )
}

fn api(text: &str) -> ApiNumber {
    ApiNumber::parse(text).unwrap()
}

/// What a task may say beyond its date.
#[derive(Clone, Debug)]
struct Said {
    depth: Feet,
    other_depth: Feet,
    completion: CompletionName,
    other_completion: CompletionName,
    day: Option<NaiveDate>,
    yes: bool,
    choice: u8,
}

fn said() -> impl Strategy<Value = Said> {
    (
        feet(),
        feet(),
        completion(),
        completion(),
        day(),
        any::<bool>(),
        any::<u8>(),
    )
        .prop_map(
            |(depth, other_depth, completion, other_completion, day, yes, choice)| Said {
                depth,
                other_depth,
                completion,
                other_completion,
                day,
                yes,
                choice,
            },
        )
}

const KINDS: usize = 40;
const CORRECTION: usize = 37;

/// Any task at any time.
pub(crate) fn task() -> impl Strategy<Value = WellTask> {
    // Whether a correction that brings a fact fits in is judged on the whole history, which only a life has.
    let own = (0..KINDS, instant(), said()).prop_map(|(kind, at, said)| match kind {
        CORRECTION => of(kind, at, &Said { yes: false, ..said }),
        _ => of(kind, at, &said),
    });
    prop_oneof![
        12 => own,
        1 => import(),
        1 => (instant(), completion(), filed(REPORT_CODES)).prop_map(|(effective_at, completion, status)| {
            WellTask::ReportCompletionStatus(ReportCompletionStatus {
                effective_at,
                completion,
                status,
                provenance: provenance(),
            })
        }),
    ]
}

/// Tasks in about the order of a life, some left out, some twice, some a little late or early.
pub(crate) fn life() -> impl Strategy<Value = Vec<WellTask>> {
    let step = (0..KINDS, 0_i64..30, said(), 0_u8..10);
    prop::collection::vec(step, 20..120).prop_map(|steps| {
        let count = steps.len();
        let mut tasks: Vec<WellTask> = Vec::with_capacity(count + 1);
        let begin = DateTime::UNIX_EPOCH;
        tasks.push(of(0, begin, &said_of_old()));
        for (index, (kind, late, said, stray)) in steps.into_iter().enumerate() {
            // Mostly the kind that is due, now and then any other.
            let due = index * KINDS / count;
            let kind = if stray < 3 { kind } else { due };
            let at = begin + TimeDelta::days(1 + index as i64 * 10 - late);
            tasks.push(of(kind, at, &said));
        }
        tasks
    })
}

fn said_of_old() -> Said {
    Said {
        depth: Feet::ZERO,
        other_depth: Feet::ZERO,
        completion: CompletionName::parse("D01").unwrap(),
        other_completion: CompletionName::parse("D02").unwrap(),
        day: None,
        yes: true,
        choice: 0,
    }
}

/// The task of a kind, in the order of a life.
fn of(kind: usize, effective_at: DateTime<Utc>, said: &Said) -> WellTask {
    match kind {
        0..=2 => to_permit(kind, effective_at, said),
        3..=5 | 7 => to_hole(kind, effective_at, said),
        6 | 8 | 9 => to_new_bore(kind, effective_at, said),
        10..=14 => to_opening(kind, effective_at, said),
        15..=17 => to_tests(kind, effective_at, said),
        18..=24 => to_running(kind, effective_at, said),
        25..=27 => to_change(kind, effective_at, said),
        28..=32 => to_rest(kind, effective_at, said),
        _ => to_last(kind, effective_at, said),
    }
}

fn to_permit(kind: usize, effective_at: DateTime<Utc>, said: &Said) -> WellTask {
    match kind {
        0 => WellTask::Propose(ProposeWell {
            well_id: well_id(),
            effective_at,
            name: text("A-1"),
            api_number: said.yes.then(|| api("1771940533")),
            operator: text("Demo Operating"),
            lease: None,
            field: None,
            location: None,
            state: None,
            time_zone: central(),
            role: WellRole::GasStorage,
            plan: WellPlan::default(),
        }),
        1 => WellTask::SubmitPermit(SubmitDrillingPermit {
            effective_at,
            application: PermitApplication {
                form: text("W-1"),
                reference: None,
                requested_depth_ft: said.depth,
                horizontal: said.yes,
                operator_licence: Licence {
                    reference: text("P5"),
                    in_force_until: said.day,
                },
                spacing: Spacing {
                    rule: text("467 ft"),
                    conforms: true,
                    exception: None,
                },
                surface_owner_notice: None,
                fee_usd: None,
            },
            demanded: vec![],
        }),
        _ => WellTask::ApprovePermit(ApprovePermit {
            effective_at,
            permit_number: text("W1"),
            expires_on: said.day,
            conditions: vec![],
            permitted_depth_ft: said.yes.then_some(said.depth),
        }),
    }
}

fn to_hole(kind: usize, effective_at: DateTime<Utc>, said: &Said) -> WellTask {
    match kind {
        3 => WellTask::Spud(SpudWell {
            effective_at,
            rig: None,
            contractor: None,
            evidence: DrillEvidence::default(),
            seen: DrillSeen::default(),
            demanded: vec![],
        }),
        4 | 7 => WellTask::RecordDailyDrilling(RecordDailyDrilling {
            effective_at,
            progress: DrillingProgress {
                measured_depth_ft: said.depth,
                true_vertical_depth_ft: said.yes.then_some(said.other_depth),
                mud_weight_lb_per_gal: None,
                daily_cost_usd: None,
                operations: None,
            },
        }),
        _ => WellTask::SetCasing(SetCasing {
            effective_at,
            casing: CasingString {
                kind: match said.choice % 3 {
                    0 => CasingKind::Surface,
                    1 => CasingKind::Intermediate,
                    _ => CasingKind::Production,
                },
                size_in: Inches::parse("7").unwrap(),
                weight_lb_per_ft: None,
                grade: None,
                top_md_ft: Feet::ZERO,
                bottom_md_ft: said.depth,
                cement_sacks: None,
                top_of_cement_ft: None,
                base_of_usable_water_ft: None,
            },
        }),
    }
}

fn to_new_bore(kind: usize, effective_at: DateTime<Utc>, said: &Said) -> WellTask {
    match kind {
        6 => WellTask::Sidetrack(SidetrackWellbore {
            effective_at,
            kickoff: Kickoff {
                parent: api(if said.yes { "177194053300" } else { "177194053301" }),
                bore: api(if said.choice < 128 {
                    "177194053301"
                } else {
                    "177194053302"
                }),
                kickoff_md_ft: said.depth,
                bottom_hole_target: None,
                agency_notice: text("notice"),
            },
            reason: text("fish"),
        }),
        8 => WellTask::SuspendDrilling(SuspendDrilling {
            effective_at,
            reason: text("weather"),
        }),
        _ => WellTask::ResumeDrilling(ResumeDrilling {
            effective_at,
            reason: text("calm"),
        }),
    }
}

fn to_opening(kind: usize, effective_at: DateTime<Utc>, said: &Said) -> WellTask {
    match kind {
        10 => WellTask::ReachTotalDepth(ReachTotalDepth {
            effective_at,
            measured_depth_ft: if said.yes {
                Feet::parse("25000").unwrap()
            } else {
                said.depth
            },
            true_vertical_depth_ft: said.yes.then_some(said.other_depth),
            formation: None,
            permit_tolerance_ft: None,
        }),
        11 => WellTask::DeclareDryHole(DeclareDryHole {
            effective_at,
            reason: DryHoleReason::JunkedHole,
            remark: None,
        }),
        12 => WellTask::StartCompletion(StartCompletion {
            effective_at,
            consent: CompletionConsent::SoleWorkingInterest,
        }),
        _ => WellTask::Complete(CompleteWell {
            effective_at,
            completion: said.completion.clone(),
            zone: None,
            top_md_ft: said.depth,
            bottom_md_ft: said.other_depth,
            detail: CompletionDetail::default(),
        }),
    }
}

fn to_tests(kind: usize, effective_at: DateTime<Utc>, said: &Said) -> WellTask {
    match kind {
        15 => WellTask::RecordMechanicalIntegrityTest(RecordMechanicalIntegrityTest {
            effective_at,
            test: IntegrityTest {
                passed: said.choice > 40,
                pressure_psi: None,
                duration_minutes: None,
                valid_until: None,
                witnessed_by: None,
            },
        }),
        16 => WellTask::RecordFirstProduction(RecordFirstProduction {
            effective_at,
            product: None,
            purchaser: None,
            authority: ProducingAuthority::default(),
            demanded: vec![],
        }),
        _ => WellTask::RecordWellTest(RecordWellTest {
            effective_at,
            completion: said.yes.then(|| said.completion.clone()),
            test: WellTest {
                duration_hours: Hours::parse("24").unwrap(),
                oil_bbl: Barrels::ZERO,
                gas: Mcf::zero(PressureBase::Psia14_65),
                water_bbl: Barrels::ZERO,
                choke_64ths: None,
                tubing_pressure_psi: None,
                casing_pressure_psi: None,
                separator_pressure_psi: None,
                temperature_f: None,
                oil_gravity_api: None,
                method: TestMethod::Other,
            },
        }),
    }
}

fn to_running(kind: usize, effective_at: DateTime<Utc>, said: &Said) -> WellTask {
    match kind {
        18 | 23 => WellTask::ShutIn(ShutInWell {
            effective_at,
            reason: ShutInReason::Workover,
            expected_return_on: None,
        }),
        19 => WellTask::ResumeProduction(ResumeProduction { effective_at }),
        20 => WellTask::StartInjection(StartInjection {
            effective_at,
            permit: InjectionPermit {
                reference: text("UIC"),
                in_force_until: said.day,
                max_pressure_psi: None,
                max_rate_bbl_per_day: None,
            },
        }),
        21 => WellTask::StopInjection(StopInjection {
            effective_at,
            reason: ShutInReason::Mechanical,
        }),
        22 => WellTask::ResumeInjection(ResumeInjection { effective_at }),
        _ => WellTask::SetRegulatoryFlag(SetRegulatoryFlag {
            effective_at,
            flag: match said.choice % 4 {
                0 => RegulatoryFlag::LeaseSevered { severed: said.yes },
                1 => RegulatoryFlag::H15Due { on: said.day },
                2 => RegulatoryFlag::InactiveSince {
                    month: said.day.and_then(|day| Month::of(day).ok()),
                },
                _ => RegulatoryFlag::Tx14b2 {
                    standing: Tx14b2::InEffect,
                },
            },
            source: text("agency"),
        }),
    }
}

fn to_change(kind: usize, effective_at: DateTime<Utc>, said: &Said) -> WellTask {
    match kind {
        25 => WellTask::Recomplete(RecompleteWell {
            effective_at,
            from: said.completion.clone(),
            completion: said.other_completion.clone(),
            zone: None,
            top_md_ft: said.depth,
            bottom_md_ft: said.other_depth,
            detail: CompletionDetail::default(),
            authority: RecompletionAuthority {
                permit: Some(text("W-1")),
                isolated_by: Some(text("plug")),
            },
        }),
        26 => WellTask::Convert(ConvertWell {
            effective_at,
            to_role: if said.yes { WellRole::Gas } else { WellRole::Oil },
            authority: ConversionAuthority::CompletionReport {
                reference: text("W-2"),
            },
        }),
        _ => WellTask::ChangeOperator(ChangeOperator {
            effective_at,
            from_operator: text("Demo Operating"),
            to_operator: text("Next Operating"),
            transfer: Transfer {
                reference: text("P-4"),
                signed_by_predecessor: true,
                signed_by_successor: said.yes,
                successor_licence: Licence {
                    reference: text("P5"),
                    in_force_until: None,
                },
                successor_bond: text("B"),
            },
        }),
    }
}

fn to_rest(kind: usize, effective_at: DateTime<Utc>, said: &Said) -> WellTask {
    match kind {
        28 => WellTask::RecordFluidLevelTest(RecordFluidLevelTest {
            effective_at,
            test: FluidLevel {
                fluid_top_ft: said.depth,
                base_of_usable_water_ft: said.other_depth,
                valid_until: said.day,
            },
        }),
        29 => WellTask::TemporarilyAbandon(TemporarilyAbandonWell {
            effective_at,
            until: said.day,
            approval_number: None,
            securing: SecuringTest::default(),
            limits: AbandonmentLimits::default(),
        }),
        30 => WellTask::ExtendTemporaryAbandonment(ExtendTemporaryAbandonment {
            effective_at,
            until: said.day.unwrap_or(NaiveDate::MAX),
            approval_number: text("TA-2"),
        }),
        31 => WellTask::ReturnToService(ReturnToService {
            effective_at,
            work_summary: None,
        }),
        _ => WellTask::ApprovePlugging(ApprovePlugging {
            effective_at,
            approval: PluggingApproval {
                notice: text("W-3A"),
                notice_filed_on: said.day.unwrap_or(NaiveDate::MIN),
                program: text("plugs"),
                cementer: text("Cementers"),
                cementer_approved: true,
                consent: PluggingConsent::SoleWorkingInterest,
            },
            notice_days: None,
        }),
    }
}

fn to_last(kind: usize, effective_at: DateTime<Utc>, said: &Said) -> WellTask {
    match kind {
        33 => WellTask::Plug(PlugWell {
            effective_at,
            cementer: None,
            plugs: vec![],
            witnessed_by: None,
            authority: if said.yes {
                PluggingAuthority::Approval
            } else {
                PluggingAuthority::Emergency {
                    reason: text("leak"),
                    oral_approval: text("district"),
                }
            },
            production: vec![],
        }),
        34 => WellTask::ReleaseSite(ReleaseSite {
            effective_at,
            inspection: Inspection {
                reference: text("I"),
                passed: said.choice > 40,
            },
            bond: BondRelease {
                reference: text("B"),
                amount_usd: None,
            },
        }),
        35 => WellTask::ApproveReentry(ApproveReentry {
            effective_at,
            permit: ReentryPermit {
                permit_number: text("W1-2"),
                expires_on: None,
                permitted_depth_ft: None,
                bore: if said.yes {
                    ReentryBore::SameBore
                } else {
                    ReentryBore::NewBore {
                        bore: api("177194053305"),
                    }
                },
            },
        }),
        36 => to_hole(3, effective_at, said),
        CORRECTION => corrected(effective_at, said),
        38 => papers(effective_at, said),
        _ if said.choice > 240 => WellTask::VoidRecord(VoidWellRecord {
            effective_at,
            reason: text("twice"),
        }),
        _ => WellTask::AssignApiNumber(AssignApiNumber {
            effective_at,
            api_number: api("1771940533"),
            replaces: None,
            source_document: text("W-1"),
        }),
    }
}

fn papers(effective_at: DateTime<Utc>, said: &Said) -> WellTask {
    match said.choice % 3 {
        0 => WellTask::DenyPermit(DenyPermit {
            effective_at,
            decision: text("D"),
            reason: None,
        }),
        1 => WellTask::ExpirePermit(RecordPermitExpiry { effective_at }),
        _ => WellTask::Cancel(CancelWell {
            effective_at,
            reason: text("no partner"),
        }),
    }
}

/// A correction that brings a fact of its own; the fact it takes the place of is not taken away here.
fn corrected(effective_at: DateTime<Utc>, said: &Said) -> WellTask {
    let instead = said.yes.then_some(CorrectedFact::WellShutIn(WellShutIn {
        effective_at,
        reason: ShutInReason::Weather,
        expected_return_on: None,
    }));
    WellTask::CorrectHistory(Box::new(CorrectWellHistory {
        corrects: EventSeen {
            event_id: Uuid::from_u128(u128::from(said.choice)),
            event_type: "WellShutIn".to_owned(),
            effective_at,
        },
        instead,
        reason: text("typing error"),
    }))
}
