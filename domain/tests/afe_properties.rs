//! Whatever is asked of an AFE in whatever order: what is accepted replays, nothing is authorised without the consent its
//! agreement asks for, shares come to the cent, and the figures reconcile at every position and on every day.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod afe_tasks;

use std::collections::{BTreeMap, BTreeSet};

use afe_tasks::{agreement_terms, draft, life};
use chrono::{DateTime, Utc};
use proptest::prelude::*;
use rust_decimal::{Decimal, RoundingStrategy};
use uuid::Uuid;
use wellflow_decider::{Decider, DomainEvent};
use wellflow_domain::afe::*;
use wellflow_domain::ids::OwnerId;
use wellflow_domain::joint_interest::{
    Carrying, CostShare, PartyShare, cost_shares, interests_sum, reallocate,
};
use wellflow_domain::quantity::{DecimalInterest, Usd};

const NOW: DateTime<Utc> = DateTime::<Utc>::MAX_UTC;

fn owner(number: usize) -> OwnerId {
    OwnerId::new(Uuid::from_u128(number as u128))
}

/// Interests at eight decimals that come to one.
fn deck() -> impl Strategy<Value = Vec<PartyShare>> {
    prop::collection::btree_set(1_i64..100_000_000, 1..8).prop_map(|cuts| {
        let ends = cuts.iter().copied().chain([100_000_000]);
        let begins = [0].into_iter().chain(cuts.iter().copied());
        let parts = begins.zip(ends).enumerate();
        parts
            .map(|(place, (from, to))| PartyShare {
                owner: owner(place + 1),
                interest: DecimalInterest::new(Decimal::new(to - from, 8)).unwrap(),
            })
            .collect()
    })
}

fn carrying() -> impl Strategy<Value = Carrying> {
    prop::sample::select(Carrying::ALL)
}

fn sum(shares: &[CostShare]) -> Decimal {
    shares.iter().map(|share| share.amount_usd.value()).sum()
}

fn ordered(events: &[AfeEvent], until: Option<DateTime<Utc>>) -> Vec<&AfeEvent> {
    let mut taken: Vec<&AfeEvent> = events
        .iter()
        .filter(|event| until.is_none_or(|until| event.effective_at() <= until))
        .collect();
    taken.sort_by_key(|event| event.effective_at());
    taken
}

fn fold(events: &[AfeEvent], until: Option<DateTime<Utc>>) -> (Afe, usize) {
    let mut afe = Afe::default();
    let illegal = ordered(events, until)
        .into_iter()
        .filter(|event| afe.evolve(event).is_err())
        .count();
    (afe, illegal)
}

/// As the executor does: a task is decided on the state at its date, and refused where it makes a later fact illegal. Gives
/// back the refusal's rule.
fn record(stream: &mut Vec<AfeEvent>, task: AfeTask) -> Option<&'static str> {
    let command = task.asked_at(NOW);
    let (afe, _) = fold(stream, Afe::decided_at(&command));
    let events = match afe.decide(command) {
        Ok(events) => events,
        Err(refusal) => return Some(refusal.rule()),
    };
    let mut longer = stream.clone();
    longer.extend(events);
    if fold(&longer, None).1 == 0 {
        *stream = longer;
    }
    None
}

fn recorded(tasks: Vec<AfeTask>) -> Vec<AfeEvent> {
    let mut stream = Vec::new();
    for task in tasks {
        record(&mut stream, task);
    }
    stream
}

/// The figures reckoned from the events alone, without the state.
fn reckoned(events: &[&AfeEvent]) -> (Decimal, Decimal, Decimal) {
    let (mut authorized, mut actual) = (Decimal::ZERO, Decimal::ZERO);
    let mut open: BTreeMap<Text, Decimal> = BTreeMap::new();
    for event in events {
        match event {
            AfeEvent::AfeAuthorized(e) => authorized += e.authorized_usd.value(),
            AfeEvent::AfeSupplementAuthorized(e) => authorized += e.amount_usd.value(),
            AfeEvent::AfeCostCommitted(e) => {
                open.insert(e.order.to_string(), e.amount_usd.value());
            }
            AfeEvent::AfeCommitmentReleased(e) => {
                open.insert(e.order.to_string(), Decimal::ZERO);
            }
            AfeEvent::AfeCostPosted(e) => {
                actual += e.gross_usd.value();
                if let Some(left) = e.order.as_ref().and_then(|order| open.get_mut(order.as_str())) {
                    *left = (*left - e.gross_usd.value()).max(Decimal::ZERO);
                }
            }
            AfeEvent::AfeCostReversed(e) => actual -= e.gross_usd.value(),
            _ => {}
        }
    }
    (authorized, open.values().sum(), actual)
}

type Text = String;

