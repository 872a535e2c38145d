//! The transition table and the code say the same, in decisions and in the fold, and every guard named is a rule there is.

use wellflow_decider::Decider;

use super::*;
use crate::given::fold;
use crate::owner::step::Step;

fn in_stage(status: OwnerStatus) -> Vec<OwnerEvent> {
    let at = noon("2022-01-01");
    match status {
        OwnerStatus::Active => person(),
        OwnerStatus::Inactive => with(
            person(),
            OwnerDeactivated {
                effective_at: at,
                reason: text("post comes back"),
            },
        ),
        OwnerStatus::Deceased => dead(),
        OwnerStatus::EstateSettled => with(
            dead(),
            EstateSettled {
                effective_at: at,
                reference: text("Decree 1"),
            },
        ),
        OwnerStatus::Merged => with(person(), merged()),
        OwnerStatus::Voided => with(
            person(),
            OwnerRecordVoided {
                effective_at: at,
                agency_key: None,
                reason: text("entered in error"),
            },
        ),
    }
}

/// A task for each step that nothing but its stage can refuse, but for a role that is not held.
fn ask(step: Step) -> Option<OwnerTask> {
    let effective_at = noon("2023-01-01");
    let reference = text("Paper 1");
    let reason = text("a reason");
    Some(match step {
        Step::ChangeName => ChangeOwnerName {
            effective_at,
            name: called("Other Name"),
            reference,
        }
        .into(),
        Step::ChangeAddress => ChangeOwnerAddress {
            effective_at,
            address: home(),
        }
        .into(),
        Step::RecordTaxId => RecordTaxId {
            effective_at,
            tax_id: number("999999998"),
            reference,
        }
        .into(),
        Step::TakeRole => TakeRole {
            effective_at,
            role: OwnerRole::Vendor,
        }
        .into(),
        Step::GiveUpRole => GiveUpRole {
            effective_at,
            role: OwnerRole::Lessor,
        }
        .into(),
        Step::RecordDeath => RecordDeath {
            effective_at,
            died_on: date("2020-12-24"),
            reference,
        }
        .into(),
        Step::AppointRepresentative => AppointRepresentative {
            effective_at,
            representative: seen(other_id(), OwnerStatus::Active),
            reference,
        }
        .into(),
        Step::SettleEstate => SettleEstate {
            effective_at,
            reference,
        }
        .into(),
        Step::Merge => MergeOwner {
            effective_at,
            into: seen(other_id(), OwnerStatus::Active),
            reason,
        }
        .into(),
        Step::Deactivate => DeactivateOwner { effective_at, reason }.into(),
        Step::Reactivate => ReactivateOwner { effective_at }.into(),
        Step::VoidRecord => VoidOwnerRecord { effective_at, reason }.into(),
        Step::Register | Step::CorrectHistory => return None,
    })
}

#[test]
fn each_stage_admits_exactly_the_steps_of_its_rows() {
    for status in OwnerStatus::ALL {
        let owner = given::<Owner>(in_stage(*status)).state();
        assert_eq!(owner.summary().unwrap().status, *status);
        for step in Step::ALL {
            let Some(task) = ask(step) else { continue };
            let decision = owner.decide(task.clone().into());
            assert_eq!(
                decision.is_ok(),
                step.leads_on_from(*status),
                "{status}: {step:?}: {decision:?}"
            );
            // The fact, made where the step may be taken, is legal here exactly where it may be taken.
            let made_in = OwnerStatus::ALL
                .iter()
                .find(|status| step.leads_on_from(**status))
                .unwrap();
            let maker = given::<Owner>(in_stage(*made_in)).state();
            let event = maker.decide(task.into()).unwrap().remove(0);
            let mut after = owner.clone();
            assert_eq!(
                after.evolve(&event).is_ok(),
                step.leads_on_from(*status),
                "{status}: {step:?}"
            );
        }
        let mut again = owner.clone();
        assert!(
            again.evolve(&person()[0]).is_err(),
            "{status} is registered again"
        );
        assert_eq!(again, owner);
    }
}

#[test]
fn a_role_that_is_not_held_is_not_given_up_in_the_fold_either() {
    let event = OwnerRoleGivenUp {
        effective_at: noon("2022-01-01"),
        role: OwnerRole::Operator,
    };
    assert_eq!(fold::<Owner>(&with(person(), event)).1.len(), 1);
}

#[test]
fn every_guard_named_is_a_rule_and_every_rule_is_named() {
    let rules: BTreeSet<&str> = OwnerError::RULES.iter().copied().collect();
    assert_eq!(rules.len(), OwnerError::RULES.len(), "a rule is named twice");
    let anywhere = [
        "owner-unknown",
        "effective-in-future",
        "owner-merged",
        "estate-settled",
        "owner-record-voided",
    ];
    let named: BTreeSet<&str> = Step::ALL
        .iter()
        .flat_map(|step| step.row().guards.iter().copied())
        .chain(anywhere)
        .collect();
    assert_eq!(named, rules);
    assert_eq!(transitions().len(), Step::ALL.len());
    for (event_type, _) in OwnerEvent::TYPES {
        assert!(transitions_page().contains(event_type), "{event_type}");
    }
}
