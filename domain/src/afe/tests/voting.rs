//! The ballot of the parties, its deadline, and the shares of those who do not consent.

use super::*;

fn deadline_of(events: &[AfeEvent]) -> DateTime<Utc> {
    match events.last() {
        Some(AfeEvent::AfeBallotOpened(event)) => event.deadline,
        other => panic!("{other:?}"),
    }
}

#[test]
fn thirty_local_days_count_to_the_end_of_the_last() {
    // Asked on 4 June; the last day is 4 July, and it ends at midnight in Chicago.
    assert_eq!(
        deadline_of(&balloting()),
        "2024-07-05T05:00:00Z".parse::<DateTime<Utc>>().unwrap()
    );
}

fn with_a_rig(opened: &str, rest: bool) -> DateTime<Utc> {
    let mut agreement = agreement();
    agreement.terms.response.rig_hours_rest = rest;
    let task = OpenBallot {
        effective_at: opened.parse().unwrap(),
        agreement: seen(agreement),
        rig_on_location: true,
        ..open()
    };
    deadline_of(&then(approved(), task))
}

#[test]
fn forty_eight_hours_rest_on_weekends_and_on_the_organizations_holidays() {
    let instant = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
    // Monday 10 June, noon: Wednesday noon.
    assert_eq!(
        with_a_rig("2024-06-10T17:00:00Z", true),
        instant("2024-06-12T17:00:00Z")
    );
    // Friday noon: twelve hours of Friday, Monday, and twelve of Tuesday.
    assert_eq!(
        with_a_rig("2024-06-07T17:00:00Z", true),
        instant("2024-06-11T17:00:00Z")
    );
    assert_eq!(
        with_a_rig("2024-06-07T17:00:00Z", false),
        instant("2024-06-09T17:00:00Z")
    );
    // Saturday: it begins with Monday.
    assert_eq!(
        with_a_rig("2024-06-08T17:00:00Z", true),
        instant("2024-06-12T05:00:00Z")
    );
    // Wednesday 3 July, noon: the fourth is a holiday of this organization, then a weekend; Friday, and twelve hours of Monday.
    assert_eq!(
        with_a_rig("2024-07-03T17:00:00Z", true),
        instant("2024-07-08T17:00:00Z")
    );
}

#[test]
fn a_deadline_beyond_the_calendar_is_refused() {
    let mut agreement = agreement();
    agreement.terms.response.days = 40_000;
    let last = DateTime::<Utc>::MAX_UTC;
    let forever = DraftAfe {
        expires_on: None,
        ..draft()
    };
    let events = then(then(vec![], forever), submit());
    let events = then(events, approve("principal", "owner"));
    let task = OpenBallot {
        effective_at: last,
        agreement: seen(agreement),
        ..open()
    };
    let state = given::<Afe>(events).state();
    let refusal = state.decide(AfeTask::from(task).asked_at(last)).unwrap_err();
    assert_eq!(refusal.rule(), "afe-date-out-of-range");
}

#[test]
fn the_parties_are_asked_under_the_agreement_the_afe_names() {
    let ask = |agreement: AgreementSeen| OpenBallot { agreement, ..open() };
    refused(
        approved(),
        ask(AgreementSeen::Unknown),
        AfeError::AgreementUnknown {
            agreement_id: agreement_id(),
        },
    );
    let other = AgreementId::new(Uuid::from_u128(51));
    let differs = SeenAgreement {
        agreement_id: other,
        ..agreement()
    };
    refused(
        approved(),
        ask(seen(differs)),
        AfeError::AgreementDiffers {
            named: agreement_id(),
            seen: other,
        },
    );
    let ended = SeenAgreement {
        in_force: false,
        ..agreement()
    };
    refused(
        approved(),
        ask(seen(ended)),
        AfeError::AgreementNotInForce {
            agreement_id: agreement_id(),
        },
    );
    let mut elsewhere = agreement();
    elsewhere.area.leases = BTreeSet::from([lease(71)]);
    refused(
        approved(),
        ask(seen(elsewhere)),
        AfeError::OutsideContractArea {
            agreement_id: agreement_id(),
        },
    );
    let unknown = OpenBallot {
        policy: PolicySeen::Unknown,
        ..open()
    };
    refused(approved(), unknown, AfeError::PolicyUnknown);
}

