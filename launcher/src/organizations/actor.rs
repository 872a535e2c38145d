//! Who runs the command, as the organization log will say.

use crate::cli::By;

/// The longest name the log takes.
const LONGEST: usize = 200;

/// What was said, or `user@machine`.
pub(super) fn name(by: &By) -> String {
    let said = by.actor.as_deref().map(str::trim).filter(|said| !said.is_empty());
    let name = said.map_or_else(of_the_system, str::to_owned);
    name.chars().take(LONGEST).collect()
}

fn of_the_system() -> String {
    let uid = rustix::process::getuid().as_raw();
    let users = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    let user = user(&users, uid).map_or_else(|| format!("uid {uid}"), str::to_owned);
    let machine = rustix::system::uname();
    format!("{user}@{}", machine.nodename().to_string_lossy())
}

/// The name of a user in the form of `/etc/passwd`.
fn user(users: &str, uid: u32) -> Option<&str> {
    users.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        let id: u32 = fields.nth(1)?.parse().ok()?;
        (id == uid && !name.is_empty()).then_some(name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_counts_and_else_the_system_knows() {
        let said = |actor: &str| {
            name(&By {
                actor: Some(actor.to_owned()),
            })
        };
        assert_eq!(said(" J. Doe, ticket 7 "), "J. Doe, ticket 7");
        assert!(said(" ").contains('@'));
        assert_eq!(said(&"é".repeat(300)).chars().count(), LONGEST);
    }

    #[test]
    fn a_user_is_found_by_the_number() {
        let users = "alpha:x:0:0:A:/a:/bin/sh\nbravo:x:1000:1000::/b:/bin/sh\nbroken\n";
        assert_eq!(user(users, 1000), Some("bravo"));
        assert_eq!(user(users, 0), Some("alpha"));
        assert_eq!(user(users, 7), None);
    }
}
