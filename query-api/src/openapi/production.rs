//! Questions about produced volumes.

use schemars::JsonSchema;
use wellflow_domain::disposition::Product;
use wellflow_domain::production_month::ProductionMonth;
use wellflow_domain::property_month::PropertyMonth;
use wellflow_http::openapi::{Header, Parameter};
use wellflow_read_model::document::Document;

use super::parameters::{month, one_of, query, text, uuid, words};
use super::query::Questions;
use crate::columns::{self, one as fields};
use crate::problems::CONFLICTING_PARAMETERS;
use crate::{events, months, production, properties};

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
                .listed(&columns::MONTHLY)
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
        "Production by well, lease, field, county or operator, per day, month or year, with running totals.",
        |it| {
            it.taking(wells())
                .at_a_point()
                .taking([
                    query(
                        "by",
                        one_of(&["well", "lease", "field", "county", "operator"]),
                        "What is summed up by itself.",
                    ),
                    query(
                        "per",
                        one_of(&["day", "month", "year"]),
                        "The spans of time; days are told as they are known now, at no other point.",
                    ),
                ])
                .paged()
                .answers(sums)
                .refusing([CONFLICTING_PARAMETERS])
                .listed(&columns::SUMS)
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
    let page = questions.page::<production::months::Item<'static>>();
    questions.ask(
        (TAG, "list_production_months"),
        "/production-months",
        "Completion months one after the other, as first reported and as restated.",
        |it| {
            it.taking(span())
                .taking([
                    query("well_id", uuid(), "Of this well."),
                    query("lease", text(), "Of the lease months name so."),
                ])
                .at_a_point()
                .paged()
                .answers(page)
                .listed(&columns::PRODUCTION_MONTHS)
                .with("limit", 10)
        },
    );
    let one = questions.body::<Document<months::shown::Shown>>();
    questions.ask(
        (TAG, "get_production_month"),
        "/production-months/{production_month_id}",
        "A completion's month, now or at any point of its history.",
        |it| {
            it.at_any_point()
                .about::<ProductionMonth>()
                .answers(one)
                .one_of(fields::PRODUCTION_MONTH)
                .tagged()
                .saying(Header::MementoDatetime)
                .described(
                    "What is known of it is shown whatever day it is about; `effective_on` leaves out what had not happened by the end of that day.",
                )
        },
    );
    let happened = questions.body::<events::Body>();
    questions.ask(
        (TAG, "list_production_month_events"),
        "/production-months/{production_month_id}/events",
        "What happened to a completion's month, in the order it was recorded.",
        |it| super::past::events::<ProductionMonth>(it, happened),
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
                .one_of(fields::PROPERTY_MONTH)
                .tagged()
                .saying(Header::MementoDatetime)
        },
    );
    let happened = questions.body::<events::Body>();
    questions.ask(
        ("Properties", "list_property_month_events"),
        "/property-months/{property_month_id}/events",
        "What happened to a property's month, in the order it was recorded.",
        |it| super::past::events::<PropertyMonth>(it, happened),
    );
}

fn property<T: JsonSchema>(questions: &mut Questions, (id, path): (&str, &str), summary: &str) {
    let body = questions.body::<T>();
    questions.ask((TAG, id), path, summary, |it| {
        it.taking(span())
            .at_a_point()
            .paged()
            .answers(body)
            .listed(&columns::MONTHS_OF_WELLS)
            .with("limit", 12)
    });
}
