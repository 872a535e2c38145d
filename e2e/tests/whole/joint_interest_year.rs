//! A year of a joint account, driven over HTTP against the three services: five parties, three AFEs, of which one is carried
//! without a party that does not consent, one needs a supplement, and one gets an invoice after its quarter was reported.
//! Every figure is worked out by hand below, and asked for on the last day of each quarter as it was known at the end of each
//! quarter, and as it is known now.
//!
//! The agreement: Alder 40 %, Birch 20 %, Cedar 12 %, Dogwood 20 %, Elm 8 %. Where Dogwood does not consent, the others carry its
//! 20 % by their 80 %: Alder 40/80 = 50 %, Birch 20/80 = 25 %, Cedar 12/80 = 15 %, Elm 8/80 = 10 %.
#![expect(clippy::unwrap_used, reason = "a test fails loudly")]

use chrono::Utc;
use rust_decimal::Decimal;
use serde_json::{Value, json};
use uuid::Uuid;
use wellflow_e2e::{Answer, Client, Installation};

/// In the order in which the agreement names them.
const PARTIES: [(Uuid, &str); 5] = [
    (Uuid::from_u128(0xa1), "0.40000000"),
    (Uuid::from_u128(0xa2), "0.20000000"),
    (Uuid::from_u128(0xa3), "0.12000000"),
    (Uuid::from_u128(0xa4), "0.20000000"),
    (Uuid::from_u128(0xa5), "0.08000000"),
];
const ALDER: Uuid = PARTIES[0].0;
const CEDAR: Uuid = PARTIES[2].0;
const DOGWOOD: Uuid = PARTIES[3].0;
const ELM: Uuid = PARTIES[4].0;
const VENDOR: Uuid = Uuid::from_u128(0xb1);
const AGREEMENT: Uuid = Uuid::from_u128(0xd1);
const PROPERTY: Uuid = Uuid::from_u128(0xe1);
const WELL: Uuid = Uuid::from_u128(0xf0);
/// The drilling of a well, a workover, and a tank.
const DRILLING: Uuid = Uuid::from_u128(0xf1);
const WORKOVER: Uuid = Uuid::from_u128(0xf2);
const TANK: Uuid = Uuid::from_u128(0xf3);

const QUARTERS: [&str; 4] = ["2025-03-31", "2025-06-30", "2025-09-30", "2025-12-31"];

/// A figure, and what of it falls to each party; nothing for whoever does not take part.
type Figure = (&'static str, [&'static str; 5]);

/// One figure of an AFE.
type Choose = fn(&Expected) -> Figure;

const NONE: Figure = ("0.00", ["0.00"; 5]);

