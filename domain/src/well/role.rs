//! What a well is for, and why it rests.

use serde::{Deserialize, Serialize};

/// What a well is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum WellRole {
    /// Oil.
    #[default]
    Oil,
    /// Gas.
    Gas,
    /// Oil and gas.
    OilAndGas,
    /// Gas condensate.
    Condensate,
    /// Injection for enhanced recovery.
    EorInjection,
    /// Disposal of produced water.
    Disposal,
    /// Water supply.
    WaterSupply,
    /// Observation.
    Observation,
    /// Storage of gas, put in and taken out.
    GasStorage,
    /// Carbon dioxide.
    #[serde(rename = "co2")]
    CarbonDioxide,
    /// Helium.
    Helium,
    /// Heat of the earth.
    Geothermal,
    /// A stratigraphic test: drilled to know the rock.
    StratigraphicTest,
}

impl WellRole {
    /// Whether a well of that role takes in.
    pub const fn injects(self) -> bool {
        match self {
            Self::EorInjection | Self::Disposal | Self::GasStorage => true,
            Self::Oil
            | Self::Gas
            | Self::OilAndGas
            | Self::Condensate
            | Self::WaterSupply
            | Self::Observation
            | Self::CarbonDioxide
            | Self::Helium
            | Self::Geothermal
            | Self::StratigraphicTest => false,
        }
    }

    /// Whether a well of that role gives something out.
    pub const fn produces(self) -> bool {
        match self {
            Self::Oil
            | Self::Gas
            | Self::OilAndGas
            | Self::Condensate
            | Self::WaterSupply
            | Self::GasStorage
            | Self::CarbonDioxide
            | Self::Helium
            | Self::Geothermal => true,
            Self::EorInjection | Self::Disposal | Self::Observation | Self::StratigraphicTest => false,
        }
    }

    /// Its word in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Oil => "oil",
            Self::Gas => "gas",
            Self::OilAndGas => "oil_and_gas",
            Self::Condensate => "condensate",
            Self::EorInjection => "eor_injection",
            Self::Disposal => "disposal",
            Self::WaterSupply => "water_supply",
            Self::Observation => "observation",
            Self::GasStorage => "gas_storage",
            Self::CarbonDioxide => "co2",
            Self::Helium => "helium",
            Self::Geothermal => "geothermal",
            Self::StratigraphicTest => "stratigraphic_test",
        }
    }
}

impl std::fmt::Display for WellRole {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Why production stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ShutInReason {
    /// No buyer, or no room in the line.
    NoMarket,
    /// Equipment at the surface or in the hole.
    Mechanical,
    /// A rig is on the well.
    Workover,
    /// Storm, flood, freeze.
    Weather,
    /// Not worth producing at the price.
    Economic,
    /// An agency's order.
    Regulatory,
    /// The month's allowable is produced.
    AllowableReached,
    /// A required test is overdue.
    TestDelinquent,
}
