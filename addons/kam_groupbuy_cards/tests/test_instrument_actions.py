from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.kam_groupbuy_cards.engine import pins

from .office_common import OfficeCommon

ACTIONS = (
    "action_freeze",
    "action_unfreeze",
    "action_replace",
    "action_encode",
    "action_unlock_pin",
)


@tagged("post_install", "-at_install")
class TestInstrumentActions(OfficeCommon):
    """What the office does with an instrument, and who may (CARD-08, CARD-13)."""

    def run_wizard(self, action, user=None, apply="action_apply", **values):
        wizard = (
            self.env[action["res_model"]]
            .with_user(user or self.back_office)
            .with_context(**action["context"])
            .create(values)
        )
        getattr(wizard, apply)()
        return wizard

    def test_card_13_only_the_office_acts(self):
        card = self.sell(self.voucher_500, 450)
        for user in (self.consultant, self.seller, self.plain):
            for name in ACTIONS:
                with self.assertRaises(AccessError):
                    getattr(card.with_user(user), name)()
        for user in (self.back_office, self.finance, self.manager):
            for name in ACTIONS:
                getattr(card.with_user(user), name)()

    def test_card_08_frozen_and_released_with_a_reason(self):
        card = self.sell(self.voucher_500, 450)
        mine = card.with_user(self.back_office)
        self.run_wizard(mine.action_freeze(), reason="lost in the train")
        self.assertRecordValues(
            card, [{"state": "frozen", "freeze_reason": "lost in the train"}]
        )
        self.run_wizard(mine.action_unfreeze(), reason="found")
        self.assertRecordValues(card, [{"state": "active", "freeze_reason": False}])
        self.assertKinds(card, ["issue", "activate", "freeze", "unfreeze"])
        self.assertEqual(
            card.entry_ids.sorted("seq").mapped("reason")[2:],
            ["lost in the train", "found"],
        )
        self.assertEqual(card.entry_ids.sorted("seq")[-1].user_id, self.back_office)

    def test_card_08_blank_reason_is_refused(self):
        card = self.sell(self.voucher_500, 450)
        action = card.with_user(self.back_office).action_freeze()
        with self.refused("Give a reason"):
            self.run_wizard(action, reason="  ")

    def test_card_08_stock_can_not_be_frozen(self):
        card = self.stock(self.voucher_500)
        action = card.with_user(self.back_office).action_freeze()
        with self.refused("not possible"):
            self.run_wizard(action, reason="lost")

    def test_card_08_replacing_moves_all_value_and_the_old_one_is_dead(self):
        card = self.sell(self.voucher_500, 450)
        successor = self.stock(self.voucher_500)
        self.run_wizard(
            card.with_user(self.back_office).action_replace(),
            apply="action_replace",
            successor_id=successor.id,
            reason="lost",
        )
        self.assertRecordValues(
            card | successor,
            [
                {"state": "replaced", "balance": 0, "basis_left": 0},
                {"state": "active", "balance": 500, "basis_left": 450},
            ],
        )
        self.assertEqual(card.successor_id, successor)
        self.assertEqual(successor.partner_id, card.partner_id)
        self.assertEqual(self.ledger._verify(card | successor), [])
        for target in (self.stock(self.voucher_500), self.stock(self.voucher_100)):
            with self.assertRaises(UserError):
                self.ledger._replace(card, target, "again")

    def test_card_08_successor_must_be_free_and_of_the_same_type(self):
        card = self.sell(self.voucher_500, 450)
        kept = self.stock(self.voucher_500)
        self.quotation([(self.voucher_500, 450, 1)]).action_confirm()
        self.assertTrue(kept.sale_line_id)
        for target in (kept, self.stock(self.voucher_100)):
            with self.refused("from stock"):
                self.ledger._replace(card, target, "lost")

    def test_card_08_payment_finds_the_successor(self):
        cards, invoice = self.issued(self.voucher_500, 450)
        self.pay(invoice)
        successor = self.stock(self.voucher_500)
        self.ledger._replace(cards, successor, "lost")
        self.unpay(invoice)
        self.assertEqual(successor.state, "sold")
        self.pay(invoice)
        self.assertEqual(successor.state, "active")

    # === CHIP AND PIN === #

    def test_card_04_chip_is_bound_as_canonical_uid_and_unique(self):
        first, second = self.stock(self.card_1000, 2)
        action = first.with_user(self.back_office).action_encode()
        self.run_wizard(action, uid="04:a1:b2:c3:d4:e5:f6", profile="hex")
        self.assertEqual(first.uid, "04A1B2C3D4E5F6")
        action = second.with_user(self.back_office).action_encode()
        with self.refused(f"belongs to the card {first.name}"):
            self.run_wizard(action, uid="F6E5D4C3B2A104", profile="hex_reversed")
        for raw, message in (("08A1B2C3", "makes up a new number"), ("xyz", "no chip")):
            with self.refused(message):
                self.run_wizard(action, uid=raw, profile="hex")
        self.assertFalse(second.uid)

    def test_card_03_vouchers_have_neither_chip_nor_pin(self):
        voucher = self.stock(self.voucher_500)
        action = voucher.with_user(self.back_office).action_encode()
        for values in ({"uid": "04A1B2C3D4E5F6"}, {"pin": "1234"}):
            with self.refused("neither chip nor PIN"):
                self.run_wizard(action, **values)

    def test_card_13_pin_is_kept_as_a_hash_alone(self):
        card = self.stock(self.card_1000)
        action = card.with_user(self.back_office).action_encode()
        wizard = self.run_wizard(action, pin="271828")
        key = self.env["kam.card.key"].sudo()._get(card.key_id)
        self.assertTrue(pins.pin_matches(key, card.pin_salt, "271828", card.pin_hash))
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT w::text || c::text FROM kam_card_encode w, kam_card c "
            "WHERE w.id = %s AND c.id = %s",
            [wizard.id, card.id],
        )
        self.assertNotIn("271828", self.env.cr.fetchone()[0])
        with self.assertRaises(AccessError):
            card.with_user(self.manager).read(["pin_hash"])

    def test_card_13_pin_of_another_form_is_refused(self):
        card = self.stock(self.card_1000)
        action = card.with_user(self.back_office).action_encode()
        for pin in ("123", "1234567", "12a4", "１２３４"):
            with self.refused("four to six digits"):
                self.run_wizard(action, pin=pin)

    def test_card_13_unlocking_and_a_new_pin_forget_the_failures(self):
        card = self.stock(self.card_1000)
        for cure in ("unlock", "reset"):
            self.env.cr.execute(
                "UPDATE kam_card SET pin_failures = 5, pin_locked = TRUE WHERE id = %s",
                card.ids,
            )
            card.invalidate_recordset()
            mine = card.with_user(self.finance)
            if cure == "unlock":
                mine.action_unlock_pin()
            else:
                self.run_wizard(mine.action_encode(), user=self.finance, pin="1234")
            self.assertRecordValues(card, [{"pin_failures": 0, "pin_locked": False}])

    # === COMPANIES === #

    def test_sys_03_office_of_another_company_is_refused(self):
        card = self.sell(self.voucher_500, 450)
        other = self.env["res.company"].sudo().create({"name": "Other"})
        stranger = self.make_user("stranger", "kam_core.kam_core_group_back_office")
        stranger.sudo().write({"company_ids": [(6, 0, other.ids)], "company_id": other})
        for name in ACTIONS:
            with self.assertRaises(AccessError):
                getattr(card.with_user(stranger), name)()