/// What an AFE comes to.
struct Expected {
    status: &'static str,
    authorized: Figure,
    committed: Figure,
    actual: Figure,
    /// Dogwood's part of the cost, and what is to be recovered of it.
    recover: Option<[&'static str; 2]>,
}

/// $1,000,000.00: 50/25/15/10 without Dogwood.
const MILLION: Figure = (
    "1000000.00",
    ["500000.00", "250000.00", "150000.00", "", "100000.00"],
);

/// The drilling at the end of a quarter; `late`: with the invoice that came in July for May.
fn drilling(quarter: usize, late: bool) -> Expected {
    // INV-1 of March, $123,456.78: 61,728.39 / 30,864.195 / 18,518.517 / 12,345.678. Cut to the cent they come to
    // 123,456.76; the two cents go to the largest remainders: Elm (.8) and Cedar (.7).
    let march: Figure = ("123456.78", ["61728.39", "30864.19", "18518.52", "", "12345.68"]);
    // INV-2 of April, $410,000.00, of which $10,000.00 is taken back in June: 200,000 / 100,000 / 60,000 / 40,000.
    // INV-3 of May, $251,234.56: 125,617.28 / 62,808.64 / 37,685.184 / 25,123.456; one cent to Elm (.6): 25,123.46.
    // Alder   61,728.39 + 200,000.00 + 125,617.28 = 387,345.67
    // Birch   30,864.19 + 100,000.00 +  62,808.64 = 193,672.83
    // Cedar   18,518.52 +  60,000.00 +  37,685.18 = 116,203.70
    // Elm     12,345.68 +  40,000.00 +  25,123.46 =  77,469.14
    //        123,456.78 + 400,000.00 + 251,234.56 = 774,691.34
    let june: Figure = (
        "774691.34",
        ["387345.67", "193672.83", "116203.70", "", "77469.14"],
    );
    // INV-4 of May, known in July, $98,765.43: 49,382.715 / 24,691.3575 / 14,814.8145 / 9,876.543; two cents to Birch (.75)
    // and Alder (.5): 49,382.72 / 24,691.36 / 14,814.81 / 9,876.54.
    // Alder 387,345.67 + 49,382.72 = 436,728.39      Birch 193,672.83 + 24,691.36 = 218,364.19
    // Cedar 116,203.70 + 14,814.81 = 131,018.51      Elm    77,469.14 +  9,876.54 =  87,345.68
    // 774,691.34 + 98,765.43 = 873,456.77
    let all: Figure = (
        "873456.77",
        ["436728.39", "218364.19", "131018.51", "", "87345.68"],
    );
    // PO-1 is $600,000.00. Less INV-1, 476,543.22 is open: 238,271.61 / 119,135.805 / 71,481.483 / 47,654.322; a cent to
    // Birch. Less INV-2, 66,543.22: 33,271.61 / 16,635.805 / 9,981.483 / 6,654.322; a cent to Birch. What was taken back
    // of the invoice is not promised again.
    let open_in_march: Figure = (
        "476543.22",
        ["238271.61", "119135.81", "71481.48", "", "47654.32"],
    );
    let open_in_june: Figure = ("66543.22", ["33271.61", "16635.81", "9981.48", "", "6654.32"]);
    let released: Figure = ("0.00", ["0.00", "0.00", "0.00", "", "0.00"]);
    // Dogwood's 20 %, of drilling three times, of surface equipment (INV-4) once.
    // March: 0.2 × 123,456.78 = 24,691.356; × 3 = 74,074.068
    // June: 0.2 × 774,691.34 = 154,938.268; × 3 = 464,814.804
    // With INV-4: 154,938.268 + 0.2 × 98,765.43 = 154,938.268 + 19,753.086 = 174,691.354;
    //             464,814.804 + 19,753.086 = 484,567.890
    let (actual, recover) = match (quarter, late) {
        (1, _) => (march, ["24691.36", "74074.07"]),
        (_, false) => (june, ["154938.27", "464814.80"]),
        (_, true) => (all, ["174691.35", "484567.89"]),
    };
    let (status, committed) = match quarter {
        1 => ("in_progress", open_in_march),
        2 => ("in_progress", open_in_june),
        3 => ("work_complete", released),
        _ => ("closed", released),
    };
    Expected {
        status,
        authorized: MILLION,
        committed,
        actual,
        recover: Some(recover),
    }
}

/// The workover at the end of a quarter: 40/20/12/20/8.
fn workover(quarter: usize) -> Option<Expected> {
    // $180,000.00, and $40,000.00 more from July on.
    let first: Figure = (
        "180000.00",
        ["72000.00", "36000.00", "21600.00", "36000.00", "14400.00"],
    );
    let more: Figure = (
        "220000.00",
        ["88000.00", "44000.00", "26400.00", "44000.00", "17600.00"],
    );
    // PO-2.
    let open: Figure = (
        "105000.00",
        ["42000.00", "21000.00", "12600.00", "21000.00", "8400.00"],
    );
    // W-1.
    let may: Figure = (
        "100000.00",
        ["40000.00", "20000.00", "12000.00", "20000.00", "8000.00"],
    );
    // W-2, $104,321.09: 41,728.436 / 20,864.218 / 12,518.5308 / 20,864.218 / 8,345.6872. Cut to the cent they come to
    // 104,321.06; three cents to Birch and Dogwood (.8) and Elm (.72): 41,728.43 / 20,864.22 / 12,518.53 / 20,864.22 /
    // 8,345.69. With W-1 204,321.09.
    let october: Figure = (
        "204321.09",
        ["81728.43", "40864.22", "24518.53", "40864.22", "16345.69"],
    );
    let (status, authorized, committed, actual) = match quarter {
        1 => return None,
        2 => ("in_progress", first, open, may),
        3 => ("in_progress", more, open, may),
        _ => ("closed", more, NONE, october),
    };
    Some(Expected {
        status,
        authorized,
        committed,
        actual,
        recover: None,
    })
}

/// The tank at the end of a quarter: nobody has to be asked, everybody bears its part.
fn tank(quarter: usize) -> Option<Expected> {
    let status = match quarter {
        1 | 2 => return None,
        3 => "work_complete",
        _ => "closed",
    };
    Some(Expected {
        status,
        authorized: (
            "45000.00",
            ["18000.00", "9000.00", "5400.00", "9000.00", "3600.00"],
        ),
        committed: NONE,
        // F-1, $44,100.01: 17,640.004 / 8,820.002 / 5,292.0012 / 8,820.002 / 3,528.0008; the cent to Alder (.4).
        actual: (
            "44100.01",
            ["17640.01", "8820.00", "5292.00", "8820.00", "3528.00"],
        ),
        recover: None,
    })
}

/// Noon in Texas in winter.
fn noon(day: &str) -> String {
    format!("{day}T18:00:00Z")
}

/// A body that begins on a day.
fn on(day: &str, rest: Value) -> Value {
    let mut body = rest;
    body["effective_at"] = json!(noon(day));
    body
}

fn line(account: &str, phase: &str, category: &str, class: &str, amount: &str) -> Value {
    let contingency = if account == "8100-100" { "10" } else { "0" };
    json!({
        "account": account, "description": "as estimated", "phase": phase, "category": category, "class": class,
        "amount_usd": amount, "contingency_percent": contingency,
    })
}

fn totals(total: &str, tangible: &str, intangible: &str, dry_hole: &str, completed: &str) -> Value {
    json!({"totals": {
        "total_usd": total, "tangible_usd": tangible, "intangible_usd": intangible, "dry_hole_usd": dry_hole,
        "completed_usd": completed,
    }})
}

fn invoice(number: &str, account: &str, service: &str, gross: &str, order: Option<&str>) -> Value {
    json!({
        "invoice": {"vendor": VENDOR, "invoice": number, "account": account}, "service_date": service,
        "gross_usd": gross, "order": order, "document": format!("scan of {number}"),
    })
}

/// Who takes part in the year.
struct Year {
    owner: Client,
    manager: Client,
    engineer: Client,
    /// Where the ledger stands.
    position: u64,
    /// The end of each quarter, as far as the ledger then went.
    known: Vec<String>,
}

impl Year {
    fn begin(installation: &Installation) -> Self {
        let client = |subject: &str, role: &str| {
            let arguments = ["--organization", "demo", "--role", role, "--subject", subject];
            let token = installation.run(&[&["token"], arguments.as_slice()].concat());
            installation.client.with_token(token.trim())
        };
        Self {
            owner: client("ana", "owner"),
            manager: client("mia", "manager"),
            engineer: client("ben", "operator"),
            position: 0,
            known: Vec::new(),
        }
    }

