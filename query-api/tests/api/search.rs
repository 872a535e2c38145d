//! Search: what is found by which words, in which order, and by whom.

#![expect(
    clippy::unwrap_used,
    clippy::too_many_lines,
    reason = "a test stops at the first surprise, and tells one story from beginning to end"
)]

use serde_json::{Value, json};
use uuid::Uuid;
use wellflow_decider::{Decider, DomainEvent};
use wellflow_domain::afe::{Afe, AfeDrafted, AfeEvent};
use wellflow_domain::joint_operating_agreement::{AgreementEntered, AgreementEvent, JointOperatingAgreement};
use wellflow_domain::lease::{Lease, LeaseEvent, LeaseExecuted};
use wellflow_domain::owner::{Owner, OwnerEvent, OwnerNameChanged, OwnerRegistered};
use wellflow_event_store::NewEvent;
use wellflow_http::Role;

use crate::asked::*;

async fn tell<D: Decider>(api: &Api, id: Uuid, expected: u64, event: D::Event) -> u64
where
    D::Event: DomainEvent,
{
    let event = NewEvent::encode(&event, None).unwrap();
    api.field.append(D::KIND, id, expected, vec![event]).await
}

async fn as_role(api: &Api, role: Role, path: &str) -> Answer {
    let request = api.request_as(&api.field.tenant, role, path);
    Answer::of(request.send().await.unwrap()).await
}

fn found(answer: &Answer) -> Vec<(String, String)> {
    let items = answer.body["items"]
        .as_array()
        .unwrap_or_else(|| panic!("{}", answer.body));
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    items
        .iter()
        .map(|item| (text(&item["kind"]), text(&item["name"])))
        .collect()
}

struct Told {
    last: u64,
    owner: Uuid,
}

/// Three wells, a lease, an owner, an agreement and an AFE.
async fn told(api: &Api) -> Told {
    let [well, lease, owner, agreement] = [(); 4].map(|()| Uuid::now_v7());
    // Things of different kinds may have the same id.
    let afe = owner;
    for (id, name, lease) in [
        (well, "Bluebell 1", "G00026"),
        (Uuid::now_v7(), "Bluebells 12-A", "G00026"),
        (Uuid::now_v7(), "Aster 2", "G00777"),
    ] {
        let fact = proposed_in(id, name, at("2020-01-01T06:00:00Z"), lease, ("28.25", "-91.35"));
        api.field.well(id, 0, &[fact]).await;
    }
    let golden: LeaseExecuted = sample("lease/LeaseExecuted.v1.json", &json!({}));
    let mut tract = serde_json::to_value(&golden.terms.tracts[0]).unwrap();
    tract["legal"] = json!("NE/4 of Section 31, Block 5; H&TC Survey");
    tract["county"] = json!("Reeves");
    let terms = json!({"lease_number": "OCS-G 12345", "agency_key": null, "tracts": [tract]});
    let signed: LeaseExecuted = sample(
        "lease/LeaseExecuted.v1.json",
        &json!({"lease_id": lease, "name": "Halbouty A", "terms": terms}),
    );
    tell::<Lease>(api, lease, 0, LeaseEvent::from(signed)).await;
    let registered: OwnerRegistered = sample(
        "owner/OwnerRegistered.v1.json",
        &json!({"owner_id": owner, "name": "Sample Orchard Trust", "agency_key": null}),
    );
    tell::<Owner>(api, owner, 0, OwnerEvent::from(registered)).await;
    let entered: AgreementEntered = sample(
        "joint_operating_agreement/AgreementEntered.v1.json",
        &json!({"agreement_id": agreement, "number": "JOA 1998-07"}),
    );
    tell::<JointOperatingAgreement>(api, agreement, 0, AgreementEvent::from(entered)).await;
    let drafted: AfeDrafted = sample(
        "afe/AfeDrafted.v1.json",
        &json!({"afe_id": afe, "number": "AFE 2021-017", "description": "Recomplete in the Wilcox"}),
    );
    let last = tell::<Afe>(api, afe, 0, AfeEvent::from(drafted)).await;
    Told { last, owner }
}

