//! A well as shown to the public, derived from its state.

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::agency::AgencyStatus;
use super::bore::Wellbore;
use super::facets::{Operating, Phase};
use super::role::WellRole;
use super::state::{Completion, KnownWell, Well};
use super::stated::RegulatoryFlags;
use super::status::{BoreStatus, CompletionStatus, WellStatus};
use crate::api_number::ApiNumber;
use crate::ids::WellId;
use crate::location::{Datum, LatLon, StateCode, TimeZone};
use crate::month::local_day;
use crate::quantity::Feet;
use crate::text::{CompletionName, Text120};

/// A well. Absent facts are `null`, decimals are strings, days are local to the well.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WellSummary {
    /// The stream.
    pub well_id: WellId,
    /// The name; of an imported well, that of the wellbore that speaks for it.
    pub name: Text120,
    /// The number asserted; of an imported well, its ten digits.
    pub api_number: Option<ApiNumber>,
    /// The operator.
    pub operator: Text120,
    /// The lease.
    pub lease: Option<Text120>,
    /// The field, or area and block.
    pub field: Option<Text120>,
    /// The state of the surface location.
    pub state: Option<StateCode>,
    /// What it is for; agencies' lists do not tell.
    pub role: Option<WellRole>,
    /// The zone of its local days.
    pub time_zone: TimeZone,
    /// Degrees north.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub latitude: Option<Decimal>,
    /// Degrees east.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub longitude: Option<Decimal>,
    /// The datum of both.
    pub datum: Option<Datum>,
    /// The stage it is in.
    pub status: WellStatus,
    /// Since when.
    pub status_since: DateTime<Utc>,
    /// Where in its life it is.
    pub phase: Phase,
    /// What it does; only a completed or operating well does anything.
    pub operating: Option<Operating>,
    /// What agencies hold against it or in its favour.
    pub flags: RegulatoryFlags,
    /// What the agency last filed of the completion, or else the wellbore, that speaks for the well.
    pub agency_status: Option<AgencyStatus>,
    /// The drilling permit.
    pub permit_number: Option<Text120>,
    /// The first day of drilling.
    pub spudded_on: Option<NaiveDate>,
    /// The day total depth was reached.
    pub total_depth_on: Option<NaiveDate>,
    /// Measured depth.
    pub measured_depth_ft: Option<Feet>,
    /// True vertical depth.
    pub true_vertical_depth_ft: Option<Feet>,
    /// The day the first interval was opened, where it was recorded here.
    pub completed_on: Option<NaiveDate>,
    /// The day it was plugged.
    pub plugged_on: Option<NaiveDate>,
    /// Its wellbores by number, as agencies' records tell.
    pub wellbores: Vec<WellboreSummary>,
    /// Its completions by name.
    pub completions: Vec<CompletionSummary>,
    /// Rules that agencies' records break.
    pub warnings: Vec<WellboreWarning>,
}

/// A wellbore.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WellboreSummary {
    /// Twelve digits.
    pub api_number: ApiNumber,
    /// Its name in the agency's list.
    pub name: Text120,
    /// Its operator.
    pub operator: Text120,
    /// Its lease.
    pub lease: Option<Text120>,
    /// Its state.
    pub status: BoreStatus,
    /// Since when, where a dated fact tells.
    pub status_since: Option<DateTime<Utc>>,
    /// What the agency filed.
    pub agency_status: Option<AgencyStatus>,
    /// The first day of drilling.
    pub spudded_on: Option<NaiveDate>,
    /// The day total depth was reached.
    pub total_depth_on: Option<NaiveDate>,
    /// Measured depth.
    pub measured_depth_ft: Option<Feet>,
    /// True vertical depth.
    pub true_vertical_depth_ft: Option<Feet>,
}

/// A completion.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CompletionSummary {
    /// Its name within the well.
    pub name: CompletionName,
    /// Its state.
    pub status: CompletionStatus,
    /// What the agency last filed, while it reports the completion.
    pub agency_status: Option<AgencyStatus>,
    /// Since when it is in that state.
    pub since: DateTime<Utc>,
    /// The zone or formation.
    pub zone: Option<Text120>,
    /// Top of the interval, measured depth.
    pub top_md_ft: Option<Feet>,
    /// Bottom of the interval, measured depth.
    pub bottom_md_ft: Option<Feet>,
}

/// A rule that an agency's record of a wellbore breaks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WellboreWarning {
    /// The wellbore.
    pub api_number: ApiNumber,
    /// The rule, for example `total_depth_before_spud`.
    pub rule: String,
    /// The values that break it, in words.
    pub detail: String,
}

impl Well {
    /// The well as shown; `None` where nothing is known of it.
    pub fn summary(&self) -> Option<WellSummary> {
        match self {
            Self::Unknown => None,
            Self::Known(well) => Some(well.summary()),
        }
    }
}

impl KnownWell {
    fn summary(&self) -> WellSummary {
        let day = |at: DateTime<Utc>| local_day(at, self.time_zone);
        let status = self.status();
        let location = self.identity.location.as_ref();
        WellSummary {
            well_id: self.well_id,
            name: self.identity.name.clone(),
            api_number: self.api_number,
            operator: self.identity.operator.clone(),
            lease: self.identity.lease.clone(),
            field: self.identity.field.clone(),
            state: self.identity.state,
            role: self.role,
            time_zone: self.time_zone,
            latitude: location.map(LatLon::latitude),
            longitude: location.map(LatLon::longitude),
            datum: location.map(LatLon::datum),
            status,
            status_since: self.standing.since,
            phase: self.standing.stage.phase(self.has_operated()),
            operating: self.standing.stage.operating(),
            flags: self.flags.clone(),
            agency_status: self.agency_status().cloned(),
            permit_number: self.permit.as_ref().map(|permit| permit.number.clone()),
            spudded_on: self.first_spud().map(day),
            total_depth_on: self.total_depth_at().map(day),
            measured_depth_ft: self.measured_depth_ft(),
            true_vertical_depth_ft: self.true_vertical_depth_ft(),
            completed_on: self.completed_at.map(day),
            plugged_on: self.plugged_since().map(day),
            wellbores: self.all_bores(),
            completions: self
                .completions
                .iter()
                .map(|(name, known)| completion(name, known))
                .collect(),
            warnings: self
                .wellbores
                .iter()
                .flat_map(|(number, bore)| warnings(*number, bore))
                .collect(),
        }
    }

