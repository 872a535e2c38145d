//! How each service reaches the database as its own role.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use secrecy::{ExposeSecret, SecretString};
use tokio_postgres::config::Host;
use uuid::Uuid;

use crate::config::Config;
use crate::home_files::HomeFiles;

/// A process of the installation that connects as a role of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Service {
    /// Takes commands.
    Command,
    /// Fills the read models.
    Projector,
    /// Answers questions.
    Query,
}

impl Service {
    /// Every service.
    pub const ALL: [Self; 3] = [Self::Command, Self::Projector, Self::Query];

    /// The role it connects as.
    pub fn role(self) -> &'static str {
        match self {
            Self::Command => "wellflow_command",
            Self::Projector => "wellflow_projector",
            Self::Query => "wellflow_query",
        }
    }

    /// The name it gives itself in `pg_stat_activity`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Command => "command-api",
            Self::Projector => "projector",
            Self::Query => "query-api",
        }
    }
}

/// The same database under another user: the user part and any `user`/`password` parameter are replaced.
pub fn as_user(url: &str, user: &str, password: Option<&str>) -> Result<String> {
    let Some((scheme, rest)) = url.split_once("://") else {
        bail!("a database address begins with postgres:// or postgresql://")
    };
    let authority_end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (authority, tail) = rest.split_at(authority_end);
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let (path, query) = tail.split_once('?').unwrap_or((tail, ""));
    let kept: Vec<&str> = query
        .split('&')
        .filter(|pair| !pair.is_empty() && !pair.starts_with("user=") && !pair.starts_with("password="))
        .collect();
    let credentials = password.map_or_else(|| user.to_owned(), |password| format!("{user}:{password}"));
    let mut text = format!("{scheme}://{credentials}@{host}{path}");
    if !kept.is_empty() {
        text.push('?');
        text.push_str(&kept.join("&"));
    }
    Ok(text)
}

/// Whether the server is reached through a unix socket, where the operating system says who is asking.
pub fn is_unix_socket(url: &str) -> bool {
    url.parse::<tokio_postgres::Config>().is_ok_and(|config| {
        config
            .get_hosts()
            .iter()
            .all(|host| matches!(host, Host::Unix(_)))
    })
}

/// Passwords of the service roles on a server reached over the network.
#[derive(Clone, Debug, Default)]
pub struct RolePasswords(BTreeMap<&'static str, SecretString>);

impl RolePasswords {
    /// The password of a role, where one is known.
    pub fn of(&self, service: Service) -> Option<&str> {
        self.0.get(service.role()).map(ExposeSecret::expose_secret)
    }

    /// Whether none is known: every server is reached through a socket.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Reads what an earlier run kept.
    pub fn load(files: &HomeFiles) -> Result<Self> {
        let path = path(files);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(error).with_context(|| format!("{} cannot be read", path.display())),
        };
        let mut passwords = BTreeMap::new();
        for line in text
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
        {
            let entry = line
                .split_once('=')
                .map(|(role, value)| (role.trim(), value.trim().trim_matches('"')));
            let known = entry.and_then(|(role, value)| {
                Service::ALL
                    .into_iter()
                    .find(|service| service.role() == role)
                    .map(|service| (service.role(), value))
            });
            let Some((role, value)) = known else {
                bail!("{} has a line that is no `role = \"password\"`", path.display())
            };
            passwords.insert(role, SecretString::from(value));
        }
        Ok(Self(passwords))
    }

    /// Reads what an earlier run kept, and makes and keeps a password for every role without one.
    pub fn load_or_make(files: &HomeFiles) -> Result<Self> {
        let mut passwords = Self::load(files)?;
        let missing: Vec<&str> = Service::ALL
            .into_iter()
            .map(Service::role)
            .filter(|role| !passwords.0.contains_key(role))
            .collect();
        if missing.is_empty() {
            return Ok(passwords);
        }
        for service in Service::ALL {
            passwords
                .0
                .entry(service.role())
                .or_insert_with(|| SecretString::from(random_password()));
        }
        let mut text = String::from("# Passwords of the service roles, made by this installation.\n");
        for (role, password) in &passwords.0 {
            text.push_str(&format!("{role} = \"{}\"\n", password.expose_secret()));
        }
        files.write_private(&path(files), text.as_bytes())?;
        Ok(passwords)
    }
}

