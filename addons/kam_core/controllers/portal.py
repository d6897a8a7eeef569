from werkzeug.exceptions import NotFound

from odoo.fields import Domain
from odoo.http import request, route

from odoo.addons.portal.controllers.portal import CustomerPortal, pager

from ..models.kam_registration_portal import PORTAL_FIELDS

URL = "/my/registrations"
ENDED = ("refused", "duplicate", "withdrawn", "lapsed")


class KamPortal(CustomerPortal):
    """What a part-time seller does in the portal: report customers (CORE-10).

    A portal user has no right on any record of key accounts. Each page asks first who
    the user is as a seller today; who is none finds no page, and nobody finds the
    report of somebody else.
    """

    # === PAGES === #

    @route([URL, f"{URL}/page/<int:page>"], type="http", auth="user", website=True)
    def kam_registrations(self, page=1, sortby=None, filterby=None, **_kw):
        """Own reports, newest first."""
        reps = self._kam_reps()
        # the own reports only: the domain says whose
        registrations = request.env["kam.registration"].sudo()
        sortings, filters = self._kam_sortings(), self._kam_filters()
        sortby = sortby if sortby in sortings else "newest"
        filterby = filterby if filterby in filters else "all"
        domain = registrations._kam_portal_domain(reps) & filters[filterby]["domain"]
        shown = pager(
            url=URL,
            url_args={"sortby": sortby, "filterby": filterby},
            total=registrations.search_count(domain),
            page=page,
            step=self._items_per_page,
        )
        found = registrations.search(
            domain,
            order=sortings[sortby]["order"],
            limit=self._items_per_page,
            offset=shown["offset"],
        )
        return self._kam_render(
            "kam_registrations",
            registrations=found,
            pager=shown,
            default_url=URL,
            searchbar_sortings=sortings,
            sortby=sortby,
            searchbar_filters=filters,
            filterby=filterby,
        )

    @route(f"{URL}/new", type="http", auth="user", website=True, methods=["GET"])
    def kam_registration_new(self, again=None, **_kw):
        """The empty form, or filled with a report that came to nothing."""
        reps = self._kam_reps()
        previous = self._kam_previous(reps, again)
        values = {name: previous[name] or "" for name in PORTAL_FIELDS}
        if previous:
            values["again_reason"] = ""
        return self._kam_form(reps, values, previous)

    @route(f"{URL}/new", type="http", auth="user", website=True, methods=["POST"])
    def kam_registration_report(self, again=None, rep_id=None, **posted):
        """Report what was filled in; on a problem the form comes back as it was."""
        reps = self._kam_reps()
        previous = self._kam_previous(reps, again)
        rep = reps.filtered(lambda rep: str(rep.id) == rep_id) or reps[:1]
        values = self._kam_posted(posted)
        found, problems = request.env["kam.registration"]._kam_portal_report(
            rep, values, previous
        )
        if problems:
            return self._kam_form(reps, values, previous, problems, rep)
        return request.redirect(f"{URL}/{found.id}")

    @route(f"{URL}/<int:registration_id>", type="http", auth="user", website=True)
    def kam_registration(self, registration_id, **_kw):
        """One own report: what came of it, what is alike on file, messages."""
        return self._kam_show(self._kam_registration(registration_id))

    @route(
        f"{URL}/<int:registration_id>/withdraw",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def kam_registration_withdraw(self, registration_id, **_kw):
        """Take an own report back while it waits."""
        registration = self._kam_registration(registration_id)
        problem = registration._kam_portal_withdraw()
        if problem:
            return self._kam_show(registration, problem=problem)
        return request.redirect(f"{URL}/{registration.id}")

    @route(
        f"{URL}/<int:registration_id>/message",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def kam_registration_message(self, registration_id, body="", **_kw):
        """Write to the manager about an own report."""
        registration = self._kam_registration(registration_id)
        text = self._kam_clean(body)
        if text:
            registration._kam_portal_write(text)
        return request.redirect(f"{URL}/{registration.id}#messages")

    # === VALUES === #

    def _prepare_home_portal_values(self, counters):
        """Add the count of own reports to the home page, which asks for no counters."""
        values = super()._prepare_home_portal_values(counters)
        reps = None if counters else request.env["kam.sales.rep"]._kam_portal_reps()
        if reps:
            # the own reports only: the domain says whose
            registrations = request.env["kam.registration"].sudo()
            own = registrations._kam_portal_domain(reps)
            values["kam_registration_count"] = registrations.search_count(own)
        return values

    def _kam_reps(self):
        """Return the reps the user is today.

        :raise NotFound: there is none
        """
        reps = request.env["kam.sales.rep"]._kam_portal_reps()
        if not reps:
            raise NotFound
        return reps

    def _kam_registration(self, registration_id):
        """Return the user's own registration as superuser.

        :raise NotFound: there is none of this id
        """
        registration = request.env["kam.registration"]._kam_portal_find(
            self._kam_reps(), registration_id
        )
        if not registration:
            raise NotFound
        return registration

    def _kam_previous(self, reps, again):
        registrations = request.env["kam.registration"]
        if not (again or "").isdecimal() or len(again) > 9:
            return registrations
        found = registrations._kam_portal_find(reps, int(again))
        return found.filtered(lambda found: found.state in ENDED)

    def _kam_posted(self, posted):
        values = {name: self._kam_clean(posted.get(name)) for name in PORTAL_FIELDS}
        if values["kind"] not in ("company", "person"):
            values["kind"] = "company"
        return values

    @staticmethod
    def _kam_clean(text):
        # PostgreSQL stores no NUL
        return (text if isinstance(text, str) else "").replace("\0", "").strip()

    def _kam_sortings(self):
        return {
            "newest": {
                "label": request.env._("Newest"),
                "order": "reported_at desc, id desc",
            },
            "name": {"label": request.env._("Customer"), "order": "name, id"},
            "state": {
                "label": request.env._("State"),
                "order": "state, reported_at desc, id desc",
            },
        }

    def _kam_filters(self):
        states = {
            "reported": request.env._("Waiting"),
            "confirmed": request.env._("Confirmed"),
            "refused": request.env._("Refused"),
            "duplicate": request.env._("On File Already"),
        }
        return {
            "all": {"label": request.env._("All"), "domain": Domain.TRUE},
            **{
                state: {"label": label, "domain": Domain("state", "=", state)}
                for state, label in states.items()
            },
            "ended": {
                "label": request.env._("Withdrawn or lapsed"),
                "domain": Domain("state", "in", ("withdrawn", "lapsed")),
            },
        }

    # === RENDERING === #

    def _kam_form(self, reps, values, previous, problems=None, rep=None):
        return self._kam_render(
            "kam_registration_new",
            reps=reps,
            rep=rep or reps[:1],
            typed={**values, "kind": values["kind"] or "company"},
            previous=previous,
            problems=problems or {},
        )

    def _kam_show(self, registration, problem=""):
        return self._kam_render(
            "kam_registration",
            registration=registration,
            messages=registration._kam_portal_messages(),
            may_report_again=registration.state in ENDED,
            problem=problem,
        )

    def _kam_render(self, page, **values):
        zone = request.env["kam.clock"]._zone(request.env.company).zone
        return request.render(
            f"kam_core.portal_{page}",
            {
                **self._prepare_portal_layout_values(),
                "page_name": page,
                # users of the portal often have no time zone: not UTC, the company's
                "zone": request.env.user.tz or zone,
                **values,
            },
        )
