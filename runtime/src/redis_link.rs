//! A link to Redis that may be absent or broken without anybody's answer becoming wrong.

use std::time::Duration;

use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use secrecy::{ExposeSecret, SecretString};

use crate::RuntimeError;

/// A shared, self-mending connection to Redis, or the knowledge that there is none.
#[derive(Clone)]
pub struct RedisLink {
    inner: Option<Inner>,
}

#[derive(Clone)]
struct Inner {
    client: redis::Client,
    manager: ConnectionManager,
}

impl std::fmt::Debug for RedisLink {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RedisLink")
            .field("configured", &self.inner.is_some())
            .finish()
    }
}

impl RedisLink {
    /// No Redis: everything works, slower.
    pub fn absent() -> Self {
        Self { inner: None }
    }

    /// A link that connects when first used and again whenever it breaks. Must be called on the runtime that lives as
    /// long as the process.
    ///
    /// # Errors
    /// [`RuntimeError::Setting`] when the address does not parse.
    pub fn connect(url: Option<&SecretString>) -> Result<Self, RuntimeError> {
        let Some(url) = url else { return Ok(Self::absent()) };
        let invalid = |_| RuntimeError::Setting {
            setting: "REDIS_URL".to_owned(),
            reason: "not a redis address".to_owned(),
        };
        let client = redis::Client::open(url.expose_secret()).map_err(invalid)?;
        let config = ConnectionManagerConfig::new()
            .set_connection_timeout(Some(Duration::from_millis(500)))
            .set_response_timeout(Some(Duration::from_millis(500)))
            .set_number_of_retries(1)
            .set_min_delay(Duration::from_millis(20));
        let manager =
            ConnectionManager::new_lazy_with_config(client.clone(), config).map_err(RuntimeError::Redis)?;
        Ok(Self {
            inner: Some(Inner { client, manager }),
        })
    }

    /// The connection for commands, where Redis is configured.
    pub fn connection(&self) -> Option<ConnectionManager> {
        self.inner.as_ref().map(|inner| inner.manager.clone())
    }

    /// The client, for connections of one's own such as subscriptions.
    pub fn client(&self) -> Option<redis::Client> {
        self.inner.as_ref().map(|inner| inner.client.clone())
    }

    /// `absent`, `connected` or `unreachable`, asked of the server now.
    pub async fn state(&self) -> &'static str {
        let Some(mut connection) = self.connection() else {
            return "absent";
        };
        match redis::cmd("PING").query_async::<String>(&mut connection).await {
            Ok(_) => "connected",
            Err(_) => "unreachable",
        }
    }
}
