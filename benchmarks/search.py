"""查询 finds any of 100,000 cases in at most 2 s, by person, unit, telephone, day, identifier and words (0037).

What is judged is the processor time of the search, because others' work on the machine stretches the clock's.
Run: `.venv/bin/python -m benchmarks.search [--cases N] [--rounds N] [--postgresql URL]`. The limit is measured in the
same run: one pass over the same encrypted words with nothing but the driver and the cipher.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import insert, text

from benchmarks.district import START, District
from benchmarks.goals import Goals
from regulation.case import Actor
from regulation.shanghai import local_date
from regulation.states import Outcome, State
from store.engine.columns import table_of
from store.identity.record_identity import Mark, Sort, marks_of
from store.lists import search
from store.lists.search import Query
from store.people import persons
from store.recognition import case_keys, case_words
from store.tables import CaseKey, HistoryLine, Ticket, TicketClock

SECONDS, RATIO, CHUNK = 2.0, 3.0, 5_000
LETTERS = (
    "区局科室路街号楼企业登记住所法定代表人经营范围注册资本有效期限状态变更核查社保"
    "参保缴费年月错误遗漏更正证明材料办理群众窗口系统"
)
OLD_WORD, PHONE, UNIT = "蟠龙古镇", "13900001234", "91310105MA1FW0003B"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--cases", type=int, default=100_000)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--postgresql", default="", help="URL of an empty database to measure as well")
    options.add_argument("--folder", default=None, help="where the database is made")
    chosen = options.parse_args()
    goals = Goals()
    with tempfile.TemporaryDirectory(dir=chosen.folder) as folder:
        for name, url in (("SQLite", f"sqlite:///{Path(folder) / 'search.db'}"), ("PostgreSQL", chosen.postgresql)):
            if url:
                with crowded(url, chosen.cases) as district:
                    measure(name, district, chosen.rounds, goals)
    goals.end()


class Took(NamedTuple):
    """Seconds of one search: of the clock, and of this process alone."""

    clock: float
    processor: float


@contextmanager
def crowded(url: str, cases: int) -> Iterator[District]:
    """A district with so many cases, one of them the oldest with all that is sought."""
    with District(url) as district:
        with district.store.write() as session:
            district.create(session)
        began = time.perf_counter()
        for first in range(2, cases + 1, CHUNK):
            with district.store.write() as session:
                _multiply(session, district, range(first, min(first + CHUNK, cases + 1)))
        with district.store.write() as session:
            _hide(session, district)
        with district.store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE"))
        print(f"{cases} cases written in {time.perf_counter() - began:.0f} s", flush=True)
        yield district


def _multiply(session: Any, district: District, ids: range) -> None:
    rows = {kind: dict(session.execute(table_of(kind).select().limit(1)).mappings().one()) for kind in (
        Ticket, HistoryLine, TicketClock,
    )}  # fmt: skip
    draw = random.Random(ids.start)
    tickets, lines, clocks, words = [], [], [], {}
    for its in ids:
        at = START - timedelta(minutes=10 * its)
        tickets.append(rows[Ticket] | {
            "id": its, "number": f"CN-{local_date(at):%Y%m%d}-{its:06d}", "proposer_id": 1_000_000 + its % 5000,
            "filed_at": at, "state": State.CLOSED, "outcome": Outcome.CONFIRMED, "closed_at": at,
        })  # fmt: skip
        lines.append(rows[HistoryLine] | {"id": its, "ticket_id": its})
        clocks.append(rows[TicketClock] | {"id": its, "ticket_id": its, "stopped_at": at})
        words[its] = [["".join(draw.choices(LETTERS, k=220))], ["".join(draw.choices(LETTERS, k=120))]]
    for kind, values in ((Ticket, tickets), (HistoryLine, lines), (TicketClock, clocks)):
        session.execute(insert(table_of(kind)), values)
    case_words.add(session, district.store.vault, {its: (filed, later) for its, (filed, later) in words.items()})
    keys: list[dict[str, Any]] = [{"ticket_id": its, "sort": "words", "key": f"{its:032x}"} for its in ids]
    session.execute(
        insert(table_of(CaseKey)), keys + [{**key, "sort": "phone", "key": key["key"][::-1]} for key in keys]
    )


def _hide(session: Any, district: District) -> None:
    """The oldest case by its number of row holds what is looked for."""
    vault = district.store.vault
    case_words.erase(session, [1])
    case_words.add(session, vault, {1: ([f"{OLD_WORD}的住所登记有误"], ["经核实"])})
    case_keys.write(
        session, 1, case_keys.of_applicant(vault, "钱进", "区教育局", PHONE),
        case_keys.of_record(vault, "entry 1", UNIT, ""),
    )  # fmt: skip


def asked() -> Mapping[str, Query]:
    mark = marks_of(UNIT)[0]
    assert mark == Mark(Sort.UNIT, UNIT)
    day = local_date(START)
    return {
        "a word of the oldest case": Query(words=(OLD_WORD,)),
        "two words": Query(words=(OLD_WORD, "住所登记")),
        "a word of many cases": Query(words=("登记",)),
        "a word of none": Query(words=("无此词语",)),
        "who applied": Query(words=("钱进",)),
        "a person of the directory": Query(words=("ZhangSan",)),
        "a unit": Query(words=("区教育局",)),
        "a telephone": Query(phones=(PHONE,)),
        "a credit code": Query(marks=(mark,)),
        "a day": Query(spans=((day, day),)),
        "everything": Query(),
    }


def measure(database: str, district: District, rounds: int, goals: Goals) -> None:
    with district.store.read() as session:
        operator = persons.by_account(session, "wecom", "ZhaoYun")
        assert operator is not None
        actor = persons.actor_of(operator)
    today = local_date(START)
    took: dict[str, list[Took]] = {}
    ratios = []
    for _ in range(rounds + 1):
        floor = timed(lambda: bare_pass(district))
        for name, query in asked().items():
            took.setdefault(name, []).append(timed(partial(found, district, actor, query, today)))
        ratios.append(took["a word of the oldest case"][-1].processor / floor.processor)
        took.setdefault("(limit: read and decrypt)", []).append(floor)
    print(f"{database:32} {'ms':>8} {'of processor':>14}")
    for name, rounds_of in took.items():
        clock, processor = (statistics.median(each) * 1e3 for each in zip(*rounds_of[1:], strict=True))
        print(f"{name:32} {clock:8.1f} {processor:14.1f}", flush=True)
    for name in asked():
        seconds = statistics.median(each.processor for each in took[name][1:])
        goals.at_most(f"{database}, {name}, of processor", seconds, SECONDS, "s")
    goals.at_most(f"{database}, a word against reading and decrypting alone", statistics.median(ratios[1:]), RATIO)


def found(district: District, actor: Actor, query: Query, today: Any) -> int:
    with district.store.read() as session:
        return len(search.search(session, district.store.vault, actor, query, START, today).ids)


def bare_pass(district: District) -> int:
    """One pass over the same values, in pieces as the search reads them."""
    last = 10**9
    vault, count = district.store.vault, 0
    with district.store.read() as session:
        connection = session.connection()
        while True:
            rows = connection.exec_driver_sql(
                f"SELECT ticket_id, filed, later FROM case_words WHERE ticket_id < {last} "
                "ORDER BY ticket_id DESC LIMIT 2000"
            ).fetchall()
            for _, filed, later in rows:
                count += len(vault.open_bytes(bytes(filed), "case_words:filed"))
                count += len(vault.open_bytes(bytes(later), "case_words:later"))
            if len(rows) < 2000:
                return count
            last = rows[-1][0]


def timed(work: Callable[[], object]) -> Took:
    began, used = time.perf_counter(), time.process_time()
    work()
    return Took(time.perf_counter() - began, time.process_time() - used)


if __name__ == "__main__":
    main()
