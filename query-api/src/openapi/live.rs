//! Questions about everything that happens: what is told as it comes, what a command led to, how far the read models are; and the
//! search through all there is.

use serde_json::json;
use wellflow_http::openapi::Reply;

use super::found::Found;
use super::parameters::{count, one_of, query, text};
use super::query::Questions;
use crate::columns;
use crate::problems::{COMMAND_NOT_RECORDED, UPGRADE_REQUIRED};
use crate::{causes, parked, projections};

const OPERATIONS: &str = "Operations";

pub(super) fn add(questions: &mut Questions) {
    search(questions);
    questions.ask(
        ("History", "follow_events"),
        "/events/live",
        "What happens from now on, an event a frame of a WebSocket.",
        |it| {
            let mut it = it
                .of_no_position()
                .taking([query("after_position", count(), "Events after this position.")])
                .refusing([UPGRADE_REQUIRED]);
            it.0.replies.push(Reply {
                status: 101,
                description: "The connection is a WebSocket from here on.",
                headers: Vec::new(),
                content: Vec::new(),
            });
            it.described(
                "Takes the handshake of RFC 6455, version 13, and nothing else; it is not answered to `HEAD`. A browser, which can send \
                 no `Authorization`, offers the subprotocols `bearer` and its token. A frame is a `RecordedEvent`, or `{\"reset\": true}` \
                 where the ledger was restored to before what the client saw.",
            )
        },
    );
    let effects = questions.body::<causes::Body>();
    questions.ask(
        ("History", "get_command_effects"),
        "/commands/{command_id}/effects",
        "What a command led to: its events, the commands they caused, and so on.",
        |it| {
            it.refusing([COMMAND_NOT_RECORDED])
                .answers(effects)
                .described("At most 1,000 events and 100 levels, the nearest first; `truncated` says whether there is more.")
        },
    );
    let standing = questions.body::<projections::Body>();
    questions.ask(
        (OPERATIONS, "list_projections"),
        "/projections",
        "How far each read model is in the organization's ledger.",
        |it| it.of_no_position().answers(standing),
    );
    let waiting = questions.body::<parked::Body>();
    questions.ask(
        (OPERATIONS, "list_parked_streams"),
        "/projections/parked",
        "The streams the read models cannot take in, and why.",
        |it| {
            it.of_no_position()
                .paged()
                .answers(waiting)
                .listed(&columns::PARKED)
        },
    );
}

fn search(questions: &mut Questions) {
    let found = questions.page::<Found>();
    questions.ask(
        ("Search", "search"),
        "/search",
        "Wells, leases, owners, AFEs and agreements by words, the best first.",
        |it| {
            let words = one_of(&["well", "lease", "owner", "afe", "agreement"]);
            let kinds = json!({"type": "array", "items": words, "minItems": 1, "maxItems": 5});
            let mut sought = query(
                "q",
                text(),
                "One to eight words; each begins one of what is found.",
            );
            sought.is_required = true;
            it.taking([
                sought,
                query("kind", kinds, "These kinds alone, with a comma between."),
            ])
            .paged()
            .answers(found)
            .listed(&columns::SEARCH)
            .with("q", "demo")
        },
    );
}
