from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..engine.classify import Rule, RuleError, ruleset
from ..engine.errors import EngineError


class KamClassRule(models.Model):
    """A line of the rules by which customers are classified (CORE-01, CORE-02).

    It gives a class, a level, or the manager as lead of a very large account to whom
    all its conditions apply. Several rules for one class or level are alternatives; of
    rules for different primary classes, and of those for levels, the first one that
    applies decides. See :mod:`..engine.classify`.
    """

    _name = "kam.class.rule"
    _description = "Classification Rule"
    _inherit = ["kam.code.mixin"]
    _order = "kind, priority, code"

    # === FIELDS === #

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="Named in the history.")
    active = fields.Boolean(default=True)
    kind = fields.Selection(
        [("class", "Class"), ("level", "Level"), ("lead", "Lead")],
        string="Decides",
        required=True,
        default="class",
    )
    class_id = fields.Many2one("kam.account.class", ondelete="restrict")
    level_id = fields.Many2one("kam.account.level", ondelete="restrict")
    lead_id = fields.Many2one(
        "res.users",
        domain="[('share', '=', False)]",
        help="Leads the account beside its owner; empty for the owner's superior.",
    )
    role = fields.Selection(
        [("primary", "Primary"), ("secondary", "Secondary Only")],
        required=True,
        default="primary",
        help="A secondary class stands beside the primary one and never replaces it.",
    )
    priority = fields.Integer(default=10, help="The lowest goes first.")
    condition_ids = fields.One2many(
        "kam.class.rule.condition", "rule_id", string="Conditions", copy=True
    )
    company_ids = fields.Many2many(
        "res.company", string="Companies", help="Empty for all companies."
    )
    to_confirm = fields.Boolean(
        string="To Confirm ⚑",
        help="The figures are proposals; confirm them before you rely on the rule.",
    )
    note = fields.Text()
    target = fields.Char(compute="_compute_target")
    condition_text = fields.Char(string="If", compute="_compute_condition_text")

    # === CONSTRAINTS === #

    _code_uniq = models.Constraint(
        "UNIQUE(code)", "Another rule already has this code; choose another one."
    )

    # === COMPUTE METHODS === #

    @api.depends("kind", "class_id.name", "level_id.name", "lead_id.name")
    @api.depends_context("lang")
    def _compute_target(self):
        for rule in self:
            if rule.kind == "lead":
                rule.target = rule.lead_id.name or self.env._("Owner's superior")
            else:
                rule.target = (rule.class_id or rule.level_id).name

    @api.depends("condition_ids.display_name")
    @api.depends_context("lang")
    def _compute_condition_text(self):
        joint = self.env._(" and ")
        for rule in self:
            texts = rule.condition_ids.mapped("display_name")
            rule.condition_text = joint.join(texts) or self.env._("always")

    # === CONSTRAINT METHODS === #

    @api.constrains(
        "code", "kind", "class_id", "level_id", "role", "active", "company_ids"
    )
    def _check_rules(self):
        """:raise ValidationError: a rule that can't be applied, in any company"""
        for rule in self:
            rule._check_target()
        # a rule of all companies must hold in those that are hidden, too
        every = self.env["res.company"].sudo().search([("active", "=", True)])
        for company in self.company_ids or every:
            self._kam_of(company)._kam_ruleset(company)

    # === BUSINESS METHODS === #

    def _check_target(self):
        if self.kind in ("class", "level") and not self._kam_target():
            raise ValidationError(
                self.env._(
                    "“%(rule)s”: choose the class or level that it gives.",
                    rule=self.name,
                )
            )
        home = self.kind == "level" and self.level_id.company_id
        if home and self.company_ids != home:
            raise ValidationError(
                self.env._(
                    "“%(rule)s”: level %(level)s belongs to %(company)s, so the rule "
                    "must be for this company alone.",
                    rule=self.name,
                    level=self.level_id.name,
                    company=home.name,
                )
            )

    @api.model
    def _kam_of(self, company):
        """Return the rules of a company, those of all companies among them.

        What is archived is given to nobody any more.
        """
        domain = Domain("company_ids", "=", False)
        domain |= Domain("company_ids", "in", company.ids)
        domain &= Domain("class_id", "=", False) | Domain("class_id.active", "=", True)
        domain &= Domain("level_id", "=", False) | Domain("level_id.active", "=", True)
        # rules hold for whoever is measured
        return self.sudo().search(domain)

    def _kam_target(self):
        """Return the code of what the rule gives; "" for a lead."""
        if self.kind == "class":
            return self.class_id.code or ""
        return (self.level_id.code or "") if self.kind == "level" else ""

    def _kam_ruleset(self, company):
        """Return these rules for the engine.

        :raise ValidationError: says which rule can't be applied, and why
        """
        rules = [rule._kam_rule(company) for rule in self]
        try:
            return ruleset(rules)
        except RuleError as error:
            raise ValidationError(self._kam_refusal(error)) from error

    def _kam_rule(self, company):
        currency = company.currency_id
        try:
            conditions = [item._kam_condition(currency) for item in self.condition_ids]
        except EngineError as error:
            raise ValidationError(
                self.env._(
                    "“%(rule)s”: a threshold is finer than its unit or too large. "
                    "Numbers, months and points are whole; amounts have %(places)s "
                    "decimals in %(currency)s.",
                    rule=self.name,
                    places=currency.decimal_places,
                    currency=currency.name,
                )
            ) from error
        return Rule(
            self.code,
            self.kind,
            self._kam_target(),
            tuple(conditions),
            self.priority,
            self.role,
        )

    def _kam_refusal(self, error):
        rule = self.filtered(lambda found: found.code == error.data["rule"])[:1]
        if error.code == "nested":
            return self.env._(
                "“%(rule)s” asks how near a customer is to a class that itself depends "
                "on nearness. Ask for the nearness of a class with figures of its own.",
                rule=rule.name,
            )
        return self.env._(
            "“%(rule)s” can't be applied: look at what it decides and at its "
            "conditions.",
            rule=rule.name,
        )

    def _kam_snapshot(self, company):
        """Return the rules of a company as plain data: what a run is made by.

        :raise ValidationError: a rule can't be applied
        """
        rules = self._kam_ruleset(company).rules
        by_code = {rule.code: rule for rule in self}
        return {
            "rules": [
                {
                    "code": rule.code,
                    "name": by_code[rule.code].name,
                    "kind": rule.kind,
                    "target": rule.target,
                    "role": rule.role,
                    "priority": rule.priority,
                    "lead": by_code[rule.code].lead_id.id,
                    "conditions": [list(item) for item in rule.conditions],
                }
                for rule in rules
            ],
            "measures": self.condition_ids.measure_id._kam_snapshot(),
        }
