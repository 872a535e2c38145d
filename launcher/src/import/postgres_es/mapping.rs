//! What the types of the source become here, as the command line says it.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, bail, ensure};
use chrono::{DateTime, Utc};
use wellflow_event_store::EventKind;

/// What the types of the source become, and where a payload says when its event happened.
#[derive(Clone, Debug, Default)]
pub struct Mapping {
    kinds: Vec<EventKind>,
    /// By aggregate type of the source.
    aggregates: BTreeMap<String, EventKind>,
    /// By event type of the source and, where it is said, version.
    events: BTreeMap<(String, Option<String>), Becomes>,
    /// Aggregate types that stay behind on purpose.
    left_out: BTreeSet<String>,
    /// Fields of a payload that stay behind on purpose.
    pub(super) dropped: BTreeSet<String>,
    /// The field that says when an event happened, where it is not `effective_at`.
    pub(super) effective_at_field: Option<String>,
    /// When an event happened whose payload does not say so.
    pub(super) effective_at: Option<DateTime<Utc>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Becomes {
    event_type: String,
    version: Option<u16>,
}

impl Mapping {
    /// Types that are called here what they are called there.
    pub fn new(kinds: Vec<EventKind>) -> Self {
        Self {
            kinds,
            ..Self::default()
        }
    }

    /// Adds `SOURCE_TYPE=our_kind`.
    ///
    /// # Errors
    /// When it has another form, names no kind of ours or says something new of the same type.
    pub fn aggregate(mut self, said: &str) -> Result<Self> {
        let (theirs, ours) = sides("--kind", said)?;
        let kind = self.kinds.iter().find(|kind| kind.name() == ours);
        let kind = *kind
            .with_context(|| format!("--kind {said}: {ours:?} is no kind; {}", self.kinds_there_are()))?;
        ensure!(
            self.aggregates.insert(theirs.to_owned(), kind).is_none(),
            "--kind says twice what {theirs} becomes"
        );
        Ok(self)
    }

    /// Adds `SourceType[@version]=OurType[@version]`.
    ///
    /// # Errors
    /// When it has another form, names no event of ours or says something new of the same type and version.
    pub fn event(mut self, said: &str) -> Result<Self> {
        let (theirs, ours) = sides("--event", said)?;
        let (their_type, their_version) = versioned(theirs);
        let (our_type, our_version) = versioned(ours);
        let known = self.kinds.iter().flat_map(|kind| kind.types());
        ensure!(
            known.into_iter().any(|(known, _)| *known == our_type),
            "--event {said}: there is no event {our_type:?} here"
        );
        let version = our_version
            .map(|version| {
                version
                    .parse()
                    .with_context(|| format!("--event {said}: {version:?} is no version"))
            })
            .transpose()?;
        let becomes = Becomes {
            event_type: our_type.to_owned(),
            version,
        };
        let key = (their_type.to_owned(), their_version.map(str::to_owned));
        ensure!(
            self.events.insert(key, becomes).is_none(),
            "--event says twice what {theirs} becomes"
        );
        Ok(self)
    }

    /// Leaves every stream of an aggregate type behind.
    pub fn leave_out(mut self, aggregate_type: &str) -> Self {
        self.left_out.insert(aggregate_type.to_owned());
        self
    }

    /// Leaves a field of the payloads behind, where an event of ours has none of that name.
    pub fn drop_field(mut self, field: &str) -> Self {
        self.dropped.insert(field.to_owned());
        self
    }

    /// Takes the instant of an event from a field of its payload.
    pub fn effective_at_field(mut self, field: Option<String>) -> Self {
        self.effective_at_field = field;
        self
    }

    /// The instant of every event whose payload does not say when it happened.
    pub fn effective_at(mut self, instant: Option<DateTime<Utc>>) -> Self {
        self.effective_at = instant;
        self
    }

    pub(super) fn leaves_out(&self, aggregate_type: &str) -> bool {
        self.left_out.contains(aggregate_type)
    }

