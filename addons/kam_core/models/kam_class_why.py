from odoo import api, models
from odoo.tools import format_amount, formatLang

from ..engine.classify import CLASS, LEAD, LEVEL
from ..engine.money import from_minor

SIGNS = {">=": "≥", ">": ">", "<=": "≤", "<": "<", "=": "=", "!=": "≠"}


class KamClassWhy(models.AbstractModel):
    """Says why a customer is classified as it is, in the reader's language (CORE-02).

    What is stored are codes and whole numbers: for each changed field the findings that
    speak for it, see :class:`~..engine.classify.Finding`. Names come from the rules,
    classes and measures of today, else from what the run kept of them.
    """

    _name = "kam.class.why"
    _description = "Reasons of a Classification"

    # === BUSINESS METHODS === #

    @api.model
    def _kam_plain(self, changes):
        """Return the findings behind engine ``changes`` as plain data."""
        found = dict.fromkeys(item for change in changes for item in change.why)
        return [
            {
                "rule": item.rule,
                "kind": item.kind,
                "target": item.target,
                "applies": item.applies,
                "evidence": [list(part) for part in item.evidence],
            }
            for item in found
        ]

    @api.model
    def _kam_names(self):
        """Return names by code of all that a reason may mention, for one page."""
        # names of rules and classes are no secret from whoever may read the reason
        service = self.sudo().with_context(active_test=False)
        models = ("kam.class.rule", "kam.account.class", "kam.account.level")
        names = {
            model: {
                record.code: record.name
                for record in service.env[model].search_fetch([], ["code", "name"])
            }
            for model in models
        }
        measures = service.env["kam.account.measure"].search_fetch(
            [], ["code", "name", "kind", "class_id"]
        )
        names["measure"] = {found._kam_code(): found.name for found in measures}
        return names

    @api.model
    def _kam_sentences(self, why, snapshot, currency, names):
        """Return a sentence per rule that speaks for the change.

        :param names: of :meth:`_kam_names`
        """
        return [
            self.env._("%(rule)s applies (%(target)s): %(conditions)s.", **finding)
            if finding["applies"]
            else self.env._(
                "%(rule)s does not apply (%(target)s): %(conditions)s.", **finding
            )
            for finding in self._kam_table(why, snapshot, currency, names)
        ]

    @api.model
    def _kam_html(self, why, snapshot, currency, names):
        """Return the same as a table: rule, what was measured, what is asked for."""
        table = self._kam_table(why, snapshot, currency, names)
        return self.env["ir.qweb"]._render(
            "kam_core.kam_class_why", {"findings": table}
        )

    def _kam_table(self, why, snapshot, currency, names):
        rules = {rule["code"]: rule["name"] for rule in snapshot.get("rules", ())}
        rules |= names["kam.class.rule"]
        measures = {
            code: {**kept, "name": names["measure"].get(code, kept["name"])}
            for code, kept in snapshot.get("measures", {}).items()
        }
        table = []
        for finding in why or ():
            parts = [
                self._part(part, measures, currency) for part in finding["evidence"]
            ]
            held = [part for part in parts if part["holds"] == finding["applies"]]
            code = finding["rule"]
            table.append(
                {
                    "rule": f"{rules.get(code, code)} ({code})",
                    "target": self._label(finding["kind"], finding["target"], names),
                    "applies": finding["applies"],
                    "parts": parts,
                    "conditions": "; ".join(part["text"] for part in held)
                    or self.env._("without conditions"),
                }
            )
        return table

    def _part(self, part, measures, currency):
        """Return a condition in words, with what was measured."""
        code, operator, threshold, value, holds = part
        measure = measures.get(code, {"name": code, "unit": "count"})
        texts = {
            "measure": measure["name"],
            "value": self._number(value, measure["unit"], currency),
            "sign": SIGNS[operator],
            "threshold": self._number(threshold, measure["unit"], currency),
        }
        text = (
            " ".join(texts.values())
            if holds
            else self.env._(
                "%(measure)s %(value)s, not %(sign)s %(threshold)s", **texts
            )
        )
        return {**texts, "holds": holds, "text": text}

    def _number(self, value, unit, currency):
        if value is None:
            return self.env._("not known")
        if unit == "flag":
            return self.env._("yes") if value else self.env._("no")
        places = self.env["kam.account.measure"]._kam_places(unit, currency)
        number = from_minor(value, places)
        if unit == "money":
            return format_amount(self.env, number, currency)
        digits = 0 if value % 10**places == 0 else places
        text = formatLang(self.env, number, digits=digits)
        return f"{text} %" if unit == "percent" else text

    def _label(self, kind, target, names):
        """Return the name of a class or level by its code."""
        if kind == LEAD:
            return self.env._("Lead")
        model = "kam.account.class" if kind == CLASS else "kam.account.level"
        return names[model].get(target, target)

    @api.model
    def _kam_standing_text(self, standing, fields, names):
        """Return ``fields`` of a standing in words, one after the other.

        :param dict standing: codes by field, see ``kam.account``'s ``_kam_standing``
        :param names: of :meth:`_kam_names`
        """
        labels = {
            "primary": self.env._("Class"),
            "secondary": self.env._("Secondary Classes"),
            "level": self.env._("Level"),
            "lead": self.env._("Lead"),
        }
        return "; ".join(
            f"{label}: {self._value_text(name, standing.get(name), names)}"
            for name, label in labels.items()
            if name in fields
        )

    def _value_text(self, name, value, names):
        if name == "lead":
            return self.env._("yes") if value else self.env._("no")
        kind = LEVEL if name == "level" else CLASS
        codes = value if isinstance(value, list) else [value] if value else []
        return ", ".join(self._label(kind, code, names) for code in codes) or "–"
