"""What may be shown of what is somebody else's business (rule A-12, CORE-18)."""

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


def masked_number(number: str) -> str:
    """Beginning and end of a phone number, enough to tell two apart.

    At most half of it is shown; what is too short is hidden altogether.

    >>> masked_number("13812341234"), masked_number("021-58886")
    ('138****1234', '02****86')
    >>> masked_number("12345"), masked_number("")
    ('****', '')
    """
    plain = number.strip()
    if len(plain) < 8:
        return plain and "****"
    if len(plain) < 11:
        return f"{plain[:2]}****{plain[-2:]}"
    return f"{plain[:3]}****{plain[-4:]}"


def masked_mail(address: str) -> str:
    """Address with one letter of the name; the server of the company stays.

    >>> masked_mail("wang.lei@jinda.example"), masked_mail("wang"), masked_mail("")
    ('w****@jinda.example', 'w****', '')
    """
    name, at, server = address.strip().partition("@")
    return name and f"{name[0]}****{at}{server}"


def masked_handle(handle: str) -> str:
    """One letter of an account name, of WeChat for example.

    >>> masked_handle("wanglei_88"), masked_handle("")
    ('w****', '')
    """
    plain = handle.strip()
    return plain and f"{plain[0]}****"
