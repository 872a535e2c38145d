//! What the ledger asks of each fact of a month, and what outsiders see of it: reasons and business partners stay inside.

use chrono::{DateTime, Utc};
use uuid::Uuid;
use wellflow_decider::Fact;

use super::event::{
    DailyProductionCorrected, DailyProductionRecorded, GasBalanced, OpeningBasis, ProductDisposed,
    ProductionCorrected, ProductionMonthLocked, ProductionMonthUnlocked, ProductionRecorded,
    ProductionRestated, RestatementCause, StockDiscontinuityDetected, StockReconciled,
};
use crate::disposition::Disposition;
use crate::text::Text120;

/// Facts that hold nothing but figures.
macro_rules! public_facts {
    ($($fact:ident),+) => { $(
        impl Fact for $fact {
            fn effective_at(&self) -> DateTime<Utc> {
                self.effective_at
            }
            fn public_form(&self) -> Option<Self> {
                Some(self.clone())
            }
        }
    )+ };
}

public_facts!(
    ProductionRecorded,
    ProductionMonthLocked,
    DailyProductionRecorded,
    StockDiscontinuityDetected,
    GasBalanced
);

impl Fact for ProductionCorrected {
    fn effective_at(&self) -> DateTime<Utc> {
        self.effective_at
    }

    /// The reason is free text and may name a person: it stays inside.
    fn public_form(&self) -> Option<Self> {
        Some(Self {
            reason: Text120::withheld(),
            ..self.clone()
        })
    }
}

impl Fact for ProductionRestated {
    fn effective_at(&self) -> DateTime<Utc> {
        self.effective_at
    }

    fn public_form(&self) -> Option<Self> {
        let cause = match &self.cause {
            RestatementCause::Stated { .. } => RestatementCause::Stated {
                reason: Text120::withheld(),
            },
            RestatementCause::FiledAgain => RestatementCause::FiledAgain,
        };
        Some(Self {
            cause,
            ..self.clone()
        })
    }
}

impl Fact for ProductionMonthUnlocked {
    fn effective_at(&self) -> DateTime<Utc> {
        self.effective_at
    }

    fn public_form(&self) -> Option<Self> {
        Some(Self {
            reason: Text120::withheld(),
            ..self.clone()
        })
    }
}

impl Fact for DailyProductionCorrected {
    fn effective_at(&self) -> DateTime<Utc> {
        self.effective_at
    }

    fn supersedes(&self) -> Option<Uuid> {
        Some(self.corrects_event_id)
    }

    fn public_form(&self) -> Option<Self> {
        Some(Self {
            reason: Text120::withheld(),
            ..self.clone()
        })
    }
}

impl Fact for ProductDisposed {
    fn effective_at(&self) -> DateTime<Utc> {
        self.effective_at
    }

    fn supersedes(&self) -> Option<Uuid> {
        self.corrects_event_id
    }

    fn public_form(&self) -> Option<Self> {
        let disposition = Disposition {
            counterparty: self
                .disposition
                .counterparty
                .as_ref()
                .map(|_| Text120::withheld()),
            ..self.disposition.clone()
        };
        Some(Self {
            disposition,
            ..self.clone()
        })
    }
}

impl Fact for StockReconciled {
    fn effective_at(&self) -> DateTime<Utc> {
        self.effective_at
    }

    fn public_form(&self) -> Option<Self> {
        Some(Self {
            opening_basis: self.opening_basis.without_reason(),
            adjustment_reason: self.adjustment_reason.as_ref().map(|_| Text120::withheld()),
            ..self.clone()
        })
    }
}

impl OpeningBasis {
    /// The same with the reason held back.
    pub(crate) fn without_reason(&self) -> Self {
        match self {
            Self::OfEarlierMonth => Self::OfEarlierMonth,
            Self::Stated { .. } => Self::Stated {
                reason: Text120::withheld(),
            },
        }
    }
}