    /// The kind a type of the source becomes; else the reason why there is none.
    pub(super) fn kind_of(&self, aggregate_type: &str) -> Result<EventKind, String> {
        let same = || self.kinds.iter().find(|kind| kind.name() == aggregate_type);
        let kind = self.aggregates.get(aggregate_type).or_else(same);
        kind.copied().ok_or_else(|| {
            let kinds = self.kinds_there_are();
            format!("there is no kind {aggregate_type:?} here; say which it becomes with --kind ({kinds}), or --leave-out it")
        })
    }

    /// The type and version an event of the source becomes; else the reason why there is none.
    pub(super) fn event_of(
        &self,
        kind: EventKind,
        event_type: &str,
        event_version: &str,
    ) -> Result<(&'static str, u16), String> {
        let exact = (event_type.to_owned(), Some(event_version.to_owned()));
        let any = (event_type.to_owned(), None);
        let becomes = self.events.get(&exact).or_else(|| self.events.get(&any));
        let wanted = becomes.map_or(event_type, |becomes| becomes.event_type.as_str());
        let known = kind.types().iter().find(|(known, _)| *known == wanted);
        let Some((known, newest)) = known.copied() else {
            let kind = kind.name();
            return Err(format!(
                "{kind} has no event {wanted:?}; say which it becomes with --event"
            ));
        };
        match becomes {
            Some(becomes) => Ok((known, becomes.version.unwrap_or(newest))),
            None => match event_version.parse() {
                Ok(version) => Ok((known, version)),
                Err(_) => Err(format!(
                    "version {event_version:?} of {event_type} is none of ours; say which it becomes with --event \
                     {event_type}@{event_version}={known}@{newest}"
                )),
            },
        }
    }

    fn kinds_there_are(&self) -> String {
        let names: Vec<&str> = self.kinds.iter().map(EventKind::name).collect();
        format!("there are {}", names.join(", "))
    }
}

fn sides<'a>(option: &str, said: &'a str) -> Result<(&'a str, &'a str)> {
    match said.split_once('=') {
        Some((theirs, ours)) if !theirs.is_empty() && !ours.is_empty() => Ok((theirs, ours)),
        _ => bail!("{option} {said:?}: write it as THEIRS=OURS"),
    }
}

fn versioned(text: &str) -> (&str, Option<&str>) {
    match text.rsplit_once('@') {
        Some((event_type, version)) => (event_type, Some(version)),
        None => (text, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mapping() -> Mapping {
        Mapping::new(super::super::kinds())
    }

    #[test]
    fn names_that_are_the_same_need_no_word() {
        let mapping = mapping();
        let well = mapping.kind_of("well").unwrap();
        assert_eq!(mapping.event_of(well, "WellSpudded", "1"), Ok(("WellSpudded", 1)));
        let named = mapping.event_of(well, "WellSpudded", "1.0").unwrap_err();
        assert!(named.contains("--event WellSpudded@1.0=WellSpudded@2"), "{named}");
        assert!(mapping.event_of(well, "Spudded", "1").is_err());
        let unknown = mapping.kind_of("Customer").unwrap_err();
        assert!(unknown.contains("well, production_month"), "{unknown}");
    }

    #[test]
    fn a_version_that_is_named_goes_before_one_that_is_not() {
        let mapping = mapping()
            .aggregate("Hole=well")
            .and_then(|mapping| mapping.event("Spudded=WellSpudded"))
            .and_then(|mapping| mapping.event("Spudded@0.9=WellProposed@1"))
            .unwrap();
        let well = mapping.kind_of("Hole").unwrap();
        assert_eq!(mapping.event_of(well, "Spudded", "0.9"), Ok(("WellProposed", 1)));
        assert_eq!(mapping.event_of(well, "Spudded", "2.0"), Ok(("WellSpudded", 2)));
    }

    #[test]
    fn what_names_nothing_of_ours_is_refused_at_once() {
        assert!(mapping().aggregate("Hole=borehole").is_err());
        assert!(mapping().aggregate("Hole").is_err());
        assert!(mapping().event("Spudded=Spudded").is_err());
        assert!(mapping().event("Spudded=WellSpudded@x").is_err());
        let twice = mapping().aggregate("Hole=well").unwrap().aggregate("Hole=well");
        assert!(twice.is_err());
    }
}
