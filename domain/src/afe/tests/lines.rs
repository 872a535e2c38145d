//! The draft and its lines.

use super::*;

#[test]
fn an_afe_is_drafted_once_under_a_number_of_its_own() {
    let events = drafted();
    let claims = events[0].claims();
    assert_eq!(
        (claims[0].kind, claims[0].key.as_str()),
        (AFE_CLAIM, "AFE-24-001")
    );
    assert_eq!(status(events.clone()), AfeStatus::Draft);
    refused(events, draft(), AfeError::AlreadyExists { afe_id: afe_id() });
    given::<Afe>([])
        .when(AfeTask::from(draft()).asked_at(at("2024-05-31")))
        .then_refused(AfeError::EffectiveInFuture {
            at: at("2024-06-01"),
            now: at("2024-05-31"),
        });
    refused(vec![], submit(), AfeError::Unknown { at: at("2024-06-02") });
}

#[test]
fn lines_are_there_once_each_and_above_zero() {
    let with = |lines| DraftAfe { lines, ..draft() };
    refused(vec![], with(vec![]), AfeError::WithoutLines);
    let first = estimate().remove(0);
    refused(
        vec![],
        with(vec![first.clone(), first.clone()]),
        AfeError::AccountTwice {
            account: text("830.100"),
        },
    );
    let nothing = AfeLine {
        amount_usd: Usd::ZERO,
        ..first.clone()
    };
    refused(
        vec![],
        with(vec![nothing]),
        AfeError::LineNotPositive {
            account: text("830.100"),
            amount_usd: Usd::ZERO,
        },
    );
    let most = AfeLine {
        amount_usd: usd("9999999999999999.99"),
        ..first
    };
    let more = AfeLine {
        account: text("830.200"),
        ..most.clone()
    };
    assert_eq!(rule(vec![], with(vec![most, more])), "afe-amount-out-of-range");
}

#[test]
fn a_contingency_is_rounded_to_the_cent_and_counted() {
    let mut lines = estimate();
    lines.truncate(1);
    lines[0].amount_usd = usd("333.33");
    lines[0].contingency_percent = Percent::parse("5").unwrap();
    // 5 % of 333.33 is 16.6665.
    assert_eq!(lines[0].total_usd().unwrap(), usd("350.00"));
    let sums = AfeTotals::of(&lines).unwrap();
    assert_eq!(
        (sums.total_usd, sums.dry_hole_usd),
        (usd("350.00"), usd("350.00"))
    );
}

fn revise(revision: LineRevision) -> ReviseAfeLine {
    ReviseAfeLine {
        effective_at: at("2024-06-01"),
        revision,
    }
}

#[test]
fn a_line_of_a_draft_is_put_anew_added_or_removed() {
    let put = |line| revise(LineRevision::Put { line });
    let removed = |account| {
        revise(LineRevision::Removed {
            account: text(account),
        })
    };
    let mut dearer = estimate().remove(0);
    dearer.amount_usd = usd("700000");
    let events = then(drafted(), put(dearer));
    let lines = |events: Vec<AfeEvent>| given::<Afe>(events).state().summary().unwrap().lines;
    assert_eq!(lines(events.clone())[0].amount_usd, usd("700000"));
    let mut added = estimate().remove(0);
    added.account = text("830.150");
    let events = then(events, put(added));
    let events = then(events, removed("850.300"));
    assert_eq!(lines(events.clone()).len(), 3);
    refused(
        events,
        removed("850.300"),
        AfeError::LineUnknown {
            account: text("850.300"),
        },
    );
    let one = then(then(drafted(), removed("830.100")), removed("840.200"));
    refused(one, removed("850.300"), AfeError::WithoutLines);
    let mut nothing = estimate().remove(0);
    nothing.amount_usd = usd("-5");
    assert_eq!(rule(drafted(), put(nothing)), "afe-line-not-positive");
}

#[test]
fn a_draft_is_handed_in_with_what_its_lines_come_to() {
    assert_eq!(status(submitted()), AfeStatus::Submitted);
    let stated = AfeTotals {
        tangible_usd: usd("500000"),
        intangible_usd: usd("700000"),
        ..totals()
    };
    refused(
        drafted(),
        SubmitAfe {
            totals: stated,
            ..submit()
        },
        AfeError::LinesDoNotSum {
            stated: Box::new(stated),
            sum: Box::new(totals()),
        },
    );
    let nobody = SubmitAfe {
        requester: Personal::withheld(),
        ..submit()
    };
    assert_eq!(rule(drafted(), nobody), "afe-person-missing");
}

#[test]
fn nothing_personal_is_published() {
    let life = [
        submitted(),
        approved(),
        balloted(),
        carried(),
        closed(),
        supplementing(),
    ];
    for event in life.concat() {
        let public = event.public_form().unwrap();
        let written = public.encode(serde_json::value::Serializer).unwrap().to_string();
        for name in ["engineer", "principal", "landman", "stuck pipe", "Final report"] {
            assert!(!written.contains(name), "{written}");
        }
    }
}
