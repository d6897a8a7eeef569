"""Errors of the pure rules: a machine code and the figures, never a sentence.

The engine speaks no language. Whoever calls it turns ``code`` and ``data`` into a
sentence that says what to do, in the language of the person who reads it.
"""


class EngineError(Exception):
    """A rule refuses its input.

    :param code: short machine name of the broken rule
    :param data: the values concerned, for the sentence shown to the user

    >>> error = EngineError("too_long", limit=5)
    >>> error.code, error.data, str(error)
    ('too_long', {'limit': 5}, 'too_long: limit=5')
    """

    def __init__(self, code: str, **data: object) -> None:
        self.code = code
        self.data = data
        details = ", ".join(f"{name}={value!r}" for name, value in data.items())
        super().__init__(f"{code}: {details}" if details else code)
