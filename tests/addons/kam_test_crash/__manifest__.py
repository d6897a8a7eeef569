{
    "name": "KAM test: kill the server",
    "version": "19.0.1.0.0",
    "summary": "Dies around a commit and repeats conflicts at once; never install it",
    "author": "KAM for Odoo contributors",
    "license": "LGPL-3",
    "depends": ["base"],
    "installable": True,
}
