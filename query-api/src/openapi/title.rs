//! Questions about leases, owners and who owns what.

use serde_json::json;
use wellflow_domain::division_of_interest::{
    DeckInForce, DeckProduct, DeckSide, DivisionOfInterest, DivisionStage, SuspenseReason,
};
use wellflow_domain::lease::{HeldBy, Lease, LeaseStatus, LeaseSummary, MineralOwner};
use wellflow_domain::owner::{Owner, OwnerKind, OwnerRole, OwnerStatus, OwnerSummary};
use wellflow_http::openapi::{Header, Parameter};
use wellflow_read_model::document::Document;

use super::parameters::{SOME_ID, as_reported_on, at_version, day, month, query, text, uuid, words};
use super::query::{Question, Questions};
use super::shapes::{Interest, InterestChange};
use super::wells::state;
use crate::columns::{self, one as fields};
use crate::problems::{AS_OF_IN_FUTURE, CONFLICTING_PARAMETERS, VERSION_UNKNOWN};
use crate::{events, leases, ownership};

pub(super) fn add(questions: &mut Questions) {
    leases(questions);
    owners(questions);
    divisions(questions);
    interests(questions);
}

fn lease_filter() -> Vec<Parameter> {
    vec![
        query("status", words::<LeaseStatus>(), "The state it is in."),
        query("held_by", words::<HeldBy>(), "What holds it."),
        query("lessee", uuid(), "Who took it."),
        query(
            "mineral_owner",
            words::<MineralOwner>(),
            "What kind of owner gave it.",
        ),
        query("lease_number", text(), "Its number."),
        query("county", text(), "A county it lies in."),
        query("state", state(), "The state it lies in."),
        query("tract", text(), "A tract of it."),
        query("unit_id", uuid(), "A unit it is pooled in."),
        query("lessor", uuid(), "Who gave it."),
        query("owner_id", uuid(), "Who holds an interest in it."),
        query("expires_from", day(), "Those that run out on this day or later."),
        query("expires_to", day(), "Those that run out on this day or earlier."),
    ]
}

fn leases(questions: &mut Questions) {
    const TAG: &str = "Leases";
    let page = questions.page::<Document<LeaseSummary>>();
    questions.ask(
        (TAG, "list_leases"),
        "/leases",
        "Leases, by name; by the day they run out where a day is asked for.",
        |it| {
            it.taking(lease_filter())
                .at_a_point()
                .paged()
                .answers(page)
                .listed(&columns::LEASES)
                .with("limit", 10)
        },
    );
    let one = questions.body::<Document<LeaseSummary>>();
    questions.ask(
        (TAG, "get_lease"),
        "/leases/{lease_id}",
        "A lease, now or at any point of its history.",
        |it| {
            it.at_any_point()
                .about::<Lease>()
                .answers(one)
                .one_of(fields::LEASE)
                .tagged()
                .saying(Header::MementoDatetime)
        },
    );
    let events = questions.body::<events::Body>();
    questions.ask(
        (TAG, "list_lease_events"),
        "/leases/{lease_id}/events",
        "What happened to a lease, in the order it was recorded.",
        |it| super::past::events::<Lease>(it, events),
    );
    parts_of_leases(questions, TAG);
}

fn parts_of_leases(questions: &mut Questions, tag: &'static str) {
    let holding = questions.body::<leases::parts::Holding>();
    questions.ask(
        (tag, "get_lease_holding"),
        "/leases/{lease_id}/holding",
        "What holds a lease, and until when.",
        |it| it.at_any_point().about::<Lease>().answers(holding).tagged(),
    );
    let title = questions.body::<leases::parts::Title>();
    questions.ask(
        (tag, "get_lease_title"),
        "/leases/{lease_id}/title",
        "Who holds which interest in which slice of depth.",
        |it| {
            let depth = json!({"type": "string", "pattern": r"^(0|[1-9][0-9]{0,4})(\.[0-9]{1,2})?$"});
            it.at_any_point()
                .about::<Lease>()
                .taking([
                    query("tract", text(), "This tract alone."),
                    query("depth_ft", depth, "The slices at this depth alone."),
                ])
                .answers(title)
                .tagged()
                .with("depth_ft", "5000")
        },
    );
    let units = questions.body::<leases::parts::Units>();
    questions.ask(
        (tag, "list_lease_units"),
        "/leases/{lease_id}/units",
        "The units a lease is pooled in.",
        |it| {
            it.at_any_point()
                .about::<Lease>()
                .answers(units)
                .listed(&columns::UNITS)
                .tagged()
        },
    );
}

