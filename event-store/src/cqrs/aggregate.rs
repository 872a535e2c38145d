//! A decider as a `cqrs_es::Aggregate`.

use std::borrow::Cow;

use cqrs_es::Aggregate;
use cqrs_es::event_sink::EventSink;
use serde::{Deserialize, Serialize, Serializer, ser::SerializeStruct};
use uuid::Uuid;
use wellflow_decider::{Decider, DomainEvent};

use super::event::TaggedEvent;
use super::timeline::Timeline;

/// A decider as a `cqrs_es::Aggregate`: commands are decided, events evolve the state.
///
/// It stands where [`crate::fold()`] stands. A command dated before the latest event is decided on the state at its
/// date, and refused where a later event would no longer be possible; a superseded event does not count. For that it
/// keeps the events it was given, so it is as large as its stream; [`crate::Executor`] is not.
///
/// Serialized it is `{"state": .., "timeline": ..}`: the state, and the events behind it.
///
/// The test framework of cqrs-es drives it as it drives any aggregate:
/// ```
/// use chrono::{DateTime, Utc};
/// use cqrs_es::test::TestFramework;
/// use serde::{Deserialize, Serialize};
/// use wellflow_decider::{Decider, Fact, Illegal};
/// use wellflow_event_store::cqrs::{DeciderAggregate, Refusal, TaggedEvent};
///
/// #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
/// pub struct GateOpened {
///     pub effective_at: DateTime<Utc>,
/// }
/// impl Fact for GateOpened {
///     fn effective_at(&self) -> DateTime<Utc> {
///         self.effective_at
///     }
///     fn public_form(&self) -> Option<Self> {
///         Some(self.clone())
///     }
/// }
/// wellflow_decider::events! {
///     /// What happens to a gate.
///     pub enum GateEvent {
///         GateOpened = 1,
///     }
/// }
///
/// #[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
/// struct Gate {
///     open: bool,
/// }
/// #[derive(Clone, Debug, PartialEq, thiserror::Error)]
/// #[error("the gate is open")]
/// struct Open;
///
/// impl Decider for Gate {
///     const KIND: &'static str = "gate";
///     const STATE_VERSION: u32 = 1;
///     type Command = DateTime<Utc>;
///     type Event = GateEvent;
///     type Error = Open;
///
///     fn decided_at(at: &DateTime<Utc>) -> Option<DateTime<Utc>> {
///         Some(*at)
///     }
///     fn decide(&self, effective_at: DateTime<Utc>) -> Result<Vec<GateEvent>, Open> {
///         if self.open { Err(Open) } else { Ok(vec![GateOpened { effective_at }.into()]) }
///     }
///     fn evolve(&mut self, _: &GateEvent) -> Result<(), Illegal> {
///         self.open = true;
///         Ok(())
///     }
/// }
///
/// let at = DateTime::UNIX_EPOCH;
/// let opened = || TaggedEvent::from(GateEvent::from(GateOpened { effective_at: at }));
/// TestFramework::<DeciderAggregate<Gate>>::with(())
///     .given_no_previous_events()
///     .when(at)
///     .then_expect_events(vec![opened()]);
/// TestFramework::<DeciderAggregate<Gate>>::with(())
///     .given(vec![opened()])
///     .when(at)
///     .then_expect_error(Refusal::Refused(Open));
/// ```
#[derive(Clone, Debug, Deserialize)]
#[serde(bound = "D: Decider")]
pub struct DeciderAggregate<D: Decider> {
    /// `None` until it is asked for after an event that did not simply follow.
    state: Option<D>,
    timeline: Timeline<D::Event>,
}

impl<D: Decider> Default for DeciderAggregate<D> {
    fn default() -> Self {
        Self {
            state: Some(D::default()),
            timeline: Timeline::default(),
        }
    }
}

