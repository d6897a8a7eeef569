import {browser} from "@web/core/browser/browser";

/**
 * Keys of reservations that still have to be given back (CARD-05). They outlive a reload
 * and a closed browser. Keys only: no code, no amount.
 */
export class KeyList {
    constructor(name) {
        this.name = name;
    }

    get keys() {
        try {
            return JSON.parse(browser.localStorage.getItem(this.name)) || [];
        } catch {
            return []; // a damaged entry must not stop the till
        }
    }

    add(keys) {
        this._write([...new Set([...this.keys, ...keys])]);
    }

    drop(keys) {
        this._write(this.keys.filter((key) => !keys.includes(key)));
    }

    _write(keys) {
        if (keys.length) {
            browser.localStorage.setItem(this.name, JSON.stringify(keys));
        } else {
            browser.localStorage.removeItem(this.name);
        }
    }
}
