//! What of a batch may be carried out at the same time.
//!
//! Everything about one well is one lane, in the order of the items. Within a lane, months are independent of each
//! other between two tasks of the well itself; one month's items stay in their order. A lease shares the lane of the wells
//! and owners it must see, a division of interest that of its property and of the owners it gives interests to. What sees the approval
//! policy shares its lane, and so does every agreement, so that an AFE finds both as the items before have left them.

use std::collections::HashMap;

use uuid::Uuid;
use wellflow_domain::ids::OwnerId;
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

/// What an item is about. What is said of wells holds of properties, leases, owners and divisions alike.
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
}

impl Planned {
    pub(super) fn about(&self) -> About {
        match &self.ready.command {
            Command::Well(id, _)
            | Command::Plug(id, ..)
            | Command::Spud(id, ..)
            | Command::CorrectWell(id, ..) => About::Well(id.as_uuid()),
            Command::Division(task) => About::Well(task.stream),
            Command::Afe(task) => About::Well(task.afe_id.as_uuid()),
            Command::Agreement(task) => About::Well(task.agreement_id.as_uuid()),
            Command::Policy(task) => About::Well(task.policy_id.as_uuid()),
            Command::Lease(task) => About::Well(task.lease_id.as_uuid()),
            Command::CorrectLease(id, ..) => About::Well(id.as_uuid()),
            Command::Owner(task) => About::Well(task.owner_id.as_uuid()),
            Command::CorrectOwner(id, ..) => About::Well(id.as_uuid()),
            Command::Month(task) => match task.ask.well_id() {
                Some(well_id) => About::MonthOf {
                    well: well_id.as_uuid(),
                    month: task.stream,
                    after: task.ask.earlier().map(ProductionMonthId::as_uuid),
                },
                None => About::Month(task.stream),
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

impl Planned {
    /// What a task must see of other streams as the items before have left them.
    pub(super) fn sees(&self) -> Vec<Uuid> {
        match &self.ready.command {
            Command::Lease(task) => task.ask.sees(),
            Command::Division(task) => task.sees(),
            Command::Spud(_, spud, _) => spud.sees(),
            Command::Afe(task) => task.sees(),
            Command::Agreement(task) => task.sees(),
            Command::Owner(task) => task.ask.other().map(OwnerId::as_uuid).into_iter().collect(),
            Command::Well(..)
            | Command::Plug(..)
            | Command::CorrectWell(..)
            | Command::Month(_)
            | Command::Property(_)
            | Command::CorrectLease(..)
            | Command::CorrectOwner(..)
            | Command::Policy(_) => Vec::new(),
        }
    }
}

/// Which streams share a lane because one is seen by another.
#[derive(Debug, Default)]
struct Together(HashMap<Uuid, Uuid>);

impl Together {
    fn join(&mut self, one: Uuid, other: Uuid) {
        let (one, other) = (self.of(one), self.of(other));
        if one != other {
            self.0.insert(one, other);
        }
    }

    /// The stream that stands for all that share its lane.
    fn of(&self, mut stream: Uuid) -> Uuid {
        while let Some(next) = self.0.get(&stream) {
            stream = *next;
        }
        stream
    }
}

/// Sorts items into lanes, keeping the order within each.
pub(super) fn lanes<T>(
    items: Vec<T>,
    about: impl Fn(&T) -> About,
    sees: impl Fn(&T) -> Vec<Uuid>,
) -> Vec<Lane<T>> {
    let mut together = Together::default();
    for item in &items {
        if let About::Well(stream) = about(item) {
            sees(item)
                .into_iter()
                .for_each(|seen| together.join(stream, seen));
        }
    }
    // A correction names its month only; where the batch records that month too, its well is known.
    let mut wells: HashMap<Uuid, Uuid> = HashMap::new();
    for item in &items {
        if let About::MonthOf { well, month, .. } = about(item) {
            wells.insert(month, well);
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
        };
        let at = *lane_of.entry(together.of(owner)).or_insert_with(|| {
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
        lanes(indexed, |(_, about)| *about, |_| Vec::new())
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
    fn what_a_lease_must_see_shares_its_lane() {
        let items = [(A, vec![]), (B, vec![]), (C1, vec![A]), (A3, vec![]), (A, vec![])];
        let lanes = lanes(
            items.to_vec(),
            |(about, _)| About::Well(*about),
            |(_, seen)| seen.clone(),
        );
        let order: Vec<Vec<Uuid>> = lanes
            .iter()
            .map(|lane| lane.iter().flatten().flatten().map(|(about, _)| *about).collect())
            .collect();
        assert_eq!(order, [vec![A, C1, A], vec![B], vec![A3]]);
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
