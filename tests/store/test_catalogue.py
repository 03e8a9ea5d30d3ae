"""M9: catalogue search by two Chinese characters, by one, by code, department or interface."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from store.catalogue import entries, entry_search, search_index
from store.engine.session import Store
from store.people import persons
from store.search_grams import index_words, query_words
from store.tables import Entry

ENTRIES = (
    ("LHSR-0012-LD", "路灯设施信息", "区绿化和市容管理局", "/api/v2/street-lamp"),
    ("LHSR-0013", "城市照明工程", "区绿化和市容管理局", ""),
    ("STHJ-0001", "噪声扰民投诉", "区生态环境局", ""),
    ("FGJ-0007", "公租房申请", "区房屋管理局", "公租房申请表"),
    ("MZJ-0001-A", "低保家庭名单", "区民政局", ""),
    ("MZJ-0001-AB", "低保家庭名单（历史）", "区民政局", ""),
)


@pytest.fixture
def filled(store: Store) -> Store:
    with store.write() as session:
        for code, name, owner, sources in ENTRIES:
            department = persons.department_by_code(session, owner) or persons.upsert_department(
                session, code=owner, name=owner, kind="responsible"
            )
            entries.upsert_entry(session, code=code, name=name, department=department, sources=sources)
    return store


def found(store: Store, query: str, limit: int = 10) -> list[str]:
    with store.read() as session:
        return [entry.code for entry in entry_search.search(session, query, limit)]


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("路灯", ["LHSR-0012-LD"]),
        ("灯", ["LHSR-0012-LD"]),
        ("噪声扰民", ["STHJ-0001"]),
        ("扰民 投诉", ["STHJ-0001"]),
        ("公租房", ["FGJ-0007"]),
        ("市容", ["LHSR-0012-LD", "LHSR-0013"]),
        ("LHSR-0013", ["LHSR-0013"]),
        ("lhsr", ["LHSR-0012-LD", "LHSR-0013"]),
        ("LHSR0012", ["LHSR-0012-LD"]),
        ("lhsr-0012-ld", ["LHSR-0012-LD"]),
        ("MZJ-0001-A", ["MZJ-0001-A", "MZJ-0001-AB"]),
        ("低保家庭名单", ["MZJ-0001-A", "MZJ-0001-AB"]),
        ("street-lamp", ["LHSR-0012-LD"]),
        ("/api/v2/street", ["LHSR-0012-LD"]),
        ("\uff2c\uff28\uff33\uff32", ["LHSR-0012-LD", "LHSR-0013"]),  # full width, as a Chinese keyboard writes it
        ("灯路", ["LHSR-0012-LD"]),
        ("没有这种数据", []),
        ("", []),
        ("!?'\"*:&|()", []),
        ("路灯' OR 1=1 --", ["LHSR-0012-LD"]),
        ('路灯" NEAR', ["LHSR-0012-LD"]),
    ],
)
def test_search(filled: Store, query: str, codes: list[str]) -> None:
    assert found(filled, query) == codes


def test_the_search_index_is_updated_with_the_entry(filled: Store) -> None:
    with filled.write() as session:
        department = persons.department_by_code(session, "区民政局")
        assert department is not None
        entries.upsert_entry(session, code="LHSR-0012-LD", name="景观灯设施", department=department)
        entries.upsert_entry(session, code="STHJ-0001", name="噪声扰民投诉", department=department, active=False)
    assert found(filled, "路灯") == []
    assert found(filled, "景观") == ["LHSR-0012-LD"]
    assert found(filled, "噪声") == []
    with filled.read() as session:
        entry = entries.by_code(session, "lhsr-0012-ld")
        assert entry is not None
        assert entry.department.name == "区民政局"


def test_search_respects_its_limit(filled: Store) -> None:
    assert len(found(filled, "区", limit=3)) == 3


CLOSE = {"照明成市": "LHSR-0013"}


@pytest.mark.parametrize("query", ["灯路", "路登设施", "照明成市"])
def test_a_slip_finds_the_nearest_name_and_says_so(filled: Store, query: str) -> None:
    with filled.read() as session:
        hits = entry_search.find(session, query)
        assert ([hit.code for hit in hits.entries[:1]], hits.near) == ([CLOSE.get(query, "LHSR-0012-LD")], True)


def test_a_districts_own_word_finds_its_data_at_once(filled: Store) -> None:
    with filled.read() as session:
        assert entry_search.search(session, "亮化") == []
        assert [hit.code for hit in entry_search.find(session, "亮化", {"亮化": ["路灯", "城市照明"]}).entries] == [
            "LHSR-0012-LD",
            "LHSR-0013",
        ]


def test_search_words_of_an_older_release_are_renewed(filled: Store) -> None:
    progress = ""
    with filled.write() as session:
        session.execute(update(Entry).values(words=""))
    while not search_index.is_current(progress):
        with filled.write() as session:
            _, progress = search_index.renew(session, progress)
    assert found(filled, "ludeng") == ["LHSR-0012-LD"]


def test_words() -> None:
    assert index_words("路灯A1", "路灯") == "路 灯 路灯 a1"
    assert query_words("路灯设 施 CN-01") == ["路灯", "灯设", "施", "cn", "01"]
