//! The command line, as people type it.

use clap::{CommandFactory, Parser};
use wellflow_launcher::cli::{
    AgencyFile, Bsee, By, CheckpointAction, Cli, Command, Create, Destination, Erase, Export, Import,
    Organization, Restored, Takeover, Token, Up, Verify,
};

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
        owner: None,
        days: 30,
    };
    assert_eq!(token, Command::Token(expected));
    assert!(parse("wellflow token --organization demo --role viewer --owner 7").is_err());
    assert!(parse("wellflow token --organization demo").is_err());
    assert!(parse("wellflow token --organization demo --role owner --days 0").is_err());
}

#[test]
fn an_organization_is_made_with_a_slug_and_a_name() {
    let action = Organization::Create(Create {
        slug: "gulf".to_owned(),
        name: "Gulf Operating".to_owned(),
        reuse_slug: false,
        by: By::default(),
    });
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
fn evidence_is_of_one_thing_and_is_checked_alone() {
    let id = uuid::Uuid::from_u128(7);
    let Command::Evidence(asked) = parse(&format!(
        "wellflow evidence --checkpoint c.json --stream production_month/{id} --as-of 2026-03-31T23:59:59Z"
    ))
    .unwrap() else {
        panic!("it is another command");
    };
    assert_eq!(asked.resource.stream, Some(("production_month".to_owned(), id)));
    assert_eq!(asked.as_of, Some("2026-03-31T23:59:59Z".parse().unwrap()));
    for line in [
        "evidence --checkpoint c.json".to_owned(),
        format!("evidence --well {id}"),
        format!("evidence --checkpoint c.json --well {id} --lease {id}"),
        format!("evidence --checkpoint c.json --stream {id}"),
        "evidence --checkpoint c.json --stream well/x".to_owned(),
        "verify --evidence e --organization demo".to_owned(),
        "verify --evidence e --checkpoint c".to_owned(),
    ] {
        assert!(parse(&format!("wellflow {line}")).is_err(), "{line}");
    }
    assert!(parse("wellflow verify --evidence e --key ledger.pub").is_ok());
}

fn organization(line: &str) -> Result<Organization, clap::Error> {
    parse(&format!("wellflow organization {line}")).map(|command| match command {
        Command::Organization { action } => action,
        other => panic!("{other:?}"),
    })
}

#[test]
fn an_organization_is_moved_with_a_file() {
    let export = Export {
        organization: "gulf".to_owned(),
        file: "gulf.jsonl".into(),
        sign: true,
        by: By {
            actor: Some("ticket-7".to_owned()),
        },
    };
    assert_eq!(
        organization("export gulf gulf.jsonl --sign --actor ticket-7").unwrap(),
        Organization::Export(export)
    );
    assert!(organization("export gulf").is_err());
    let import = Takeover {
        file: "gulf.jsonl".into(),
        slug: Some("gulf-2".to_owned()),
        key: None,
        returning: false,
        reuse_slug: false,
        by: By::default(),
    };
    assert_eq!(
        organization("import gulf.jsonl --slug gulf-2").unwrap(),
        Organization::Import(import)
    );
}

#[test]
fn an_organization_is_erased_only_where_its_slug_is_said_twice() {
    let erase = Erase {
        organization: "gulf".to_owned(),
        yes: "gulf".to_owned(),
        tombstone: None,
        by: By::default(),
    };
    assert_eq!(
        organization("erase gulf --yes gulf").unwrap(),
        Organization::Erase(erase)
    );
    assert!(organization("erase gulf").is_err());
    assert!(organization("erase gulf --yes").is_err());
}

#[test]
fn one_organization_was_restored_or_all_were() {
    let restored = |organization: Option<&str>, all: bool| {
        Organization::Restored(Restored {
            organization: organization.map(str::to_owned),
            all,
            by: By::default(),
        })
    };
    assert_eq!(
        organization("restored gulf").unwrap(),
        restored(Some("gulf"), false)
    );
    assert_eq!(organization("restored --all").unwrap(), restored(None, true));
    assert!(organization("restored").is_err());
    assert!(organization("restored gulf --all").is_err());
}

fn to_the_demo() -> Destination {
    Destination {
        organization: "demo".to_owned(),
        url: None,
        token: None,
        report: None,
    }
}

#[test]
fn an_import_of_one_file_names_it_and_may_be_a_rehearsal() {
    let file = |dry_run| AgencyFile {
        file: "wells.csv".into(),
        dry_run,
        destination: to_the_demo(),
    };
    let format = |line: &str| match parse(line).unwrap() {
        Command::Import { format } => format,
        other => panic!("not an import: {other:?}"),
    };
    assert_eq!(
        format("wellflow import ny-dec wells.csv"),
        Import::NyDec(file(false))
    );
    assert_eq!(
        format("wellflow import ny-dec wells.csv --dry-run"),
        Import::NyDec(file(true))
    );
    assert_eq!(
        format("wellflow import co-form7 wells.csv"),
        Import::CoForm7(file(false))
    );
    assert!(parse("wellflow import ny-dec").is_err());
    assert!(parse("wellflow import co-form7 a.csv b.csv").is_err());
}

#[test]
fn an_import_needs_both_files_and_goes_to_the_demo_unless_told_otherwise() {
    let import = parse("wellflow import bsee --boreholes b.csv --production p.csv").unwrap();
    let expected = Bsee {
        boreholes: Some("b.csv".into()),
        production: Some("p.csv".into()),
        leases: None,
        listed_on: None,
        owners: None,
        destination: to_the_demo(),
    };
    assert_eq!(
        import,
        Command::Import {
            format: Import::Bsee(expected)
        }
    );
    assert!(parse("wellflow import bsee --boreholes b.csv").is_err());
    assert!(parse("wellflow import bsee --production p.csv").is_err());
    assert!(parse("wellflow import bsee").is_err());
    assert!(parse("wellflow import").is_err());
}

#[test]
fn lease_blocks_and_lease_owners_are_imported_without_wells() {
    let import = parse("wellflow import bsee --leases l.csv --listed-on 2020-03-20 --owners o.csv").unwrap();
    let expected = Bsee {
        boreholes: None,
        production: None,
        leases: Some("l.csv".into()),
        listed_on: chrono::NaiveDate::from_ymd_opt(2020, 3, 20),
        owners: Some("o.csv".into()),
        destination: to_the_demo(),
    };
    assert_eq!(
        import,
        Command::Import {
            format: Import::Bsee(expected)
        }
    );
    assert!(parse("wellflow import bsee --owners o.csv").is_ok());
    for refused in [
        "--leases l.csv --listed-on yesterday",
        "--owners o.csv --listed-on 2020-03-20",
        "--leases l.csv --boreholes b.csv --production p.csv",
    ] {
        assert!(
            parse(&format!("wellflow import bsee {refused}")).is_err(),
            "{refused}"
        );
    }
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
        evidence: None,
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

#[cfg(feature = "import-postgres-es")]
#[test]
fn an_events_table_is_taken_over_with_what_its_types_become() {
    use wellflow_launcher::cli::PostgresEs;

    let line = "wellflow import postgres-es --from postgres://reader@old/shop --organization demo --kind Well=well \
                --event Spudded@1.0=WellSpudded@1 --event Plugged=WellPlugged --effective-at-field on \
                --effective-at 2020-01-02T03:04:05Z --leave-out Customer --drop fee";
    let expected = PostgresEs {
        from: "postgres://reader@old/shop".to_owned(),
        table: "events".to_owned(),
        organization: "demo".to_owned(),
        source: None,
        kind: vec!["Well=well".to_owned()],
        event: vec![
            "Spudded@1.0=WellSpudded@1".to_owned(),
            "Plugged=WellPlugged".to_owned(),
        ],
        effective_at_field: Some("on".to_owned()),
        effective_at: Some("2020-01-02T03:04:05Z".parse().unwrap()),
        leave_out: vec!["Customer".to_owned()],
        drop: vec!["fee".to_owned()],
        report: None,
    };
    let command = parse(line).unwrap();
    assert_eq!(
        command,
        Command::Import {
            format: Import::PostgresEs(expected)
        }
    );
    let dated =
        "wellflow import postgres-es --from postgres://a@b/c --organization demo --effective-at yesterday";
    assert!(parse(dated).is_err());
    assert!(parse("wellflow import postgres-es --from postgres://a@b/c").is_err());
}

#[cfg(not(feature = "import-postgres-es"))]
#[test]
fn the_everyday_binary_knows_no_events_table() {
    assert!(parse("wellflow import postgres-es --from postgres://a@b/c --organization demo").is_err());
}
