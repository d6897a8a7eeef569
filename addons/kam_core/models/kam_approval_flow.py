from odoo import api, fields, models
from odoo.fields import Command


class KamApprovalFlow(models.Model):
    """Who decides documents of one kind, in which order (D5).

    The first active flow that matches company, document, topic, condition and amount
    counts; at equal sequence the one with the highest limit. Without one, submitting is
    refused (P1), so that a forgotten configuration never lets a document pass.

    A module ships flows for every company, also for later ones, by extending
    :meth:`_kam_default_flows`::

        class KamApprovalFlow(models.Model):
            _inherit = "kam.approval.flow"

            def _kam_default_flows(self):
                return super()._kam_default_flows() + [
                    {
                        "key": "registration",
                        "name": self.env._("Registration"),
                        "res_model": "kam.registration",
                        "topic": "registration",
                        "steps": [
                            {
                                "name": self.env._("Manager"),
                                "approver_kind": "superior",
                                "days": 1,
                            },
                        ],
                    }
                ]

    and calls ``_kam_make_default_flows`` in a data file of its own::

        <function model="kam.approval.flow" name="_kam_make_default_flows" />
    """

    _name = "kam.approval.flow"
    _description = "Approval Flow"
    _inherit = ["kam.approval.condition"]
    _order = "sequence, amount_from desc, id"
    _check_company_auto = True

    # === FIELDS === #

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(
        default=10, help="The first flow in this order that fits counts."
    )
    company_id = fields.Many2one(
        required=True, index=True, default=lambda self: self.env.company
    )
    document_kind = fields.Selection(
        selection="_selection_document_kind",
        string="Document",
        compute="_compute_document_kind",
        inverse="_inverse_document_kind",
        help="What is decided: the kind of document and the topic.",
    )
    res_model = fields.Char(required=True)
    topic = fields.Char(required=True)
    amount_tolerance = fields.Float(
        string="Tolerance (%)",
        digits=(16, 2),
        help="So much may the amount grow after approval before it has to be approved "
        "again.",
    )
    distinct_persons = fields.Boolean(
        help="Each step needs another person, as forms with several signatures do."
    )
    step_ids = fields.One2many(
        "kam.approval.step", "flow_id", string="Steps", copy=True
    )

    # === CONSTRAINTS === #

    _tolerance_positive = models.Constraint(
        "CHECK(amount_tolerance >= 0)", "The tolerance can't be negative."
    )

    # === COMPUTE METHODS === #

    @api.depends("res_model", "topic")
    def _compute_document_kind(self):
        known = dict(self._selection_document_kind())
        for flow in self:
            kind = f"{flow.res_model}:{flow.topic}"
            flow.document_kind = kind if kind in known else False

    def _inverse_document_kind(self):
        for flow in self.filtered("document_kind"):
            flow.res_model, flow.topic = flow.document_kind.split(":")

    # === SELECTION METHODS === #

    @api.model
    def _selection_document_kind(self):
        return [
            (f"{model._name}:{topic}", label)
            for model in self.env["kam.approval.mixin"]._kam_approval_models()
            for topic, label in model._kam_approval_topics()
        ]

    # === CONSTRAINT METHODS === #

    @api.constrains("condition", "res_model")
    def _check_condition(self):
        return super()._check_condition()

    @api.onchange("document_kind")
    def _onchange_document_kind(self):
        if self.document_kind:
            self.res_model, self.topic = self.document_kind.split(":")

    # === BUSINESS METHODS === #

    @api.model
    def _kam_match(self, document, topic, amount):
        """Return the flow for ``document`` or an empty recordset (P1).

        :param document: one record in superuser mode
        :param str topic: code of the topic
        :param float amount: in the currency of the company
        """
        flows = self.search(
            [
                ("company_id", "=", document._kam_approval_company().id),
                ("res_model", "=", document._name),
                ("topic", "=", topic),
            ]
        )
        for flow in flows:
            if flow._kam_applies(document, amount):
                return flow
        return self

    def _kam_steps_for(self, document, amount):
        """Return the steps that ``document`` has to pass, in order."""
        return self.step_ids.filtered(lambda step: step._kam_applies(document, amount))

    @api.model
    def _kam_default_flows(self):
        """Return the flows every company starts with; modules add theirs.

        :return: list of dicts: ``key`` (never changes), values of the flow, and
            ``steps`` (list of values)
        """
        return []

    @api.model
    def _kam_make_default_flows(self, companies=None):
        """Make the default flows ``companies`` never had; deleted ones stay away.

        :param companies: all companies if left out
        """
        if companies is None:
            everyone = [("active", "in", (True, False))]
            companies = self.env["res.company"].search(everyone)
        keys = {flow["key"] for flow in self._kam_default_flows()}
        for company in companies:
            had = set(company.kam_approval_defaults or [])
            for key in sorted(keys - had):
                self._kam_make_default_flow(company, key)
            company.kam_approval_defaults = sorted(had | keys)
        self._kam_translate_default_flows()

    def _kam_make_default_flow(self, company, key):
        flows = self.with_context(lang="en_US")
        defaults = {flow["key"]: flow for flow in flows._kam_default_flows()}
        values = {**defaults[key], "company_id": company.id}
        values.pop("key")
        numbered = enumerate(values.pop("steps"), start=1)
        steps = [Command.create({"sequence": 10 * n, **step}) for n, step in numbered]
        return flows.create({**values, "step_ids": steps})

    @api.model
    def _kam_translate_default_flows(self):
        """Name default flows and their steps in all languages that are installed.

        Like the terms of data files: what has a name in the language keeps it.
        """
        english = self._kam_default_names("en_US")
        everything = [("name", "in", english)]
        source = self.with_context(lang="en_US", active_test=False).env
        flows = source["kam.approval.flow"].search(everything)
        steps = source["kam.approval.step"].search(everything)
        for lang, _name in self.env["res.lang"].get_installed():
            words = dict(zip(english, self._kam_default_names(lang), strict=True))
            for record in (*flows, *steps):
                translated = record.with_context(lang=lang)
                if translated.name == record.name:
                    translated.name = words[record.name]

    @api.model
    def _kam_default_names(self, lang):
        """Return the names of all default flows and steps in ``lang``."""
        flows = self.with_context(lang=lang)._kam_default_flows()
        return [one["name"] for flow in flows for one in (flow, *flow["steps"])]