fn owners(questions: &mut Questions) {
    const TAG: &str = "Owners";
    let page = questions.page::<Document<OwnerSummary>>();
    questions.ask(
        (TAG, "list_owners"),
        "/owners",
        "Owners: by name for roles that read personal data, by id for others.",
        |it| {
            it.taking([
                query("status", words::<OwnerStatus>(), "The state it is in."),
                query("kind", words::<OwnerKind>(), "What it is."),
                query("role", words::<OwnerRole>(), "What it does."),
                query(
                    "name",
                    text(),
                    "Words its name begins with; for roles that read personal data.",
                ),
            ])
            .at_a_point()
            .paged()
            .answers(page)
            .listed(&columns::OWNERS)
            .with("limit", 10)
        },
    );
    let one = questions.body::<Document<OwnerSummary>>();
    questions.ask(
        (TAG, "get_owner"),
        "/owners/{owner_id}",
        "An owner, now or at any point of its history.",
        |it| {
            it.at_any_point()
                .about::<Owner>()
                .answers(one)
                .one_of(fields::OWNER)
                .tagged()
                .saying(Header::MementoDatetime)
        },
    );
    let events = questions.body::<events::Body>();
    questions.ask(
        (TAG, "list_owner_events"),
        "/owners/{owner_id}/events",
        "What happened to an owner, in the order it was recorded.",
        |it| super::past::events::<Owner>(it, events),
    );
}

/// The month that is asked about, as it was known.
fn when(question: Question) -> Question {
    question
        .taking([
            query(
                "month",
                month(),
                "The month; the present one where it is left out.",
            ),
            query("effective_on", day(), "A day of the month, in its place."),
        ])
        .known_then()
        .refusing([CONFLICTING_PARAMETERS])
}

fn divisions(questions: &mut Questions) {
    const TAG: &str = "Ownership";
    let page = questions.page::<ownership::divisions::Item>();
    questions.ask(
        (TAG, "list_divisions"),
        "/divisions",
        "Divisions of interest, as they stand in a month.",
        |it| {
            when(it)
                .taking([
                    query("property_id", uuid(), "Of this property."),
                    query("product", words::<DeckProduct>(), "Of this product."),
                    query("stage", words::<DivisionStage>(), "In this stage."),
                    query("owner_id", uuid(), "In which this owner has a share."),
                ])
                .paged()
                .answers(page)
                .listed(&columns::DIVISIONS)
                .with("month", "2024-02")
        },
    );
    let one = questions.body::<Document<ownership::one::Shown>>();
    questions.ask(
        (TAG, "get_division"),
        "/divisions/{division_id}",
        "A division with all its decks, now or at any point of its history.",
        |it| {
            it.at_any_point()
                .about::<DivisionOfInterest>()
                .answers(one)
                .one_of(fields::DIVISION)
                .tagged()
                .saying(Header::MementoDatetime)
        },
    );
    let events = questions.body::<events::Body>();
    questions.ask(
        (TAG, "list_division_events"),
        "/divisions/{division_id}/events",
        "What happened to a division, in the order it was recorded.",
        |it| super::past::events::<DivisionOfInterest>(it, events),
    );
    let decks = questions.body::<ownership::decks::Decks<Option<DivisionStage>, DeckInForce>>();
    questions.ask(
        (TAG, "get_division_decks"),
        "/divisions/{division_id}/decks",
        "The decks of a division that divide a month.",
        |it| {
            when(it)
                .taking([at_version(), as_reported_on()])
                .refusing([VERSION_UNKNOWN, AS_OF_IN_FUTURE])
                .about::<DivisionOfInterest>()
                .answers(decks)
                .tagged()
                .with("month", "2024-02")
        },
    );
    let decks = questions.body::<ownership::decks::Body>();
    questions.ask(
        (TAG, "list_property_decks"),
        "/properties/{property_id}/decks",
        "The decks of all divisions of a property that divide a month.",
        |it| {
            when(it)
                .taking([query("product", words::<DeckProduct>(), "Of this product.")])
                .answers(decks)
                .tagged()
                .with("month", "2024-02")
        },
    );
}

fn interests(questions: &mut Questions) {
    const TAG: &str = "Ownership";
    let page = questions.page::<Interest>();
    let of = page.clone();
    questions.ask(
        (TAG, "list_owner_interests"),
        "/owners/{owner_id}/interests",
        "Everything an owner has a share in.",
        |it| {
            when(it)
                .taking([
                    query("property_id", uuid(), "In this property."),
                    query("side", words::<DeckSide>(), "Of costs, or of revenue."),
                ])
                .paged()
                .answers(of)
                .listed(&columns::INTERESTS)
                .with("month", "2024-02")
        },
    );
    questions.ask(
        (TAG, "list_suspended_interests"),
        "/interests/suspended",
        "The interests whose revenue is held back.",
        |it| {
            when(it)
                .taking([
                    query("property_id", uuid(), "In this property."),
                    query("reason", words::<SuspenseReason>(), "Held back for this reason."),
                ])
                .paged()
                .answers(page)
                .listed(&columns::INTERESTS)
                .with("month", "2024-01")
        },
    );
    let changes = questions.page::<InterestChange>();
    questions.ask(
        (TAG, "list_interest_changes"),
        "/interests/changes",
        "What changed interests, and the paper each change rests on.",
        |it| {
            it.taking([
                query("from", day(), "Changes that take effect after this day."),
                query("to", day(), "Changes that take effect on this day or earlier."),
                query("property_id", uuid(), "In this property."),
                query("owner_id", uuid(), "Of this owner."),
            ])
            .known_then()
            .paged()
            .answers(changes)
            .listed(&columns::INTEREST_CHANGES)
            .with("property_id", SOME_ID)
        },
    );
}
