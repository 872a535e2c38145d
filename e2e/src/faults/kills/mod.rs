//! Power cuts: the service and PostgreSQL are killed at random moments while clients send commands over HTTP; see [`run`].

mod book;
mod client;
mod ledger_check;
mod request;
mod service;

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::task::JoinSet;
use uuid::Uuid;

use self::book::Book;
use self::client::Office;
use self::request::{Known, Outcome, Request};
use self::service::Service;
use super::cluster::Folder;
use super::random::Random;
use super::report::Report;
use super::spoil::{self, SPOILS};
use super::watch::Watch;

/// Command-api processes beside one database.
const PROCESSES: usize = 2;
/// The subject of every client's token.
pub(crate) const SUBJECT: &str = "faults";
/// Rounds after which the month everybody corrects is another one, so that its stream stays short.
const HOT_ROUNDS: u64 = 15;

/// A run.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The harness's own program, for the reader.
    pub program: PathBuf,
    /// What plans and faults follow from.
    pub seed: u64,
    /// Faults, one after the other.
    pub rounds: u64,
    /// Clients at once.
    pub clients: u64,
    /// Organizations.
    pub organizations: usize,
    /// Commands answered in earlier rounds that are sent again after each fault.
    pub sample: usize,
    /// Where the run's folder is made; the system's temporary folder where it is not said.
    pub directory: Option<PathBuf>,
    /// Whether the run's folder stays, with data, logs and journals.
    pub keep: bool,
    /// Whether the judge is put to the proof at the end, by faults made on purpose.
    pub prove: bool,
    /// Told how far the run is.
    pub progress: fn(&str),
}

/// What is cut off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Strike {
    Service,
    EveryService,
    Server,
    Backend,
    ServerAndService,
}

/// Runs the rounds: clients send, something is killed, it is started again, everything unanswered and some of what was
/// answered is sent again. At the end every table is compared with what clients were told, and the ledger verifies.
///
/// # Panics
/// When the run cannot go on: no server, a process that ends by itself, a command that is never answered.
pub async fn run(settings: Settings) -> Report {
    let folder = Folder::new(settings.directory.as_deref(), settings.keep);
    let mut service = Service::install(folder, PROCESSES).await;
    let mut organizations = Vec::new();
    let mut tokens = Vec::new();
    for number in 0..settings.organizations {
        let (id, token) = service.organization(&format!("faults-{number}"), SUBJECT).await;
        organizations.push(id);
        tokens.push(token);
    }
    service.bring_up().await;
    let watch = Watch::start(
        &settings.program,
        &service.cluster.url("postgres"),
        &organizations,
        &service.folder(),
        settings.seed,
    );
    let office = Arc::new(Office {
        http: reqwest::Client::new(),
        urls: Mutex::new(service.urls()),
        known: Mutex::new(vec![Known::default(); tokens.len()]),
        tokens,
        book: Mutex::new(Book::new()),
        struck: AtomicBool::new(false),
    });
    for number in 0..settings.rounds {
        if number % HOT_ROUNDS == 0 {
            heat(&office, Random::of(&[settings.seed, 20, number])).await;
        }
        round(&settings, &mut service, &office, number).await;
        if (number + 1) % 10 == 0 {
            let commands = office.book.lock().unwrap().records().len();
            (settings.progress)(&format!(
                "{} of {} rounds, {commands} commands",
                number + 1,
                settings.rounds
            ));
        }
    }
    let office = Arc::into_inner(office).unwrap_or_else(|| panic!("a client is still at work"));
    conclude(&service, office, &organizations, watch, settings.prove).await
}

async fn conclude(
    service: &Service,
    office: Office,
    organizations: &[Uuid],
    watch: Watch,
    prove: bool,
) -> Report {
    let (records, mut report) = office.book.into_inner().unwrap().into_parts();
    let seen = watch.finish(&mut report).await;
    let client = service.cluster.superuser().await;
    ledger_check::everything(&client, organizations, &records, &seen, &mut report).await;
    let verified = service.run(&["verify"]).await;
    report.demand(!verified.is_empty(), || {
        "wellflow verify found no ledger".to_owned()
    });
    report.count("ledgers that verify", organizations.len() as u64);
    if prove && report.violations().is_empty() {
        let check = async |trial: &mut Report| {
            ledger_check::everything(&client, organizations, &records, &seen, trial).await;
        };
        spoil::prove(&client, SPOILS, &check, &mut report).await;
    }
    report
}

