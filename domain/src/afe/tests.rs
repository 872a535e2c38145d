//! The rules of an AFE, each as a sentence, and each refusal.

mod approving;
mod correcting;
mod costs;
mod ending;
mod lines;
mod supplements;
mod table;
mod voting;

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;
use wellflow_decider::{Decider, DomainEvent};

use super::*;
use crate::approval_policy::{ApprovalTier, PolicySeen, PolicyTerms, SeenPolicy};
use crate::given::{fold, given};
use crate::ids::{AfeId, AgreementId, LeaseId, OwnerId};
use crate::joint_interest::{
    Carrying, CostClass, CostShare, Election, NonConsentPenalties, PartyShare, interests_sum,
};
use crate::joint_operating_agreement::{
    AgreementSeen, AgreementTerms, ConsentTerms, ContractArea, Overhead, ResponseTerms, SeenAgreement,
};
use crate::location::TimeZone;
use crate::personal::Personal;
use crate::quantity::{DecimalInterest, Percent, RecoveryPercent, Usd};
use crate::text::Text120;

impl<T: Into<AfeTask>> From<T> for AfeCommand {
    fn from(task: T) -> Self {
        task.into().asked_at(at("2100-01-01"))
    }
}

/// Noon of a local day.
fn at(day: &str) -> DateTime<Utc> {
    format!("{day}T18:00:00Z").parse().unwrap()
}

fn date(day: &str) -> NaiveDate {
    day.parse().unwrap()
}

fn text(value: &str) -> Text120 {
    Text120::parse(value).unwrap()
}

fn usd(value: &str) -> Usd {
    Usd::parse(value).unwrap()
}

fn person(name: &str) -> Personal<Text120> {
    Personal::new(text(name))
}

fn owner(number: u128) -> OwnerId {
    OwnerId::new(Uuid::from_u128(number))
}

fn agreement_id() -> AgreementId {
    AgreementId::new(Uuid::from_u128(50))
}

fn afe_id() -> AfeId {
    AfeId::new(Uuid::from_u128(60))
}

fn lease(number: u128) -> LeaseId {
    LeaseId::new(Uuid::from_u128(number))
}

fn shares(interests: &[(u128, &str)]) -> Vec<PartyShare> {
    interests
        .iter()
        .map(|(number, interest)| PartyShare {
            owner: owner(*number),
            interest: DecimalInterest::parse(interest).unwrap(),
        })
        .collect()
}

fn parties() -> Vec<PartyShare> {
    shares(&[(1, "0.60"), (2, "0.25"), (3, "0.15")])
}

