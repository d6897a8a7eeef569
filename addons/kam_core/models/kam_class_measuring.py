from typing import NamedTuple

from odoo import api, models

from .. import queries_classify
from ..engine.classify import (
    CLASS,
    LEAD,
    LEVEL,
    PROXIMITY,
    Change,
    Condition,
    Rule,
    Standing,
    changes,
    decide,
    evaluate,
    ruleset,
)
from ..engine.period import trailing
from ..queries_classify import Scope, Wanted

CHUNK = 5000


class Proposal(NamedTuple):
    """What the rules would change of one customer.

    :param account_id: None for a customer who is no key account yet
    """

    partner_id: int
    account_id: int | None
    changes: tuple[Change, ...]


class Ground(NamedTuple):
    """What all customers of a run have in common.

    :param names: engine names of the values of a row, in their order
    :param classes: code by id; ``levels`` likewise
    :param targets: classes and levels that some rule gives, by kind
    :param idle: pins of what no rule decides
    """

    rules: object
    names: tuple
    classes: dict
    levels: dict
    targets: dict
    idle: frozenset


class KamClassMeasuring(models.AbstractModel):
    """Measures all customers of a company and compares them with rules (CORE-02).

    One statement measures everybody, in whatever number; its rows go to the engine in
    chunks, and only what is to change is kept.
    """

    _name = "kam.class.measuring"
    _description = "Classification of Customers"

    # === BUSINESS METHODS === #

    @api.model
    def _kam_proposals(self, company, snapshot):
        """Return how many customers were measured, and the :class:`Proposal` list.

        :param dict snapshot: of ``kam.class.rule``'s ``_kam_snapshot``
        """
        ground = self._ground(snapshot)
        found, count = [], 0
        for rows in self._measured(company, snapshot, ground.names):
            count += len(rows)
            found += filter(None, (_proposal(ground, row) for row in rows))
        return count, found

    @api.model
    def _kam_values(self, company, snapshot):
        """Return ``{partner id: {engine name: value}}`` of all customers."""
        names = self._names(snapshot)
        return {
            row[0]: dict(zip(names, row[HEAD:], strict=True))
            for rows in self._measured(company, snapshot, names)
            for row in rows
        }

    def _measured(self, company, snapshot, names):
        """Yield lists of rows; nothing else may use the cursor in between."""
        wanted = [self._wanted(company, snapshot["measures"][name]) for name in names]
        # figures count whatever was sold, and the seat of a company is no secret
        facts = self.env["kam.sale.fact"].sudo()._table_sql
        query = queries_classify.measures(facts, self._scope(company.sudo()), wanted)
        self.env.flush_all()
        self.env.cr.execute(query)
        while rows := self.env.cr.fetchmany(CHUNK):
            yield rows

    def _names(self, snapshot):
        """Return what is read from the database; nearness follows from the rest."""
        return tuple(
            name for name in snapshot["measures"] if not name.startswith(PROXIMITY)
        )

    def _scope(self, company):
        clock = self.env["kam.clock"]
        today = clock._today(company)
        return Scope(
            company.id,
            company.partner_id.id,
            str(clock._zone(company)),
            today,
            clock._day_start(trailing(today, 1).after, company),
            company.currency_id.decimal_places,
        )

    def _wanted(self, company, measure):
        clock = self.env["kam.clock"]
        start = categories = None
        if measure["months"]:
            first = trailing(clock._today(company), measure["months"]).first
            start = clock._day_start(first, company)
        if measure["category"]:
            domain = [("id", "child_of", measure["category"])]
            # which goods a measure is about, does not depend on who starts the run
            categories = tuple(self.env["product.category"].sudo().search(domain).ids)
        return Wanted(measure["kind"], start, measure["taxed"], categories)

    def _ground(self, snapshot):
        rules = ruleset(_rule(rule) for rule in snapshot["rules"])
        kinds = {rule.kind for rule in rules.rules}
        idle = {
            *(() if CLASS in kinds else ("primary", "secondary")),
            *(kind for kind in (LEVEL, LEAD) if kind not in kinds),
        }
        targets = {
            kind: {rule.target for rule in rules.rules if rule.kind == kind}
            for kind in (CLASS, LEVEL)
        }
        return Ground(
            rules,
            self._names(snapshot),
            self._codes("kam.account.class"),
            self._codes("kam.account.level"),
            targets,
            frozenset(idle),
        )

    def _codes(self, model):
        # archived ones may still stand on accounts, also of hidden companies
        records = self.env[model].sudo().with_context(active_test=False)
        return {record.id: record.code for record in records.search_fetch([], ["code"])}


# Columns of a row before its values, see queries_classify.measures
HEAD = 7


def _rule(rule):
    return Rule(
        rule["code"],
        rule["kind"],
        rule["target"],
        tuple(Condition(*item) for item in rule["conditions"]),
        rule["priority"],
        rule["role"],
    )


def _proposal(ground, row):
    """Return the proposal for one measured customer, or None."""
    partner_id, account_id, *head = row[:HEAD]
    values = dict(zip(ground.names, row[HEAD:], strict=True))
    decision = decide(ground.rules, values)
    standing = _standing(ground, *head)
    if not account_id and not decision.primary:
        return None
    if decision == standing[:4]:
        return None
    verdict = evaluate(ground.rules, values)
    # What no rule speaks of, no rule takes away.
    kept = set(standing.secondary) - ground.targets[CLASS] - {verdict.primary}
    verdict = verdict._replace(secondary=tuple(sorted({*verdict.secondary, *kept})))
    found = changes(standing, verdict)
    return Proposal(partner_id, account_id, found) if found else None


def _standing(ground, class_id, level_id, lead, secondary_ids, pins):
    primary, level = ground.classes.get(class_id), ground.levels.get(level_id)
    pinned = {*ground.idle, *(pins or ())}
    if primary and primary not in ground.targets[CLASS]:
        pinned.add("primary")
    if level and level not in ground.targets[LEVEL]:
        pinned.add("level")
    secondary = tuple(sorted(ground.classes[id_] for id_ in secondary_ids or ()))
    return Standing(primary, secondary, level, lead, frozenset(pinned))
