//! What agencies call the states of wells, boreholes and completions, and what we make of it; and the codes we file.
//!
//! Invariants
//! - The filed code is kept beside its meaning.
//! - A code that is not in the table is `unmapped`, never a guess. A state an agency has no code for is not filed.

mod tables;

use serde::{Deserialize, Serialize};

use super::status::{BoreStatus, CompletionStatus, WellStatus};
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

/// An agency whose codes are read and written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Agency {
    /// Bureau of Safety and Environmental Enforcement: federal waters.
    Bsee,
    /// New Mexico, Oil Conservation Division.
    NmOcd,
    /// Colorado, Energy and Carbon Management Commission.
    CoEcmc,
    /// Texas, Railroad Commission: `WELL_TYPE_NAME` of its well search.
    TxRrc,
    /// New York, Department of Environmental Conservation.
    NyDec,
    /// Energistics, whose words travel between systems.
    Energistics,
}

impl Agency {
    /// Every agency.
    pub const ALL: [Self; 6] = [
        Self::Bsee,
        Self::NmOcd,
        Self::CoEcmc,
        Self::TxRrc,
        Self::NyDec,
        Self::Energistics,
    ];

    /// Its name, as in [`AgencyStatus::agency`].
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Bsee => "BSEE",
            Self::NmOcd => "NM OCD",
            Self::CoEcmc => "CO ECMC",
            Self::TxRrc => "TX RRC",
            Self::NyDec => "NY DEC",
            Self::Energistics => "Energistics",
        }
    }

    /// The agency of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|agency| agency.as_str() == name)
    }

    /// The codes that stand for a state of a well, the one to file first. None where the agency has none for it.
    pub fn codes_of(self, status: WellStatus) -> Vec<&'static str> {
        tables::of_wells(self)
            .iter()
            .filter(|(_, meaning)| *meaning == status && status != WellStatus::Unmapped)
            .map(|(code, _)| *code)
            .collect()
    }

    /// The code to file for a state of a well.
    pub fn code_of(self, status: WellStatus) -> Option<&'static str> {
        self.codes_of(status).first().copied()
    }
}

impl AgencyStatus {
    /// What the code says of a well.
    pub fn well(&self) -> WellStatus {
        self.look_up(tables::of_wells).unwrap_or(WellStatus::Unmapped)
    }

    /// What the code says of a borehole.
    pub fn borehole(&self) -> BoreStatus {
        BoreStatus::of_well(self.well())
    }

    /// What the code says of a completion.
    pub fn completion(&self) -> CompletionStatus {
        self.look_up(tables::of_completions)
            .unwrap_or(CompletionStatus::Unmapped)
    }

    fn look_up<S: Copy + 'static>(&self, table: fn(Agency) -> &'static [(&'static str, S)]) -> Option<S> {
        let agency = Agency::parse(self.agency.as_str())?;
        table(agency)
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
