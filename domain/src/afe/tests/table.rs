//! The transition table and the code say the same, in decisions and in the fold, and every guard named is a rule there is.

use super::*;
use crate::afe::step::Step;

const LATE: &str = "2024-12-01";

fn ended(task: impl Into<AfeTask>, events: Vec<AfeEvent>) -> Vec<AfeEvent> {
    then(events, task)
}

fn in_stage(status: AfeStatus) -> Vec<AfeEvent> {
    let reason = || text("a reason");
    match status {
        AfeStatus::Draft => drafted(),
        AfeStatus::Submitted => submitted(),
        AfeStatus::Approved => approved(),
        AfeStatus::Balloting => balloting(),
        AfeStatus::Balloted => balloted(),
        AfeStatus::Authorized => authorized(),
        AfeStatus::InProgress => started(),
        AfeStatus::SupplementPending => supplementing(),
        AfeStatus::WorkComplete => completed(),
        AfeStatus::CostsClosed => costs_closed(),
        AfeStatus::Closed => closed(),
        AfeStatus::Rejected => ended(
            RejectAfeInternally {
                effective_at: at("2024-06-03"),
                approver: person("principal"),
                tier: text("owner"),
                reason: reason(),
                policy: policy(),
            },
            submitted(),
        ),
        AfeStatus::Withdrawn => ended(
            WithdrawProposal {
                effective_at: at("2024-06-15"),
                reason: reason(),
            },
            balloted(),
        ),
        AfeStatus::Cancelled => ended(
            CancelAfe {
                effective_at: at("2024-06-19"),
                reason: reason(),
            },
            authorized(),
        ),
        AfeStatus::Lapsed => ended(
            LapseProposal {
                effective_at: at("2024-09-12"),
            },
            authorized(),
        ),
    }
}

/// A task of each step, as good as one can be without a look at the AFE; none of a draft and of a correction.
fn ask(step: Step) -> Option<AfeTask> {
    proposing(step)
        .or_else(|| spending(step))
        .or_else(|| ending(step))
}

/// Up to the authorisation.
fn proposing(step: Step) -> Option<AfeTask> {
    let effective_at = at(LATE);
    let reason = text("a reason");
    Some(match step {
        Step::ReviseLine => ReviseAfeLine {
            effective_at,
            revision: LineRevision::Removed {
                account: text("850.300"),
            },
        }
        .into(),
        Step::Submit => SubmitAfe {
            effective_at,
            ..submit()
        }
        .into(),
        Step::Approve => ApproveAfeInternally {
            effective_at,
            ..approve("principal", "owner")
        }
        .into(),
        Step::Reject => RejectAfeInternally {
            effective_at,
            approver: person("principal"),
            tier: text("owner"),
            reason,
            policy: policy(),
        }
        .into(),
        Step::RevokeApprovals => RevokeApprovals { effective_at, reason }.into(),
        Step::OpenBallot => OpenBallot {
            effective_at,
            ..open()
        }
        .into(),
        Step::CastBallot => cast_on(LATE, 1, Vote::Consent).into(),
        Step::WithdrawBallot => WithdrawBallot {
            effective_at,
            owner: owner(1),
            reason,
        }
        .into(),
        Step::CloseBallot => close_on(LATE).into(),
        Step::Reallocate => ReallocateNonConsent {
            effective_at,
            ..elect(&[(1, Carrying::Proportionate), (2, Carrying::Proportionate)])
        }
        .into(),
        Step::Authorize => AuthorizeAfe {
            effective_at,
            ..authorize()
        }
        .into(),
        _ => return None,
    })
}

/// Of a project.
fn spending(step: Step) -> Option<AfeTask> {
    let effective_at = at(LATE);
    let reason = text("a reason");
    let reference = text("Paper 1");
    Some(match step {
        Step::AllocateFunds => AllocateFunds {
            effective_at,
            cash_call: false,
        }
        .into(),
        Step::DeallocateFunds => DeallocateFunds { effective_at, reason }.into(),
        Step::RecordNotice => RecordAuthorizationNotice {
            effective_at,
            reference,
        }
        .into(),
        Step::StartWork => StartWork { effective_at }.into(),
        Step::CommitCost => commit_on(LATE, "PO-77", "1").into(),
        Step::ReleaseCommitment => ReleaseCommitment {
            effective_at,
            order: text("PO-1"),
            reason,
        }
        .into(),
        Step::PostCost => post_on(LATE, "77", "830.100", "1").into(),
        Step::ReverseCost => reverse_on(LATE, "1", "1").into(),
        Step::DetectOverrun => DetectOverrun { effective_at }.into(),
        Step::SubmitSupplement => SubmitSupplement {
            effective_at,
            ..supplement("250000", "1450000")
        }
        .into(),
        Step::ApproveSupplement => ApproveSupplement {
            effective_at,
            approver: person("principal"),
            tier: text("owner"),
            comment: None,
            policy: policy(),
        }
        .into(),
        Step::RejectSupplement => RejectSupplement { effective_at, reason }.into(),
        Step::AuthorizeSupplement => AuthorizeSupplement { effective_at }.into(),
        _ => return None,
    })
}

