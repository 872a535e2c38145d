//! How the tasks and facts of an aggregate are written down: each with its fields in one place.

/// Declares facts with their instant. `withheld` names what outsiders see of a field instead, and a function after `=>` the
/// business keys that are taken or given up.
macro_rules! facts {
    ($(
        $(#[$meta:meta])*
        $fact:ident {
            $($(#[$field_meta:meta])* $field:ident: $type:ty,)*
        }
        withheld { $($hidden:ident: $shown:expr),* $(,)? }
        $(=> $claims:expr;)?
    )+) => { $(
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        pub struct $fact {
            /// When.
            pub effective_at: chrono::DateTime<chrono::Utc>,
            $($(#[$field_meta])* pub $field: $type,)*
        }

        impl wellflow_decider::Fact for $fact {
            fn effective_at(&self) -> chrono::DateTime<chrono::Utc> {
                self.effective_at
            }

            $(fn claims(&self) -> Vec<wellflow_decider::ClaimChange> {
                let claims: fn(&Self) -> Vec<wellflow_decider::ClaimChange> = $claims;
                claims(self)
            })?

            fn public_form(&self) -> Option<Self> {
                Some(Self {
                    $($hidden: $shown,)*
                    ..self.clone()
                })
            }
        }
    )+ };
}
pub(crate) use facts;

/// Declares the facts that a correction can put in the place of an earlier one, and the correction.
macro_rules! corrected_facts {
    (
        $(#[$meta:meta])* pub enum $name:ident of $event:ident by $correction:ident;
        $($fact:ident),+ $(,)?
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(tag = "event_type", content = "fact")]
        pub enum $name {
            $(
                #[doc = concat!("See [`", stringify!($fact), "`](struct@", stringify!($fact), ").")]
                $fact($fact),
            )+
        }

        impl $name {
            /// The event types that can be corrected.
            pub const TYPES: &'static [&'static str] = &[$(stringify!($fact)),+];

            /// Its event type.
            pub const fn event_type(&self) -> &'static str {
                match self { $(Self::$fact(_) => stringify!($fact),)+ }
            }

            /// When it happened.
            pub const fn effective_at(&self) -> chrono::DateTime<chrono::Utc> {
                match self { $(Self::$fact(fact) => fact.effective_at,)+ }
            }

            /// The fact of that type, read from what was given; `None` where there is none of it.
            ///
            /// # Errors
            /// What the reader says.
            pub fn read_by<R: $crate::well::ReadFact>(
                event_type: &str,
                reader: &R,
            ) -> Option<Result<Self, R::Error>> {
                match event_type {
                    $(stringify!($fact) => Some(reader.read::<$fact>().map(Self::$fact)),)+
                    _ => None,
                }
            }

            fn public_form(&self) -> Option<Self> {
                match self { $(Self::$fact(fact) => wellflow_decider::Fact::public_form(fact).map(Self::$fact),)+ }
            }
        }

        impl From<$name> for $event {
            fn from(fact: $name) -> Self {
                match fact { $($name::$fact(fact) => fact.into(),)+ }
            }
        }

        /// An earlier fact was taken back, or another put in its place.
        #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        pub struct $correction {
            /// When.
            pub effective_at: chrono::DateTime<chrono::Utc>,
            /// The event it takes the place of.
            pub corrects_event_id: uuid::Uuid,
            /// The type of that event.
            pub corrects_event_type: $crate::text::Text120,
            /// What happened instead, at the same instant as this; `None` where nothing did.
            pub instead: Option<$name>,
            /// Why.
            pub reason: $crate::text::Text120,
        }

        impl wellflow_decider::Fact for $correction {
            fn effective_at(&self) -> chrono::DateTime<chrono::Utc> {
                self.effective_at
            }

            fn supersedes(&self) -> Option<uuid::Uuid> {
                Some(self.corrects_event_id)
            }

            fn public_form(&self) -> Option<Self> {
                Some(Self {
                    instead: self.instead.as_ref().and_then($name::public_form),
                    reason: $crate::text::Text120::withheld(),
                    ..self.clone()
                })
            }
        }
    };
}
pub(crate) use corrected_facts;

/// Declares the tasks of an aggregate, each with the instant it is about, and the correction of an earlier fact.
macro_rules! tasks {
    (
        $(#[$task_meta:meta])* pub enum $name:ident asked as $command:ident, corrected as $correction:ident by $fact:ident;
        $($(#[$meta:meta])* $variant:ident($task:ident { $($(#[$field_meta:meta])* $field:ident: $type:ty,)* }),)+
    ) => {
        /// What is asked: a task, and the instant it is asked at.
        #[derive(Clone, Debug, PartialEq)]
        pub struct $command {
            /// The task.
            pub task: $name,
            /// The asking service's clock. What is said to have happened has happened by then.
            pub now: chrono::DateTime<chrono::Utc>,
        }

        $(#[$task_meta])*
        #[derive(Clone, Debug, PartialEq)]
        pub enum $name {
            $($(#[$meta])* $variant(Box<$task>),)+
            /// An earlier fact was wrong.
            CorrectHistory(Box<$correction>),
        }

        $(
            $(#[$meta])*
            #[derive(Clone, Debug, PartialEq)]
            pub struct $task {
                /// When.
                pub effective_at: chrono::DateTime<chrono::Utc>,
                $($(#[$field_meta])* pub $field: $type,)*
            }

            impl From<$task> for $name {
                fn from(task: $task) -> Self {
                    Self::$variant(Box::new(task))
                }
            }
        )+

        /// An earlier fact was wrong: it is taken back, or another is put in its place.
        #[derive(Clone, Debug, PartialEq)]
        pub struct $correction {
            /// The event that was wrong, as the ledger holds it.
            pub corrects: $crate::well::EventSeen,
            /// What happened instead; `None` where nothing did.
            pub instead: Option<$fact>,
            /// Why.
            pub reason: $crate::text::Text120,
        }

        impl From<$correction> for $name {
            fn from(task: $correction) -> Self {
                Self::CorrectHistory(Box::new(task))
            }
        }

        impl $name {
            /// When it happened; `None` for a fact taken back, which happened at no time.
            pub fn effective_at(&self) -> Option<chrono::DateTime<chrono::Utc>> {
                match self {
                    $(Self::$variant(task) => Some(task.effective_at),)+
                    Self::CorrectHistory(task) => task.instead.as_ref().map($fact::effective_at),
                }
            }

            /// The task, asked at an instant.
            pub const fn asked_at(self, now: chrono::DateTime<chrono::Utc>) -> $command {
                $command { task: self, now }
            }
        }
    };
}
pub(crate) use tasks;

/// Declares a closed list of words: written in snake case, shown as written.
macro_rules! words {
    ($(#[$meta:meta])* pub enum $name:ident { $($(#[$variant_meta:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        pub enum $name {
            $($(#[$variant_meta])* #[serde(rename = $word)] $variant,)+
        }

        impl $name {
            /// All of them, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word in JSON.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}
pub(crate) use words;
