//! The rules of an operating agreement, each as a sentence, and each refusal.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use uuid::Uuid;
use wellflow_decider::{ClaimAction, Decider, DomainEvent};

use super::step::Step;
use super::*;
use crate::afe::AfeKind;
use crate::given::{fold, given};
use crate::ids::{AgreementId, OwnerId};
use crate::joint_interest::{NonConsentPenalties, PartyShare};
use crate::quantity::{DecimalInterest, Percent, RecoveryPercent, Usd};
use crate::text::Text120;
use crate::well::EventSeen;

mod table;

impl<T: Into<AgreementTask>> From<T> for AgreementCommand {
    fn from(task: T) -> Self {
        task.into().asked_at(noon("2100-01-01"))
    }
}

fn noon(day: &str) -> DateTime<Utc> {
    format!("{day}T18:00:00Z").parse().unwrap()
}

fn text(value: &str) -> Text120 {
    Text120::parse(value).unwrap()
}

fn owner(number: u128) -> OwnerId {
    OwnerId::new(Uuid::from_u128(number))
}

fn agreement_id() -> AgreementId {
    AgreementId::new(Uuid::from_u128(50))
}

fn parties(interests: &[(u128, &str)]) -> Vec<PartyShare> {
    interests
        .iter()
        .map(|(number, interest)| PartyShare {
            owner: owner(*number),
            interest: DecimalInterest::parse(interest).unwrap(),
        })
        .collect()
}

fn percent(text: &str) -> RecoveryPercent {
    RecoveryPercent::parse(text).unwrap()
}

fn terms() -> AgreementTerms {
    AgreementTerms {
        consent: ConsentTerms {
            not_above_usd: Some(Usd::parse("50000").unwrap()),
            always_for: BTreeSet::from([AfeKind::Drilling]),
            minimum: DecimalInterest::parse("0.5").unwrap(),
        },
        response: ResponseTerms {
            days: 30,
            rig_hours: 48,
            rig_hours_rest: true,
        },
        non_consent: NonConsentPenalties {
            surface_equipment: percent("100"),
            drilling_and_completion: percent("300"),
            operating: percent("100"),
        },
        overrun_percent: Some(Percent::parse("10").unwrap()),
        supplements_balloted: true,
        commencement_days: Some(90),
        audit_months: Some(24),
        overhead: Overhead::None,
        netting_allowed: false,
    }
}

fn area() -> ContractArea {
    ContractArea {
        description: text("Section 12"),
        leases: BTreeSet::new(),
        properties: BTreeSet::new(),
    }
}

fn enter() -> EnterAgreement {
    EnterAgreement {
        effective_at: noon("2020-01-02"),
        agreement_id: agreement_id(),
        number: text("JOA-1"),
        form: text("AAPL 610-1989"),
        signed_on: "2020-01-02".parse().unwrap(),
        operator: owner(1),
        parties: parties(&[(1, "0.60"), (2, "0.25"), (3, "0.15")]),
        area: area(),
        terms: terms(),
    }
}

fn entry() -> AgreementEntered {
    let task = enter();
    AgreementEntered {
        effective_at: task.effective_at,
        agreement_id: task.agreement_id,
        number: task.number,
        form: task.form,
        signed_on: task.signed_on,
        operator: task.operator,
        parties: task.parties,
        area: task.area,
        terms: task.terms,
    }
}

fn entered() -> Vec<AgreementEvent> {
    vec![entry().into()]
}

fn with(mut events: Vec<AgreementEvent>, more: impl Into<AgreementEvent>) -> Vec<AgreementEvent> {
    events.push(more.into());
    events
}

fn terminated() -> AgreementTerminated {
    AgreementTerminated {
        effective_at: noon("2022-01-02"),
        reason: text("the last well is plugged"),
    }
}

fn voided() -> AgreementRecordVoided {
    AgreementRecordVoided {
        effective_at: noon("2022-01-02"),
        number: text("JOA-1"),
        reason: text("entered in error"),
    }
}

fn seen(events: Vec<AgreementEvent>) -> AgreementSeen {
    AgreementSeen::of(&given::<JointOperatingAgreement>(events).state())
}

#[test]
fn an_agreement_is_entered_into_once_under_a_number_of_its_own() {
    given::<JointOperatingAgreement>([]).when(enter()).then([entry()]);
    let claims = entered()[0].claims();
    assert_eq!(
        (claims[0].kind, claims[0].key.as_str(), claims[0].action),
        (AGREEMENT_CLAIM, "JOA-1", ClaimAction::Claim)
    );
    given::<JointOperatingAgreement>(entered())
        .when(enter())
        .then_refused(AgreementError::AlreadyExists {
            agreement_id: agreement_id(),
        });
    given::<JointOperatingAgreement>([])
        .when(AgreementTask::from(enter()).asked_at(noon("2020-01-01")))
        .then_refused(AgreementError::EffectiveInFuture {
            at: noon("2020-01-02"),
            now: noon("2020-01-01"),
        });
}

