import json

from odoo import api, fields, models
from odoo.http import request

from ..services_token import as_service

KINDS = [
    ("export", "Exported"),
    ("print", "Printed"),
    ("show", "Details Shown"),
]


class KamExportLog(models.Model):
    """Every export, print and disclosure of account data, for good (CORE-18, A16).

    Written in the transaction of the export: without a row nothing leaves. It can't see
    what is read from the screen, copied, read by RPC or saved from a pivot table.
    """

    _name = "kam.export.log"
    _description = "Log of Exports"
    _inherit = ["kam.append.only.mixin"]
    _order = "id desc"
    _log_access = False

    # === FIELDS === #

    kind = fields.Selection(KINDS, required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="restrict"
    )
    occurred_at = fields.Datetime(
        string="Time", required=True, readonly=True, index=True
    )
    res_model = fields.Char(string="Technical Model", required=True, readonly=True)
    model_name = fields.Char(string="Of", compute="_compute_model_name")
    record_count = fields.Integer(string="Records", readonly=True)
    res_ids = fields.Json(string="IDs", readonly=True)
    field_names = fields.Text(string="Fields", readonly=True)
    domain = fields.Text(
        readonly=True, help="What the export searched for; empty for selected records."
    )
    reason = fields.Char(readonly=True)
    ip = fields.Char(string="IP Address", readonly=True)
    permit_key = fields.Integer(string="Permit", aggregator=None, readonly=True)
    mark = fields.Char(
        string="Number", readonly=True, help="Stands on each page of a printed list."
    )

    # === COMPUTE METHODS === #

    @api.depends("res_model")
    @api.depends_context("lang")
    def _compute_model_name(self):
        for row in self:
            # what a model is called is no secret
            row.model_name = self.env["ir.model"].sudo()._get(row.res_model).name

    @api.depends("kind", "user_id", "record_count")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for row in self:
            row.display_name = f"{kinds.get(row.kind)}: {row.user_id.name}"

    # === BUSINESS METHODS === #

    @api.model
    def _kam_log(self, kind, records, names, reason=None, permit_key=0, mark=None):
        """Append a row about ``records`` for the user of the environment.

        :param names: of the fields that leave
        :param str reason: as the user gave it
        """
        # written by the service alone; nobody else may
        return as_service(self.sudo()).create(
            {
                "kind": kind,
                "user_id": self.env.uid,
                "company_id": self.env.company.id,
                "occurred_at": self.env["kam.clock"]._now(),
                "res_model": records._name,
                "record_count": len(records),
                "res_ids": records.ids,
                "field_names": ", ".join(names),
                "domain": self._kam_asked_domain(),
                "reason": reason,
                "ip": request.httprequest.remote_addr if request else False,
                "permit_key": permit_key,
                "mark": mark,
            }
        )

    @api.model
    def _kam_asked_domain(self):
        """Return the domain as the export dialog sent it; methods get records only."""
        data = request.params.get("data") if request else None
        try:
            asked = json.loads(data or "{}")
        except (TypeError, ValueError):  # not of the export dialog
            return False
        if not isinstance(asked, dict) or asked.get("ids"):
            return False
        return json.dumps(asked["domain"]) if asked.get("domain") else False
