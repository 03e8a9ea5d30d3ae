"""What identifies a questioned record is found in any spelling, and nothing is found where nothing identifies."""

from __future__ import annotations

from time import perf_counter

import pytest

from store.identity.check_digits import is_credit_code, is_identity_number, is_registration_number, renewed
from store.identity.record_identity import CODES, Sort, marks_of, primary

UNIT, PERSON, REGISTERED = "91310105MA1FW0003B", "110101199003077715", "310105000123458"
WITH_L, SCHOOL = "93310105MA7L1Q2LHY", "12310105425018427Y"
HOUSE, FOOD, WEDDING = "2021长字不动产权012345", "JY13101050012345", "J3101052019000123"

SPELLINGS = {
    UNIT: (
        "91310105MA1FW0003B",
        "91310105ma1fw0003b",
        "９１３１０１０５ＭＡ１ＦＷ０００３Ｂ",
        "９１３１０１０５ｍａ１ｆｗ０００３ｂ",
        "9131 0105 MA1F W000 3B",
        "9131 0105 ma1f w000 3b",
        "91310105-MA1FW0003-B",
        "91310105－MA1FW0003－B",
        "91310105—MA1FW0003—B",
        "91 310105 MA1FW0003 B",
        "91 310105 MA1FW000-3 B",
        "9131\u30000105\u3000MA1F\u3000W000\u30003B",
        "9131\u00a00105\u00a0MA1FW0003B",
        "91310105.MA1FW0003B",
        "91310105·MA1FW0003·B",
        "91310105_MA1FW0003_B",
        "91310105 - MA1FW0003 - B",
        "9131O1O5MA1FWOOO3B",
        "9l310105MA1FW0003B",
        "9I3I0I05MAIFW0003B",
        "91310105MAlFWooo3b",
        "代码91310105MA1FW0003B。",
        "统一社会信用代码：91310105MA1FW0003B",
        "統一社會信用代碼91310105MA1FW0003B",
        "USCC91310105MA1FW0003B",
        "USCC: 91310105MA1FW0003B",
        "（91310105MA1FW0003B）",
        "“91310105MA1FW0003B”登记错误",
        "松涛科技公司91310105MA1FW0003B法定代表人登记为张三",
        "法人代表不对，代码９１３１０１０５ＭＡ１ＦＷ０００３Ｂ",
        "9131010\u200b5MA1FW0003B",
        "9131\t0105\tMA1F\tW000\t3B",
        "91310105МА1FW0003В",  # Cyrillic М, А and В
    ),
    WITH_L: ("93310105MA7L1Q2LHY", "93310105ma7l1q2lhy", "9331 0105 MA7L 1Q2L HY", "93310105MA7LlQ2LHY"),
    SCHOOL: ("12310105425018427Y", "1231 0105 4250 1842 7Y", "123101054250I8427Y"),
    PERSON: (
        "110101199003077715",
        "110101 19900307 7715",
        "110101 1990 0307 7715",
        "110101-19900307-7715",
        "110101–19900307–7715",
        "110101—1990—0307—7715",
        "110101－19900307－7715",
        "110101−19900307−7715",
        "110101‐19900307‑7715",
        "１１０１０１１９９００３０７７７１５",
        "11O101199O0307771S",
        "1101011990030777l5",
        "身份证号110101199003077715，登记为离异",
        "身份證號碼：110101 19900307 7715",
        "1101 0119 9003 0777 15",
        "110101900307771",  # the old form of 15 digits
        "110101 900307 771",
        "110101-900307-771",
        "１１０１０１９００３０７７７１",
    ),
    REGISTERED: (
        "310105000123458",
        "注册号 310105 000123458",
        "3101 0500 0123 458",
        "３１０１０５０００１２３４５８",
        "31O1O5OOO123458",
    ),
    FOOD: (
        "食品经营许可证编号JY13101050012345",
        "许可证号：JY1 3101 0500 12345",
        "jy13101050012345",
        "证号jy1-3101-0500-12345已过期",
        "许可证编号为“JY13101050012345”",
    ),
    WEDDING: ("结婚证号J310105-2019-000123", "结婚证字号 J310105 2019 000123", "结婚证J310105-2019-000123登记日期不对"),
    HOUSE: (
        "不动产权证 沪（2021）长字不动产权第012345号",
        "沪(2021)长字不动产权第012345号面积错误",
        "滬〔2021〕長字不動產權第012345號",
        "沪[2021]长字不动产权012345号",
    ),
    "ML3101050012": ("目录编码ML310105-0012", "目录编号：ml310105 0012", "ML310105-0012这一项"),
    "沪A12345": ("车牌号沪A12345", "车牌号：沪A-12345", "号牌沪A 12345"),
    "G310105200901012345": ("学籍号 G310105200901012345", "学籍号：g3101052009 01012345"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("value", "text"), [(value, text) for value, texts in SPELLINGS.items() for text in texts], ids=str
)
def test_every_spelling_gives_the_same_mark(value: str, text: str) -> None:
    assert value in {mark.value for mark in marks_of(text)}
    assert primary(marks_of(text)).rpartition("\0")[2] == value


def test_there_are_enough_spellings() -> None:
    assert sum(map(len, SPELLINGS.values())) >= 60
    assert len(NOTHING) >= 30


NOTHING = (
    "9131 0105 MA1F W000 4B",  # check character of another code
    "110101199003077716",
    "110105194912310021",
    "110101 19901307 7715",  # no such month
    "110101199002307711",  # no such day
    "111111111111111",
    "000000000000000000",
    "310105000123457",
    "订单20260917139123456789",
    "13912345678",
    "139 1234 5678",
    "电话021-62345678",
    "联系电话号码62345678",
    "手机号码13912345678",
    "2026年9月17日",
    "2026-09-17",
    "20260917",
    "9月17日下午3点",
    "工单编号CN-20260917-0001",
    "CN-20260917-0001",
    "从业人数写成0人，应当是35人",
    "注册资本登记为1000万元，应为10000万元",
    "共3个数据编号12条",
    "第3项",
    "某某有限公司登记状态为存续",
    "该公司已于2025年注销",
    "这家公司的法人不对",
    "我公司登记的信息有误",
    "编号不对",
    "统一社会信用代码缺失",
    "身份证号填错了",
    "zhang.wei2026@example.cn",
    "门牌号88",
    "邮政编码200050",
    "第1、2、3页",
    "",
)


@pytest.mark.parametrize("text", NOTHING, ids=str)
def test_nothing_is_recognised_where_nothing_identifies(text: str) -> None:
    assert [mark for mark in marks_of(text) if mark.sort is not Sort.FIELD] == []


@pytest.mark.parametrize("text", ["91310105MA1FW0003C", "91310105MA1FWO0O4B", "9131O1O5MA1FWOOO3C"])
def test_look_alikes_only_where_the_check_character_fits(text: str) -> None:
    assert Sort.UNIT not in {mark.sort for mark in marks_of(text)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("上海松涛科技有限公司", "松涛科技（上海）有限公司"),
        ("上海松涛科技有限公司", "松涛科技公司的登记状态不对"),
        ("松涛科技有限责任公司", "我发现上海市长宁区松涛科技有限公司的地址错了"),
        ("松濤科技有限公司", "松涛科技(上海)股份有限公司"),
        ("上海市长宁区仙霞路12号301室", "长宁仙霞路12弄301"),
        ("仙霞路十二号301室", "仙霞路12-301"),
        ("上海市长宁区虹桥街道古北路8弄5号101室", "古北路８弄５号１０１室"),
    ],
)
def test_names_and_addresses_compare_without_place_and_form(one: str, other: str) -> None:
    first, second = ({mark for mark in marks_of(text) if mark.sort is not Sort.FIELD} for text in (one, other))
    assert first & second


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("松涛科技有限公司", "松涛贸易有限公司"),
        ("松涛科技有限公司", "松涛科技有限公司长宁分公司"),
        ("仙霞路12号301室", "仙霞路12号302室"),
        ("仙霞路12号", "仙霞路112号"),
        ("长宁路12号", "中山西路12号"),
        ("某某有限公司", "某某有限公司"),
        ("上海科技公司", "中国公司"),
    ],
)
def test_other_names_and_addresses_differ(one: str, other: str) -> None:
    first, second = ({mark for mark in marks_of(text) if mark.sort is not Sort.FIELD} for text in (one, other))
    assert not first & second


