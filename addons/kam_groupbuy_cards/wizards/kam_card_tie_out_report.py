import base64
from urllib.parse import urlencode

from odoo import Command, api, fields, models
from odoo.tools import split_every

from odoo.addons.kam_groupbuy_cards.report import kam_card_tie_out_xlsx

TERMS = (
    ("ledger", ""),
    ("remaining", "="),
    ("unposted", "+"),
    ("breakage", "−"),
    ("credit", "−"),
    ("unexplained", "+"),
)
VERIFY_AT_ONCE = 1000


class KamCardTieOutReport(models.TransientModel):
    """The tie-out as finance sees it: each term opens its records (CARD-07)."""

    _name = "kam.card.tie.out.report"
    _description = "Tie-out of vouchers and cards"

    # === FIELDS === #
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    computed_at = fields.Datetime(string="As of", readonly=True)
    ties_out = fields.Boolean(compute="_compute_ties_out")
    line_ids = fields.One2many("kam.card.tie.out.line", "report_id", readonly=True)
    verified_at = fields.Datetime(string="Hash Chains Verified", readonly=True)
    broken_ids = fields.Many2many("kam.card", readonly=True)
    xlsx = fields.Binary(compute="_compute_xlsx")

    # === COMPUTE METHODS === #

    @api.depends("line_ids.status")
    def _compute_ties_out(self):
        for report in self:
            report.ties_out = "bad" not in report.line_ids.mapped("status")

    @api.depends_context("lang")
    def _compute_display_name(self):
        self.display_name = self.env._("Tie-out of Vouchers and Cards")

    @api.depends("line_ids")
    def _compute_xlsx(self):
        for report in self:
            report.xlsx = base64.b64encode(report._prepare_xlsx())

    # === ACTION METHODS === #

    @api.model
    def action_open_report(self):
        """Compute the tie-out of the present company and open it."""
        return self.create({}).action_refresh()

    def action_refresh(self):
        """Compute all terms again."""
        self.ensure_one()
        self.check_access("write")
        self.write(
            {
                "computed_at": self.env["kam.clock"]._now(),
                "verified_at": False,
                "broken_ids": [Command.clear()],
                "line_ids": [Command.clear(), *map(Command.create, self._lines())],
            }
        )
        return self._action_show()

    def action_verify(self):
        """Verify the hash chain of every instrument of the company (CARD-06)."""
        self.ensure_one()
        self.check_access("write")
        # the check reads every entry, whatever instruments the user may see
        cards = self.env["kam.card"].sudo()
        cards = cards.search(
            [("company_id", "=", self.company_id.id), ("chain_seq", ">", 0)]
        )
        broken = cards.browse()
        for some in split_every(VERIFY_AT_ONCE, cards.ids, cards.browse):
            for card, _problem in self.env["kam.card.ledger"]._verify(some):
                broken |= card
        self.verified_at = self.env["kam.clock"]._now()
        self.broken_ids = broken
        self._show_verified(len(cards))
        return self._action_show()

    def action_export(self):
        """Download the tie-out as XLSX."""
        self.ensure_one()
        day = fields.Date.to_string(self._moment())
        name = self.env._(
            "Tie-out %(company)s %(day)s", company=self.company_id.name, day=day
        )
        query = urlencode(
            {
                "download": "true",
                "filename": f"{name}.xlsx",
                "mimetype": kam_card_tie_out_xlsx.MIMETYPE,
            }
        )
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/xlsx?{query}",
            "target": "download",
        }

    # === BUSINESS METHODS === #

    def _action_show(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Tie-out of Vouchers and Cards"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "main",
        }

    def _lines(self):
        """Return the values of all lines, terms first."""
        service, company = self.env["kam.card.tie.out"], self.company_id
        amounts, texts = service._terms(company), self._texts()
        lines = []
        for code, sign in TERMS:
            count = service._count(company, code)
            amount = amounts[code]
            bad = code == "unexplained" and (count or amount)
            status = "bad" if bad else "good" if code == "unexplained" else "plain"
            values = {"sign": sign, "amount": amount, "count": count, "status": status}
            lines.append({"code": code, **values})
        unequal = service._count(company, "unequal")
        lines.append(self._check_values("unequal", unequal))
        return [
            {**line, **texts[line["code"]], "sequence": number}
            for number, line in enumerate(lines)
        ]

    def _check_values(self, code, count):
        status = "bad" if count else "good"
        return {"code": code, "is_check": True, "count": count, "status": status}

    def _show_verified(self, count):
        self.line_ids.filtered(lambda line: line.code == "chains").unlink()
        values = {
            **self._check_values("chains", len(self.broken_ids)),
            "name": self.env._("Instruments with a broken hash chain"),
            "explanation": self.env._(
                "%(count)s instruments were verified. Whoever changes entries or "
                "balances by direct SQL breaks their chain.",
                count=count,
            ),
            "sequence": len(self.line_ids),
        }
        self.line_ids = [Command.create(values)]

    def _texts(self):
        """Return name and explanation of each line."""
        texts = {
            "ledger": (
                self.env._("Contract liability and pending output VAT in the books"),
                self.env._("Credit balance of these accounts, posted entries."),
            ),
            "remaining": (
                self.env._("Unspent cost basis of sold instruments"),
                self.env._("What buyers paid for value that is not used yet."),
            ),
            "unposted": (
                self.env._("Used at tills, session not posted yet"),
                self.env._("Goes into the session entry; refunds count against it."),
            ),
            "breakage": (
                self.env._("Breakage taken ahead"),
                self.env._("Entries that finance marked as breakage."),
            ),
            "credit": (
                self.env._("Sold without a posted invoice"),
                self.env._("The invoice is missing or is not posted any more."),
            ),
            "unexplained": (
                self.env._("Unexplained rest"),
                self.env._(
                    "Must be 0. Opens the journal items on these accounts that no "
                    "instrument invoice, till session or marked entry explains."
                ),
            ),
            "unequal": (
                self.env._("Instruments that are not the sum of their entries"),
                self.env._("Must be none: balance and liability follow the ledger."),
            ),
        }
        return {
            code: {"name": name, "explanation": explanation}
            for code, (name, explanation) in texts.items()
        }

    # === BUSINESS METHODS - XLSX === #

    def _prepare_xlsx(self):
        self.ensure_one()
        return kam_card_tie_out_xlsx.write(
            self._title(), self._xlsx_terms(), self._xlsx_unexplained()
        )

    def _title(self):
        return self.env._(
            "Tie-out of vouchers and cards, %(company)s, %(moment)s",
            company=self.company_id.name,
            moment=self._moment().strftime("%Y-%m-%d %H:%M"),
        )

    def _moment(self):
        """Return when it was computed, in the zone of who reads it."""
        return fields.Datetime.context_timestamp(self, self.computed_at)

    def _xlsx_terms(self):
        labels = (
            "",
            self.env._("Term"),
            self.env._("Amount"),
            self.env._("Records"),
            self.env._("Explanation"),
        )
        return [
            labels,
            *(
                (
                    line.sign or "",
                    line.name,
                    "" if line.is_check else line.amount,
                    line.count,
                    line.explanation,
                )
                for line in self.line_ids
            ),
        ]

    def _xlsx_unexplained(self):
        """Return the journal entries behind the rest: booked and explained."""
        labels = (
            self.env._("Journal Entry"),
            self.env._("Date"),
            self.env._("Reference"),
            self.env._("Booked"),
            self.env._("Explained by the Ledger"),
        )
        rows = self.env["kam.card.tie.out"]._unexplained(self.company_id)
        # the names of the entries belong to the figures of the sheet
        moves = self.env["account.move"].sudo().browse(row[0] for row in rows)
        return [
            labels,
            *(
                (
                    move.name,
                    fields.Date.to_string(move.date),
                    move.ref or "",
                    float(booked),
                    float(explained),
                )
                for move, (_id, booked, explained) in zip(moves, rows, strict=True)
            ),
        ]
