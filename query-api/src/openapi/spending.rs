//! Questions about AFEs, operating agreements and the approval policy.

use serde_json::{Value, json};
use wellflow_domain::afe::{Afe, AfeCard, AfeKind, AfeStatus, AfeSummary, PartyAfe};
use wellflow_domain::approval_policy::ApprovalPolicy;
use wellflow_domain::joint_operating_agreement::{AgreementStatus, JointOperatingAgreement, KnownAgreement};
use wellflow_http::openapi::{Header, Parameter};
use wellflow_read_model::document::Document;

use super::parameters::{query, uuid, words};
use super::query::Questions;
use crate::columns::{self, Columns, one as fields};
use crate::problems::AFE_PARTY_UNKNOWN;
use crate::{afes, events, policies};

const TAG: &str = "Spending";

/// The parameters that choose AFEs, but for the one the path gives.
fn filter(given: &str) -> Vec<Parameter> {
    let all = vec![
        query("status", words::<AfeStatus>(), "The state it is in."),
        query("kind", words::<AfeKind>(), "What it is for."),
        query("well_id", uuid(), "About this well."),
        query("lease_id", uuid(), "About this lease."),
        query("property_id", uuid(), "About this property."),
        query("agreement_id", uuid(), "Under this agreement."),
        query("operator", uuid(), "Of this operator."),
        query(
            "party",
            uuid(),
            "To which this owner is a party; for roles that read ownership.",
        ),
        query(
            "overrun",
            json!({"type": "string", "const": "true"}),
            "Those that cost more than was authorised.",
        ),
    ];
    all.into_iter()
        .filter(|parameter| parameter.name != given)
        .collect()
}

pub(super) fn add(questions: &mut Questions) {
    let page = questions.page::<Document<AfeCard>>();
    for (id, path, given, summary) in [
        ("list_afes", "/afes", "", "AFEs, now or at a point, page by page."),
        (
            "list_afe_overruns",
            "/afes/overruns",
            "overrun",
            "AFEs that cost more than was authorised.",
        ),
        (
            "list_well_afes",
            "/wells/{well_id}/afes",
            "well_id",
            "The AFEs about a well.",
        ),
        (
            "list_lease_afes",
            "/leases/{lease_id}/afes",
            "lease_id",
            "The AFEs about a lease.",
        ),
    ] {
        let rows = (page.clone(), &columns::AFES);
        list(questions, (id, path, given), summary, rows);
    }
    let page = questions.page::<Document<PartyAfe>>();
    list(
        questions,
        ("list_owner_afes", "/owners/{owner_id}/afes", "party"),
        "The AFEs an owner is a party to, as it may see them.",
        (page, &columns::PARTY_AFES),
    );
    let board = questions.body::<afes::board::Body>();
    questions.ask(
        (TAG, "get_afe_board"),
        "/afes/board",
        "What AFEs come to, status by status.",
        |it| {
            it.taking(filter(""))
                .at_a_point()
                .answers(board)
                .listed(&columns::BOARD)
        },
    );
    let ballots = questions.page::<afes::ballots::Item>();
    questions.ask(
        (TAG, "list_afe_ballots"),
        "/afes/ballots",
        "Open ballots, the nearest deadline first.",
        |it| {
            it.taking([
                query("agreement_id", uuid(), "Under this agreement."),
                query("operator", uuid(), "Of this operator."),
                query("owner_id", uuid(), "On which this owner has not answered."),
            ])
            .at_a_point()
            .paged()
            .answers(ballots)
            .listed(&columns::BALLOTS)
            .with("limit", 10)
        },
    );
    one(questions);
    agreements(questions);
}

fn list(
    questions: &mut Questions,
    (id, path, given): (&str, &str, &str),
    summary: &str,
    (page, columns): (Value, &'static Columns),
) {
    questions.ask((TAG, id), path, summary, |it| {
        it.taking(filter(given))
            .at_a_point()
            .paged()
            .answers(page)
            .listed(columns)
            .with("limit", 10)
    });
}

fn one(questions: &mut Questions) {
    let body = questions.body::<Document<AfeSummary>>();
    questions.ask(
        (TAG, "get_afe"),
        "/afes/{afe_id}",
        "An AFE, now or at any point of its history.",
        |it| {
            it.at_any_point()
                .about::<Afe>()
                .answers(body)
                .one_of(fields::AFE)
                .tagged()
                .saying(Header::MementoDatetime)
        },
    );
    let body = questions.body::<events::Body>();
    questions.ask(
        (TAG, "list_afe_events"),
        "/afes/{afe_id}/events",
        "What happened to an AFE, in the order it was recorded.",
        |it| super::past::events::<Afe>(it, body),
    );
    let body = questions.body::<afes::one::Budget>();
    questions.ask(
        (TAG, "get_afe_budget"),
        "/afes/{afe_id}/budget",
        "An AFE's budget: estimated, authorised, committed and actual.",
        |it| it.at_any_point().about::<Afe>().answers(body).tagged(),
    );
    let body = questions.body::<Document<PartyAfe>>();
    questions.ask(
        (TAG, "get_afe_of_party"),
        "/afes/{afe_id}/parties/{owner_id}",
        "An AFE, as a party to it may see it.",
        |it| {
            it.at_any_point()
                .about::<Afe>()
                .refusing([AFE_PARTY_UNKNOWN])
                .answers(body)
                .tagged()
        },
    );
}

fn agreements(questions: &mut Questions) {
    let page = questions.page::<Document<KnownAgreement>>();
    questions.ask(
        (TAG, "list_agreements"),
        "/agreements",
        "Operating agreements, now or at a point, page by page.",
        |it| {
            it.taking([
                query("status", words::<AgreementStatus>(), "The state it is in."),
                query("operator", uuid(), "Of this operator."),
                query("party", uuid(), "To which this owner is a party."),
                query("lease_id", uuid(), "About this lease."),
                query("property_id", uuid(), "About this property."),
            ])
            .at_a_point()
            .paged()
            .answers(page)
            .listed(&columns::AGREEMENTS)
            .with("limit", 10)
        },
    );
    let body = questions.body::<Document<KnownAgreement>>();
    questions.ask(
        (TAG, "get_agreement"),
        "/agreements/{agreement_id}",
        "An operating agreement, now or at any point of its history.",
        |it| {
            it.at_any_point()
                .about::<JointOperatingAgreement>()
                .answers(body)
                .one_of(fields::AGREEMENT)
                .tagged()
                .saying(Header::MementoDatetime)
        },
    );
    let body = questions.body::<events::Body>();
    let of_agreement = body.clone();
    questions.ask(
        (TAG, "list_agreement_events"),
        "/agreements/{agreement_id}/events",
        "What happened to an agreement, in the order it was recorded.",
        |it| super::past::events::<JointOperatingAgreement>(it, of_agreement),
    );
    let policy = questions.body::<Document<policies::Shown>>();
    questions.ask(
        (TAG, "get_approval_policy"),
        "/approval-policies",
        "The organization's approval policy: who may approve how much.",
        |it| {
            it.at_any_point()
                .about::<ApprovalPolicy>()
                .answers(policy)
                .one_of(fields::POLICY)
                .tagged()
                .saying(Header::MementoDatetime)
        },
    );
    questions.ask(
        (TAG, "list_approval_policy_events"),
        "/approval-policies/events",
        "What happened to the policy, in the order it was recorded.",
        |it| super::past::events::<ApprovalPolicy>(it, body),
    );
}
