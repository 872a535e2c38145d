//! The tasks of a production month: one file each, holding the body and how it becomes a command.

mod correct;
mod lock;
mod record;
mod volumes;

pub(crate) use correct::CorrectBody;
pub(crate) use lock::LockBody;
pub(crate) use record::{Record, RecordBody};
