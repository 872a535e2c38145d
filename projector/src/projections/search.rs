//! `search`: the words by which wells, leases, owners, AFEs and agreements are found, as they are known now.
//!
//! Every fact known is in it, whenever it takes effect: a thing is found by what it will be called, and by no name it no longer
//! has but an owner's earlier ones. What a thing was called before is asked of the lists at a point.
//!
//! Invariants
//! - What is written follows from the ledger up to the thing's last event of the batch, and from no clock.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;
use wellflow_decider::Decider;
use wellflow_domain::afe::Afe;
use wellflow_domain::joint_operating_agreement::JointOperatingAgreement;
use wellflow_domain::lease::Lease;
use wellflow_domain::owner::Owner;
use wellflow_domain::personal::Personal;
use wellflow_domain::text::Text120;
use wellflow_domain::well::Well;
use wellflow_event_store::{Folded, Point, RecordedEvent, StoreError, fold};
use wellflow_read_model::search::{self, Entry, Words};
use wellflow_read_model::{ProjectionKey, ReadModelError, SEARCH};
use wellflow_runtime::{Tenant, TenantPool, TenantTransaction};

use crate::ProjectorError;
use crate::advance::Projection;
use crate::follow::Course;
use crate::projections::history::{PAGE, TOGETHER};

/// See the module.
#[derive(Debug)]
pub(crate) struct Search;

/// What a batch leads to.
#[derive(Debug, Default)]
pub(crate) struct Entries {
    found: Vec<Entry>,
    /// What is found no more, by its key.
    gone: Vec<Uuid>,
}

/// The events of each stream.
type Batch = BTreeMap<(String, Uuid), Vec<RecordedEvent>>;

/// A short stream: how many of its events come before the batch, and those of the batch.
type Short<'b> = (Uuid, u64, &'b [RecordedEvent]);

/// What a thing is found by.
struct Found {
    title: String,
    words: Words,
    /// What is shown of it.
    shown: Value,
}

/// What is found by words.
trait Sought: Decider {
    /// The word of its kind in questions and answers.
    const WORD: &'static str = Self::KIND;

    /// What it is found by; `None` where nothing is known of it.
    fn found(&self) -> Option<Found>;
}

impl Projection for Search {
    const KEY: ProjectionKey = SEARCH;
    const KINDS: &'static [&'static str] = &[
        Well::KIND,
        Lease::KIND,
        Owner::KIND,
        Afe::KIND,
        JointOperatingAgreement::KIND,
    ];
    type Batch = Batch;
    type Rows = Entries;

    fn apply(batch: &mut Self::Batch, event: &RecordedEvent) -> Result<(), StoreError> {
        match event.aggregate_type.as_str() {
            Well::KIND => event.decode::<<Well as Decider>::Event>().map(|_| ())?,
            Lease::KIND => event.decode::<<Lease as Decider>::Event>().map(|_| ())?,
            Owner::KIND => event.decode::<<Owner as Decider>::Event>().map(|_| ())?,
            Afe::KIND => event.decode::<<Afe as Decider>::Event>().map(|_| ())?,
            JointOperatingAgreement::KIND => {
                event
                    .decode::<<JointOperatingAgreement as Decider>::Event>()
                    .map(|_| ())?;
            }
            _ => return Ok(()),
        }
        let stream = (event.aggregate_type.clone(), event.aggregate_id);
        batch.entry(stream).or_default().push(event.clone());
        Ok(())
    }

    async fn prepare(
        _: &TenantPool,
        course: Course<'_>,
        batch: Self::Batch,
    ) -> Result<Entries, ProjectorError> {
        let mut entries = Entries::default();
        entries.add::<Well>(course, &batch).await?;
        entries.add::<Lease>(course, &batch).await?;
        entries.add::<Owner>(course, &batch).await?;
        entries.add::<Afe>(course, &batch).await?;
        entries.add::<JointOperatingAgreement>(course, &batch).await?;
        Ok(entries)
    }

    async fn write(tx: &TenantTransaction, tenant: &Tenant, rows: &Entries) -> Result<(), ReadModelError> {
        search::write(tx, tenant.organization_id(), &rows.found, &rows.gone).await
    }

    async fn remove(
        tx: &TenantTransaction,
        tenant: &Tenant,
        (kind, ids): (&str, &[Uuid]),
    ) -> Result<(), ReadModelError> {
        let keys: Vec<Uuid> = ids.iter().map(|id| search::key(kind, *id)).collect();
        search::forget(tx, tenant.organization_id(), &keys).await
    }
}

