{
    "name": "Key Accounts: Group-buy Vouchers and Cards",
    "version": "19.0.1.0.0",
    "summary": "Vouchers without change and rechargeable cards, redeemed at the till",
    "category": "Sales/Key Accounts",
    "author": "KAM for Odoo contributors",
    "website": "https://github.com/kam-for-odoo/kam-for-odoo",
    "license": "LGPL-3",
    "depends": ["kam_core", "point_of_sale"],
    "data": [
        "security/kam_card_security.xml",
        "security/ir.model.access.csv",
        "data/ir_sequence_data.xml",
        "data/ir_cron_data.xml",
        "data/barcode_rule_data.xml",
        "data/kam_card_rule_data.xml",
    ],
    "assets": {
        "point_of_sale._assets_pos": ["kam_groupbuy_cards/static/src/app/**/*"],
        "web.assets_tests": ["kam_groupbuy_cards/static/tests/tours/**/*"],
    },
    "uninstall_hook": "uninstall_hook",
}
