//! The two layouts in which Colorado gives Form 7 away: the page of one well, and the yearly or monthly download.

use anyhow::{Result, bail};
use wellflow_domain::api_number::ApiNumber;
use wellflow_domain::jurisdiction::{Jurisdiction, StateStrategy};
use wellflow_domain::month::Month;
use wellflow_domain::quantity::{Barrels, DaysOn, SignedBarrels};

use super::filed::{Filed, Gas, Oil};
use crate::import::boreholes::Fault;
use crate::import::cells;
use crate::import::rows::{CsvRows, Row};

/// Where the fields of a layout stand.
#[derive(Debug)]
pub(super) struct Layout {
    month: MonthColumns,
    document: Option<usize>,
    accepted: Option<usize>,
    revised: Option<usize>,
    well: Option<usize>,
    operator: usize,
    status: usize,
    days: Column,
    county: usize,
    sequence: usize,
    sidetrack: usize,
    formation: usize,
    oil: [Column; 5],
    gas: [Column; 5],
    water: Column,
}

/// A column and its name, for whoever reads the report.
type Column = (&'static str, usize);

#[derive(Debug)]
enum MonthColumns {
    /// `2021-09-01`.
    FirstDay(usize),
    /// `9` and `2021`.
    Parts { month: usize, year: usize },
}

impl Layout {
    /// The layout of a file, told by its columns.
    pub(super) fn of(rows: &CsvRows) -> Result<Self> {
        let (page, download) = (rows.column("First of Month"), rows.column("ReportMonth"));
        match (page, download) {
            (Ok(first_day), _) => Self::page(rows, first_day),
            (Err(_), Ok(month)) => Self::download(rows, month),
            (Err(_), Err(_)) => bail!(
                "{} has neither the column First of Month of a well's page nor ReportMonth of a download",
                rows.file()
            ),
        }
    }

    fn page(rows: &CsvRows, first_day: usize) -> Result<Self> {
        Ok(Self {
            month: MonthColumns::FirstDay(first_day),
            document: None,
            accepted: None,
            revised: None,
            well: None,
            operator: rows.column("Operator Name")?,
            status: rows.column("Well Status")?,
            days: find(rows, "Days Produced")?,
            county: rows.column("API County")?,
            sequence: rows.column("API Sequence")?,
            sidetrack: rows.column("API Sidetrack")?,
            formation: rows.column("Formation")?,
            oil: [
                find(rows, "BOM Inventory")?,
                find(rows, "Oil Produced")?,
                find(rows, "Oil Sold")?,
                find(rows, "Oil Adjustment")?,
                find(rows, "EOM Inventory")?,
            ],
            gas: [
                find(rows, "Gas Produced")?,
                find(rows, "Gas Flared")?,
                find(rows, "Gas Used")?,
                find(rows, "Gas Shrinkage")?,
                find(rows, "Gas Sold")?,
            ],
            water: find(rows, "Water Volume")?,
        })
    }

    fn download(rows: &CsvRows, month: usize) -> Result<Self> {
        Ok(Self {
            month: MonthColumns::Parts {
                month,
                year: rows.column("ReportYear")?,
            },
            document: Some(rows.column("DocNum")?),
            accepted: Some(rows.column("AcceptedDate")?),
            revised: rows.column("Revised").ok(),
            well: Some(rows.column("Well")?),
            operator: rows.column("OpName")?,
            status: rows.column("WellStatus")?,
            days: find(rows, "DaysProduced")?,
            county: rows.column("ApiCountyCode")?,
            sequence: rows.column("ApiSequenceNumber")?,
            sidetrack: rows.column("ApiSidetrack")?,
            formation: rows.column("FormationCode")?,
            oil: [
                find(rows, "BomInvent|BOMInvent")?,
                find(rows, "OilProduced")?,
                find(rows, "OilSales")?,
                find(rows, "OilAdjustment")?,
                find(rows, "EomInvent|EOMInvent")?,
            ],
            gas: [
                find(rows, "GasProduced")?,
                find(rows, "FlaredVented")?,
                find(rows, "GasUsedOnLease")?,
                find(rows, "GasShrinkage|GasSrinkage")?,
                find(rows, "GasSales")?,
            ],
            water: find(rows, "WaterProduced")?,
        })
    }

    /// One row.
    pub(super) fn read(&self, row: &Row) -> Result<Filed, Fault> {
        let month = self.month(row)?;
        let api = self.number(row, month)?;
        let formation = row.given(self.formation).ok_or_else(|| {
            (
                "formation_not_given",
                format!("{api} {month}: a report is by formation"),
            )
        })?;
        let days_on = cells::amount(row, self.days.0, self.days.1, DaysOn::parse)?;
        if let Some(days) = days_on.amount()
            && days.get() > month.days()
        {
            return Err((
                "days_exceed_month",
                format!("{api} {month}: {days} days of {}", month.days()),
            ));
        }
        let volume = |(name, column): Column| cells::amount(row, name, column, Barrels::parse);
        let [opening, produced, sold, adjustment, closing] = self.oil;
        let oil = Oil {
            opening: volume(opening)?,
            produced: volume(produced)?,
            sold: volume(sold)?,
            adjustment: cells::amount(row, adjustment.0, adjustment.1, SignedBarrels::parse)?,
            closing: volume(closing)?,
        };
        let [produced, flared, used, shrinkage, sold] = self.gas;
        let gas = Gas {
            produced: volume(produced)?,
            flared: volume(flared)?,
            used: volume(used)?,
            shrinkage: volume(shrinkage)?,
            sold: volume(sold)?,
        };
        let text = |column: Option<usize>| column.and_then(|column| row.given(column)).map(str::to_owned);
        Ok(Filed {
            row: row.clone(),
            completion: format!("{}-{formation}", api.digits()),
            api,
            month,
            document: text(self.document),
            accepted: match self.accepted {
                Some(column) => cells::day(row, "AcceptedDate", column, "%m/%d/%Y")?,
                None => None,
            },
            revised: text(self.revised).is_some_and(|mark| !mark.eq_ignore_ascii_case("N")),
            well: text(self.well),
            operator: text(Some(self.operator)),
            status: text(Some(self.status)),
            days_on,
            oil,
            gas,
            water: volume(self.water)?,
        })
    }

    fn month(&self, row: &Row) -> Result<Month, Fault> {
        let (text, form) = match self.month {
            MonthColumns::FirstDay(column) => {
                let text = row.get(column);
                (text.strip_suffix("-01").unwrap_or(text).to_owned(), "YYYY-MM-01")
            }
            MonthColumns::Parts { month, year } => (
                format!("{}-{:0>2}", row.get(year), row.get(month)),
                "a month and a year",
            ),
        };
        Month::parse(&text).map_err(|error| ("month_unreadable", format!("{error}; {form} is expected")))
    }

    /// The borehole: county, number and sidetrack stand in columns of their own.
    fn number(&self, row: &Row, month: Month) -> Result<ApiNumber, Fault> {
        let (county, sequence) = (row.get(self.county), row.get(self.sequence));
        let unreadable = |reason: String| ("api_number_unreadable", reason);
        let well = StateStrategy::of_month(Jurisdiction::Colorado, month)
            .api_number_of_parts(county, sequence)
            .map_err(|error| unreadable(error.to_string()))?
            .value;
        let sidetrack = format!("{:0>2}", row.get(self.sidetrack));
        ApiNumber::parse(&format!("{}{sidetrack}", well.api10()))
            .map_err(|error| unreadable(format!("sidetrack {sidetrack:?}: {error}")))
    }
}

/// A column by its name; the archives spell some in another way.
fn find(rows: &CsvRows, names: &'static str) -> Result<Column> {
    let name = names
        .split('|')
        .find(|name| rows.column(name).is_ok())
        .unwrap_or(names);
    Ok((name, rows.column(name)?))
}
