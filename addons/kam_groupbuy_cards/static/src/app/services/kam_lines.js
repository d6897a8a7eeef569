import {_t} from "@web/core/l10n/translation";
import {Mutex} from "@web/core/utils/concurrency";
import {offlineMessage} from "@kam_groupbuy_cards/app/services/kam_scans";
import {planAmounts} from "@kam_groupbuy_cards/app/utils/kam_amounts";
import {isWaiting, mayHold} from "@kam_groupbuy_cards/app/utils/kam_line_state";

/**
 * The life of a payment line that is paid by a voucher or a card (CARD-02, CARD-05):
 * hold, forfeit question, changes of the order, recovery, release.
 */
export class KamLines {
    constructor(till) {
        this.till = till;
        this.pos = till.pos;
        this.busy = new Set();
        this.mutex = new Mutex();
    }

    get dialogs() {
        return this.till.dialogs;
    }

    // --- Hold ---

    /**
     * Reserves value for a new line: the scanned code, or one the cashier is asked for.
     * A line that ends without value is removed.
     * @returns {Promise<boolean>} whether the line is held
     */
    async take(line) {
        if (this.till.offline) {
            await this._refuse(line, offlineMessage());
            return false;
        }
        return this._exclusively(line, async () => {
            const code = this.till.scans.takeCode(line.uuid);
            await (code ? this._takeScanned(line, code) : this._takeTyped(line));
            return line.kamState() === "held";
        });
    }

    async _takeScanned(line, code) {
        const refusal = await this._present(line, code);
        if (refusal) {
            await this._refuse(line, refusal);
        }
    }

    async _takeTyped(line) {
        let note = "";
        do {
            const code = await this.dialogs.askCode(dueOf(line), note);
            if (!code) {
                this._drop(line);
                return;
            }
            note = await this._present(line, code);
        } while (note);
    }

    // Returns the refusal, or nothing when the line found its state.
    async _present(line, code) {
        let pin;
        for (;;) {
            const outcome = await this._hold(line, dueOf(line), {code, pin});
            if (!outcome.answer?.needs_pin) {
                return this._conclude(line, outcome);
            }
            line.kamMove("pin");
            pin = await this.dialogs.askPin(outcome.answer);
            if (!pin) {
                this._drop(line);
                return "";
            }
        }
    }

    async _hold(line, due, secret = {}) {
        line.kamMove(line.kamState() === "held" ? "adjust" : "send");
        return this.till.reserve("kam_hold", line, {...secret, due});
    }

    async _conclude(line, outcome) {
        if (!isWaiting(line.kamState())) {
            // The cashier removed the line meanwhile.
            this.till.releaseLater([line.uuid]);
            return "";
        }
        if (outcome.lost) {
            line.kamMove("lost");
            await this.till.persist();
            return "";
        }
        if (outcome.error || !outcome.answer.ok) {
            line.kamMove("refused");
            return outcome.error || outcome.answer.message;
        }
        await this.accept(line, outcome.answer);
        return "";
    }

    /**
     * Writes what the server holds on the line and asks once about what is lost. The
     * question comes before the line is done, because a paid order validates itself.
     */
    async accept(line, answer) {
        const forfeit = line.pos_order_id.isRefund ? 0 : answer.forfeit || 0;
        line.kamWrite(answer);
        if (forfeit > line.kamConfirmed()) {
            line.kamMove("forfeit");
            await this.till.persist();
            if (!(await this.dialogs.askForfeit(answer))) {
                await this.remove(line);
                return;
            }
        }
        line.kamConfirm(forfeit);
        line.kamMove("held");
        await this.till.persist();
    }

    // --- What became of it ---

    /** Asks the server about a line whose answer was lost. */
    check(line) {
        return this._exclusively(line, async () => {
            const {answer, error} = await this.till.call("kam_status", {
                key: line.uuid,
            });
            if (error) {
                await this.dialogs.say(error);
            } else if (answer) {
                await this._apply(line, answer);
            }
        });
    }

    /** Checks the lines of an order that wait for an answer. */
    async recover(order) {
        const lines = order?.finalized ? [] : order?.kamLines() || [];
        for (const line of lines.filter((one) => one.kamState() === "unknown")) {
            await this.check(line);
        }
    }

    async applyAll(lines, states) {
        for (const line of lines) {
            const answer = states[line.uuid];
            if (answer && !line.pos_order_id?.finalized) {
                await this._exclusively(line, () => this._apply(line, answer));
            }
        }
    }

    async _apply(line, answer) {
        const known = answer.state === "open" || answer.state === "captured";
        if (known && line.kamState() === "unknown") {
            await this.accept(line, answer);
        } else if (!known && !this.till.flying.has(line.uuid)) {
            await this._lapse(line);
        }
    }

    // Nothing is reserved, although this till thought so or did not know.
    async _lapse(line) {
        const number = line.kam_masked || _t("The voucher or card");
        this.till.releaseIfItArrives(line.uuid);
        line.kamMove("refused");
        this._drop(line);
        this.dialogs.notify(
            _t(
                "%s is not reserved. Scan it again, or take another means of payment.",
                number,
            ),
        );
        await this.till.persist();
    }