#[test]
fn an_agreement_is_signed_before_it_holds() {
    let early = EnterAgreement {
        signed_on: "2020-01-03".parse().unwrap(),
        ..enter()
    };
    given::<JointOperatingAgreement>([])
        .when(early)
        .then_refused(AgreementError::SignedInFuture {
            signed_on: "2020-01-03".parse().unwrap(),
            on: "2020-01-02".parse().unwrap(),
        });
}

#[test]
fn the_parties_are_several_and_their_interests_come_to_one() {
    let cases = [
        (parties(&[(1, "1")]), AgreementError::WithoutParties { count: 1 }),
        (
            parties(&[(1, "0.5"), (1, "0.5")]),
            AgreementError::PartyTwice { owner: owner(1) },
        ),
        (
            parties(&[(1, "1"), (2, "0")]),
            AgreementError::PartyWithoutInterest { owner: owner(2) },
        ),
        (
            parties(&[(1, "0.5"), (2, "0.49999999")]),
            AgreementError::InterestsDoNotClose {
                sum: Decimal::new(99_999_999, 8),
            },
        ),
        (
            parties(&[(2, "0.5"), (3, "0.5")]),
            AgreementError::OperatorNotAParty { operator: owner(1) },
        ),
    ];
    for (parties, refusal) in cases {
        let task = EnterAgreement {
            parties: parties.clone(),
            ..enter()
        };
        given::<JointOperatingAgreement>([])
            .when(task)
            .then_refused(refusal.clone());
        let change = ChangeAgreementParties {
            effective_at: noon("2021-01-02"),
            parties: parties.clone(),
            reference: text("Assignment"),
        };
        given::<JointOperatingAgreement>(entered())
            .when(change)
            .then_refused(refusal.clone());
        let correction = CorrectedAgreementFact::AgreementEntered(AgreementEntered { parties, ..entry() });
        given::<JointOperatingAgreement>(entered())
            .when(correct("AgreementEntered", Some(correction)))
            .then_refused(refusal);
    }
}

#[test]
fn terms_leave_time_ask_for_something_and_recover_the_cost() {
    let mut hasty = terms();
    hasty.response.rig_hours = 0;
    let mut nobody = terms();
    nobody.consent.minimum = DecimalInterest::ZERO;
    let mut cheap = terms();
    cheap.non_consent.operating = percent("99.9");
    for (terms, refusal) in [
        (hasty, AgreementError::ResponseTimeZero),
        (nobody, AgreementError::MinimumConsentZero),
        (
            cheap,
            AgreementError::PenaltyBelowCost {
                percent: percent("99.9"),
            },
        ),
    ] {
        given::<JointOperatingAgreement>([])
            .when(EnterAgreement {
                terms: terms.clone(),
                ..enter()
            })
            .then_refused(refusal.clone());
        given::<JointOperatingAgreement>(entered())
            .when(amend(terms))
            .then_refused(refusal);
    }
}

fn amend(terms: AgreementTerms) -> AmendAgreementTerms {
    AmendAgreementTerms {
        effective_at: noon("2021-01-02"),
        terms,
        reference: text("Amendment 1"),
    }
}

#[test]
fn terms_parties_area_and_operator_change_from_a_day_on() {
    let other = AgreementTerms {
        netting_allowed: true,
        ..terms()
    };
    let amended = given::<JointOperatingAgreement>(entered())
        .when(amend(other))
        .events();
    match seen(entered().into_iter().chain(amended).collect()) {
        AgreementSeen::Known(seen) => assert!(seen.terms.netting_allowed),
        AgreementSeen::Unknown => panic!("unknown"),
    }
    let change = ChangeAgreementParties {
        effective_at: noon("2021-01-02"),
        parties: parties(&[(1, "0.60"), (4, "0.40")]),
        reference: text("Assignment"),
    };
    given::<JointOperatingAgreement>(entered())
        .when(change.clone())
        .then([AgreementPartiesChanged {
            effective_at: change.effective_at,
            parties: change.parties,
            reference: change.reference,
        }]);
    let elsewhere = ContractArea {
        description: text("Sections 12 and 13"),
        ..area()
    };
    given::<JointOperatingAgreement>(entered())
        .when(AmendContractArea {
            effective_at: noon("2021-01-02"),
            area: elsewhere.clone(),
            reference: text("Amendment 2"),
        })
        .then([ContractAreaAmended {
            effective_at: noon("2021-01-02"),
            area: elsewhere,
            reference: text("Amendment 2"),
        }]);
    let operator = |operator| ChangeAgreementOperator {
        effective_at: noon("2021-01-02"),
        operator,
        reference: text("Vote"),
    };
    given::<JointOperatingAgreement>(entered())
        .when(operator(owner(2)))
        .then([AgreementOperatorChanged {
            effective_at: noon("2021-01-02"),
            operator: owner(2),
            reference: text("Vote"),
        }]);
    given::<JointOperatingAgreement>(entered())
        .when(operator(owner(9)))
        .then_refused(AgreementError::OperatorNotAParty { operator: owner(9) });
}

