//! Tasks for one AFE, drawn at random around a life that goes well: some are left out, some asked twice, some at other days.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use uuid::Uuid;
use wellflow_domain::afe::*;
use wellflow_domain::approval_policy::{ApprovalTier, PolicySeen, PolicyTerms, SeenPolicy};
use wellflow_domain::ids::{AfeId, AgreementId, OwnerId};
use wellflow_domain::joint_interest::{Carrying, CostClass, Election, NonConsentPenalties, PartyShare};
use wellflow_domain::joint_operating_agreement::{
    AgreementSeen, AgreementTerms, ConsentTerms, ContractArea, Overhead, ResponseTerms, SeenAgreement,
};
use wellflow_domain::location::TimeZone;
use wellflow_domain::personal::Personal;
use wellflow_domain::quantity::{DecimalInterest, Percent, RecoveryPercent, Usd};
use wellflow_domain::text::Text120;

fn text(text: &str) -> Text120 {
    Text120::parse(text).unwrap()
}

fn usd(cents: i64) -> Usd {
    Usd::new(rust_decimal::Decimal::new(cents, 2)).unwrap()
}

fn day(number: i64) -> DateTime<Utc> {
    let begin: DateTime<Utc> = "2024-01-01T18:00:00Z".parse().unwrap();
    begin + TimeDelta::days(number)
}

fn owner(number: u128) -> OwnerId {
    OwnerId::new(Uuid::from_u128(number))
}

fn person(name: &str) -> Personal<Text120> {
    Personal::new(text(name))
}