    // --- Release ---

    /**
     * Gives a line's value back and removes the line. Without an answer the release is
     * remembered and sent later, so the cashier can go on.
     * @returns {Promise<boolean>} whether the line is gone
     */
    async remove(line) {
        const order = line.pos_order_id;
        if (mayHold(line.kamState())) {
            line.kamMove("release");
            if (!(await this._release(line))) {
                return false;
            }
        }
        line.kamMove("released");
        order.removePaymentline(line);
        await this.till.persist();
        return true;
    }

    async _release(line) {
        const outcome = await this.till.call("kam_release", {key: line.uuid});
        if (outcome.answer?.state === "captured") {
            line.kamMove("held");
            await this.dialogs.say(outcome.answer.message);
            return false;
        }
        if (!outcome.answer?.ok) {
            this.dialogs.notify(reasonOf(outcome) || releaseLaterMessage());
        }
        if (!outcome.answer?.ok || this.till.flying.has(line.uuid)) {
            this.till.releaseIfItArrives(line.uuid);
        }
        return true;
    }

    /** Before an order is deleted. */
    async removeAll(order) {
        for (const line of order.kamLines().filter((one) => mayHold(one.kamState()))) {
            if (!(await this.remove(line))) {
                return false;
            }
        }
        return true;
    }

    // --- Changes of the order ---

    /**
     * Fits held lines to what is due now, and asks again about a forfeit that appears or
     * grows. Stored value never becomes change.
     */
    async settle(order) {
        if (order?.kamLines().length) {
            await this.mutex.exec(() => this._settle(order));
        }
    }

    async _settle(order) {
        if (order.finalized || order.isRefund || order.kamWaitingLines().length) {
            return;
        }
        for (const [line, amount] of this._plan(order)) {
            await this._exclusively(line, () => this._adjust(line, amount));
        }
    }

    _plan(order) {
        const currency = order.currency;
        const lines = order.kamLines().filter((line) => line.kamState() === "held");
        const plan = planAmounts(
            order.kamTotals(),
            lines.map((line) => line.kamPlanned(this.till.offline)),
        );
        return lines
            .map((line) => [line, plan.get(line.uuid) / 10 ** currency.decimal_places])
            .filter(([line, amount]) => !currency.isZero(line.getAmount() - amount));
    }

    async _adjust(line, amount) {
        if (line.pos_order_id.currency.isZero(amount)) {
            const number = line.kam_masked;
            if (await this.remove(line)) {
                this.dialogs.notify(_t("%s is not needed any more.", number), "info");
            }
            return;
        }
        const local = line.kamAnswerFor(amount);
        const outcome = await this._hold(line, amount);
        if (outcome.lost) {
            // Less than what is held can be taken without asking: the rest is given
            // back when the order is booked.
            await this.accept(line, local);
            return;
        }
        const refusal = await this._conclude(line, outcome);
        if (refusal) {
            await this._refuse(line, refusal);
        }
    }

    /**
     * Before validation: no line may wait, and the amounts must fit.
     * @returns {Promise<boolean>}
     */
    async readyToValidate(order) {
        const [waiting] = order.kamWaitingLines();
        if (waiting) {
            await this.dialogs.say(waitingMessage());
            return false;
        }
        await this.settle(order);
        return !order.kamWaitingLines().length;
    }

    /**
     * After the server refused a paid order: keeps what is still held.
     */
    async recheck(order) {
        for (const line of order.kamLines()) {
            const {answer} = await this.till.call("kam_status", {key: line.uuid});
            if (answer?.state === "released" || answer?.state === "none") {
                await this._lapse(line);
            }
        }
    }

    // --- Helpers ---

    async _refuse(line, reason) {
        line.kamMove("refused");
        this._drop(line);
        await this.dialogs.say(reason);
    }

    _drop(line) {
        if (line.kamState() !== "refused") {
            line.kamMove("refused");
        }
        line.pos_order_id?.removePaymentline(line);
    }

    // Two recoveries of one line (a click, the timer, the network event) would ask the
    // cashier the same question twice.
    async _exclusively(line, action) {
        if (this.busy.has(line.uuid)) {
            return undefined;
        }
        const uuid = line.uuid;
        this.busy.add(uuid);
        try {
            return await action();
        } finally {
            this.busy.delete(uuid);
        }
    }
}

// The amount of a new line may have been typed; it never exceeds what is due.
function dueOf(line) {
    return Math.min(line.getAmount(), line.pos_order_id.remainingDue);
}

export function waitingMessage() {
    return _t(
        "A voucher or card still waits for the server. Press “Check” on its line, or remove the line, before you go on.",
    );
}

function releaseLaterMessage() {
    return _t(
        "The server does not answer. The voucher or card is given back as soon as it does.",
    );
}

function reasonOf({answer, error}) {
    return error || answer?.message;
}
