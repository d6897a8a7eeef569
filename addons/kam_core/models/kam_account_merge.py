import psycopg2

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import mute_logger

from ..languages import in_language_of_company
from ..services_token import as_service

# Never taken over from the account that goes: who it is, whose it is, when it began.
MERGE_KEEPS = {
    *models.MAGIC_COLUMNS,
    "number",
    "name",
    "opened_on",
    "partner_id",
    "partner_key",
    "company_id",
    "owner_id",
    "owned_since",
    "parent_id",
    "parent_path",
}


def blanks_from(record, other, keeps=MERGE_KEEPS):
    """Return the values of ``other`` where ``record`` has none (A-2).

    No yes or no is ever taken over: a consent is not inherited by merging.

    :param keeps: names of fields that stay as they are
    """
    return {
        name: field.convert_to_write(other[name], other)
        for name, field in record._fields.items()
        if name not in keeps and takes_over(field) and other[name] and not record[name]
    }


def takes_over(field):
    """Tell whether a blank of ``field`` is filled when records are merged."""
    return (
        field.store
        and field.type not in ("boolean", "one2many", "many2many")
        and not (field.compute and field.readonly)
    )


class KamAccount(models.Model):
    """Accounts survive the merging of their customers (A-1, A-2).

    The account of the older registration stays: its number, its owner and whatever
    refers to it. What the other one has on file comes along; figures are made again
    from the documents, nothing is added up.
    """

    _inherit = "kam.account"

    # === BUSINESS METHODS === #

    @api.model
    def _kam_merge_partners(self, sources, destination):
        """Bring the accounts of ``sources`` to the customer ``destination`` (A-1).

        :raise UserError: if the accounts have different owners, or the destination is
            a contact of somebody else, and the user is no manager of the company
        """
        customer = destination.commercial_partner_id
        moving = self._kam_of_partners(sources)
        if customer != destination:
            for account in moving:
                account._check_follows(customer)
        accounts = moving | self._kam_of_partners(customer)
        groups = accounts.grouped("company_id")
        for company in moving.company_id:
            groups[company]._kam_merge_onto(customer)

    @api.model
    def _kam_of_partners(self, partners):
        """Return the accounts of these very partners, archived ones too."""
        return (
            self.sudo()  # who merges or moves contacts need not see their accounts
            .with_context(active_test=False)
            .search([("partner_id", "in", partners.ids)])
        )

    def _kam_merge_onto(self, partner):
        """Make one account of ``partner`` of these of one company; return it."""
        oldest, *others = self.sorted(lambda account: (account.opened_on, account.id))
        self._check_owners_agree()
        for other in others:
            oldest._kam_absorb(other)
        oldest._kam_move_to(partner)
        return oldest

    def _kam_move_to(self, partner):
        """Make ``partner``, who has no account yet, the customer of this one."""
        if self.partner_id == partner:
            return
        former = self.partner_id
        as_service(self.sudo()).write(  # the caller has checked the right to do so
            {"partner_id": partner.id, "partner_key": partner.id}
        )
        self.sudo()._message_log(  # whoever merges contacts leaves a trace
            body=self.env._(
                "The customer is %(new)s (id %(new_id)s) now; before: %(old)s "
                "(id %(old_id)s).",
                new=partner.display_name,
                new_id=partner.id,
                old=former.display_name,
                old_id=former.id,
            )
        )

    def _kam_after_merge(self):
        """Make derived figures again after documents came to other customers.

        Extend it where an account stores what it could compute from documents.
        """

    def _kam_merge_values(self, other):
        """Return what this account takes over from ``other``: blanks only (A-2).

        Extend it where the stricter of two values must win.
        """
        values = blanks_from(self, other)
        main = values.get("class_id", self.class_id.id)
        secondary = (self.secondary_class_ids | other.secondary_class_ids).ids
        values["secondary_class_ids"] = [
            Command.set([found for found in secondary if found != main])
        ]
        if other.active and not self.active:
            values["active"] = True  # the customer is worked with
        return values

    @api.model
    def _kam_is_manager(self, company):
        """Tell whether the user runs the key accounts of ``company``."""
        user = self.env.user
        return user._is_superuser() or (
            user.has_group("kam_core.kam_core_group_manager")
            and company in user.company_ids
        )

    def _check_owners_agree(self):
        owners = self.owner_id
        if len(owners) > 1 and not self._kam_is_manager(self.company_id):
            raise UserError(
                self.env._(
                    "These contacts are key accounts of different owners (%(owners)s). "
                    "Only a key-account manager can merge them.",
                    owners=", ".join(account._kam_owner_label() for account in self),
                )
            )

    def _kam_owner_label(self):
        """Return the name of the owner, if the user may see that sales rep."""
        owner = self.sudo().owner_id  # what may be said of it is decided below
        if not owner:
            return self.env._("nobody")
        # named to those who may see that sales rep
        if owner.sudo(False).has_access("read"):
            return owner.name
        return self.env._("a sales rep of another company")

    def _check_follows(self, partner):
        if not self._kam_is_manager(self.company_id):
            raise UserError(
                self.env._(
                    "%(customer)s is a key account and can't become a contact of "
                    "%(company)s: the account would lose its customer. A key-account "
                    "manager can do it; the account then goes to %(company)s.",
                    customer=self.partner_id.display_name,
                    company=partner.display_name,
                )
            )

    def _kam_absorb(self, other):
        """Take over what ``other`` has on file, and delete it.

        Done as an import: old data don't become fresh by being moved (A-20).
        """
        self, other = (
            account.with_context(import_file=True) for account in (self, other)
        )
        values = self._kam_merge_values(other)
        heir, since = other._kam_close_tenures(self)
        self._merge_group(other)
        self._merge_links(other)
        self._merge_references(other)
        label = {
            "number": other.number,
            "id": other.id,
            "owner": other.owner_id.name or self.env._("nobody"),
            "kept": self.number,
            "kept_id": self.id,
        }
        as_service(other).unlink()
        as_service(self).write(values)
        if heir:
            env = in_language_of_company(self, self.company_id).env
            reason = env._("Merged from %(number)s", **label)
            self._kam_assign(heir, reason, since, over_cap=True)  # is so already
        self._message_log(
            body=self.env._(
                "Account %(number)s (id %(id)s, owner: %(owner)s) was merged into "
                "%(kept)s (id %(kept_id)s).",
                **label,
            )
        )

    def _kam_close_tenures(self, kept):
        """End the history of the account that goes.

        Its rows name the number they come from, so that on each day one owner counts:
        that of ``kept``.

        :return: the owner whom ``kept`` takes over because it has none, and since when
        """
        tenures = as_service(self.tenure_ids)
        tenures.filtered(
            lambda tenure: not tenure.merged_number
        ).merged_number = self.number
        today = self.env["kam.clock"]._today(self.company_id)
        heir = self.owner_id.filtered("active") - kept.owner_id
        if kept.owner_id or not heir:
            heir, since = heir.browse(), today
        else:
            since = max([day for day in self._owner_days(kept) if day])
        tenures.filtered(lambda tenure: not tenure.date_to).date_to = since
        return heir, since

    def _owner_days(self, kept):
        return [self.owned_since, *kept.tenure_ids.mapped("date_to")]

    def _merge_group(self, other):
        """Put what is below ``other`` below this account, without making a circle."""
        above = self.browse(map(int, (self.parent_path or "").split("/")[:-1]))
        below = self.browse(map(int, (other.parent_path or "").split("/")[:-1]))
        if other in above or (not self.parent_id and self not in below):
            self.parent_id = other.parent_id
        (other.child_ids - self).parent_id = self

    def _merge_links(self, other):
        """Let all records that refer to ``other`` refer to this account."""
        moved = []
        for model, field in self._links_to_accounts():
            records = (
                self.env[model]
                .sudo()  # as the caller: nobody sees all that refers to an account
                .with_context(active_test=False)
                .search([(field.name, "in", other.ids)])
            )
            if field.type == "many2many":
                records.write(
                    {field.name: [Command.link(self.id), Command.unlink(other.id)]}
                )
            elif records:
                self._move_links(records, field.name)
                moved.append((records, field.name))
        for records, name in moved:
            records.exists()._validate_fields([name])
        self._kam_rekey("account_key", other.ids, self.id)

    @api.model
    def _kam_rekey(self, key, old_ids, new_id):
        """Let documents that hold a plain id hold that of what took its place.

        Append-only ones stay as they were written.

        :param str key: account_key or partner_key
        """
        written_once = self.env.registry.descendants(
            ["kam.append.only.mixin"], "_inherit"
        )
        for name, model in self.env.registry.items():
            stored = key in model._fields and model._auto and not model._abstract
            if stored and name != self._name and name not in written_once:
                documents = self.env[name].sudo()  # of whomever, as all that is merged
                as_service(documents.search([(key, "in", old_ids)])).write(
                    {key: new_id}
                )

    @api.model
    def _links_to_accounts(self):
        """Return the stored relational fields that lead to accounts, by model."""
        return [
            (name, field)
            for name, model in self.env.registry.items()
            if model._auto and not model._abstract and not model._transient
            for field in model._fields.values()
            if field.comodel_name == "kam.account"
            and field.store
            and field.type in ("many2one", "many2many")
            and not field.compute
            and not (name == "kam.account" and field.name == "parent_id")
        ]

    def _move_links(self, records, name):
        """Move all, or one by one: a part this account has already is dropped."""
        try:
            self._move_together(records, name)
        except psycopg2.IntegrityError:
            if not self._is_part(records):
                raise
            for record in records:
                try:
                    self._move_together(record, name)
                except psycopg2.IntegrityError:
                    as_service(record).unlink()

    @api.model
    def _is_part(self, records):
        return getattr(records, "_kam_is_account_part", False)

    def _move_together(self, records, name):
        with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            if name == "account_id" and self._is_part(records):
                records._kam_pass_to(self)
            else:
                as_service(records).write({name: self.id})

    def _merge_references(self, other):
        """Bring followers, messages, files and activities along."""
        self.message_subscribe(partner_ids=other.message_partner_ids.ids)
        self.env[
            "base.partner.merge.automatic.wizard"
        ]._update_reference_fields_generic("kam.account", other, self)
