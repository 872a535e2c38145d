//! Where product went: `/dispose`.

use chrono::NaiveDate;
use uuid::Uuid;
use wellflow_domain::disposition::{Disposition, FlareRemark, Product, ProductVolume};
use wellflow_domain::ids::WellId;
use wellflow_domain::location::StateCode;
use wellflow_domain::text::{CompletionName, Text120};

use crate::body::bodies;

/// A disposition to record, or to put in the place of another.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct NewDisposition {
    pub(crate) well_id: WellId,
    pub(crate) completion: CompletionName,
    pub(crate) date: NaiveDate,
    pub(crate) reference: Text120,
    pub(crate) disposition: Disposition,
    pub(crate) corrects_event_id: Option<Uuid>,
}

bodies! {
    /// Part of a product left the lease, was used or was lost.
    NewDisposition as DisposeBody {
        well_id: WellId,
        completion: CompletionName,
        date: NaiveDate,
        reference: Text120,
        disposition: Disposition,
        corrects_event_id: Option<Uuid>,
    }

    /// What, how much and where to, by the agency's code.
    Disposition as DispositionBody {
        jurisdiction: StateCode,
        product: Product,
        code: Text120,
        volume: ProductVolume,
        remark: Option<FlareRemark>,
        counterparty: Option<Text120>,
    }
}
