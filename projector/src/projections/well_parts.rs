//! The wellbores, completions and tests of a well, as they are served.

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde::Serialize;
use uuid::Uuid;
use wellflow_domain::api_number::ApiNumber;
use wellflow_domain::location::TimeZone;
use wellflow_domain::month::local_day;
use wellflow_domain::quantity::Feet;
use wellflow_domain::text::{CompletionName, Text120};
use wellflow_domain::well::{
    AgencyStatus, CompletionDetail, CompletionSummary, HoleSummary, WellSummary, WellboreSummary,
};
use wellflow_read_model::figures::{gas_oil_ratio, water_cut};
use wellflow_read_model::well_parts::{BoreRow, CompletionRow, Parts, TestRow};

use super::well_file::{CompletionFile, TestFile, Tested, WellFile};
use crate::ProjectorError;

/// A wellbore. Absent facts are `null`, days are local to the well.
#[derive(Serialize)]
struct BoreShown {
    /// Twelve digits; our own first hole has none before they are stated.
    api_number: Option<ApiNumber>,
    name: Text120,
    operator: Text120,
    lease: Option<Text120>,
    status: &'static str,
    status_since: Option<DateTime<Utc>>,
    agency_status: Option<AgencyStatus>,
    parent_api_number: Option<ApiNumber>,
    kickoff_md_ft: Option<Feet>,
    spudded_on: Option<NaiveDate>,
    total_depth_on: Option<NaiveDate>,
    measured_depth_ft: Option<Feet>,
    true_vertical_depth_ft: Option<Feet>,
    /// Whether it was left for another bore and stays where it lies.
    abandoned_in_place: bool,
    abandoned_on: Option<NaiveDate>,
}

#[derive(Serialize)]
struct CompletionShown {
    #[serde(flatten)]
    summary: CompletionSummary,
    opened_on: Option<NaiveDate>,
    first_production_on: Option<NaiveDate>,
    recompleted_from: Option<CompletionName>,
    recompleted_into: Option<CompletionName>,
    isolated_by: Option<Text120>,
    detail: Option<CompletionDetail>,
}

#[derive(Serialize)]
struct TestShown<'a> {
    tested_at: DateTime<Utc>,
    tested_on: NaiveDate,
    completion: Option<&'a CompletionName>,
    #[serde(flatten)]
    test: &'a Tested,
    /// Cubic feet a barrel; `null` without oil, and where nothing flows in such a test.
    gas_oil_ratio: Option<Decimal>,
    water_cut: Option<Decimal>,
}

/// Adds the parts of a well to those of the batch.
///
/// # Errors
/// [`ProjectorError::Encode`].
pub(super) fn add(
    parts: &mut Parts,
    well_id: Uuid,
    file: &WellFile,
    summary: &WellSummary,
) -> Result<(), ProjectorError> {
    for (place, bore) in (1..).zip(bores(summary, &file.well.holes())) {
        parts.bores.push(BoreRow {
            well_id,
            place,
            api12: bore.api_number.map(|number| number.to_string()),
            document: json(&bore)?,
        });
    }
    for completion in &summary.completions {
        let filed = file.completions.get(&completion.name);
        parts.completions.push(CompletionRow {
            well_id,
            completion: completion.name.as_str().to_owned(),
            document: json(&completion_shown(completion, filed, summary.time_zone))?,
        });
    }
    for (place, tested) in (1..).zip(&file.tests) {
        parts.tests.push(TestRow {
            well_id,
            tested_at: tested.at,
            place,
            kind: tested.test.kind(),
            document: json(&test_shown(tested, summary.time_zone))?,
        });
    }
    Ok(())
}

/// The agencies' bores and our own, the same bore once: what we drilled ourselves we know best.
fn bores(well: &WellSummary, holes: &[HoleSummary]) -> Vec<BoreShown> {
    let mut shown: Vec<BoreShown> = well.wellbores.iter().map(of_record).collect();
    for hole in holes {
        let same = shown
            .iter_mut()
            .find(|bore| hole.api_number.is_some() && bore.api_number == hole.api_number);
        match same {
            Some(bore) => take(bore, well, hole),
            None => shown.push(of_hole(well, hole)),
        }
    }
    shown
}

