//! What the rows of each list have, and each single thing: the columns of a table, and the fields that can be asked for.
//!
//! Invariants
//! - Columns are stable: they are these, in this order, whatever the rows of an export hold. New ones are added at the end.
//! - A name with a dot is a member of an object; the fields that can be asked for are the names before the dots.
//! - Every member an answer has is among them: a test reads them off answers.

mod names;
pub(crate) mod one;

use actix_web::HttpRequest;
use wellflow_http::Problem;

use crate::export::{Form, HAPPENING, PAGES, PLACED, PLAIN, Place, Spread, fields};

/// Rows of a page of an export.
const PAGE: u32 = 1_000;
/// Groups of a page of an export: each has as many rows as it has months.
const GROUPS: u32 = 20;
/// What rows kept at no position of their own are read as: at once.
const WHOLE: u32 = 100_000;

const ITEMS: Place = Place {
    items: "items",
    spread: None,
};

/// A list.
#[derive(Debug)]
pub(crate) struct Columns {
    /// What a file of it is called.
    pub(crate) name: &'static str,
    /// The forms it is given in.
    pub(crate) forms: &'static [Form],
    /// Where its rows are.
    pub(crate) place: Place,
    /// How many items a page of an export has.
    pub(crate) at_once: u32,
    /// The columns, with blanks between.
    columns: &'static str,
}

impl Columns {
    /// How many items the first page of an export has.
    pub(crate) fn first(&self, few: u32) -> u32 {
        if self.at_once == WHOLE {
            WHOLE
        } else {
            few.min(self.at_once)
        }
    }

    fn all(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.columns.split_ascii_whitespace()
    }

    /// The fields that can be asked for.
    pub(crate) fn names(&self) -> Vec<&'static str> {
        let mut names: Vec<_> = self.all().map(outer).collect();
        names.dedup();
        names
    }

    /// The fields asked for; `None` for all of them.
    ///
    /// # Errors
    /// `invalid-parameter`.
    pub(crate) fn chosen(&self, request: &HttpRequest) -> Result<Option<Vec<&'static str>>, Problem> {
        fields(request, &self.names())
    }

    /// The columns of the fields chosen, in the order chosen.
    pub(crate) fn shown(&self, chosen: Option<&[&'static str]>) -> Vec<&'static str> {
        let Some(chosen) = chosen else {
            return self.all().collect();
        };
        let of = |name: &&'static str| {
            let name = *name;
            self.all().filter(move |column| outer(column) == name)
        };
        chosen.iter().flat_map(of).collect()
    }
}

