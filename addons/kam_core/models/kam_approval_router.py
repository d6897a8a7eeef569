from odoo import api, models


class KamApprovalRouter(models.AbstractModel):
    """Finds the persons who decide, and who decides instead of them (P2, P3, P6).

    All methods read superiors, employees and roles as superuser: a seller need not see
    them for a document to find its way.
    """

    _name = "kam.approval.router"
    _description = "Way of an Approval"

    # === BUSINESS METHODS - WHO DECIDES === #

    @api.model
    def _kam_superior(self, user, company):
        """Return the superior of ``user`` in ``company``; empty at the top."""
        return self.env["kam.sales.rep"]._kam_superior_of(user, company)

    @api.model
    def _kam_nth_superior(self, user, company, level):
        """Return the superior ``level`` steps above, at most the top of the ladder.

        The general manager has nobody above: the document comes back to the general
        manager, and from there to the deputy (P2).
        """
        reached, passed = self.env["res.users"], user
        for _step in range(level):
            above = self._kam_superior(reached or user, company) - passed
            if not above:
                break
            reached, passed = above, passed | above
        if not reached and user.has_group("kam_core.kam_core_group_general_manager"):
            return user
        return reached

    @api.model
    def _kam_department_manager(self, user, company):
        """Return the manager of the department ``user`` works in."""
        rep = self.env["kam.sales.rep"]._kam_rep_of(user, company)
        employee = user.employee_ids.filtered(lambda e: e.company_id == company)[:1]
        department = rep.department_id or employee.department_id
        return department.manager_id.user_id

    @api.model
    def _kam_role(self, group, company):
        """Return who has a role; who inherits it only where nobody has it."""
        for users in (group.user_ids, group.all_user_ids):
            found = self._kam_able(users, company)
            if found:
                return found
        return self.env["res.users"]

    @api.model
    def _kam_account_owner(self, document):
        """Return the seller who owns the account of ``document``."""
        return document._kam_approval_account().owner_user_id

    # === BUSINESS METHODS - WHO DECIDES INSTEAD === #

    @api.model
    def _kam_deciders(self, candidates, excluded, company):
        """Return who decides in the end.

        Nobody able among the candidates: the approval administrators (P3). All of them
        excluded: the first superior who is not, at the top the deputy (P2, P6).

        :param candidates: users by the flow
        :param excluded: users who may never decide this document
        """
        able = self._kam_able(candidates, company)
        return (
            able - excluded
            or self._kam_instead(able, excluded, company)
            or self._kam_able(company.kam_approval_admin_ids, company) - excluded
        )

    def _kam_instead(self, persons, excluded, company):
        """Return superiors of excluded ``persons``, at the top the deputy (P2)."""
        users = self.env["res.users"]
        for person in persons:
            users |= self._kam_climb(person, excluded, company)
        if users or not persons:
            return users
        return self._kam_able(company.kam_approval_deputy_id, company) - excluded

    def _kam_climb(self, user, excluded, company):
        passed = user
        while user := self._kam_superior(user, company) - passed:
            if self._kam_able(user, company) - excluded:
                return user
            passed |= user
        return user

    @api.model
    def _kam_able(self, users, company):
        """Return those of ``users`` who can sign in and work in ``company`` (P3)."""
        return users.filtered(
            lambda user: user.active and not user.share and company in user.company_ids
        )
