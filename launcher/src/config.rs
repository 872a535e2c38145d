//! Every setting, read here and nowhere else.

use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::{Context, Result};
use secrecy::SecretString;
use wellflow_event_store::BatchScope;
use wellflow_runtime::telemetry::LogFormat;

use crate::database::Service;

/// A setting: an environment variable, what it means, and what holds when it is not set.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// The variable.
    pub name: &'static str,
    /// The value when it is not set.
    pub default: &'static str,
    /// What it means.
    pub meaning: &'static str,
}

/// Warnings, but none about bytes a client sent that are no HTTP: they are answered and concern nobody else.
const DEFAULT_LOG: &str = "warn,actix_http::h1::dispatcher=off,actix_http::h1::decoder=off";

/// Every variable the binary reads.
pub const SETTINGS: &[Setting] = &[
    Setting {
        name: "WELLFLOW_HOME",
        default: "/var/lib/wellflow as root, else $XDG_DATA_HOME/wellflow or ~/.local/share/wellflow",
        meaning: "data of the private servers, and the keys of this installation",
    },
    Setting {
        name: "WELLFLOW_LISTEN",
        default: "127.0.0.1:8080",
        meaning: "address and port of the HTTP server; port 0 takes a free one",
    },
    Setting {
        name: "WELLFLOW_METRICS_LISTEN",
        default: "none",
        meaning: "address and port where /metrics is read, without a token; keep it off the public network",
    },
    Setting {
        name: "DATABASE_URL",
        default: "a private PostgreSQL",
        meaning: "PostgreSQL to use, with a user that may create schemas and roles",
    },
    Setting {
        name: "WELLFLOW_READ_DATABASE_URL",
        default: "DATABASE_URL",
        meaning: "PostgreSQL that holds the read models, with a user that may create schemas and roles",
    },
    Setting {
        name: "REDIS_URL",
        default: "a private Redis",
        meaning: "Redis or Valkey to use",
    },
    Setting {
        name: "WELLFLOW_COMMAND_DATABASE_URL",
        default: "DATABASE_URL as role wellflow_command",
        meaning: "the command API's own connection",
    },
    Setting {
        name: "WELLFLOW_PROJECTOR_DATABASE_URL",
        default: "DATABASE_URL as role wellflow_projector",
        meaning: "the projector's own connection",
    },
    Setting {
        name: "WELLFLOW_QUERY_DATABASE_URL",
        default: "DATABASE_URL as role wellflow_query",
        meaning: "the query API's own connection",
    },
    Setting {
        name: "WELLFLOW_POOL_SIZE",
        default: "8",
        meaning: "database connections of each service, 1 to 500",
    },
    Setting {
        name: "WELLFLOW_BATCH_SCOPE",
        default: "any",
        meaning: "organizations that may share an append: any, or organization for one at a time",
    },
    Setting {
        name: "WELLFLOW_CHECKPOINTS",
        default: "none",
        meaning: "folder with signed checkpoints; evidence over HTTP carries the newest of an organization",
    },
    Setting {
        name: "WELLFLOW_API_DOCS",
        default: "on in up where it listens on loopback",
        meaning: "on or off: OpenAPI documents and a page to read them on, served without a token",
    },
    Setting {
        name: "WELLFLOW_PG_BIN",
        default: "searched for",
        meaning: "folder of the PostgreSQL binaries to start",
    },
    Setting {
        name: "WELLFLOW_REDIS_BIN",
        default: "searched for",
        meaning: "redis-server or valkey-server to start, or its folder",
    },
    Setting {
        name: "WELLFLOW_NO_FETCH",
        default: "0",
        meaning: "anything but 0 forbids fetching missing server binaries",
    },
    Setting {
        name: "WELLFLOW_LOG",
        default: DEFAULT_LOG,
        meaning: "what is logged, for example info,wellflow_projector=debug",
    },
    Setting {
        name: "WELLFLOW_LOG_FORMAT",
        default: "text",
        meaning: "text or json",
    },
];

/// The settings of one run.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where the private servers and the keys live, where it is not the default place.
    pub home: Option<PathBuf>,
    /// Where to listen.
    pub listen: SocketAddr,
    /// Where metrics are read.
    pub metrics_listen: Option<SocketAddr>,
    /// The database somebody else runs.
    pub database_url: Option<SecretString>,
    /// The database that holds the read models, where that is another than the ledger's.
    pub read_database_url: Option<SecretString>,
    /// The Redis somebody else runs.
    pub redis_url: Option<SecretString>,
    /// Connections given to single services.
    pub service_urls: ServiceUrls,
    /// Database connections of each service.
    pub pool_size: usize,
    /// Which organizations may share an append.
    pub batch_scope: BatchScope,
    /// Where signed checkpoints are found.
    pub checkpoints: Option<PathBuf>,
    /// Whether OpenAPI documents are served, where it is said.
    pub api_docs: Option<bool>,
    /// What is logged.
    pub log_filter: String,
    /// How a log line looks.
    pub log_format: LogFormat,
}

/// Connections given to single services.
#[derive(Clone, Debug, Default)]
pub struct ServiceUrls {
    command: Option<SecretString>,
    projector: Option<SecretString>,
    query: Option<SecretString>,
}