def test_the_field_at_fault_in_any_of_its_words() -> None:
    for text in ("法定代表人登记为张三", "法人代表不对", "法人姓名写错"):
        assert "法定代表人" in {mark.value for mark in marks_of(text) if mark.sort is Sort.FIELD}
    assert not {mark.value for mark in marks_of("有误") if mark.sort is Sort.FIELD}


def test_check_characters() -> None:
    assert is_credit_code(UNIT)
    assert not is_credit_code(PERSON)
    assert is_identity_number("11010519491231002X")
    assert is_registration_number(REGISTERED)
    assert renewed("110101900307771") == PERSON
    assert renewed("110101901307771") == ""


def test_hostile_text_costs_little() -> None:
    """Runs that a careless pattern would try in every way: bounded by their length."""
    for piece in ("1-", "A1 ", "1 ", "公司", "编号", "（2021）", "路1号", "9131 0105 ", "证号A-"):
        text = piece * (20_000 // len(piece))
        began = perf_counter()
        found = marks_of(text)
        assert len(found) <= 40
        assert perf_counter() - began < 1.0, piece


def test_codes_are_of_four_sorts() -> None:
    assert {mark.sort for text in (UNIT, PERSON, REGISTERED, FOOD) for mark in marks_of(text)} == set(CODES)
