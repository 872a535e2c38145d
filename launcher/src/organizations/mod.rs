//! Making an organization, and finding one by its slug.

use anyhow::{Context, Result, bail, ensure};
use uuid::Uuid;
use wellflow_embedded::Home;

use crate::admin::Admin;
use crate::config::Config;
use crate::output;
use crate::servers::Servers;

/// The longest slug.
const LONGEST: usize = 63;

/// Makes an organization and prints its id; refused when the slug is taken.
pub(crate) async fn create(config: &Config, home: &Home, slug: &str, name: &str) -> Result<()> {
    check(slug)?;
    ensure!(
        !name.trim().is_empty(),
        "the name of an organization is not blank"
    );
    let admin = admin(config, home).await?;
    if let Some(id) = admin.find_organization(slug).await? {
        bail!("there is an organization {slug} already: {id}");
    }
    let id = admin
        .ensure_organization(Uuid::now_v7(), slug, name.trim())
        .await?;
    output::line(id);
    Ok(())
}

/// The organization of an id, or of a slug; a slug is looked up in the database.
pub(crate) async fn find(config: &Config, home: &Home, slug_or_id: &str) -> Result<Uuid> {
    if let Ok(id) = slug_or_id.parse() {
        return Ok(id);
    }
    let found = admin(config, home).await?.find_organization(slug_or_id).await?;
    found.with_context(|| format!("there is no organization {slug_or_id:?} in this database"))
}

async fn admin(config: &Config, home: &Home) -> Result<Admin> {
    Admin::connect("DATABASE_URL", Servers::attach(config, home).require_database()?).await
}

/// A slug stands in commands beside ids, so it must not look like one.
fn check(slug: &str) -> Result<()> {
    let letters = slug
        .bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    let form = letters && !slug.is_empty() && slug.len() <= LONGEST && !slug.starts_with('-');
    ensure!(
        form && slug.parse::<Uuid>().is_err(),
        "{slug:?} is no slug: use lower-case letters, digits and hyphens, up to {LONGEST}"
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_is_short_plain_and_no_id() {
        assert!(check("demo").is_ok() && check("gulf-coast-2").is_ok());
        for slug in ["", "Demo", "a b", "-x", "0199a0b0-0000-7000-8000-000000000000"] {
            assert!(check(slug).is_err(), "{slug}");
        }
    }
}