    /// The bores of agencies' records, and those of our own that were named when one was left for another.
    fn all_bores(&self) -> Vec<WellboreSummary> {
        let recorded = self
            .wellbores
            .iter()
            .map(|(number, bore)| wellbore(*number, bore));
        let unrecorded = |bore: &ApiNumber| !self.wellbores.contains_key(bore);
        let left = self
            .left_bores
            .iter()
            .filter(|left| unrecorded(&left.bore))
            .map(|left| {
                self.own_bore(
                    left.bore,
                    BoreStatus::Sidetracked,
                    Some(left.left_at),
                    left.deepest_ft,
                )
            });
        let current = self
            .hole
            .bore
            .filter(unrecorded)
            .map(|bore| self.own_bore(bore, self.hole_status(), self.hole.since, self.hole.deepest_ft));
        let mut bores: Vec<WellboreSummary> = recorded.chain(left).chain(current).collect();
        bores.sort_by_key(|bore| bore.api_number);
        bores
    }

    fn own_bore(
        &self,
        api_number: ApiNumber,
        status: BoreStatus,
        since: Option<DateTime<Utc>>,
        deepest_ft: Option<Feet>,
    ) -> WellboreSummary {
        WellboreSummary {
            api_number,
            name: self.identity.name.clone(),
            operator: self.identity.operator.clone(),
            lease: self.identity.lease.clone(),
            status,
            status_since: since,
            agency_status: None,
            spudded_on: None,
            total_depth_on: None,
            measured_depth_ft: deepest_ft,
            true_vertical_depth_ft: None,
        }
    }

    /// The bore in which the bit turned last is in the state of the well.
    fn hole_status(&self) -> BoreStatus {
        BoreStatus::of_well(self.status())
    }

    /// When the bit first turned, by our own facts or the earliest of the agencies'.
    pub(super) fn first_spud(&self) -> Option<DateTime<Utc>> {
        let bores = || {
            self.wellbores
                .values()
                .filter_map(|bore| bore.facts.spudded_at)
                .min()
        };
        self.spudded_at.or_else(bores)
    }

    /// The length of the hole, by our own facts or the record of the wellbore that speaks for the well.
    pub(super) fn measured_depth_ft(&self) -> Option<Feet> {
        let own = self.total_depth.as_ref().map(|depth| depth.measured_ft);
        own.or_else(|| {
            self.main_bore()
                .and_then(|(_, bore)| bore.facts.depths.measured_ft)
        })
    }

    fn true_vertical_depth_ft(&self) -> Option<Feet> {
        match &self.total_depth {
            Some(depth) => depth.true_vertical_ft,
            None => self
                .main_bore()
                .and_then(|(_, bore)| bore.facts.depths.true_vertical_ft),
        }
    }

    pub(super) fn total_depth_at(&self) -> Option<DateTime<Utc>> {
        let own = self.total_depth.as_ref().map(|depth| depth.at);
        own.or_else(|| self.main_bore().and_then(|(_, bore)| bore.facts.total_depth_at))
    }

    /// The filed code of the completion of the highest rank, the lowest name among equals; else that of the main bore.
    fn agency_status(&self) -> Option<&AgencyStatus> {
        let filed = self
            .completions
            .values()
            .filter_map(|known| known.reported.as_ref());
        let main = || {
            self.main_bore()
                .and_then(|(_, bore)| bore.facts.status.as_ref())
                .map(|reported| &reported.status)
        };
        // Completions are kept by name, and the first of equal ranks wins.
        filed.min_by_key(|status| status.completion()).or_else(main)
    }
}

fn wellbore(api_number: ApiNumber, bore: &Wellbore) -> WellboreSummary {
    let facts = &bore.facts;
    let day = |at: DateTime<Utc>| local_day(at, facts.time_zone);
    WellboreSummary {
        api_number,
        name: facts.identity.name.clone(),
        operator: facts.identity.operator.clone(),
        lease: facts.identity.lease.clone(),
        status: facts.status(),
        status_since: facts.status_since(),
        agency_status: facts.status.as_ref().map(|reported| reported.status.clone()),
        spudded_on: facts.spudded_at.map(day),
        total_depth_on: facts.total_depth_at.map(day),
        measured_depth_ft: facts.depths.measured_ft,
        true_vertical_depth_ft: facts.depths.true_vertical_ft,
    }
}

fn completion(name: &CompletionName, known: &Completion) -> CompletionSummary {
    let interval = known.interval.as_ref();
    CompletionSummary {
        name: name.clone(),
        status: known.status,
        agency_status: known.reported.clone(),
        since: known.since,
        zone: interval.and_then(|interval| interval.zone.clone()),
        top_md_ft: interval.map(|interval| interval.top_md_ft),
        bottom_md_ft: interval.map(|interval| interval.bottom_md_ft),
    }
}

fn warnings(api_number: ApiNumber, bore: &Wellbore) -> impl Iterator<Item = WellboreWarning> {
    bore.facts.warnings.iter().map(move |warning| WellboreWarning {
        api_number,
        rule: warning.rule.clone(),
        detail: warning.detail.clone(),
    })
}
