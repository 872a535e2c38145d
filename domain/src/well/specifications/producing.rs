//! What it takes to begin to produce.

use super::{form, missing, part};
use crate::location::StateCode;
use crate::specification::{Specification, Verdict};
use crate::well::stated::{Evidence, ProducingAuthority};

/// A well about to produce for the first time, and what is stated for it.
#[derive(Clone, Copy, Debug)]
pub(in crate::well) struct ProduceCandidate<'a> {
    pub(in crate::well) state: Option<StateCode>,
    pub(in crate::well) authority: &'a ProducingAuthority,
    pub(in crate::well) demanded: &'a [Evidence],
}

/// Row 14 of the transition table: completion report filed or testing allowed, and a transporter on file.
#[derive(Clone, Copy, Debug)]
pub(in crate::well) struct CanProduce;

impl Specification<ProduceCandidate<'_>> for CanProduce {
    fn check(&self, well: &ProduceCandidate<'_>) -> Verdict {
        CompletionReportFiled
            .or(TestingAllowed)
            .and(TransporterOnFile)
            .check(well)
    }
}

struct CompletionReportFiled;

impl Specification<ProduceCandidate<'_>> for CompletionReportFiled {
    fn check(&self, well: &ProduceCandidate<'_>) -> Verdict {
        const NAME: &str = "completion-report-filed";
        let source = form(well.state, &[("TX", "16 TAC §3.16; RRC Form W-2 or G-1")]);
        match &well.authority.completion_report {
            Some(report) => part(NAME, true, format!("completion report {report} is filed"), source),
            None => missing(
                NAME,
                Evidence::CompletionReport,
                well.demanded,
                well.state,
                source,
            ),
        }
    }
}

struct TestingAllowed;

impl Specification<ProduceCandidate<'_>> for TestingAllowed {
    fn check(&self, well: &ProduceCandidate<'_>) -> Verdict {
        const NAME: &str = "testing-allowed";
        match &well.authority.test_allowance {
            Some(allowance) => part(NAME, true, format!("{allowance} allows testing"), None),
            None => part(NAME, false, "no allowance for testing is stated", None),
        }
    }
}

struct TransporterOnFile;

impl Specification<ProduceCandidate<'_>> for TransporterOnFile {
    fn check(&self, well: &ProduceCandidate<'_>) -> Verdict {
        const NAME: &str = "transporter-on-file";
        let source = form(well.state, &[("TX", "RRC Form P-4")]);
        match &well.authority.transporter {
            Some(transporter) => part(NAME, true, format!("{transporter} names the transporter"), source),
            None => missing(NAME, Evidence::Transporter, well.demanded, well.state, source),
        }
    }
}
