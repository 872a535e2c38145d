//! Who may read what. A row per kind of question, a refusal naming both.

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
}

impl Read {
    fn permits(self, role: Role) -> bool {
        match (self, role) {
            (Self::Wells, _) => true,
            // An agency sees volumes in the reports submitted to it.
            (Self::Production, Role::Regulator) => false,
            (Self::Production, _) => true,
            // Whoever works in the field, or may see his own shares alone, sees none here.
            (Self::Ownership, Role::Owner | Role::Admin | Role::Manager | Role::Auditor) => true,
            (Self::Ownership, Role::Operator | Role::Pumper | Role::Viewer | Role::Regulator) => false,
            (Self::Events, Role::Owner | Role::Admin | Role::Manager | Role::Operator | Role::Auditor) => {
                true
            }
            (Self::Events, Role::Pumper | Role::Viewer | Role::Regulator) => false,
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Wells => "wells",
            Self::Production => "production",
            Self::Ownership => "ownership",
            Self::Events => "events",
        }
    }

    /// # Errors
    /// `role-not-permitted`.
    pub(crate) fn allow(self, principal: &Principal) -> Result<(), Problem> {
        if self.permits(principal.role) {
            return Ok(());
        }
        let detail = format!("The role {} does not read {}.", principal.role, self.words());
        Err(Problem::new(ROLE_NOT_PERMITTED, detail))
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
        assert!(!Read::Production.permits(Role::Regulator));
        let readers: Vec<_> = Role::ALL
            .into_iter()
            .filter(|role| Read::Ownership.permits(*role))
            .collect();
        assert_eq!(readers, [Role::Owner, Role::Admin, Role::Manager, Role::Auditor]);
    }
}
