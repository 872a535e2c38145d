//! The transition table and the code say the same: each stage admits exactly the steps of its rows, in decisions and in the
//! fold, and every guard named is a rule there is.

use std::collections::BTreeSet;

use wellflow_decider::{Decider, DomainEvent};

use super::asked::*;
use super::imports::{completed_bore, import};
use super::step::{Goal, Origin, Step};
use super::*;
use crate::given::{fold, given};

/// A task for each step that nothing but its stage can refuse.
fn ask(step: Step, day: &str, number: ApiNumber) -> WellTask {
    match step {
        Step::Propose => WellTask::Propose(proposal(day)),
        Step::AssignApiNumber => assign(day, &format!("{}0000", number.api10()), None),
        Step::SubmitPermit => submit(day, application()),
        Step::ApprovePermit => permit(day),
        Step::DenyPermit => deny(day),
        Step::ExpirePermit => expire("2025-08-01"),
        Step::Cancel => cancel(day),
        Step::Spud | Step::Reenter => spud(day),
        Step::SetCasing => set(day, string(CasingKind::Surface, "500")),
        Step::RecordDailyDrilling => day_drilled(day, "12000"),
        Step::SuspendDrilling => suspend(day),
        Step::ResumeDrilling => go_on(day),
        Step::ReachTotalDepth => reach(day, "12000", None),
        Step::Sidetrack => sidetrack(day, kickoff("42-501-20130-00", "42-501-20130-01", "900")),
        Step::DeclareDryHole => declare_dry(day),
        Step::StartCompletion => start_completion(day, CompletionConsent::SoleWorkingInterest),
        Step::Complete => complete(day, "D09", "1", "2"),
        Step::RecordFirstProduction => first_production(day),
        Step::StartInjection => inject(day),
        Step::StopInjection => stop_injection(day),
        Step::ShutIn => stop(day),
        Step::Resume => resume(day),
        Step::ResumeInjection => inject_again(day),
        Step::TemporarilyAbandon => secure(day),
        Step::ExtendTemporaryAbandonment => extend(day, "2030-01-01"),
        Step::ReturnToService => return_to_service(day),
        Step::Recomplete => WellTask::Recomplete(RecompleteWell {
            top_md_ft: feet("1"),
            bottom_md_ft: feet("2"),
            ..recompletion(day, "D01", "D02")
        }),
        Step::Convert => convert(day, WellRole::Oil),
        Step::ChangeOperator => WellTask::ChangeOperator(transfer(day, "Demo Operating", "Next Operating")),
        Step::RecordWellTest => test_well(day, None, "24"),
        Step::RecordIntegrityTest => test_integrity(day, integrity(true, None)),
        Step::RecordFluidLevelTest => test_fluid_level(day),
        Step::ApprovePlugging => approve_plugging(day),
        Step::Plug => plug(day),
        Step::ReleaseSite => release(day, true),
        Step::ApproveReentry => approve_reentry(day, ReentryBore::SameBore),
        Step::CorrectHistory => correct(seen("DrillingPermitApproved", "01-02"), None),
        Step::VoidRecord => void(day),
        Step::SetFlag => flag(day, severed()),
        Step::ImportHistory => import(ImportWellHistory {
            api_number: api(&format!("{}00", number.api10())),
            name: text("another name"),
            ..completed_bore()
        }),
        Step::ReportStatus => report(day, "D01", Some("08")),
    }
}

/// A life for each stage, every guard of every step but the stage satisfied.
fn lives() -> Vec<(WellStatus, Vec<WellEvent>)> {
    let imported = |code: &str| {
        let record = ImportWellHistory {
            operator: text("Demo Operating"),
            status: Some(filed("XX")),
            ..completed_bore()
        };
        let events = given::<Well>([]).when(import(record)).events();
        [events, vec![reported("03-01", "D01", Some(code))]].concat()
    };
    let bore = |code: &str| {
        let record = ImportWellHistory {
            status: Some(filed(code)),
            ..completed_bore()
        };
        given::<Well>([]).when(import(record)).events()
    };
    let approved = |events| with(events, [plugging_approved("06-20")]);
    let tested = |events| with(events, [integrity_tested("06-25", integrity(true, None))]);
    vec![
        (WellStatus::Proposed, vec![proposed("01-01")]),
        (
            WellStatus::PermitSubmitted,
            vec![proposed("01-01"), submitted("01-02")],
        ),
        (WellStatus::Permitted, vec![proposed("01-01"), permitted("01-02")]),
        (WellStatus::Cancelled, vec![proposed("01-01"), cancelled("01-02")]),
        (
            WellStatus::Drilling,
            with(drilling(), [progressed("01-10", "900")]),
        ),
        (
            WellStatus::DrillingSuspended,
            approved(with(drilling(), [suspended("01-20")])),
        ),
        (WellStatus::Sidetracked, bore("ST")),
        (WellStatus::Drilled, approved(drilled())),
        (WellStatus::DryHole, approved(with(drilled(), [dry("02-02")]))),
        (WellStatus::Completing, with(drilled(), [completing("02-02")])),
        (WellStatus::Completed, approved(tested(store(ready())))),
        (WellStatus::Producing, tested(store(running()))),
        (WellStatus::Injecting, taking_in()),
        (WellStatus::InService, tested(imported("06"))),
        (WellStatus::ShutIn, approved(resting())),
        (
            WellStatus::TemporarilyAbandoned,
            approved(tested(store(secured()))),
        ),
        (WellStatus::CompletionAbandoned, approved(imported("15"))),
        (WellStatus::PluggedAndAbandoned, finished()),
        (WellStatus::SiteReleased, with(finished(), [released("07-10")])),
        (WellStatus::Voided, with(drilled(), [voided("07-01")])),
        (WellStatus::Unmapped, bore("CT")),
    ]
}

