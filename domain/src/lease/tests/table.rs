//! The transition table and the code say the same: each stage admits exactly the steps of its rows, in decisions and in the
//! fold, and every guard named is a rule there is.

use std::collections::BTreeSet;

use wellflow_decider::{Decider, DomainEvent};

use super::asked::*;
use super::imports::imported;
use super::step::Step;
use super::*;
use crate::given::{fold, given};

/// The day on which everything is asked.
const DAY: &str = "2024-03-01";

/// A lease in the stage on that day, signed where it can be.
fn in_stage(status: LeaseStatus) -> Vec<LeaseEvent> {
    let begins_later = || signed_with(|terms| terms.primary_term.effective_on = date("2024-04-01"));
    let at = noon("2024-02-01");
    match status {
        LeaseStatus::Negotiating => vec![negotiation()],
        LeaseStatus::Executed => begins_later(),
        LeaseStatus::Recorded => with(begins_later(), [recording(at)]),
        LeaseStatus::InPrimaryTerm => signed_with(|terms| terms.primary_term.months = 120),
        LeaseStatus::HeldByProduction => producing(),
        LeaseStatus::HeldByOperations => then_asked(signed(), hold_by(work("2023-01-20", "2023-01-30"))),
        LeaseStatus::HeldByShutInRoyalty => {
            then_asked(producing(), pay_shut_in("2022-12-30", "2022-10-01", 24))
        }
        LeaseStatus::HeldByUnit => with(
            then_asked(signed(), pool("2022-06-01")),
            [LeaseHeldByUnit {
                effective_at: noon("2022-07-01"),
                unit_id: unit_id(),
                wells: vec![held_well(&of_the_unit())],
            }
            .into()],
        ),
        LeaseStatus::Released
        | LeaseStatus::Expired
        | LeaseStatus::Terminated
        | LeaseStatus::Surrendered
        | LeaseStatus::NotExecuted
        | LeaseStatus::Voided => over(status),
        LeaseStatus::OperationsSuspended
        | LeaseStatus::ProductionSuspended
        | LeaseStatus::Cancelled
        | LeaseStatus::Consolidated
        | LeaseStatus::BidRejected
        | LeaseStatus::NotIssued => {
            let code = to_boem(status).unwrap();
            then_asked(imported(code), execution(terms()))
        }
        LeaseStatus::Unmapped => then_asked(imported("unheard of"), execution(terms())),
    }
}

/// A lease that is over by our own facts.
fn over(status: LeaseStatus) -> Vec<LeaseEvent> {
    let ended = |task: LeaseTask| then_asked(signed(), task);
    let at = noon("2024-02-01");
    match status {
        LeaseStatus::Released => ended(
            release(
                "2023-02-01",
                vec![
                    whole("T-1", DepthInterval::ALL),
                    whole("T-2", between("0", "12990")),
                ],
                vec![],
            )
            .into(),
        ),
        LeaseStatus::Expired => ended(
            ExpireLease {
                effective_at: noon("2023-02-01"),
            }
            .into(),
        ),
        LeaseStatus::Terminated => then_asked(
            owing(),
            MissDelayRental {
                effective_at: noon("2021-02-02"),
                for_year: 1,
            },
        ),
        LeaseStatus::Surrendered => ended(
            SurrenderLease {
                effective_at: noon("2021-02-02"),
                instrument: paper("Surrender 1"),
                completions: vec![],
            }
            .into(),
        ),
        LeaseStatus::NotExecuted => with(
            vec![negotiation()],
            [LeaseNegotiationClosed {
                effective_at: at,
                reason: text("no agreement"),
            }
            .into()],
        ),
        LeaseStatus::Voided => ended(
            VoidLeaseRecord {
                effective_at: at,
                reason: text("entered twice"),
            }
            .into(),
        ),
        other => panic!("{other} is not over"),
    }
}

fn negotiation() -> LeaseEvent {
    LeaseNegotiationOpened {
        lease_id: lease_id(),
        effective_at: noon("2019-11-04"),
        name: text("Halbouty A"),
        time_zone: central(),
        lessee: lessee(),
        lessors: vec![owner(2)],
    }
    .into()
}

