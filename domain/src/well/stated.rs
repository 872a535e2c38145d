//! What a task states and its event keeps: evidence, depths, tests, plugs, flags.
//!
//! Invariants
//! - Each is a value: it says what somebody stated, not whether a rule is met. The rules are in `decide`.
//! - What belongs to another stream that is not kept here yet (licence, lease, AFE, clearance) comes with the reference
//!   under which it can be found, so that it can be seen in its own stream later.

mod completion;
mod drilling;
mod evidence;
mod flags;
mod plugging;
mod tests;

pub use completion::{
    CompletionConsent, CompletionDetail, InitialTest, Perforation, ProducingAuthority, RecompletionAuthority,
    Stimulation,
};
pub use drilling::{CasingKind, CasingString, DrillingProgress, DryHoleReason, Kickoff, Title, WellPlan};
pub use evidence::{
    Clearance, ConversionAuthority, DrillEvidence, Evidence, InjectionPermit, LeaseInForce, Licence,
    PermitApplication, RestrictionCheck, Spacing, Spending, Transfer,
};
pub use flags::{RegulatoryFlag, RegulatoryFlags, Tx14b2};
pub use plugging::{
    BondRelease, CementPlug, PluggingApproval, PluggingAuthority, PluggingConsent, ReentryBore, ReentryPermit,
};
pub use tests::{FluidLevel, IntegrityTest, SecuringTest, TestMethod, WellTest};