#[test]
fn a_stranger_does_not_vote_and_nobody_votes_late_or_twice() {
    refused(
        balloting(),
        cast(9, Vote::Consent),
        AfeError::NotAParticipant { owner: owner(9) },
    );
    let deadline = "2024-07-05T05:00:00Z".parse().unwrap();
    let late = CastBallot {
        effective_at: deadline,
        ..cast(1, Vote::Consent)
    };
    refused(
        balloting(),
        late,
        AfeError::DeadlinePassed {
            at: deadline,
            deadline,
        },
    );
    let last = CastBallot {
        effective_at: "2024-07-05T04:59:59Z".parse().unwrap(),
        ..cast(1, Vote::Consent)
    };
    then(balloting(), last);
    refused(
        then(balloting(), cast(1, Vote::Consent)),
        cast(1, Vote::NonConsent),
        AfeError::AlreadyCast { owner: owner(1) },
    );
}

#[test]
fn an_answer_that_did_not_come_by_the_portal_can_be_shown() {
    let by_phone = |evidence: Option<&str>| {
        let mut task = cast(1, Vote::Consent);
        task.cast.method = BallotMethod::Phone;
        task.cast.evidence = evidence.map(text);
        task
    };
    refused(
        balloting(),
        by_phone(None),
        AfeError::WithoutEvidence {
            method: BallotMethod::Phone,
        },
    );
    then(balloting(), by_phone(Some("Note of the call at 10:05")));
    let mut nobody = cast(1, Vote::Consent);
    nobody.cast.recorded_by = Personal::withheld();
    assert_eq!(rule(balloting(), nobody), "afe-person-missing");
}

#[test]
fn an_answer_is_given_back_in_time_and_may_be_given_anew() {
    let withdraw = |day: &str, number: u128| WithdrawBallot {
        effective_at: at(day),
        owner: owner(number),
        reason: text("wants to think"),
    };
    let events = then(balloting(), cast(1, Vote::NonConsent));
    let events = then(events, withdraw("2024-06-11", 1));
    then(events.clone(), cast_on("2024-06-12", 1, Vote::Consent));
    refused(
        events.clone(),
        withdraw("2024-06-12", 1),
        AfeError::NotCast { owner: owner(1) },
    );
    assert_eq!(rule(events, withdraw("2024-06-12", 9)), "not-a-participant");
    assert_eq!(
        rule(
            then(balloting(), cast(1, Vote::Consent)),
            withdraw("2024-07-05", 1)
        ),
        "ballot-deadline-passed"
    );
}

#[test]
fn a_ballot_is_counted_once_all_have_answered_or_their_time_is_over() {
    let events = then(balloting(), cast(1, Vote::Consent));
    refused(
        events.clone(),
        close_on("2024-06-20"),
        AfeError::BallotStillOpen {
            deadline: "2024-07-05T05:00:00Z".parse().unwrap(),
            missing: 2,
        },
    );
    let counted = then(events, close_on("2024-07-05"));
    let summary = given::<Afe>(counted.clone()).state().summary().unwrap();
    let ballot = summary.ballot.unwrap();
    assert_eq!(ballot.missing, [owner(2), owner(3)]);
    let outcome = ballot.outcome.unwrap();
    assert_eq!(outcome.consenting, shares(&[(1, "0.60")]));
    // No reply is no consent.
    assert!(outcome.non_consenting.iter().all(|party| party.deemed));
    assert_eq!(rule(counted.clone(), close_on("2024-07-06")), "ballot-not-open");
    // A late entry of an answer in time would change the count, and the fold does not let it.
    let late = cast_on("2024-06-30", 2, Vote::Consent);
    let decided = given::<Afe>(counted.clone()).when(late).events();
    let stream: Vec<AfeEvent> = counted.into_iter().chain(decided).collect();
    assert_eq!(fold::<Afe>(&stream).1.len(), 1);
}