impl<D: Decider> DeciderAggregate<D> {
    /// The state of every event known.
    pub fn state(&self) -> Cow<'_, D> {
        match &self.state {
            Some(state) => Cow::Borrowed(state),
            None => Cow::Owned(self.folded()),
        }
    }

    fn folded(&self) -> D {
        let (state, refused) = self.timeline.fold::<D>(None);
        for (event, illegal) in refused {
            anomaly::<D>(event.event_id, event.event_type, &illegal);
        }
        state
    }

    /// Decides a command; the events are ready to be written and not applied yet.
    fn decide(&mut self, command: D::Command) -> Result<Vec<TaggedEvent<D::Event>>, Refusal<D::Error>> {
        let state = match self.state.take() {
            Some(state) => state,
            None => self.folded(),
        };
        let state = self.state.insert(state);
        let latest = self.timeline.latest();
        let late = D::decided_at(&command).filter(|at| latest.is_some_and(|latest| *at < latest));
        let decided = match late {
            Some(at) => self.timeline.fold::<D>(Some(at)).0.decide(command),
            None => state.decide(command),
        };
        let decided: Vec<TaggedEvent<D::Event>> = decided
            .map_err(Refusal::Refused)?
            .into_iter()
            .map(TaggedEvent::from)
            .collect();
        if !decided.is_empty() && !follows(state, &self.timeline, &decided) {
            self.timeline.check::<D>(&decided)?;
        }
        Ok(decided)
    }
}

/// Whether the newest state takes all the events as they come.
fn follows<D: Decider>(state: &D, timeline: &Timeline<D::Event>, events: &[TaggedEvent<D::Event>]) -> bool {
    let mut state = state.clone();
    let mut latest = timeline.latest();
    events.iter().all(|tagged| {
        let event = tagged.event();
        let in_order = timeline.continues_with(event) && Some(event.effective_at()) >= latest;
        latest = Some(event.effective_at());
        in_order && state.evolve(event).is_ok()
    })
}

fn anomaly<D: Decider>(event_id: Uuid, event_type: &str, illegal: &wellflow_decider::Illegal) {
    tracing::warn!(kind = D::KIND, %event_id, event_type, reason = %illegal, "an event makes no sense where it stands");
}

impl<D: Decider> Serialize for DeciderAggregate<D> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut aggregate = serializer.serialize_struct("DeciderAggregate", 2)?;
        aggregate.serialize_field("state", self.state().as_ref())?;
        aggregate.serialize_field("timeline", &self.timeline)?;
        aggregate.end()
    }
}

impl<D: Decider> Aggregate for DeciderAggregate<D> {
    const TYPE: &'static str = D::KIND;
    type Command = D::Command;
    type Event = TaggedEvent<D::Event>;
    type Error = Refusal<D::Error>;
    type Services = ();

    async fn handle(
        &mut self,
        command: Self::Command,
        _service: &Self::Services,
        sink: &EventSink<Self>,
    ) -> Result<(), Self::Error> {
        for event in self.decide(command)? {
            sink.write(event, self).await;
        }
        Ok(())
    }

    fn apply(&mut self, event: Self::Event) {
        if self.timeline.continues_with(event.event()) {
            if let Some(state) = &mut self.state
                && let Err(illegal) = state.evolve(event.event())
            {
                anomaly::<D>(event.event_id(), event.event().event_type(), &illegal);
            }
        } else {
            self.state = None;
        }
        self.timeline.push(event);
    }
}

/// Why a command was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal<E> {
    /// The decider refuses it.
    #[error("refused: {0}")]
    Refused(E),
    /// An event would no longer be possible after it.
    #[error("event {event_id} ({event_type}) would no longer be possible: {reason}")]
    WouldBreak {
        /// The first event that would be illegal.
        event_id: Uuid,
        /// Its type.
        event_type: String,
        /// Why.
        reason: String,
    },
    /// An event is to be superseded that is not in the stream, or was superseded before.
    #[error("event {event_id} is not in the stream or was superseded before")]
    NotStanding {
        /// The event.
        event_id: Uuid,
    },
}
