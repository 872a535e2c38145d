//! Decisions as sentences: given what happened, when something is asked, then this happens or is refused.
//!
//! What happened is folded as the ledger folds it: in the order of the dates, up to the date of the command.

use std::fmt::Debug;

use wellflow_decider::{Decider, DomainEvent, Illegal};

#[derive(Debug)]
pub(crate) struct Given<D: Decider> {
    events: Vec<D::Event>,
}

#[derive(Debug)]
pub(crate) struct Outcome<D: Decider> {
    given: Vec<D::Event>,
    decision: Result<Vec<D::Event>, D::Error>,
}

pub(crate) fn given<D: Decider>(events: impl IntoIterator<Item = D::Event>) -> Given<D> {
    Given {
        events: events.into_iter().collect(),
    }
}

/// The state after all events, and what made any of them illegal.
pub(crate) fn fold<D: Decider>(events: &[D::Event]) -> (D, Vec<Illegal>) {
    let mut ordered: Vec<&D::Event> = events.iter().collect();
    ordered.sort_by_key(|event| event.effective_at());
    let mut state = D::default();
    let illegal = ordered
        .into_iter()
        .filter_map(|event| state.evolve(event).err())
        .collect();
    (state, illegal)
}

impl<D: Decider> Given<D> {
    pub(crate) fn when(self, command: impl Into<D::Command>) -> Outcome<D> {
        let command = command.into();
        let by_then: Vec<D::Event> = self
            .events
            .iter()
            .filter(|event| D::decided_at(&command).is_none_or(|at| event.effective_at() <= at))
            .cloned()
            .collect();
        let (state, illegal) = fold::<D>(&by_then);
        assert!(
            illegal.is_empty(),
            "what is given cannot have happened: {illegal:?}"
        );
        Outcome {
            given: self.events,
            decision: state.decide(command),
        }
    }

    /// The state, for tests of what is shown.
    pub(crate) fn state(self) -> D {
        let (state, illegal) = fold::<D>(&self.events);
        assert!(
            illegal.is_empty(),
            "what is given cannot have happened: {illegal:?}"
        );
        state
    }
}

impl<D: Decider> Outcome<D> {
    #[track_caller]
    pub(crate) fn then<E: Into<D::Event>>(self, expected: impl IntoIterator<Item = E>) {
        let expected: Vec<D::Event> = expected.into_iter().map(Into::into).collect();
        assert_eq!(self.decision.as_ref(), Ok(&expected));
        let stream: Vec<D::Event> = self.given.into_iter().chain(expected).collect();
        assert_eq!(fold::<D>(&stream).1, [], "what is decided must be able to happen");
    }

    #[track_caller]
    pub(crate) fn then_nothing(self) {
        assert_eq!(self.decision, Ok(Vec::new()));
    }

    #[track_caller]
    pub(crate) fn then_refused(self, expected: D::Error) {
        assert_eq!(self.decision, Err(expected));
    }

    /// What was decided, for tests that look at a part of it.
    #[track_caller]
    pub(crate) fn events(self) -> Vec<D::Event> {
        match self.decision {
            Ok(events) => events,
            Err(refusal) => panic!("refused: {refusal}"),
        }
    }
}
