{
    "name": "Key Accounts",
    "version": "19.0.1.0.0",
    "summary": "Key accounts: access roles, stores and the base of the KAM add-ons",
    "category": "Sales/Key Accounts",
    "author": "KAM for Odoo contributors",
    "license": "LGPL-3",
    "depends": ["sale", "hr", "web_hierarchy"],
    "data": [
        "security/kam_core_groups.xml",
        "security/kam_store_security.xml",
        "security/ir.model.access.csv",
        "views/kam_store_views.xml",
        "views/sale_order_views.xml",
        "views/kam_core_menus.xml",
    ],
    "application": True,
    "uninstall_hook": "uninstall_hook",
}