#[tokio::test]
async fn things_are_found_by_the_words_of_their_names_numbers_and_descriptions() {
    let api = Api::start().await;
    let told = told(&api).await;
    api.at_least("/search?q=bluebell", told.last).await;
    let wells = |names: &[&str]| -> Vec<(String, String)> {
        names
            .iter()
            .map(|name| ("well".to_owned(), (*name).to_owned()))
            .collect()
    };
    let lease = vec![("lease".to_owned(), "Halbouty A".to_owned())];
    for (query, expected) in [
        // A whole word before one that only begins so; things of one rank by name. All lie in the field Bluebell.
        ("q=bluebell", wells(&["Bluebell 1", "Aster 2", "Bluebells 12-A"])),
        ("q=BLUEBELLS", wells(&["Bluebells 12-A"])),
        ("q=blue%20a", wells(&["Bluebells 12-A", "Aster 2"])),
        ("q=12-a&kind=well", wells(&["Bluebells 12-A"])),
        ("q=demo%20operating%20g00777", wells(&["Aster 2"])),
        ("q=demo&kind=lease", vec![]),
        ("q=section%2031%20h%26tc", lease.clone()),
        ("q=reeves&kind=lease,afe", lease.clone()),
        ("q=ocs-g12345", lease.clone()),
        ("q=ocsg%2012345", lease.clone()),
        (
            "q=wilcox",
            vec![("afe".to_owned(), "Recomplete in the Wilcox".to_owned())],
        ),
        (
            "q=2021-017",
            vec![("afe".to_owned(), "Recomplete in the Wilcox".to_owned())],
        ),
        (
            "q=orchard",
            vec![("owner".to_owned(), "Sample Orchard Trust".to_owned())],
        ),
        ("q=nothing%20of%20the%20kind", vec![]),
    ] {
        assert_eq!(
            found(&api.ok(&format!("/search?{query}")).await),
            expected,
            "{query}"
        );
    }
    let answer = api.ok("/search?q=halbouty&fields=kind,legal_descriptions").await;
    assert_eq!(
        answer.body["items"],
        json!([{"kind": "lease", "legal_descriptions": ["NE/4 of Section 31, Block 5; H&TC Survey"]}])
    );
    assert_eq!(answer.position, Some(told.last));

    // The word of a kind in an answer is the one to ask with.
    let answer = api.ok("/search?q=1998-07&fields=kind,number").await;
    assert_eq!(
        answer.body["items"],
        json!([{"kind": "agreement", "number": "JOA 1998-07"}])
    );
    let again = api.ok("/search?q=1998-07&kind=agreement").await;
    assert_eq!(again.body["items"].as_array().unwrap().len(), 1);

    // Page by page the same, without a name in a cursor.
    let whole = found(&api.ok("/search?q=b").await);
    let (mut paged, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = api.ok(&format!("/search?q=b&limit=1{cursor}")).await;
        paged.extend(found(&page));
        let Some(next) = page.body["next_cursor"].as_str() else {
            break;
        };
        cursor = format!("&cursor={next}");
    }
    assert_eq!((paged.len(), &paged), (4, &whole));

    // What a thing is called no more does not find it; an owner's earlier name does.
    let renamed: OwnerNameChanged = sample(
        "owner/OwnerNameChanged.v1.json",
        &json!({"owner_id": told.owner, "name": "Sample Grove Trust"}),
    );
    let last = tell::<Owner>(&api, told.owner, 1, OwnerEvent::from(renamed)).await;
    let now = api.at_least("/search?q=grove", last).await;
    assert_eq!(
        found(&now),
        [("owner".to_owned(), "Sample Grove Trust".to_owned())]
    );
    assert_eq!(found(&api.ok("/search?q=orchard").await).len(), 1);
    let stranger = api.field.db.organization("stranger").await;
    let request = api.request_as(&stranger, Role::Owner, "/search?q=b");
    let theirs = Answer::of(request.send().await.unwrap()).await;
    assert_eq!((theirs.status, found(&theirs)), (200, vec![]));
    api.stop().await;
}

#[tokio::test]
async fn everybody_finds_what_they_may_read_and_every_bad_question_is_named() {
    let api = Api::start().await;
    let told = told(&api).await;
    api.at_least("/search?q=bluebell", told.last).await;
    let kinds = async |role: Role| -> Vec<String> {
        let mut kinds = Vec::new();
        for query in ["halbouty", "orchard", "wilcox", "aster"] {
            let answer = as_role(&api, role, &format!("/search?q={query}")).await;
            kinds.extend(found(&answer).into_iter().map(|(kind, _)| kind));
        }
        kinds
    };
    assert_eq!(kinds(Role::Manager).await, ["lease", "owner", "afe", "well"]);
    assert_eq!(kinds(Role::Operator).await, ["lease", "afe", "well"]);
    assert_eq!(kinds(Role::Viewer).await, ["lease", "well"]);
    assert_eq!(kinds(Role::Pumper).await, ["well"]);
    let refused = as_role(&api, Role::Viewer, "/search?q=orchard&kind=owner").await;
    assert_eq!(
        (refused.status, refused.refusal().1.as_str()),
        (403, "role-not-permitted")
    );
    let long = "a".repeat(121);
    for (query, slug, parameter) in [
        (String::new(), "invalid-parameter", "q"),
        ("q=".to_owned(), "invalid-parameter", "q"),
        ("q=%26%26".to_owned(), "invalid-parameter", "q"),
        (
            "q=1%202%203%204%205%206%207%208%209".to_owned(),
            "invalid-parameter",
            "q",
        ),
        (format!("q={long}"), "invalid-parameter", "q"),
        ("q=a&kind=rig".to_owned(), "invalid-parameter", "kind"),
        ("q=a&limit=501".to_owned(), "invalid-parameter", "limit"),
        ("q=a&cursor=x".to_owned(), "invalid-cursor", "cursor"),
        ("q=a&format=csv".to_owned(), "invalid-parameter", "format"),
        (
            "q=a&as_of=2020-01-01T00:00:00Z".to_owned(),
            "unknown-parameter",
            "as_of",
        ),
    ] {
        let refused = api.refused(&format!("/search?{query}")).await;
        assert_eq!(
            (refused.0, refused.1.as_str(), refused.2.as_deref()),
            (400, slug, Some(parameter)),
            "{query}"
        );
    }
    // A cursor is of its own question.
    let page = api.ok("/search?q=b&limit=1").await;
    let cursor = page.body["next_cursor"].as_str().unwrap();
    let refused = api.refused(&format!("/search?q=a&limit=1&cursor={cursor}")).await;
    assert_eq!(refused.1, "invalid-cursor");
    api.stop().await;
}