fn terms() -> AgreementTerms {
    let percent = |text: &str| RecoveryPercent::parse(text).unwrap();
    AgreementTerms {
        consent: ConsentTerms {
            not_above_usd: Some(usd("50000")),
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

fn agreement() -> SeenAgreement {
    SeenAgreement {
        agreement_id: agreement_id(),
        in_force: true,
        operator: owner(1),
        parties: parties(),
        area: ContractArea {
            description: text("Section 12"),
            leases: BTreeSet::from([lease(70)]),
            properties: BTreeSet::new(),
        },
        terms: terms(),
    }
}

fn seen(agreement: SeenAgreement) -> AgreementSeen {
    AgreementSeen::Known(Box::new(agreement))
}

fn tier(name: &str, limit: Option<&str>, approvers: u8) -> ApprovalTier {
    ApprovalTier {
        name: text(name),
        kinds: BTreeSet::new(),
        limit_usd: limit.map(usd),
        approvers,
    }
}

fn policy_terms() -> PolicyTerms {
    PolicyTerms {
        tiers: vec![tier("manager", Some("50000"), 1), tier("owner", None, 1)],
        requester_may_approve: false,
        overrun_percent: Some(Percent::parse("5").unwrap()),
        unexplained_variance_percent: Some(Percent::parse("10").unwrap()),
        reopen_months: Some(24),
    }
}

fn policy_of(terms: PolicyTerms) -> PolicySeen {
    PolicySeen::Known(Box::new(SeenPolicy {
        terms,
        holidays: BTreeSet::from([date("2024-07-04")]),
    }))
}

fn policy() -> PolicySeen {
    policy_of(policy_terms())
}

fn line(account: &str, phase: Phase, category: Category, class: CostClass, amount: &str) -> AfeLine {
    AfeLine {
        account: text(account),
        description: text("A line"),
        phase,
        category,
        class,
        amount_usd: usd(amount),
        contingency_percent: Percent::ZERO,
    }
}

/// $1,000,000 for the hole and its completion, $200,000 for equipment.
fn estimate() -> Vec<AfeLine> {
    use Category::{Intangible, Tangible};
    vec![
        line(
            "830.100",
            Phase::DryHole,
            Intangible,
            CostClass::DrillingAndCompletion,
            "600000",
        ),
        line(
            "840.200",
            Phase::AfterCasingPoint,
            Tangible,
            CostClass::DrillingAndCompletion,
            "400000",
        ),
        line(
            "850.300",
            Phase::Facility,
            Tangible,
            CostClass::SurfaceEquipment,
            "200000",
        ),
    ]
}

fn totals() -> AfeTotals {
    AfeTotals {
        total_usd: usd("1200000"),
        tangible_usd: usd("600000"),
        intangible_usd: usd("600000"),
        dry_hole_usd: usd("600000"),
        completed_usd: usd("1000000"),
    }
}

fn draft() -> DraftAfe {
    DraftAfe {
        effective_at: at("2024-06-01"),
        afe_id: afe_id(),
        number: text("AFE-24-001"),
        kind: AfeKind::Drilling,
        subject: AfeSubject {
            well_id: None,
            lease_id: Some(lease(70)),
            property_id: None,
        },
        agreement_id: Some(agreement_id()),
        operator: owner(1),
        description: text("Drill and complete the A-1"),
        time_zone: TimeZone::parse("America/Chicago").unwrap(),
        expires_on: Some(date("2024-12-31")),
        lines: estimate(),
    }
}

/// Decides a task after events and adds what is decided.
#[track_caller]
fn then(events: Vec<AfeEvent>, task: impl Into<AfeTask>) -> Vec<AfeEvent> {
    let decided = given::<Afe>(events.clone()).when(task.into()).events();
    let stream: Vec<AfeEvent> = events.into_iter().chain(decided).collect();
    assert_eq!(fold::<Afe>(&stream).1, []);
    stream
}

#[track_caller]
fn refused(events: Vec<AfeEvent>, task: impl Into<AfeTask>, refusal: AfeError) {
    given::<Afe>(events).when(task.into()).then_refused(refusal);
}

/// The rule by which a task is refused.
#[track_caller]
fn rule(events: Vec<AfeEvent>, task: impl Into<AfeTask>) -> &'static str {
    let command = AfeCommand::from(task.into());
    let by_then: Vec<AfeEvent> = events
        .into_iter()
        .filter(|event| Afe::decided_at(&command).is_none_or(|at| event.effective_at() <= at))
        .collect();
    let refusal = given::<Afe>(by_then).state().decide(command);
    refusal.expect_err("accepted").rule()
}

fn drafted() -> Vec<AfeEvent> {
    then(vec![], draft())
}

fn submit() -> SubmitAfe {
    SubmitAfe {
        effective_at: at("2024-06-02"),
        requester: person("engineer"),
        totals: totals(),
    }
}

fn submitted() -> Vec<AfeEvent> {
    then(drafted(), submit())
}

fn approve(name: &str, tier: &str) -> ApproveAfeInternally {
    ApproveAfeInternally {
        effective_at: at("2024-06-03"),
        approver: person(name),
        tier: text(tier),
        comment: None,
        policy: policy(),
    }
}

fn approved() -> Vec<AfeEvent> {
    then(submitted(), approve("principal", "owner"))
}

fn open() -> OpenBallot {
    OpenBallot {
        effective_at: at("2024-06-04"),
        agreement: seen(agreement()),
        policy: policy(),
        method: BallotMethod::Email,
        rig_on_location: false,
    }
}

fn balloting() -> Vec<AfeEvent> {
    then(approved(), open())
}

fn cast_on(day: &str, number: u128, vote: Vote) -> CastBallot {
    CastBallot {
        effective_at: at(day),
        cast: CastVote {
            owner: owner(number),
            vote,
            method: BallotMethod::Portal,
            recorded_by: person("landman"),
            evidence: None,
        },
    }
}

fn cast(number: u128, vote: Vote) -> CastBallot {
    cast_on("2024-06-10", number, vote)
}

fn close_on(day: &str) -> CloseBallot {
    CloseBallot {
        effective_at: at(day),
    }
}

/// The third party does not consent.
fn balloted() -> Vec<AfeEvent> {
    let events = then(balloting(), cast(1, Vote::Consent));
    let events = then(events, cast(2, Vote::Consent));
    let events = then(events, cast(3, Vote::NonConsent));
    then(events, close_on("2024-06-11"))
}

/// All consent.
fn agreed() -> Vec<AfeEvent> {
    let voted = [1, 2, 3].into_iter().fold(balloting(), |events, number| {
        then(events, cast(number, Vote::Consent))
    });
    then(voted, close_on("2024-06-11"))
}

fn elect(choices: &[(u128, Carrying)]) -> ReallocateNonConsent {
    let elections = choices.iter().map(|(number, carrying)| Election {
        owner: owner(*number),
        carrying: *carrying,
    });
    ReallocateNonConsent {
        effective_at: at("2024-06-12"),
        elections: elections.collect(),
        evidence: text("Letters of 12 June"),
    }
}

fn carried() -> Vec<AfeEvent> {
    let both = [(1, Carrying::Proportionate), (2, Carrying::Proportionate)];
    then(balloted(), elect(&both))
}

fn authorize() -> AuthorizeAfe {
    AuthorizeAfe {
        effective_at: at("2024-06-13"),
        agreement: None,
        policy: policy(),
    }
}

fn authorized() -> Vec<AfeEvent> {
    then(carried(), authorize())
}

fn start() -> StartWork {
    StartWork {
        effective_at: at("2024-06-20"),
    }
}

fn started() -> Vec<AfeEvent> {
    then(authorized(), start())
}

fn commit_on(day: &str, order: &str, amount: &str) -> CommitCost {
    CommitCost {
        effective_at: at(day),
        order: text(order),
        account: text("830.100"),
        vendor: owner(9),
        amount_usd: usd(amount),
    }
}

fn invoice(number: &str, account: &str) -> InvoiceKey {
    InvoiceKey {
        vendor: owner(9),
        invoice: text(number),
        account: text(account),
    }
}

fn post_on(day: &str, number: &str, account: &str, amount: &str) -> PostActualCost {
    PostActualCost {
        effective_at: at(day),
        invoice: invoice(number, account),
        service_date: date(day),
        gross_usd: usd(amount),
        order: None,
        document: text("Scan 1"),
    }
}

fn reverse_on(day: &str, number: &str, amount: &str) -> ReverseActualCost {
    ReverseActualCost {
        effective_at: at(day),
        invoice: invoice(number, "830.100"),
        gross_usd: usd(amount),
        reason: text("billed twice"),
    }
}

fn complete_on(day: &str) -> CompleteWork {
    CompleteWork {
        effective_at: at(day),
        completed_on: date(day),
    }
}

/// Work is done, and $1,150,000 was spent.
fn completed() -> Vec<AfeEvent> {
    let events = then(started(), post_on("2024-07-01", "1", "830.100", "1150000"));
    then(events, complete_on("2024-08-01"))
}

fn costs_closed() -> Vec<AfeEvent> {
    then(
        completed(),
        CloseCosts {
            effective_at: at("2024-09-01"),
        },
    )
}

fn close_afe() -> CloseAfe {
    CloseAfe {
        effective_at: at("2024-09-15"),
        report: text("Final report"),
        explanation: None,
        policy: policy(),
    }
}

fn closed() -> Vec<AfeEvent> {
    then(costs_closed(), close_afe())
}

fn supplement(amount: &str, expected: &str) -> SubmitSupplement {
    use Category::Intangible;
    SubmitSupplement {
        effective_at: at("2024-07-02"),
        requester: person("engineer"),
        lines: vec![line(
            "830.900",
            Phase::DryHole,
            Intangible,
            CostClass::DrillingAndCompletion,
            amount,
        )],
        expected_usd: usd(expected),
        reason: text("a stuck pipe"),
    }
}

fn supplementing() -> Vec<AfeEvent> {
    then(started(), supplement("250000", "1450000"))
}

fn project(events: Vec<AfeEvent>) -> ProjectSummary {
    let summary = given::<Afe>(events).state().summary().unwrap();
    summary.project.unwrap()
}

fn status(events: Vec<AfeEvent>) -> AfeStatus {
    given::<Afe>(events).state().summary().unwrap().status
}