#[test]
fn a_change_changes_something() {
    let at = noon("2021-01-02");
    let reference = || text("Paper");
    let tasks: [AgreementTask; 4] = [
        amend(terms()).into(),
        ChangeAgreementParties {
            effective_at: at,
            parties: enter().parties,
            reference: reference(),
        }
        .into(),
        AmendContractArea {
            effective_at: at,
            area: area(),
            reference: reference(),
        }
        .into(),
        ChangeAgreementOperator {
            effective_at: at,
            operator: owner(1),
            reference: reference(),
        }
        .into(),
    ];
    for task in tasks {
        given::<JointOperatingAgreement>(entered())
            .when(task)
            .then_refused(AgreementError::Unchanged);
    }
}

#[test]
fn an_agreement_ends_and_a_void_record_gives_its_number_up() {
    let task = TerminateAgreement {
        effective_at: noon("2022-01-02"),
        reason: text("the last well is plugged"),
    };
    given::<JointOperatingAgreement>(entered())
        .when(task)
        .then([terminated()]);
    match seen(with(entered(), terminated())) {
        AgreementSeen::Known(seen) => assert!(!seen.in_force),
        AgreementSeen::Unknown => panic!("unknown"),
    }
    given::<JointOperatingAgreement>(entered())
        .when(VoidAgreementRecord {
            effective_at: noon("2022-01-02"),
            reason: text("entered in error"),
        })
        .then([voided()]);
    assert_eq!(
        AgreementEvent::from(voided()).claims()[0].action,
        ClaimAction::Release
    );
    assert_eq!(seen(with(entered(), voided())), AgreementSeen::Unknown);
}

fn correct(event_type: &str, instead: Option<CorrectedAgreementFact>) -> CorrectAgreementHistory {
    CorrectAgreementHistory {
        corrects: EventSeen {
            event_id: Uuid::from_u128(7),
            event_type: event_type.to_owned(),
            effective_at: noon("2020-01-02"),
        },
        instead,
        reason: text("misread"),
    }
}

#[test]
fn an_entry_is_replaced_by_one_of_the_same_agreement() {
    let other = AgreementEntered {
        form: text("AAPL 610-2015"),
        ..entry()
    };
    let fact = CorrectedAgreementFact::AgreementEntered(other);
    let events = given::<JointOperatingAgreement>(entered())
        .when(correct("AgreementEntered", Some(fact.clone())))
        .events();
    assert_eq!(events[0].supersedes(), Some(Uuid::from_u128(7)));
    match given::<JointOperatingAgreement>(events).state() {
        JointOperatingAgreement::Known(known) => {
            assert_eq!((known.form, known.corrections), (text("AAPL 610-2015"), 1));
        }
        JointOperatingAgreement::Unknown => panic!("unknown"),
    }
    let stranger = CorrectedAgreementFact::AgreementEntered(AgreementEntered {
        number: text("JOA-2"),
        ..entry()
    });
    let corrections = [
        (
            correct("AgreementEntered", Some(stranger)),
            AgreementError::CorrectionChangesIdentity {
                agreement_id: agreement_id(),
            },
        ),
        (correct("AgreementEntered", None), AgreementError::NotWithdrawn),
        (
            correct("AgreementTerminated", Some(fact)),
            AgreementError::CorrectionOfAnotherKind {
                corrected: "AgreementTerminated".to_owned(),
                instead: "AgreementEntered",
            },
        ),
        (
            correct("AgreementRecordVoided", None),
            AgreementError::NotCorrectable {
                event_type: "AgreementRecordVoided".to_owned(),
            },
        ),
    ];
    for (task, refusal) in corrections {
        given::<JointOperatingAgreement>(entered())
            .when(task)
            .then_refused(refusal);
    }
}

#[test]
fn an_end_that_never_was_is_taken_back() {
    let events = given::<JointOperatingAgreement>(with(entered(), terminated()))
        .when(correct("AgreementTerminated", None))
        .events();
    let left: Vec<AgreementEvent> = entered().into_iter().chain(events).collect();
    let (state, illegal) = fold::<JointOperatingAgreement>(&left);
    assert_eq!(illegal, []);
    assert!(matches!(AgreementSeen::of(&state), AgreementSeen::Known(seen) if seen.in_force));
}

#[test]
fn an_agreement_says_when_the_parties_are_asked() {
    let consent = terms().consent;
    let usd = |text: &str| Usd::parse(text).unwrap();
    assert!(!consent.asks_for(AfeKind::Workover, usd("50000.00")));
    assert!(consent.asks_for(AfeKind::Workover, usd("50000.01")));
    assert!(consent.asks_for(AfeKind::Drilling, usd("1")));
    let always = ConsentTerms {
        not_above_usd: None,
        ..consent
    };
    assert!(always.asks_for(AfeKind::Workover, usd("1")));
}
