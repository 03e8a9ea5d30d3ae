"""办法第八条：通过长宁区大数据资源平台提出；经市平台下发的工单，由区大数据中心流转，由区级公共数据主管部门进行处置。"""

from datetime import timedelta

from quality.closed_reports import report_on
from quality.period import Period
from regulation.states import Action, Outcome, Party, State, Track
from tests.bot.test_city_orders import entered
from tests.bot.world import World
from tests.permissions.dry_run import LAWS
from tests.regulation.case_run import CITY, CORRECT, OFFICER, OPERATOR, RULEBOOK, TRANSFER, CaseRun

FRIDAY = "2026-09-18 周五"


def test_every_filing_says_by_which_way_it_came(world: World) -> None:
    """T02: other ways exist, and each is on record."""
    assert world.ticket(entered(world)).channel == "city"
    assert set(RULEBOOK.lists["channels"]) == {
        "platform", "chat", "phone", "letter", "visit", "hotline", "city", "department",
    }  # fmt: skip


def test_the_centre_only_passes_an_order_on() -> None:
    """T39: no district limit runs for anybody, from entry to the end, and its days are the city's."""
    run = CaseRun.city_order(FRIDAY)
    assert (run.case.track, run.case.state) == (Track.CITY_ISSUED, State.TRANSFERRING)
    run.do(Action.TRANSFER, OPERATOR, FRIDAY, **TRANSFER | {"target": "competent"})
    run.do(Action.RECEIVE, OFFICER, FRIDAY)
    run.do(Action.REPLY_CORRECT, OFFICER, "2026-10-30 周五", **CORRECT)
    assert run.case.party is Party.CITY
    run.do(Action.NOTIFY, OPERATOR, "2026-11-13 周五")
    assert (run.case.outcome, run.case.clocks) == (Outcome.CITY_DONE, [])


def test_an_order_needs_its_number() -> None:
    assert CITY["order"] == CaseRun.city_order(FRIDAY).history[0].data["order"]


def test_an_order_is_counted_for_no_department(world: World) -> None:
    """T39, T42: left out of the report, by name and clause."""
    number = entered(world)
    world.send_text("li.na", f"转交 {number} CIV 市级下发")
    with world.store.read() as session:
        report, _ = report_on(session, Period(2026, 9), world.now + timedelta(hours=1), LAWS(session))
    assert number not in {line.number for line in report.tickets}
    assert {line.number: line.clause for line in report.left_out}[number] in ("M8", "P10")
