//! The disposition codes, row by row.

use super::Product;
use crate::month::Month;

/// Year and month, 1 to 12.
type YearMonth = (i32, u32);

/// A code of an agency: what it means, and for which months it is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeRow {
    /// The state, two letters.
    pub jurisdiction: &'static str,
    /// The products it is for.
    pub products: &'static [Product],
    /// The code as written.
    pub code: &'static str,
    /// What it means.
    pub meaning: &'static str,
    /// The first month it is good for; since ever where absent.
    pub from: Option<YearMonth>,
    /// The last month it is good for; for ever where absent.
    pub until: Option<YearMonth>,
    /// Whether a remark may stand with it.
    pub takes_remark: bool,
    /// The first month in which the remark must stand.
    pub remark_from: Option<YearMonth>,
    /// Whether somebody takes it over, who is to be named.
    pub needs_taker: bool,
    /// Whether it is what a gas well loses as liquid on the lease.
    pub extraction_loss: bool,
    /// Where the code is written down.
    pub source: &'static str,
}

impl CodeRow {
    /// Whether the row is about such a product, code and month.
    pub fn is_for(&self, product: Product, code: &str, month: Month) -> bool {
        let month = (month.year(), month.month());
        self.code == code
            && self.products.contains(&product)
            && self.from.is_none_or(|from| from <= month)
            && self.until.is_none_or(|until| month <= until)
    }

    /// Whether a remark must stand with it in that month.
    pub fn needs_remark(&self, month: Month) -> bool {
        self.remark_from
            .is_some_and(|from| from <= (month.year(), month.month()))
    }
}

const LIQUIDS: &[Product] = &[Product::Oil, Product::Condensate];
const GAS: &[Product] = &[Product::Gas];

const FORM_PR: &str = "RRC Form PR, 16 TAC §3.27";
const FLARE_NOTICE: &str = "RRC notice 083021";
const FORM_7: &str = "ECMC Form 7";

const fn row(
    jurisdiction: &'static str,
    products: &'static [Product],
    code: &'static str,
    meaning: &'static str,
    source: &'static str,
) -> CodeRow {
    CodeRow {
        jurisdiction,
        products,
        code,
        meaning,
        from: None,
        until: None,
        takes_remark: false,
        remark_from: None,
        needs_taker: false,
        extraction_loss: false,
        source,
    }
}

const fn oil(code: &'static str, meaning: &'static str) -> CodeRow {
    row("TX", LIQUIDS, code, meaning, FORM_PR)
}

const fn gas(code: &'static str, meaning: &'static str) -> CodeRow {
    row("TX", GAS, code, meaning, FORM_PR)
}

const fn taken(row: CodeRow) -> CodeRow {
    CodeRow {
        needs_taker: true,
        ..row
    }
}

/// Good since September 2021, when venting and flaring were told apart; a remark must stand since January 2022.
const fn flare(code: &'static str, meaning: &'static str) -> CodeRow {
    CodeRow {
        from: Some((2021, 9)),
        takes_remark: true,
        remark_from: Some((2022, 1)),
        source: FLARE_NOTICE,
        ..gas(code, meaning)
    }
}

/// Every code known.
pub const CODES: &[CodeRow] = &[
    taken(oil("00", "pipeline")),
    taken(oil("01", "truck")),
    taken(oil("02", "tank car or barge")),
    oil("03", "tank cleaning adjustment or lease use"),
    oil("04", "circulating oil, frac use on another lease"),
    oil("05", "lost or spilled"),
    oil("06", "sediment, lost in tank cleaning"),
    oil("07", "other: stock adjustment, theft, road oil, lease use"),
    oil("08", "skim oil by a salt water gathering system"),
    oil("09", "scrubber oil, to a gas plant"),
    oil("99", "no code"),
    gas("01", "lease or field use and fuel"),
    taken(gas("02", "transmission line")),
    taken(gas("03", "processing plant")),
    CodeRow {
        until: Some((2021, 8)),
        source: FLARE_NOTICE,
        ..gas("04", "vented or flared")
    },
    gas("05", "gas lift"),
    gas("06", "repressuring or pressure maintenance"),
    gas("07", "carbon black"),
    gas("08", "underground storage"),
    CodeRow {
        extraction_loss: true,
        ..gas("09", "lease separation or extraction loss")
    },
    flare("10", "flared"),
    flare("11", "vented"),
    gas("99", "no code"),
    taken(row("CO", LIQUIDS, "sold", "sold", FORM_7)),
    taken(row("CO", GAS, "sold", "sold", FORM_7)),
    row("CO", GAS, "used", "used on the lease", FORM_7),
    row("CO", GAS, "shrinkage", "shrinkage", FORM_7),
    row("CO", GAS, "flared_vented", "flared or vented", FORM_7),
];
