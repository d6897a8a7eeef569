from typing import NamedTuple

from odoo import api, models

from .. import queries_dedup as queries
from ..engine import dedup

REGISTRATION = "kam.registration"


class Found(NamedTuple):
    """A customer that resembles the one looked for.

    :param partner_id: id of the commercial partner, 0 if there is none yet
    :param registration_id: id of the open report, 0 if it is a partner
    :param comparison: engine comparison: score, verdict and reasons
    """

    partner_id: int
    registration_id: int
    comparison: dedup.Comparison


class KamDedup(models.AbstractModel):
    """Is this customer on file already? (CORE-10, rule A-12)

    The check sees everything and tells only ids and reasons; what a user may see of
    a hit is decided by whoever shows it.
    """

    _name = "kam.dedup"
    _description = "Duplicate Check"

    # === BUSINESS METHODS === #

    @api.model
    def _kam_find(self, reported, company, registration=None):
        """Return the :class:`Found` for an engine candidate, best first.

        Four statements, however many customers are on file.

        :param reported: :class:`~..engine.dedup.Candidate`
        :param company: whose limits decide what is near
        :param registration: report that is not compared with itself
        """
        thresholds = self.env["kam.dedup.weight"]._kam_thresholds(company)
        lookups = self._lookups(reported, thresholds)
        if not lookups:
            return []
        on_file = self._customers(lookups, registration)
        candidates = {
            number: self.env["kam.dedup.key"]._kam_candidate(kind, rows)
            for number, (kind, rows) in enumerate(on_file.values())
        }
        sources = list(on_file)
        return [
            Found(*sources[number], comparison)
            for number, comparison in dedup.hits(reported, candidates, thresholds)
        ]

    @api.model
    def _lookups(self, reported, thresholds):
        """Return the queries that find everybody who can be near.

        A near address is not looked up: it only adds to another agreement. Near names
        are, where they can decide.
        """
        keys = self.env["kam.dedup.key"]._kam_keys(reported)
        lookups = [queries.same_keys(keys)] if keys else []
        points = thresholds.points.get
        decides = points((reported.kind, dedup.NEAR_NAME), 0)
        decides += points((reported.kind, dedup.NEAR_ADDRESS), 0)
        if decides >= thresholds.near and reported.names:
            lookups += self._near_names(reported, thresholds.name_likeness)
        return lookups

    @api.model
    def _near_names(self, reported, likeness):
        share = self._common_grams()
        for name in sorted(reported.names):
            grams = dedup.bigrams(name)
            least = dedup.least_common(len(grams), likeness)
            by_rarity = sorted(grams, key=lambda gram: (share.get(gram, 0), gram))
            if by_rarity:
                yield queries.near_names(reported.kind, by_rarity, least)

    @api.model
    def _common_grams(self):
        rows = self.env.execute_query(queries.common_grams())
        if not rows or rows[0][0] is None:
            return {}  # not analysed yet: all count as rare
        [(grams, shares)] = rows
        return dict(zip(grams, shares, strict=False))  # the last figures are extremes

    @api.model
    def _customers(self, lookups, registration):
        """Return ``{(partner id, registration id): (kind, [keys of each row])}``.

        The row of the commercial partner comes first and says what kind it is.
        """
        self.env["res.partner"].flush_model(["commercial_partner_id"])
        self.env["kam.account"].flush_model(["partner_id"])
        customers = {}
        rows = self.env.execute_query(queries.groups(lookups))
        rows.sort(key=lambda row: (row[1:3] != ("res.partner", row[0]), row[1:3]))
        for partner_id, model_name, res_id, kind, keys in rows:
            reported_id = res_id if model_name == REGISTRATION else 0
            if registration and reported_id == registration.id:
                continue
            customer = (partner_id or 0, reported_id)
            customers.setdefault(customer, (kind, []))[1].append(keys)
        return customers
