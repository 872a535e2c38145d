//! Decks and what is done with whole ones: `/divisions`, `/activate`, `/supersede`, `/declare-payout`.

use serde::Deserialize;
use wellflow_domain::depth::DepthInterval;
use wellflow_domain::division_of_interest::{
    CreateDeck, DeckKind, DeckProduct, DivisionId, DivisionKey, DrawnUpDeck, Interest, OwnersSeen, PayStatus,
    PayoutAccount, Succession, SuspenseReason,
};
use wellflow_domain::ids::OwnerId;
use wellflow_domain::location::TimeZone;
use wellflow_domain::month::Month;
use wellflow_domain::ownership::{InterestType, RoundingResidual};
use wellflow_domain::property_month::PropertyId;
use wellflow_domain::quantity::{DecimalInterest, Usd};
use wellflow_domain::text::Text120;

use crate::body::{FromBody, OrDefault, Place, bodies, tagged_bodies};
use crate::faults::Faults;
use crate::problems::INVALID_CHOICE;

/// Decks that were drawn up are to be in force.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Activation {
    pub(crate) from: Month,
    pub(crate) decks: Vec<DeckKind>,
    pub(crate) restated_because: Option<Text120>,
}

/// Others take the place of decks, or of the division.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Supersession {
    pub(crate) from: Month,
    pub(crate) succession: Succession,
    pub(crate) reason: Text120,
    pub(crate) restated_because: Option<Text120>,
}

/// Everything that was to be recovered is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Payout {
    pub(crate) month: Month,
    pub(crate) account: PayoutAccount,
    pub(crate) restated_because: Option<Text120>,
}

bodies! {
    /// A deck is drawn up.
    CreateDeck as CreateDeckBody {
        division: DivisionKey,
        from: Month,
        deck: DrawnUpDeck;
        owners = OwnersSeen::default(),
    }

    /// What a division is about.
    DivisionKey as DivisionKeyBody {
        property_id: PropertyId,
        product: DeckProduct,
        depths: DepthInterval,
        time_zone: TimeZone,
    }

    /// A deck.
    DrawnUpDeck as DrawnUpDeckBody {
        kind: DeckKind,
        interests: Vec<Interest>,
        rounding_residual: Rounding,
    }

    /// A line of it.
    Interest as InterestBody {
        owner: OwnerId,
        interest: InterestType,
        decimal: DecimalInterest,
        status: OrDefault<PayStatus>,
    }

    /// Decks are put in force.
    Activation as ActivateBody { from: Month, decks: Vec<DeckKind>, restated_because: Option<Text120> }

    /// Decks are superseded.
    Supersession as SupersedeBody {
        from: Month,
        succession: Succession,
        reason: Text120,
        restated_because: Option<Text120>,
    }

    /// Payout is reached.
    Payout as DeclarePayoutBody { month: Month, account: PayoutAccount, restated_because: Option<Text120> }

    /// The account that shows it.
    PayoutAccount as PayoutAccountBody { to_recover_usd: Usd, recovered_usd: Usd, ledger_ref: Text120 }
}

tagged_bodies! {
    PayStatus by "state" {
        "pay" => Pay {},
        "suspense" => Suspense { reason: SuspenseReason, document: Option<Text120> },
    }
}

/// What rounding left over where a deck was worked out; nothing where it is not said.
#[derive(Debug)]
pub(crate) struct Rounding;

impl FromBody for Rounding {
    type Shape = Option<String>;
    type Value = RoundingResidual;

    fn read(shape: Option<String>, place: Place<'_>, faults: &mut Faults) -> Option<RoundingResidual> {
        match shape {
            None => Some(RoundingResidual::NONE),
            Some(text) => faults.at(place, RoundingResidual::parse(&text)),
        }
    }

    #[cfg(feature = "schema")]
    fn schema() -> serde_json::Value {
        crate::body::described::or_null(crate::body::described::decimal())
    }
}

/// `{"decks": [...]}` in the place of those of their kind, `{"divisions": [...]}` in the place of the whole division.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SuccessionBody {
    decks: Option<Vec<DrawnUpDeckBody>>,
    divisions: Option<Vec<String>>,
}

impl FromBody for Succession {
    type Shape = SuccessionBody;
    type Value = Self;

    fn read(shape: SuccessionBody, place: Place<'_>, faults: &mut Faults) -> Option<Self> {
        match (shape.decks, shape.divisions) {
            (Some(decks), None) => {
                Vec::<DrawnUpDeck>::read(Some(decks), place.field("decks"), faults).map(Self::Decks)
            }
            (None, Some(divisions)) => {
                Vec::<DivisionId>::read(Some(divisions), place.field("divisions"), faults)
                    .map(Self::Divisions)
            }
            (Some(_), Some(_)) | (None, None) => {
                faults.note(
                    INVALID_CHOICE,
                    place,
                    "what takes the place is either decks or divisions",
                );
                None
            }
        }
    }

    #[cfg(feature = "schema")]
    fn schema() -> serde_json::Value {
        use crate::body::described::{field, object};
        object(
            "Succession",
            [
                field::<Vec<DrawnUpDeck>>("decks"),
                field::<Vec<DivisionId>>("divisions"),
            ],
        )
    }
}