impl ServiceUrls {
    /// The connection given to a service.
    pub fn of(&self, service: Service) -> Option<&SecretString> {
        match service {
            Service::Command => self.command.as_ref(),
            Service::Projector => self.projector.as_ref(),
            Service::Query => self.query.as_ref(),
        }
    }
}

impl Config {
    /// Reads the environment.
    ///
    /// # Errors
    /// When a setting's value cannot be understood; it is named.
    pub fn from_env() -> Result<Self> {
        Self::from_lookup(|name| std::env::var(name).ok())
    }

    /// Reads the settings from any source; an empty value is the same as none.
    ///
    /// # Errors
    /// When a setting's value cannot be understood; it is named.
    pub fn from_lookup(lookup: impl Fn(&str) -> Option<String>) -> Result<Self> {
        let text = |name: &str| lookup(name).filter(|value| !value.trim().is_empty());
        let secret = |name: &str| text(name).map(SecretString::from);
        let listen = text("WELLFLOW_LISTEN").unwrap_or_else(|| "127.0.0.1:8080".to_owned());
        let pool_size = text("WELLFLOW_POOL_SIZE").unwrap_or_else(|| "8".to_owned());
        let log_format = text("WELLFLOW_LOG_FORMAT").unwrap_or_else(|| "text".to_owned());
        Ok(Self {
            home: text("WELLFLOW_HOME").map(PathBuf::from),
            listen: listen.parse().with_context(|| {
                format!("WELLFLOW_LISTEN={listen} is not an address with a port, like 127.0.0.1:8080")
            })?,
            metrics_listen: text("WELLFLOW_METRICS_LISTEN")
                .map(|listen| {
                    listen.parse().with_context(|| {
                        format!("WELLFLOW_METRICS_LISTEN={listen} is not an address with a port, like 127.0.0.1:9464")
                    })
                })
                .transpose()?,
            database_url: secret("DATABASE_URL"),
            read_database_url: secret("WELLFLOW_READ_DATABASE_URL"),
            redis_url: secret("REDIS_URL"),
            service_urls: ServiceUrls {
                command: secret("WELLFLOW_COMMAND_DATABASE_URL"),
                projector: secret("WELLFLOW_PROJECTOR_DATABASE_URL"),
                query: secret("WELLFLOW_QUERY_DATABASE_URL"),
            },
            checkpoints: text("WELLFLOW_CHECKPOINTS").map(PathBuf::from),
            api_docs: match text("WELLFLOW_API_DOCS").as_deref() {
                None => None,
                Some("on") => Some(true),
                Some("off") => Some(false),
                Some(other) => anyhow::bail!("WELLFLOW_API_DOCS={other} is neither on nor off"),
            },
            log_filter: text("WELLFLOW_LOG").unwrap_or_else(|| DEFAULT_LOG.to_owned()),
            pool_size: pool_size
                .parse()
                .ok()
                .filter(|size| (1..=500).contains(size))
                .with_context(|| format!("WELLFLOW_POOL_SIZE={pool_size} is not a number from 1 to 500"))?,
            batch_scope: match text("WELLFLOW_BATCH_SCOPE").as_deref() {
                None | Some("any") => BatchScope::Any,
                Some("organization") => BatchScope::Organization,
                Some(other) => anyhow::bail!("WELLFLOW_BATCH_SCOPE={other} is neither any nor organization"),
            },
            log_format: log_format
                .parse()
                .map_err(|reason: String| anyhow::anyhow!("WELLFLOW_LOG_FORMAT: {reason}"))?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(pairs: &[(&str, &str)]) -> Result<Config> {
        Config::from_lookup(|name| {
            pairs
                .iter()
                .find(|(key, _)| *key == name)
                .map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn nothing_set_means_a_private_installation_on_the_loopback() {
        let config = with(&[]).unwrap();
        assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
        assert!(config.database_url.is_none() && config.redis_url.is_none() && config.home.is_none());
        assert!(config.read_database_url.is_none());
    }

    #[test]
    fn an_empty_value_is_the_same_as_none() {
        assert!(with(&[("DATABASE_URL", " ")]).unwrap().database_url.is_none());
    }

    #[test]
    fn a_value_that_cannot_be_understood_is_named() {
        let error = with(&[("WELLFLOW_LISTEN", "8080")]).unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("WELLFLOW_LISTEN=8080 is not an address"),
            "{error}"
        );
        let error = with(&[("WELLFLOW_METRICS_LISTEN", "9464")]).unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("WELLFLOW_METRICS_LISTEN=9464 is not an address"),
            "{error}"
        );
        let error = with(&[("WELLFLOW_LOG_FORMAT", "xml")]).unwrap_err();
        assert!(
            error.to_string().starts_with("WELLFLOW_LOG_FORMAT: xml"),
            "{error}"
        );
    }

    #[test]
    fn secrets_do_not_show_in_debug_output() {
        let config = with(&[("DATABASE_URL", "postgres://me:hunter2@db/wellflow")]).unwrap();
        assert!(!format!("{config:?}").contains("hunter2"));
    }

    #[test]
    fn every_setting_is_explained_in_the_reference() {
        let reference = include_str!("../../docs/reference/configuration.md");
        for setting in SETTINGS {
            assert!(
                reference.contains(&format!("| `{}` |", setting.name)),
                "{} is missing",
                setting.name
            );
        }
    }
}
