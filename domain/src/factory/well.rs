//! A well out of a request, with what a template knows.

use chrono::{DateTime, Utc};

use super::fields::{Fault, Fields, said};
use crate::api_number::{ApiNumber, ApiNumberError};
use crate::ids::WellId;
use crate::jurisdiction::{Jurisdiction, StateIdError, StateStrategy};
use crate::location::{Datum, LatLon, LocationError, StateCode, TimeZone};
use crate::month::local_day;
use crate::quantity::{Feet, QuantityError};
use crate::text::{Text120, TextError};
use crate::well::{ProposeWell, WellPlan, WellRole};

/// What somebody asks for when a well is planned. A field that is absent or blank says nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WellRequest {
    /// The name on the sign.
    pub name: Option<String>,
    /// The agency's number; eight digits suffice where the state is said too.
    pub api_number: Option<String>,
    /// The operator's name.
    pub operator: Option<String>,
    /// The lease.
    pub lease: Option<String>,
    /// The field.
    pub field: Option<String>,
    /// Degrees north.
    pub latitude: Option<String>,
    /// Degrees east.
    pub longitude: Option<String>,
    /// The datum of both.
    pub datum: Option<String>,
    /// State of the surface location, two letters.
    pub state: Option<String>,
    /// The zone of the well's local days.
    pub time_zone: Option<String>,
    /// What the well is for.
    pub role: Option<WellRole>,
    /// How deep it is meant to go, measured, feet.
    pub proposed_depth_ft: Option<String>,
    /// The formation it is meant to reach.
    pub target_formation: Option<String>,
}

/// What all wells of a programme have in common. What a request says itself comes before it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WellTemplate {
    /// The operator.
    pub operator: Option<Text120>,
    /// The lease.
    pub lease: Option<Text120>,
    /// The field.
    pub field: Option<Text120>,
    /// The datum of coordinates that name none.
    pub datum: Option<Datum>,
    /// The state.
    pub state: Option<StateCode>,
    /// The zone of the wells' local days.
    pub time_zone: Option<TimeZone>,
    /// What the wells are for; oil where nobody says.
    pub role: Option<WellRole>,
    /// What is planned.
    pub plan: WellPlan,
}

impl WellRequest {
    /// The command, by the request alone.
    ///
    /// # Errors
    /// Every [`Fault`] of the request.
    pub fn propose(&self, well_id: WellId, at: DateTime<Utc>) -> Result<ProposeWell, Vec<Fault>> {
        WellTemplate::default().propose(self, well_id, at)
    }
}

impl WellTemplate {
    /// The command for one request.
    ///
    /// # Errors
    /// Every [`Fault`] of the request.
    pub fn propose(
        &self,
        request: &WellRequest,
        well_id: WellId,
        at: DateTime<Utc>,
    ) -> Result<ProposeWell, Vec<Fault>> {
        let mut fields = Fields::default();
        let name = fields
            .needed("name", request.name.as_deref())
            .and_then(|text| fields.take("name", Text120::parse(text), TextError::rule));
        let operator = match (&self.operator, said(request.operator.as_deref())) {
            (Some(operator), None) => Some(operator.clone()),
            (_, text) => fields
                .needed("operator", text)
                .and_then(|text| fields.take("operator", Text120::parse(text), TextError::rule)),
        };
        let lease = text(&mut fields, "lease", request.lease.as_deref()).or_else(|| self.lease.clone());
        let field = text(&mut fields, "field", request.field.as_deref()).or_else(|| self.field.clone());
        let state = match said(request.state.as_deref()) {
            Some(text) => fields.take("state", StateCode::parse(text), LocationError::rule),
            None => self.state,
        };
        let time_zone = match (self.time_zone, said(request.time_zone.as_deref())) {
            (Some(zone), None) => Some(zone),
            (_, text) => fields
                .needed("time_zone", text)
                .and_then(|text| fields.take("time_zone", TimeZone::parse(text), LocationError::rule)),
        };
        let api_number = said(request.api_number.as_deref())
            .and_then(|text| api_number(&mut fields, text, state, time_zone, at));
        let location = self.location(&mut fields, request);
        let plan = self.plan(&mut fields, request);
        match (name, operator, time_zone) {
            (Some(name), Some(operator), Some(time_zone)) if fields.faults.is_empty() => Ok(ProposeWell {
                well_id,
                effective_at: at,
                name,
                api_number,
                operator,
                lease,
                field,
                location,
                state,
                time_zone,
                role: request.role.or(self.role).unwrap_or_default(),
                plan,
            }),
            (_, _, _) => Err(fields.faults),
        }
    }

    /// The commands for many requests, each with its id, in their order. One that is faulty harms no other.
    pub fn propose_all<'a>(
        &'a self,
        requests: impl IntoIterator<Item = (WellId, &'a WellRequest)>,
        at: DateTime<Utc>,
    ) -> Vec<Result<ProposeWell, Vec<Fault>>> {
        requests
            .into_iter()
            .map(|(well_id, request)| self.propose(request, well_id, at))
            .collect()
    }

    fn location(&self, fields: &mut Fields, request: &WellRequest) -> Option<LatLon> {
        let latitude = said(request.latitude.as_deref());
        let longitude = said(request.longitude.as_deref());
        let datum = match said(request.datum.as_deref()) {
            Some(text) => Some(fields.take("datum", Datum::parse(text), LocationError::rule)?),
            None => self.datum,
        };
        if latitude.is_none() && longitude.is_none() {
            return None;
        }
        let latitude = fields.needed("latitude", latitude);
        let longitude = fields.needed("longitude", longitude);
        if datum.is_none() {
            fields.needed("datum", None);
        }
        let point = LatLon::parse(latitude?, longitude?, datum?);
        fields.take("location", point, LocationError::rule)
    }

    fn plan(&self, fields: &mut Fields, request: &WellRequest) -> WellPlan {
        let depth = said(request.proposed_depth_ft.as_deref())
            .and_then(|text| fields.take("proposed_depth_ft", Feet::parse(text), QuantityError::rule));
        let formation = text(fields, "target_formation", request.target_formation.as_deref());
        WellPlan {
            proposed_depth_ft: depth.or(self.plan.proposed_depth_ft),
            target_formation: formation.or_else(|| self.plan.target_formation.clone()),
            ..self.plan.clone()
        }
    }
}

fn text(fields: &mut Fields, name: &'static str, given: Option<&str>) -> Option<Text120> {
    said(given).and_then(|text| fields.take(name, Text120::parse(text), TextError::rule))
}

/// The number, read as the state writes it where its rules are known.
fn api_number(
    fields: &mut Fields,
    text: &str,
    state: Option<StateCode>,
    time_zone: Option<TimeZone>,
    at: DateTime<Utc>,
) -> Option<ApiNumber> {
    let day = time_zone.map_or_else(|| at.date_naive(), |zone| local_day(at, zone));
    match state.and_then(Jurisdiction::of) {
        Some(jurisdiction) => {
            let read = StateStrategy::on(jurisdiction, day).api_number(text);
            fields.take("api_number", read.map(|answer| answer.value), StateIdError::rule)
        }
        None => fields.take("api_number", ApiNumber::parse(text), ApiNumberError::rule),
    }
}
