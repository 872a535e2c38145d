//! The rules of the oil patch, pure.
//!
//! The language spoken here
//! - A **well** is one surface location: the first ten digits of its API number name it for ever.
//! - A **wellbore** (borehole) is one path to one bottom: API digits 11 and 12. A sidetrack is a new wellbore of the
//!   same well.
//! - A **completion** is an interval opened to produce or inject. A well may have several; agencies report by it.
//! - **Spud**: the bit turns. **Total depth**: the bit stops. **Completed**: an interval is open, nothing produced yet.
//! - **Shut in**: not producing, mechanically capable. **Temporarily abandoned**: not capable without intervention.
//!   **Plugged and abandoned**: cemented for good.
//! - A **lease** lets its lessee drill and produce a lessor's minerals for a term, and for as long after as something holds it.
//! - A **tract** is a piece of ground of a lease. What is held of it is held between depths.
//! - An **owner** is whoever we deal with about a well: operators, partners, suppliers, lessors and holders of interests.
//! - A **production month** is what one completion produced and took in during one calendar month, local to the well.
//! - A **division of interest** is who bears which share of a property's costs and who receives which share of its revenue; each
//!   list of shares is a **deck**.
//! - An **AFE** (authority for expenditure) is what a project may cost, who agreed to it, and what it did cost. A **joint operating
//!   agreement** says who bears which part of it and when the parties are asked.
//!
//! Invariants
//! - No async, no I/O, no clock, no random ids. Time, new ids and the states of other streams arrive in the command.
//! - A value object that exists is valid: every one is built by a parser that says what is wrong, and read back through it.
//! - Volumes and depths are decimals with their unit in the type. There is no floating point here.
//! - An agency's code is kept as filed beside what we make of it; an unknown code is `unmapped`, never a guess.

#![deny(clippy::float_arithmetic, missing_docs)]

pub mod afe;
pub mod allocation;
pub mod api_number;
pub mod approval_policy;
mod clock;
mod declared;
pub mod depth;
pub mod disposition;
pub mod division_of_interest;
pub mod factory;
#[cfg(test)]
mod given;
pub mod ids;
pub mod joint_interest;
pub mod joint_operating_agreement;
pub mod jurisdiction;
pub mod lease;
pub mod location;
pub mod month;
pub mod owner;
pub mod ownership;
pub mod personal;
pub mod production_day;
pub mod production_month;
pub mod property_divisions;
pub mod property_month;
pub mod quantity;
mod refusals;
pub mod schema;
pub mod specification;
pub mod tank;
pub mod text;
pub mod tract;
mod transition;
pub mod well;
