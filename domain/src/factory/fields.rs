//! Reading fields, and keeping the faults of all of them.

use std::fmt;

use chrono::NaiveDate;

/// What is wrong with one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The field.
    pub field: &'static str,
    /// The rule it breaks, as a slug.
    pub rule: &'static str,
    /// The value that breaks it, in words.
    pub detail: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.field, self.detail)
    }
}

/// The faults found so far.
#[derive(Debug, Default)]
pub(super) struct Fields {
    pub(super) faults: Vec<Fault>,
}

impl Fields {
    /// Keeps the value, or its fault.
    pub(super) fn take<T, E: fmt::Display>(
        &mut self,
        field: &'static str,
        read: Result<T, E>,
        rule: impl FnOnce(&E) -> &'static str,
    ) -> Option<T> {
        match read {
            Ok(value) => Some(value),
            Err(error) => {
                self.fault(field, rule(&error), error.to_string());
                None
            }
        }
    }

    /// A day, as `2024-03-01`.
    pub(super) fn day(&mut self, field: &'static str, text: Option<&str>) -> Option<NaiveDate> {
        let text = said(text)?;
        let read = NaiveDate::parse_from_str(text, "%Y-%m-%d");
        if read.is_err() {
            let detail = format!("`{text}` is not a day: write year, month and day as in 2024-03-01");
            self.fault(field, "day-form", detail);
        }
        read.ok()
    }

    /// A field that must be there.
    pub(super) fn needed<'a>(&mut self, field: &'static str, text: Option<&'a str>) -> Option<&'a str> {
        let said = said(text);
        if said.is_none() {
            self.fault(field, "field-missing", "nothing is given".to_owned());
        }
        said
    }

    fn fault(&mut self, field: &'static str, rule: &'static str, detail: String) {
        self.faults.push(Fault { field, rule, detail });
    }
}

/// What a field says; a blank says nothing.
pub(super) fn said(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}
