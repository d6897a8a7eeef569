from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ..services_token import as_service


class KamTarget(models.Model):
    """Part-timers set their own targets (CORE-15)."""

    _inherit = "kam.target"

    # === BUSINESS METHODS === #

    @api.model
    def _kam_set_own(self, rep, measure, period_kind, day, amount, reason):
        """Set the target of a part-timer for himself; it counts at once.

        Nobody approves it and nothing follows from it. Portal pages call this.

        :param rep: kam.sales.rep of the user
        :param float amount: in natural units
        :return: the target, in superuser mode
        :raise AccessError: the user is somebody else
        :raise UserError: no part-timer then, the period is over, or there is an agreed
            target already
        """
        # a part-timer of the portal reads neither terms nor targets
        rep = rep.sudo()
        if rep.user_id != self.env.user:
            raise AccessError(self.env._("You can only set your own targets."))
        piece = self._kam_piece(period_kind, day)
        term = rep._kam_terms_on(max(piece.first, self._kam_today_of(rep))).get(rep.id)
        if not term or term.kind != "part_time":
            raise UserError(self.env._("Only part-timers set their own targets."))
        target = self._kam_own_target(rep, measure, period_kind, piece.first)
        target._kam_set_own_amount(amount, reason)
        return target

    def _kam_today_of(self, rep):
        return self.env["kam.clock"]._today(rep.company_id)

    def _kam_own_target(self, rep, measure, period_kind, first):
        targets = self.sudo()  # as above
        target = targets.search(
            [
                ("rep_id", "=", rep.id),
                ("measure_id", "=", measure.id),
                ("period_kind", "=", period_kind),
                ("date_from", "=", first),
                ("category_id", "=", False),
                ("state_id", "=", False),
            ]
        )
        if target and not target.voluntary:
            raise UserError(
                self.env._("“%s” is agreed with the manager.", target.display_name)
            )
        return target or targets.create(
            {
                "company_id": rep.company_id.id,
                "scope": "rep",
                "rep_id": rep.id,
                "measure_id": measure.id,
                "period_kind": period_kind,
                "date_from": first,
                "voluntary": True,
            }
        )

    def _kam_set_own_amount(self, amount, reason):
        today = self._kam_today_of(self.rep_id)
        if self.date_to < today:
            raise UserError(self.env._("The period is over."))
        as_service(self.version_ids).create(  # the part-timer alone decides it
            {
                "target_id": self.id,
                "amount": amount,
                "reason": reason,
                "approved_on": today,
                "approved_by_id": self.env.uid,
                "accepted_on": today,
                "accepted_by_id": self.env.uid,
            }
        )
