from markupsafe import Markup, escape

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tools import format_date

from ..engine.contract import OPEN, STRUCK, fill, names_in
from ..services_token import as_service


class KamContract(models.Model):
    """Text of a contract: clauses, blanks and what makes it special (CORE-14)."""

    _inherit = "kam.contract"

    # === FIELDS === #

    missing_clause_ids = fields.Many2many(
        "kam.contract.template.clause",
        string="Standard Clauses Left Out",
        compute="_compute_special",
    )
    is_special = fields.Boolean(
        string="Special",
        compute="_compute_special",
        help="Deviates from the standard text, or one of its orders from what is "
        "agreed.",
    )
    special_banner = fields.Html(compute="_compute_special", sanitize=False)

    # === COMPUTE METHODS === #

    @api.depends(
        *("template_id", "clause_ids.name", "clause_ids.text"),
        *("clause_ids.template_clause_id", "order_ids.amount_total"),
        *("order_ids.payment_term_id", "order_ids.kam_review_ids.approval_state"),
    )
    @api.depends_context("lang")
    def _compute_special(self):
        for contract in self:
            contract.missing_clause_ids = contract._kam_missing_clauses()
            sentences = contract._kam_special_sentences()
            contract.is_special = bool(sentences)
            contract.special_banner = contract._kam_special_words(sentences)

    # === BUSINESS METHODS - DEVIATIONS === #

    def _kam_missing_clauses(self):
        # ids, as the clauses of a form that is being edited are new records
        kept = set(self.clause_ids.template_clause_id.ids)
        return self.template_id.clause_ids.filtered(lambda c: c.id not in kept)

    def _kam_deviations(self):
        """Return changed, added and missing clauses as ``{key: sentence}``.

        The keys change with the wording, so that another wording is another
        deviation (P8).
        """
        found = {}
        for clause in self.clause_ids.filtered(lambda c: c.change != "same"):
            sentence = (
                self.env._("Clause “%s” was changed.", clause.name)
                if clause.change == "changed"
                else self.env._("Clause “%s” was added.", clause.name)
            )
            key = "\n".join(clause._kam_wording())
            found[f"clause:{key}"] = sentence
        for clause in self._kam_missing_clauses():
            sentence = self.env._("Clause “%s” was left out.", clause.name)
            found[f"clause:{clause._origin.id}"] = sentence
        return found

    def _kam_special_sentences(self):
        """Return why the contract is special: its clauses, then its orders."""
        sentences = list(self._kam_deviations().values())
        # The orders of a contract count for it, whoever made them.
        for order in self.sudo().order_ids:
            reasons = order._kam_review_status()[1]
            sentences += [
                self.env._("%(order)s: %(reason)s", order=order.name, reason=reason)
                for code, reason in reasons
                if code != "clause"
            ]
        return sentences

    def _kam_special_words(self, sentences):
        if not sentences:
            return False
        items = Markup().join(Markup("<li>%s</li>") % text for text in sentences)
        return Markup(
            "<div class='alert alert-warning mb-0' role='status'>%s"
            "<ul class='mb-0'>%s</ul></div>"
        ) % (self.env._("Special contract:"), items)

    # === BUSINESS METHODS - STANDARD TEXT === #

    def _kam_check_template(self):
        """:raise UserError: the standard text is not approved, or another company's"""
        template, company = self.template_id, self.company_id
        if template.approval_state != "approved" or not template.active:
            raise UserError(
                self.env._(
                    "“%s” is no approved standard text in use.", template.display_name
                )
            )
        if template.company_id and template.company_id != company:
            raise UserError(
                self.env._(
                    "“%(template)s” is a standard text of %(company)s.",
                    template=template.display_name,
                    company=template.company_id.name,
                )
            )

    def _kam_take_over(self, vals):
        """Copy clauses, blanks and check list of the standard text.

        :param dict vals: values that were written; rows given there are kept
        """
        self.ensure_one()
        template = self.template_id.with_context(lang=self.lang)
        if "clause_ids" not in vals:
            self.clause_ids = self._prepare_rows(template.clause_ids)
        if "blank_ids" not in vals:
            self.blank_ids = self._prepare_blanks(template.blank_ids)
        checks = as_service(self.env["kam.contract.check"].sudo())  # kept by the system
        if self.check_ids:
            as_service(self.check_ids.sudo()).unlink()
        checks.create(
            [
                {
                    "contract_id": self.id,
                    "sequence": check.sequence,
                    "name": check.name,
                    "at_signing": check.at_signing,
                }
                for check in template.check_ids
            ]
        )
        self.invalidate_recordset(["check_ids"])

    def _prepare_rows(self, clauses):
        return [
            Command.clear(),
            *(
                Command.create(
                    {
                        "sequence": clause.sequence,
                        "name": clause.name,
                        "text": clause.text,
                        "template_clause_id": clause.id,
                    }
                )
                for clause in clauses
            ),
        ]

    def _prepare_blanks(self, blanks):
        """Return commands that make the blanks, with what is known filled in."""
        typed = {blank.key: blank.value for blank in self.blank_ids}
        return [
            Command.clear(),
            *(
                Command.create(
                    {
                        "sequence": blank.sequence,
                        "key": blank.key,
                        "name": blank.name,
                        "required": blank.required,
                        "value": self._kam_prefill(blank.source)
                        or typed.get(blank.key),
                    }
                )
                for blank in blanks
            ),
        ]

    # === BUSINESS METHODS - BLANKS === #

    @api.model
    def _kam_fillers(self):
        """Return how each source of a blank is read, as ``{source: method}``."""
        return {
            "customer": lambda c: c.partner_id.name,
            "customer_address": lambda c: c._kam_address(c.partner_id),
            "customer_number": lambda c: c.partner_id.vat,
            "company": lambda c: c.company_id.name,
            "company_address": lambda c: c._kam_address(c.company_id.partner_id),
            "company_number": lambda c: c.company_id.vat,
            "orders": lambda c: ", ".join(c.order_ids.mapped("name")),
            "goods": lambda c: c._kam_goods(),
            "total": lambda c: c.amount and c.currency_id.format(c.amount),
            "payment_terms": lambda c: ", ".join(
                c.order_ids.payment_term_id.mapped("name")
            ),
            "seller": lambda c: c.user_id.name,
            "today": lambda c: format_date(
                c.env, c.env["kam.clock"]._today(c.company_id)
            ),
        }

    def _kam_prefill(self, source):
        # What stands on the customer, company and orders is no secret to the seller.
        contract = self.sudo().with_context(lang=self.lang)
        read = self._kam_fillers().get(source)
        return (read and read(contract)) or False

    def _kam_address(self, partner):
        lines = partner._display_address(without_company=True).splitlines()
        return ", ".join(part for line in lines if (part := line.strip(" ,")))

    def _kam_goods(self):
        """Return the lines of the orders: quantity, name, price and total."""
        lines = self.order_ids.order_line.filtered(
            lambda line: line.product_id and not line.is_downpayment
        )
        return "\n".join(
            self.env._(
                "%(quantity)s × %(product)s: %(total)s",
                quantity=f"{line.product_uom_qty:g}",
                product=line.product_id.display_name,
                total=line.currency_id.format(line.price_total),
            )
            for line in lines
        )

    def _kam_filled(self, html):
        """Return a text of the contract with its blanks filled in.

        Empty ones are struck with “/”; those that must be filled in stay open.
        """
        blanks = {blank.key: blank for blank in self.blank_ids}

        def value_of(name):
            blank = blanks.get(name)
            empty = OPEN if not blank or blank.required else STRUCK
            text = escape((blank and blank.value) or empty)
            return Markup("<u>%s</u>") % Markup("<br/>").join(text.splitlines())

        return Markup(fill(str(html or ""), value_of))  # texts are sanitized

    def _kam_check_filled(self):
        """:raise ValidationError: a blank is empty, or named in the text alone"""
        if empty := self._kam_empty_blanks():
            raise ValidationError(self.env._("Fill in first: %s", ", ".join(empty)))
        listed = set(self.blank_ids.mapped("key"))
        texts = " ".join(str(text) for text in self.clause_ids.mapped("text"))
        unknown = [name for name in names_in(texts) if name not in listed]
        if unknown:
            raise ValidationError(
                self.env._(
                    "These blanks of the clauses are not in the standard text: %s",
                    ", ".join(unknown),
                )
            )

    def _kam_empty_blanks(self):
        """Return the labels of blanks that stay open on paper: empty, or taken out.

        What must be filled in, the standard text says as well; rows of the contract
        can be edited.
        """
        rows = {blank.key: blank for blank in self.blank_ids}
        template = self.template_id.with_context(lang=self.lang)
        standard = {blank.key: blank for blank in template.blank_ids}
        return [
            blank.name
            for key, blank in {**rows, **standard}.items()
            if key not in rows
            or (blank.required and not (rows[key].value or "").strip())
        ]

    def _kam_strike(self):
        """Strike empty blanks with “/”, so that nobody fills them in later."""
        for blank in self.blank_ids:
            if not (blank.value or "").strip():
                blank.value = STRUCK
