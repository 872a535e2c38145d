//! The codes, agency by agency. Of several codes for one state the one to file stands first.

use super::Agency;
use crate::well::status::{CompletionStatus as C, WellStatus as W};

/// What an agency's codes say of a well or a borehole.
pub(super) fn of_wells(agency: Agency) -> &'static [(&'static str, W)] {
    match agency {
        Agency::Bsee => &BSEE_BOREHOLE,
        Agency::NmOcd => &NM_OCD,
        Agency::CoEcmc => &CO_ECMC,
        Agency::TxRrc => &TX_RRC,
        Agency::NyDec => &NY_DEC,
        Agency::Energistics => &ENERGISTICS,
    }
}

/// What an agency's codes say of a completion: BSEE's own codes, and those Colorado's Form 7 gives each completed formation.
pub(super) fn of_completions(agency: Agency) -> &'static [(&'static str, C)] {
    match agency {
        Agency::Bsee => &BSEE_COMPLETION,
        Agency::CoEcmc => &CO_FORMATION,
        Agency::NmOcd | Agency::TxRrc | Agency::NyDec | Agency::Energistics => &[],
    }
}

/// BSEE borehole status codes. Of `CT`, a core test, the table of states says nothing, so neither do we.
const BSEE_BOREHOLE: [(&str, W); 10] = [
    ("APD", W::PermitSubmitted),
    ("AST", W::Permitted),
    ("CNL", W::Cancelled),
    ("COM", W::Completed),
    ("CT", W::Unmapped),
    ("DRL", W::Drilling),
    ("DSI", W::DrillingSuspended),
    ("PA", W::PluggedAndAbandoned),
    ("ST", W::Sidetracked),
    ("TA", W::TemporarilyAbandoned),
];

/// BSEE's well status codes of the monthly OGOR-A report, whose meanings were measured on 2.03 million filed rows, and the
/// codes of its list of completions. Of `VCW` the table of states says nothing.
const BSEE_COMPLETION: [(&str, C); 31] = [
    ("01", C::Drilling),
    ("02", C::DrillingSuspended),
    ("03", C::Injecting),
    ("04", C::Injecting),
    ("05", C::Injecting),
    ("06", C::InService),
    ("07", C::InService),
    ("08", C::Producing),
    ("09", C::Producing),
    ("10", C::Producing),
    ("11", C::Producing),
    ("12", C::ShutIn),
    ("13", C::ShutIn),
    ("14", C::TemporarilyAbandoned),
    ("15", C::CompletionAbandoned),
    ("16", C::PluggedAndAbandoned),
    ("17", C::InService),
    ("COM", C::Completed),
    ("GIW", C::Injecting),
    ("GLO", C::Producing),
    ("GSI", C::ShutIn),
    ("IDS", C::InService),
    ("LIW", C::Injecting),
    ("OSI", C::ShutIn),
    ("PGW", C::Producing),
    ("POW", C::Producing),
    ("STI", C::Injecting),
    ("VCW", C::Unmapped),
    ("WDW", C::InService),
    ("WIW", C::Injecting),
    ("WSW", C::InService),
];

/// The letters of New Mexico's well list. `A` and `N` lag behind what is produced. `E` is an abandonment whose approval ran
/// out; `H` is plugged and not released, `P` released.
const NM_OCD: [(&str, W); 14] = [
    ("N", W::Permitted),
    ("C", W::Cancelled),
    ("X", W::Cancelled),
    ("D", W::DryHole),
    ("A", W::Producing),
    ("S", W::ShutIn),
    ("T", W::TemporarilyAbandoned),
    ("E", W::TemporarilyAbandoned),
    ("H", W::PluggedAndAbandoned),
    ("P", W::SiteReleased),
    ("I", W::Unmapped),
    ("J", W::Unmapped),
    ("Q", W::Unmapped),
    ("Z", W::Unmapped),
];

/// Colorado's facility status. `AL` is a location whose permit was given up before the bit turned: not a plugged well.
const CO_ECMC: [(&str, W); 13] = [
    ("AP", W::Permitted),
    ("AL", W::Cancelled),
    ("EP", W::Cancelled),
    ("DG", W::Drilling),
    ("SO", W::DrillingSuspended),
    ("WO", W::Drilled),
    ("PR", W::Producing),
    ("SI", W::ShutIn),
    ("IJ", W::Injecting),
    ("AC", W::InService),
    ("TA", W::TemporarilyAbandoned),
    ("PA", W::PluggedAndAbandoned),
    ("UN", W::Unmapped),
];

/// The same letters of one completed formation. A formation that waits for its completion, or was never reached, has none.
const CO_FORMATION: [(&str, C); 8] = [
    ("DG", C::Drilling),
    ("SO", C::DrillingSuspended),
    ("PR", C::Producing),
    ("SI", C::ShutIn),
    ("IJ", C::Injecting),
    ("AC", C::InService),
    ("TA", C::TemporarilyAbandoned),
    ("PA", C::PluggedAndAbandoned),
];

/// The names of well types in Texas. A day of plugging takes precedence over any of them.
const TX_RRC: [(&str, W); 20] = [
    ("PRODUCING", W::Producing),
    ("PROD FACTOR WELL", W::Producing),
    ("SWR-10-WELL", W::Producing),
    ("LEASE-USE-WELL", W::Producing),
    ("SHUT IN", W::ShutIn),
    ("SHUT IN-MULTI-COMPL", W::ShutIn),
    ("NO PRODUCTION", W::ShutIn),
    ("NOT ELIGIBLE FOR ALLOWABLE", W::ShutIn),
    ("INJECTION", W::Injecting),
    ("GAS STRG-INJECTION", W::Injecting),
    ("OTHER TYPE SERVICE", W::InService),
    ("WATER SUPPLY", W::InService),
    ("OBSERVATION", W::InService),
    ("BRINE MINING", W::InService),
    ("LPG STORAGE", W::InService),
    ("TEMP ABANDONED", W::TemporarilyAbandoned),
    ("PARTIAL PLUG", W::TemporarilyAbandoned),
    ("ABANDONED", W::PluggedAndAbandoned),
    ("SEALED", W::PluggedAndAbandoned),
    ("TRAINING", W::Unmapped),
];

/// New York's status. Only the plugged wells' was read; of the others the list in hand does not tell.
const NY_DEC: [(&str, W); 1] = [("PA", W::PluggedAndAbandoned)];

/// Energistics' words for the state of a well, with the dash as it is typed and as it is printed.
const ENERGISTICS: [(&str, W); 9] = [
    ("proposed", W::Proposed),
    ("permitted", W::Permitted),
    ("drilling", W::Drilling),
    ("completed", W::Completed),
    ("active -- producing", W::Producing),
    ("active \u{2013} producing", W::Producing),
    ("active -- injecting", W::Injecting),
    ("active \u{2013} injecting", W::Injecting),
    ("plugged and abandoned", W::PluggedAndAbandoned),
];
