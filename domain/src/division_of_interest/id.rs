//! What names a division of interest.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::depth::DepthInterval;
use crate::disposition::Product;
use crate::ids::DERIVED_IDS;
use crate::location::TimeZone;
use crate::property_month::PropertyId;

/// The id of a division's stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct DivisionId(Uuid);

impl DivisionId {
    /// Takes an id chosen elsewhere.
    pub const fn new(id: Uuid) -> Self {
        Self(id)
    }

    /// The bare id.
    pub const fn as_uuid(self) -> Uuid {
        self.0
    }
}

impl std::fmt::Display for DivisionId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl std::str::FromStr for DivisionId {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

impl From<DivisionId> for Uuid {
    fn from(id: DivisionId) -> Self {
        id.0
    }
}

/// The products a division is about. JSON: `"all"`, `"oil"`, `"condensate"`, `"gas"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum DeckProduct {
    /// Whatever is produced.
    All,
    /// Crude oil.
    Oil,
    /// Liquid that fell out of gas.
    Condensate,
    /// Gas.
    Gas,
}

impl DeckProduct {
    /// The word as written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Oil => Product::Oil.as_str(),
            Self::Condensate => Product::Condensate.as_str(),
            Self::Gas => Product::Gas.as_str(),
        }
    }

    /// Whether some product is of both.
    pub fn overlaps(self, other: Self) -> bool {
        self == other || self == Self::All || other == Self::All
    }
}

impl From<Product> for DeckProduct {
    fn from(product: Product) -> Self {
        match product {
            Product::Oil => Self::Oil,
            Product::Condensate => Self::Condensate,
            Product::Gas => Self::Gas,
        }
    }
}

impl std::fmt::Display for DeckProduct {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What a division is about: the production of a property, of which products and from which depths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DivisionKey {
    /// The property: a lease, a battery or a unit.
    pub property_id: PropertyId,
    /// The products.
    pub product: DeckProduct,
    /// The depths.
    pub depths: DepthInterval,
    /// The zone of the property's local months.
    pub time_zone: TimeZone,
}

impl DivisionKey {
    /// The stream of the division. Properties of two organizations have different ids, so these do too.
    pub fn stream(&self) -> DivisionId {
        let Self {
            property_id,
            product,
            depths,
            ..
        } = self;
        let base_ft = depths.base_ft().map(String::from).unwrap_or_default();
        let key = format!(
            "division_of_interest\n{property_id}\n{product}\n{}\n{base_ft}",
            depths.top_ft()
        );
        DivisionId(Uuid::new_v5(&DERIVED_IDS, key.as_bytes()))
    }

    /// Whether some production is of both: the same property, a product and a depth in common.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.property_id == other.property_id
            && self.product.overlaps(other.product)
            && self.depths.overlaps(other.depths)
    }
}
