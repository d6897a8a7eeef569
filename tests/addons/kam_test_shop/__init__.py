from . import models


def build_shop(env):
    """Build the shop when the module is installed."""
    env["kam.test.shop"]._build()
