//! Every statement of the store, and how it is to be looked at.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// How a statement is looked at.
pub(crate) enum Look {
    /// By its plan, as these roles; with these parameters, where names in braces are filled in.
    Plan(&'static [&'static str], &'static str),
    /// It calls this function of the database: by what the server counts.
    Counted(&'static str),
    /// It is about all organizations, for this reason; as this role it finds each, with these parameters.
    Everybody(&'static str, &'static str, &'static str),
    /// It reads no table that is split.
    Elsewhere,
}
use Look::{Counted, Elsewhere, Everybody, Plan};

const SERVICES: &[&str] = &["wellflow_command", "wellflow_projector", "wellflow_query"];
const ADMIN: &[&str] = &["wellflow_admin"];

/// Statements by file, without what all paths begin and end with.
pub(crate) const STATEMENTS: &[(&str, Look)] = &[
    ("ahead_of", Counted("ahead_of")),
    ("append_at", Counted("append_at")),
    ("append_batch", Counted("append_batch")),
    (
        "beginnings",
        Plan(SERVICES, "{org}, 'tank', ARRAY[{stream}]::uuid[], '{99}', 10"),
    ),
    ("caused_by", Counted("caused_by")),
    ("clock", Elsewhere),
    ("command", Plan(SERVICES, "{org}, {command}")),
    (
        "committed_within",
        Everybody(
            "which organizations committed lately",
            "wellflow_projector",
            "600000, 99",
        ),
    ),
    ("digests", Plan(SERVICES, "{org}, 0, 99, 10")),
    (
        "histories",
        Plan(
            SERVICES,
            "{org}, 'tank', ARRAY[{stream}]::uuid[], '{99}', '{NULL}', 1, 99, 10",
        ),
    ),
    ("incarnation", Plan(SERVICES, "{org}")),
    ("instants", Plan(SERVICES, "{org}, 'tank', {stream}, 0, 10")),
    ("notify", Elsewhere),
    ("organization_begin_erase", Counted("begin_erase")),
    ("organization_begin_import", Counted("begin_import")),
    ("organization_claims", Plan(SERVICES, "{org}, '', '', 10")),
    (
        "organization_commands",
        Plan(SERVICES, "{org}, ARRAY[{command}]::uuid[]"),
    ),
    (
        "organization_commands_without_events",
        Plan(SERVICES, "{org}, '-infinity', 'infinity'"),
    ),
    (
        "organization_commits",
        Plan(SERVICES, "{org}, '-infinity', 'infinity', 10"),
    ),
    ("organization_create", Counted("create_organization")),
    ("organization_erase_rows", Counted("erase_rows")),
    ("organization_erased_slug", Elsewhere),
    ("organization_finish_erase", Counted("finish_erase")),
    ("organization_finish_import", Counted("finish_import")),
    ("organization_header", Plan(ADMIN, "{org}")),
    ("organization_import_claims", Counted("import_claims")),
    ("organization_import_commands", Counted("import_commands")),
    ("organization_import_commits", Counted("import_commits")),
    ("organization_import_events", Counted("import_events")),
    ("organization_import_outbox", Counted("import_outbox")),
    ("organization_import_tip", Counted("demand_importing")),
    ("organization_in_order", Elsewhere),
    (
        "organization_list",
        Everybody("the list of the organizations", "wellflow_admin", ""),
    ),
    ("organization_log", Elsewhere),
    ("organization_log_export", Counted("log_export")),
    ("organization_log_of", Elsewhere),
    (
        "organization_loose_commands",
        Plan(SERVICES, "{org}, {zero}, 99, 10"),
    ),
    ("organization_outbox", Plan(SERVICES, "{org}, 0, 99")),
    ("organization_renew_incarnation", Counted("renew_incarnation")),
    (
        "organization_rows",
        Everybody(
            "the log is compared with every organization's rows",
            "wellflow_admin",
            "",
        ),
    ),
    ("organization_state", Counted("organization_state")),
    ("organization_tenant_tables", Elsewhere),
    ("organization_tip", Plan(SERVICES, "{org}")),
    ("outcome_events", Plan(SERVICES, "{org}, 1, 10")),
    ("position_at", Plan(SERVICES, "{org}, 'infinity'")),
    ("save_snapshots", Counted("save_snapshots")),
    ("stream", Plan(SERVICES, "{org}, 'tank', {stream}, 0, 10")),
    ("tail", Plan(SERVICES, "{org}, 0, 10")),
    ("tip", Plan(SERVICES, "{org}")),
    (
        "tips",
        Everybody("how far every organization is", "wellflow_projector", ""),
    ),
    (
        "tips_after",
        Everybody(
            "a page of organizations, in the order of their ids",
            "wellflow_projector",
            "{zero}, 99",
        ),
    ),
    ("unhurried", Elsewhere),
    ("verify/claims", Plan(SERVICES, "{org}, '', '', 10")),
    ("verify/commands", Plan(SERVICES, "{org}, {zero}, 10")),
    (
        "verify/commands_without_events",
        Plan(SERVICES, "{org}, '-infinity', 'infinity'"),
    ),
    (
        "verify/commits",
        Plan(SERVICES, "{org}, '-infinity', 'infinity', 10"),
    ),
    ("verify/events", Plan(SERVICES, "{org}, 0, 99, 10")),
    (
        "verify/organizations_named",
        Everybody(
            "rows of organizations nobody made are looked for",
            "wellflow_projector",
            "'events', NULL, 99",
        ),
    ),
    ("verify/outbox", Plan(SERVICES, "{org}, 0, 99")),
    ("verify/snapshots", Plan(SERVICES, "{org}, '', {zero}, 0, 0, 10")),
    (
        "verify/stream",
        Plan(SERVICES, "{org}, 'tank', {stream}, 0, 99, 10"),
    ),
    ("verify/surplus_commands", Plan(SERVICES, "{org}, {zero}, 10")),
    ("verify/tip", Plan(SERVICES, "{org}")),
    ("version", Plan(SERVICES, "{org}, 'tank', {stream}")),
    ("version_at", Plan(SERVICES, "{org}, 'tank', {stream}, 99")),
];

fn sources() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The text of a statement.
pub(crate) fn text(name: &str) -> String {
    let (folder, file) = name.rsplit_once('/').unwrap_or(("", name));
    let path = sources().join(folder).join("sql").join(format!("{file}.sql"));
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn collect(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "sql") {
            let name = path.strip_prefix(sources()).unwrap().with_extension("");
            let name = name.to_str().unwrap().replace("sql/", "");
            found.insert(name);
        }
    }
}

#[test]
fn no_statement_is_left_out() {
    let mut found = BTreeSet::new();
    collect(&sources(), &mut found);
    let listed: BTreeSet<String> = STATEMENTS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(listed.len(), STATEMENTS.len());
    assert_eq!(found, listed);
    for (name, look) in STATEMENTS {
        match look {
            Counted(function) => assert!(text(name).contains(&format!("ledger.{function}(")), "{name}"),
            Everybody(reason, ..) => assert!(!reason.is_empty() && text(name).contains("ledger."), "{name}"),
            Plan(..) => assert!(text(name).contains("organization_id = $1"), "{name}"),
            Elsewhere => {}
        }
    }
}
