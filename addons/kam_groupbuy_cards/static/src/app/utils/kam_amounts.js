/**
 * Amounts of held lines after the order has changed (CARD-02, CARD-05). Pure; integer
 * minor units only.
 *
 * Rules: stored value never exceeds what is due after the other tenders except cash, so
 * that it can't come back as change; what is missing is taken from the held instruments
 * before another tender is asked for. Vouchers come before cards, because what a voucher
 * does not cover is forfeited while a card keeps its balance.
 *
 * @param {Object} order
 * @param {number} order.total what the order costs
 * @param {number} order.cash sum of the cash lines
 * @param {number} order.others sum of the remaining lines of other methods
 * @param {{key: string, kind: string, amount: number, limit: number}[]} lines held lines;
 *     `limit` is the most the instrument can pay here
 * @returns {Map<string, number>} key → amount
 */
export function planAmounts({total, cash, others}, lines) {
    const held = lines.reduce((sum, line) => sum + line.amount, 0);
    let room = Math.max(total - others, 0);
    let gap = Math.max(total - others - cash - held, 0);
    const plan = new Map();
    for (const line of [...lines].sort(voucherFirst)) {
        const wanted = Math.min(line.amount + gap, Math.max(line.limit, 0));
        const target = Math.min(wanted, room);
        gap -= Math.max(target - line.amount, 0);
        room -= target;
        plan.set(line.key, target);
    }
    return plan;
}

function voucherFirst(a, b) {
    return (a.kind === "card") - (b.kind === "card");
}
