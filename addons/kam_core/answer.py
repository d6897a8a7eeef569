"""What a click answers: a sentence on the screen (D11)."""

CLOSE = {"type": "ir.actions.act_window_close"}
REFRESH = {"type": "ir.actions.client", "tag": "soft_reload"}


def answer(message, kind="success", then=None, sticky=None):
    """Return the action that tells ``message``.

    :param str message: translated
    :param str kind: success, info, warning or danger
    :param dict then: the action that follows; by default an open dialog closes
    :param bool sticky: whether it stays until it is read, by default all but a success
    """
    return {
        "type": "ir.actions.client",
        "tag": "display_notification",
        "params": {
            "type": kind,
            "sticky": kind != "success" if sticky is None else sticky,
            "message": message,
            "next": dict(CLOSE if then is None else then),
        },
    }
