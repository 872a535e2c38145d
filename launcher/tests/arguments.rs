//! The command line, as people type it.

use clap::{CommandFactory, Parser};
use wellflow_launcher::cli::{Bsee, CheckpointAction, Cli, Command, Import, Organization, Token, Up, Verify};

fn parse(line: &str) -> Result<Command, clap::Error> {
    Cli::try_parse_from(line.split_whitespace()).map(Cli::chosen)
}

#[test]
fn the_definition_is_consistent() {
    Cli::command().debug_assert();
}

#[test]
fn nothing_said_means_up() {
    assert_eq!(parse("wellflow").unwrap(), Command::Up(Up { no_demo: false }));
    assert_eq!(
        parse("wellflow --no-demo").unwrap(),
        Command::Up(Up { no_demo: true })
    );
    assert_eq!(
        parse("wellflow up --no-demo").unwrap(),
        Command::Up(Up { no_demo: true })
    );
}

#[test]
fn every_service_runs_by_its_own_name() {
    assert_eq!(parse("wellflow command-api").unwrap(), Command::CommandApi);
    assert_eq!(parse("wellflow query-api").unwrap(), Command::QueryApi);
    assert_eq!(parse("wellflow projector").unwrap(), Command::Projector);
    assert_eq!(parse("wellflow migrate").unwrap(), Command::Migrate);
}

#[test]
fn a_token_needs_an_organization_and_a_role() {
    let token = parse("wellflow token --organization demo --role owner").unwrap();
    let expected = Token {
        organization: "demo".to_owned(),
        role: "owner".to_owned(),
        subject: "cli".to_owned(),
        days: 30,
    };
    assert_eq!(token, Command::Token(expected));
    assert!(parse("wellflow token --organization demo").is_err());
    assert!(parse("wellflow token --organization demo --role owner --days 0").is_err());
}

#[test]
fn an_organization_is_made_with_a_slug_and_a_name() {
    let action = Organization::Create {
        slug: "gulf".to_owned(),
        name: "Gulf Operating".to_owned(),
    };
    let line = [
        "wellflow",
        "organization",
        "create",
        "gulf",
        "--name",
        "Gulf Operating",
    ];
    assert_eq!(
        Cli::try_parse_from(line).unwrap().chosen(),
        Command::Organization { action }
    );
}

#[test]
fn an_import_needs_both_files_and_goes_to_the_demo_unless_told_otherwise() {
    let import = parse("wellflow import bsee --boreholes b.csv --production p.csv").unwrap();
    let expected = Bsee {
        boreholes: "b.csv".into(),
        production: "p.csv".into(),
        organization: "demo".to_owned(),
        url: None,
        token: None,
        report: None,
    };
    assert_eq!(
        import,
        Command::Import {
            format: Import::Bsee(expected)
        }
    );
    assert!(parse("wellflow import bsee --boreholes b.csv").is_err());
    assert!(parse("wellflow import").is_err());
}

#[test]
fn a_ledger_is_verified_whole_or_against_checkpoints() {
    assert_eq!(
        parse("wellflow verify").unwrap(),
        Command::Verify(Verify::default())
    );
    let verify =
        parse("wellflow verify --checkpoint a.json --checkpoint b.json --key l.pub --jobs 2").unwrap();
    let expected = Verify {
        organization: None,
        checkpoint: vec!["a.json".into(), "b.json".into()],
        key: Some("l.pub".into()),
        jobs: std::num::NonZero::new(2),
    };
    assert_eq!(verify, Command::Verify(expected));
    assert!(parse("wellflow verify --jobs 0").is_err());
}

#[test]
fn checkpoint_signs_unless_it_is_told_to_prove_check_or_compare() {
    let Command::Checkpoint(signs) = parse("wellflow checkpoint --organization demo").unwrap() else {
        panic!("another command");
    };
    assert_eq!(signs.action, None);
    assert_eq!(signs.sign.organization.as_deref(), Some("demo"));
    assert_eq!(signs.sign.out, std::path::Path::new("."));
    let Command::Checkpoint(compares) = parse("wellflow checkpoint compare a.json b.json").unwrap() else {
        panic!("another command");
    };
    assert!(matches!(compares.action, Some(CheckpointAction::Compare(_))));
    assert!(
        parse("wellflow checkpoint prove --checkpoint a.json").is_err(),
        "which event?"
    );
}

#[test]
fn an_unknown_command_is_refused() {
    assert!(parse("wellflow down").is_err());
    assert!(parse("wellflow up --demo").is_err());
}
