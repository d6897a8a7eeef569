/**
 * Tells typed keys from a reader's burst, so that a card swiped at the wrong moment does
 * not end up in a PIN (CARD-04). A key counts only when no other follows within `gap`
 * milliseconds: readers pause 50 at most, people longer. Pure.
 */
export class Keystrokes {
    constructor(onKey, gap = 60) {
        this.onKey = onKey;
        this.gap = gap;
        this.waiting = [];
        this.timer = null;
    }

    press(key) {
        clearTimeout(this.timer);
        this.waiting.push(key);
        this.timer = setTimeout(() => this.flush(), this.gap);
    }

    flush() {
        const keys = this.waiting;
        this.waiting = [];
        if (keys.length === 1) {
            this.onKey(keys[0]);
        }
    }

    stop() {
        clearTimeout(this.timer);
        this.waiting = [];
    }
}
