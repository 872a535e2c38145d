//! How fields come to their values: of the root by asking, of a thing by looking into it, of a link by gathering.

use std::fmt::Write;

use async_graphql::dataloader::DataLoader;
use async_graphql::dynamic::{Field, FieldFuture, FieldValue, InputValue, ResolverContext, TypeRef};
use async_graphql::{Error, Value as Told};
use chrono::{DateTime, NaiveDate, Utc};
use serde_json::{Value, json};
use uuid::Uuid;
use wellflow_http::Problem;

use super::inside::Ask;
use super::links::{Link, Links, OfWell};
use super::refusal::Refusal;
use super::roots::{FIRST, Root};
use super::shapes::{Parameter, Shape, told};
use crate::params::{invalid, parse_uuid};
use crate::problems::CONFLICTING_PARAMETERS;
use crate::wells::kind_of_test;

const PREFIX: &str = "/api/v1";
/// Things of a list, at most.
const MOST: i64 = 500;
/// Bytes of the path and the query of a question, escaped.
const LONGEST: usize = 16 << 10;

/// A thing of an answer, with the point it was asked at.
#[derive(Clone, Debug, Default)]
pub(super) struct Node {
    value: Value,
    point: Point,
}

/// The point of a question of the root; what is below it is told at the same.
#[derive(Clone, Debug, Default)]
struct Point {
    as_of: Option<String>,
    effective_on: Option<String>,
    /// Whether it was asked at a version, or as it was reported.
    is_other: bool,
}

impl Node {
    /// A thing of the same answer.
    pub(super) fn of(&self, value: Value) -> Self {
        Self {
            value,
            point: self.point.clone(),
        }
    }
}

/// A value, or `null` and the error at its path: what fails in one field leaves the others as they are.
fn or_null(
    context: &ResolverContext<'_>,
    resolved: Result<Option<FieldValue<'static>>, Error>,
) -> Option<FieldValue<'static>> {
    resolved.unwrap_or_else(|error| {
        let error = error.into_server_error(context.ctx.item.pos);
        context.ctx.add_error(context.ctx.set_error_path(error));
        None
    })
}

/// Asks a question of the root.
pub(super) async fn root(
    context: &ResolverContext<'_>,
    root: &Root,
    parameters: &[Parameter],
    shape: &Shape,
) -> Result<Option<FieldValue<'static>>, Error> {
    Ok(or_null(context, asked(context, root, parameters, shape).await))
}

async fn asked(
    context: &ResolverContext<'_>,
    root: &Root,
    parameters: &[Parameter],
    shape: &Shape,
) -> Result<Option<FieldValue<'static>>, Error> {
    let mut path = format!("{PREFIX}{}", root.path);
    let (mut query, mut point) = (String::new(), Point::default());
    for parameter in parameters {
        let given = context
            .args
            .get(&parameter.argument)
            .map(|value| value.as_value().clone());
        let text = match given {
            Some(Told::String(text)) => text,
            Some(Told::Number(number)) => number.to_string(),
            Some(Told::Boolean(word)) => word.to_string(),
            _ if parameter.argument == "first" => FIRST.to_string(),
            _ => continue,
        };
        match parameter.name.as_str() {
            "as_of" => point.as_of = Some(text.clone()),
            "effective_on" => point.effective_on = Some(text.clone()),
            "at_version" | "as_reported_on" => point.is_other = true,
            _ => {}
        }
        let escaped = escaped(&text);
        if path.len() + query.len() + escaped.len() > LONGEST {
            let what = format!("it makes the question longer than {LONGEST} bytes");
            return Err(Refusal::of(&invalid(&parameter.argument, what)).into());
        }
        if parameter.is_in_path {
            // What a path names is an id. Anything else may be the path of another question, or of none.
            parse_uuid(&parameter.argument, &text).map_err(|problem| Refusal::of(&problem))?;
            path = path.replace(&format!("{{{}}}", parameter.name), &escaped);
        } else {
            let sign = if query.is_empty() { '?' } else { '&' };
            // Writing to a text cannot fail.
            let _ = write!(query, "{sign}{}={escaped}", parameter.name);
        }
    }
    let answer = context.data::<Ask>()?.question(path + &query).await?;
    let above = Node {
        value: Value::Null,
        point,
    };
    Ok(told(shape, answer, &above))
}

/// RFC 3986: everything but what is never escaped.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            // Writing to a text cannot fail.
            let _ = write!(escaped, "%{byte:02X}");
        }
    }
    escaped
}

/// A member of a thing.
pub(super) fn member(name: &str, key: &str, shape: Shape, ty: TypeRef) -> Field {
    let key = key.to_owned();
    Field::new(name, ty, move |context: ResolverContext<'_>| {
        let node = context.parent_value.downcast_ref::<Node>();
        FieldFuture::Value(node.and_then(|node| told(&shape, node.value.get(&key)?.clone(), node)))
    })
}

/// Where a list goes on.
pub(super) fn page_info(name: &'static str) -> Field {
    Field::new(
        "pageInfo",
        TypeRef::named_nn(name),
        |context: ResolverContext<'_>| {
            let node = context.parent_value.downcast_ref::<Node>();
            let info = node.map(|node| {
                let cursor = node.value.get("next_cursor").cloned().unwrap_or_default();
                node.of(json!({"has_next_page": !cursor.is_null(), "end_cursor": cursor}))
            });
            FieldFuture::Value(info.map(FieldValue::owned_any))
        },
    )
}

