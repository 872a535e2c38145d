//! Rules that are built of smaller rules and say which part failed.
//!
//! A specification looks at a candidate and answers with a [`Verdict`]: a tree of parts, each with its answer and the values
//! it rests on. Parts are joined by *and*, *or* and *not*.
//!
//! Invariants
//! - There are three answers. What was not stated is neither met nor unmet: it fails nothing, and it is never passed over
//!   in silence, for the verdict names it.
//! - A verdict that is unmet names at least one part that made it so; under a *not* that is the part that was met.

use std::fmt;

/// What a specification says of a candidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It holds.
    Met,
    /// It does not hold.
    Unmet,
    /// Nothing was stated from which it could be said.
    NotStated,
}

/// What one small specification found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The specification, as a slug, for example `operator-licensed`.
    pub specification: &'static str,
    /// What it says.
    pub answer: Answer,
    /// The values it rests on, in words.
    pub detail: String,
    /// The statute or form behind it, where there is one.
    pub source: Option<&'static str>,
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.detail)?;
        match self.source {
            Some(source) => write!(f, " ({source})"),
            None => Ok(()),
        }
    }
}

/// What a specification found, part by part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Of a small specification.
    Part(Part),
    /// Of specifications of which all have to hold.
    All(Vec<Verdict>),
    /// Of specifications of which one has to hold.
    Any(Vec<Verdict>),
    /// Of a specification that must not hold.
    Not(Box<Verdict>),
}

impl Verdict {
    /// The answer of the whole.
    pub fn answer(&self) -> Answer {
        match self {
            Self::Part(part) => part.answer,
            Self::All(verdicts) => first_of([Answer::Unmet, Answer::NotStated], verdicts, Answer::Met),
            Self::Any(verdicts) => first_of([Answer::Met, Answer::NotStated], verdicts, Answer::Unmet),
            Self::Not(verdict) => opposite(verdict.answer()),
        }
    }

    /// The parts that make the whole fail; none where it does not.
    pub fn failed(&self) -> Vec<&Part> {
        let mut parts = Vec::new();
        self.collect(Answer::Unmet, &mut parts);
        parts
    }

    /// The parts of which nothing was stated and that could still change the answer.
    pub fn not_stated(&self) -> Vec<&Part> {
        let mut parts = Vec::new();
        self.collect_not_stated(&mut parts);
        parts
    }

    /// The parts to which an answer is owed.
    fn collect<'a>(&'a self, answer: Answer, parts: &mut Vec<&'a Part>) {
        if self.answer() != answer {
            return;
        }
        match self {
            Self::Part(part) => parts.push(part),
            Self::All(verdicts) | Self::Any(verdicts) => {
                for verdict in verdicts {
                    verdict.collect(answer, parts);
                }
            }
            Self::Not(verdict) => verdict.collect(opposite(answer), parts),
        }
    }

    fn collect_not_stated<'a>(&'a self, parts: &mut Vec<&'a Part>) {
        match self {
            Self::Part(part) => {
                if part.answer == Answer::NotStated {
                    parts.push(part);
                }
            }
            Self::Any(_) if self.answer() == Answer::Met => {}
            Self::All(verdicts) | Self::Any(verdicts) => {
                for verdict in verdicts {
                    verdict.collect_not_stated(parts);
                }
            }
            Self::Not(verdict) => verdict.collect_not_stated(parts),
        }
    }
}

/// The first of two answers that one of the verdicts gives, or else the third.
fn first_of(answers: [Answer; 2], verdicts: &[Verdict], otherwise: Answer) -> Answer {
    answers
        .into_iter()
        .find(|answer| verdicts.iter().any(|verdict| verdict.answer() == *answer))
        .unwrap_or(otherwise)
}

const fn opposite(answer: Answer) -> Answer {
    match answer {
        Answer::Met => Answer::Unmet,
        Answer::Unmet => Answer::Met,
        Answer::NotStated => Answer::NotStated,
    }
}

/// A rule about a candidate.
pub trait Specification<C: ?Sized> {
    /// What it says of the candidate.
    fn check(&self, candidate: &C) -> Verdict;

    /// Both have to hold.
    fn and<S: Specification<C>>(self, other: S) -> And<Self, S>
    where
        Self: Sized,
    {
        And(self, other)
    }

    /// One of both has to hold.
    fn or<S: Specification<C>>(self, other: S) -> Or<Self, S>
    where
        Self: Sized,
    {
        Or(self, other)
    }
}

/// The specification must not hold.
pub const fn not<S>(specification: S) -> Not<S> {
    Not(specification)
}

