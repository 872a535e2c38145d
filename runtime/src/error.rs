//! The crate's one error.

/// What can go wrong between a process and its servers.
#[derive(Debug, thiserror::Error)]
pub enum RuntimeError {
    /// A setting does not parse; the text names the setting, never its value.
    #[error("the setting {setting} is not valid: {reason}")]
    Setting {
        /// The setting's name.
        setting: String,
        /// What is wrong with it.
        reason: String,
    },
    /// No connection became free, or none could be made, in time.
    #[error("no database connection could be had")]
    Pool(#[source] deadpool_postgres::PoolError),
    /// A statement failed or the connection broke.
    #[error("a database statement failed")]
    Database(#[source] tokio_postgres::Error),
    /// A statement of the transaction had failed, so there was nothing left to commit.
    #[error("the transaction was rolled back: one of its statements had failed")]
    Aborted,
    /// Redis refused or could not be reached.
    #[error("redis failed")]
    Redis(#[source] redis::RedisError),
}

impl RuntimeError {
    /// The five characters of the server's error, where the server answered.
    pub fn sql_state(&self) -> Option<&str> {
        match self {
            Self::Database(error) => error.code().map(tokio_postgres::error::SqlState::code),
            Self::Pool(_) | Self::Setting { .. } | Self::Aborted | Self::Redis(_) => None,
        }
    }

    /// Whether waiting and asking again may help: no connection, a broken one, or a server that is starting, stopping
    /// or out of resources.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Pool(_) | Self::Redis(_) => true,
            Self::Setting { .. } | Self::Aborted => false,
            Self::Database(error) => match error.code() {
                None => {
                    error.is_closed()
                        || std::error::Error::source(error).is_some_and(|s| s.is::<std::io::Error>())
                }
                Some(state) => {
                    // Classes: connection, transaction rollback, insufficient resources, operator intervention.
                    ["08", "40", "53", "57"]
                        .iter()
                        .any(|class| state.code().starts_with(class))
                        // A lock not had in time, and a server that has become a standby.
                        || ["55P03", "25006"].contains(&state.code())
                }
            },
        }
    }
}
