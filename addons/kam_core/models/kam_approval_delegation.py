from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain


class KamApprovalDelegation(models.Model):
    """Somebody decides approvals for somebody else, from a date to a date (P4).

    One hop only: who is away stands in for nobody on those days. That forbids circles
    and chains, and no document waits for a delegate who is away too.
    """

    _name = "kam.approval.delegation"
    _description = "Delegation of Approvals"
    _order = "date_from desc, id desc"
    _check_company_auto = True

    # === FIELDS === #

    user_id = fields.Many2one(
        "res.users",
        string="Absent",
        required=True,
        index=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        ondelete="restrict",
    )
    delegate_id = fields.Many2one(
        "res.users",
        required=True,
        index=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id), "
        "('id', '!=', user_id)]",
        ondelete="restrict",
        help="Decides instead, except documents that concern the delegate.",
    )
    date_from = fields.Date(string="From", required=True)
    date_to = fields.Date(string="To", required=True, help="Last day, it included.")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    note = fields.Char()

    # === CONSTRAINTS === #

    _dates_ordered = models.Constraint(
        "CHECK(date_from <= date_to)", "The last day can't be before the first."
    )
    _other_person = models.Constraint(
        "CHECK(user_id <> delegate_id)", "Choose somebody else as delegate."
    )

    # === COMPUTE METHODS === #

    @api.depends("user_id", "delegate_id")
    def _compute_display_name(self):
        for delegation in self:
            delegation.display_name = (
                f"{delegation.user_id.name} → {delegation.delegate_id.name}"
            )

    # === CONSTRAINT METHODS === #

    @api.constrains("user_id", "delegate_id", "date_from", "date_to", "company_id")
    def _check_one_hop(self):
        for delegation in self:
            # others' delegations count, though the user may not see them
            clash = delegation.sudo().search(delegation._kam_clash_domain(), limit=1)
            if clash:
                raise ValidationError(
                    self.env._(
                        "%(delegation)s has been set from %(first)s to %(last)s. On "
                        "these days %(user)s can have no other delegate and neither of "
                        "the two can stand in for somebody who stands in.",
                        delegation=clash.display_name,
                        first=clash.date_from,
                        last=clash.date_to,
                        user=delegation.user_id.name,
                    )
                )

    @api.constrains("delegate_id")
    def _check_delegate(self):
        for delegation in self:
            # whether the delegate can sign in is no secret
            able = self.env["kam.approval.router"]._kam_able(
                delegation.sudo().delegate_id, delegation.company_id
            )
            if not able:
                raise ValidationError(
                    self.env._(
                        "%s can't sign in to this company; choose another delegate.",
                        delegation.delegate_id.name,
                    )
                )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Tell the delegate of what is open already."""
        delegations = super().create(vals_list)
        delegations._kam_refresh_tasks(delegations.user_id)
        return delegations

    def write(self, vals):
        """Keep whose delegation it is, and what has begun except its end.

        Record rules look at a record before it is written, so they would let anybody
        turn an own delegation into one of somebody else.

        :raise AccessError: it would become another person's
        :raise UserError: other fields of a delegation that has begun would change
        """
        if vals.keys() & {"user_id", "company_id"}:
            raise AccessError(
                self.env._("Whose delegation it is never changes; make a new one.")
            )
        if vals.keys() - {"date_to", "note"}:
            self._kam_check_not_begun()
        result = super().write(vals)
        self._kam_refresh_tasks(self.user_id)
        return result

    def unlink(self):
        """:raise UserError: a delegation has begun; decisions may refer to it"""
        self._kam_check_not_begun()
        users = self.user_id
        result = super().unlink()
        self._kam_refresh_tasks(users)
        return result

    # === BUSINESS METHODS === #

    @api.model
    def _kam_received(self, company=None):
        """Return the delegations by which the user may decide today.

        :param company: only of this company
        """
        domain = Domain("delegate_id", "=", self.env.uid)
        return self._kam_today(domain, company)

    @api.model
    def _kam_given(self, users, company):
        """Return the delegations of ``users`` that are in force today."""
        return self._kam_today(Domain("user_id", "in", users.ids), company)

    def _kam_today(self, domain, company=None):
        """Return delegations of ``domain`` in force, each by the date of its company.

        As superuser: the engine asks on behalf of whoever decides.
        """
        if company:
            domain &= Domain("company_id", "=", company.id)
        clock = self.env["kam.clock"]
        found = self.sudo().search(domain)  # see the docstring
        return found.filtered(
            lambda d: d.date_from <= clock._today(d.company_id) <= d.date_to
        )

    def _kam_clash_domain(self):
        """Delegations on the same days that would make a chain, circle or choice."""
        both = [self.user_id.id, self.delegate_id.id]
        return (
            Domain("id", "!=", self.id)
            & Domain("company_id", "=", self.company_id.id)
            & Domain("date_from", "<=", self.date_to)
            & Domain("date_to", ">=", self.date_from)
            & (
                Domain("user_id", "in", both)
                | Domain("delegate_id", "=", self.user_id.id)
            )
        )

    def _kam_check_not_begun(self):
        clock = self.env["kam.clock"]
        for delegation in self:
            if delegation.date_from <= clock._today(delegation.company_id):
                raise UserError(
                    self.env._(
                        "The delegation %s has begun. Set its last day instead.",
                        delegation.display_name,
                    )
                )

    def _kam_refresh_tasks(self, users):
        """Give or take the activities of delegates on open steps of ``users``."""
        # the steps belong to the engine
        tasks = (
            self.env["kam.approval.task"]
            .sudo()
            .search([("state", "=", "open"), ("approver_ids", "in", users.ids)])
        )
        for task in tasks:
            task._kam_schedule_activities()

    @api.model
    def _cron_refresh(self):
        """Give the activities to who stands in from today, and take them back."""
        recently = fields.Date.subtract(self.env["kam.clock"]._now().date(), days=2)
        self._kam_refresh_tasks(self.search([("date_to", ">=", recently)]).user_id)
