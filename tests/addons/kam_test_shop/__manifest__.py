{
    "name": "KAM test: a shop with tills",
    "version": "19.0.1.0.0",
    "summary": "Data for process tests and benchmarks; never install it otherwise",
    "author": "KAM for Odoo contributors",
    "license": "LGPL-3",
    "depends": ["kam_groupbuy_cards"],
    "post_init_hook": "build_shop",
    "installable": True,
}
