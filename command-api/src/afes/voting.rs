//! The ballot of the parties, and what follows from it: `/open-ballot`, `/cast-ballot`, `/withdraw-ballot`, `/close-ballot`,
//! `/reallocate`, `/authorize`.

use chrono::{DateTime, Utc};
use wellflow_domain::afe::{
    AuthorizeAfe, BallotMethod, CastBallot, CastVote, CloseBallot, OpenBallot, ReallocateNonConsent, Vote,
    WithdrawBallot,
};
use wellflow_domain::approval_policy::PolicySeen;
use wellflow_domain::ids::OwnerId;
use wellflow_domain::joint_interest::{Carrying, Election};
use wellflow_domain::joint_operating_agreement::AgreementSeen;
use wellflow_domain::personal::Personal;
use wellflow_domain::quantity::Usd;
use wellflow_domain::text::Text120;

use crate::body::{OrDefault, bodies, tagged_bodies};

bodies! {
    /// The parties are asked.
    OpenBallot as OpenBallotBody {
        effective_at: DateTime<Utc>,
        method: BallotMethod,
        rig_on_location: OrDefault<bool>;
        agreement = AgreementSeen::Unknown,
        policy = PolicySeen::Unknown,
    }

    /// A party answers.
    CastBallot as CastBallotBody { effective_at: DateTime<Utc>, cast: CastVote }

    /// Its answer.
    CastVote as CastVoteBody {
        owner: OwnerId,
        vote: Vote,
        method: BallotMethod,
        evidence: Option<Text120>;
        recorded_by = Personal::withheld(),
    }

    /// A party takes its answer back.
    WithdrawBallot as WithdrawBallotBody { effective_at: DateTime<Utc>, owner: OwnerId, reason: Text120 }

    /// The answers are counted.
    CloseBallot as CloseBallotBody { effective_at: DateTime<Utc> }

    /// Consenting parties take the shares of the others.
    ReallocateNonConsent as ReallocateBody {
        effective_at: DateTime<Utc>,
        elections: Vec<Election>,
        evidence: Text120,
    }

    /// What one of them chooses.
    Election as ElectionBody { owner: OwnerId, carrying: Carrying }

    /// The money may be spent.
    AuthorizeAfe as AuthorizeAfeBody {
        effective_at: DateTime<Utc>;
        agreement = None,
        policy = PolicySeen::Unknown,
    }
}

tagged_bodies! {
    Vote by "kind" {
        "consent" => Consent {},
        "limited_consent" => LimitedConsent { limit_usd: Usd },
        "non_consent" => NonConsent {},
    }
}
