//! What changes lines of decks: `/transfer`, `/suspend`, `/release`, `/sign`, `/correct-decimal`, `/withdraw-change`.

use chrono::NaiveDate;
use uuid::Uuid;
use wellflow_domain::division_of_interest::{
    DecimalChange, DeckKind, Instrument, InstrumentKind, InterestLine, PayStatus, SuspenseReason,
    TransferPart,
};
use wellflow_domain::ids::OwnerId;
use wellflow_domain::month::Month;
use wellflow_domain::ownership::InterestType;
use wellflow_domain::quantity::DecimalInterest;
use wellflow_domain::text::Text120;

use crate::body::{OrDefault, bodies};

/// Interests change hands.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Conveyance {
    pub(crate) from: Month,
    pub(crate) parts: Vec<TransferPart>,
    pub(crate) instrument: Instrument,
    pub(crate) corrects_event_id: Option<Uuid>,
    pub(crate) restated_because: Option<Text120>,
}

/// What falls to interests is held back.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Suspension {
    pub(crate) from: Month,
    pub(crate) lines: Vec<InterestLine>,
    pub(crate) reason: SuspenseReason,
    pub(crate) document: Option<Text120>,
    pub(crate) restated_because: Option<Text120>,
}

/// What falls to interests is paid again.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Release {
    pub(crate) from: Month,
    pub(crate) lines: Vec<InterestLine>,
    pub(crate) document: Text120,
    pub(crate) restated_because: Option<Text120>,
}

/// An owner signs the division order.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Signing {
    pub(crate) owner: OwnerId,
    pub(crate) signed_on: NaiveDate,
    pub(crate) document: Text120,
}

/// Decimals were wrong.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct DecimalsCorrected {
    pub(crate) from: Month,
    pub(crate) changes: Vec<DecimalChange>,
    pub(crate) reason: Text120,
    pub(crate) restated_because: Option<Text120>,
}

/// A change was entered in error.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Withdrawal {
    pub(crate) corrects_event_id: Uuid,
    pub(crate) reason: Text120,
    pub(crate) restated_because: Option<Text120>,
}

bodies! {
    /// A transfer.
    Conveyance as TransferBody {
        from: Month,
        parts: Vec<TransferPart>,
        instrument: Instrument,
        corrects_event_id: Option<Uuid>,
        restated_because: Option<Text120>,
    }

    /// A part of it.
    TransferPart as TransferPartBody {
        deck: DeckKind,
        from_owner: OwnerId,
        from_interest: InterestType,
        to_owner: OwnerId,
        to_interest: InterestType,
        decimal: DecimalInterest,
        to_status: OrDefault<PayStatus>,
    }

    /// The paper by which it is made.
    Instrument as InstrumentBody {
        kind: InstrumentKind,
        reference: Text120,
        executed_on: NaiveDate,
        effective_on: NaiveDate,
    }

    /// The name of a line.
    InterestLine as InterestLineBody { deck: DeckKind, owner: OwnerId, interest: InterestType }

    /// Lines are held back.
    Suspension as SuspendBody {
        from: Month,
        lines: Vec<InterestLine>,
        reason: SuspenseReason,
        document: Option<Text120>,
        restated_because: Option<Text120>,
    }

    /// Lines are paid again.
    Release as ReleaseBody {
        from: Month,
        lines: Vec<InterestLine>,
        document: Text120,
        restated_because: Option<Text120>,
    }

    /// A signature.
    Signing as SignBody { owner: OwnerId, signed_on: NaiveDate, document: Text120 }

    /// Decimals are corrected.
    DecimalsCorrected as CorrectDecimalBody {
        from: Month,
        changes: Vec<DecimalChange>,
        reason: Text120,
        restated_because: Option<Text120>,
    }

    /// A decimal as it was and as it is.
    DecimalChange as DecimalChangeBody { line: InterestLine, old: DecimalInterest, new: DecimalInterest }

    /// A change is withdrawn.
    Withdrawal as WithdrawBody { corrects_event_id: Uuid, reason: Text120, restated_because: Option<Text120> }
}
