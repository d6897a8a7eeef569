{
    "name": "Key Accounts: Till",
    "version": "19.0.1.0.0",
    "summary": "Sales at the till belong to key accounts and their sellers",
    "category": "Sales/Key Accounts",
    "author": "KAM for Odoo contributors",
    "license": "LGPL-3",
    "depends": ["kam_core", "pos_sale"],
    "data": ["views/pos_order_views.xml"],
    "assets": {
        "point_of_sale._assets_pos": ["kam_core_pos/static/src/app/**/*"],
        "web.assets_tests": ["kam_core_pos/static/tests/tours/**/*"],
    },
    "auto_install": True,
}
