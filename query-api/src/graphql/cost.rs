//! How deep and how costly a query may be, settled before anything is read.
//!
//! Every field costs 1 for each thing it may be told of: one below a list costs as many as the list is asked for (`first`), or as
//! lists of its kind usually have. A question of the root costs [`QUESTION`] besides, and so does a link, which is read for all of
//! its things together. Of the schema itself nothing is read: what is asked about it has a bound of its own.
//!
//! Invariants
//! - Every selection that whoever answers the query will walk is walked here, fragments as often as they are spread and those that
//!   nothing spreads as well; and the walk has an end however they are spread, as each step is counted.

use async_graphql::parser::types::{
    ExecutableDocument, Field, FragmentDefinition, OperationDefinition, Selection, SelectionSet,
};
use async_graphql::{Name, Positioned, Request, Variables};
use std::collections::HashMap;
use wellflow_http::{BAD_REQUEST, Problem};

use super::brackets;
use super::refusal::Refusal;
use super::sizes::{self, Sizes};
use crate::problems::QUERY_TOO_COSTLY;

/// Levels of fields: a list, its things, what each has, and what that is made of.
const DEEPEST: usize = 10;
/// Levels of fields of the schema: what its tools ask for, which is the type of a type of a type.
const DEEPEST_OF_SCHEMA: usize = 20;
const COSTLIEST: u64 = 25_000;
/// What it costs to ask the read side.
const QUESTION: u64 = 100;
/// What a well has, each read by a statement of its own.
const LINKS: [&str; 4] = ["wellboreDetails", "completionDetails", "tests", "production"];
/// Things of the schema, at most: what its tools ask for, and as much again.
const MOST_OF_SCHEMA: u64 = 200_000;
/// Selections, arguments and directives, each as often as it is spread.
const STEPS: usize = 5_000;
/// Arguments of a field: no question has as many.
const ARGUMENTS: usize = 32;

struct Walk<'a> {
    fragments: &'a HashMap<Name, Positioned<FragmentDefinition>>,
    variables: &'a Variables,
    sizes: &'a Sizes,
    /// Of all operations together: each of them is walked, whichever is asked for.
    steps: usize,
    of_schema: u64,
    cost: u64,
}

/// Where a selection is.
#[derive(Clone, Copy)]
struct Place {
    depth: usize,
    /// How many things it may be told of.
    times: u64,
    /// How many months of production there may be.
    months: u64,
    is_root: bool,
    is_of_schema: bool,
}

/// Refuses a query that is deeper or costlier than allowed, or none.
///
/// # Errors
/// `query-too-costly` or `bad-request`.
pub(super) fn settle(request: &mut Request, sizes: &Sizes) -> Result<(), Refusal> {
    brackets::settle(&request.query)?;
    let variables = request.variables.clone();
    let query = match request.parsed_query() {
        Ok(query) => query,
        Err(error) => return Err(Refusal::of(&Problem::new(BAD_REQUEST, error.message))),
    };
    let mut walk = Walk {
        fragments: &query.fragments,
        variables: &variables,
        sizes,
        steps: 0,
        of_schema: 0,
        cost: 0,
    };
    walk.whole(query)
}

