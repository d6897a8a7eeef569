import {_t} from "@web/core/l10n/translation";
import {offlineMessage} from "@kam_groupbuy_cards/app/services/kam_scans";

/**
 * Goods paid by voucher or card go back to it first; only the rest is paid out in another
 * way (CARD-03). The server knows how much, and refuses less than the instrument's share.
 */
export class KamRefunds {
    constructor(till) {
        this.till = till;
        this.pos = till.pos;
        this.proposing = new Set();
    }

    /** Lines for a refund order that has none yet: instruments first. */
    async propose(order) {
        if (!this._isConcerned(order) || this.proposing.has(order.uuid)) {
            return;
        }
        this.proposing.add(order.uuid);
        try {
            await this._removeUnfitting(order);
            if (!order.payment_ids.length) {
                await this._addAll(order, await this.refundable(order));
            }
        } finally {
            this.proposing.delete(order.uuid);
        }
    }

    _isConcerned(order) {
        const paid = order.kamRefundedOrder()?.payment_ids || [];
        return (
            order.isRefund && !order.finalized && paid.some((line) => line.isKamCard())
        );
    }

    // A quantity changed after the proposal: what was proposed is too much now.
    async _removeUnfitting(order) {
        const lines = order.kamLines();
        const given = lines.reduce((sum, line) => sum - line.getAmount(), 0);
        if (given - Math.abs(order.totalDue) > 0.5 * order.currency.rounding) {
            for (const line of lines) {
                await this.till.lines.remove(line);
            }
        }
    }

    async _addAll(order, refundable) {
        for (const entry of refundable) {
            if (!(await this.add(order, entry))) {
                return;
            }
        }
    }

    /** What may still go back to the instruments that paid the original order. */
    async refundable(order) {
        const {answer, error, lost} = await this.till.call("kam_refundable", {
            order_uuid: order.kamRefundedOrder().uuid,
        });
        if (error || lost || !answer.ok) {
            await this.till.dialogs.say(error || answer?.message || offlineMessage());
            return [];
        }
        const used = new Set(order.kamLines().map((line) => line.kamOriginalKey()));
        return answer.lines.filter(
            (entry) => entry.refundable > 0 && !used.has(entry.original_key),
        );
    }

    /** The next instrument, when the cashier clicks the method. */
    async addNext(order) {
        const [entry] = this._isConcerned(order) ? await this.refundable(order) : [];
        if (!entry) {
            this.till.dialogs.notify(
                _t("Nothing more of this order goes back to a voucher or card."),
            );
            return false;
        }
        return this.add(order, entry);
    }

    async add(order, entry) {
        const due = -order.remainingDue;
        if (due <= 0) {
            return false;
        }
        const result = order.addPaymentline(this.till.method);
        if (!result.status) {
            await this.till.dialogs.say(result.data);
            return false;
        }
        const line = result.data;
        line.setAmount(-Math.min(entry.refundable, due));
        line.kamPropose(entry);
        return this.send(line);
    }

    /** Reserves the refund; it is booked with the order. */
    async send(line) {
        line.kamMove("send");
        const outcome = await this.till.reserve("kam_refund", line, {
            original_key: line.kamOriginalKey(),
            amount: -line.getAmount(),
        });
        return this._conclude(line, outcome);
    }

    async _conclude(line, {answer, error, lost}) {
        if (lost) {
            line.kamMove("lost");
        } else if (answer?.ok) {
            line.kamWrite(answer);
            line.kamMove("held");
        } else {
            line.kamMove("refused");
            line.pos_order_id.removePaymentline(line);
            await this.till.dialogs.say(error || answer.message);
        }
        await this.till.persist();
        return Boolean(answer?.ok);
    }
}
