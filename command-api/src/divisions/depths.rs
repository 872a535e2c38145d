//! Depths, as bodies write them.

use wellflow_domain::depth::DepthInterval;
use wellflow_domain::quantity::Feet;

use crate::body::{FromBody, Place, bodies};
use crate::faults::Faults;

/// From the top down to the base; for ever down where there is none.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StatedDepths {
    top_ft: Feet,
    base_ft: Option<Feet>,
}

bodies! {
    /// A top, and a base that may be left out.
    StatedDepths as StatedDepthsBody { top_ft: Feet, base_ft: Option<Feet> }
}

impl FromBody for DepthInterval {
    type Shape = StatedDepthsBody;
    type Value = Self;

    fn read(shape: StatedDepthsBody, place: Place<'_>, faults: &mut Faults) -> Option<Self> {
        let stated = StatedDepths::read(shape, place, faults)?;
        faults.at(place, Self::new(stated.top_ft, stated.base_ft))
    }
}
