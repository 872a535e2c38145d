//! How deep and how costly a query may be, settled before anything is read.
//!
//! Every field costs 1 for each thing it may be told of: one below a list costs as many as the list is asked for (`first`).
//! A question of the root costs [`QUESTION`] besides. Introspection is free, as it reads nothing.

use async_graphql::Request;
use async_graphql::parser::types::{Field, FragmentDefinition, Selection, SelectionSet};
use async_graphql::{Name, Positioned, Variables};
use async_graphql_value::Value;
use std::collections::HashMap;
use wellflow_http::{BAD_REQUEST, Problem};

use super::refusal::Refusal;
use super::roots::{self, FIRST};
use crate::problems::QUERY_TOO_COSTLY;

/// Levels of fields: a list, its things, what each has, and what that is made of.
const DEEPEST: usize = 10;
const COSTLIEST: u64 = 25_000;
/// What it costs to ask the read side.
const QUESTION: u64 = 100;

struct Walk<'a> {
    fragments: &'a HashMap<Name, Positioned<FragmentDefinition>>,
    variables: &'a Variables,
    cost: u64,
}

/// Refuses a query that is deeper or costlier than allowed, or none.
///
/// # Errors
/// `query-too-costly` or `bad-request`.
pub(super) fn settle(request: &mut Request) -> Result<(), Refusal> {
    let variables = request.variables.clone();
    let query = match request.parsed_query() {
        Ok(query) => query,
        Err(error) => return Err(Refusal::of(&Problem::new(BAD_REQUEST, error.message))),
    };
    for (_, operation) in query.operations.iter() {
        let mut walk = Walk {
            fragments: &query.fragments,
            variables: &variables,
            cost: 0,
        };
        walk.selected(&operation.node.selection_set.node, 1, 1)?;
    }
    Ok(())
}

impl Walk<'_> {
    fn selected(&mut self, set: &SelectionSet, depth: usize, times: u64) -> Result<(), Refusal> {
        if depth > DEEPEST && !set.items.is_empty() {
            return Err(refused(format!("more than {DEEPEST} levels deep")));
        }
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field) => self.field(&field.node, depth, times)?,
                Selection::InlineFragment(fragment) => {
                    self.below(&fragment.node.selection_set.node, depth, times)?;
                }
                Selection::FragmentSpread(spread) => {
                    let name = &spread.node.fragment_name.node;
                    if let Some(fragment) = self.fragments.get(name) {
                        self.below(&fragment.node.selection_set.node, depth, times)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// A fragment adds no level to the answer, and yet it is counted as one: of fragments within fragments there is then an end.
    fn below(&mut self, set: &SelectionSet, depth: usize, times: u64) -> Result<(), Refusal> {
        self.spend(1)?;
        self.selected(set, depth + 1, times)
    }

    fn field(&mut self, field: &Field, depth: usize, times: u64) -> Result<(), Refusal> {
        let name = field.name.node.as_str();
        if name.starts_with("__") {
            return Ok(());
        }
        self.spend(times)?;
        if depth == 1 {
            self.spend(QUESTION)?;
        }
        let size = match field.get_argument("first") {
            Some(first) => self.size(&first.node),
            None => roots::size(name),
        };
        self.selected(&field.selection_set.node, depth + 1, times.saturating_mul(size))
    }

    /// What is asked for, of which the question itself decides whether it may be.
    fn size(&self, first: &Value) -> u64 {
        let number = match first {
            Value::Number(number) => number.as_u64(),
            Value::Variable(name) => match self.variables.get(name) {
                Some(async_graphql::Value::Number(number)) => number.as_u64(),
                // Its default, which is not more than what may be asked for.
                Some(_) | None => Some(500),
            },
            _ => None,
        };
        number.unwrap_or(u64::from(FIRST)).max(1)
    }

    fn spend(&mut self, cost: u64) -> Result<(), Refusal> {
        self.cost = self.cost.saturating_add(cost);
        if self.cost > COSTLIEST {
            return Err(refused(format!(
                "it costs more than {COSTLIEST}: ask for fewer things, or for less of each"
            )));
        }
        Ok(())
    }
}

fn refused(what: String) -> Refusal {
    Refusal::of(&Problem::new(
        QUERY_TOO_COSTLY,
        format!("The query is too much: {what}."),
    ))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn code(query: &str, first: u64) -> Option<u16> {
        let variables = Variables::from_json(json!({"first": first}));
        settle(&mut Request::new(query).variables(variables))
            .err()
            .map(|refused| refused.status())
    }

    #[test]
    fn a_page_costs_what_is_asked_for() {
        let query = "query($first: Int) { wells(first: $first) { nodes { wellId name status tests(first: 10) { kind } } } }";
        assert_eq!(code(query, 100), None);
        assert_eq!(code(query, 5_000), Some(422));
        let many: String = (0..300)
            .map(|nth| format!("w{nth}: afeBoard {{ total }} "))
            .collect();
        assert_eq!(code(&format!("{{ {many} }}"), 1), Some(422));
    }

    #[test]
    fn depth_has_an_end_and_so_have_fragments() {
        let deep = |levels: usize| format!("{}{}", "{ a ".repeat(levels), "}".repeat(levels));
        assert_eq!(code(&deep(10), 1), None);
        assert_eq!(code(&deep(11), 1), Some(422));
        assert_eq!(
            code(
                "{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }",
                1
            ),
            Some(422)
        );
        assert_eq!(code("{ __schema { types { name } } }", 1), None);
        assert_eq!(code("{ wells", 1), Some(400));
    }
}