fn recording(at: DateTime<Utc>) -> LeaseEvent {
    LeaseRecorded {
        effective_at: at,
        recording: Recording {
            county: text("Reeves"),
            reference: RecordingReference::InstrumentNumber { number: text("1") },
        },
    }
    .into()
}

/// The fact each step leaves behind, on that day; none for corrections and agencies' rows.
fn fact(step: Step) -> Option<LeaseEvent> {
    let found = signing_fact(step)
        .or_else(|| keeping_fact(step))
        .or_else(|| ending_fact(step));
    let without = matches!(step, Step::CorrectHistory | Step::ImportRecord);
    assert_eq!(found.is_none(), without, "{step:?}");
    found
}

fn signing_fact(step: Step) -> Option<LeaseEvent> {
    let at = noon(DAY);
    Some(match step {
        Step::OpenNegotiation => negotiation(),
        Step::CloseNegotiation => LeaseNegotiationClosed {
            effective_at: at,
            reason: text("no agreement"),
        }
        .into(),
        Step::Execute => executed_on(terms()),
        Step::Record => recording(at),
        Step::ExerciseExtension => LeaseExtended {
            effective_at: at,
            ends_on: date("2030-01-01"),
            consideration_usd: None,
            instrument: paper("Extension 1"),
        }
        .into(),
        Step::Pool => pooled_on(at),
        Step::Assign => InterestAssigned {
            effective_at: at,
            assignment: assignment(lessee(), owner(4), WORKING, "0.5"),
        }
        .into(),
        Step::AmendRoyalty => LeaseRoyaltyAmended {
            effective_at: at,
            from: month("2024-03"),
            royalty_rate: percent("22"),
            instrument: paper("Amendment 1"),
            restatement: None,
        }
        .into(),
        Step::Amend => LeaseAmended {
            effective_at: at,
            clause: Clause::Cessation { days: None },
            instrument: paper("Amendment 1"),
        }
        .into(),
        _ => return None,
    })
}

fn keeping_fact(step: Step) -> Option<LeaseEvent> {
    let at = noon(DAY);
    let clock = CessationClock {
        last_production_on: date("2024-02-01"),
        deadline_on: date("2024-05-01"),
        deadline_without_shut_in_royalty_on: date("2024-05-01"),
        gap_days: 29,
        gap_days_less_shut_in_royalty: 29,
    };
    Some(match step {
        Step::PayDelayRental => DelayRentalPaid {
            effective_at: at,
            payment: RentalPayment {
                for_year: 1,
                amount_usd: None,
            },
        }
        .into(),
        Step::HoldByProduction => held_by_production(DAY),
        Step::HoldByOperations => LeaseHeldByOperations {
            effective_at: at,
            operation: work("2024-02-01", DAY),
        }
        .into(),
        Step::HoldByUnit => LeaseHeldByUnit {
            effective_at: at,
            unit_id: unit_id(),
            wells: Vec::new(),
        }
        .into(),
        Step::PayShutInRoyalty => shut_in_paid(DAY, "2024-01-01", 12),
        Step::StartCessationClock => CessationClockStarted {
            effective_at: at,
            clock,
        }
        .into(),
        Step::ClearCessation => CessationClockCleared {
            effective_at: at,
            saved_by: SavedBy::Production { wells: Vec::new() },
        }
        .into(),
        _ => return None,
    })
}

fn ending_fact(step: Step) -> Option<LeaseEvent> {
    let at = noon(DAY);
    let partly = LeasePartiallyReleased {
        effective_at: at,
        acreage: vec![whole("T-2", between("12000", "12990"))],
        cause: ReleaseCause::Released,
        instrument: paper("Release 1"),
    };
    Some(match step {
        Step::MissDelayRental | Step::Terminate => LeaseTerminated {
            effective_at: at,
            last_day: date("2024-02-01"),
            cause: TerminationCause::ProductionCeased,
        }
        .into(),
        Step::Release | Step::ApplyPugh | Step::ApplyRetained => partly.into(),
        Step::Expire => LeaseExpired {
            effective_at: at,
            last_day: date("2024-02-01"),
        }
        .into(),
        Step::Surrender => LeaseSurrendered {
            effective_at: at,
            instrument: paper("Surrender 1"),
        }
        .into(),
        Step::VoidRecord => LeaseRecordVoided {
            effective_at: at,
            lease_number: None,
            agency_key: None,
            reason: text("entered twice"),
        }
        .into(),
        _ => return None,
    })
}

