//! The whole system from outside. One program, so that what waits for processes waits beside what works.

mod apart;
mod causes;
mod demo;
mod hung;
mod joint_interest_year;
mod model;
mod own_writes;
mod questions;
mod walk;
