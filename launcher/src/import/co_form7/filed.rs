//! One row of Form 7 as it was filed, and whether its books balance.

use std::fmt;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use wellflow_domain::api_number::ApiNumber;
use wellflow_domain::month::Month;
use wellflow_domain::production_month::{GasUse, OilStock};
use wellflow_domain::quantity::{Barrels, DaysOn, Mcf, PressureBase, Quantity, QuantityError, SignedBarrels};

use crate::import::rows::Row;

/// One row.
#[derive(Clone, Debug)]
pub(super) struct Filed {
    pub(super) row: Row,
    /// The borehole.
    pub(super) api: ApiNumber,
    /// The borehole and the formation.
    pub(super) completion: String,
    pub(super) month: Month,
    /// The document, where the layout names it.
    pub(super) document: Option<String>,
    /// The day the agency accepted it, where the layout has it.
    pub(super) accepted: Option<NaiveDate>,
    /// Whether the agency marks it as a revision.
    pub(super) revised: bool,
    pub(super) well: Option<String>,
    pub(super) operator: Option<String>,
    pub(super) status: Option<String>,
    pub(super) days_on: Quantity<DaysOn>,
    pub(super) oil: Oil,
    pub(super) gas: Gas,
    pub(super) water: Quantity<Barrels>,
}

/// Stocks of oil and what moved them, barrels.
#[derive(Clone, Debug)]
pub(super) struct Oil {
    pub(super) opening: Quantity<Barrels>,
    pub(super) produced: Quantity<Barrels>,
    pub(super) sold: Quantity<Barrels>,
    /// Signed: most are negative.
    pub(super) adjustment: Quantity<SignedBarrels>,
    pub(super) closing: Quantity<Barrels>,
}

/// Gas and where it went. The volumes are Mcf; the form states them as plain numbers.
#[derive(Clone, Debug)]
pub(super) struct Gas {
    pub(super) produced: Quantity<Barrels>,
    pub(super) flared: Quantity<Barrels>,
    pub(super) used: Quantity<Barrels>,
    pub(super) shrinkage: Quantity<Barrels>,
    pub(super) sold: Quantity<Barrels>,
}

impl Filed {
    /// Whether something was produced.
    pub(super) fn produced_something(&self) -> bool {
        self.oil.produced.is_something() || self.gas.produced.is_something() || self.water.is_something()
    }

    /// The document and its day, in words that follow "filed again".
    pub(super) fn cited(&self) -> String {
        let document = self
            .document
            .as_ref()
            .map(|document| format!(" as document {document}"));
        let accepted = self.accepted.map(|day| format!(", accepted {day}"));
        [document, accepted].into_iter().flatten().collect()
    }
}

impl Oil {
    /// As the API takes it.
    pub(super) fn stated(&self) -> OilStock {
        OilStock {
            opening_bbl: self.opening,
            disposed_bbl: self.sold,
            adjustment_bbl: self.adjustment,
            closing_bbl: self.closing,
        }
    }

    /// Whether a stock is stated at either end.
    pub(super) fn is_stated(&self) -> bool {
        !(self.opening.is_not_reported() && self.closing.is_not_reported())
    }

    /// What is left when the stock at the end is taken from what should be there; `None` where a value is withheld. A
    /// blank counts as zero, as on the form.
    pub(super) fn gap(&self) -> Option<Decimal> {
        Some(
            self.opening.in_balance()? + self.produced.in_balance()? - self.sold.in_balance()?
                + self.adjustment.in_balance()?
                - self.closing.in_balance()?,
        )
    }
}

impl Gas {
    /// As the API takes it, at a pressure base.
    pub(super) fn stated(&self, base: PressureBase) -> Result<GasUse, QuantityError> {
        let at_base = |volume: Quantity<Barrels>| match volume {
            Quantity::Reported(volume) | Quantity::ReportedZero(volume) => {
                Mcf::new(volume.value(), base).map(Quantity::of)
            }
            Quantity::NotReported => Ok(Quantity::NotReported),
            Quantity::Withheld => Ok(Quantity::Withheld),
        };
        Ok(GasUse {
            sold: at_base(self.sold)?,
            used_on_lease: at_base(self.used)?,
            shrinkage: at_base(self.shrinkage)?,
            flared_or_vented: at_base(self.flared)?,
        })
    }

    /// What is left when everything the gas went to is taken from it; `None` where none was produced or a value is
    /// withheld.
    pub(super) fn gap(&self) -> Option<Decimal> {
        self.produced.amount()?;
        Some(
            self.produced.in_balance()?
                - self.flared.in_balance()?
                - self.used.in_balance()?
                - self.shrinkage.in_balance()?
                - self.sold.in_balance()?,
        )
    }
}

impl fmt::Display for Oil {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "oil opening {}, produced {}, sold {}, adjusted {}, closing {}",
            self.opening, self.produced, self.sold, self.adjustment, self.closing
        )
    }
}

impl fmt::Display for Gas {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "gas produced {}, flared {}, used {}, shrinkage {}, sold {}",
            self.produced, self.flared, self.used, self.shrinkage, self.sold
        )
    }
}
