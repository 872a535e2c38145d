//! The property's stock, and its books: `/reconcile-stock`, `/lock`, `/unlock`.

use chrono::{DateTime, Utc};
use wellflow_domain::disposition::Product;
use wellflow_domain::location::TimeZone;
use wellflow_domain::month::Month;
use wellflow_domain::production_month::OpeningStock;
use wellflow_domain::property_month::PropertyId;
use wellflow_domain::quantity::{Barrels, SignedBarrels};
use wellflow_domain::text::Text120;

use crate::body::{OrDefault, bodies};

/// A stock to draw up, all but the sight of the month before.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Stocktaking {
    pub(crate) property_id: PropertyId,
    pub(crate) month: Month,
    pub(crate) time_zone: TimeZone,
    pub(crate) product: Product,
    pub(crate) opening: OpeningStock,
    pub(crate) produced_bbl: Option<Barrels>,
    pub(crate) closing_bbl: Option<Barrels>,
    pub(crate) adjustment_bbl: SignedBarrels,
    pub(crate) adjustment_reason: Option<Text120>,
    pub(crate) other_disposed_bbl: Barrels,
}

/// The books are closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Books {
    pub(crate) effective_at: DateTime<Utc>,
}

/// The books are opened again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reopening {
    pub(crate) effective_at: DateTime<Utc>,
    pub(crate) reason: Text120,
}

bodies! {
    /// The property's stock is drawn up.
    Stocktaking as ReconcileStockBody {
        property_id: PropertyId,
        month: Month,
        time_zone: TimeZone,
        product: Product,
        opening: OpeningStock,
        produced_bbl: Option<Barrels>,
        closing_bbl: Option<Barrels>,
        adjustment_bbl: OrDefault<SignedBarrels>,
        adjustment_reason: Option<Text120>,
        other_disposed_bbl: OrDefault<Barrels>,
    }

    /// The month is closed.
    Books as LockBody { effective_at: DateTime<Utc> }

    /// A closed month is opened again.
    Reopening as UnlockBody { effective_at: DateTime<Utc>, reason: Text120 }
}
