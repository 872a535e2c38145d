//! A row of a rule table, and the choice of the row that holds on a day.

use chrono::NaiveDate;

use super::Jurisdiction;
use super::due::Report;
use super::identity::Identifier;
use super::inactivity::Inactivity;

/// One rule, from the day it began to the day it ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rule<T> {
    /// Whose rule it is.
    pub jurisdiction: Jurisdiction,
    /// The first day on which it holds; `None` where its beginning lies before all records kept here.
    pub valid_from: Option<NaiveDate>,
    /// The last day on which it holds; `None` while no end is known.
    pub valid_to: Option<NaiveDate>,
    /// The statute, rule or form that says so.
    pub source: &'static str,
    /// The day on which the source was last looked at.
    pub verified_on: NaiveDate,
    /// How far the row is to be trusted.
    pub confidence: Confidence,
    /// What it says.
    pub value: T,
}

/// How far a row is to be trusted. The less, the smaller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Confidence {
    /// Held in the industry; its source could not be read.
    Unverified,
    /// Read in somebody else's account of the source.
    Secondary,
    /// Read in the source.
    Read,
}

/// What a rule says, with where that stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Answer<T> {
    /// What it says.
    pub value: T,
    /// The statute, rule or form that says so.
    pub source: &'static str,
    /// The day on which the source was last looked at.
    pub verified_on: NaiveDate,
    /// How far the answer is to be trusted: no further than the weakest row it rests on.
    pub confidence: Confidence,
}

/// What a rule is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Topic {
    /// How wells are numbered.
    ApiNumber,
    /// How something else is numbered.
    Identifier(Identifier),
    /// At which pressure and temperature gas is reported.
    GasBase,
    /// When a report is due.
    Report(Report),
    /// How long something may take or rest.
    Inactivity(Inactivity),
}

/// Why no rule answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RuleError {
    /// No row says anything of it on that day.
    #[error("no rule of {jurisdiction} on {topic} is known for {day}")]
    NoRule {
        /// Whose rules were asked.
        jurisdiction: Jurisdiction,
        /// What they were asked.
        topic: Topic,
        /// For which day.
        day: NaiveDate,
    },
    /// The last row that said something of it had ended by then.
    #[error("the rule of {jurisdiction} on {topic} ended on {valid_to}; it does not say what holds on {day}")]
    RuleExpired {
        /// Whose rules were asked.
        jurisdiction: Jurisdiction,
        /// What they were asked.
        topic: Topic,
        /// For which day.
        day: NaiveDate,
        /// The last day on which the rule held.
        valid_to: NaiveDate,
        /// Where the rule stood.
        stood_in: &'static str,
    },
}

impl RuleError {
    /// The rule that was broken, as a slug.
    pub fn rule(&self) -> &'static str {
        match self {
            Self::NoRule { .. } => "no-rule",
            Self::RuleExpired { .. } => "rule-expired",
        }
    }

    /// The statute, rule or form, where there is one.
    pub fn source(&self) -> Option<&'static str> {
        match self {
            Self::NoRule { .. } => None,
            Self::RuleExpired { stood_in, .. } => Some(stood_in),
        }
    }
}

impl std::fmt::Display for Topic {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::ApiNumber => f.write_str("API numbers"),
            Self::Identifier(identifier) => write!(f, "the {}", identifier.words()),
            Self::GasBase => f.write_str("the pressure base of gas"),
            Self::Report(report) => write!(f, "when the {} is due", report.words()),
            Self::Inactivity(inactivity) => f.write_str(inactivity.words()),
        }
    }
}

impl<T> Rule<T> {
    /// Whether the rule holds on a day.
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.valid_from.is_none_or(|from| from <= day) && self.valid_to.is_none_or(|to| day <= to)
    }

    /// What the rule says, with where it stands.
    pub(super) const fn answer<A>(&self, value: A) -> Answer<A> {
        Answer {
            value,
            source: self.source,
            verified_on: self.verified_on,
            confidence: self.confidence,
        }
    }
}

impl<T> Answer<T> {
    /// The same standing for what follows from the value.
    pub fn map<A>(self, follows: impl FnOnce(T) -> A) -> Answer<A> {
        Answer {
            value: follows(self.value),
            source: self.source,
            verified_on: self.verified_on,
            confidence: self.confidence,
        }
    }

    /// To be trusted no further than something else it rests on.
    pub(super) fn at_most(self, confidence: Confidence) -> Self {
        Self {
            confidence: self.confidence.min(confidence),
            ..self
        }
    }
}

/// The row that holds on the day.
pub(super) fn choose<T>(
    rules: &[Rule<T>],
    jurisdiction: Jurisdiction,
    topic: Topic,
    day: NaiveDate,
    asked: impl Fn(&T) -> bool,
) -> Result<&Rule<T>, RuleError> {
    let mut ended: Option<(NaiveDate, &'static str)> = None;
    for rule in rules {
        if rule.jurisdiction != jurisdiction || !asked(&rule.value) {
            continue;
        }
        if rule.holds_on(day) {
            return Ok(rule);
        }
        if let Some(valid_to) = rule.valid_to.filter(|valid_to| *valid_to < day)
            && ended.is_none_or(|(latest, _)| latest < valid_to)
        {
            ended = Some((valid_to, rule.source));
        }
    }
    Err(match ended {
        Some((valid_to, stood_in)) => RuleError::RuleExpired {
            jurisdiction,
            topic,
            day,
            valid_to,
            stood_in,
        },
        None => RuleError::NoRule {
            jurisdiction,
            topic,
            day,
        },
    })
}

/// A day of a table. An impossible one does not compile where it stands in a constant.
pub(super) const fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    match NaiveDate::from_ymd_opt(year, month, day) {
        Some(day) => day,
        None => panic!("there is no such day"),
    }
}
