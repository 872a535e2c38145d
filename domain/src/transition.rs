//! Transition tables as data: decisions, folds and the pages for readers go by the same rows.

/// One row of a table whose stages are shown as `S`.
#[derive(Debug)]
pub(crate) struct Row<S: 'static> {
    /// The command.
    pub(crate) command: &'static str,
    /// What it leaves behind.
    pub(crate) event: &'static str,
    /// Where it may be taken.
    pub(crate) from: Origin<S>,
    /// Where it leads.
    pub(crate) to: Goal<S>,
    /// What would happen, in words that follow "it cannot".
    pub(crate) words: &'static str,
    /// The rules that may refuse it there, as slugs.
    pub(crate) guards: &'static [&'static str],
}

/// Where a step may be taken.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Origin<S: 'static> {
    /// Where nothing is known.
    Nothing,
    /// Where nothing is known, or in these stages.
    NothingOr(&'static [S]),
    /// In these stages.
    Stages(&'static [S]),
    /// Anywhere: an agency's record is taken as it is.
    Anything,
}

/// Where a step leads.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Goal<S: 'static> {
    /// Into a stage.
    Stage(S),
    /// Nowhere: a fact is added.
    Same,
    /// Into another stage, by the words.
    Other(&'static str),
}

impl<S: PartialEq> Origin<S> {
    /// Whether a step that begins here leads on from the stage.
    pub(crate) fn admits(&self, stage: &S) -> bool {
        match self {
            Self::Nothing => false,
            Self::NothingOr(stages) | Self::Stages(stages) => stages.contains(stage),
            Self::Anything => true,
        }
    }
}

/// One row for readers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transition {
    /// Where it may be taken, in words.
    pub from: String,
    /// The command.
    pub command: &'static str,
    /// What it leaves behind.
    pub event: &'static str,
    /// Where it leads, in words.
    pub to: String,
    /// The rules that may refuse it there, as slugs.
    pub guards: &'static [&'static str],
}

impl<S: Copy + ToString> Row<S> {
    /// The row in words. `groups` names lists of stages that recur.
    pub(crate) fn shown(&self, groups: &[(&str, &[S])]) -> Transition
    where
        S: PartialEq,
    {
        let words = |stages: &[S]| {
            let group = groups.iter().find(|(_, group)| *group == stages);
            group.map_or_else(
                || stages.iter().map(S::to_string).collect::<Vec<_>>().join(", "),
                |(name, _)| (*name).to_owned(),
            )
        };
        let from = match self.from {
            Origin::Nothing => "nothing known".to_owned(),
            Origin::NothingOr(stages) => format!("nothing known, {}", words(stages)),
            Origin::Stages(stages) => words(stages),
            Origin::Anything => "anything".to_owned(),
        };
        let to = match self.to {
            Goal::Stage(stage) => stage.to_string(),
            Goal::Same => "unchanged".to_owned(),
            Goal::Other(words) => words.to_owned(),
        };
        Transition {
            from,
            command: self.command,
            event: self.event,
            to,
            guards: self.guards,
        }
    }
}

/// Rows as a table of Markdown.
pub(crate) fn table(rows: impl IntoIterator<Item = Transition>) -> String {
    let mut page = "| From | Command | Event | To | Guards |\n|---|---|---|---|---|\n".to_owned();
    for row in rows {
        let guards: Vec<String> = row.guards.iter().map(|guard| format!("`{guard}`")).collect();
        page += &format!(
            "| {} | {} | {} | {} | {} |\n",
            row.from,
            row.command,
            row.event,
            row.to,
            guards.join(", ")
        );
    }
    page
}

/// Declares the steps of an aggregate, one row each.
macro_rules! steps {
    (
        $(#[$meta:meta])* $vis:vis enum $name:ident of $status:ty;
        $($(#[$step_meta:meta])* $step:ident {
            $command:literal => $event:literal,
            $from:expr, $to:expr,
            words $words:literal,
            guards $guards:expr $(,)?
        })+
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        $vis enum $name {
            $($(#[$step_meta])* $step,)+
        }

        impl $name {
            $vis const ALL: [Self; [$(stringify!($step)),+].len()] = [$(Self::$step),+];

            /// Its row of the table.
            $vis const fn row(self) -> &'static $crate::transition::Row<$status> {
                match self {
                    $(Self::$step => &$crate::transition::Row {
                        command: $command,
                        event: $event,
                        from: $from,
                        to: $to,
                        words: $words,
                        guards: &$guards,
                    },)+
                }
            }
        }
    };
}
pub(crate) use steps;