fn path(files: &HomeFiles) -> PathBuf {
    files.path().join("database-roles.toml")
}

/// 244 random bits from the operating system, as hexadecimal digits.
fn random_password() -> String {
    format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple())
}

/// The address a service connects with: its own where one is given, else `base` under the service's role.
pub fn service_url(
    config: &Config,
    base: Option<&str>,
    passwords: &RolePasswords,
    service: Service,
) -> Result<String> {
    if let Some(own) = config.service_urls.of(service) {
        return Ok(own.expose_secret().to_owned());
    }
    let base = base.with_context(|| {
        format!(
            "no database for {}: set DATABASE_URL, or start `wellflow up` in this WELLFLOW_HOME",
            service.name()
        )
    })?;
    as_user(base, service.role(), passwords.of(service))
}

/// The address a service finds the read models at, under its role and the password it has everywhere; `None` where they
/// are in the ledger's database.
pub fn read_url(config: &Config, passwords: &RolePasswords, service: Service) -> Result<Option<String>> {
    let Some(base) = &config.read_database_url else {
        return Ok(None);
    };
    let own = match config.service_urls.of(service) {
        Some(own) => password_of(own.expose_secret())?,
        None => passwords.of(service).map(str::to_owned),
    };
    as_user(base.expose_secret(), service.role(), own.as_deref()).map(Some)
}

/// The password in an address.
pub(crate) fn password_of(url: &str) -> Result<Option<String>> {
    let config: tokio_postgres::Config = url
        .parse()
        .context("a service's database address is not understood")?;
    config
        .get_password()
        .map(|bytes| String::from_utf8(bytes.to_vec()).context("a service's database password is not UTF-8"))
        .transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_user_is_replaced_wherever_it_stands() {
        let url = |url: &str| as_user(url, "wellflow_query", Some("pw")).unwrap();
        assert_eq!(
            url("postgres://me:x@db:5432/wf"),
            "postgres://wellflow_query:pw@db:5432/wf"
        );
        assert_eq!(
            url("postgres://db/wf?sslmode=disable"),
            "postgres://wellflow_query:pw@db/wf?sslmode=disable"
        );
        assert_eq!(
            url("postgresql:///wf?host=/run/s&user=me&password=x"),
            "postgresql://wellflow_query:pw@/wf?host=/run/s"
        );
        assert_eq!(
            as_user("postgres://postgres@%2Frun%2Fs/wf", "wellflow_query", None).unwrap(),
            "postgres://wellflow_query@%2Frun%2Fs/wf"
        );
    }

    #[test]
    fn an_address_of_another_form_is_refused() {
        assert!(as_user("host=db user=me", "u", None).is_err());
    }

    #[test]
    fn the_read_models_are_reached_under_the_role_and_the_password_of_the_service() {
        let url = |pairs: &[(&str, &str)]| {
            let found = |name: &str| pairs.iter().find(|(key, _)| *key == name);
            let config = Config::from_lookup(|name| found(name).map(|(_, value)| (*value).to_owned()));
            let config = config.unwrap();
            read_url(&config, &RolePasswords::default(), Service::Query).unwrap()
        };
        assert_eq!(url(&[("DATABASE_URL", "postgres://me:x@db/wf")]), None);
        let reads = ("WELLFLOW_READ_DATABASE_URL", "postgres://me:x@reads/wf");
        assert_eq!(
            url(&[reads]).as_deref(),
            Some("postgres://wellflow_query@reads/wf")
        );
        let own = (
            "WELLFLOW_QUERY_DATABASE_URL",
            "postgres://wellflow_query:pw@db/wf",
        );
        assert_eq!(
            url(&[reads, own]).as_deref(),
            Some("postgres://wellflow_query:pw@reads/wf")
        );
    }

    #[test]
    fn a_socket_is_told_from_a_network_address() {
        assert!(is_unix_socket("postgres://postgres@%2Frun%2Fs/wf"));
        assert!(!is_unix_socket("postgres://postgres@localhost/wf"));
    }
}
