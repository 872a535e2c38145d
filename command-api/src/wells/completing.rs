//! Open intervals and what the well is for: `/start-completion`, `/complete`, `/recomplete`, `/convert`.

use chrono::{DateTime, Utc};
use wellflow_domain::quantity::{Barrels, Choke64ths, Feet, Mcf, Pounds, Psi};
use wellflow_domain::text::{CompletionName, Text120};
use wellflow_domain::well::{
    CompleteWell, CompletionConsent, CompletionDetail, ConversionAuthority, ConvertWell, InitialTest,
    Perforation, RecompleteWell, RecompletionAuthority, StartCompletion, Stimulation, WellRole,
};

use crate::body::{OrDefault, bodies};

bodies! {
    /// Work on an open interval begins.
    StartCompletion as StartCompletionBody { effective_at: DateTime<Utc>, consent: CompletionConsent }

    /// An interval is opened.
    CompleteWell as CompleteBody {
        effective_at: DateTime<Utc>,
        completion: CompletionName,
        zone: Option<Text120>,
        top_md_ft: Feet,
        bottom_md_ft: Feet,
        detail: OrDefault<CompletionDetail>,
    }

    /// How an interval was opened.
    CompletionDetail as CompletionDetailBody {
        perforations: Vec<Perforation>,
        stimulation: Option<Stimulation>,
        initial_test: Option<InitialTest>,
        report_form: Option<Text120>,
    }

    /// Holes shot through the casing.
    Perforation as PerforationBody { top_md_ft: Feet, bottom_md_ft: Feet, shots_per_ft: u16 }

    /// How the rock was opened.
    Stimulation as StimulationBody {
        stages: u16,
        proppant_lb: Option<Pounds>,
        fluid_bbl: Option<Barrels>,
    }

    /// The initial potential test.
    InitialTest as InitialTestBody {
        oil_bbl_per_day: Barrels,
        gas_per_day: Mcf,
        water_bbl_per_day: Barrels,
        choke_64ths: Option<Choke64ths>,
        flowing_tubing_pressure_psi: Option<Psi>,
    }

    /// Another zone is opened in place of an old one.
    RecompleteWell as RecompleteBody {
        effective_at: DateTime<Utc>,
        from: CompletionName,
        completion: CompletionName,
        zone: Option<Text120>,
        top_md_ft: Feet,
        bottom_md_ft: Feet,
        detail: OrDefault<CompletionDetail>,
        authority: RecompletionAuthority,
    }

    /// The well is given another role.
    ConvertWell as ConvertBody {
        effective_at: DateTime<Utc>,
        to_role: WellRole,
        authority: ConversionAuthority,
    }
}
