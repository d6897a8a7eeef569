import {patch} from "@web/core/utils/patch";
import {BarcodeReader} from "@point_of_sale/app/services/barcode_reader_service";

patch(BarcodeReader.prototype, {
    // A dialog that waits for a code gets every scan, whatever rule it matches: a quarter
    // of the chip numbers look like core's customers, cashiers or coupons. It does not
    // queue behind the scan that opened it.
    scan(code) {
        const capture = this.kamScans?.capturing;
        return capture ? capture(code) : super.scan(...arguments);
    },

    async _scan(code) {
        if (code && !this.exclusiveCbMap && this.kamScans?.isOurs(code, this)) {
            return this.kamScans.onScan(code);
        }
        return super._scan(...arguments);
    },
});