pub(super) fn wellbores(shape: Shape, ty: TypeRef) -> Field {
    link("wellboreDetails", ty, shape, |_, node| {
        now(node).map(|()| Link::Wellbores)
    })
    .description("Its bores in full, as `GET /wells/{well_id}/wellbores` tells them; now alone.")
}

pub(super) fn completions(shape: Shape, ty: TypeRef) -> Field {
    link("completionDetails", ty, shape, |_, node| {
        now(node).map(|()| Link::Completions)
    })
    .description("Its completions in full, as `GET /wells/{well_id}/completions` tells them; now alone.")
}

pub(super) fn tests(shape: Shape, ty: TypeRef) -> Field {
    link("tests", ty, shape, |context, node| {
        now(node)?;
        let first = match context.args.get("first").filter(|first| !first.is_null()) {
            Some(first) => first.i64().ok().filter(|first| (1..=MOST).contains(first)),
            None => Some(i64::from(FIRST)),
        };
        let first = first.and_then(|first| u32::try_from(first).ok());
        Ok(Link::Tests {
            kind: kind_of_test(text(context, "kind"))?,
            first: first
                .ok_or_else(|| invalid("first", format!("a whole number from 1 to {MOST} is expected")))?,
        })
    })
    .argument(InputValue::new("kind", TypeRef::named(TypeRef::STRING)))
    .argument(InputValue::new("first", TypeRef::named(TypeRef::INT)))
    .description("Its newest tests, all or of one kind; now alone.")
}

pub(super) fn production(shape: Shape, ty: TypeRef) -> Field {
    link("production", ty, shape, |context, node| {
        if node.point.is_other {
            return Err(conflicting("atVersion and asReportedOn are of the well alone"));
        }
        let as_of = node.point.as_of.as_deref().map(|text| {
            DateTime::parse_from_rfc3339(text).map_err(|_| invalid("asOf", "an RFC 3339 instant is expected"))
        });
        let as_of: Option<DateTime<Utc>> = as_of.transpose()?.map(|instant| instant.to_utc());
        let (from, to) = (month(context, "from")?, month(context, "to")?);
        if from.zip(to).is_some_and(|(from, to)| from > to) {
            return Err(invalid("to", "the last month lies before the first"));
        }
        let day = node
            .point
            .effective_on
            .as_deref()
            .map(|text| day("effectiveOn", text));
        Ok(Link::Production {
            from,
            to,
            as_of,
            effective_on: day.transpose()?,
        })
    })
    .argument(
        InputValue::new("from", TypeRef::named(TypeRef::STRING)).description("The first month, `YYYY-MM`."),
    )
    .argument(
        InputValue::new("to", TypeRef::named(TypeRef::STRING))
            .description("The last month, itself included."),
    )
    .description("Its months, as `GET /wells/{well_id}/production` tells them, at the point of the well.")
}

/// A link of a well, gathered with those of the others.
fn link(
    name: &'static str,
    ty: TypeRef,
    shape: Shape,
    wanted: impl Fn(&ResolverContext<'_>, &Node) -> Result<Link, Problem> + Copy + Send + Sync + 'static,
) -> Field {
    Field::new(name, ty, move |context: ResolverContext<'_>| {
        let shape = shape.clone();
        FieldFuture::new(async move {
            let found = linked(&context, &shape, wanted).await;
            Ok(or_null(&context, found))
        })
    })
}

async fn linked(
    context: &ResolverContext<'_>,
    shape: &Shape,
    wanted: impl Fn(&ResolverContext<'_>, &Node) -> Result<Link, Problem> + Send + Sync,
) -> Result<Option<FieldValue<'static>>, Error> {
    let Some(node) = context.parent_value.downcast_ref::<Node>() else {
        return Ok(None);
    };
    let well_id: Option<Uuid> = node.value["well_id"].as_str().and_then(|id| id.parse().ok());
    let Some(well_id) = well_id else {
        return Ok(None);
    };
    let link = wanted(context, node).map_err(|problem| Refusal::of(&problem))?;
    let links = context.data::<DataLoader<Links>>()?;
    let found = links.load_one(OfWell { well_id, link }).await?.transpose()?;
    let empty = match shape {
        Shape::List(_) => json!([]),
        Shape::Object(_) | Shape::Scalar(_) => Value::Null,
    };
    let value = found.map_or(empty, |found| (*found).clone());
    Ok(told(shape, value, node))
}

/// Refuses what is told now alone below a point.
fn now(node: &Node) -> Result<(), Problem> {
    let Point {
        as_of,
        effective_on,
        is_other,
    } = &node.point;
    if as_of.is_some() || effective_on.is_some() || *is_other {
        return Err(conflicting(
            "this is told now alone, and not of a well at a point",
        ));
    }
    Ok(())
}

fn conflicting(what: &str) -> Problem {
    Problem::new(
        CONFLICTING_PARAMETERS,
        format!("The question cannot be answered: {what}."),
    )
}

fn text(context: &ResolverContext<'_>, name: &str) -> Option<String> {
    let value = context.args.get(name)?;
    value.string().ok().map(str::to_owned)
}

fn month(context: &ResolverContext<'_>, name: &str) -> Result<Option<NaiveDate>, Problem> {
    let Some(text) = text(context, name) else {
        return Ok(None);
    };
    if text.len() != 7 {
        return Err(invalid(name, "a month is expected, for example 2024-05"));
    }
    day(name, &format!("{text}-01")).map(Some)
}

fn day(name: &str, text: &str) -> Result<NaiveDate, Problem> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .map_err(|_| invalid(name, "a day is expected, for example 2024-05-31"))
}
