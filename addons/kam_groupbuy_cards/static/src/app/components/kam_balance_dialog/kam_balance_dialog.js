import {_t} from "@web/core/l10n/translation";
import {deserializeDate, formatDate} from "@web/core/l10n/dates";
import {Component} from "@odoo/owl";
import {Dialog} from "@web/core/dialog/dialog";

/** What a scanned voucher or card is worth (CARD-04), and the way to pay with it. */
export class KamBalanceDialog extends Component {
    static template = "kam_groupbuy_cards.KamBalanceDialog";
    static components = {Dialog};
    static props = {
        answer: Object,
        canPay: Boolean,
        confirm: Function,
        cancel: Function,
        close: Function,
    };

    get isCard() {
        return this.props.answer.kind === "card";
    }

    get title() {
        return this.isCard ? _t("Group-buy card") : _t("Group-buy voucher");
    }

    get expiry() {
        const {expiry} = this.props.answer;
        return expiry ? formatDate(deserializeDate(expiry)) : _t("No limit");
    }

    get mayPay() {
        const {state, available} = this.props.answer;
        return this.props.canPay && state === "active" && available > 0;
    }

    money(amount) {
        return this.env.utils.formatCurrency(amount || 0);
    }

    pay() {
        this.props.confirm();
        this.props.close();
    }
}
