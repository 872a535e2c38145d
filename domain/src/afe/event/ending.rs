//! The ends of an AFE.

use super::*;
use crate::declared::facts;
use crate::joint_interest::Variance;
use crate::quantity::Usd;

facts! {
    /// All invoices are in.
    AfeCostsClosed {
        /// What was spent.
        actual_usd: Usd,
    }
    withheld {}

    /// The AFE was closed.
    AfeClosed {
        /// What was spent.
        final_usd: Usd,
        /// What was authorised, with supplements.
        authorized_usd: Usd,
        /// How far they are apart.
        variance: Variance,
        /// The final cost report to the parties.
        report: Text120,
        /// What explains the variance.
        explanation: Option<Text120>,
    }
    withheld { report: Text120::withheld(), explanation: None }

    /// Costs came up after all.
    AfeReopened {
        /// Why.
        reason: Text120,
    }
    withheld { reason: Text120::withheld() }

    /// The money will not be needed.
    AfeCancelled {
        /// Why.
        reason: Text120,
    }
    withheld { reason: Text120::withheld() }

    /// The proposal to the parties was taken back.
    AfeWithdrawn {
        /// Why.
        reason: Text120,
    }
    withheld { reason: Text120::withheld() }

    /// The proposal's time ran out.
    AfeLapsed {}
    withheld {}
}
