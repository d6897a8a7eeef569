"""Pure rules shared by the suite: no Odoo, no database, integer money."""
