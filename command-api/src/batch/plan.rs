//! What of a batch may be carried out at the same time.
//!
//! Everything about one well is one lane, in the order of the items. Within a lane, months are independent of each
//! other between two tasks of the well itself; one month's items stay in their order.

use std::collections::HashMap;

use uuid::Uuid;
use wellflow_domain::production_month::ProductionMonthId;

use crate::intent::{Command, Ready};

/// An item that may be carried out, with its place in the batch.
#[derive(Debug)]
pub(super) struct Planned {
    pub(super) index: usize,
    pub(super) ready: Ready,
}

/// Steps, one after the other.
pub(super) type Lane<T> = Vec<Step<T>>;

/// Rows that may be worked on at the same time; the items of a row one after the other.
pub(super) type Step<T> = Vec<Vec<T>>;

/// What an item is about. What is said of wells holds of properties alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum About {
    /// The well itself.
    Well(Uuid),
    /// A month of a well, and the month that must be seen as the items before have left it.
    MonthOf {
        well: Uuid,
        month: Uuid,
        after: Option<Uuid>,
    },
    /// A month whose well the item does not name.
    Month(Uuid),
    /// A division of interest, whose changes depend on the months of its property.
    Division { property: Uuid, division: Uuid },
    /// A division whose property the item does not name.
    Of(Uuid),
}

impl Planned {
    pub(super) fn about(&self) -> About {
        match &self.ready.command {
            Command::Well(id, _) | Command::Plug(id, ..) | Command::CorrectWell(id, ..) => {
                About::Well(id.as_uuid())
            }
            Command::Month(task) => match task.ask.well_id() {
                Some(well_id) => About::MonthOf {
                    well: well_id.as_uuid(),
                    month: task.stream,
                    after: task.ask.earlier().map(ProductionMonthId::as_uuid),
                },
                None => About::Month(task.stream),
            },
            Command::Division(task) => match task.property_id() {
                Some(property_id) => About::Division {
                    property: property_id.as_uuid(),
                    division: task.stream,
                },
                None => About::Of(task.stream),
            },
            Command::Property(task) => match task.ask.key() {
                Some(property) => About::MonthOf {
                    well: property.property_id.as_uuid(),
                    month: task.stream,
                    after: task.ask.earlier().map(|(earlier, _)| earlier.as_uuid()),
                },
                None => About::Month(task.stream),
            },
        }
    }
}

