//! The rules of an approval policy, each as a sentence, and each refusal.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;
use wellflow_decider::{Decider, DomainEvent};

use super::step::Step;
use super::*;
use crate::afe::AfeKind;
use crate::given::{fold, given};
use crate::quantity::Usd;
use crate::text::Text120;
use crate::well::EventSeen;

impl<T: Into<PolicyTask>> From<T> for PolicyCommand {
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

fn tier(name: &str, limit: Option<&str>, approvers: u8) -> ApprovalTier {
    ApprovalTier {
        name: text(name),
        kinds: BTreeSet::new(),
        limit_usd: limit.map(|limit| Usd::parse(limit).unwrap()),
        approvers,
    }
}

fn terms() -> PolicyTerms {
    PolicyTerms {
        tiers: vec![tier("manager", Some("50000"), 1), tier("owner", None, 2)],
        requester_may_approve: false,
        overrun_percent: None,
        unexplained_variance_percent: None,
        reopen_months: Some(24),
    }
}

fn adopt(terms: PolicyTerms) -> AdoptApprovalPolicy {
    AdoptApprovalPolicy {
        effective_at: noon("2024-01-02"),
        terms,
        reference: text("Resolution 1"),
    }
}

fn adopted() -> PolicyEvent {
    ApprovalPolicyAdopted {
        effective_at: noon("2024-01-02"),
        terms: terms(),
        reference: text("Resolution 1"),
    }
    .into()
}

fn day(date: &str) -> Holiday {
    Holiday {
        date: date.parse().unwrap(),
        name: text("A holiday"),
    }
}

fn declare(days: &[&str]) -> DeclareHolidays {
    DeclareHolidays {
        effective_at: noon("2024-01-03"),
        holidays: days.iter().map(|date| day(date)).collect(),
        reference: text("Calendar 2024"),
    }
}

fn declared(days: &[&str]) -> PolicyEvent {
    let DeclareHolidays {
        effective_at,
        holidays,
        reference,
    } = declare(days);
    HolidaysDeclared {
        effective_at,
        holidays,
        reference,
    }
    .into()
}

fn withdraw(date: &str) -> WithdrawHoliday {
    WithdrawHoliday {
        effective_at: noon("2024-01-04"),
        date: date.parse().unwrap(),
        reason: text("a working day after all"),
    }
}

fn holidays(events: Vec<PolicyEvent>) -> Vec<NaiveDate> {
    match PolicySeen::of(&given::<ApprovalPolicy>(events).state()) {
        PolicySeen::Known(seen) => seen.holidays.into_iter().collect(),
        PolicySeen::Unknown => panic!("unknown"),
    }
}

#[test]
fn a_policy_is_adopted_and_adopted_anew_and_the_holidays_stay() {
    given::<ApprovalPolicy>([]).when(adopt(terms())).then([adopted()]);
    let again = PolicyTerms {
        requester_may_approve: true,
        ..terms()
    };
    let later = ApprovalPolicyAdopted {
        effective_at: noon("2024-06-01"),
        terms: again.clone(),
        reference: text("Resolution 2"),
    };
    let state = given::<ApprovalPolicy>([adopted(), declared(&["2024-07-04"]), later.into()]).state();
    let ApprovalPolicy::Known(known) = state else {
        panic!()
    };
    assert_eq!((known.terms, known.holidays.len()), (again, 1));
    assert_eq!(PolicySeen::of(&ApprovalPolicy::Unknown), PolicySeen::Unknown);
}

#[test]
fn a_policy_names_tiers_by_which_somebody_may_approve() {
    let refused = |tiers: Vec<ApprovalTier>, refusal: PolicyError| {
        given::<ApprovalPolicy>([])
            .when(adopt(PolicyTerms { tiers, ..terms() }))
            .then_refused(refusal);
    };
    refused(vec![], PolicyError::WithoutTiers);
    refused(
        vec![tier("owner", None, 1), tier("owner", Some("1"), 1)],
        PolicyError::TierTwice { tier: text("owner") },
    );
    refused(
        vec![tier("owner", None, 0)],
        PolicyError::TierWithoutApprovers { tier: text("owner") },
    );
}

#[test]
fn the_lowest_tier_that_covers_a_total_says_how_many_approve() {
    let needed = |usd: &str| terms().approvers_needed(AfeKind::Workover, Usd::parse(usd).unwrap());
    assert_eq!((needed("50000.00"), needed("50000.01")), (Some(1), Some(2)));
    let mut only_workovers = terms();
    only_workovers.tiers.truncate(1);
    only_workovers.tiers[0].kinds = BTreeSet::from([AfeKind::Workover]);
    let total = Usd::parse("10").unwrap();
    assert_eq!(only_workovers.approvers_needed(AfeKind::Workover, total), Some(1));
    assert_eq!(only_workovers.approvers_needed(AfeKind::Drilling, total), None);
}

#[test]
fn holidays_are_declared_once_and_withdrawn_once() {
    given::<ApprovalPolicy>([adopted()])
        .when(declare(&["2024-07-04", "2024-05-27"]))
        .then([declared(&["2024-07-04", "2024-05-27"])]);
    let events = vec![adopted(), declared(&["2024-07-04", "2024-05-27"])];
    assert_eq!(holidays(events.clone())[0], "2024-05-27".parse().unwrap());
    let date = "2024-07-04".parse().unwrap();
    given::<ApprovalPolicy>(events.clone())
        .when(declare(&["2024-07-04"]))
        .then_refused(PolicyError::HolidayAlreadyDeclared { date });
    given::<ApprovalPolicy>([adopted()])
        .when(declare(&["2024-07-04", "2024-07-04"]))
        .then_refused(PolicyError::HolidayAlreadyDeclared { date });
    given::<ApprovalPolicy>([adopted()])
        .when(declare(&[]))
        .then_refused(PolicyError::HolidaysNotNamed);
    let gone = given::<ApprovalPolicy>(events.clone())
        .when(withdraw("2024-07-04"))
        .events();
    assert_eq!(holidays(events.into_iter().chain(gone).collect()).len(), 1);
    given::<ApprovalPolicy>([adopted()])
        .when(withdraw("2024-07-04"))
        .then_refused(PolicyError::HolidayNotDeclared { date });
}

#[test]
fn nothing_is_declared_before_a_policy_or_ahead_of_time() {
    given::<ApprovalPolicy>([])
        .when(declare(&["2024-07-04"]))
        .then_refused(PolicyError::Unknown {
            at: noon("2024-01-03"),
        });
    let now = noon("2024-01-01");
    given::<ApprovalPolicy>([])
        .when(PolicyTask::from(adopt(terms())).asked_at(now))
        .then_refused(PolicyError::EffectiveInFuture {
            at: noon("2024-01-02"),
            now,
        });
}

fn correct(event_type: &str, instead: Option<CorrectedPolicyFact>) -> CorrectPolicyHistory {
    CorrectPolicyHistory {
        corrects: EventSeen {
            event_id: Uuid::from_u128(7),
            event_type: event_type.to_owned(),
            effective_at: noon("2024-01-03"),
        },
        instead,
        reason: text("misread"),
    }
}

#[test]
fn a_fact_is_corrected_by_one_of_its_kind() {
    let instead = HolidaysDeclared {
        effective_at: noon("2024-01-03"),
        holidays: vec![day("2024-07-05")],
        reference: text("Calendar 2024"),
    };
    let fact = CorrectedPolicyFact::HolidaysDeclared(instead);
    let events = given::<ApprovalPolicy>([adopted()])
        .when(correct("HolidaysDeclared", Some(fact.clone())))
        .events();
    assert_eq!(events[0].supersedes(), Some(Uuid::from_u128(7)));
    let stream = std::iter::once(adopted()).chain(events).collect();
    assert_eq!(holidays(stream), ["2024-07-05".parse().unwrap()]);
    given::<ApprovalPolicy>([adopted()])
        .when(correct("HolidayWithdrawn", Some(fact)))
        .then_refused(PolicyError::CorrectionOfAnotherKind {
            corrected: "HolidayWithdrawn".to_owned(),
            instead: "HolidaysDeclared",
        });
    given::<ApprovalPolicy>([adopted()])
        .when(correct("WellSpudded", None))
        .then_refused(PolicyError::NotCorrectable {
            event_type: "WellSpudded".to_owned(),
        });
    assert_eq!(
        fold::<ApprovalPolicy>(&[adopted(), declared(&["2024-07-04"])]).1,
        []
    );
}

#[test]
fn a_corrected_policy_is_sound_too() {
    let adopted_instead = |tiers: Vec<ApprovalTier>| {
        let terms = PolicyTerms { tiers, ..terms() };
        CorrectedPolicyFact::ApprovalPolicyAdopted(ApprovalPolicyAdopted {
            effective_at: noon("2024-01-02"),
            terms,
            reference: text("Resolution 1"),
        })
    };
    given::<ApprovalPolicy>([adopted()])
        .when(correct("ApprovalPolicyAdopted", Some(adopted_instead(vec![]))))
        .then_refused(PolicyError::WithoutTiers);
}

#[test]
fn every_guard_named_is_a_rule_and_every_rule_is_named() {
    let rules: BTreeSet<&str> = PolicyError::RULES.iter().copied().collect();
    let anywhere = ["approval-policy-unknown", "effective-in-future"];
    let named: BTreeSet<&str> = Step::ALL
        .iter()
        .flat_map(|step| step.row().guards.iter().copied())
        .chain(anywhere)
        .collect();
    assert_eq!(named, rules);
    for step in Step::ALL {
        assert!(step.leads_on_from(PolicyStatus::Adopted), "{step:?}");
    }
    for (event_type, _) in PolicyEvent::TYPES {
        assert!(transitions_page().contains(event_type), "{event_type}");
    }
    assert_eq!(transitions().len(), Step::ALL.len());
    for rule in [PolicyError::WithoutTiers, PolicyError::HolidaysNotNamed] {
        assert_eq!(rule.source(), None);
    }
    assert!(ApprovalPolicy::default().decide(declare(&[]).into()).is_err());
}
