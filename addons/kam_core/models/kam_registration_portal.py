from datetime import timedelta

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import plaintext2html

# What the page asks for; whatever else is posted is left aside.
PORTAL_FIELDS = (
    *("kind", "name", "name_en", "former_names", "phone", "phone_other", "tax_number"),
    *("city", "street", "contact_name", "contact_phone", "source", "again_reason"),
)
LONGEST = 200  # characters of a field
LONGEST_MESSAGE = 2000
DOUBLE_CLICK = timedelta(minutes=1)


class KamRegistration(models.Model):
    """Reports through the portal, by sellers without a right on records (CORE-10).

    Whoever calls passes reps of :meth:`kam.sales.rep._kam_portal_reps`, so whose
    reports these are is asked first and for each call; the rest is done as superuser.
    The user stays the seller: hits are masked by the seller's own rights.
    """

    _inherit = "kam.registration"

    # === BUSINESS METHODS === #

    def _kam_report(self, moment=None, quiet=False):
        """Let a seller of the portal follow: Odoo only does so for employees."""
        result = super()._kam_report(moment, quiet)
        # whoever writes the report down need not know about users
        seller = self.sudo().reporter_user_id
        if seller.share and not quiet:
            self.message_subscribe(seller.partner_id.ids)
        return result

    @api.model
    def _kam_portal_domain(self, reps):
        """Return the domain of what these ``reps`` have reported."""
        reported = Domain("reporter_id", "in", reps.ids)
        return reported & Domain("state", "!=", "draft")

    @api.model
    def _kam_portal_find(self, reps, registration_id):
        """Return the registration if one of ``reps`` has reported it, else none."""
        own = self._kam_portal_domain(reps) & Domain("id", "=", registration_id)
        return self.sudo().search(own)  # the own ones only

    @api.model
    def _kam_portal_report(self, rep, values, previous=None):
        """Report a customer as ``rep``; the same report twice is one.

        :param dict values: texts by name, of :data:`PORTAL_FIELDS`
        :param previous: own report that came to nothing
        :return: ``(registration, problems)``; problems are sentences by field, under
            an empty name what concerns the whole, and then nothing was written
        """
        # sellers of the portal have no rights; the rep is the user's own
        reports = self.sudo().with_company(rep.company_id)
        values = {name: values.get(name) or False for name in PORTAL_FIELDS}
        values.update(reporter_id=rep.id, company_id=rep.company_id.id)
        same = reports._kam_portal_same(values)
        problems = {} if same else reports.new(values)._kam_portal_problems()
        if same or problems:
            return same, problems
        try:
            with self.env.cr.savepoint():
                return reports._kam_portal_make(values, previous)
        except UserError as error:
            return reports.browse(), {"": str(error)}

    def _kam_portal_make(self, values, previous):
        rep = self.env["kam.sales.rep"].browse(values["reporter_id"])
        if not rep._kam_count_portal_report():
            return self.browse(), {"": self._kam_portal_limit_message(rep)}
        registration = self.create(values)
        if previous:
            registration._kam_set(previous_id=previous.id)
        registration._kam_report()
        return registration, {}

    def _kam_portal_same(self, values):
        """Return the report with these very values that still stands, if any."""
        domain = Domain("state", "in", ("reported", "confirmed", "duplicate"))
        for name, value in values.items():
            domain &= Domain(name, "=", value)
        just_now = self.env["kam.clock"]._now() - DOUBLE_CLICK
        return self.search(domain).filtered(
            lambda found: (
                found._kam_holds_keys()
                or (found.state == "duplicate" and found.reported_at >= just_now)
            )
        )[:1]

    def _kam_portal_problems(self):
        """Return ``{field: sentence}`` of what the seller has to correct."""
        problems = self._kam_unreportable() | self._kam_unreadable()
        for name in PORTAL_FIELDS:
            if len(self[name] or "") > LONGEST:
                problems[name] = self.env._("At most %s characters.", LONGEST)
        if not self.name:
            problems = {"name": self.env._("Enter the name of the customer.")}
        return problems

    @api.model
    def _kam_portal_limit_message(self, rep):
        return self.env._(
            "You have made today's %(limit)s reports. Nothing was checked or reported. "
            "Go on tomorrow, or ask %(manager)s to report the customer for you.",
            limit=rep.company_id.kam_registration_portal_limit,
            manager=rep._kam_portal_manager().name or self.env._("the manager"),
        )

    def _kam_portal_withdraw(self):
        """Take the report back; return a sentence if it can't be.

        As superuser; the engine asks whether it is the user's.
        """
        try:
            self.action_kam_withdraw()
        except UserError as error:
            return str(error)
        return ""

    # === BUSINESS METHODS - MESSAGES === #

    def _kam_portal_messages(self):
        """Return what the seller and the company have written to each other.

        Odoo's own rule decides which messages those are: written by the user or
        addressed to the user, and no internal note.
        """
        # with the rights of the portal user, whatever the caller has
        messages = self.env["mail.message"].sudo(False)
        return messages.search(
            [
                ("model", "=", self._name),
                ("res_id", "=", self.id),
                ("message_type", "in", ("comment", "email")),
            ],
            order="id",
        )

    def _kam_portal_write(self, text):
        """Send ``text`` to who decides, and to who answers for the seller.

        As superuser, signed by the seller.
        """
        deciders = self._kam_last_request()._kam_open_task().approver_ids
        readers = deciders or self.reporter_id._kam_portal_manager()
        self.message_post(
            body=plaintext2html(text[:LONGEST_MESSAGE]),
            author_id=self.env.user.partner_id.id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=readers.partner_id.ids,
        )
