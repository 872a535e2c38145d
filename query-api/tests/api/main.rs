//! The query API as a client meets it: a real server over a real database, one file per group of questions.

mod afes;
mod age;
mod asked;
mod between;
mod cache_faults;
mod caches;
mod changes;
mod evidence;
mod exports;
mod fleets;
#[cfg(feature = "graphql")]
mod graphql;
mod leases;
mod live;
mod memento;
mod months;
mod openapi;
mod owners;
mod ownership;
mod parked;
mod parts;
mod past;
mod production;
mod properties;
mod replay;
mod search;
mod wells;