impl Entries {
    /// Takes in what the batch's streams of a kind come to; of short ones, what comes before the batch is read together.
    async fn add<D: Sought>(&mut self, course: Course<'_>, batch: &Batch) -> Result<(), ProjectorError> {
        let mut short: Vec<Short<'_>> = Vec::new();
        let mut size = 0;
        for ((kind, id), events) in batch {
            let Some(first) = events.first().filter(|_| kind == D::KIND) else {
                continue;
            };
            let missing = first.sequence.saturating_sub(1);
            if missing == 0 || missing > u64::from(PAGE) || course.repairs.mended.contains(id) {
                let state = folded::<D>(course, *id, events).await?;
                self.take::<D>(*id, events, state);
                continue;
            }
            if size + missing > TOGETHER {
                self.add_together::<D>(course, std::mem::take(&mut short)).await?;
                size = 0;
            }
            size += missing;
            short.push((*id, missing, events));
        }
        self.add_together::<D>(course, short).await
    }

    async fn add_together<D: Sought>(
        &mut self,
        course: Course<'_>,
        streams: Vec<Short<'_>>,
    ) -> Result<(), ProjectorError> {
        if streams.is_empty() {
            return Ok(());
        }
        let wanted: Vec<(Uuid, u64)> = streams
            .iter()
            .map(|(id, missing, _)| (*id, missing + 1))
            .collect();
        let ledger = course.ledger;
        let mut earlier = ledger.beginnings(course.tenant, D::KIND, &wanted, PAGE).await?;
        for (id, _, events) in streams {
            let mut whole = earlier.remove(&id).unwrap_or_default();
            whole.extend_from_slice(events);
            let state = fold::<D>(&whole, after(events))?;
            self.take::<D>(id, events, state);
        }
        Ok(())
    }

    /// What a thing comes to after the events of the batch.
    fn take<D: Sought>(&mut self, id: Uuid, events: &[RecordedEvent], folded: Option<Folded<D>>) {
        let Some(last) = events.last() else { return };
        let Some(found) = folded.and_then(|folded| folded.state.found()) else {
            self.gone.push(search::key(D::KIND, id));
            return;
        };
        let mut shown = json!({
            "kind": D::WORD,
            "id": id,
            "version": last.sequence,
            "position": last.position,
        });
        if let (Value::Object(shown), Value::Object(more)) = (&mut shown, found.shown) {
            shown.extend(more);
        }
        self.found.push(Entry {
            key: search::key(D::KIND, id),
            kind: D::KIND,
            title: found.title,
            version: last.sequence,
            is_new: events.first().is_some_and(|first| first.sequence == 1),
            words: found.words,
            document: shown.to_string(),
        });
    }
}

/// Everything known after the events of the batch.
fn after(events: &[RecordedEvent]) -> Point {
    Point {
        position: events.last().map(|last| last.position),
        effective: None,
    }
}

/// What is known after the events of the batch: folded from them alone where they are all there is.
async fn folded<D: Decider>(
    course: Course<'_>,
    id: Uuid,
    events: &[RecordedEvent],
) -> Result<Option<Folded<D>>, ProjectorError> {
    let at = after(events);
    let left_out = &course.repairs.skipped;
    if course.repairs.mended.contains(&id) {
        let ledger = course.ledger;
        return Ok(ledger.fold_without::<D>(course.tenant, id, at, left_out).await?);
    }
    if events.first().is_some_and(|first| first.sequence == 1) {
        return Ok(fold::<D>(events, at)?);
    }
    Ok(course.ledger.fold::<D>(course.tenant, id, at).await?)
}

