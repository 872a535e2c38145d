//! The end of a well, and its return.

use wellflow_decider::Illegal;

use crate::well::event::{PluggingApproved, ReentryApproved, RegulatoryFlagChanged, WellPlugged};
use crate::well::stage::Stage;
use crate::well::state::KnownWell;
use crate::well::status::CompletionStatus;
use crate::well::step::Step;

impl KnownWell {
    pub(super) fn take_plugging_approval(&mut self, event: &PluggingApproved) -> Result<(), Illegal> {
        self.allow(Step::ApprovePlugging, event.effective_at)?;
        self.plugging_approval = Some(event.approval.clone());
        Ok(())
    }

    pub(super) fn take_plug(&mut self, event: &WellPlugged) -> Result<(), Illegal> {
        let at = event.effective_at;
        let stage = Stage::PluggedAndAbandoned {
            cementer: event.cementer.clone(),
        };
        self.advance(Step::Plug, stage, at)?;
        self.plugged_at = Some(at);
        self.move_completions(CompletionStatus::PluggedAndAbandoned, at);
        Ok(())
    }

    pub(super) fn take_reentry_approval(&mut self, event: &ReentryApproved) -> Result<(), Illegal> {
        self.allow(Step::ApproveReentry, event.effective_at)?;
        self.reentry = Some(event.permit.clone());
        Ok(())
    }

    pub(super) fn take_flag(&mut self, event: &RegulatoryFlagChanged) -> Result<(), Illegal> {
        self.allow(Step::SetFlag, event.effective_at)?;
        self.flags = std::mem::take(&mut self.flags).with(&event.flag);
        Ok(())
    }
}
