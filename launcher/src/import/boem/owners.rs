//! The companies in a list of lease owners: each is registered under the agency's number, and later names are changes of name.
//!
//! The list has a row per interest in a lease; of it only the company is taken over. Its rows come in no order of time, so
//! what they say of companies is kept back until the end of the file.

use std::collections::BTreeMap;
use std::sync::Arc;

use anyhow::{Result, bail};
use chrono::NaiveDate;
use serde_json::{Value, json};
use uuid::Uuid;
use wellflow_domain::ids::OwnerId;
use wellflow_domain::lease::BOEM;
use wellflow_domain::location::TimeZone;
use wellflow_domain::month::day_start;

use super::{DATES, given};
use crate::import::boreholes::{Fault, expect_width};
use crate::import::cells;
use crate::import::item::{Item, Kind, Mapped, Warning, idempotency_key};
use crate::import::pipeline::Format;
use crate::import::rows::{CsvRows, Row};

/// What stands in place of a name that has to be looked up on paper.
const NOT_NAMED: &str = "SEE LEASE FILE";

/// Name and first day of a company, in the two forms the agency publishes.
const FORMS: [(&str, &str); 2] = [
    ("BUS_ASC_NAME", "MMS_STRT_DATE"),
    ("SEELEASEFILE", "MMS_START_DATE"),
];

/// A name of a company since a day, and the row that says so.
#[derive(Clone, Debug)]
struct Named {
    name: String,
    since: NaiveDate,
    row: Row,
}

/// Turns rows of a list of lease owners into commands.
#[derive(Debug)]
pub(super) struct Owners {
    organization: Uuid,
    file: Arc<str>,
    width: usize,
    number: usize,
    name: (usize, &'static str),
    since: (usize, &'static str),
    companies: BTreeMap<String, Vec<Named>>,
}

impl Owners {
    /// Finds the columns of either form.
    pub(super) fn new(organization: Uuid, rows: &CsvRows) -> Result<Self> {
        let number = rows.column("MMS_COMPANY_NUM")?;
        for (name, since) in FORMS {
            if let (Ok(name_at), Ok(since_at)) = (rows.column(name), rows.column(since)) {
                return Ok(Self {
                    organization,
                    file: rows.file(),
                    width: rows.width(),
                    number,
                    name: (name_at, name),
                    since: (since_at, since),
                    companies: BTreeMap::new(),
                });
            }
        }
        bail!(
            "{} names companies neither by BUS_ASC_NAME and MMS_STRT_DATE nor by SEELEASEFILE and MMS_START_DATE",
            rows.file()
        )
    }

    fn company(&self, row: &Row) -> Result<(String, Named), Fault> {
        expect_width(row, self.width)?;
        let number = given(row, "MMS_COMPANY_NUM", self.number)?;
        let (at, column) = self.name;
        let name = given(row, column, at)?;
        if name == NOT_NAMED {
            return Err((
                "owner_not_named",
                format!("company {number}: {column} is {name:?}"),
            ));
        }
        let (at, column) = self.since;
        let since = cells::day(row, column, at, DATES)?;
        let since = since.ok_or_else(|| {
            (
                "owner_without_date",
                format!("company {number}: {column} is blank"),
            )
        })?;
        let named = Named {
            name: name.to_owned(),
            since,
            row: row.clone(),
        };
        Ok((number.to_owned(), named))
    }

    fn item(&self, number: &str, named: &Named, first: bool) -> Item {
        let owner = OwnerId::for_agency_number(self.organization, BOEM, number).as_uuid();
        let at = day_start(named.since, TimeZone::new(chrono_tz::America::Chicago));
        let (path, body) = if first {
            let body = json!({
                "owner_id": owner,
                "effective_at": at,
                "kind": "company",
                "name": named.name,
                "tax_id": Value::Null,
                "address": Value::Null,
                "agency_key": { "agency": BOEM, "number": number },
                "roles": [],
            });
            ("/api/v1/owners".to_owned(), body)
        } else {
            let body = json!({
                "effective_at": at,
                "name": named.name,
                "reference": format!("BOEM, lease owners, company {number}"),
            });
            (format!("/api/v1/owners/{owner}/change-name"), body)
        };
        Item {
            path,
            body,
            reported_at: None,
            idempotency_key: idempotency_key(Kind::Owner, &named.row.sha256, if first { "" } else { "name" }),
            lane: owner,
            kind: Kind::Owner,
            file: Arc::clone(&self.file),
            row: named.row.number,
        }
    }
}

impl Format for Owners {
    fn map(&mut self, row: &Row, out: &mut Mapped) {
        match self.company(row) {
            Ok((number, named)) => self.companies.entry(number).or_default().push(named),
            Err((rule, detail)) => out.warnings.push(Warning::new(&self.file, row, rule, detail)),
        }
    }

    /// Each company under its first name, then each other name once, from the first day it is listed for.
    fn finish(&mut self, out: &mut Mapped) {
        for (number, mut names) in std::mem::take(&mut self.companies) {
            names.sort_by_key(|named| (named.since, named.row.number));
            let mut called: Option<&str> = None;
            for named in &names {
                if called != Some(&named.name) {
                    out.items.push(self.item(&number, named, called.is_none()));
                    called = Some(&named.name);
                }
            }
        }
    }
}