fn value(shown: &impl Serialize) -> Value {
    serde_json::to_value(shown).unwrap_or_default()
}

impl Sought for Well {
    fn found(&self) -> Option<Found> {
        let well = self.summary()?;
        let mut words = Words::default();
        words.name(well.name.as_str());
        let bores = well.wellbores.iter();
        let numbers = bores.clone().map(|bore| bore.api_number).chain(well.api_number);
        for number in numbers {
            words.number(&number.to_string());
        }
        for bore in bores {
            words.name(bore.name.as_str());
        }
        if let Some(number) = &well.permit_number {
            words.number(number.as_str());
        }
        if let Some(lease) = &well.lease {
            words.belongs(lease.as_str());
        }
        if let Some(field) = &well.field {
            words.belongs(field.as_str());
        }
        words.belongs(well.operator.as_str());
        Some(Found {
            title: well.name.to_string(),
            words,
            shown: json!({
                "name": well.name,
                "number": well.api_number,
                "operator": well.operator,
                "lease": well.lease,
                "field": well.field,
                "state": well.state,
            }),
        })
    }
}

impl Sought for Lease {
    fn found(&self) -> Option<Found> {
        // What it is called and where it lies is the same on every day.
        let lease = self.summary_at(chrono::DateTime::UNIX_EPOCH)?;
        let mut words = Words::default();
        words.name(lease.name.as_str());
        if let Some(number) = &lease.lease_number {
            words.number(number.as_str());
        }
        if let Some(key) = &lease.agency_key {
            words.number(&key.canonical());
            words.number(key.number.as_str());
        }
        for tract in self.tracts_stated() {
            words.number(&tract.tract.to_string());
            words.description(tract.legal.as_str());
            if let Some(county) = &tract.county {
                words.description(county.as_str());
            }
        }
        for block in &lease.blocks {
            words.number(&block.to_string());
        }
        for unit in &lease.units {
            words.belongs(unit.name.as_str());
        }
        let legal: Vec<_> = self.tracts_stated().iter().map(|tract| &tract.legal).collect();
        Some(Found {
            title: lease.name.to_string(),
            words,
            shown: json!({
                "name": lease.name,
                "number": lease.lease_number,
                "legal_descriptions": value(&legal),
            }),
        })
    }
}

impl Sought for Owner {
    fn found(&self) -> Option<Found> {
        let owner = self.summary()?;
        let mut words = Words::default();
        // Into the row, which only those see who may see names.
        let name = |name: &Personal<Text120>| name.reveal().map(ToString::to_string);
        let title = name(&owner.name).unwrap_or_default();
        words.name(&title);
        for former in owner.former_names.iter().filter_map(name) {
            words.belongs(&former);
        }
        if let Some(key) = &owner.agency_key {
            words.number(key.number.as_str());
        }
        Some(Found {
            shown: json!({
                "name": title,
                "owner_kind": owner.kind,
                "status": owner.status,
            }),
            title,
            words,
        })
    }
}

impl Sought for Afe {
    fn found(&self) -> Option<Found> {
        let afe = self.card()?;
        let mut words = Words::default();
        words.number(afe.number.as_str());
        words.belongs(afe.description.as_str());
        Some(Found {
            title: afe.number.to_string(),
            words,
            shown: json!({
                "name": afe.description,
                "number": afe.number,
                "afe_kind": afe.kind,
            }),
        })
    }
}

impl Sought for JointOperatingAgreement {
    const WORD: &'static str = "agreement";

    fn found(&self) -> Option<Found> {
        let Self::Known(agreement) = self else {
            return None;
        };
        let mut words = Words::default();
        words.number(agreement.number.as_str());
        words.description(agreement.form.as_str());
        words.description(agreement.area.description.as_str());
        Some(Found {
            title: agreement.number.to_string(),
            words,
            shown: json!({
                "name": agreement.area.description,
                "number": agreement.number,
                "form": agreement.form,
            }),
        })
    }
}
