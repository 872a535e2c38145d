//! Questions about produced volumes.

use schemars::JsonSchema;
use wellflow_domain::disposition::Product;
use wellflow_domain::property_month::PropertyMonth;
use wellflow_http::openapi::Parameter;
use wellflow_read_model::document::Document;

use super::parameters::{as_reported_on, month, one_of, query, text, uuid, words};
use super::query::Questions;
use crate::problems::{PRODUCTION_MONTH_NOT_YET_KNOWN, PRODUCTION_MONTH_UNKNOWN, STREAM_NOT_READABLE};
use crate::{months, production, properties};

const TAG: &str = "Production";

fn span() -> [Parameter; 2] {
    [
        query("from", month(), "The first month."),
        query("to", month(), "The last month."),
    ]
}

fn wells() -> Vec<Parameter> {
    let mut all = span().to_vec();
    all.extend([
        query("well_id", uuid(), "Of this well."),
        query("lease", text(), "Of the lease months name so."),
        query("field", text(), "Of wells of this field."),
        query("county", text(), "Of wells of this county."),
        query("operator", text(), "Of wells of this operator."),
    ]);
    all
}

pub(super) fn add(questions: &mut Questions) {
    months(questions);
    let monthly = questions.body::<production::monthly::Body>();
    questions.ask(
        (TAG, "list_monthly_production"),
        "/production/monthly",
        "Production month by month.",
        |it| {
            it.taking(wells())
                .at_a_point()
                .answers(monthly)
                .with("from", "2026-01")
        },
    );
    let totals = questions.body::<production::Amounts>();
    questions.ask(
        (TAG, "get_production_totals"),
        "/production/totals",
        "What was produced in all.",
        |it| {
            it.taking(wells())
                .at_a_point()
                .answers(totals)
                .with("lease", "L-7")
        },
    );
    let sums = questions.body::<production::sums::Body>();
    questions.ask(
        (TAG, "list_production_sums"),
        "/production/sums",
        "Production by well, lease, field, county or operator, per month or year, with running totals.",
        |it| {
            it.taking(wells())
                .at_a_point()
                .taking([
                    query(
                        "by",
                        one_of(&["well", "lease", "field", "county", "operator"]),
                        "What is summed up by itself.",
                    ),
                    query("per", one_of(&["month", "year"]), "The spans of time."),
                ])
                .paged()
                .answers(sums)
                .with("by", "well")
                .with("per", "month")
        },
    );
    property::<production::property::Body>(
        questions,
        ("list_lease_production", "/leases/{lease}/production"),
        "A lease's production, month by month and well by well.",
    );
    property::<production::property::Body>(
        questions,
        ("list_field_production", "/fields/{field}/production"),
        "A field's production, month by month and well by well.",
    );
    stock(questions);
}

fn stock(questions: &mut Questions) {
    let body = questions.body::<properties::stock::Body>();
    questions.ask(
        ("Properties", "get_property_stock"),
        "/properties/{property_id}/stock",
        "A property's stocks and tanks, month by month.",
        |it| {
            it.taking(span())
                .taking([query(
                    "product",
                    words::<Product>(),
                    "Stocks of this product alone.",
                )])
                .known_then()
                .answers(body)
                .tagged()
                .described("The twelve months up to `to` where `from` is left out; 120 months at most.")
                .with("from", "2026-02")
                .with("to", "2026-02")
        },
    );
}

fn months(questions: &mut Questions) {
    let one = questions.body::<Document<months::shown::Shown>>();
    questions.ask(
        (TAG, "get_production_month"),
        "/production-months/{production_month_id}",
        "A completion's month, now, as it was known or as it was reported.",
        |it| {
            it.known_then()
                .taking([as_reported_on()])
                .refusing([
                    PRODUCTION_MONTH_UNKNOWN,
                    PRODUCTION_MONTH_NOT_YET_KNOWN,
                    STREAM_NOT_READABLE,
                ])
                .answers(one)
                .tagged()
        },
    );
    let one = questions.body::<Document<properties::one::Shown>>();
    questions.ask(
        ("Properties", "get_property_month"),
        "/property-months/{property_month_id}",
        "A property's month: gauges, run tickets, meters, allocations and stocks.",
        |it| {
            it.at_any_point()
                .about::<PropertyMonth>()
                .answers(one)
                .tagged()
                .saying(wellflow_http::openapi::Header::MementoDatetime)
        },
    );
}

fn property<T: JsonSchema>(questions: &mut Questions, (id, path): (&str, &str), summary: &str) {
    let body = questions.body::<T>();
    questions.ask((TAG, id), path, summary, |it| {
        it.taking(span())
            .at_a_point()
            .paged()
            .answers(body)
            .with("limit", 12)
    });
}
