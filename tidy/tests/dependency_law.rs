//! Who may depend on whom. A new line in the table needs a decision record in `docs/adr`.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

const PREFIX: &str = "wellflow-";

/// Crate, and the crates of the workspace its code may depend on.
const MAY_DEPEND_ON: &[(&str, &[&str])] = &[
    ("decider", &[]),
    ("domain", &["decider"]),
    ("embedded", &[]),
    ("event-store", &["decider", "runtime"]),
    ("migrations", &[]),
    ("read-model", &["runtime"]),
    (
        "command-api",
        &["decider", "domain", "event-store", "http", "runtime"],
    ),
    (
        "projector",
        &[
            "decider",
            "domain",
            "event-store",
            "http",
            "read-model",
            "runtime",
        ],
    ),
    (
        "query-api",
        &[
            "decider",
            "domain",
            "event-store",
            "http",
            "read-model",
            "runtime",
        ],
    ),
    ("http", &["runtime"]),
    ("runtime", &[]),
    (
        "launcher",
        &[
            "command-api",
            "domain",
            "embedded",
            "event-store",
            "http",
            "migrations",
            "projector",
            "query-api",
            "read-model",
            "runtime",
        ],
    ),
    ("testkit", &["embedded", "migrations", "runtime"]),
    (
        "e2e",
        &[
            "decider",
            "domain",
            "embedded",
            "event-store",
            "migrations",
            "read-model",
            "runtime",
            "testkit",
        ],
    ),
    ("postgres-es-compat", &[]),
    ("tidy", &[]),
];

/// What only tests may depend on; nothing that ships may name one of these outside its `dev-dependencies`.
const DEV_ONLY: &[&str] = &["testkit", "e2e", "postgres-es-compat", "tidy"];

/// What a crate must never see, directly, outside its tests.
const MUST_NOT_USE: &[(&str, &[&str])] = &[
    (
        "decider",
        &[
            "tokio",
            "cqrs-es",
            "tokio-postgres",
            "actix-web",
            "tracing",
            "redis",
        ],
    ),
    (
        "domain",
        &[
            "tokio",
            "cqrs-es",
            "tokio-postgres",
            "actix-web",
            "tracing",
            "redis",
            "reqwest",
        ],
    ),
    ("event-store", &["actix-web", "redis", "reqwest"]),
    ("read-model", &["actix-web", "redis"]),
    ("command-api", &["redis", "reqwest"]),
    ("projector", &["reqwest"]),
    ("query-api", &["reqwest"]),
    ("migrations", &["actix-web", "redis"]),
];

/// What would let the pure crates reach a clock, a file, a socket or a random number, however far down it is named.
const NOT_BENEATH_THE_PURE_CRATES: &[&str] = &[
    "getrandom",
    "iana-time-zone",
    "libc",
    "mio",
    "postgres-protocol",
    "postgres-types",
    "rand",
    "rustix",
    "socket2",
    "tokio",
];

struct Package {
    workspace: BTreeSet<String>,
    workspace_in_tests: BTreeSet<String>,
    external: BTreeSet<String>,
}

fn packages() -> BTreeMap<String, Package> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(wellflow_tidy::tree::root())
        .output()
        .expect("cargo runs");
    assert!(
        output.status.success(),
        "cargo metadata: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo metadata prints JSON");
    metadata["packages"]
        .as_array()
        .expect("packages")
        .iter()
        .map(package)
        .collect()
}

