//! The rule tables, and the rows that come with the program.
//!
//! Rows marked [`Confidence::Unverified`](super::Confidence) are held in the industry and were not read; whoever answers
//! with them says so. Taxes are not here.

mod holidays;
mod identities;
mod reports;
mod spans;

use super::Jurisdiction;
use super::calendar::{Calendar, Holiday};
use super::due::ReportRule;
use super::identity::IdentityRule;
use super::inactivity::InactivityRule;
use super::rule::{Confidence, Rule, day};
use crate::quantity::PressureBase;

/// The pressure and the temperature at which gas volumes are stated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GasBase {
    /// The pressure.
    pub base_psia: PressureBase,
    /// The temperature, degrees Fahrenheit.
    pub temperature_deg_f: u8,
}

/// All rule tables.
#[derive(Clone, Copy, Debug)]
pub struct Rulebook<'a> {
    /// How things are numbered.
    pub identities: &'a [Rule<IdentityRule>],
    /// Where gas is measured to.
    pub gas_bases: &'a [Rule<GasBase>],
    /// When monthly reports are due.
    pub reports: &'a [Rule<ReportRule>],
    /// How long wells may rest and operators may take.
    pub inactivity: &'a [Rule<InactivityRule>],
    /// The holidays of the federal government.
    pub federal_holidays: &'a [Holiday],
    /// The days on which the agencies of Texas are closed.
    pub texas_holidays: &'a [Holiday],
}

impl Rulebook<'static> {
    /// The rules that come with the program.
    pub const BUILT_IN: Self = Self {
        identities: identities::IDENTITIES,
        gas_bases: &GAS_BASES,
        reports: reports::REPORTS,
        inactivity: spans::SPANS,
        federal_holidays: holidays::FEDERAL,
        texas_holidays: holidays::TEXAS,
    };
}

impl<'a> Rulebook<'a> {
    /// The working days of a jurisdiction's agency: its own where they are known, else those of the federal government.
    pub const fn calendar(&self, jurisdiction: Jurisdiction) -> Calendar<'a> {
        match jurisdiction {
            Jurisdiction::Texas => Calendar::as_they_fall(self.texas_holidays),
            Jurisdiction::NewMexico
            | Jurisdiction::Oklahoma
            | Jurisdiction::NorthDakota
            | Jurisdiction::Colorado
            | Jurisdiction::Wyoming
            | Jurisdiction::Louisiana => self.federal_calendar(),
        }
    }

    /// The working days of the federal government.
    pub const fn federal_calendar(&self) -> Calendar<'a> {
        Calendar::moved_off_weekends(self.federal_holidays)
    }
}

/// A rule whose beginning and end are not known.
const fn standing<T: Copy>(
    jurisdiction: Jurisdiction,
    confidence: Confidence,
    source: &'static str,
    value: T,
) -> Rule<T> {
    Rule {
        jurisdiction,
        valid_from: None,
        valid_to: None,
        source,
        verified_on: day(2026, 11, 20),
        confidence,
        value,
    }
}

const fn at_60_f(base_psia: PressureBase) -> GasBase {
    GasBase {
        base_psia,
        temperature_deg_f: 60,
    }
}

const GAS_BASES: [Rule<GasBase>; 7] = [
    standing(
        Jurisdiction::Texas,
        Confidence::Read,
        "Tex. Nat. Res. Code §91.052",
        at_60_f(PressureBase::Psia14_65),
    ),
    standing(
        Jurisdiction::NewMexico,
        Confidence::Unverified,
        "source not read",
        at_60_f(PressureBase::Psia15_025),
    ),
    standing(
        Jurisdiction::Oklahoma,
        Confidence::Read,
        "52 O.S. §472",
        at_60_f(PressureBase::Psia14_65),
    ),
    standing(
        Jurisdiction::NorthDakota,
        Confidence::Read,
        "NDAC 43-02-03",
        at_60_f(PressureBase::Psia14_73),
    ),
    standing(
        Jurisdiction::Colorado,
        Confidence::Read,
        "ECMC Form 7",
        at_60_f(PressureBase::Psia14_73),
    ),
    standing(
        Jurisdiction::Wyoming,
        Confidence::Read,
        "WOGCC Form 2",
        at_60_f(PressureBase::Psia14_73),
    ),
    standing(
        Jurisdiction::Louisiana,
        Confidence::Read,
        "La. R.S. 47:633",
        at_60_f(PressureBase::Psia15_025),
    ),
];
