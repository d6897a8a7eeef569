import {RPCError} from "@web/core/network/rpc";
import {KamDialogs} from "@kam_groupbuy_cards/app/services/kam_dialogs";
import {KamLines} from "@kam_groupbuy_cards/app/services/kam_lines";
import {KamRefunds} from "@kam_groupbuy_cards/app/services/kam_refunds";
import {KamScans} from "@kam_groupbuy_cards/app/services/kam_scans";
import {KeyList} from "@kam_groupbuy_cards/app/utils/kam_key_list";
import {mayHold} from "@kam_groupbuy_cards/app/utils/kam_line_state";

export const TERMINAL = "kam_card";

// The till has no time-out of its own: a lost answer would leave the cashier waiting.
const ANSWER_WITHIN_MS = 8000;
// A request whose answer was lost may still be at work on the server when its line is
// removed; a second look gives back what it reserved.
const SECOND_LOOK_MS = 30000;
// Core's search for the server ends in an event on which this till calls again.
const SEARCH_EVERY_MS = 10000;
const LATE = Symbol("late");

/**
 * The till's side of the till contract (CARD-05): calls the server, knows which
 * reservations this browser still claims, and gives back the others.
 *
 * @typedef {{answer: Object}|{error: string}|{lost: true}} Outcome
 *     `answer`: the server's data, also for a business refusal; `error`: the server
 *     rejected and rolled back; `lost`: nothing is known.
 */
export class KamTill {
    constructor(pos) {
        this.pos = pos;
        this.flying = new Set();
        this.searchedAt = 0;
        this.reconciling = Promise.resolve();
        this.toRelease = new KeyList(`kam_card.release.${pos.config.id}`);
        this.dialogs = new KamDialogs(pos);
        this.scans = new KamScans(this);
        this.lines = new KamLines(this);
        this.refunds = new KamRefunds(this);
    }

    get method() {
        return this.pos.config.payment_method_ids.find(
            (method) => method.use_payment_terminal === TERMINAL,
        );
    }

    get offline() {
        return this.pos.data.network.offline;
    }

    get device() {
        return this.pos.device.identifier;
    }

    start() {
        window.addEventListener("pos-network-online", () => this.onOnline());
        return this.reconcile();
    }

    async onOnline() {
        await this.reconcile();
        await this.lines.recover(this.pos.getOrder());
    }

    // --- Calls ---

    /**
     * One call of the contract; never throws.
     * @param {string} name
     * @param {Object} request
     * @returns {Promise<Outcome>}
     */
    async call(name, request) {
        const flight = this._send(name, request);
        let timer;
        const clock = new Promise((resolve) => {
            timer = setTimeout(() => resolve(LATE), ANSWER_WITHIN_MS);
        });
        try {
            const answer = await Promise.race([flight, clock]);
            return answer === LATE ? this._lost() : {answer};
        } catch (error) {
            return this._failure(error);
        } finally {
            clearTimeout(timer);
        }
    }

    _send(name, request) {
        const data = {session_id: this.pos.session.id, ...request};
        const flight = this.pos.data.call("pos.payment.method", name, [
            [this.method.id],
            data,
        ]);
        this._trackFlight(request.key, flight);
        return flight;
    }

    _trackFlight(key, flight) {
        if (key) {
            const landed = () => this.flying.delete(key);
            this.flying.add(key);
            flight.then(landed, landed);
        }
    }

    _failure(error) {
        if (error instanceof RPCError) {
            return {error: error.data?.message || error.message};
        }
        return this._lost();
    }

    _lost() {
        const now = Date.now();
        if (now - this.searchedAt > SEARCH_EVERY_MS) {
            this.searchedAt = now;
            this.pos.data.checkConnectivity();
        }
        return {lost: true};
    }

    /** Writes the lines to the browser's database. */
    persist() {
        return this.pos.data.synchronizeLocalDataInIndexedDB();
    }

    /**
     * Asks the server to reserve something for a line: the line is on disk before, and a
     * reconciliation under way is over, which would give back what it does not know.
     */
    async reserve(name, line, request) {
        await this.persist();
        await this.reconciling;
        return this.call(name, {
            ...request,
            key: line.uuid,
            order_uuid: line.pos_order_id.uuid,
            device: this.device,
        });
    }

    // --- Claims ---

    /** Lines of orders that are still this till's business. */
    claimedLines() {
        return this.pos.models["pos.payment"].filter((line) => {
            const order = line.pos_order_id;
            const open = order && (!order.finalized || !order.isSynced);
            return open && line.isKamCard() && mayHold(line.kamState());
        });
    }

    /** Gives reservations back now if possible, else as soon as the server answers. */
    async releaseLater(keys) {
        this.toRelease.add(keys);
        for (const key of keys) {
            const {answer} = await this.call("kam_release", {key});
            if (answer && !this.flying.has(key)) {
                this.toRelease.drop([key]);
            }
        }
        if (this.toRelease.keys.length) {
            this._lookAgain();
        }
    }

    /** For a key the server does not know yet although a request for it was sent. */
    releaseIfItArrives(key) {
        this.toRelease.add([key]);
        this._lookAgain();
    }

    _lookAgain() {
        setTimeout(() => this.reconcile(), SECOND_LOOK_MS);
    }

    /**
     * Tells the server which reservations this browser claims; it gives back the others
     * of this browser and answers what became of the claimed ones.
     */
    async reconcile() {
        if (!this.method || this.offline) {
            return;
        }
        const lines = this.claimedLines();
        const call = this.call("kam_reconcile", {
            device: this.device,
            keys: lines.map((line) => line.uuid),
        });
        this.reconciling = call;
        const {answer} = await call;
        if (answer?.ok) {
            await this._releaseLeftOver();
            await this.lines.applyAll(lines, answer.states || {});
        }
    }

    // The server releases by device; keys of an order taken over from another till
    // are given back one by one.
    async _releaseLeftOver() {
        for (const key of this.toRelease.keys) {
            const {answer} = await this.call("kam_release", {key});
            if (answer) {
                this.toRelease.drop([key]);
            }
        }
    }
}