/// Gives every organization a new month that everybody corrects.
async fn heat(office: &Office, mut random: Random) {
    for organization in 0..office.tokens.len() {
        let proposal = Request::propose(&mut random, organization, None);
        let well = first_answer(office, proposal).await;
        let record = Request::record(&mut random, organization, &well);
        let month = first_answer(office, record).await;
        office.known.lock().unwrap()[organization].hot = Some(month);
    }
}

/// The subject of a command sent while nothing is cut off.
async fn first_answer(office: &Office, request: Request) -> String {
    let index = office.book.lock().unwrap().open(request.clone());
    for _ in 0..20 {
        match office.ask(index, &request, 0).await {
            Outcome::Done(told) => return told.subject,
            // Connections of before the last fault may still be in the pools.
            Outcome::Unanswered(_) => tokio::time::sleep(Duration::from_millis(200)).await,
            Outcome::Refused(slug) => panic!("{request:?} was refused: {slug}"),
        }
    }
    panic!("{request:?} was not answered");
}

async fn round(settings: &Settings, service: &mut Service, office: &Arc<Office>, number: u64) {
    let mut random = Random::of(&[settings.seed, 21, number]);
    office.struck.store(false, Ordering::Relaxed);
    let mut clients = JoinSet::new();
    for client in 0..settings.clients {
        clients.spawn(Arc::clone(office).client(Random::of(&[settings.seed, 22, number, client])));
    }
    tokio::time::sleep(Duration::from_micros(5_000 + random.below(150_000))).await;
    let strike = strike(service, &mut random).await;
    count(office, &format!("faults: {strike:?}"), 1);
    // Either the fault is repaired while the clients' requests are still out, or after they have all ended.
    let at_once = random.chance(70);
    if at_once {
        repair(service, office, strike).await;
    }
    office.struck.store(true, Ordering::Relaxed);
    let mut unanswered = Vec::new();
    while let Some(client) = clients.join_next().await {
        unanswered.extend(client.unwrap());
    }
    if !at_once {
        repair(service, office, strike).await;
    }
    service.assert_running();
    count(
        office,
        "commands not answered when a fault struck",
        unanswered.len() as u64,
    );
    let mut retries = JoinSet::new();
    let records = office.book.lock().unwrap().records().len();
    for index in &unanswered {
        retries.spawn(Arc::clone(office).settle(*index, Random::of(&[random.next()])));
    }
    for _ in 0..settings.sample {
        let index = random.index(records);
        if !unanswered.contains(&index) {
            retries.spawn(Arc::clone(office).again(index, Random::of(&[random.next()])));
        }
    }
    while let Some(ended) = retries.join_next().await {
        ended.unwrap();
    }
}

async fn strike(service: &mut Service, random: &mut Random) -> Strike {
    let one = random.index(service.processes());
    match random.below(100) {
        0..35 => {
            service.kill(one);
            Strike::Service
        }
        35..42 => {
            (0..service.processes()).for_each(|number| service.kill(number));
            Strike::EveryService
        }
        42..75 => {
            service.cluster.cut_off();
            Strike::Server
        }
        75..90 => {
            let choice = random.index(64);
            let killed = service.cluster.kill_backend("wellflow_command", choice).await;
            assert!(killed, "the service has no backend");
            Strike::Backend
        }
        _ => {
            service.cluster.cut_off();
            service.kill(one);
            Strike::ServerAndService
        }
    }
}

/// Starts again what the fault took down.
async fn repair(service: &mut Service, office: &Office, strike: Strike) {
    let (what, down) = match strike {
        Strike::Server | Strike::ServerAndService => {
            ("longest restart of the server, ms", service.server_again().await)
        }
        Strike::Backend => ("longest recovery of the server, ms", service.recovered().await),
        Strike::Service | Strike::EveryService => ("", Duration::ZERO),
    };
    if !what.is_empty() {
        let down = u64::try_from(down.as_millis()).unwrap_or(u64::MAX);
        office.book.lock().unwrap().report().at_least(what, down);
    }
    service.bring_up().await;
    *office.urls.lock().unwrap() = service.urls();
}

fn count(office: &Office, what: &str, more: u64) {
    office.book.lock().unwrap().report().count(what, more);
}