/// At the end.
fn ending(step: Step) -> Option<AfeTask> {
    let effective_at = at(LATE);
    let reason = text("a reason");
    let reference = text("Paper 1");
    Some(match step {
        Step::RetractNotice => RetractAuthorizationNotice {
            effective_at,
            reference,
        }
        .into(),
        Step::CompleteWork => complete_on(LATE).into(),
        Step::CloseCosts => CloseCosts { effective_at }.into(),
        Step::Close => CloseAfe {
            effective_at,
            ..close_afe()
        }
        .into(),
        Step::Reopen => ReopenAfe { effective_at, reason }.into(),
        Step::Cancel => CancelAfe { effective_at, reason }.into(),
        Step::Withdraw => WithdrawProposal { effective_at, reason }.into(),
        Step::Lapse => LapseProposal { effective_at }.into(),
        _ => return None,
    })
}

#[test]
fn every_step_is_asked_but_a_draft_and_a_correction() {
    for step in Step::ALL {
        let left_out = [Step::Draft, Step::CorrectHistory].contains(&step);
        assert_eq!(ask(step).is_none(), left_out, "{step:?}");
    }
}

/// The refusals of a step that is not taken from a stage.
const OUT_OF_ORDER: &[&str] = &[
    "afe-ended",
    "afe-costs-closed",
    "afe-not-draft",
    "afe-not-submitted",
    "afe-not-approved",
    "ballot-not-open",
    "ballot-not-closed",
    "afe-not-authorized",
    "afe-work-not-started",
    "afe-work-under-way",
    "afe-not-ready-to-close",
    "afe-not-closed",
    "supplement-pending",
    "supplement-not-pending",
    "notice-not-given",
];

#[test]
fn each_stage_admits_exactly_the_steps_of_its_rows() {
    for status in AfeStatus::ALL {
        let events = in_stage(*status);
        let Afe::Known(known) = given::<Afe>(events.clone()).state() else {
            panic!("{status}")
        };
        assert_eq!(known.status(), *status);
        for step in Step::ALL {
            let admitted = known.admit(step);
            assert_eq!(
                admitted.is_ok(),
                step.leads_on_from(*status),
                "{status}: {step:?}"
            );
            let Some(task) = ask(step) else { continue };
            let decision = Afe::Known(known.clone()).decide(task.into());
            if let Err(refusal) = &admitted {
                assert!(
                    OUT_OF_ORDER.contains(&refusal.rule()),
                    "{status}: {step:?}: {refusal}"
                );
                let elsewhere = ["afe-ended", "afe-costs-closed"].contains(&refusal.rule());
                let named = step.row().guards.contains(&refusal.rule());
                assert!(elsewhere || named, "{status}: {step:?}: {}", refusal.rule());
                assert_eq!(decision.as_ref().err(), Some(refusal), "{status}: {step:?}");
            } else if let Err(refusal) = decision {
                let named = step.row().guards.contains(&refusal.rule());
                assert!(named, "{status}: {step:?}: {}", refusal.rule());
            }
        }
    }
}

/// Every event there is, of lives that hold together.
fn every_event() -> Vec<AfeEvent> {
    let mut events = [in_stage(AfeStatus::Rejected), closed()].concat();
    for status in AfeStatus::ALL {
        events.extend(in_stage(*status));
    }
    events
}

#[test]
fn the_fold_admits_no_event_where_its_step_does_not_begin() {
    let events = every_event();
    for status in AfeStatus::ALL {
        let state = given::<Afe>(in_stage(*status)).state();
        for event in &events {
            let row = Step::ALL
                .into_iter()
                .find(|step| step.row().event == event.event_type())
                .unwrap();
            let mut after = state.clone();
            let applied = after.evolve(event);
            if !row.leads_on_from(*status) {
                assert!(applied.is_err(), "{status}: {}", event.event_type());
            }
            if applied.is_err() {
                assert_eq!(after, state, "{status}: {}", event.event_type());
            }
        }
    }
}

#[test]
fn nothing_happens_to_an_afe_that_is_not_known() {
    for step in Step::ALL {
        let Some(task) = ask(step) else { continue };
        refused(vec![], task, AfeError::Unknown { at: at(LATE) });
    }
    for event in every_event() {
        let begins = event.event_type() == "AfeDrafted";
        assert_eq!(Afe::default().evolve(&event).is_ok(), begins);
    }
}

#[test]
fn every_guard_named_is_a_rule_and_every_rule_is_named() {
    let rules: BTreeSet<&str> = AfeError::RULES.iter().copied().collect();
    assert_eq!(rules.len(), AfeError::RULES.len(), "a rule is named twice");
    let anywhere = [
        "afe-unknown",
        "effective-in-future",
        "afe-ended",
        "afe-costs-closed",
        "afe-amount-out-of-range",
        "afe-date-out-of-range",
    ];
    // These are of the fold alone: no command brings figures of its own.
    let in_the_fold = ["ballot-count-differs", "closed-figures-differ"];
    let named: BTreeSet<&str> = Step::ALL
        .iter()
        .flat_map(|step| step.row().guards.iter().copied())
        .chain(anywhere)
        .chain(in_the_fold)
        .collect();
    assert_eq!(named, rules);
    assert_eq!(transitions().len(), Step::ALL.len());
    for (event_type, _) in AfeEvent::TYPES {
        assert!(transitions_page().contains(event_type), "{event_type}");
    }
}
