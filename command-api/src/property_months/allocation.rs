//! What was measured in common is shared out: `/allocate`.

use chrono::NaiveDate;
use wellflow_domain::disposition::{Product, ProductVolume};
use wellflow_domain::ids::WellId;
use wellflow_domain::location::TimeZone;
use wellflow_domain::month::Month;
use wellflow_domain::property_month::{AllocationInput, AllocationMethod, PropertyId, TestRate};
use wellflow_domain::quantity::Hours;
use wellflow_domain::text::CompletionName;

use crate::body::bodies;

/// Production to share out.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct NewAllocation {
    pub(crate) property_id: PropertyId,
    pub(crate) month: Month,
    pub(crate) time_zone: TimeZone,
    pub(crate) product: Product,
    pub(crate) method: AllocationMethod,
    pub(crate) measured: ProductVolume,
    pub(crate) decimals: u8,
    pub(crate) inputs: Vec<AllocationInput>,
}

bodies! {
    /// Measured production is shared out.
    NewAllocation as AllocateBody {
        property_id: PropertyId,
        month: Month,
        time_zone: TimeZone,
        product: Product,
        method: AllocationMethod,
        measured: ProductVolume,
        decimals: u8,
        inputs: Vec<AllocationInput>,
    }

    /// A completion that takes part.
    AllocationInput as AllocationInputBody {
        well_id: WellId,
        completion: CompletionName,
        hours_on: Hours,
        test: Option<TestRate>,
        metered: Option<ProductVolume>,
    }

    /// The rate of a well test.
    TestRate as TestRateBody { per_day: ProductVolume, tested_on: NaiveDate }
}