pub(crate) fn agreement_terms() -> AgreementTerms {
    let percent = |text: &str| RecoveryPercent::parse(text).unwrap();
    AgreementTerms {
        consent: ConsentTerms {
            not_above_usd: None,
            always_for: BTreeSet::new(),
            minimum: DecimalInterest::parse("0.4").unwrap(),
        },
        response: ResponseTerms {
            days: 10,
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

fn agreement() -> AgreementSeen {
    let party = |number, interest| PartyShare {
        owner: owner(number),
        interest: DecimalInterest::parse(interest).unwrap(),
    };
    AgreementSeen::Known(Box::new(SeenAgreement {
        agreement_id: AgreementId::new(Uuid::from_u128(50)),
        in_force: true,
        operator: owner(1),
        parties: vec![
            party(1, "0.38333333"),
            party(2, "0.33333333"),
            party(3, "0.28333334"),
        ],
        area: ContractArea {
            description: text("Section 12"),
            leases: BTreeSet::new(),
            properties: BTreeSet::new(),
        },
        terms: agreement_terms(),
    }))
}

fn policy() -> PolicySeen {
    PolicySeen::Known(Box::new(SeenPolicy {
        terms: PolicyTerms {
            tiers: vec![ApprovalTier {
                name: text("owner"),
                kinds: BTreeSet::new(),
                limit_usd: None,
                approvers: 1,
            }],
            requester_may_approve: false,
            overrun_percent: None,
            unexplained_variance_percent: None,
            reopen_months: None,
        },
        holidays: BTreeSet::new(),
    }))
}

fn line(account: &str, cents: i64) -> AfeLine {
    AfeLine {
        account: text(account),
        description: text("A line"),
        phase: Phase::DryHole,
        category: Category::Intangible,
        class: CostClass::DrillingAndCompletion,
        amount_usd: usd(cents),
        contingency_percent: Percent::ZERO,
    }
}

const ESTIMATE: i64 = 10_000_000;

pub(crate) fn draft() -> DraftAfe {
    DraftAfe {
        effective_at: day(0),
        afe_id: AfeId::new(Uuid::from_u128(60)),
        number: text("AFE-1"),
        kind: AfeKind::Workover,
        subject: AfeSubject {
            well_id: None,
            lease_id: None,
            property_id: None,
        },
        agreement_id: Some(AgreementId::new(Uuid::from_u128(50))),
        operator: owner(1),
        description: text("A workover"),
        time_zone: TimeZone::parse("America/Chicago").unwrap(),
        expires_on: None,
        lines: vec![line("A", ESTIMATE)],
    }
}

fn submit() -> AfeTask {
    SubmitAfe {
        effective_at: day(1),
        requester: person("engineer"),
        totals: AfeTotals::of(&[line("A", ESTIMATE)]).unwrap(),
    }
    .into()
}

fn approve(name: &'static str) -> AfeTask {
    ApproveAfeInternally {
        effective_at: day(2),
        approver: person(name),
        tier: text("owner"),
        comment: None,
        policy: policy(),
    }
    .into()
}

fn open(on: i64) -> AfeTask {
    OpenBallot {
        effective_at: day(on),
        agreement: agreement(),
        policy: policy(),
        method: BallotMethod::Email,
        rig_on_location: false,
    }
    .into()
}

fn cast(on: i64, number: u128, vote: Vote) -> AfeTask {
    CastBallot {
        effective_at: day(on),
        cast: CastVote {
            owner: owner(number),
            vote,
            method: BallotMethod::Portal,
            recorded_by: person("landman"),
            evidence: None,
        },
    }
    .into()
}

fn vote() -> impl Strategy<Value = Vote> {
    prop_oneof![
        5 => Just(Vote::Consent),
        1 => Just(Vote::LimitedConsent { limit_usd: usd(ESTIMATE) }),
        1 => Just(Vote::LimitedConsent { limit_usd: usd(ESTIMATE - 1) }),
        2 => Just(Vote::NonConsent),
    ]
}

/// Each party answers, now and then not at all or in another way; strangers, second answers and withdrawals come in between.
fn votes(on: i64) -> impl Strategy<Value = Vec<AfeTask>> {
    let of = move |number| (on..on + 4, vote()).prop_map(move |(on, vote)| cast(on, number, vote));
    let more = (on..on + 8, 1_u128..5, vote(), any::<bool>()).prop_map(|(on, number, vote, back)| {
        if back {
            WithdrawBallot {
                effective_at: day(on),
                owner: owner(number),
                reason: text("thinks again"),
            }
            .into()
        } else {
            cast(on, number, vote)
        }
    });
    let more = prop::collection::vec(more, 0..4);
    (of(1), of(2), of(3), more).prop_map(|(one, two, three, more)| {
        let mut tasks = vec![one, two, three];
        tasks.extend(more);
        tasks
    })
}

/// Whoever consented, one of these lists them.
fn reallocate() -> impl Strategy<Value = Vec<AfeTask>> {
    let choices = prop::collection::vec(prop::sample::select(Carrying::ALL), 3);
    choices.prop_map(|choices| {
        let everybody: Vec<Election> = (1..)
            .zip(choices)
            .map(|(number, carrying)| Election {
                owner: owner(number),
                carrying,
            })
            .collect();
        let some = (1_u8..8).map(|bits| {
            let among = |place: &usize| bits & (1 << place) != 0;
            let elections = (0..3)
                .filter(among)
                .filter_map(|place| everybody.get(place).copied());
            ReallocateNonConsent {
                effective_at: day(16),
                elections: elections.collect(),
                evidence: text("Letters"),
            }
            .into()
        });
        some.collect()
    })
}

fn authorize() -> AfeTask {
    AuthorizeAfe {
        effective_at: day(17),
        agreement: Some(agreement()),
        policy: policy(),
    }
    .into()
}

fn invoice(number: u8) -> InvoiceKey {
    InvoiceKey {
        vendor: owner(9),
        invoice: text(&format!("INV-{number}")),
        account: text("A"),
    }
}

/// Costs on any day of the project, so that many come late.
fn cost() -> impl Strategy<Value = AfeTask> {
    let on = || 18_i64..60;
    let cents = || 1_i64..6_000_000;
    let commit = (on(), 0_u8..4, cents()).prop_map(|(on, order, cents)| {
        CommitCost {
            effective_at: day(on),
            order: text(&format!("PO-{order}")),
            account: text("A"),
            vendor: owner(9),
            amount_usd: usd(cents),
        }
        .into()
    });
    let release = (on(), 0_u8..4).prop_map(|(on, order)| {
        ReleaseCommitment {
            effective_at: day(on),
            order: text(&format!("PO-{order}")),
            reason: text("less"),
        }
        .into()
    });
    let post = (on(), 0_u8..6, cents(), prop::option::of(0_u8..4)).prop_map(|(on, number, cents, order)| {
        PostActualCost {
            effective_at: day(on),
            invoice: invoice(number),
            service_date: day(on).date_naive(),
            gross_usd: usd(cents),
            order: order.map(|order| text(&format!("PO-{order}"))),
            document: text("Scan"),
        }
        .into()
    });
    let reverse = (on(), 0_u8..6, cents()).prop_map(|(on, number, cents)| {
        ReverseActualCost {
            effective_at: day(on),
            invoice: invoice(number),
            gross_usd: usd(cents),
            reason: text("twice"),
        }
        .into()
    });
    let detect = on().prop_map(|on| {
        DetectOverrun {
            effective_at: day(on),
        }
        .into()
    });
    let reason = || text("a reason");
    let funds = on().prop_map(|on| {
        AllocateFunds {
            effective_at: day(on),
            cash_call: false,
        }
        .into()
    });
    let back = on().prop_map(move |on| {
        DeallocateFunds {
            effective_at: day(on),
            reason: reason(),
        }
        .into()
    });
    let told = on().prop_map(move |on| {
        RecordAuthorizationNotice {
            effective_at: day(on),
            reference: text("Mail"),
        }
        .into()
    });
    prop_oneof![4 => commit, 2 => release, 8 => post, 4 => reverse, 1 => detect, 2 => funds, 1 => back, 1 => told]
}

fn supplement() -> impl Strategy<Value = Vec<AfeTask>> {
    (5_000_000_i64..20_000_000, any::<bool>()).prop_map(|(cents, carries)| {
        let ask = SubmitSupplement {
            effective_at: day(30),
            requester: person("engineer"),
            lines: vec![line("B", cents)],
            expected_usd: usd(ESTIMATE + cents),
            reason: text("more"),
        };
        let approve = ApproveSupplement {
            effective_at: day(31),
            approver: person("principal"),
            tier: text("owner"),
            comment: None,
            policy: policy(),
        };
        let mut tasks = vec![ask.into(), approve.into(), open(32)];
        if carries {
            tasks.extend((1..4).map(|number| cast(33, number, Vote::Consent)));
        }
        tasks.extend([
            CloseBallot {
                effective_at: day(44),
            }
            .into(),
            AuthorizeSupplement {
                effective_at: day(45),
            }
            .into(),
            RejectSupplement {
                effective_at: day(46),
                reason: text("too few"),
            }
            .into(),
        ]);
        tasks
    })
}

fn ends() -> impl Strategy<Value = Vec<AfeTask>> {
    let reason = || text("a reason");
    let given_up = (2_i64..130).prop_flat_map(move |on| {
        let effective_at = day(on);
        prop::sample::select(vec![
            CancelAfe {
                effective_at,
                reason: reason(),
            }
            .into(),
            WithdrawProposal {
                effective_at,
                reason: reason(),
            }
            .into(),
            RevokeApprovals {
                effective_at,
                reason: reason(),
            }
            .into(),
            LapseProposal { effective_at }.into(),
            RejectAfeInternally {
                effective_at,
                approver: person("principal"),
                tier: text("owner"),
                reason: reason(),
                policy: policy(),
            }
            .into(),
            WithdrawBallot {
                effective_at,
                owner: owner(2),
                reason: reason(),
            }
            .into(),
            RetractAuthorizationNotice {
                effective_at,
                reference: text("Mail"),
            }
            .into(),
            ReviseAfeLine {
                effective_at,
                revision: LineRevision::Put {
                    line: line("A", ESTIMATE),
                },
            }
            .into(),
        ])
    });
    prop::collection::vec(given_up, 0..5)
}

fn closing() -> Vec<AfeTask> {
    let release = |order: u8| -> AfeTask {
        ReleaseCommitment {
            effective_at: day(62),
            order: text(&format!("PO-{order}")),
            reason: text("less"),
        }
        .into()
    };
    let mut tasks = vec![
        CompleteWork {
            effective_at: day(61),
            completed_on: day(61).date_naive(),
        }
        .into(),
    ];
    tasks.extend((0..4).map(release));
    tasks.extend([
        CloseCosts {
            effective_at: day(63),
        }
        .into(),
        CloseAfe {
            effective_at: day(64),
            report: text("Report"),
            explanation: None,
            policy: policy(),
        }
        .into(),
        ReopenAfe {
            effective_at: day(65),
            reason: text("late"),
        }
        .into(),
    ]);
    tasks
}

/// Authorised, told to vendors, and never begun.
fn idle() -> Vec<AfeTask> {
    vec![
        RecordAuthorizationNotice {
            effective_at: day(18),
            reference: text("Mail"),
        }
        .into(),
        LapseProposal {
            effective_at: day(120),
        }
        .into(),
        RetractAuthorizationNotice {
            effective_at: day(121),
            reference: text("Mail"),
        }
        .into(),
    ]
}

/// A life: each step of it is asked for, or left out now and then; what belongs elsewhere is asked for in between.
pub(crate) fn life() -> impl Strategy<Value = Vec<AfeTask>> {
    let before = (votes(4), reallocate(), reallocate(), ends());
    let after = (
        prop::collection::vec(cost(), 0..14),
        supplement(),
        ends(),
        0_u8..6,
    );
    let left_out = prop::collection::vec(0_u8..60, 97);
    let elsewhere = prop::option::weighted(0.4, any::<prop::sample::Index>());
    (before, after, left_out, elsewhere).prop_map(|(before, after, left_out, elsewhere)| {
        let (votes, one, other, given_up) = before;
        let (costs, supplement, ended, rests) = after;
        let mut tasks = vec![
            draft().into(),
            submit(),
            approve("engineer"),
            approve("principal"),
            authorize(),
        ];
        tasks.push(open(3));
        tasks.extend(votes);
        let close = CloseBallot {
            effective_at: day(15),
        };
        tasks.push(close.into());
        tasks.push(authorize());
        tasks.extend(one);
        tasks.extend(other);
        tasks.push(authorize());
        if rests == 0 {
            tasks.extend(idle());
        } else {
            let start = StartWork {
                effective_at: day(18),
            };
            tasks.push(start.into());
            tasks.extend(costs.clone());
            tasks.extend(supplement);
            tasks.extend(costs);
            tasks.extend(closing());
        }
        if let Some(place) = elsewhere {
            let later = tasks.split_off(place.index(tasks.len()));
            tasks.extend(given_up);
            tasks.extend(later);
        }
        tasks.extend(ended);
        let kept = tasks.into_iter().zip(left_out.into_iter().cycle());
        kept.filter(|(_, left_out)| *left_out != 0)
            .map(|(task, _)| task)
            .collect()
    })
}
