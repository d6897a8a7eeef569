"""Helpers for the tests of all modules of the suite."""

from odoo.orm.model_classes import add_to_registry


def add_test_models(test_class, *definitions):
    """Add models that exist only while ``test_class`` runs, with full access.

    Call it in ``setUpClass``. A definition sets ``_module = None``, so that it does not
    reach the registries of other databases. Every internal user may do everything
    with such a model; what is still refused, its own code refuses.

    :param test_class: a ``TransactionCase`` that is being set up
    :param definitions: model classes that are in no registry yet
    """
    env, registry = test_class.env, test_class.registry
    names = [add_to_registry(registry, definition)._name for definition in definitions]
    test_class.addClassCleanup(_remove_test_models, registry, names)
    registry._setup_models__(env.cr, names)
    registry.init_models(env.cr, names, {"models_to_check": True})
    env["ir.model.access"].create(
        [
            {
                "name": name,
                "model_id": env["ir.model"]._get_id(name),
                "group_id": env.ref("base.group_user").id,
                "perm_read": True,
                "perm_write": True,
                "perm_create": True,
                "perm_unlink": True,
            }
            for name in names
        ]
    )


def _remove_test_models(registry, names):
    for name in names:
        del registry[name]


def run_server_action(env, model, code, **context):
    """Run ``code`` as a server action on ``model``, as an administrator can."""
    action = env["ir.actions.server"].create(
        {
            "name": "Test",
            "model_id": env["ir.model"]._get_id(model),
            "state": "code",
            "code": code,
        }
    )
    return action.with_context(**context).run()


def call_kw(test_case, model, method, args, kwargs=None):
    """Call ``method`` by the JSON-RPC the web client uses.

    :param test_case: an ``HttpCase`` that has called ``authenticate``
    """
    return test_case.make_jsonrpc_request(
        "/web/dataset/call_kw",
        {"model": model, "method": method, "args": args, "kwargs": kwargs or {}},
    )
