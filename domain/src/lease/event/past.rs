//! How facts were written before they said how deep the formation lies from which a completion holds the lease. Where it is not
//! said nothing is added: it was not known.

use serde::Deserialize;
use wellflow_decider::{Past, Unfit};

use super::{
    CessationClockCleared, LeaseEvent, LeaseHeldByProduction, LeaseHeldByUnit, LeaseHistoryCorrected,
};

macro_rules! without_formation {
    ($($past:ident of $fact:ident),+ $(,)?) => { $(
        /// The fields of today, of which one may be absent.
        #[derive(Debug, Deserialize)]
        #[serde(transparent)]
        pub(super) struct $past($fact);

        impl Past<LeaseEvent> for $past {
            fn upcast(self) -> Result<Vec<LeaseEvent>, Unfit> {
                Ok(vec![self.0.into()])
            }
        }
    )+ };
}

without_formation!(
    LeaseHeldByProductionV1 of LeaseHeldByProduction,
    LeaseHeldByUnitV1 of LeaseHeldByUnit,
    CessationClockClearedV1 of CessationClockCleared,
    LeaseHistoryCorrectedV1 of LeaseHistoryCorrected,
);
