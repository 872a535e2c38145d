//! What those recover who carry the share of a party that did not consent.

use num_bigint::BigInt;

use super::*;

words! {
    /// How a cost counts in a payout account. JSON: `"surface_equipment"`, `"drilling_and_completion"`, `"operating"`.
    pub enum CostClass {
        /// Equipment beyond the wellhead.
        SurfaceEquipment = "surface_equipment",
        /// Drilling, testing, completing, with what stays in the hole.
        DrillingAndCompletion = "drilling_and_completion",
        /// Operating what was completed.
        Operating = "operating",
    }
}

/// How much of each kind of cost is recovered before a party comes back in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NonConsentPenalties {
    /// Of equipment beyond the wellhead.
    pub surface_equipment: RecoveryPercent,
    /// Of drilling and completing.
    pub drilling_and_completion: RecoveryPercent,
    /// Of operating.
    pub operating: RecoveryPercent,
}

impl NonConsentPenalties {
    /// How much of a cost of that kind is recovered.
    pub const fn of(&self, class: CostClass) -> RecoveryPercent {
        match class {
            CostClass::SurfaceEquipment => self.surface_equipment,
            CostClass::DrillingAndCompletion => self.drilling_and_completion,
            CostClass::Operating => self.operating,
        }
    }
}

/// The account of a party that did not consent, as its monthly statement shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayoutAccount {
    /// Its part of the costs.
    pub cost_usd: Usd,
    /// What is to be recovered of them.
    pub to_recover_usd: Usd,
    /// What its interest has brought since.
    pub net_proceeds_usd: Usd,
    /// What is left to recover; negative where more came in.
    pub outstanding_usd: Usd,
    /// Whether everything is recovered, so that its interest comes back.
    pub paid_out: bool,
}

/// The account of a party: of each cost its interest's part, times the penalty of its kind, less what its interest brought.
/// Both sums are exact until they are rounded half up to the cent.
///
/// # Errors
/// [`QuantityError`] where an amount is out of range.
pub fn payout_account(
    interest: DecimalInterest,
    penalties: &NonConsentPenalties,
    costs: &[(CostClass, Usd)],
    net_proceeds_usd: Usd,
) -> Result<PayoutAccount, QuantityError> {
    let hundred = Exact::whole(100);
    let interest = Exact::from(interest);
    let (mut cost, mut to_recover) = (Exact::zero(), Exact::zero());
    for (class, amount) in costs {
        let part = &interest * &Exact::from(amount.value());
        let times = Exact::from(penalties.of(*class).value()).over(&hundred);
        to_recover = to_recover + &part * &times.unwrap_or_else(Exact::zero);
        cost = cost + part;
    }
    let to_recover_usd = to_the_cent(&to_recover)?;
    let outstanding_usd = to_recover_usd.checked_sub(net_proceeds_usd)?;
    Ok(PayoutAccount {
        cost_usd: to_the_cent(&cost)?,
        to_recover_usd,
        net_proceeds_usd,
        outstanding_usd,
        paid_out: outstanding_usd <= Usd::ZERO,
    })
}

fn to_the_cent(amount: &Exact) -> Result<Usd, QuantityError> {
    let cents: BigInt = amount.half_up(CENTS);
    let dollars = i64::try_from(&cents)
        .map(|cents| Decimal::new(cents, CENTS))
        .map_err(|_| QuantityError::NotADecimal {
            found: cents.to_string().chars().take(40).collect(),
        })?;
    Usd::new(dollars)
}
