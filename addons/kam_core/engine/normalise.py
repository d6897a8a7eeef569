"""What identifies a customer, written one way (CORE-10; rule A-12).

Names, phones, addresses and tax numbers come as people type them: full-width or
half-width, with brackets, blanks and company suffixes in Chinese or English. Each
function here returns the form in which two spellings of the same thing are equal; it
is meant for comparing and never shown.

* Traditional and simplified characters stay apart: the standard library has no table.
* A branch (分公司) or subsidiary (子公司) keeps its suffix: it is a unit of its own.
* Nothing is shortened to nothing: a company called 公司 stays 公司.
"""

import re
import unicodedata

_TOKENS = re.compile(r"[^\W_]+")
_JOINING = re.compile(r"[.'’`]")
_CJK = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")

# Longest first: the first that fits is cut off, as often as one fits.
COMPANY_SUFFIXES_ZH = (
    "股份有限公司",
    "有限责任公司",
    "特殊普通合伙",
    "有限公司",
    "有限合伙",
    "普通合伙",
    "集团公司",
    "总公司",
    "集团",
    "公司",
)
UNITS_OF_THEIR_OWN = ("分公司", "子公司")
COMPANY_SUFFIXES_EN = frozenset(
    "co coltd company corp corporation gmbh group holding holdings inc incorporated "
    "limited llc llp lp ltd plc pte pty".split()
)
FILLER_WORDS = frozenset({"and", "the"})
TITLES_ZH = ("先生", "女士", "小姐")
TITLES_EN = frozenset({"dr", "miss", "mr", "mrs", "ms", "prof"})
COUNTRIES = ("中华人民共和国", "中国")

CREDIT_CODE_LENGTH = 18
_CREDIT_DIGITS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_CREDIT_SLIPS = str.maketrans("IO", "10")

_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"(?:10|2\d)\d{8}|[3-9]\d{2}\d{7,8}")
_SERVICE = re.compile(r"[48]00\d{7}")
_SPOKEN_EXTENSION = re.compile(r"(?:转|分机|ext|x|#)[.:\s]*\d{1,6}$")
_LAST_GROUP = re.compile(r"[-\s]\d{1,6}$")
_INTERNATIONAL = re.compile(r"\d{7,15}")


def company_key(name: str) -> str:
    """Key of a company name in Chinese, English or both.

    Width, case, blanks, brackets and punctuation do not count, nor do suffixes of the
    legal form at the end; what stands within brackets does.

    >>> company_key("上海金达（集团）有限公司") == company_key("上海金达集团")
    True
    >>> company_key("Smith & Sons Co., Ltd."), company_key("ＫＡＭ　Ｇｒｏｕｐ")
    ('smithsons', 'kam')
    >>> company_key("金达上海分公司")
    '金达上海分公司'
    """
    words = _without(_words(name), COMPANY_SUFFIXES_EN)
    words = [word for word in words if word not in FILLER_WORDS] or words
    return _cut_suffixes("".join(words))


def person_key(name: str) -> str:
    """Key of a person's name; Latin words may come in either order.

    A title is dropped if a name of two or more characters is left: 王先生 and 王女士
    are two persons.

    >>> person_key("王小明 先生"), person_key("王女士")
    ('王小明', '王女士')
    >>> person_key("Mr. WANG, Xiaoming") == person_key("Xiaoming Wang")
    True
    """
    words = _words(name)
    words = [word for word in words if word not in TITLES_EN] or words
    joined = "".join(words)
    if not _CJK.search(joined):
        return "".join(sorted(words))
    for title in TITLES_ZH:
        if joined.endswith(title) and len(joined) - len(title) >= 2:
            return joined.removesuffix(title)
    return joined


def address_key(address: str) -> str:
    """Key of an address: no country in front, no punctuation, no 省 and 市.

    >>> address_key("中国上海市黄浦区南京东路 100 号（金达大厦）")
    '上海黄浦区南京东路100号金达大厦'
    """
    joined = "".join(_words(address))
    for country in COUNTRIES:
        joined = joined.removeprefix(country)
    return joined.replace("省", "").replace("市", "") or joined