    async fn sent(&mut self, who: fn(&Self) -> &Client, path: &str, body: &Value) -> Answer {
        let answer = who(self).post(&format!("/api/v1{path}"), body).await;
        assert!(answer.status < 300, "{path} {body}: {:#}", answer.body);
        self.position = answer.position();
        answer
    }

    async fn owner(&mut self, path: &str, body: Value) -> Answer {
        self.sent(|year| &year.owner, path, &body).await
    }

    async fn owns(&mut self, afe: Uuid, task: &str, body: Value) -> Answer {
        self.owner(&format!("/afes/{afe}/{task}"), body).await
    }

    async fn manages(&mut self, afe: Uuid, task: &str, body: Value) -> Answer {
        self.sent(|year| &year.manager, &format!("/afes/{afe}/{task}"), &body)
            .await
    }

    async fn works(&mut self, afe: Uuid, task: &str, body: Value) -> Answer {
        self.sent(|year| &year.engineer, &format!("/afes/{afe}/{task}"), &body)
            .await
    }

    async fn refused(&self, afe: Uuid, task: &str, body: Value) -> (u16, String) {
        let answer = self
            .owner
            .post(&format!("/api/v1/afes/{afe}/{task}"), &body)
            .await;
        (answer.status, answer.text("type").to_owned())
    }

    async fn draft(&mut self, afe: Uuid, (day, number, kind): (&str, &str, &str), lines: Value) {
        let subject = json!({
            "well_id": (afe == DRILLING).then_some(WELL), "lease_id": null, "property_id": PROPERTY,
        });
        let body = on(
            day,
            json!({
                "afe_id": afe, "number": number, "kind": kind, "subject": subject, "agreement_id": AGREEMENT,
                "operator": ALDER, "description": "Halbouty 1-H", "time_zone": "America/Chicago",
                "expires_on": "2025-12-31", "lines": lines,
            }),
        );
        self.sent(|year| &year.engineer, "/afes", &body).await;
    }

    async fn votes(&mut self, afe: Uuid, day: &str, party: Uuid, kind: &str) {
        let cast = json!({"cast": {
            "owner": party, "vote": {"kind": kind}, "method": "email", "evidence": format!("mail of {day}"),
        }});
        self.manages(afe, "cast-ballot", on(day, cast)).await;
    }