impl Walk<'_> {
    fn whole(&mut self, query: &ExecutableDocument) -> Result<(), Refusal> {
        for fragment in query.fragments.values() {
            self.alone(&fragment.node)?;
        }
        for (_, operation) in query.operations.iter() {
            self.operation(&operation.node)?;
        }
        Ok(())
    }

    /// A fragment is told where it is spread; by itself it has only to have an end.
    fn alone(&mut self, fragment: &FragmentDefinition) -> Result<(), Refusal> {
        let place = Place {
            depth: 1,
            times: 0,
            months: 0,
            is_root: false,
            is_of_schema: fragment.type_condition.node.on.node.starts_with("__"),
        };
        self.step(1 + fragment.directives.len())?;
        self.selected(&fragment.selection_set.node, place)
    }

    fn operation(&mut self, operation: &OperationDefinition) -> Result<(), Refusal> {
        self.step(1 + operation.variable_definitions.len() + operation.directives.len())?;
        self.cost = 0;
        let place = Place {
            depth: 1,
            times: 1,
            months: sizes::MONTHS,
            is_root: true,
            is_of_schema: false,
        };
        self.selected(&operation.selection_set.node, place)
    }

    fn selected(&mut self, set: &SelectionSet, place: Place) -> Result<(), Refusal> {
        let deepest = if place.is_of_schema {
            DEEPEST_OF_SCHEMA
        } else {
            DEEPEST
        };
        if place.depth > deepest && !set.items.is_empty() {
            return Err(refused(&format!("more than {deepest} levels deep")));
        }
        for selection in &set.items {
            self.step(1 + selection.node.directives().len())?;
            match &selection.node {
                Selection::Field(field) => self.field(&field.node, place)?,
                Selection::InlineFragment(fragment) => {
                    self.below(&fragment.node.selection_set.node, place)?;
                }
                Selection::FragmentSpread(spread) => {
                    let name = &spread.node.fragment_name.node;
                    if let Some(fragment) = self.fragments.get(name) {
                        self.below(&fragment.node.selection_set.node, place)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// A fragment adds no level to the answer, and yet it is counted as one: of fragments within fragments there is then an end.
    fn below(&mut self, set: &SelectionSet, place: Place) -> Result<(), Refusal> {
        let depth = place.depth + 1;
        self.selected(set, Place { depth, ..place })
    }

    fn field(&mut self, field: &Field, place: Place) -> Result<(), Refusal> {
        if field.arguments.len() > ARGUMENTS {
            return Err(refused(&format!("a field has more than {ARGUMENTS} arguments")));
        }
        self.step(field.arguments.len())?;
        let name = field.name.node.as_str();
        let is_door = matches!(name, "__schema" | "__type");
        if is_door || place.is_of_schema {
            return self.field_of_schema(field, is_door, place);
        }
        self.spend(place.times)?;
        // In a fragment by itself, nothing is asked.
        if (place.is_root && !name.starts_with("__")) || LINKS.contains(&name) {
            self.spend(QUESTION * place.times.min(1))?;
        }
        let (mut size, mut months) = (self.sizes.of(field, self.variables), place.months);
        match name {
            "production" => {
                months = sizes::months(field, self.variables);
                self.spend(place.times.saturating_mul(months))?;
            }
            "months" => size = months,
            _ => {}
        }
        let below = Place {
            depth: place.depth + 1,
            times: place.times.saturating_mul(size),
            months,
            is_root: false,
            is_of_schema: false,
        };
        self.selected(&field.selection_set.node, below)
    }

    fn field_of_schema(&mut self, field: &Field, is_door: bool, place: Place) -> Result<(), Refusal> {
        let name = field.name.node.as_str();
        if is_door {
            // All types are looked through for those that may be seen.
            self.spend(QUESTION * place.times.min(1))?;
        }
        self.of_schema = self.of_schema.saturating_add(place.times);
        if self.of_schema > MOST_OF_SCHEMA {
            return Err(refused(&format!(
                "it asks for more than {MOST_OF_SCHEMA} things of the schema"
            )));
        }
        let times = match name {
            // The type of a list is of a type again, that of the things in it seldom is.
            "ofType" => place.times.div_ceil(2),
            name => place.times.saturating_mul(sizes::of_schema(name)),
        };
        let below = Place {
            depth: place.depth + 1,
            times,
            is_root: false,
            is_of_schema: true,
            ..place
        };
        self.selected(&field.selection_set.node, below)
    }

    fn step(&mut self, steps: usize) -> Result<(), Refusal> {
        self.steps = self.steps.saturating_add(steps);
        if self.steps > STEPS {
            return Err(refused(&format!(
                "more than {STEPS} fields, fragments, arguments and directives"
            )));
        }
        Ok(())
    }

    fn spend(&mut self, cost: u64) -> Result<(), Refusal> {
        self.cost = self.cost.saturating_add(cost);
        if self.cost > COSTLIEST {
            return Err(refused(&format!(
                "it costs more than {COSTLIEST}: ask for fewer things, or for less of each"
            )));
        }
        Ok(())
    }
}

pub(super) fn refused(what: &str) -> Refusal {
    Refusal::of(&Problem::new(
        QUERY_TOO_COSTLY,
        format!("The query is too much: {what}."),
    ))
}

#[cfg(test)]
mod tests;