/// Whether the last ballot of the proposal before an authorisation carried, by the answers alone.
fn consented(events: &[&AfeEvent]) -> bool {
    let mut voters: Vec<PartyShare> = Vec::new();
    let mut yes: BTreeSet<OwnerId> = BTreeSet::new();
    let (mut asked, mut counted, mut covered, mut amount) = (false, false, false, Usd::ZERO);
    for event in events {
        match event {
            AfeEvent::AfeBallotOpened(e) if e.supplement.is_none() => {
                (voters, asked, counted, covered) = (e.participants.clone(), true, false, false);
                yes.clear();
                amount = e.amount_usd;
            }
            AfeEvent::AfeBallotCast(e) if !counted => match e.cast.vote {
                Vote::Consent => {
                    yes.insert(e.cast.owner);
                }
                Vote::LimitedConsent { limit_usd } if amount <= limit_usd => {
                    yes.insert(e.cast.owner);
                }
                Vote::LimitedConsent { .. } | Vote::NonConsent => {}
            },
            AfeEvent::AfeBallotWithdrawn(e) if !counted => {
                yes.remove(&e.owner);
            }
            AfeEvent::AfeBallotClosed(_) => counted = true,
            AfeEvent::NonConsentShareReallocated(e) => covered = interests_sum(&e.shares) == Decimal::ONE,
            AfeEvent::AfeApprovalsRevoked(_) => asked = false,
            _ => {}
        }
    }
    let consenting: Decimal = voters
        .iter()
        .filter(|party| yes.contains(&party.owner))
        .map(|party| party.interest.value())
        .sum();
    let minimum = agreement_terms().consent.minimum.value();
    asked && counted && consenting >= minimum && (covered || consenting == Decimal::ONE)
}

/// What the parties see adds up to the figures, and so do the accounts of the budget.
fn check_parts(summary: AfeSummary) {
    let budget = summary.budget().unwrap();
    let card = summary.into_card();
    let (Some(figures), Some(ballot)) = (&card.figures, &card.ballot) else {
        return;
    };
    assert_eq!(budget.total.authorized_usd, Some(figures.authorized_usd));
    assert_eq!(budget.total.committed_usd, figures.committed_usd);
    assert_eq!(budget.total.actual_usd, figures.actual_usd);
    let lines = budget.lines.iter();
    let actual: Decimal = lines.map(|line| line.figures.actual_usd.value()).sum();
    assert_eq!(actual, figures.actual_usd.value());
    let seen: Vec<PartyAfe> = card
        .parties()
        .into_iter()
        .map(|party| card.seen_by(party).unwrap().unwrap())
        .collect();
    assert!(card.seen_by(owner(77)).unwrap().is_none());
    let asked: Decimal = seen
        .iter()
        .filter_map(|party| party.ballot.as_ref())
        .map(|ballot| ballot.share_usd.value())
        .sum();
    assert_eq!(asked, ballot.amount_usd.value());
    let sum = |figure: fn(&PartyFigures) -> Usd| -> Decimal {
        let bearing = seen.iter().filter_map(|party| party.figures.as_ref());
        bearing.map(|figures| figure(figures).value()).sum()
    };
    assert_eq!(sum(|own| own.authorized_usd), figures.authorized_usd.value());
    assert_eq!(
        sum(|own| own.first_authorized_usd),
        figures.first_authorized_usd.value()
    );
    assert_eq!(sum(|own| own.committed_usd), figures.committed_usd.value());
    assert_eq!(sum(|own| own.actual_usd), figures.actual_usd.value());
    let overrun = figures.overrun.unwrap();
    let spent = figures.actual_usd.value() + figures.committed_usd.value();
    let limit = figures.authorized_usd.value() * Decimal::new(11, 1);
    assert_eq!(overrun.is_overrun, spent > limit);
}

