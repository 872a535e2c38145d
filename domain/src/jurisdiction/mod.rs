//! What the states ask of an operator, each rule from the day it began to the day it ended.
//!
//! ```text
//! (jurisdiction, day) ─▶ StateStrategy ─▶ the row that holds on the day ─▶ answer, with the row's source and confidence
//! ```
//!
//! Invariants
//! - Rules are rows of a [`Rulebook`], never branches of code. A row says where it was read and how far that is to be trusted.
//! - No row, no answer: a rule that ended before the day asked for is refused, never continued in silence.
//! - What was not read in its source is answered as such. It is for the caller to decide what may rest on it.
//!
//! Not here: the codes of dispositions, which have a table of their own in [`disposition`](crate::disposition); taxes and
//! the making of reports, which bring theirs to the same interface.

mod calendar;
mod district;
mod due;
mod identity;
mod inactivity;
mod rule;
mod tables;
#[cfg(test)]
mod tests;

use chrono::NaiveDate;

pub use calendar::{Calendar, Holiday, HolidayDate};
pub use district::TexasDistrict;
pub use due::{Due, Report, ReportRule};
pub use identity::{Form, Identifier, IdentityRule, StateId, StateIdError};
pub use inactivity::{Inactivity, InactivityRule, Span};
pub use rule::{Answer, Confidence, Rule, RuleError, Topic};
pub use tables::{GasBase, Rulebook};

use crate::api_number::ApiNumber;
use crate::location::StateCode;
use crate::month::Month;
use crate::text::{Text120, TextError};
use crate::well::AgencyStatus;

/// A state whose rules are known here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Jurisdiction {
    /// Texas: the Railroad Commission.
    Texas,
    /// New Mexico: the Oil Conservation Division.
    NewMexico,
    /// Oklahoma: the Corporation Commission.
    Oklahoma,
    /// North Dakota: the Oil and Gas Division.
    NorthDakota,
    /// Colorado: the Energy and Carbon Management Commission.
    Colorado,
    /// Wyoming: the Oil and Gas Conservation Commission.
    Wyoming,
    /// Louisiana: the Department of Energy and Natural Resources.
    Louisiana,
}

impl Jurisdiction {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Texas,
        Self::NewMexico,
        Self::Oklahoma,
        Self::NorthDakota,
        Self::Colorado,
        Self::Wyoming,
        Self::Louisiana,
    ];

    /// The two letters of the state.
    pub const fn letters(self) -> &'static str {
        match self {
            Self::Texas => "TX",
            Self::NewMexico => "NM",
            Self::Oklahoma => "OK",
            Self::NorthDakota => "ND",
            Self::Colorado => "CO",
            Self::Wyoming => "WY",
            Self::Louisiana => "LA",
        }
    }

    /// The name under which the agency's codes are kept.
    pub const fn agency(self) -> &'static str {
        match self {
            Self::Texas => "TX RRC",
            Self::NewMexico => "NM OCD",
            Self::Oklahoma => "OK OCC",
            Self::NorthDakota => "ND NDIC",
            Self::Colorado => "CO ECMC",
            Self::Wyoming => "WY WOGCC",
            Self::Louisiana => "LA DENR",
        }
    }

    /// The jurisdiction of a state; `None` where its rules are not known here.
    pub fn of(state: StateCode) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|jurisdiction| jurisdiction.letters() == state.as_str())
    }
}

impl std::fmt::Display for Jurisdiction {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.letters())
    }
}

/// The rules of one jurisdiction on one day.
#[derive(Clone, Copy, Debug)]
pub struct StateStrategy<'a> {
    book: Rulebook<'a>,
    jurisdiction: Jurisdiction,
    day: NaiveDate,
}

impl StateStrategy<'static> {
    /// By the rules that come with the program.
    pub const fn on(jurisdiction: Jurisdiction, day: NaiveDate) -> Self {
        Self::by(Rulebook::BUILT_IN, jurisdiction, day)
    }

    /// As [`StateStrategy::on`], on the last day of a production month.
    pub fn of_month(jurisdiction: Jurisdiction, month: Month) -> Self {
        Self::on(jurisdiction, month.last_day())
    }
}

impl<'a> StateStrategy<'a> {
    /// By rules of the caller's choice.
    pub const fn by(book: Rulebook<'a>, jurisdiction: Jurisdiction, day: NaiveDate) -> Self {
        Self {
            book,
            jurisdiction,
            day,
        }
    }

    /// The jurisdiction.
    pub const fn jurisdiction(&self) -> Jurisdiction {
        self.jurisdiction
    }

