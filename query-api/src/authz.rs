//! Who may read what. A row per kind of question, a refusal naming both.

use uuid::Uuid;
use wellflow_http::{Principal, Problem, ROLE_NOT_PERMITTED, Role};

/// A kind of question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Read {
    /// Wells as they are or were.
    Wells,
    /// Produced volumes.
    Production,
    /// Who owns which share of what.
    Ownership,
    /// The events themselves, with who caused them.
    Events,
    /// Leases: who may drill where, until when, and who holds which interest.
    Leases,
    /// What was paid for a lease, and is paid to keep it.
    Considerations,
    /// AFEs and what they come to, without the interests of their parties; approval policies.
    Afes,
    /// Owners, without what tells of a person.
    Owners,
    /// What tells of a person: name, tax number, address, day of death.
    PersonalData,
}

impl Read {
    /// Whether a role reads it.
    pub(crate) fn permits(self, role: Role) -> bool {
        match (self, role) {
            (Self::Wells, _) => true,
            // An agency sees volumes in the reports submitted to it.
            (Self::Production, Role::Regulator) => false,
            (Self::Production, _) => true,
            // Whoever works in the field, or may see his own shares alone, sees none here.
            (Self::Ownership, Role::Owner | Role::Admin | Role::Manager | Role::Auditor) => true,
            (Self::Ownership, Role::Operator | Role::Pumper | Role::Viewer | Role::Regulator) => false,
            // Who works in the field drafts AFEs.
            (
                Self::Events | Self::Afes,
                Role::Owner | Role::Admin | Role::Manager | Role::Operator | Role::Auditor,
            ) => true,
            (Self::Events | Self::Afes, Role::Pumper | Role::Viewer | Role::Regulator) => false,
            // No ownership and no money in the field; an agency has its own records of leases.
            (Self::Leases | Self::Owners, Role::Pumper | Role::Regulator) => false,
            (Self::Leases | Self::Owners, _) => true,
            (Self::Considerations, Role::Pumper | Role::Regulator | Role::Viewer) => false,
            (Self::Considerations, _) => true,
            // Those who keep the books of owners, and those who examine them.
            (Self::PersonalData, Role::Owner | Role::Admin | Role::Manager | Role::Auditor) => true,
            (Self::PersonalData, Role::Operator | Role::Pumper | Role::Viewer | Role::Regulator) => false,
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Wells => "wells",
            Self::Production => "production",
            Self::Ownership => "ownership",
            Self::Events => "events",
            Self::Leases => "leases",
            Self::Considerations => "what is paid for leases",
            Self::Afes => "AFEs",
            Self::Owners => "owners",
            Self::PersonalData => "personal data",
        }
    }

    /// # Errors
    /// `role-not-permitted`.
    pub(crate) fn allow(self, principal: &Principal) -> Result<(), Problem> {
        if self.permits(principal.role) {
            return Ok(());
        }
        Err(self.refusal(principal))
    }

    /// Admits whoever reads it of everybody, and an owner to what is its own.
    ///
    /// # Errors
    /// `role-not-permitted`.
    pub(crate) fn allow_own(self, principal: &Principal, owner_id: Uuid) -> Result<(), Problem> {
        match principal.owner_id {
            Some(own) if own == owner_id => Ok(()),
            Some(_) | None => self.allow(principal),
        }
    }

    /// The refusal of a role that does not read it.
    pub(crate) fn refusal(self, principal: &Principal) -> Problem {
        let detail = format!("The role {} does not read {}.", principal.role, self.words());
        Problem::new(ROLE_NOT_PERMITTED, detail)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_reads_wells_and_not_everybody_their_events() {
        for role in Role::ALL {
            assert!(Read::Wells.permits(role));
        }
        let readers: Vec<_> = Role::ALL
            .into_iter()
            .filter(|role| Read::Events.permits(*role))
            .collect();
        assert_eq!(
            readers,
            [
                Role::Owner,
                Role::Admin,
                Role::Manager,
                Role::Operator,
                Role::Auditor
            ]
        );
        assert!(
            Role::ALL
                .into_iter()
                .all(|role| Read::Afes.permits(role) == Read::Events.permits(role))
        );
        assert!(
            Role::ALL
                .into_iter()
                .all(|role| Read::Afes.permits(role) || !Read::Ownership.permits(role))
        );
        assert!(!Read::Production.permits(Role::Regulator));
        let readers: Vec<_> = Role::ALL
            .into_iter()
            .filter(|role| Read::Ownership.permits(*role))
            .collect();
        assert_eq!(readers, [Role::Owner, Role::Admin, Role::Manager, Role::Auditor]);
    }

    #[test]
    fn who_reads_persons_and_money_also_reads_owners_and_leases() {
        let readers = |read: Read| Role::ALL.into_iter().filter(move |role| read.permits(*role));
        assert_eq!(
            readers(Read::PersonalData).collect::<Vec<_>>(),
            [Role::Owner, Role::Admin, Role::Manager, Role::Auditor]
        );
        assert!(readers(Read::PersonalData).all(|role| Read::Owners.permits(role)));
        assert!(readers(Read::Considerations).all(|role| Read::Leases.permits(role)));
        let viewer =
            [Read::Leases, Read::Considerations, Read::Owners].map(|read| read.permits(Role::Viewer));
        assert_eq!(viewer, [true, false, true]);
        assert!(!Read::Leases.permits(Role::Pumper) && !Read::Owners.permits(Role::Regulator));
    }
}
