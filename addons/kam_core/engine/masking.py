"""What may be shown of a name that is somebody else's business (rule A-12)."""

HIDDEN = "＊＊＊"


def masked_name(name: str) -> str:
    """Beginning of ``name``: enough to be sure one means the same, no more.

    Two characters of a name of four or more, one of a shorter one. How much is hidden
    does not show.

    >>> masked_name("上海金达珠宝有限公司"), masked_name("王小明")
    ('上海＊＊＊', '王＊＊＊')
    >>> masked_name(" Jinda Jewellery "), masked_name("")
    ('Ji＊＊＊', '＊＊＊')
    """
    plain = name.strip()
    return plain[: 2 if len(plain) >= 4 else 1] + HIDDEN
