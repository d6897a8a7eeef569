"""Texts that are stored once and read in several languages.

A sentence that is kept as it was on a day, such as a reason that was submitted, is kept
in every installed language, and each reader gets his own. Where all languages say the
same, it is kept as it is. What is kept goes into a Json field, or into a translated
field by :func:`translate_field`.
"""


def in_every_language(records, read):
    """Return what ``read`` makes of ``records``, to be kept for all readers.

    :param read: takes the records in one language and returns anything but a dict
    :return: that value, or ``{language: value}`` where languages differ
    """
    found = {
        code: read(records.with_context(lang=code))
        for code, _name in records.env["res.lang"].get_installed()
    }
    first, *others = found.values()
    return found if any(other != first for other in others) else first


def in_language_of_reader(env, kept):
    """Return the value of :func:`in_every_language` for the user of ``env``.

    A language that was installed later falls back to English, as in translated fields.
    """
    if not isinstance(kept, dict):
        return kept
    return kept.get(env.lang) or kept.get("en_US") or next(iter(kept.values()))


def translate_field(record, name, kept):
    """Write a value of :func:`in_every_language` to the translated field ``name``.

    :param record: has the value in one language already
    """
    if isinstance(kept, dict):
        record.update_field_translations(name, dict(kept))


def in_language_of_company(records, company):
    """Return ``records`` in the language of ``company``.

    For a sentence that is kept in one language, because persons write there too: it is
    not that of whoever happens to click.
    """
    lang = company.sudo().partner_id.lang  # no secret
    return records.with_context(lang=lang) if lang else records
