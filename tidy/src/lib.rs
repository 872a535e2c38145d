//! The house rules as tests: who may depend on whom, how long a file may grow, what a module must say about itself.
//!
//! Nothing depends on this crate. [`tree`] walks the repository, `tests/` holds one file per family of rules.
//!
//! Invariants
//! - A rule is data or one small function; what breaks it is listed by file and line, never only counted.
//! - Only files of the project are read: build output, version control and hidden folders are left out.

pub mod tree;
