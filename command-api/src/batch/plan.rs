//! What of a batch may be carried out at the same time.
//!
//! Everything about one well is one lane, in the order of the items. Within a lane, months are independent of each
//! other between two tasks of the well itself; one month's items stay in their order.

use std::collections::HashMap;

use uuid::Uuid;

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

/// What an item is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum About {
    /// The well itself.
    Well(Uuid),
    /// A month of a well.
    MonthOf { well: Uuid, month: Uuid },
    /// A month whose well the item does not name.
    Month(Uuid),
}

impl Planned {
    pub(super) fn about(&self) -> About {
        match &self.ready.command {
            Command::Well(id, _) => About::Well(id.as_uuid()),
            Command::Record(record) => About::MonthOf {
                well: record.well_id.as_uuid(),
                month: record.stream().as_uuid(),
            },
            Command::ProductionMonth(id, _) => About::Month(*id),
        }
    }
}

/// Sorts items into lanes, keeping the order within each.
pub(super) fn lanes<T>(items: Vec<T>, about: impl Fn(&T) -> About) -> Vec<Lane<T>> {
    // A correction names its month only; where the batch records that month too, its well is known.
    let mut wells: HashMap<Uuid, Uuid> = HashMap::new();
    for item in &items {
        if let About::MonthOf { well, month } = about(item) {
            wells.insert(month, well);
        }
    }
    let mut lanes: Vec<Lane<T>> = Vec::new();
    let mut lane_of: HashMap<Uuid, usize> = HashMap::new();
    // The open step of a lane: which row holds which month. A task of the well closes it.
    let mut open: Vec<Option<HashMap<Uuid, usize>>> = Vec::new();
    for item in items {
        let (owner, month) = match about(&item) {
            About::Well(well) => (well, None),
            About::MonthOf { well, month } => (well, Some(month)),
            About::Month(month) => (wells.get(&month).copied().unwrap_or(month), Some(month)),
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
        let rows = open[at].get_or_insert_with(|| {
            lanes[at].push(Vec::new());
            HashMap::new()
        });
        let Some(step) = lanes[at].last_mut() else {
            continue;
        };
        match rows.get(&month) {
            Some(row) => step[*row].push(item),
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
    const C1: Uuid = Uuid::from_u128(31);

    #[test]
    fn wells_are_lanes_months_are_rows_and_tasks_of_the_well_stand_between() {
        let items = [
            About::Well(A),
            About::MonthOf { well: A, month: A1 },
            About::Well(B),
            About::MonthOf { well: A, month: A2 },
            About::Month(A1),
            About::Month(C1),
            About::Well(A),
            About::MonthOf { well: A, month: A1 },
        ];
        let indexed: Vec<_> = items.into_iter().enumerate().collect();
        let planned: Vec<Vec<Vec<Vec<usize>>>> = lanes(indexed, |(_, about)| *about)
            .into_iter()
            .map(|lane| {
                lane.into_iter()
                    .map(|step| {
                        step.into_iter()
                            .map(|row| row.into_iter().map(|(index, _)| index).collect())
                            .collect()
                    })
                    .collect()
            })
            .collect();
        assert_eq!(
            planned,
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