fn pooled_on(at: DateTime<Utc>) -> LeaseEvent {
    LeasePooled {
        effective_at: at,
        unit: PooledUnit {
            unit_id: UnitId::new(Uuid::from_u128(99)),
            name: text("Unit"),
            kind: UnitKind::Pooling,
            depths: DepthInterval::ALL,
            tracts: vec![UnitTract {
                unit_tract: text("A"),
                tract: Some(tract("T-1")),
                acres: acres("160"),
                factor: share("1"),
            }],
            rounding_residual_e8: 0,
            instrument: paper("Designation 9"),
            force_pooling: None,
            factors_agreed_in: None,
        },
    }
    .into()
}

#[test]
fn every_stage_is_reached() {
    for status in LeaseStatus::ALL {
        assert_eq!(shown(in_stage(*status), DAY).status, *status);
    }
}

/// Facts of our own on a stage of our own. The partial releases share an event that is legal wherever a release is.
#[test]
fn the_fold_admits_exactly_what_the_table_does() {
    for status in LeaseStatus::ALL {
        let mut before = fold::<Lease>(&in_stage(*status)).0;
        if matches!(&before, Lease::Known(lease) if lease.agency.is_some()) {
            continue;
        }
        if status == &LeaseStatus::HeldByProduction {
            before.evolve(&fact(Step::StartCessationClock).unwrap()).unwrap();
        }
        for step in Step::ALL {
            let Some(event) = fact(step) else { continue };
            let read_by = match step {
                Step::MissDelayRental => Step::Terminate,
                Step::ApplyPugh | Step::ApplyRetained => Step::Release,
                other => other,
            };
            // A clock that does not run is not cleared, whatever holds the lease.
            let admitted = read_by.leads_on_from(*status)
                && (step != Step::ClearCessation || *status == LeaseStatus::HeldByProduction);
            let mut after = before.clone();
            let legal = after.evolve(&event).is_ok();
            assert_eq!(legal, admitted, "{status}: {step:?} {}", event.event_type());
            assert!(
                legal || after == before,
                "{status}: {step:?} left something behind"
            );
        }
    }
}

/// A task for each step that would get past its stage; none for those that are asked of a lease as a whole. The rental is
/// that of a year whose turn it never is.
fn ask(step: Step) -> Option<LeaseTask> {
    let found = signing_task(step)
        .or_else(|| keeping_task(step))
        .or_else(|| ending_task(step));
    let without = matches!(
        step,
        Step::OpenNegotiation | Step::Execute | Step::CorrectHistory | Step::ImportRecord
    );
    assert_eq!(found.is_none(), without, "{step:?}");
    found
}

fn signing_task(step: Step) -> Option<LeaseTask> {
    let at = noon(DAY);
    Some(match step {
        Step::CloseNegotiation => CloseLeaseNegotiation {
            effective_at: at,
            reason: text("no agreement"),
        }
        .into(),
        Step::Record => RecordLease {
            effective_at: at,
            recording: Recording {
                county: text("Reeves"),
                reference: RecordingReference::InstrumentNumber { number: text("1") },
            },
        }
        .into(),
        Step::ExerciseExtension => ExerciseExtension {
            effective_at: at,
            ends_on: date("2030-01-01"),
            consideration_usd: usd("1"),
            instrument: unsigned(),
        }
        .into(),
        Step::Pool => pool(DAY).into(),
        Step::Assign => assign(DAY, assignment(lessee(), owner(4), WORKING, "0.5")).into(),
        Step::AmendRoyalty => AmendRoyalty {
            effective_at: at,
            royalty_rate: percent("22"),
            instrument: paper("Amendment 1"),
            closed_through: None,
            restated_because: None,
        }
        .into(),
        Step::Amend => AmendLease {
            effective_at: at,
            clause: Clause::Other { subject: text("any") },
            instrument: paper("Amendment 1"),
        }
        .into(),
        Step::OpenNegotiation | Step::Execute | Step::CorrectHistory | Step::ImportRecord => return None,
        _ => return None,
    })
}

