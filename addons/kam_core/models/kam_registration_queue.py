from markupsafe import Markup

from odoo import api, fields, models

from ..engine import dedup


class KamRegistration(models.Model):
    """The manager's one screen: what was reported beside what is on file (CORE-10)."""

    _inherit = "kam.registration"

    # === FIELDS === #

    verdict = fields.Selection(
        [
            ("clear", "Nothing alike"),
            (dedup.NEAR, "Similar"),
            (dedup.MATCH, "The same"),
        ],
        string="Check",
        compute="_compute_verdict",
        store=True,
        help="What the last check found on file.",
    )
    reported_lines = fields.Html(
        string="As Reported", compute="_compute_reported_lines"
    )
    hit_lines = fields.Html(string="Alike on File", compute="_compute_hit_lines")

    # === COMPUTE METHODS === #

    @api.depends("hit_ids.verdict", "reported_at")
    def _compute_verdict(self):
        for registration in self:
            found = set(registration.hit_ids.mapped("verdict"))
            verdicts = [v for v in (dedup.MATCH, dedup.NEAR) if v in found]
            clear = registration.reported_at and "clear"
            registration.verdict = verdicts[0] if verdicts else clear

    @api.depends("name", "name_en", "former_names", "phone", "tax_number", "street")
    def _compute_reported_lines(self):
        for registration in self:
            names = (registration.name_en, registration.former_names)
            contact = (registration.contact_name, registration.contact_phone)
            lines = [
                Markup("<b>%s</b>") % (registration.name or ""),
                " / ".join(filter(None, names)),
                ", ".join(filter(None, (registration.phone, registration.phone_other))),
                registration.tax_number,
                " ".join(filter(None, (registration.city, registration.street))),
                " ".join(filter(None, contact)),
            ]
            registration.reported_lines = self._kam_lines(lines)

    @api.depends("hit_ids.decision", "hit_ids.verdict")
    @api.depends_context("lang", "uid")
    def _compute_hit_lines(self):
        decisions = dict(
            self.env["kam.registration.hit"]
            ._fields["decision"]
            ._description_selection(self.env)
        )
        for registration in self:
            registration.hit_lines = self._kam_lines(
                self._kam_hit_line(hit, decisions) for hit in registration.hit_ids
            )

    # === BUSINESS METHODS === #

    @api.model
    def _kam_hit_line(self, hit, decisions):
        color = "danger" if hit.verdict == dedup.MATCH else "warning"
        points = Markup("<span class='badge text-bg-%s me-1'>%s</span>")
        line = points % (color, hit.score) + Markup("<b>%s</b>") % hit.label
        if hit.decision:
            line += Markup(" <i>→ %s</i>") % decisions[hit.decision]
        return self._kam_lines([line, hit.standing_line, hit.why])

    @api.model
    def _kam_lines(self, lines):
        return Markup("<br/>").join(filter(None, lines))
