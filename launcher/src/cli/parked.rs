//! What `wellflow parked` takes.

use clap::{Args, Subcommand};
use uuid::Uuid;

/// What can be done about streams the read models cannot take in.
#[derive(Clone, Debug, PartialEq, Subcommand)]
pub enum Parked {
    /// Print every stream that is parked, one JSON object a line.
    List(Asked),
    /// Print what one of them waits for.
    Show(Show),
    /// Have a stream read anew, now that what kept it from being read is mended.
    Retry(Retry),
    /// Leave an event out of everything that is read of its stream. There is no way back.
    Skip(Skip),
}

/// Whose streams, and where the service answers.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct Asked {
    /// The organization, by slug or id.
    #[arg(long, default_value = "demo")]
    pub organization: String,
    /// Where the service answers; by default where `WELLFLOW_LISTEN` says.
    #[arg(long)]
    pub url: Option<String>,
    /// A token of that organization, of the role admin; without one, a token is signed with this installation's key.
    #[arg(long)]
    pub token: Option<String>,
}

/// Options of `parked show`.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct Show {
    /// The stream.
    pub stream_id: Uuid,
    /// Where to ask.
    #[command(flatten)]
    pub asked: Asked,
}

/// Options of `parked retry`.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct Retry {
    /// The stream.
    pub stream_id: Uuid,
    /// What was mended; it is kept for ever.
    #[arg(long)]
    pub reason: String,
    /// Where to ask.
    #[command(flatten)]
    pub asked: Asked,
}

/// Options of `parked skip`.
#[derive(Args, Clone, Debug, PartialEq)]
pub struct Skip {
    /// The stream.
    pub stream_id: Uuid,
    /// The event to leave out; it must be the one the stream waits for.
    pub event_id: Uuid,
    /// Why nothing else helps; it is kept for ever.
    #[arg(long)]
    pub reason: String,
    /// Where to ask.
    #[command(flatten)]
    pub asked: Asked,
}