    /// Pressure and temperature at which gas volumes are reported.
    ///
    /// # Errors
    /// [`RuleError`].
    pub fn gas_base(&self) -> Result<Answer<GasBase>, RuleError> {
        let rule = self.rule(self.book.gas_bases, Topic::GasBase, |_| true)?;
        Ok(rule.answer(rule.value))
    }

    /// Reads a well's number as the state's files write it, without the state's own digits where the state leaves them out.
    ///
    /// # Errors
    /// [`StateIdError`] when there is no rule or the text is no such number.
    pub fn api_number(&self, text: &str) -> Result<Answer<ApiNumber>, StateIdError> {
        let (rule, state) = self.numbering()?;
        Ok(rule.answer(ApiNumber::parse_with_state(text, state)?))
    }

    /// A well's number out of the two columns in which Colorado and New Mexico write it.
    ///
    /// # Errors
    /// [`StateIdError`] when there is no rule or the parts make no number.
    pub fn api_number_of_parts(&self, county: &str, unique: &str) -> Result<Answer<ApiNumber>, StateIdError> {
        let (rule, state) = self.numbering()?;
        Ok(rule.answer(ApiNumber::from_parts(state, county, unique)?))
    }

    /// Reads an identifier of the state's own into its canonical form.
    ///
    /// # Errors
    /// [`StateIdError`] when there is no rule or the text has not its form.
    pub fn identify(&self, identifier: Identifier, text: &str) -> Result<Answer<StateId>, StateIdError> {
        if identifier == Identifier::ApiNumber {
            let number = self.api_number(text)?;
            return Ok(number.map(|number| StateId::new(self.jurisdiction, identifier, number.to_string())));
        }
        let rule = self.rule(self.book.identities, Topic::Identifier(identifier), |rule| {
            rule.identifier == identifier
        })?;
        let canonical = rule.value.form.read(self.jurisdiction, identifier, text)?;
        Ok(rule.answer(StateId::new(self.jurisdiction, identifier, canonical)))
    }

    /// A code of the state's agency, kept as filed; what it says of a well is told by [`AgencyStatus`].
    ///
    /// # Errors
    /// [`TextError`] when the code is no text.
    pub fn well_status(&self, code: &str) -> Result<AgencyStatus, TextError> {
        Ok(AgencyStatus {
            agency: Text120::parse(self.jurisdiction.agency())?,
            code: Text120::parse(code)?,
        })
    }

    /// The last day on which the report of a production month is in time.
    ///
    /// # Errors
    /// [`RuleError`].
    pub fn due(&self, report: Report, month: Month) -> Result<Answer<NaiveDate>, RuleError> {
        let rule = self.rule(self.book.reports, Topic::Report(report), |rule| {
            rule.report == report
        })?;
        let (day, moved_by) = rule.value.due.day(month, self.book.calendar(self.jurisdiction));
        let answer = rule.answer(day);
        Ok(moved_by.map_or(answer, |confidence| answer.at_most(confidence)))
    }

    /// How long a well may do nothing, or an operator may take, before the rule bites.
    ///
    /// # Errors
    /// [`RuleError`].
    pub fn span(&self, inactivity: Inactivity) -> Result<Answer<Span>, RuleError> {
        let rule = self.rule(self.book.inactivity, Topic::Inactivity(inactivity), |rule| {
            rule.of == inactivity
        })?;
        Ok(rule.answer(rule.value.span))
    }

    /// The last day of a span that begins on a day: of the last production, the completion, the plug.
    ///
    /// # Errors
    /// [`RuleError`].
    pub fn deadline(&self, inactivity: Inactivity, from: NaiveDate) -> Result<Answer<NaiveDate>, RuleError> {
        Ok(self.span(inactivity)?.map(|span| span.after(from)))
    }

    fn rule<T>(
        &self,
        rules: &'a [Rule<T>],
        topic: Topic,
        asked: impl Fn(&T) -> bool,
    ) -> Result<&'a Rule<T>, RuleError> {
        rule::choose(rules, self.jurisdiction, topic, self.day, asked)
    }

    /// The rule by which wells are numbered, and the digits of the state.
    fn numbering(&self) -> Result<(&'a Rule<IdentityRule>, u8), RuleError> {
        let numbers = |rule: &IdentityRule| matches!(rule.form, Form::Api { .. });
        let rule = self.rule(self.book.identities, Topic::ApiNumber, numbers)?;
        match rule.value.form {
            Form::Api { state } => Ok((rule, state)),
            Form::Digits { .. }
            | Form::Number { .. }
            | Form::District
            | Form::InDistrict { .. }
            | Form::Code { .. } => Err(RuleError::NoRule {
                jurisdiction: self.jurisdiction,
                topic: Topic::ApiNumber,
                day: self.day,
            }),
        }
    }
}
