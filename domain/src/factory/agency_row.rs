//! A borehole out of a row of an agency's list.
//!
//! What the row says is taken over as it says it. What cannot be read is a fault; what is odd is a warning, the same that
//! the well keeps.

use super::fields::{Fault, Fields, said};
use crate::api_number::{ApiNumber, ApiNumberError};
use crate::ids::WellId;
use crate::location::{Datum, LatLon, LocationError, StateCode, TimeZone};
use crate::quantity::{Feet, QuantityError};
use crate::text::{Text120, TextError};
use crate::well::{AgencyStatus, ImportWarning, ImportWellHistory, Provenance};

/// A row of a list of boreholes, as texts. Days are written `2024-03-01`; a blank says nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AgencyRow<'a> {
    /// The borehole: at least twelve digits.
    pub api_number: &'a str,
    /// The name.
    pub name: &'a str,
    /// The operator.
    pub operator: &'a str,
    /// The lease.
    pub lease: &'a str,
    /// The field.
    pub field: &'a str,
    /// Degrees north.
    pub latitude: &'a str,
    /// Degrees east.
    pub longitude: &'a str,
    /// Day of the application for the permit.
    pub permit_applied_on: &'a str,
    /// Day the permit was issued.
    pub permit_issued_on: &'a str,
    /// First day of drilling.
    pub spudded_on: &'a str,
    /// Day total depth was reached.
    pub total_depth_on: &'a str,
    /// Day of the completion.
    pub completed_on: &'a str,
    /// Day of the last plug.
    pub plugged_on: &'a str,
    /// Measured depth, feet.
    pub measured_depth_ft: &'a str,
    /// True vertical depth, feet.
    pub true_vertical_depth_ft: &'a str,
    /// The agency's code for the state of the borehole.
    pub status: &'a str,
    /// Since when.
    pub status_on: &'a str,
    /// The day of the list.
    pub listed_on: &'a str,
}

/// A row that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct ImportedRow {
    /// The command.
    pub history: ImportWellHistory,
    /// What is odd about the row.
    pub warnings: Vec<ImportWarning>,
}

impl AgencyRow<'_> {
    /// The command that takes the row over. `datum` and `time_zone` are those of the list.
    ///
    /// # Errors
    /// Every [`Fault`] of the row.
    pub fn import(
        &self,
        well_id: WellId,
        provenance: Provenance,
        datum: Datum,
        time_zone: TimeZone,
    ) -> Result<ImportedRow, Vec<Fault>> {
        let mut fields = Fields::default();
        let number = fields.take(
            "api_number",
            ApiNumber::parse(self.api_number),
            ApiNumberError::rule,
        );
        let name = self.name_or_not_given(&mut fields, "name", self.name);
        let operator = self.name_or_not_given(&mut fields, "operator", self.operator);
        let lease = optional(&mut fields, "lease", self.lease);
        let field = optional(&mut fields, "field", self.field);
        let location = self.location(&mut fields, datum);
        let status = optional(&mut fields, "status", self.status).map(|code| AgencyStatus {
            agency: provenance.agency.clone(),
            code,
        });
        let measured_depth_ft = depth(&mut fields, "measured_depth_ft", self.measured_depth_ft);
        let true_vertical_depth_ft =
            depth(&mut fields, "true_vertical_depth_ft", self.true_vertical_depth_ft);
        let permit_applied_on = fields.day("permit_applied_on", Some(self.permit_applied_on));
        let permit_issued_on = fields.day("permit_issued_on", Some(self.permit_issued_on));
        let spudded_on = fields.day("spudded_on", Some(self.spudded_on));
        let total_depth_on = fields.day("total_depth_on", Some(self.total_depth_on));
        let completed_on = fields.day("completed_on", Some(self.completed_on));
        let plugged_on = fields.day("plugged_on", Some(self.plugged_on));
        let status_on = fields.day("status_on", Some(self.status_on));
        let listed_on = fields.day("listed_on", Some(self.listed_on));
        let (Some(api_number), Some(name), Some(operator), true) =
            (number, name, operator, fields.faults.is_empty())
        else {
            return Err(fields.faults);
        };
        let history = ImportWellHistory {
            well_id,
            provenance,
            api_number,
            name,
            operator,
            lease,
            field,
            location,
            state: StateCode::of_api_number(&api_number),
            time_zone,
            spudded_on,
            total_depth_on,
            measured_depth_ft,
            true_vertical_depth_ft,
            status,
            status_on,
            listed_on,
            permit_applied_on,
            permit_issued_on,
            completed_on,
            plugged_on,
        };
        let warnings = history.warnings();
        Ok(ImportedRow { history, warnings })
    }

    /// Agencies leave names out; the record is worth keeping without them.
    fn name_or_not_given(&self, fields: &mut Fields, field: &'static str, text: &str) -> Option<Text120> {
        let text = said(Some(text)).unwrap_or("not given");
        fields.take(field, Text120::parse(text), TextError::rule)
    }

    fn location(&self, fields: &mut Fields, datum: Datum) -> Option<LatLon> {
        let (latitude, longitude) = (said(Some(self.latitude))?, said(Some(self.longitude))?);
        let point = LatLon::parse(latitude, longitude, datum);
        fields.take("location", point, LocationError::rule)
    }
}

fn optional(fields: &mut Fields, name: &'static str, text: &str) -> Option<Text120> {
    said(Some(text)).and_then(|text| fields.take(name, Text120::parse(text), TextError::rule))
}

fn depth(fields: &mut Fields, name: &'static str, text: &str) -> Option<Feet> {
    said(Some(text)).and_then(|text| fields.take(name, Feet::parse(text), QuantityError::rule))
}
