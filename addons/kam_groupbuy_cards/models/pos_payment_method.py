from odoo import api, models
from odoo.exceptions import AccessDenied, ValidationError
from odoo.fields import Domain

from .kam_card_till import Refusal, is_identifier

OPEN_STATES = ("opened", "opening_control", "closing_control")
IDENTIFIERS = ("order_uuid", "device", "original_key")


class PosPaymentMethod(models.Model):
    _inherit = "pos.payment.method"

    # === CONSTRAINT METHODS === #

    @api.constrains("use_payment_terminal", "journal_id", "split_transactions")
    def _check_kam_card(self):
        """The closing writes one line per method; it needs a plain bank method."""
        for method in self.filtered(lambda method: method._kam_is_stored_value()):
            if method.type != "bank" or method.split_transactions:
                raise ValidationError(
                    self.env._(
                        "“%(name)s” takes group-buy vouchers and cards: give it a bank "
                        "journal of its own and don't identify the customer.",
                        name=method.name,
                    )
                )

    # === BUSINESS METHODS - TILL CONTRACT === #

    def kam_hold(self, request):
        """Reserve an instrument: ``{session_id, code, pin, due, key, …}``."""
        return self._kam_ask("_hold", request)

    def kam_status(self, request):
        """Tell what became of a key: ``{session_id, key}``."""
        return self._kam_ask("_status", request)

    def kam_release(self, request):
        """Give a reservation back: ``{session_id, key}``."""
        return self._kam_ask("_release", request)

    def kam_reconcile(self, request):
        """Compare the keys of a device: ``{session_id, device, keys}``."""
        return self._kam_ask("_reconcile", request)

    def kam_refund(self, request):
        """Announce a refund to the instrument: ``{session_id, key, original_key, …}``.

        It is booked when the refund order is paid.
        """
        return self._kam_ask("_refund", request)

    def kam_refundable(self, request):
        """Tell what an order may give back: ``{session_id, order_uuid}``."""
        return self._kam_ask("_refundable", request)

    def kam_lookup(self, request):
        """Balance enquiry: ``{session_id, code}``."""
        return self._kam_ask("_lookup", request)

    # === BUSINESS METHODS === #

    def _get_payment_terminal_selection(self):
        ours = [("kam_card", self.env._("Group-buy vouchers and cards"))]
        return super()._get_payment_terminal_selection() + ours

    def _kam_is_stored_value(self):
        self.ensure_one()
        return self.use_payment_terminal == "kam_card"

    def _kam_ask(self, verb, request):
        """Check who asks from where, and put the question to the till service.

        :raise AccessDenied: the user is no cashier
        """
        self.ensure_one()
        if not self.env.user.has_group("point_of_sale.group_pos_user"):
            raise AccessDenied
        # cashiers have no rights on instruments: the contract is all they get
        till = self.env["kam.card.till"].sudo()
        try:
            session = self._kam_session(request)
            return getattr(till, verb)(session, self._kam_plain(request))
        except Refusal as refusal:
            return till._refuse(refusal)

    def _kam_plain(self, request):
        """Return a request whose identifiers are texts, or missing."""
        texts = {name: request.get(name) for name in IDENTIFIERS}
        keys = request.get("keys")
        return {
            **request,
            **{
                name: text if is_identifier(text) else None
                for name, text in texts.items()
            },
            "keys": keys if isinstance(keys, list | tuple) else [],
        }

    def _kam_session(self, request):
        """Return the session of a question.

        :raise Refusal: closed, not the user's company or without this method
        """
        session_id = isinstance(request, dict) and request.get("session_id")
        if not isinstance(session_id, int) or isinstance(session_id, bool):
            raise Refusal("session_closed")
        # the record rules of the cashier decide which sessions exist
        sessions = self.env["pos.session"]
        is_open = Domain("id", "=", session_id) & Domain("state", "in", OPEN_STATES)
        takes = Domain("config_id.payment_method_ids", "in", self.ids)
        session = sessions.search_fetch(is_open & takes, ["config_id"])
        if not session:
            is_known = sessions.search_count(is_open)
            raise Refusal("method" if is_known else "session_closed")
        # the service reads instruments, which cashiers can't
        return session.sudo()
