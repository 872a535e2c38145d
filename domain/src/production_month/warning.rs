//! What is odd about a month's statement, without being refused. Kept with the statement, so that whoever reads it sees
//! what was known to be odd when it was taken.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::quantity::{SignedBarrels, SignedMcf};
use crate::text::Text120;

/// Something odd. JSON: the rule in `"rule"`, and the values beside it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "rule", rename_all = "kebab-case", rename_all_fields = "snake_case")]
pub enum ProductionWarning {
    /// Volumes on no day.
    VolumeWithoutDays,
    /// Volumes after the well was plugged; refused where it is not an agency's record.
    VolumeAfterPlugging {
        /// The local day of the plug.
        plugged_on: NaiveDate,
    },
    /// Volumes with a status that says the well is plugged.
    VolumeWithPluggedStatus {
        /// The agency's code.
        status_code: Text120,
    },
    /// Volumes before the well was spudded; refused where it is not an agency's record.
    VolumeBeforeSpud {
        /// The local day of the spud.
        spudded_on: NaiveDate,
    },
    /// Opening + produced + adjustment - disposed of is not the closing stock; refused where it is not an agency's record.
    StockOutOfBalance {
        /// What the closing stock should be, less what it is said to be.
        difference_bbl: SignedBarrels,
    },
    /// Not all gas, or more than all, went somewhere.
    GasOutOfBalance {
        /// What came up and was injected for lift, less what went somewhere.
        difference: SignedMcf,
    },
    /// A second document for the month that the agency does not mark as a revision.
    FiledAgainUnmarked {
        /// The number of the first document.
        earlier_document_number: Option<Text120>,
    },
}

impl ProductionWarning {
    /// The rule, as a slug.
    pub fn rule(&self) -> &'static str {
        match self {
            Self::VolumeWithoutDays => "volume-without-days",
            Self::VolumeAfterPlugging { .. } => "volume-after-plugging",
            Self::VolumeWithPluggedStatus { .. } => "volume-with-plugged-status",
            Self::VolumeBeforeSpud { .. } => "volume-before-spud",
            Self::StockOutOfBalance { .. } => "stock-out-of-balance",
            Self::GasOutOfBalance { .. } => "gas-out-of-balance",
            Self::FiledAgainUnmarked { .. } => "filed-again-unmarked",
        }
    }
}
