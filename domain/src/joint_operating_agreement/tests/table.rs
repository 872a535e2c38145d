//! The transition table and the code say the same, in decisions and in the fold, and every guard named is a rule there is.

use super::*;

fn in_stage(status: AgreementStatus) -> Vec<AgreementEvent> {
    match status {
        AgreementStatus::InForce => entered(),
        AgreementStatus::Terminated => with(entered(), terminated()),
        AgreementStatus::Voided => with(entered(), voided()),
    }
}

/// A task for each step that nothing but its stage can refuse.
fn ask(step: Step) -> Option<AgreementTask> {
    let effective_at = noon("2023-01-01");
    let reference = text("Paper 1");
    let reason = text("a reason");
    Some(match step {
        Step::Enter | Step::CorrectHistory => return None,
        Step::AmendTerms => AmendAgreementTerms {
            effective_at,
            terms: AgreementTerms {
                netting_allowed: true,
                ..terms()
            },
            reference,
        }
        .into(),
        Step::ChangeParties => ChangeAgreementParties {
            effective_at,
            parties: parties(&[(1, "0.5"), (2, "0.5")]),
            reference,
        }
        .into(),
        Step::AmendArea => AmendContractArea {
            effective_at,
            area: ContractArea {
                description: text("Section 13"),
                ..area()
            },
            reference,
        }
        .into(),
        Step::ChangeOperator => ChangeAgreementOperator {
            effective_at,
            operator: owner(2),
            reference,
        }
        .into(),
        Step::Terminate => TerminateAgreement { effective_at, reason }.into(),
        Step::VoidRecord => VoidAgreementRecord { effective_at, reason }.into(),
    })
}

#[test]
fn each_stage_admits_exactly_the_steps_of_its_rows() {
    for status in AgreementStatus::ALL {
        let agreement = given::<JointOperatingAgreement>(in_stage(*status)).state();
        for step in Step::ALL {
            let Some(task) = ask(step) else { continue };
            let decision = agreement.decide(task.clone().into());
            assert_eq!(
                decision.is_ok(),
                step.leads_on_from(*status),
                "{status}: {step:?}"
            );
            if let Err(refusal) = decision {
                let expected = match status {
                    AgreementStatus::Voided => "agreement-record-voided",
                    AgreementStatus::InForce | AgreementStatus::Terminated => "agreement-terminated",
                };
                assert_eq!(refusal.rule(), expected);
            }
            let maker = given::<JointOperatingAgreement>(entered()).state();
            let event = maker.decide(task.into()).unwrap().remove(0);
            let mut after = agreement.clone();
            assert_eq!(
                after.evolve(&event).is_ok(),
                step.leads_on_from(*status),
                "{status}: {step:?}"
            );
        }
        let mut again = agreement.clone();
        assert!(again.evolve(&entered()[0]).is_err());
        assert_eq!(again, agreement);
    }
}

#[test]
fn nothing_happens_to_an_agreement_that_is_not_known() {
    for step in Step::ALL {
        let Some(task) = ask(step) else { continue };
        given::<JointOperatingAgreement>([])
            .when(task)
            .then_refused(AgreementError::Unknown {
                at: noon("2023-01-01"),
            });
    }
}

#[test]
fn every_guard_named_is_a_rule_and_every_rule_is_named() {
    let rules: BTreeSet<&str> = AgreementError::RULES.iter().copied().collect();
    assert_eq!(rules.len(), AgreementError::RULES.len(), "a rule is named twice");
    let anywhere = [
        "agreement-unknown",
        "effective-in-future",
        "agreement-record-voided",
    ];
    let named: BTreeSet<&str> = Step::ALL
        .iter()
        .flat_map(|step| step.row().guards.iter().copied())
        .chain(anywhere)
        .collect();
    assert_eq!(named, rules);
    assert_eq!(transitions().len(), Step::ALL.len());
    for (event_type, _) in AgreementEvent::TYPES {
        assert!(transitions_page().contains(event_type), "{event_type}");
    }
    assert_eq!(AgreementError::Unchanged.source(), None);
}