fn outer(column: &'static str) -> &'static str {
    column.split_once('.').map_or(column, |(outer, _)| outer)
}

/// The list of wells.
pub(crate) static WELLS: Columns = Columns {
    name: "wells",
    forms: PLACED,
    place: ITEMS,
    at_once: PAGE,
    columns: names::WELLS,
};

/// The list of leases.
pub(crate) static LEASES: Columns = Columns {
    name: "leases",
    forms: PLAIN,
    place: ITEMS,
    at_once: PAGE,
    columns: names::LEASES,
};

/// The list of owners.
pub(crate) static OWNERS: Columns = Columns {
    name: "owners",
    forms: PLAIN,
    place: ITEMS,
    at_once: PAGE,
    columns: names::OWNERS,
};

/// The AFEs of an owner, as a party sees them.
pub(crate) static PARTY_AFES: Columns = Columns {
    name: "party-afes",
    forms: PLAIN,
    place: ITEMS,
    at_once: PAGE,
    columns: names::PARTY_AFES,
};

/// The lists of AFEs.
pub(crate) static AFES: Columns = Columns {
    name: "afes",
    forms: PLAIN,
    place: ITEMS,
    at_once: PAGE,
    columns: names::AFES,
};

/// The list of operating agreements.
pub(crate) static AGREEMENTS: Columns = Columns {
    name: "agreements",
    forms: PLAIN,
    place: ITEMS,
    at_once: PAGE,
    columns: names::AGREEMENTS,
};

/// The ballots that are open.
pub(crate) static BALLOTS: Columns = Columns {
    name: "ballots",
    forms: PLAIN,
    place: ITEMS,
    at_once: PAGE,
    columns: names::BALLOTS,
};

/// AFEs by status.
pub(crate) static BOARD: Columns = Columns {
    name: "afe-board",
    forms: PLAIN,
    place: ITEMS,
    at_once: PAGE,
    columns: names::BOARD,
};

/// What happened to one thing.
pub(crate) static EVENTS: Columns = Columns {
    name: "events",
    forms: PLAIN,
    place: ITEMS,
    at_once: PAGE,
    columns: names::EVENTS,
};

/// What happened in an organization.
pub(crate) static ALL_EVENTS: Columns = Columns {
    name: "events",
    forms: HAPPENING,
    place: ITEMS,
    at_once: PAGE,
    columns: names::ALL_EVENTS,
};

/// The list of divisions.
pub(crate) static DIVISIONS: Columns = Columns {
    name: "divisions",
    forms: PLAIN,
    place: ITEMS,
    at_once: PAGE,
    columns: names::DIVISIONS,
};

/// Shares, of an owner or held back.
pub(crate) static INTERESTS: Columns = Columns {
    name: "interests",
    forms: PLAIN,
    place: ITEMS,
    at_once: PAGE,
    columns: names::INTERESTS,
};

/// What changed shares.
pub(crate) static INTEREST_CHANGES: Columns = Columns {
    name: "interest-changes",
    forms: PLAIN,
    place: ITEMS,
    at_once: PAGE,
    columns: names::INTEREST_CHANGES,
};

/// The lines of a well's days.
pub(crate) static DAYS: Columns = Columns {
    name: "daily-production",
    forms: PLAIN,
    place: ITEMS,
    at_once: WHOLE,
    columns: names::DAYS,
};

/// The tests of a well, of every kind.
pub(crate) static TESTS: Columns = Columns {
    name: "well-tests",
    forms: PLAIN,
    place: ITEMS,
    at_once: WHOLE,
    columns: names::TESTS,
};

/// The bores of a well.
pub(crate) static WELLBORES: Columns = Columns {
    name: "wellbores",
    forms: PLAIN,
    place: ITEMS,
    at_once: WHOLE,
    columns: names::WELLBORES,
};

/// The completions of a well.
pub(crate) static COMPLETIONS: Columns = Columns {
    name: "completions",
    forms: PLAIN,
    place: ITEMS,
    at_once: WHOLE,
    columns: names::COMPLETIONS,
};

/// The units a lease has a share in.
pub(crate) static UNITS: Columns = Columns {
    name: "units",
    forms: PLAIN,
    place: ITEMS,
    at_once: WHOLE,
    columns: names::UNITS,
};

/// The completion months of a well.
pub(crate) static WELL_PRODUCTION: Columns = Columns {
    name: "well-production",
    forms: PLAIN,
    place: Place {
        items: "months",
        spread: Some(Spread {
            array: "completions",
            label: "month",
        }),
    },
    at_once: WHOLE,
    columns: names::WELL_PRODUCTION,
};

/// The months of several wells, each well by itself.
pub(crate) static MONTHS_OF_WELLS: Columns = Columns {
    name: "production",
    forms: PLAIN,
    place: Place {
        items: "months",
        spread: Some(Spread {
            array: "wells",
            label: "month",
        }),
    },
    at_once: PAGE,
    columns: names::MONTHS_OF_WELLS,
};

/// Completion months.
pub(crate) static PRODUCTION_MONTHS: Columns = Columns {
    name: "production-months",
    forms: PLAIN,
    place: ITEMS,
    at_once: PAGE,
    columns: names::PRODUCTION_MONTHS,
};

/// What each month adds up to.
pub(crate) static MONTHLY: Columns = Columns {
    name: "monthly-production",
    forms: PLAIN,
    place: ITEMS,
    at_once: WHOLE,
    columns: names::MONTHLY,
};

/// What groups add up to, span by span.
pub(crate) static SUMS: Columns = Columns {
    name: "production-sums",
    forms: PLAIN,
    place: Place {
        items: "items",
        spread: Some(Spread {
            array: "periods",
            label: "key",
        }),
    },
    at_once: GROUPS,
    columns: names::SUMS,
};

/// Streams that wait.
pub(crate) static PARKED: Columns = Columns {
    name: "parked-streams",
    forms: PLAIN,
    place: ITEMS,
    at_once: WHOLE,
    columns: names::PARKED,
};

/// What was found by words; it is kept at no position, and answered page by page alone.
pub(crate) static SEARCH: Columns = Columns {
    name: "search",
    forms: PAGES,
    place: ITEMS,
    at_once: PAGE,
    columns: names::SEARCH,
};
