import {RPCError} from "@web/core/network/rpc";

// What these say will be said again however often the order is sent.
const FINAL = new Set([
    "odoo.exceptions.UserError",
    "odoo.exceptions.ValidationError",
    "odoo.exceptions.AccessError",
    "odoo.exceptions.MissingError",
]);

/**
 * The server's reason for refusing a request for good, or nothing.
 * @param {Error} error
 * @returns {string|undefined}
 */
export function refusalOf(error) {
    const name = error instanceof RPCError && (error.exceptionName || error.data?.name);
    return FINAL.has(name) ? error.data.message : undefined;
}