def phone_key(phone: str, area: str = "") -> str | None:
    """Phone in E.164, without an extension; None if it can't be one.

    Without a country code a number is Chinese. A number without area code is only
    comparable if the caller knows the area.

    :param area: area code of the company, for local numbers, as "021"

    >>> phone_key("１３８ ００１３-８０００"), phone_key("0086 (0)21-6123 4567 转 801")
    ('+8613800138000', '+862161234567')
    >>> phone_key("6123 4567"), phone_key("6123 4567", area="021")
    (None, '+862161234567')
    >>> phone_key("400-820-8820"), phone_key("+852 2123 4567"), phone_key("n/a")
    ('+864008208820', '+85221234567', None)
    """
    plain = unicodedata.normalize("NFKC", phone).casefold().strip()
    plain = _SPOKEN_EXTENSION.sub("", plain).strip()
    whole = _e164(plain, area)
    return whole or _e164(_LAST_GROUP.sub("", plain), area)


def is_mobile(key: str) -> bool:
    """Whether a phone key is a Chinese mobile: one person's, not a switchboard's.

    >>> is_mobile("+8613800138000"), is_mobile("+862161234567")
    (True, False)
    """
    return bool(re.fullmatch(r"\+861[3-9]\d{9}", key))


def tax_key(number: str) -> str:
    """Tax number or unified social credit code for comparing, right or wrong.

    The letters I and O do not occur in a credit code and are read as 1 and 0.

    >>> tax_key(" 9131 0000-mo12345678 "), tax_key("DE 811 907 980")
    ('91310000M012345678', 'DE811907980')
    """
    joined = "".join(_words(number)).upper()
    if len(joined) == CREDIT_CODE_LENGTH:
        return joined.translate(_CREDIT_SLIPS)
    return joined


def credit_code_check(first: str) -> str:
    """Check character of the 17 first characters (GB 32100-2015, annex A).

    Mod 31 with the weights 3^i: the weighted sum of all 18 is a multiple of 31.

    >>> credit_code_check("91330100799655058")
    'B'
    """
    values = map(_CREDIT_DIGITS.index, first)
    weighted = sum(
        value * weight for value, weight in zip(values, _CREDIT_WEIGHTS, strict=True)
    )
    return _CREDIT_DIGITS[-weighted % 31]


def credit_code_problem(number: str) -> str | None:
    """Code of what is wrong with a unified social credit code, or None.

    ``length`` (not 18), ``character`` (one that never occurs), ``check_digit``.

    >>> credit_code_problem("91330100 799655058b") is None
    True
    >>> credit_code_problem("913301007996550588"), credit_code_problem("9133")
    ('check_digit', 'length')
    """
    code = tax_key(number)
    if len(code) != CREDIT_CODE_LENGTH:
        return "length"
    if set(code) - set(_CREDIT_DIGITS):
        return "character"
    return None if credit_code_check(code[:-1]) == code[-1] else "check_digit"


def _words(text: str) -> list[str]:
    """Words of ``text`` in one width and case, without punctuation."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return _TOKENS.findall(_JOINING.sub("", folded))


def _without(words: list[str], endings: frozenset[str]) -> list[str]:
    """``words`` without ``endings`` at the end, but never none."""
    last = len(words)
    while last > 1 and words[last - 1] in endings:
        last -= 1
    return words[:last]


def _cut_suffixes(name: str) -> str:
    while not name.endswith(UNITS_OF_THEIR_OWN):
        fits = (s for s in COMPANY_SUFFIXES_ZH if name.endswith(s) and name != s)
        suffix = next(fits, None)
        if suffix is None:
            break
        name = name.removesuffix(suffix)
    return name


def _e164(plain: str, area: str) -> str | None:
    """Number with country code; ``plain`` is folded and without extension."""
    if re.search(r"[^\d\s()+./-]", plain):
        return None
    digits = re.sub(r"\D", "", plain)
    if plain.startswith("+") or digits.startswith("00"):
        return _foreign(digits.removeprefix("00"))
    if digits.startswith("86") and len(digits) > 10:
        return _foreign(digits)
    local = not digits.startswith("0") and re.fullmatch(r"[2-8]\d{6,7}", digits)
    if area and local:
        return _chinese(area + digits)
    return _chinese(digits)


def _foreign(digits: str) -> str | None:
    """E.164 of digits that begin with a country code."""
    if digits.startswith("86"):
        national = digits[2:]
        return _chinese(national) or _chinese(f"0{national}")
    return f"+{digits}" if _INTERNATIONAL.fullmatch(digits) else None


def _chinese(digits: str) -> str | None:
    """E.164 of a Chinese number as dialled within the country."""
    national = digits.removeprefix("0")
    if _MOBILE.fullmatch(national) or _SERVICE.fullmatch(digits):
        return f"+86{national}"
    if national != digits and _LANDLINE.fullmatch(national):
        return f"+86{national}"
    return None
