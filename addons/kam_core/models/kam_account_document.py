from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from ..answer import answer

FILERS = "kam_core.kam_core_group_back_office,kam_core.kam_core_group_manager"


class KamAccountDocument(models.Model):
    """A document of an account by category; the back office files it (CORE-05).

    Whoever works on the account may add one. Once it is filed, only the back office and
    the manager change or delete it, its files included: record rules say so, and Odoo
    lets the record decide over its files.
    """

    _name = "kam.account.document"
    _description = "Document of an Account"
    _inherit = ["kam.archive.part.mixin"]
    _order = "account_id, category_id, day desc, id desc"
    _kam_section = "process"

    # === FIELDS === #

    name = fields.Char(required=True)
    category_id = fields.Many2one(
        "kam.document.category", required=True, ondelete="restrict", index=True
    )
    day = fields.Date(string="Dated", help="Day that stands on the document.")
    attachment_ids = fields.Many2many("ir.attachment", string="Files", copy=False)
    note = fields.Char()
    filed_on = fields.Date(string="Filed on", copy=False, index="btree_not_null")
    filed_by_id = fields.Many2one("res.users", copy=False)

    # === CONSTRAINT METHODS === #

    @api.constrains("filed_on")
    def _check_filed_on(self):
        self.env["kam.clock"]._check_not_future(self, ("filed_on",))

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """:raise AccessError: if somebody else than the back office files"""
        if any(vals.get("filed_on") or vals.get("filed_by_id") for vals in vals_list):
            self._kam_check_filer()
        documents = super().create(vals_list)
        documents._kam_claim_files()
        return documents

    def write(self, vals):
        """:raise AccessError: if somebody else than the back office files"""
        if {"filed_on", "filed_by_id"} & vals.keys():
            self._kam_check_filer()
        before = self.attachment_ids
        result = super().write(vals)
        if "attachment_ids" in vals:
            self._kam_claim_files()
            # They belonged to these documents, which the user may change.
            (before - self.attachment_ids).sudo().unlink()
        return result

    # === ACTION METHODS === #

    def action_file(self):
        """File these documents: from now on the back office keeps them."""
        self.check_access("write")
        self._kam_check_filer()
        missing = self.filtered(lambda document: not document.attachment_ids)
        if missing:
            raise ValidationError(
                self.env._(
                    "Add the files first: %(documents)s",
                    documents=", ".join(missing.mapped("name")),
                )
            )
        for company, documents in self.grouped("company_id").items():
            documents.filtered(lambda document: not document.filed_on).write(
                {
                    "filed_on": self.env["kam.clock"]._today(company),
                    "filed_by_id": self.env.uid,
                }
            )
        return answer(self.env._("%(count)s filed.", count=len(self)))

    # === BUSINESS METHODS === #

    def _kam_check_filer(self):
        """:raise AccessError: if the user is neither back office nor manager"""
        if not self.env.su and not self.env.user.has_groups(FILERS):
            raise AccessError(
                self.env._("Only the back office or a manager files documents.")
            )

    def _kam_claim_files(self):
        """Tie fresh uploads to their document, so that it decides who reads them.

        :raise AccessError: for files that somebody else uploaded, or of other records
        """
        for document in self:
            # A fresh upload is readable for its uploader alone until it is tied.
            for file in document.attachment_ids.sudo():
                if (file.res_model, file.res_id) == (self._name, document.id):
                    continue
                if file.res_id or file.res_field or file.create_uid != self.env.user:
                    raise AccessError(
                        self.env._(
                            "“%(file)s” is no file that you have just uploaded.",
                            file=file.name,
                        )
                    )
                file.write({"res_model": self._name, "res_id": document.id})