fn of_record(bore: &WellboreSummary) -> BoreShown {
    BoreShown {
        api_number: Some(bore.api_number),
        name: bore.name.clone(),
        operator: bore.operator.clone(),
        lease: bore.lease.clone(),
        status: bore.status.as_str(),
        status_since: bore.status_since,
        agency_status: bore.agency_status.clone(),
        parent_api_number: None,
        kickoff_md_ft: None,
        spudded_on: bore.spudded_on,
        total_depth_on: bore.total_depth_on,
        measured_depth_ft: bore.measured_depth_ft,
        true_vertical_depth_ft: bore.true_vertical_depth_ft,
        abandoned_in_place: false,
        abandoned_on: None,
    }
}

/// What our own hole tells of a bore that is listed already.
fn take(bore: &mut BoreShown, well: &WellSummary, hole: &HoleSummary) {
    let own = of_hole(well, hole);
    bore.parent_api_number = own.parent_api_number;
    bore.kickoff_md_ft = own.kickoff_md_ft;
    bore.spudded_on = bore.spudded_on.or(own.spudded_on);
    bore.total_depth_on = bore.total_depth_on.or(own.total_depth_on);
    bore.measured_depth_ft = own.measured_depth_ft.or(bore.measured_depth_ft);
    bore.true_vertical_depth_ft = bore.true_vertical_depth_ft.or(own.true_vertical_depth_ft);
    bore.abandoned_in_place = own.abandoned_in_place;
    bore.abandoned_on = own.abandoned_on;
}

/// Of the holes that are only ours, the one drilled last stands where the well stands.
fn of_hole(well: &WellSummary, hole: &HoleSummary) -> BoreShown {
    let day = |at: DateTime<Utc>| local_day(at, well.time_zone);
    let left = hole.left_at;
    let of_last = |depth: Option<Feet>| if left.is_some() { None } else { depth };
    BoreShown {
        api_number: hole.api_number,
        name: well.name.clone(),
        operator: well.operator.clone(),
        lease: well.lease.clone(),
        status: if left.is_some() {
            "sidetracked"
        } else {
            well.status.as_str()
        },
        status_since: left.or(Some(well.status_since)),
        agency_status: None,
        parent_api_number: hole.parent,
        kickoff_md_ft: hole.kickoff_md_ft,
        spudded_on: hole.since.map(day),
        total_depth_on: if left.is_some() { None } else { well.total_depth_on },
        measured_depth_ft: hole.measured_depth_ft.or(of_last(well.measured_depth_ft)),
        true_vertical_depth_ft: of_last(well.true_vertical_depth_ft),
        abandoned_in_place: left.is_some(),
        abandoned_on: left.map(day),
    }
}

fn completion_shown(
    summary: &CompletionSummary,
    filed: Option<&CompletionFile>,
    zone: TimeZone,
) -> CompletionShown {
    let day = |at: DateTime<Utc>| local_day(at, zone);
    CompletionShown {
        summary: summary.clone(),
        opened_on: filed.map(|file| day(file.opened_at)),
        first_production_on: filed.and_then(|file| file.first_production_at).map(day),
        recompleted_from: filed.and_then(|file| file.recompleted_from.clone()),
        recompleted_into: filed.and_then(|file| file.recompleted_into.clone()),
        isolated_by: filed.and_then(|file| file.isolated_by.clone()),
        detail: filed.map(|file| file.detail.clone()),
    }
}

fn test_shown(tested: &TestFile, zone: TimeZone) -> TestShown<'_> {
    // Ratios are the same over any time, so amounts and daily rates serve alike.
    let flowed = match &tested.test {
        Tested::Production(test) => Some((test.oil_bbl, test.gas, test.water_bbl)),
        Tested::InitialPotential(test) => {
            Some((test.oil_bbl_per_day, test.gas_per_day, test.water_bbl_per_day))
        }
        Tested::MechanicalIntegrity(_) | Tested::FluidLevel(_) => None,
    };
    TestShown {
        tested_at: tested.at,
        tested_on: local_day(tested.at, zone),
        completion: tested.completion.as_ref(),
        test: &tested.test,
        gas_oil_ratio: flowed.and_then(|(oil, gas, _)| gas_oil_ratio(gas.volume(), oil.value())),
        water_cut: flowed.and_then(|(oil, _, water)| water_cut(water.value(), oil.value())),
    }
}

fn json(shown: &impl Serialize) -> Result<String, ProjectorError> {
    serde_json::to_string(shown).map_err(ProjectorError::Encode)
}