/// Two specifications of which both have to hold.
#[derive(Clone, Copy, Debug)]
pub struct And<A, B>(A, B);

/// Two specifications of which one has to hold.
#[derive(Clone, Copy, Debug)]
pub struct Or<A, B>(A, B);

/// A specification that must not hold.
#[derive(Clone, Copy, Debug)]
pub struct Not<S>(S);

impl<C: ?Sized, A: Specification<C>, B: Specification<C>> Specification<C> for And<A, B> {
    fn check(&self, candidate: &C) -> Verdict {
        // A chain of *and* is one list, so that the reader is not led through its links.
        let mut all = match self.0.check(candidate) {
            Verdict::All(verdicts) => verdicts,
            single => vec![single],
        };
        all.push(self.1.check(candidate));
        Verdict::All(all)
    }
}

impl<C: ?Sized, A: Specification<C>, B: Specification<C>> Specification<C> for Or<A, B> {
    fn check(&self, candidate: &C) -> Verdict {
        let mut any = match self.0.check(candidate) {
            Verdict::Any(verdicts) => verdicts,
            single => vec![single],
        };
        any.push(self.1.check(candidate));
        Verdict::Any(any)
    }
}

impl<C: ?Sized, S: Specification<C>> Specification<C> for Not<S> {
    fn check(&self, candidate: &C) -> Verdict {
        Verdict::Not(Box::new(self.0.check(candidate)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Says(&'static str, Answer);

    impl Specification<()> for Says {
        fn check(&self, (): &()) -> Verdict {
            Verdict::Part(Part {
                specification: self.0,
                answer: self.1,
                detail: format!("{} was looked at", self.0),
                source: None,
            })
        }
    }

    fn names(parts: Vec<&Part>) -> Vec<&'static str> {
        parts.into_iter().map(|part| part.specification).collect()
    }

    const ANSWERS: [Answer; 3] = [Answer::Met, Answer::Unmet, Answer::NotStated];

    #[test]
    fn what_was_not_stated_is_neither_met_nor_unmet() {
        for (a, b) in ANSWERS.into_iter().flat_map(|a| ANSWERS.map(|b| (a, b))) {
            let and = Says("a", a).and(Says("b", b)).check(&()).answer();
            let or = Says("a", a).or(Says("b", b)).check(&()).answer();
            let both = [a, b];
            assert_eq!(and == Answer::Unmet, both.contains(&Answer::Unmet));
            assert_eq!(and == Answer::Met, both == [Answer::Met; 2]);
            assert_eq!(or == Answer::Met, both.contains(&Answer::Met));
            assert_eq!(or == Answer::Unmet, both == [Answer::Unmet; 2]);
        }
        assert_eq!(not(Says("a", Answer::Met)).check(&()).answer(), Answer::Unmet);
        assert_eq!(not(Says("a", Answer::Unmet)).check(&()).answer(), Answer::Met);
        assert_eq!(
            not(Says("a", Answer::NotStated)).check(&()).answer(),
            Answer::NotStated
        );
    }

    #[test]
    fn the_parts_that_failed_are_named_and_no_others() {
        let verdict = Says("a", Answer::Met)
            .and(Says("b", Answer::Unmet))
            .and(not(Says("c", Answer::Met)))
            .and(Says("d", Answer::Unmet).or(Says("e", Answer::Unmet)))
            .and(Says("f", Answer::Unmet).or(Says("g", Answer::Met)))
            .and(Says("h", Answer::NotStated))
            .check(&());
        assert_eq!(verdict.answer(), Answer::Unmet);
        assert_eq!(names(verdict.failed()), ["b", "c", "d", "e"]);
        assert_eq!(names(verdict.not_stated()), ["h"]);
    }

    #[test]
    fn what_could_not_change_the_answer_is_not_asked_for() {
        let verdict = Says("a", Answer::Met).or(Says("b", Answer::NotStated)).check(&());
        assert_eq!(names(verdict.not_stated()), Vec::<&str>::new());
        let verdict = Says("a", Answer::Unmet)
            .or(Says("b", Answer::NotStated))
            .check(&());
        assert_eq!(verdict.answer(), Answer::NotStated);
        assert_eq!(names(verdict.failed()), Vec::<&str>::new());
        assert_eq!(names(verdict.not_stated()), ["b"]);
    }

    #[test]
    fn a_chain_is_one_list() {
        let verdict = Says("a", Answer::Met)
            .and(Says("b", Answer::Met))
            .and(Says("c", Answer::Met))
            .check(&());
        assert!(matches!(verdict, Verdict::All(parts) if parts.len() == 3));
    }
}
