"""Catalogue entries named in a sentence: whole names and codes, in traditional characters and full width too."""

from __future__ import annotations

from store.catalogue import entries
from store.catalogue.named_entries import named_in, one_to_one
from store.people import persons
from tests.store.district_fixture import DistrictFixture


def names(district: DistrictFixture, said: str) -> list[str]:
    with district.store.write() as session:
        department = persons.upsert_department(session, code="NE", name="区测试局", kind="responsible")
        for code, name in (("NE-1", "企业年报信息"), ("NE-2", "企业年报信息查询接口"), ("NE-3", "结婚登记信息")):
            entries.upsert_entry(session, code=code, name=name, department=department)
        return [said[start:end] for _, start, end in named_in(session, said)]


def test_a_whole_name_is_found_where_it_stands(district: DistrictFixture) -> None:
    assert names(district, "请看企业年报信息里的人数") == ["企业年报信息"]
    assert names(district, "企業年報信息裏的人數") == ["企業年報信息"]
    assert names(district, "结婚登记信息和企业年报信息对不上") == ["结婚登记信息", "企业年报信息"]
    assert names(district, "企业年报") == []


def test_a_name_inside_a_longer_one_is_not_named(district: DistrictFixture) -> None:
    assert names(district, "企业年报信息查询接口报错") == ["企业年报信息查询接口"]


def test_a_code_names_its_entry(district: DistrictFixture) -> None:
    assert names(district, "ＮＥ－３ 的日期不对") == ["ＮＥ－３"]


def test_the_copy_keeps_the_length() -> None:
    for text in ("企業年報", "Ａ１：ﬁ㈠", "王\U0002ebf0…"):
        assert len(one_to_one(text)) == len(text)
