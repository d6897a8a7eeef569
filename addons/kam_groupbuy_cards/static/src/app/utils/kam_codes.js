/**
 * Recognises what a scanner, a card reader or a person types (CARD-04). Pure.
 *
 * Only shapes are judged here; whether a number exists, and its check digit, is the
 * server's business.
 */
const CODE = /^\d{26}$/;
const UID = /^(?:[0-9A-F]{8}|[0-9A-F]{14}|[0-9A-F]{20})$/;
const HEX_LETTER = /[A-F]/;
const READER = /^[0-9A-F]{8,20}$/;

/** Drops blanks and dashes and turns full-width digits into plain ones. */
export function tidy(raw) {
    return String(raw ?? "")
        .normalize("NFKC")
        .replace(/[\s\-‐-―]/g, "")
        .toUpperCase();
}

/** A printed code: 26 digits, which no other bar code of the till has. */
export function isCode(raw) {
    return CODE.test(tidy(raw));
}

/**
 * The chip number of a card, beyond doubt: 4, 7 or 10 bytes in hexadecimal with at least
 * one letter. All-digit ones could be a product, so they count only where nothing else
 * could be meant (`mayBeUid`).
 */
export function isUid(raw) {
    const text = tidy(raw);
    return UID.test(text) && HEX_LETTER.test(text);
}

/** Whatever a card reader may type, whichever format it is set to. */
export function mayBeUid(raw) {
    return READER.test(tidy(raw));
}
