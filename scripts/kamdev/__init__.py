"""Set-up, tests and checks of KAM for Odoo; standard library only.

``make run`` and its sisters end here. The package runs before anything is
installed, so it imports nothing but Python itself.
"""
