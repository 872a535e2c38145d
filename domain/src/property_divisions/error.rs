//! Why a division is not written down.

use crate::location::TimeZone;
use crate::property_month::PropertyId;
use crate::refusals::refusals;

refusals! {
    /// A refusal.
    pub enum PropertyDivisionsError;

    /// A list is of one property.
    "list-of-another-property" OtherProperty { property_id: PropertyId = "The property it is of." }
    "this is the list of the divisions of {property_id}, not of what is named";
    /// The divisions of a property have the same months.
    "division-time-zone-differs" TimeZoneDiffers { listed: TimeZone = "The zone of the others.", stated: TimeZone = "The zone given." }
    "the property's other divisions go by the clocks of {listed}, this one by those of {stated}";
}

impl PropertyDivisionsError {
    /// The statute, rule or form the refusal rests on: none does.
    pub fn source(&self) -> Option<&'static str> {
        self.source_everywhere()
    }
}