#[test]
fn a_limited_consent_counts_up_to_its_limit() {
    let vote = |limit: &str| Vote::LimitedConsent {
        limit_usd: usd(limit),
    };
    let outcome = |limit: &str| {
        let events = then(balloting(), cast(1, Vote::Consent));
        let events = then(events, cast(2, vote(limit)));
        let events = then(events, cast(3, Vote::Consent));
        let events = then(events, close_on("2024-06-11"));
        let ballot = given::<Afe>(events).state().summary().unwrap().ballot.unwrap();
        ballot.outcome.unwrap()
    };
    assert_eq!(outcome("1200000").non_consenting, []);
    let below = outcome("1199999.99").non_consenting;
    assert_eq!((below[0].owner, below[0].deemed), (owner(2), false));
}

#[test]
fn less_than_the_agreement_asks_for_is_no_consent() {
    let events = then(balloting(), cast(2, Vote::Consent));
    let events = then(events, close_on("2024-07-05"));
    refused(
        events.clone(),
        AuthorizeAfe {
            effective_at: at("2024-07-06"),
            ..authorize()
        },
        AfeError::ConsentInsufficient {
            consenting: DecimalInterest::parse("0.25").unwrap(),
            minimum: DecimalInterest::parse("0.5").unwrap(),
        },
    );
    // Not even where the one who consents would carry everything.
    let all = ReallocateNonConsent {
        effective_at: at("2024-07-06"),
        ..elect(&[(2, Carrying::AllOfTheRest)])
    };
    let events = then(events, all);
    let late = AuthorizeAfe {
        effective_at: at("2024-07-07"),
        ..authorize()
    };
    assert_eq!(rule(events, late), "consent-insufficient");
}

#[test]
fn consenting_parties_carry_the_rest_and_the_project_has_interests_of_its_own() {
    let Some(AfeEvent::NonConsentShareReallocated(event)) = carried().pop() else {
        panic!()
    };
    assert_eq!(event.shares, shares(&[(1, "0.70588235"), (2, "0.29411765")]));
    assert_eq!(event.added, shares(&[(1, "0.10588235"), (2, "0.04411765")]));
    assert_eq!(event.penalties, terms().non_consent);
    let project = project(authorized());
    assert_eq!(project.shares, event.shares);
    assert_eq!(interests_sum(&project.shares), rust_decimal::Decimal::ONE);
}

#[test]
fn where_all_consent_the_parties_bear_the_project() {
    let project = project(then(agreed(), authorize()));
    assert_eq!(project.shares, parties());
    refused(
        agreed(),
        elect(&[(1, Carrying::Proportionate)]),
        AfeError::NothingToReallocate,
    );
}

#[test]
fn each_consenting_party_chooses_once_and_all_is_carried() {
    use Carrying::{OwnOnly, Proportionate};
    let incomplete = |number| AfeError::ElectionsIncomplete { owner: owner(number) };
    refused(balloted(), elect(&[(1, Proportionate)]), incomplete(2));
    refused(
        balloted(),
        elect(&[(1, Proportionate), (2, OwnOnly), (2, Proportionate)]),
        incomplete(2),
    );
    refused(
        balloted(),
        elect(&[(1, Proportionate), (2, Proportionate), (3, Proportionate)]),
        incomplete(3),
    );
    assert_eq!(
        rule(balloted(), elect(&[(1, Proportionate), (2, OwnOnly)])),
        "non-consent-not-covered"
    );
    refused(
        carried(),
        elect(&[(1, Proportionate), (2, Proportionate)]),
        AfeError::AlreadyReallocated,
    );
}

#[test]
fn a_party_that_does_not_consent_has_a_payout_account() {
    let events = then(started(), post_on("2024-07-01", "1", "830.100", "1000000"));
    let events = then(events, post_on("2024-07-02", "2", "850.300", "200000"));
    let Afe::Known(afe) = given::<Afe>(events).state() else {
        panic!()
    };
    let account = afe.payout_account(owner(3), Usd::ZERO).unwrap().unwrap();
    assert_eq!(account.to_recover_usd, usd("480000.00"));
    assert_eq!(afe.payout_account(owner(1), Usd::ZERO).unwrap(), None);
    let card = Afe::Known(afe).card().unwrap();
    let own = |party: u128| card.seen_by(owner(party)).unwrap().unwrap().non_consent;
    let account = own(3).unwrap();
    assert_eq!(
        (account.cost_usd, account.to_recover_usd),
        (usd("180000.00"), usd("480000.00"))
    );
    assert_eq!(own(1), None);
    assert_eq!(card.without_interests().figures.unwrap().non_consent, None);
}