fn check_day(events: &[AfeEvent], day: DateTime<Utc>) {
    let (afe, _) = fold(events, Some(day));
    let Some(summary) = afe.summary() else {
        return;
    };
    check_parts(summary.clone());
    let Some(project) = summary.project else {
        return;
    };
    let (authorized, committed, actual) = reckoned(&ordered(events, Some(day)));
    let supplements = project
        .supplements
        .iter()
        .filter(|supplement| supplement.authorized);
    let added: Decimal = supplements.map(|supplement| supplement.amount_usd.value()).sum();
    assert_eq!(project.first_authorized_usd.value() + added, authorized);
    assert_eq!(project.authorized_usd.value(), authorized);
    assert_eq!(project.committed_usd.value(), committed);
    assert_eq!(project.actual_usd.value(), actual);
    assert_eq!(sum(project.borne.as_deref().unwrap()), actual);
    assert_eq!(interests_sum(&project.shares), Decimal::ONE);
    assert_eq!(
        project.variance.unwrap().variance_usd.value(),
        actual - authorized
    );
    for posting in &project.postings {
        assert_eq!(sum(&posting.shares), posting.gross_usd.value());
    }
    for account in project.non_consent.as_deref().unwrap() {
        let part = account.interest.value() * actual;
        let cents = part.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
        assert_eq!(account.cost_usd.value(), cents);
        assert!(account.to_recover_usd >= account.cost_usd);
    }
    if let Some(funds) = &project.funds {
        assert!(sum(funds) <= authorized);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn shares_of_a_cost_come_to_the_cent(deck in deck(), cents in -999_999_999_999_999_999_i64..=999_999_999_999_999_999) {
        let amount = Usd::new(Decimal::new(cents, 2)).unwrap();
        let shares = cost_shares(amount, &deck).unwrap();
        prop_assert_eq!(sum(&shares), amount.value());
        for (share, party) in shares.iter().zip(&deck) {
            let exact = amount.value() * party.interest.value();
            prop_assert!((share.amount_usd.value() - exact).abs() < Decimal::new(1, 2));
        }
    }

    #[test]
    fn interests_of_a_project_come_to_one(deck in deck(), choices in prop::collection::vec(carrying(), 8), missing in 0_usize..8) {
        let consenting: Vec<(PartyShare, Carrying)> = deck
            .iter()
            .enumerate()
            .filter(|(place, _)| *place != missing)
            .map(|(_, party)| *party)
            .zip(choices)
            .collect();
        match reallocate(&consenting) {
            Ok(shares) => {
                prop_assert_eq!(interests_sum(&shares), Decimal::ONE);
                for (share, (own, choice)) in shares.iter().zip(&consenting) {
                    prop_assert!(share.interest >= own.interest);
                    prop_assert!(*choice != Carrying::OwnOnly || share.interest == own.interest);
                }
            }
            Err(refusal) => {
                prop_assert_eq!(refusal.rule(), "non-consent-not-covered");
                prop_assert!(consenting.iter().all(|(_, choice)| *choice != Carrying::AllOfTheRest));
            }
        }
    }

    #[test]
    fn nothing_is_authorised_without_the_consent_the_agreement_asks_for(tasks in life()) {
        let stream = recorded(tasks);
        prop_assert_eq!(fold(&stream, None).1, 0);
        let ordered = ordered(&stream, None);
        for (place, event) in ordered.iter().enumerate() {
            if let AfeEvent::AfeAuthorized(authorized) = event {
                prop_assert!(authorized.consent_asked);
                prop_assert!(consented(&ordered[..place]), "{:#?}", &ordered[..place]);
                prop_assert_eq!(interests_sum(&authorized.shares), Decimal::ONE);
            }
        }
    }

    #[test]
    fn the_figures_reconcile_at_every_position_and_on_every_day(tasks in life()) {
        let stream = recorded(tasks);
        let days: BTreeSet<DateTime<Utc>> = stream.iter().map(DomainEvent::effective_at).collect();
        for position in 0..=stream.len() {
            for day in &days {
                check_day(&stream[..position], *day);
            }
        }
    }

    #[test]
    fn any_facts_in_any_order_leave_a_state_or_nothing(
        tasks in life(),
        order in prop::collection::vec(any::<prop::sample::Index>(), 0..60),
    ) {
        let mut stream = recorded(tasks);
        stream.extend(recorded(vec![draft().into()]));
        let mut afe = Afe::default();
        for index in order {
            let before = afe.clone();
            if afe.evolve(index.get(&stream)).is_err() {
                prop_assert_eq!(&afe, &before);
            }
        }
        let json = serde_json::to_string(&afe).unwrap();
        prop_assert_eq!(serde_json::from_str::<Afe>(&json).unwrap(), afe);
    }
}

#[test]
fn the_tasks_get_past_their_guards_often_enough_to_mean_something() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let mut accepted: BTreeMap<&str, usize> = BTreeMap::new();
    let mut refused: BTreeMap<&str, usize> = BTreeMap::new();
    for _ in 0..400 {
        let mut stream = Vec::new();
        for task in life().new_tree(&mut runner).unwrap().current() {
            if let Some(rule) = record(&mut stream, task) {
                *refused.entry(rule).or_default() += 1;
            }
        }
        for event in &stream {
            *accepted.entry(event.event_type()).or_default() += 1;
        }
    }
    for (event_type, _) in AfeEvent::TYPES {
        let seen = accepted.get(event_type).copied().unwrap_or(0);
        let rare = ["AfeHistoryCorrected"].contains(event_type);
        assert!(seen > 0 || rare, "{event_type}: {accepted:?}");
    }
    let authorized = accepted.get("AfeAuthorized").copied().unwrap_or(0);
    assert!(authorized > 100, "{accepted:?}");
    for rule in [
        "consent-insufficient",
        "non-consent-not-reallocated",
        "consent-not-asked",
        "invoice-already-posted",
    ] {
        assert!(refused.contains_key(rule), "{rule}: {refused:?}");
    }
}
