//! What is printed once everything is ready: addresses, a token, and lines to paste into a shell.

use anyhow::Result;
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use uuid::Uuid;
use wellflow_domain::ids::WellId;
use wellflow_domain::month::Month;
use wellflow_domain::production_month::ProductionMonthId;
use wellflow_domain::text::CompletionName;

use crate::import::hex;
use crate::output;

/// A well of the demo that still produces in the last month of the file.
const API10: &str = "1771140633";
const COMPLETION: &str = "177114063300-D01";
const LAST_MONTH: &str = "2024-12";

/// The instant now, as the shell writes it.
const NOW: &str = "$(date -u +%Y-%m-%dT%H:%M:%S.%6NZ)";

/// Prints the ready line and everything below it.
pub(super) fn print(demo: Option<(Uuid, &SecretString)>, url: &str, described: &[String]) -> Result<()> {
    output::line(format_args!("WellFlow is ready at {url}"));
    output::line("");
    output::line(format_args!("  health    {url}/readyz"));
    output::line(format_args!("  problems  {url}/problems"));
    for line in described {
        output::line(format_args!("  {line}"));
    }
    if let Some((organization, token)) = demo {
        for line in examples(organization, token, url)? {
            output::line(line);
        }
    }
    output::line("");
    output::line("Ctrl-C stops it; the data stay.");
    Ok(())
}

/// A token, then a remark and a command each; every command is one line and needs nothing but the token.
fn examples(organization: Uuid, token: &SecretString, url: &str) -> Result<Vec<String>> {
    let well = WellId::for_api10(organization, API10);
    let month = ProductionMonthId::of(
        well,
        &CompletionName::parse(COMPLETION)?,
        Month::parse(LAST_MONTH)?,
    );
    let well_url = format!("{url}/api/v1/wells/{well}");
    let totals_url = format!("{url}/api/v1/production/totals");
    let december = format!("{totals_url}?well_id={well}&from={LAST_MONTH}&to={LAST_MONTH}");
    let get = |options: &str, address: &str| {
        format!("curl -s {options}-H \"Authorization: Bearer $TOKEN\" \"{address}\"; echo")
    };
    let post = |options: &str, key: &str, body: &str, address: &str| {
        format!(
            "curl -s {options}-X POST -H \"Authorization: Bearer $TOKEN\" -H 'Content-Type: application/json' \
             -H 'Idempotency-Key: {key}' -d '{body}' \"{address}\""
        )
    };
    let corrected = r#"{"days_on":31,"oil_bbl":"427","gas_mcf":"6","gas_base_psia":"14.73","water_bbl":"0","injection":"0","reason":"meter factor corrected"}"#;
    let amended = format!(
        r#"{{"effective_at":"2024-12-01T06:00:00Z","completion":"{COMPLETION}","status":{{"agency":"BSEE","code":"12"}},"provenance":{{"agency":"BSEE","file":"amended OGOR-A","row_sha256":"{}"}}}}"#,
        hex(&Sha256::digest("amended OGOR-A, December 2024"))
    );
    let blank = String::new;
    Ok(vec![
        blank(),
        "# A token of the demo organization (role owner); every line below uses it.".to_owned(),
        format!("TOKEN={}", token.expose_secret()),
        blank(),
        "# The wells, one of them, and its last months.".to_owned(),
        get("", &format!("{url}/api/v1/wells?limit=3")),
        get("", &well_url),
        get("", &format!("{well_url}/production?from=2024-10")),
        blank(),
        "# What all wells ever produced; the sums of the federal file, to the barrel.".to_owned(),
        get("", &totals_url),
        blank(),
        "# A live correction of that well's December: its total before, and after, read no older than the correction.".to_owned(),
        format!(
            "{}; POSITION=$({} | tr -d '\\r' | awk 'tolower($1) == \"wellflow-position:\" {{ print $2 }}'); {}",
            get("", &december),
            post("-o /dev/null -D - ", "correct-december-2024", corrected, &format!("{url}/api/v1/production-months/{month}/correct")),
            get("-H \"Wellflow-Min-Position: $POSITION\" ", &december),
        ),
        blank(),
        "# The agency amends the well's status for December, from producing to shut in: the well as known before and after."
            .to_owned(),
        format!(
            "BEFORE={NOW}; {}; echo; AFTER={NOW}; {}; {}",
            post("", "amend-december-2024", &amended, &format!("{well_url}/report-status")),
            get("", &format!("{well_url}?as_of=$BEFORE")),
            get("", &format!("{well_url}?as_of=$AFTER")),
        ),
    ])
}
