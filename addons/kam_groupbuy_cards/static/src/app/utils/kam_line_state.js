/**
 * What may happen to a payment line that is paid by a voucher or a card (CARD-05).
 *
 * Pure: no import, so that the table can be read and tested by itself. The truth about
 * the money is the server's reservation with the line's uuid as its key; the state says
 * only what this till knows of it.
 *
 *   fresh     nothing was sent
 *   asking    a reservation is asked for
 *   unknown   no answer: the server may or may not hold the value
 *   pin       the server wants the PIN, nothing is held
 *   confirm   held; the cashier is asked whether the rest may be forfeited
 *   held      held, the line counts as paid
 *   adjusting held; the due changed and the server is asked for another amount
 *   releasing given back, no answer yet
 *   refused   nothing is held
 *   gone      given back
 */
const TABLE = {
    fresh: {send: "asking", refused: "refused"},
    asking: {
        held: "held",
        forfeit: "confirm",
        pin: "pin",
        refused: "refused",
        lost: "unknown",
        reload: "unknown",
    },
    unknown: {
        held: "held",
        forfeit: "confirm",
        refused: "refused",
        release: "releasing",
    },
    pin: {send: "asking", refused: "refused", reload: "unknown"},
    confirm: {
        held: "held",
        release: "releasing",
        reload: "unknown",
    },
    held: {
        held: "held",
        adjust: "adjusting",
        forfeit: "confirm",
        refused: "refused",
        release: "releasing",
    },
    adjusting: {
        held: "held",
        forfeit: "confirm",
        refused: "refused",
        reload: "unknown",
    },
    releasing: {released: "gone", held: "held", reload: "unknown"},
    refused: {send: "asking"},
    gone: {},
};

// Core blocks validation, further lines and editing by its own status. Everything that
// is not surely held is "waiting" there, so that it never counts as paid.
const CORE_STATUS = {
    fresh: "pending",
    asking: "waiting",
    unknown: "waiting",
    pin: "waiting",
    confirm: "waiting",
    adjusting: "waiting",
    releasing: "waitingCancel",
    held: "done",
    refused: "retry",
    gone: "retry",
};

const MAY_HOLD = new Set([
    "asking",
    "unknown",
    "confirm",
    "held",
    "adjusting",
    "releasing",
]);
const SETTLED = new Set(["fresh", "held", "refused", "gone"]);

/**
 * The state after an event; an event the table does not know changes nothing.
 * @param {string} state
 * @param {string} event
 */
export function nextState(state, event) {
    return TABLE[state]?.[event] ?? state;
}

export function coreStatus(state) {
    return CORE_STATUS[state];
}

/** Whether the server may hold value for a line in this state. */
export function mayHold(state) {
    return MAY_HOLD.has(state);
}

/** Whether the line waits for the server or for the cashier. */
export function isWaiting(state) {
    return !SETTLED.has(state);
}

/** The state of a line this browser has only seen on the server. */
export function stateOfStatus(status) {
    if (status === "done") {
        return "held";
    }
    return status === "waiting" || status === "waitingCancel" ? "unknown" : "fresh";
}