fn package(json: &Value) -> (String, Package) {
    let name = json["name"].as_str().expect("a package has a name");
    let short = name
        .strip_prefix(PREFIX)
        .unwrap_or_else(|| panic!("package {name} lacks the prefix {PREFIX}"));
    let mut package = Package {
        workspace: BTreeSet::new(),
        workspace_in_tests: BTreeSet::new(),
        external: BTreeSet::new(),
    };
    for dependency in json["dependencies"].as_array().expect("dependencies") {
        let name = dependency["name"].as_str().expect("a dependency has a name");
        let in_tests = dependency["kind"] == "dev";
        match name.strip_prefix(PREFIX) {
            Some(short) if in_tests => package.workspace_in_tests.insert(short.to_owned()),
            Some(short) => package.workspace.insert(short.to_owned()),
            None if in_tests => false,
            None => package.external.insert(name.to_owned()),
        };
    }
    (short.to_owned(), package)
}

#[test]
fn every_crate_has_its_line_in_the_table_and_the_table_names_no_other() {
    let known: BTreeSet<String> = MAY_DEPEND_ON.iter().map(|(name, _)| (*name).to_owned()).collect();
    let found: BTreeSet<String> = packages().into_keys().collect();
    assert_eq!(known, found);
}

#[test]
fn a_crate_depends_only_on_what_its_line_allows() {
    let packages = packages();
    let mut broken = Vec::new();
    for (name, allowed) in MAY_DEPEND_ON {
        for dependency in &packages[*name].workspace {
            if !allowed.contains(&dependency.as_str()) {
                broken.push(format!("{name} -> {dependency}"));
            }
        }
    }
    assert!(broken.is_empty(), "edges outside the dependency law: {broken:#?}");
}

#[test]
fn nothing_that_ships_depends_on_a_crate_made_for_tests() {
    let mut broken = Vec::new();
    for (name, package) in packages() {
        if DEV_ONLY.contains(&name.as_str()) {
            continue;
        }
        broken.extend(
            DEV_ONLY
                .iter()
                .filter(|dev| package.workspace.contains(**dev))
                .map(|dev| format!("{name} -> {dev}")),
        );
    }
    assert!(
        broken.is_empty(),
        "shipped code depends on test code: {broken:#?}"
    );
}

#[test]
fn the_pure_crates_stay_pure_and_the_ledger_knows_no_web_server() {
    let packages = packages();
    let mut broken = Vec::new();
    for (name, banned) in MUST_NOT_USE {
        let used = banned
            .iter()
            .filter(|crate_name| packages[*name].external.contains(**crate_name));
        broken.extend(used.map(|crate_name| format!("{name} uses {crate_name}")));
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn nothing_beneath_the_pure_crates_reads_a_clock_or_does_io() {
    for name in ["wellflow-decider", "wellflow-domain"] {
        let output = Command::new(env!("CARGO"))
            .args(["tree", "--offline", "--package", name, "--edges", "normal"])
            .args(["--prefix", "none", "--format", "{p}"])
            .current_dir(wellflow_tidy::tree::root())
            .output()
            .expect("cargo runs");
        assert!(
            output.status.success(),
            "cargo tree: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        let tree = String::from_utf8_lossy(&output.stdout);
        let beneath: BTreeSet<&str> = tree
            .lines()
            .filter_map(|line| line.split_whitespace().next())
            .collect();
        assert!(beneath.contains("serde"), "not a tree: {tree}");
        let found: Vec<&&str> = NOT_BENEATH_THE_PURE_CRATES
            .iter()
            .filter(|banned| beneath.contains(**banned))
            .collect();
        assert!(found.is_empty(), "{name} rests on {found:?}");
    }
}

#[test]
fn tests_of_a_service_do_not_reach_into_a_service_they_must_not_know() {
    let services = ["command-api", "query-api", "projector"];
    let packages = packages();
    let mut broken = Vec::new();
    for service in services {
        let others = services.iter().filter(|other| **other != service);
        broken.extend(
            others
                .filter(|other| packages[service].workspace_in_tests.contains(**other))
                .filter(|other| !(service == "query-api" && **other == "projector"))
                .map(|other| format!("tests of {service} -> {other}")),
        );
    }
    assert!(
        broken.is_empty(),
        "a walk across services belongs in e2e: {broken:#?}"
    );
}
