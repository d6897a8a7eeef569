"""What Odoo does not undo by itself when the module is removed."""


def uninstall_hook(env):
    """Take the payment methods of the module out of use (SYS-01).

    ``use_payment_terminal`` is a selection filled by a method, so nothing resets the
    value of our methods when the code that knows it is gone; a till would show a
    method that no one can serve.
    """
    methods = env["pos.payment.method"].with_context(active_test=False)
    ours = methods.search([("use_payment_terminal", "=", "kam_card")])
    ours.config_ids = False
    ours.write(
        {
            "payment_method_type": "none",
            "use_payment_terminal": False,
            "active": False,
        }
    )