    /// What is in the ledger now is what was known at the end of the quarter.
    fn quarter_ends(&mut self) {
        self.known
            .push(Utc::now().format("%Y-%m-%dT%H:%M:%S%.6fZ").to_string());
    }

    async fn get(&self, path: &str) -> Answer {
        self.owner
            .get_after(&format!("/api/v1{path}"), self.position)
            .await
    }
}

async fn books_are_opened(year: &mut Year) {
    let registered = PARTIES.map(|(party, _)| party).into_iter().chain([VENDOR]);
    for owner in registered {
        let body = on(
            "2024-12-01",
            json!({
                "owner_id": owner, "kind": "company", "name": format!("Party {}", owner.as_u128()), "tax_id": null,
                "address": {
                    "lines": ["Box 7"], "city": "Pecos", "state": "TX", "postal_code": "79772", "country": "USA",
                },
                "agency_key": null, "roles": ["partner"],
            }),
        );
        year.owner("/owners", body).await;
    }
    let tiers = json!([
        {"name": "manager", "kinds": ["workover", "facility"], "limit_usd": "250000.00", "approvers": 1},
        {"name": "owner", "kinds": [], "limit_usd": null, "approvers": 1},
    ]);
    let policy = json!({"reference": "resolution 1", "terms": {
        "tiers": tiers, "requester_may_approve": false, "overrun_percent": "10", "unexplained_variance_percent": "10",
        "reopen_months": 24,
    }});
    year.owner("/approval-policies", on("2025-01-01", policy)).await;
    let parties = PARTIES.map(|(owner, interest)| json!({"owner": owner, "interest": interest}));
    let terms = json!({
        "consent": {"not_above_usd": "50000.00", "always_for": ["plug_and_abandon"], "minimum": "0.60000000"},
        "response": {"days": 30, "rig_hours": 48, "rig_hours_rest": true},
        "non_consent": {"surface_equipment": "100", "drilling_and_completion": "300", "operating": "100"},
        "overrun_percent": "10", "supplements_balloted": false, "commencement_days": 120, "audit_months": 24,
        "overhead": {"kind": "fixed", "drilling_usd": "9000.00", "producing_usd": "900.00"}, "netting_allowed": true,
    });
    let agreement = json!({
        "agreement_id": AGREEMENT, "number": "JOA-7", "form": "AAPL 610-1989", "signed_on": "2025-01-02",
        "operator": ALDER, "parties": parties, "terms": terms,
        "area": {"description": "Section 12, Block 57", "leases": [], "properties": [PROPERTY]},
    });
    year.owner("/agreements", on("2025-01-02", agreement)).await;
    let well = json!({
        "well_id": WELL, "name": "Halbouty 1-H", "operator": "Alder", "lease": "Halbouty A",
        "location": {"latitude": "31.997300", "longitude": "-102.077900", "datum": "NAD83"},
        "time_zone": "America/Chicago", "role": "oil", "api_number": "42-329-41234",
    });
    year.owner("/wells", on("2025-01-03", well)).await;
}

/// The well is proposed, carried without Dogwood, and begun.
async fn first_quarter(year: &mut Year) {
    let lines = json!([
        line(
            "8100-100",
            "dry_hole",
            "intangible",
            "drilling_and_completion",
            "600000.00"
        ),
        line(
            "8200-300",
            "after_casing_point",
            "tangible",
            "drilling_and_completion",
            "240000.00"
        ),
        line(
            "8300-100",
            "facility",
            "tangible",
            "surface_equipment",
            "100000.00"
        ),
    ]);
    year.draft(DRILLING, ("2025-01-06", "AFE 25-001", "drilling"), lines)
        .await;
    let stated = totals("1000000.00", "340000.00", "660000.00", "660000.00", "900000.00");
    year.works(DRILLING, "submit", on("2025-01-07", stated)).await;
    // A manager's tier is for other kinds of work.
    let approval = |tier: &str| on("2025-01-08", json!({"tier": tier, "comment": null}));
    let path = format!("/api/v1/afes/{DRILLING}/approve");
    let low = year.manager.post(&path, &approval("manager")).await;
    low.expect_problem(422, "approval-tier-too-low");
    year.owns(DRILLING, "approve", approval("owner")).await;
    let asked = json!({"method": "email", "rig_on_location": false});
    year.manages(DRILLING, "open-ballot", on("2025-01-10", asked))
        .await;
    for (day, party) in [
        ("2025-01-14", ALDER),
        ("2025-01-20", PARTIES[1].0),
        ("2025-01-22", CEDAR),
    ] {
        year.votes(DRILLING, day, party, "consent").await;
    }
    year.votes(DRILLING, "2025-02-03", ELM, "consent").await;
    year.votes(DRILLING, "2025-02-04", DOGWOOD, "non_consent").await;
    year.manages(DRILLING, "close-ballot", on("2025-02-10", json!({})))
        .await;
    let authorize = on("2025-02-14", json!({}));
    assert_eq!(
        year.refused(DRILLING, "authorize", authorize.clone()).await,
        (422, "/problems/non-consent-not-reallocated".to_owned())
    );
    let elections =
        [ALDER, PARTIES[1].0, CEDAR, ELM].map(|owner| json!({"owner": owner, "carrying": "proportionate"}));
    let carried = json!({"elections": elections, "evidence": "elections of 2025-02-12"});
    year.manages(DRILLING, "reallocate", on("2025-02-12", carried))
        .await;
    year.owns(DRILLING, "authorize", authorize).await;
    year.works(DRILLING, "start-work", on("2025-03-03", json!({})))
        .await;
    let order = json!({"order": "PO-1", "account": "8100-100", "vendor": VENDOR, "amount_usd": "600000.00"});
    year.works(DRILLING, "commit-cost", on("2025-03-05", order)).await;
    let march = invoice("INV-1", "8100-100", "2025-03-27", "123456.78", Some("PO-1"));
    year.works(DRILLING, "post-cost", on("2025-03-28", march)).await;
}

/// The well costs more; a workover with a rig on location is agreed to within 48 hours and overruns.
async fn second_quarter(year: &mut Year) {
    let lines = json!([line(
        "9100-100",
        "after_casing_point",
        "intangible",
        "operating",
        "180000.00"
    )]);
    year.draft(WORKOVER, ("2025-04-01", "AFE 25-002", "workover"), lines)
        .await;
    let stated = totals("180000.00", "0", "180000.00", "0", "180000.00");
    year.works(WORKOVER, "submit", on("2025-04-02", stated)).await;
    let approval = json!({"tier": "manager", "comment": null});
    year.manages(WORKOVER, "approve", on("2025-04-03", approval))
        .await;
    // Friday 13:00 to Tuesday 13:00: the weekend does not count.
    let asked = json!({"method": "phone", "rig_on_location": true});
    year.manages(WORKOVER, "open-ballot", on("2025-04-04", asked))
        .await;
    for (party, _) in &PARTIES[..4] {
        year.votes(WORKOVER, "2025-04-07", *party, "consent").await;
    }
    let mut last = json!({
        "cast": {"owner": ELM, "vote": {"kind": "consent"}, "method": "phone", "evidence": "call"},
        "effective_at": noon("2025-04-08"),
    });
    assert_eq!(
        year.refused(WORKOVER, "cast-ballot", last.clone()).await,
        (422, "/problems/ballot-deadline-passed".to_owned())
    );
    last["effective_at"] = json!("2025-04-08T17:59:59Z");
    year.manages(WORKOVER, "cast-ballot", last).await;
    year.manages(WORKOVER, "close-ballot", on("2025-04-08", json!({})))
        .await;
    year.manages(WORKOVER, "authorize", on("2025-04-09", json!({})))
        .await;
    year.works(WORKOVER, "start-work", on("2025-04-14", json!({})))
        .await;

    let april = invoice("INV-2", "8100-100", "2025-04-29", "410000.00", Some("PO-1"));
    year.works(DRILLING, "post-cost", on("2025-04-30", april)).await;
    let may = invoice("W-1", "9100-100", "2025-05-11", "100000.00", None);
    year.works(WORKOVER, "post-cost", on("2025-05-12", may)).await;
    let casing = invoice("INV-3", "8200-300", "2025-05-19", "251234.56", None);
    year.works(DRILLING, "post-cost", on("2025-05-20", casing)).await;
    // $100,000.00 + $105,000.00 are above $180,000.00 and a tenth of it: $198,000.00.
    let order = json!({"order": "PO-2", "account": "9100-100", "vendor": VENDOR, "amount_usd": "105000.00"});
    let told = year.works(WORKOVER, "commit-cost", on("2025-06-10", order)).await;
    assert_eq!(told.body["event_ids"].as_array().unwrap().len(), 2);
    let credit = json!({
        "invoice": {"vendor": VENDOR, "invoice": "INV-2", "account": "8100-100"}, "gross_usd": "10000.00",
        "reason": "credit note",
    });
    year.manages(DRILLING, "reverse-cost", on("2025-06-20", credit))
        .await;
}

/// The late invoice; a supplement; a tank that nobody has to be asked about.
async fn third_quarter(year: &mut Year) {
    // Everybody was told what May came to. In July an invoice of May turns up.
    let late = invoice("INV-4", "8300-100", "2025-05-27", "98765.43", None);
    year.works(DRILLING, "post-cost", on("2025-05-28", late.clone()))
        .await;
    assert_eq!(
        year.refused(DRILLING, "post-cost", on("2025-07-02", late)).await,
        (422, "/problems/invoice-already-posted".to_owned())
    );
    let lines = json!([line(
        "9300-100",
        "facility",
        "tangible",
        "surface_equipment",
        "45000.00"
    )]);
    year.draft(TANK, ("2025-07-01", "AFE 25-003", "facility"), lines)
        .await;
    let stated = totals("45000.00", "45000.00", "0", "0", "0");
    year.works(TANK, "submit", on("2025-07-02", stated)).await;
    let approval = json!({"tier": "manager", "comment": null});
    year.manages(TANK, "approve", on("2025-07-03", approval.clone()))
        .await;
    year.manages(TANK, "authorize", on("2025-07-07", json!({}))).await;
    year.works(TANK, "start-work", on("2025-07-10", json!({}))).await;

    let more = json!([line(
        "9100-200",
        "after_casing_point",
        "intangible",
        "operating",
        "40000.00"
    )]);
    let supplement = json!({"lines": more, "expected_usd": "205000.00", "reason": "a second squeeze"});
    year.works(WORKOVER, "submit-supplement", on("2025-07-08", supplement))
        .await;
    year.manages(WORKOVER, "approve-supplement", on("2025-07-10", approval))
        .await;
    year.manages(WORKOVER, "authorize-supplement", on("2025-07-15", json!({})))
        .await;
    let release = json!({"order": "PO-1", "reason": "not called for"});
    year.works(DRILLING, "release-commitment", on("2025-08-01", release))
        .await;
    year.works(
        DRILLING,
        "complete-work",
        on("2025-08-15", json!({"completed_on": "2025-08-14"})),
    )
    .await;
    let tank = invoice("F-1", "9300-100", "2025-08-19", "44100.01", None);
    year.works(TANK, "post-cost", on("2025-08-20", tank)).await;
    year.works(
        TANK,
        "complete-work",
        on("2025-09-15", json!({"completed_on": "2025-09-14"})),
    )
    .await;
}

/// The last invoice, and everything is closed.
async fn fourth_quarter(year: &mut Year) {
    let october = invoice("W-2", "9100-100", "2025-10-05", "104321.09", Some("PO-2"));
    year.works(WORKOVER, "post-cost", on("2025-10-06", october)).await;
    // 105,000.00 - 104,321.09 = 678.91.
    let release = json!({"order": "PO-2", "reason": "not called for"});
    year.works(WORKOVER, "release-commitment", on("2025-10-20", release))
        .await;
    year.works(
        WORKOVER,
        "complete-work",
        on("2025-10-25", json!({"completed_on": "2025-10-24"})),
    )
    .await;
    let report = |explanation: Option<&str>| json!({"report": "final report", "explanation": explanation});
    for (afe, costs, closed, explanation) in [
        (TANK, "2025-10-01", "2025-10-02", None),
        (DRILLING, "2025-10-15", "2025-10-20", Some("the rig left early")),
        (WORKOVER, "2025-11-10", "2025-11-20", None),
    ] {
        year.manages(afe, "close-costs", on(costs, json!({}))).await;
        if explanation.is_some() {
            // 873,456.77 is 12.6543 % below 1,000,000.00, and the policy wants a word above 10 %.
            assert_eq!(
                year.refused(afe, "close", on(closed, report(None))).await,
                (422, "/problems/variance-unexplained".to_owned())
            );
        }
        year.owns(afe, "close", on(closed, report(explanation))).await;
    }
    let behind = invoice("INV-5", "8100-100", "2025-12-01", "1.00", None);
    assert_eq!(
        year.refused(DRILLING, "post-cost", on("2025-12-02", behind))
            .await,
        (422, "/problems/afe-costs-closed".to_owned())
    );
}

/// What is asked: a day, and as it was known when; `None` is now.
fn point(day: &str, known: Option<&String>) -> String {
    let known = known.map(|known| format!("&as_of={known}"));
    format!("effective_on={day}{}", known.unwrap_or_default())
}

async fn afe_is(year: &Year, afe: Uuid, query: &str, expected: Option<&Expected>) {
    let told = year.get(&format!("/afes/{afe}?{query}")).await;
    let Some(expected) = expected else {
        told.expect_problem(404, "afe-not-yet-known");
        return;
    };
    let told = told.expect(200).body;
    let at = format!("{} {query}", told["number"]);
    assert_eq!(told["status"], expected.status, "{at}");
    let figures = [
        ("authorized_usd", &expected.authorized),
        ("committed_usd", &expected.committed),
        ("actual_usd", &expected.actual),
    ];
    let budget = year.get(&format!("/afes/{afe}/budget?{query}")).await.expect(200);
    for (name, figure) in figures {
        assert_eq!(told["project"][name], figure.0, "{name} {at}");
        assert_eq!(budget.body["total"][name], figure.0, "{name} {at}");
        let parts = figure.1.iter().filter(|part| !part.is_empty());
        let sum: Decimal = parts.map(|part| part.parse::<Decimal>().unwrap()).sum();
        assert_eq!(sum, figure.0.parse().unwrap(), "{name} {at}");
    }
    for (place, (party, interest)) in PARTIES.iter().enumerate() {
        let own = year.get(&format!("/afes/{afe}/parties/{party}?{query}")).await;
        let own = own.expect(200).body;
        let carries_on = !expected.authorized.1[place].is_empty();
        for (name, figure) in figures {
            let part = if carries_on {
                json!(figure.1[place])
            } else {
                Value::Null
            };
            assert_eq!(own["figures"][name], part, "{name} of {party} {at}");
        }
        let recover = expected.recover.filter(|_| !carries_on);
        let account = recover.map(|[cost, recover]| {
            json!({"owner": party, "interest": interest, "cost_usd": cost, "to_recover_usd": recover})
        });
        assert_eq!(own["non_consent"], json!(account), "{party} {at}");
    }
}

/// What the board of all AFEs comes to is what the AFEs come to.
async fn board_is(year: &Year, query: &str, afes: &[Option<Expected>]) {
    let board = year.get(&format!("/afes/board?{query}")).await.expect(200).body;
    let known: Vec<&Expected> = afes.iter().flatten().collect();
    assert_eq!(board["total"]["afes"], known.len(), "{query}");
    let figures: [(&str, Choose); 3] = [
        ("authorized_usd", |afe| afe.authorized),
        ("committed_usd", |afe| afe.committed),
        ("actual_usd", |afe| afe.actual),
    ];
    for (name, figure) in figures {
        let sum: Decimal = known
            .iter()
            .map(|afe| figure(afe).0.parse::<Decimal>().unwrap())
            .sum();
        assert_eq!(board["total"][name], json!(sum), "{name} {query}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_joint_interest_year_comes_to_the_figures_worked_out_by_hand() {
    let installation = Installation::three_processes().await;
    let mut year = Year::begin(&installation);
    books_are_opened(&mut year).await;
    first_quarter(&mut year).await;
    year.quarter_ends();
    second_quarter(&mut year).await;
    year.quarter_ends();
    third_quarter(&mut year).await;
    year.quarter_ends();
    fourth_quarter(&mut year).await;
    year.quarter_ends();

    // Every quarter's end, as known at every quarter's end and now. What happened later than what was known is as it was then.
    let whens = year.known.iter().map(Some).chain([None]);
    for (when, known) in whens.enumerate() {
        for (day, last_day) in QUARTERS.iter().enumerate() {
            let quarter = day.min(when) + 1;
            let late = when > 1 && quarter > 1;
            let expected = [Some(drilling(quarter, late)), workover(quarter), tank(quarter)];
            let query = point(last_day, known);
            for (afe, expected) in [DRILLING, WORKOVER, TANK].into_iter().zip(&expected) {
                afe_is(&year, afe, &query, expected.as_ref()).await;
            }
            board_is(&year, &query, &expected).await;
        }
    }
    boards_and_ballots(&year).await;
    parties_see_their_own(&installation, &year).await;
}

async fn boards_and_ballots(year: &Year) {
    // 1,000,000.00 + 220,000.00 + 45,000.00; 873,456.77 + 204,321.09 + 44,100.01.
    let board = year.get("/afes/board").await.expect(200).body;
    let total = &board["total"];
    assert_eq!(
        [
            &total["authorized_usd"],
            &total["committed_usd"],
            &total["actual_usd"]
        ],
        [&json!("1265000.00"), &json!("0.00"), &json!("1121877.87")]
    );
    assert_eq!(board["items"][0]["status"], "closed");
    // At the end of January Dogwood and Elm have not answered. From 2025-02-01 to the end of 2025-02-09 are nine days of
    // 86,400 seconds.
    let ballots = year
        .get("/afes/ballots?effective_on=2025-01-31")
        .await
        .expect(200);
    let ballot = &ballots.body["items"][0];
    assert_eq!(
        (&ballot["number"], &ballot["seconds_left"], &ballot["deadline"]),
        (
            &json!("AFE 25-001"),
            &json!(777_600),
            &json!("2025-02-10T06:00:00Z")
        )
    );
    let missing = json!([
        {"owner": DOGWOOD, "interest": "0.20000000"}, {"owner": ELM, "interest": "0.08000000"},
    ]);
    assert_eq!(ballot["missing"], missing);
    let none = year.get("/afes/ballots").await.expect(200).body;
    assert_eq!(none["items"], json!([]));
    // (205,000.00 - 180,000.00) / 180,000.00 = 13.8889 %.
    let overruns = year
        .get("/afes/overruns?effective_on=2025-06-30")
        .await
        .expect(200)
        .body;
    assert_eq!(overruns["items"].as_array().unwrap().len(), 1);
    assert_eq!(
        overruns["items"][0]["figures"]["overrun"],
        json!({
            "is_overrun": true, "limit_usd": "198000.00", "spent_usd": "205000.00",
            "over": {"variance_usd": "25000.00", "variance_percent": "13.8889"},
        })
    );
    for day in ["2025-06-09", "2025-07-15", "2025-12-31"] {
        let none = year.get(&format!("/afes/overruns?effective_on={day}")).await;
        assert_eq!(none.expect(200).body["items"], json!([]), "{day}");
    }
    // 873,456.77 - 1,000,000.00; 204,321.09 - 220,000.00; 44,100.01 - 45,000.00.
    for (afe, variance, percent) in [
        (DRILLING, "-126543.23", "-12.6543"),
        (WORKOVER, "-15678.91", "-7.1268"),
        (TANK, "-899.99", "-2.0000"),
    ] {
        let told = year.get(&format!("/afes/{afe}")).await.expect(200).body;
        let found = &told["project"]["variance"];
        assert_eq!(found["variance_usd"], variance);
        let found: Decimal = found["variance_percent"].as_str().unwrap().parse().unwrap();
        assert_eq!(found, percent.parse().unwrap());
    }
    let of_well = year.get(&format!("/wells/{WELL}/afes")).await.expect(200).body;
    assert_eq!(of_well["items"].as_array().unwrap().len(), 1);
    assert_eq!(of_well["items"][0]["number"], "AFE 25-001");
}

/// A partner's token shows that partner's part, and nobody else's.
async fn parties_see_their_own(installation: &Installation, year: &Year) {
    let id = DOGWOOD.to_string();
    let token = installation.run(&[
        "token",
        "--organization",
        "demo",
        "--role",
        "viewer",
        "--subject",
        "dora",
        "--owner",
        &id,
    ]);
    let partner = installation.client.with_token(token.trim());
    let own = partner
        .get(&format!("/api/v1/owners/{DOGWOOD}/afes"))
        .await
        .expect(200);
    let items = own.body["items"].as_array().unwrap();
    // 0.2 × 204,321.09 by its invoices, 0.2 × 44,100.01; nothing of the well but what others recover.
    let actual: Vec<&Value> = items.iter().map(|item| &item["figures"]["actual_usd"]).collect();
    assert_eq!(actual, [&Value::Null, &json!("40864.22"), &json!("8820.00")]);
    assert_eq!(items[0]["non_consent"]["to_recover_usd"], "484567.89");
    for (other, _) in PARTIES
        .iter()
        .filter(|(other, _)| *other != DOGWOOD && *other != ALDER)
    {
        assert!(!own.body.to_string().contains(&other.to_string()));
    }
    let one = format!("/api/v1/afes/{WORKOVER}/parties");
    partner.get(&format!("{one}/{DOGWOOD}")).await.expect(200);
    for hidden in [
        format!("{one}/{CEDAR}"),
        format!("/api/v1/owners/{CEDAR}/afes"),
        format!("/api/v1/afes/{WORKOVER}"),
        "/api/v1/afes".to_owned(),
        "/api/v1/afes/board".to_owned(),
        "/api/v1/afes/ballots".to_owned(),
        format!("/api/v1/agreements/{AGREEMENT}"),
    ] {
        partner
            .get(&hidden)
            .await
            .expect_problem(403, "role-not-permitted");
    }
    // Whoever speaks for nobody sees nobody's.
    let viewer = year.owner.with_token(&installation.token("demo", "viewer"));
    let refused = viewer.get(&format!("{one}/{DOGWOOD}")).await;
    refused.expect_problem(403, "role-not-permitted");
}
