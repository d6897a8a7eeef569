from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..answer import answer


class KamApprovalMixin(models.AbstractModel):
    """Banner and buttons of documents that have to be approved."""

    _inherit = "kam.approval.mixin"

    # === FIELDS === #

    approval_request_ids = fields.Many2many(
        "kam.approval.request",
        string="Approval Rounds",
        compute="_compute_approval_request_ids",
    )
    approval_banner = fields.Html(compute="_compute_approval_banner", sanitize=False)
    approval_round = fields.Integer(compute="_compute_approval_round")
    can_submit = fields.Boolean(compute="_compute_can_submit")
    can_decide = fields.Boolean(
        compute="_compute_can_decide", search="_search_can_decide"
    )
    can_withdraw = fields.Boolean(compute="_compute_can_withdraw")

    # === COMPUTE METHODS === #

    @api.depends("approval_state")
    @api.depends_context("uid")
    def _compute_approval_request_ids(self):
        for document in self:
            document.approval_request_ids = self.env["kam.approval.request"].search(
                document._kam_request_domain()
            )

    @api.depends("approval_state")
    @api.depends_context("lang", "tz")
    def _compute_approval_banner(self):
        for document in self:
            # who reads the document may know where it stands
            request = document.sudo()._kam_last_request()
            document.approval_banner = request._kam_banner() if request else False

    @api.depends("approval_state")
    def _compute_approval_round(self):
        for document in self:
            # as above
            document.approval_round = document.sudo()._kam_last_request().round

    @api.depends("approval_state")
    @api.depends_context("uid")
    def _compute_can_submit(self):
        for document in self:
            document.can_submit = (
                document._kam_may_be_submitted()
                and self.env.user._is_internal()
                and document.has_access("write")
            )

    @api.depends("approval_state")
    @api.depends_context("uid")
    def _compute_can_decide(self):
        tasks = self.env["kam.approval.task"].search(self._kam_task_domain(self.ids))
        mine = set(tasks.mapped("res_id"))
        for document in self:
            document.can_decide = document.id in mine

    def _search_can_decide(self, operator, value):
        if operator != "in":
            return NotImplemented
        # one's own steps, whatever else the user may read
        tasks = self.env["kam.approval.task"].sudo()
        return [("id", "in", tasks.search(self._kam_task_domain()).mapped("res_id"))]

    @api.depends("approval_state")
    @api.depends_context("uid")
    def _compute_can_withdraw(self):
        for document in self:
            # the round belongs to the engine; the field only says yes or no
            request = document.sudo()._kam_last_request()
            document.can_withdraw = request.can_withdraw

    # === ACTION METHODS === #

    def action_kam_submit(self):
        """Submit for approval.

        :raise AccessError: the user may not change the document
        :raise UserError: no flow fits (P1), or it waits or is approved already
        """
        self._kam_check_internal()
        self.check_access("write")
        requests = [document._kam_submit() for document in self]
        return self._kam_notification(
            "\n".join(request._kam_next_message() for request in requests)
        )

    def action_kam_withdraw(self):
        """Take the document back to change it (P7).

        :raise AccessError: somebody else submitted it
        :raise UserError: it waits for no decision
        """
        self.ensure_one()
        self._kam_check_internal()
        self.check_access("read")
        # the round belongs to the engine
        request = self.sudo()._kam_last_request()
        if request and not request._kam_is_mine():
            raise AccessError(
                self.env._("Only %s can withdraw this.", request.requester_id.name)
            )
        if request.state != "open":
            raise UserError(self.env._("The document waits for no decision."))
        request._kam_close("withdrawn")
        return self._kam_notification(
            self.env._("Withdrawn. Change the document and submit it again.")
        )

    def action_kam_approve(self):
        """Approve the open step as its approver or delegate.

        :raise AccessError: it is not the user's to decide
        :raise UserError: somebody decided before (P10), or it was submitted anew since
            the user opened it (P7)
        """
        task = self._kam_my_task()
        task._kam_decide("approved")
        # the round belongs to the engine
        return self._kam_notification(task.sudo().request_id._kam_next_message())

    def action_kam_refuse(self):
        """Ask why the open step is refused.

        :raise AccessError: it is not the user's to decide
        :raise UserError: it was submitted anew since the user opened it (P7)
        """
        return self._kam_my_task().action_refuse()

    # === BUSINESS METHODS - SCREEN === #

    def _kam_task_domain(self, ids=None):
        domain = Domain("can_decide", "=", True) & Domain("res_model", "=", self._name)
        return domain if ids is None else domain & Domain("res_id", "in", ids)

    def _kam_my_task(self):
        """Return the step the user decides now, or could have decided before.

        :raise AccessError: there is none
        :raise UserError: the screen shows an earlier round
        """
        self.ensure_one()
        # the tasks belong to the engine; whose they are is asked right here
        tasks = self.sudo()._kam_last_request().task_ids
        mine = tasks.filtered(lambda task: task._kam_authority())
        if not mine:
            raise AccessError(tasks._kam_not_yours_message())
        self._kam_check_round(tasks.request_id)
        is_open = mine.filtered(lambda task: task.state == "open")
        # the step itself is decided with the rights of the user
        return (is_open or mine.sorted()[-1]).sudo(False)

    def _kam_check_round(self, request):
        """Let nobody decide what is not on the screen any more (P7).

        The form passes on the round it shows; what it was changed to meanwhile was
        not read.

        :raise UserError: it was withdrawn and submitted again since
        """
        if self.env.context.get("kam_round", request.round) != request.round:
            raise UserError(
                self.env._(
                    "“%s” was withdrawn, and submitted again, since you opened it. "
                    "Read it again, then decide.",
                    self.display_name,
                )
            )

    def _kam_check_internal(self):
        """:raise AccessError: the user only has the portal"""
        if not (self.env.su or self.env.user._is_internal()):
            raise AccessError(self.env._("Only employees can do this."))

    def _kam_notification(self, message):
        return answer(message)