/// Sorts items into lanes, keeping the order within each.
pub(super) fn lanes<T>(items: Vec<T>, about: impl Fn(&T) -> About) -> Vec<Lane<T>> {
    // A correction names its month only; where the batch records that month too, its well is known.
    let mut wells: HashMap<Uuid, Uuid> = HashMap::new();
    for item in &items {
        match about(item) {
            About::MonthOf { well, month, .. } => drop(wells.insert(month, well)),
            About::Division { property, division } => drop(wells.insert(division, property)),
            About::Well(_) | About::Month(_) | About::Of(_) => {}
        }
    }
    let mut lanes: Vec<Lane<T>> = Vec::new();
    let mut lane_of: HashMap<Uuid, usize> = HashMap::new();
    // The open step of a lane: which row holds which month. A task of the well closes it.
    let mut open: Vec<Option<HashMap<Uuid, usize>>> = Vec::new();
    for item in items {
        let (owner, month, after) = match about(&item) {
            About::Well(well) => (well, None, None),
            About::MonthOf { well, month, after } => (well, Some(month), after),
            About::Month(month) => (wells.get(&month).copied().unwrap_or(month), Some(month), None),
            // In the order of the items with all months of the property: one of them may be closed before or after.
            About::Division { property, .. } => (property, None, None),
            About::Of(division) => (wells.get(&division).copied().unwrap_or(division), None, None),
        };
        let at = *lane_of.entry(owner).or_insert_with(|| {
            lanes.push(Vec::new());
            open.push(None);
            lanes.len() - 1
        });
        let Some(month) = month else {
            lanes[at].push(vec![vec![item]]);
            open[at] = None;
            continue;
        };
        // What must be seen is done before: in the same row, or, where both have a row by now, in the step before.
        let row_of = |stream: &Uuid| open[at].as_ref().and_then(|rows| rows.get(stream)).copied();
        let (own, seen) = (row_of(&month), after.as_ref().and_then(row_of));
        let row = match (own, seen) {
            (Some(own), Some(seen)) if own != seen => {
                open[at] = None;
                None
            }
            (own, seen) => own.or(seen),
        };
        let rows = open[at].get_or_insert_with(|| {
            lanes[at].push(Vec::new());
            HashMap::new()
        });
        let Some(step) = lanes[at].last_mut() else {
            continue;
        };
        match row {
            Some(row) => {
                step[row].push(item);
                rows.insert(month, row);
            }
            None => {
                rows.insert(month, step.len());
                step.push(vec![item]);
            }
        }
    }
    lanes
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: Uuid = Uuid::from_u128(1);
    const B: Uuid = Uuid::from_u128(2);
    const A1: Uuid = Uuid::from_u128(11);
    const A2: Uuid = Uuid::from_u128(12);
    const A3: Uuid = Uuid::from_u128(13);
    const C1: Uuid = Uuid::from_u128(31);

    fn month_of(well: Uuid, month: Uuid) -> About {
        About::MonthOf {
            well,
            month,
            after: None,
        }
    }

    fn planned(items: impl IntoIterator<Item = About>) -> Vec<Vec<Vec<Vec<usize>>>> {
        let indexed: Vec<_> = items.into_iter().enumerate().collect();
        let indices = |row: Vec<(usize, About)>| row.into_iter().map(|(index, _)| index).collect();
        let rows = |step: Step<(usize, About)>| step.into_iter().map(indices).collect();
        lanes(indexed, |(_, about)| *about)
            .into_iter()
            .map(|lane| lane.into_iter().map(rows).collect())
            .collect()
    }

    #[test]
    fn a_month_comes_after_the_month_it_must_see() {
        let seeing = |month: Uuid, earlier: Uuid| About::MonthOf {
            well: A,
            month,
            after: Some(earlier),
        };
        let in_a_row = [month_of(A, A1), seeing(A2, A1), month_of(A, A3), month_of(A, A2)];
        assert_eq!(planned(in_a_row), [vec![vec![vec![0, 1, 3], vec![2]]]]);
        let both_begun = [month_of(A, A2), month_of(A, A1), seeing(A2, A1), month_of(A, A1)];
        assert_eq!(
            planned(both_begun),
            [vec![vec![vec![0], vec![1]], vec![vec![2], vec![3]]]]
        );
        // What is not in the batch is as the ledger has it.
        assert_eq!(
            planned([seeing(A2, A1), month_of(A, A2)]),
            [vec![vec![vec![0, 1]]]]
        );
    }

    #[test]
    fn a_division_stands_between_the_months_of_its_property() {
        let division = About::Division {
            property: A,
            division: B,
        };
        let items = [
            division,
            month_of(A, A1),
            About::Of(B),
            month_of(A, A2),
            About::Of(C1),
        ];
        assert_eq!(
            planned(items),
            [
                vec![vec![vec![0]], vec![vec![1]], vec![vec![2]], vec![vec![3]]],
                vec![vec![vec![4]]]
            ]
        );
    }

    #[test]
    fn wells_are_lanes_months_are_rows_and_tasks_of_the_well_stand_between() {
        let items = [
            About::Well(A),
            month_of(A, A1),
            About::Well(B),
            month_of(A, A2),
            About::Month(A1),
            About::Month(C1),
            About::Well(A),
            month_of(A, A1),
        ];
        assert_eq!(
            planned(items),
            [
                vec![
                    vec![vec![0]],
                    vec![vec![1, 4], vec![3]],
                    vec![vec![6]],
                    vec![vec![7]]
                ],
                vec![vec![vec![2]]],
                vec![vec![vec![5]]],
            ]
        );
    }
}
