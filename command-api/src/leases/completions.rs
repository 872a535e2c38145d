//! Completions a task names: where each lies is stated, what it is like is seen.

use wellflow_domain::ids::{UnitId, WellId};
use wellflow_domain::lease::{CompletionPlace, HeldWell};
use wellflow_domain::quantity::Feet;
use wellflow_domain::text::CompletionName;
use wellflow_domain::tract::TractName;

use crate::body::{OrDefault, bodies};

/// A completion in the ground of the lease, or of a unit it has a share in.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct NewPlace {
    pub(crate) well_id: WellId,
    pub(crate) completion: CompletionName,
    tract: Option<TractName>,
    unit_id: Option<UnitId>,
    formation_base_ft: Option<Feet>,
    horizontal: bool,
}

/// A completion by its name alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NamedCompletion {
    pub(crate) well_id: WellId,
    pub(crate) completion: CompletionName,
}

bodies! {
    /// A completion, and where it lies.
    NewPlace as PlaceBody {
        well_id: WellId,
        completion: CompletionName,
        tract: Option<TractName>,
        unit_id: Option<UnitId>,
        formation_base_ft: Option<Feet>,
        horizontal: OrDefault<bool>,
    }

    /// A completion.
    NamedCompletion as NamedCompletionBody { well_id: WellId, completion: CompletionName }
}

impl NewPlace {
    /// What the lease is told of where it lies.
    pub(crate) fn place(&self) -> CompletionPlace {
        CompletionPlace {
            completion: self.completion.clone(),
            tract: self.tract.clone(),
            unit_id: self.unit_id,
            formation_base_ft: self.formation_base_ft,
            horizontal: self.horizontal,
        }
    }

    /// Whether it is the completion the lease remembers.
    pub(crate) fn is(&self, held: &HeldWell) -> bool {
        (self.well_id, &self.completion) == (held.well_id, &held.completion)
    }
}
