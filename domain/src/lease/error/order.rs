//! The refusal of a step that does not lead on from the stage the lease is in.

use chrono::{DateTime, Utc};

use super::LeaseError;
use crate::lease::status::LeaseStatus;
use crate::lease::step::Step;

impl LeaseError {
    /// What refuses the step in that stage.
    pub(in crate::lease) fn out_of_order(step: Step, status: LeaseStatus, since: DateTime<Utc>) -> Self {
        match status {
            LeaseStatus::Voided => Self::Voided { since },
            LeaseStatus::Released
            | LeaseStatus::Expired
            | LeaseStatus::Terminated
            | LeaseStatus::Surrendered
            | LeaseStatus::Cancelled
            | LeaseStatus::Consolidated => Self::Ended { status, since },
            LeaseStatus::Negotiating
            | LeaseStatus::BidRejected
            | LeaseStatus::NotIssued
            | LeaseStatus::NotExecuted
            | LeaseStatus::Unmapped => Self::NotInForce {
                words: step.words(),
                status,
                since,
            },
            LeaseStatus::Executed
            | LeaseStatus::Recorded
            | LeaseStatus::InPrimaryTerm
            | LeaseStatus::HeldByProduction
            | LeaseStatus::HeldByOperations
            | LeaseStatus::HeldByShutInRoyalty
            | LeaseStatus::HeldByUnit
            | LeaseStatus::OperationsSuspended
            | LeaseStatus::ProductionSuspended => Self::of_step(step, status, since),
        }
    }

    fn of_step(step: Step, status: LeaseStatus, since: DateTime<Utc>) -> Self {
        let words = step.words();
        match step {
            Step::OpenNegotiation | Step::CloseNegotiation | Step::Execute => {
                Self::AlreadyExecuted { status, since }
            }
            Step::PayDelayRental | Step::MissDelayRental => Self::RentalNotOwed { status },
            Step::StartCessationClock | Step::ClearCessation | Step::ApplyPugh | Step::ApplyRetained => {
                Self::NotHeld { words, status, since }
            }
            Step::HoldByOperations | Step::Expire => Self::HeldOtherwise { words, status, since },
            Step::Record
            | Step::ExerciseExtension
            | Step::HoldByProduction
            | Step::HoldByUnit
            | Step::PayShutInRoyalty
            | Step::Pool
            | Step::Release
            | Step::Assign
            | Step::AmendRoyalty
            | Step::Amend
            | Step::Terminate
            | Step::Surrender
            | Step::CorrectHistory
            | Step::VoidRecord
            | Step::ImportRecord => Self::NotInForce { words, status, since },
        }
    }
}
