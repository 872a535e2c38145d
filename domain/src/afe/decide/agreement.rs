//! What an AFE asks of the agreement it names.

use crate::afe::error::AfeError;
use crate::afe::state::KnownAfe;
use crate::ids::AgreementId;
use crate::joint_operating_agreement::{AgreementSeen, SeenAgreement};

impl KnownAfe {
    /// The agreement named, in force, with the project in its area.
    pub(super) fn under<'a>(
        &self,
        agreement_id: AgreementId,
        seen: &'a AgreementSeen,
    ) -> Result<&'a SeenAgreement, AfeError> {
        let AgreementSeen::Known(agreement) = seen else {
            return Err(AfeError::AgreementUnknown { agreement_id });
        };
        if agreement.agreement_id != agreement_id {
            return Err(AfeError::AgreementDiffers {
                named: agreement_id,
                seen: agreement.agreement_id,
            });
        }
        if !agreement.in_force {
            return Err(AfeError::AgreementNotInForce { agreement_id });
        }
        let area = &agreement.area;
        let lease_outside = self
            .subject
            .lease_id
            .is_some_and(|lease| !area.leases.is_empty() && !area.leases.contains(&lease));
        let property_outside = self
            .subject
            .property_id
            .is_some_and(|property| !area.properties.is_empty() && !area.properties.contains(&property));
        if lease_outside || property_outside {
            return Err(AfeError::OutsideContractArea { agreement_id });
        }
        Ok(agreement)
    }
}
