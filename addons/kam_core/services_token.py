"""The permit by which a service of the suite writes protected records.

The permit is one Python object that lives in this module. It is recognised by
identity, and an object can come neither from JSON nor from the code of a server
action: RPC carries only plain values, and ``safe_eval`` offers no import. So the
only way to a protected record is Python code of an add-on.

Services take the permit for one call and do not pass its records on::

    as_service(entries.sudo()).create(vals_list)  # the ledger alone may add entries
"""

SERVICE_KEY = "kam_service"
_PERMIT = object()


def as_service(records):
    """Return ``records`` with the permit to call one protected method on them.

    :param records: recordset of a model that inherits ``kam.protected.mixin``
    """
    return records.with_context(**{SERVICE_KEY: _PERMIT})


def is_service(records):
    """Tell whether ``records`` carry the permit itself, not something like it."""
    return records.env.context.get(SERVICE_KEY) is _PERMIT


def without_permit(records):
    """Return ``records`` in a context that carries no permit, real or forged."""
    context = records.env.context
    if SERVICE_KEY not in context:
        return records
    # Replacing the whole context is the only way to take a key out of it.
    return records.with_context(  # pylint: disable=context-overridden
        {key: value for key, value in context.items() if key != SERVICE_KEY}
    )
