//! Whether it all adds up: `/reconcile-stock`, `/balance-gas`.

use wellflow_domain::disposition::Product;
use wellflow_domain::production_month::{BalanceGas, OpeningStock};
use wellflow_domain::quantity::{Barrels, SignedBarrels};
use wellflow_domain::text::Text120;

use crate::body::{OrDefault, bodies, tagged_bodies};

/// A stock to draw up, all but the sight of the month before.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Stocktaking {
    pub(crate) product: Product,
    pub(crate) opening: OpeningStock,
    pub(crate) adjustment_bbl: SignedBarrels,
    pub(crate) adjustment_reason: Option<Text120>,
    pub(crate) closing_bbl: Option<Barrels>,
}

bodies! {
    /// The month's stock is drawn up.
    Stocktaking as ReconcileStockBody {
        product: Product,
        opening: OpeningStock,
        adjustment_bbl: OrDefault<SignedBarrels>,
        adjustment_reason: Option<Text120>,
        closing_bbl: Option<Barrels>,
    }

    /// The month's gas is balanced.
    BalanceGas as BalanceGasBody { gas_well: bool }
}

tagged_bodies! {
    OpeningStock by "kind" {
        "of_earlier_month" => OfEarlierMonth {},
        "stated" => Stated { bbl: Barrels, reason: Text120 },
    }
}
