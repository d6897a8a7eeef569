"""CORE-10, rule A-12: two spellings of one customer are equal."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.kam_core.engine.normalise import (
    address_key,
    company_key,
    credit_code_check,
    credit_code_problem,
    is_mobile,
    person_key,
    phone_key,
    tax_key,
)

CREDIT_DIGITS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CODES = st.text(CREDIT_DIGITS, min_size=17, max_size=17).map(
    lambda first: first + credit_code_check(first)
)
MOBILES = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
NAMES = st.text("金达珠宝上海 ABCabcＡ（）()-.,", min_size=1, max_size=20)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("上海金达珠宝有限公司", "上海金达珠宝"),
        ("上海金达珠宝有限责任公司", "上海金达珠宝股份有限公司"),
        ("上海金达（集团）有限公司", "上海金达(集团)有限公司"),
        ("上海金达（集团）有限公司", "上海金达集团"),
        ("金达 珠宝", "金达珠宝"),
        ("金达・珠宝", "金达·珠宝"),
        ("北京中和咨询（有限合伙）", "北京中和咨询"),
        ("中国工商银行总公司", "中国工商银行"),
        ("ＫＡＭ　Ｊｅｗｅｌｌｅｒｙ", "kam jewellery"),
        ("KAM Jewellery Co., Ltd.", "KAM JEWELLERY COMPANY LIMITED"),
        ("KAM Co.Ltd", "KAM"),
        ("Smith & Sons Inc.", "Smith and Sons Incorporated"),
        ("The Gold Company", "Gold"),
        ("J.P. Morgan", "JP Morgan"),
        ("O'Neill L.L.C.", "O’Neill LLC"),
        ("金达珠宝 Co., Ltd", "金达珠宝有限公司"),
    ],
)
def test_rule_a_12_spellings_of_one_company(one, other):
    assert company_key(one) == company_key(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("上海金达珠宝有限公司", "上海银达珠宝有限公司"),
        ("金达上海分公司", "金达上海"),
        ("金达上海分公司", "金达北京分公司"),
        ("KAM East", "KAM West"),
        ("美丽城市餐饮", "美丽城餐饮"),
        ("Companion Ltd", "Pan Ltd"),
    ],
)
def test_rule_a_12_different_companies_stay_apart(one, other):
    assert company_key(one) != company_key(other)


@pytest.mark.parametrize(
    "name", ["公司", "集团有限公司", "Company Limited", "Ltd", "The"]
)
def test_rule_a_12_a_name_of_suffixes_is_not_nothing(name):
    assert company_key(name)


@pytest.mark.parametrize("blank", ["", " ", "（）", "--"])
def test_rule_a_12_nothing_is_nothing(blank):
    for key in (company_key, person_key, address_key, tax_key):
        assert key(blank) == ""
    assert phone_key(blank) is None


@given(NAMES)
def test_rule_a_12_a_key_is_its_own_key(name):
    for key in (company_key, person_key, address_key, tax_key):
        assert key(key(name)) == key(name)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("王小明", "王 小明"),
        ("王小明", "王小明先生"),
        ("阿依古丽·买买提", "阿依古丽买买提"),
        ("Wang Xiaoming", "XIAOMING, WANG"),
        ("Dr. Anna Smith", "Anna Smith"),
    ],
)
def test_rule_a_12_spellings_of_one_person(one, other):
    assert person_key(one) == person_key(other) != ""


def test_rule_a_12_a_title_is_all_we_know():
    assert person_key("王先生") != person_key("王女士")
    assert person_key("王先生") != "王"


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("13800138000", "+8613800138000"),
        ("１３８００１３８０００", "+8613800138000"),
        ("+86 138-0013-8000", "+8613800138000"),
        ("0086 13800138000", "+8613800138000"),
        ("86 138 0013 8000", "+8613800138000"),
        ("013800138000", "+8613800138000"),
        ("021-61234567", "+862161234567"),
        ("(021) 6123 4567", "+862161234567"),
        ("（021）61234567", "+862161234567"),
        ("86-21-61234567", "+862161234567"),
        ("+86 (0)21 6123 4567", "+862161234567"),
        ("021-61234567-801", "+862161234567"),
        ("021-61234567 转801", "+862161234567"),
        ("021 61234567 ext. 801", "+862161234567"),
        ("021-61234567#8", "+862161234567"),
        ("010-61234567", "+861061234567"),
        ("+86 10 6123 4567", "+861061234567"),
        ("0755-8123-4567", "+8675581234567"),
        ("0475-8123456", "+864758123456"),
        ("400 820 8820", "+864008208820"),
        ("+86-800-820-8820", "+868008208820"),
        ("+1 (415) 555-0100", "+14155550100"),
        ("00852 2123 4567", "+85221234567"),
    ],
)
def test_rule_a_12_phone_in_e164(typed, key):
    assert phone_key(typed) == key


@pytest.mark.parametrize(
    "typed",
    [
        *("110", "95588", "n/a", "见名片", "12800138000", "138001380001", "1380013800"),
        *("61234567", "021-6123456", "+86", "+12", "+1234567890123456", "000"),
    ],
)
def test_rule_a_12_what_is_no_phone_is_none(typed):
    assert phone_key(typed) is None


def test_rule_a_12_local_number_needs_the_area():
    assert phone_key("6123-4567", area="021") == "+862161234567"
    assert phone_key("13800138000", area="021") == "+8613800138000"
    assert phone_key("010-61234567", area="021") == "+861061234567"


@given(
    MOBILES, st.lists(st.sampled_from([" ", "-", "　", ""]), min_size=10, max_size=10)
)
def test_rule_a_12_separators_do_not_count(mobile, marks):
    typed = "".join(d + m for d, m in zip(mobile, [*marks, ""], strict=True))
    assert phone_key(typed) == f"+86{mobile}"
    assert phone_key(phone_key(typed)) == f"+86{mobile}"
    assert is_mobile(phone_key(typed))


@given(st.text(max_size=25))
def test_rule_a_12_any_text_is_a_phone_or_none(typed):
    key = phone_key(typed)
    assert key is None or re.fullmatch(r"\+[0-9]{7,15}", key)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("中国上海市黄浦区南京东路100号", "上海黄浦区南京东路 100 号"),
        ("浙江省杭州市西湖区文三路1号", "浙江杭州西湖区文三路１号"),
        ("100 Nanjing Rd. (E)", "100 nanjing rd e"),
    ],
)
def test_rule_a_12_spellings_of_one_address(one, other):
    assert address_key(one) == address_key(other)


@pytest.mark.parametrize(
    "code",
    [
        "91330100799655058B",
        "9144030071526726XG",
        "914403001922038216",
        "91110000802100433B",
    ],
)
def test_rule_a_12_credit_codes_of_known_companies_are_right(code):
    assert credit_code_problem(code) is None
    assert credit_code_problem(f" {code[:8].lower()}-{code[8:].lower()} ") is None


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("91330100799655058A", "check_digit"),
        ("91330100799655085B", "check_digit"),
        ("9133010079965505", "length"),
        ("", "length"),
        ("9133010079965505SB", "character"),
        ("91330100799655०58B", "character"),
    ],
)
def test_rule_a_12_wrong_credit_codes(code, problem):
    assert credit_code_problem(code) == problem


@given(CODES, st.integers(0, 17), st.sampled_from(CREDIT_DIGITS))
def test_rule_a_12_every_wrong_character_is_caught(code, place, wrong):
    slip = code[:place] + wrong + code[place + 1 :]
    assert (credit_code_problem(slip) is None) is (slip == code)


@given(CODES, st.integers(0, 16))
def test_rule_a_12_every_swap_of_neighbours_is_caught(code, place):
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert (credit_code_problem(swapped) is None) is (swapped == code)


def test_rule_a_12_letters_read_for_digits():
    assert tax_key("9131OOOOMAIFL00000") == "91310000MA1FL00000"
    assert tax_key("IO 123") == "IO123"
