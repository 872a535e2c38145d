//! What an agency calls a status, as bodies write it.

use serde::Deserialize;
use wellflow_domain::text::Text120;
use wellflow_domain::well::AgencyStatus;

use crate::faults::Faults;

/// A status in an agency's words.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AgencyStatusBody {
    agency: String,
    code: String,
}

impl AgencyStatusBody {
    pub(super) fn read(&self, faults: &mut Faults) -> Option<AgencyStatus> {
        let agency = faults.take("/status/agency", Text120::parse(&self.agency));
        let code = faults.take("/status/code", Text120::parse(&self.code));
        Some(AgencyStatus {
            agency: agency?,
            code: code?,
        })
    }
}