fn keeping_task(step: Step) -> Option<LeaseTask> {
    let at = noon(DAY);
    Some(match step {
        Step::PayDelayRental => PayDelayRental {
            effective_at: at,
            payment: RentalPayment {
                for_year: 200,
                amount_usd: None,
            },
        }
        .into(),
        Step::HoldByProduction => attain(DAY, vec![]).into(),
        Step::HoldByOperations => hold_by(work("2024-02-01", DAY)).into(),
        Step::HoldByUnit => HoldByUnit {
            effective_at: at,
            unit_id: UnitId::new(Uuid::from_u128(99)),
            completions: vec![],
        }
        .into(),
        Step::PayShutInRoyalty => pay_shut_in(DAY, "2024-01-01", 12).into(),
        Step::StartCessationClock => cease(DAY, "2024-02-01").into(),
        Step::ClearCessation => ClearCessation {
            effective_at: at,
            saved_by: SavingSeen::ShutInRoyalty,
        }
        .into(),
        _ => return None,
    })
}

fn ending_task(step: Step) -> Option<LeaseTask> {
    let at = noon(DAY);
    Some(match step {
        Step::MissDelayRental => MissDelayRental {
            effective_at: at,
            for_year: 200,
        }
        .into(),
        Step::Release => release(DAY, vec![], vec![]).into(),
        Step::ApplyPugh => ApplyPughClause {
            effective_at: at,
            completions: vec![],
            instrument: paper("Notice 1"),
        }
        .into(),
        Step::ApplyRetained => ApplyRetainedAcreage {
            effective_at: at,
            retained: vec![],
            released_legal: remarks("the rest"),
            completions: vec![],
            instrument: paper("Designation 2"),
        }
        .into(),
        Step::Expire => ExpireLease { effective_at: at }.into(),
        Step::Terminate => TerminateLease {
            effective_at: at,
            cause: TerminationCause::ProductionCeased,
        }
        .into(),
        Step::Surrender => SurrenderLease {
            effective_at: at,
            instrument: unsigned(),
            completions: vec![],
        }
        .into(),
        Step::VoidRecord => VoidLeaseRecord {
            effective_at: at,
            reason: text("entered twice"),
        }
        .into(),
        _ => return None,
    })
}

#[test]
fn decisions_admit_exactly_what_the_table_does() {
    for status in LeaseStatus::ALL {
        let lease = given::<Lease>(in_stage(*status)).state();
        let Lease::Known(known) = &lease else {
            panic!("{status} is nothing")
        };
        for step in Step::ALL {
            let Some(task) = ask(step) else { continue };
            let decision = lease.decide(task.into());
            let by_stage = LeaseError::out_of_order(step, *status, known.standing.since);
            let admitted = step.leads_on_from(*status);
            let refused_by_stage = decision == Err(by_stage.clone());
            let rental = matches!(step, Step::PayDelayRental | Step::MissDelayRental);
            if rental && admitted {
                // A lease whose rentals are behind it owes none, which the stage says too.
                continue;
            }
            assert_eq!(refused_by_stage, !admitted, "{status}: {step:?}: {decision:?}");
        }
    }
}

#[test]
fn every_guard_named_is_a_rule_and_every_rule_is_named() {
    let rules: BTreeSet<&str> = LeaseError::RULES.iter().copied().collect();
    assert_eq!(rules.len(), LeaseError::RULES.len(), "a rule is named twice");
    let anywhere = [
        "lease-unknown",
        "effective-in-future",
        "lease-ended",
        "lease-not-in-force",
        "lease-terms-unknown",
        "lease-record-voided",
    ];
    let named: BTreeSet<&str> = Step::ALL
        .iter()
        .flat_map(|step| step.row().guards.iter().copied())
        .chain(anywhere)
        .collect();
    assert_eq!(named, rules);
}

#[test]
fn every_event_is_in_the_table() {
    let page = transitions_page();
    for (event_type, _) in LeaseEvent::TYPES {
        assert!(page.contains(event_type), "{event_type}");
    }
    assert_eq!(transitions().len(), Step::ALL.len());
}
