"""Pure rules of vouchers and cards: no Odoo, no database, integer money."""
