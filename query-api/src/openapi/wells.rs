//! Questions about wells.

use wellflow_domain::well::{Phase, Well, WellRole, WellStatus, WellSummary};
use wellflow_http::openapi::{Header, Parameter};
use wellflow_read_model::document::Document;

use super::parameters::{day, month, one_of, query, text, words};
use super::query::Questions;
use super::shapes::{Completion, Day, Test, Wellbore};
use crate::columns::{self, one as fields};
use crate::problems::CONFLICTING_PARAMETERS;
use crate::problems::{WELL_NOT_YET_KNOWN, WELL_UNKNOWN};
use crate::wells::parts::KINDS;
use crate::{events, wells};

/// The parameters that choose wells, around a place apart.
fn filter() -> Vec<Parameter> {
    vec![
        query("status", words::<WellStatus>(), "The state it is in."),
        query("phase", words::<Phase>(), "Where in its life it is."),
        query("role", words::<WellRole>(), "What it is for."),
        query("operator", text(), "Its operator, by the exact name."),
        query("lease", text(), "Its lease, by the exact name."),
        query("state", state(), "The state of its surface location."),
    ]
}

/// Two letters; which are states is said by the answer.
pub(super) fn state() -> serde_json::Value {
    serde_json::json!({"type": "string", "pattern": "^[A-Z]{2}$"})
}

fn around() -> Vec<Parameter> {
    let near = serde_json::json!({"type": "string", "pattern": r"^-?[0-9]{1,2}(\.[0-9]{1,8})?,-?[0-9]{1,3}(\.[0-9]{1,8})?$"});
    let radius = serde_json::json!({"type": "string", "pattern": r"^[0-9]{1,5}(\.[0-9]{1,6})?$"});
    let degrees = r"-?[0-9]{1,3}(\.[0-9]{1,8})?";
    let bbox = serde_json::json!({"type": "string", "pattern": format!("^{degrees}(,{degrees}){{3}}$")});
    vec![
        query(
            "near",
            near,
            "Latitude and longitude in degrees; goes with `radius_km`, nearest first.",
        ),
        query(
            "radius_km",
            radius,
            "Kilometres around `near`: above 0, and no more than half way round the earth.",
        ),
        query(
            "bbox",
            bbox,
            "West, south, east and north in degrees; one that crosses the antimeridian begins east of its end. Goes without `near`.",
        ),
    ]
}

pub(super) fn add(questions: &mut Questions) {
    const TAG: &str = "Wells";
    let page = questions.page::<Document<WellSummary>>();
    questions.ask(
        (TAG, "list_wells"),
        "/wells",
        "Wells, now or at a point, page by page.",
        |it| {
            it.taking(filter())
                .taking(around())
                .at_a_point()
                .paged()
                .answers(page)
                .refusing([CONFLICTING_PARAMETERS])
                .listed(&columns::WELLS)
                .with("status", "producing")
                .with("limit", 10)
        },
    );
    let counts = questions.body::<wells::statistics::Body>();
    questions.ask(
        (TAG, "count_wells"),
        "/wells/statistics",
        "How many wells there are, counted in seven ways.",
        |it| {
            it.taking(filter())
                .at_a_point()
                .answers(counts)
                .with("state", "TX")
        },
    );
    let one = questions.body::<Document<WellSummary>>();
    questions.ask(
        (TAG, "get_well"),
        "/wells/{well_id}",
        "A well, now or at any point of its history.",
        |it| {
            it.at_any_point()
                .about::<Well>()
                .answers(one)
                .one_of(fields::WELL)
                .tagged()
                .saying(Header::CacheStatus)
                .saying(Header::MementoDatetime)
        },
    );
    let events = questions.body::<events::Body>();
    questions.ask(
        (TAG, "list_well_events"),
        "/wells/{well_id}/events",
        "What happened to a well, in the order it was recorded.",
        |it| super::past::events::<Well>(it, events),
    );
    parts(questions, TAG);
    let production = questions.body::<wells::production::Body>();
    questions.ask(
        (TAG, "get_well_production"),
        "/wells/{well_id}/production",
        "A well's production, month by month and completion by completion.",
        |it| {
            it.taking([
                query("from", month(), "The first month."),
                query("to", month(), "The last month."),
            ])
            .at_a_point()
            .refusing([WELL_UNKNOWN, WELL_NOT_YET_KNOWN])
            .answers(production)
            .listed(&columns::WELL_PRODUCTION)
            .with("from", "2026-01")
        },
    );
}

fn parts(questions: &mut Questions, tag: &'static str) {
    let bores = questions.list::<Wellbore>();
    questions.ask(
        (tag, "list_wellbores"),
        "/wells/{well_id}/wellbores",
        "A well's wellbores.",
        |it| {
            it.refusing([WELL_UNKNOWN])
                .answers(bores)
                .listed(&columns::WELLBORES)
                .tagged()
        },
    );
    let completions = questions.list::<Completion>();
    questions.ask(
        (tag, "list_completions"),
        "/wells/{well_id}/completions",
        "A well's completions, and how they came about.",
        |it| {
            it.refusing([WELL_UNKNOWN])
                .answers(completions)
                .listed(&columns::COMPLETIONS)
                .tagged()
        },
    );
    let tests = questions.page::<Test>();
    questions.ask(
        (tag, "list_well_tests"),
        "/wells/{well_id}/tests",
        "The tests of a well and of its completions.",
        |it| {
            it.taking([query("kind", one_of(&KINDS), "Tests of one kind.")])
                .paged()
                .refusing([WELL_UNKNOWN])
                .answers(tests)
                .listed(&columns::TESTS)
                .with("kind", "production")
        },
    );
    let days = questions.page::<Day>();
    questions.ask(
        (tag, "list_well_days"),
        "/wells/{well_id}/production/daily",
        "The days of a well's completions.",
        |it| {
            it.taking([
                query("from", day(), "The first day."),
                query("to", day(), "The last day."),
            ])
            .paged()
            .refusing([WELL_UNKNOWN])
            .answers(days)
            .listed(&columns::DAYS)
            .with("from", "2026-02-01")
        },
    );
}
