//! Run tickets: a load of oil out of a tank, from gauge to net barrels.
//!
//! gross observed = tank at opening - tank at closing; gross standard = gross observed · CTL, the correction of the liquid's
//! volume to 60 °F; net = gross standard · (1 - BS&W). Each step is rounded half away from zero at the second decimal.
//!
//! The CTL factor is read off the tables of API MPMS 11.1 by whoever writes the ticket, who names the source.

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::disposition::Product;
use crate::quantity::{ApiGravity, Barrels, Fahrenheit, Percent, QuantityError};
use crate::tank::{GaugeLevel, TableReading, rounded};
use crate::text::Text120;

/// The factor that brings a liquid's volume to 60 °F: five or fewer decimals, 0.5 to 1.5. JSON: `"0.99241"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CtlFactor(Decimal);

impl CtlFactor {
    /// No correction: the liquid is at 60 °F.
    pub const ONE: Self = Self(Decimal::ONE);

    /// Reads a factor.
    ///
    /// # Errors
    /// [`QuantityError`] when it is no number, below 0.5, above 1.5 or has more than five decimals.
    pub fn parse(text: &str) -> Result<Self, QuantityError> {
        let limits = crate::quantity::Limits {
            decimals: 5,
            integer_digits: 1,
        };
        let value = crate::quantity::parse_decimal(text, limits)?;
        let (least, most) = (Decimal::new(5, 1), Decimal::new(15, 1));
        if value < least {
            return Err(QuantityError::TooSmall {
                found: value.to_string(),
                limit: least,
            });
        }
        if value > most {
            return Err(QuantityError::TooLarge {
                found: value.to_string(),
                limit: most,
            });
        }
        Ok(Self(value))
    }

    /// The bare number.
    pub const fn value(self) -> Decimal {
        self.0
    }
}

impl TryFrom<String> for CtlFactor {
    type Error = QuantityError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<CtlFactor> for String {
    fn from(factor: CtlFactor) -> Self {
        factor.0.to_string()
    }
}

impl std::fmt::Display for CtlFactor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

crate::schema::written_as! {
    CtlFactor: r"^(0|1)(\.\d{0,4}[1-9])?$", "Correction of a liquid's volume to 60 °F, up to five decimals, in lowest form.";
}

/// A gauge before or after a load.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TicketGauge {
    /// When.
    pub at: DateTime<Utc>,
    /// How high the liquid stood.
    pub level: GaugeLevel,
    /// Its temperature.
    pub temperature_f: Fahrenheit,
}

/// What a run ticket says, 43 CFR 3174.12.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RunTicket {
    /// The ticket's number.
    pub ticket_number: Text120,
    /// Oil or condensate.
    pub product: Product,
    /// The tank's number.
    pub tank: Text120,
    /// Before the load.
    pub opening: TicketGauge,
    /// After the load.
    pub closing: TicketGauge,
    /// Gravity as observed.
    pub observed_gravity: ApiGravity,
    /// The temperature at which it was observed.
    pub observed_temperature_f: Fahrenheit,
    /// Gravity at 60 °F.
    pub gravity_60f: ApiGravity,
    /// Sediment and water.
    pub bsw_pct: Percent,
    /// The correction to 60 °F.
    pub ctl: CtlFactor,
    /// Where the correction comes from, for example a table of API MPMS 11.1.
    pub ctl_source: Text120,
    /// Seals taken off.
    pub seals_off: Vec<Text120>,
    /// Seals put on.
    pub seals_on: Vec<Text120>,
    /// Who gauged.
    pub gauger: Text120,
    /// Who operates the property.
    pub operator: Text120,
    /// Who bought the load.
    pub purchaser: Text120,
}

/// What follows from a ticket and the tank's table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TicketVolumes {
    /// What the table says at the opening level.
    pub opening_reading: TableReading,
    /// What the table says at the closing level.
    pub closing_reading: TableReading,
    /// What left the tank, as it was.
    pub gross_observed_bbl: Barrels,
    /// The same at 60 °F.
    pub gross_standard_bbl: Barrels,
    /// Without sediment and water.
    pub net_bbl: Barrels,
}

impl TicketVolumes {
    /// From what left the tank to the net.
    ///
    /// # Errors
    /// [`QuantityError::TooLarge`].
    pub fn of(
        ticket: &RunTicket,
        (opening_reading, closing_reading): (TableReading, TableReading),
        gross_observed_bbl: Barrels,
    ) -> Result<Self, QuantityError> {
        let standard = rounded(gross_observed_bbl.value() * ticket.ctl.value());
        Ok(Self {
            opening_reading,
            closing_reading,
            gross_observed_bbl,
            gross_standard_bbl: Barrels::new(standard)?,
            net_bbl: Barrels::new(rounded(standard * ticket.bsw_pct.rest()))?,
        })
    }
}
