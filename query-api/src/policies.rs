//! `/approval-policies`: the organization's approval policy, of which there is one, now or at a point; `/events`: what happened to
//! it.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use uuid::Uuid;
use wellflow_domain::approval_policy::{ApprovalPolicy, ApprovalPolicyId, KnownPolicy};
use wellflow_http::{Principal, Problem};
use wellflow_read_model::document::Document;

use crate::authz::Read;
use crate::fresh::Demand;
use crate::{QueryApi, events, recorded};

#[derive(Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "ApprovalPolicy")
)]
pub(crate) struct Shown {
    approval_policy_id: Uuid,
    #[serde(flatten)]
    policy: KnownPolicy,
}

fn own(principal: &Principal) -> Uuid {
    ApprovalPolicyId::of(principal.tenant.organization_id()).as_uuid()
}

pub(crate) async fn one(
    principal: Principal,
    api: web::Data<QueryApi>,
    demand: Demand,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    api.admit(&principal, Read::Afes).await?;
    let approval_policy_id = own(&principal);
    let show = move |policy: Document<KnownPolicy>| {
        let document = Document {
            summary: Shown {
                approval_policy_id,
                policy: policy.summary,
            },
            version: policy.version,
            position: policy.position,
            recorded_at: policy.recorded_at,
        };
        Ok(document.to_json()?)
    };
    let path = approval_policy_id.to_string();
    recorded::answer::<ApprovalPolicy>(&principal, &api, &path, (demand, &request), show).await
}

pub(crate) async fn events(
    principal: Principal,
    api: web::Data<QueryApi>,
    demand: Demand,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    api.admit(&principal, Read::Events).await?;
    Read::Afes.allow(&principal)?;
    let path = own(&principal).to_string();
    events::events::<ApprovalPolicy>(&principal, &api, &path, (demand, &request)).await
}
