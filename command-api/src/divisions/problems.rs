//! The problem types of divisions of interest.

wellflow_http::problem_types! {
    /// Refusals of a division of interest.
    pub(crate) const DIVISION_PROBLEMS = [
        DIVISION_UNKNOWN = 404, "division-unknown", "There is no such division";
        STREAM_OF_ANOTHER_DIVISION = 422, "stream-of-another-division", "The stream is of another division";
        DECK_UNKNOWN = 422, "deck-unknown", "There is no such deck";
        DECK_NOT_IN_FORCE = 422, "deck-not-in-force", "The deck is not in force";
        DECK_PAID_OUT = 422, "deck-paid-out", "The deck is paid out";
        DIVISION_ENDED = 422, "division-ended", "The division has ended";
        DECK_NOT_DRAWN_UP = 422, "deck-not-drawn-up", "The deck is not drawn up";
        DECK_TWICE = 422, "deck-twice", "A deck is named twice";
        NOTHING_NAMED = 422, "nothing-named", "Nothing is named";
        INTEREST_NOT_OF_DECK = 422, "interest-not-of-deck", "The interest has no place in the deck";
        DECIMAL_ZERO = 422, "decimal-zero", "A line is nothing";
        INTEREST_TWICE = 422, "interest-twice", "A line stands twice";
        COST_NOT_SUSPENDED = 422, "cost-not-suspended", "Costs are not held in suspense";
        INTERESTS_DO_NOT_CLOSE = 422, "interests-do-not-close", "The interests do not come to 1";
        DECK_SIDE_MISSING = 422, "deck-side-missing", "Costs or revenue would not be divided";
        NRI_EXCEEDS_WI = 422, "nri-exceeds-wi", "A net revenue interest is above its working interest";
        DECKS_OVERLAP = 422, "decks-overlap", "Another division divides the same depths";
        TRANSFER_EXCEEDS_INTEREST = 422, "transfer-exceeds-interest", "More is conveyed than there is";
        TRANSFER_OF_NOTHING = 422, "transfer-of-nothing", "Nothing is conveyed";
        TRANSFER_TO_SELF = 422, "transfer-to-self", "An interest is conveyed to itself";
        INTEREST_NOT_CONVERTIBLE = 422, "interest-not-convertible", "The interest does not become another by a transfer";
        AFTER_PAYOUT_LEFT_BEHIND = 422, "after-payout-left-behind", "The interest after payout is left behind";
        INTEREST_OWNER_UNKNOWN = 422, "interest-owner-unknown", "The owner is not in the books";
        INTEREST_OWNER_MERGED = 422, "interest-owner-merged", "The owner's record was merged";
        INTEREST_ESTATE_SETTLED = 422, "interest-estate-settled", "The owner's estate is settled";
        TAKER_DECEASED = 422, "taker-deceased", "The taker had died";
        PAYEE_DECEASED = 422, "payee-deceased", "The payee has died";
        INSTRUMENT_IN_FUTURE = 422, "instrument-in-future", "The instrument is dated ahead";
        INSTRUMENT_NOT_IN_EFFECT = 422, "instrument-not-in-effect", "The instrument does not convey yet";
        INTEREST_UNKNOWN = 422, "interest-unknown", "There is no such line";
        INTEREST_ALREADY_SUSPENDED = 422, "interest-already-suspended", "The interest is in suspense already";
        INTEREST_NOT_SUSPENDED = 422, "interest-not-suspended", "The interest is not in suspense";
        SUSPENSE_WITHOUT_DOCUMENT = 422, "suspense-without-document", "The reason needs a document";
        SIGNED_IN_FUTURE = 422, "signed-in-future", "The signature is dated ahead";
        SIGNED_BEFORE_DIVISION = 422, "signed-before-division", "Signed before there was a division";
        SIGNER_DECEASED = 422, "signer-deceased", "The signer had died";
        OWNER_NOT_IN_DIVISION = 422, "owner-not-in-division", "The owner has no interest to sign for";
        PAYOUT_NOT_REACHED = 422, "payout-not-reached", "Payout is not reached";
        PAYOUT_ALREADY_DECLARED = 422, "payout-already-declared", "Payout was declared already";
        AFTER_PAYOUT_DECK_MISSING = 422, "after-payout-deck-missing", "No deck stands by for payout";
        NOTHING_CORRECTED = 422, "nothing-corrected", "The correction changes nothing";
        OLD_DECIMAL_DIFFERS = 422, "old-decimal-differs", "The decimal is another";
        DIVISION_SUCCEEDS_ITSELF = 422, "division-succeeds-itself", "The division would follow itself";
        CLOSED_MONTH_ALTERED = 422, "closed-month-altered", "A closed month would be divided otherwise";
        NOTHING_TO_RESTATE = 422, "nothing-to-restate", "There is nothing to restate";
        LATER_CHANGE_BROKEN = 422, "later-change-broken", "A later change would no longer be possible";
        LIST_OF_ANOTHER_PROPERTY = 422, "list-of-another-property", "The list is of another property";
        DIVISION_TIME_ZONE_DIFFERS = 422, "division-time-zone-differs", "The property's divisions go by other clocks";
    ];
}