#[test]
fn there_is_a_life_for_every_stage() {
    let lives = lives();
    let stages: Vec<WellStatus> = lives.iter().map(|(status, _)| *status).collect();
    assert_eq!(stages, WellStatus::ALL);
    for (status, events) in lives {
        assert_eq!(given::<Well>(events).state().summary().unwrap().status, status);
    }
}

#[test]
fn every_stage_admits_exactly_the_steps_of_the_table() {
    for (status, life) in lives() {
        for step in Step::ALL {
            if step == Step::Reenter && !step.leads_on_from(status) {
                // Without a permit to enter it again the well would be spudded, which is a step of its own.
                continue;
            }
            let events = match step {
                Step::Reenter => with(life.clone(), [reentry_approved("07-20", ReentryBore::SameBore)]),
                _ => life.clone(),
            };
            let well = given::<Well>(events).state();
            let number = well.summary().unwrap().api_number.unwrap();
            let task = ask(step, "08-01", number);
            let decision = well.decide(task.into());
            // What produced, or never was completed by us, has rules of its own, tested where they are.
            let produced = status == WellStatus::ShutIn && step == Step::RecordFirstProduction;
            let theirs = status == WellStatus::CompletionAbandoned && step == Step::Recomplete;
            if step.harmless_in() == Some(status) {
                assert_eq!(decision, Ok(vec![]), "{step:?} of {status}");
            } else {
                assert_eq!(
                    decision.is_ok(),
                    step.leads_on_from(status) && !produced && !theirs,
                    "{step:?} of {status}: {decision:?}"
                );
            }
            let events = decision.unwrap_or_default();
            let mut after = well.clone();
            for event in &events {
                assert_eq!(after.evolve(event), Ok(()), "{step:?} of {status}");
            }
            let leads_to = after.summary().unwrap().status;
            match step.row().to {
                Goal::Stage(to) if !events.is_empty() => assert_eq!(leads_to, to, "{step:?} of {status}"),
                Goal::Same => assert_eq!(leads_to, status, "{step:?} of {status}"),
                Goal::Stage(_) | Goal::Other(_) => {}
            }
            for event in events {
                assert!(
                    step.row()
                        .event
                        .split(", ")
                        .any(|known| known == event.event_type()),
                    "{step:?} leaves a {}",
                    event.event_type()
                );
            }
        }
    }
}

#[test]
fn what_the_table_does_not_admit_is_illegal_in_the_fold() {
    let admitted: Vec<(Step, WellEvent)> = lives()
        .into_iter()
        .flat_map(|(_, life)| Step::ALL.map(|step| (step, life.clone())))
        .filter(|(step, _)| !matches!(step, Step::Reenter | Step::CorrectHistory | Step::Propose))
        .filter_map(|(step, life)| {
            let well = given::<Well>(life).state();
            let number = well.summary()?.api_number?;
            let events = well.decide(ask(step, "08-01", number).into()).ok()?;
            Some((step, events.into_iter().next()?))
        })
        .collect();
    for (status, life) in lives() {
        let recorded = matches!(life[0], WellEvent::WellProposed(_));
        for (step, event) in &admitted {
            let own = !event.event_type().contains("Imported") && !event.event_type().contains("Reported");
            if recorded && own && !step.leads_on_from(status) && step.harmless_in() != Some(status) {
                let mut well = given::<Well>(life.clone()).state();
                let before = well.clone();
                assert!(well.evolve(event).is_err(), "{step:?} of {status}");
                assert_eq!(well, before);
            }
        }
    }
}

#[test]
fn every_guard_is_a_rule_and_every_rule_of_a_step_is_a_guard() {
    let rules: BTreeSet<&str> = WellError::RULES.iter().copied().collect();
    assert_eq!(rules.len(), WellError::RULES.len(), "a slug stands twice");
    let mut named: BTreeSet<&str> = Step::ALL
        .iter()
        .flat_map(|step| step.row().guards)
        .copied()
        .collect();
    // What may refuse any step.
    named.extend([
        "well-unknown",
        "effective-in-future",
        "well-cancelled",
        "well-plugged",
        "well-site-released",
        "well-record-voided",
    ]);
    assert_eq!(named, rules);
}

#[test]
fn the_table_for_readers_is_the_table() {
    let shown = transitions();
    assert_eq!(shown.len(), Step::ALL.len());
    for (step, row) in Step::ALL.into_iter().zip(shown) {
        assert_eq!(row.command, step.row().command);
        match step.row().from {
            Origin::Nothing => assert_eq!(row.from, "nothing known"),
            Origin::Anything => assert_eq!(row.from, "anything"),
            Origin::Stages(stages) if row.from != "any but voided" => {
                let words: Vec<&str> = row.from.split(", ").collect();
                assert_eq!(words.len(), stages.len());
            }
            Origin::Stages(stages) => assert!(!stages.contains(&WellStatus::Voided)),
        }
    }
}

#[test]
fn a_stage_no_row_leads_to_is_an_agency_s() {
    let reached: BTreeSet<WellStatus> = Step::ALL
        .into_iter()
        .filter_map(|step| match step.row().to {
            Goal::Stage(to) => Some(to),
            Goal::Same | Goal::Other(_) => None,
        })
        .collect();
    let others: Vec<WellStatus> = WellStatus::ALL
        .iter()
        .copied()
        .filter(|status| !reached.contains(status))
        .collect();
    assert_eq!(
        others,
        [
            WellStatus::Sidetracked,
            WellStatus::InService,
            WellStatus::CompletionAbandoned,
            WellStatus::Unmapped
        ]
    );
    let (_, illegal) = fold::<Well>(&finished());
    assert_eq!(illegal, []);
}
