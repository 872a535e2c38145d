//! Work, commitments, postings, overruns.

use chrono::NaiveDate;

use super::*;
use crate::afe::stated::InvoiceKey;
use crate::declared::facts;
use crate::ids::OwnerId;
use crate::joint_interest::CostShare;
use crate::quantity::{PercentChange, Usd};

facts! {
    /// Work began.
    AfeWorkStarted {}
    withheld {}

    /// Money was promised to a vendor.
    AfeCostCommitted {
        /// The order's number.
        order: Text120,
        /// The account of the line.
        account: Text120,
        /// To whom.
        vendor: OwnerId,
        /// How much, gross.
        amount_usd: Usd,
    }
    withheld {}

    /// What was left of a promise will not be called for.
    AfeCommitmentReleased {
        /// The order.
        order: Text120,
        /// What was left.
        amount_usd: Usd,
        /// Why.
        reason: Text120,
    }
    withheld { reason: Text120::withheld() }

    /// An invoice was posted.
    AfeCostPosted {
        /// What names it.
        invoice: InvoiceKey,
        /// The local day of the service.
        service_date: NaiveDate,
        /// How much, gross.
        gross_usd: Usd,
        /// Each party's part, which come to the gross.
        shares: Vec<CostShare>,
        /// The order it fulfils.
        order: Option<Text120>,
        /// How much of the order it draws; nothing where it fulfils none.
        drawn_usd: Usd,
        /// The paper.
        document: Text120,
    }
    withheld { document: Text120::withheld() }

    /// A posting was taken back, or a part of it.
    AfeCostReversed {
        /// What names it.
        invoice: InvoiceKey,
        /// How much.
        gross_usd: Usd,
        /// Each party's part, which come to the gross.
        shares: Vec<CostShare>,
        /// Why.
        reason: Text120,
    }
    withheld { reason: Text120::withheld() }

    /// Costs went further than may be without a word.
    AfeOverrunDetected {
        /// What was spent.
        actual_usd: Usd,
        /// What is promised besides.
        committed_usd: Usd,
        /// What is authorised.
        authorized_usd: Usd,
        /// The greatest cost that is no overrun.
        limit_usd: Usd,
        /// How far spent and promised are above what is authorised, in hundredths of it.
        over_percent: Option<PercentChange>,
    }
    withheld {}

    /// The work was done.
    AfeWorkCompleted {
        /// The local day.
        completed_on: NaiveDate,
    }
    withheld {}
}
