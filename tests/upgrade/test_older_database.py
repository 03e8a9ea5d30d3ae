"""Upgrade: a database of an older release opens, replays alike, and its drafts and messages continue (M5, G7).

`make_dump.py` wrote the dumps and what the program of then said of them. Older dumps are never written anew.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests import postgresql
from tests.upgrade import program_adapter, readings
from tests.upgrade.sql_dump import restore_sql

DATA = Path(__file__).parents[1] / "data"
DUMPS = sorted(path.name.removeprefix("database_").removesuffix(".sql.gz") for path in DATA.glob("database_*.sql.gz"))
LATER = {
    "未配合终止",
    "特例未获回应",
    "无法告知",
    "未获认可",
    "终止办理",
    "待中心确认",
    "依职权办结",
}  # of the second edition
WORK = ("cases", "breaks", "outbox", "inbox")
REDRAWN = re.compile(r"(?m)^已由\S+于 (?:\d+月\d+日 )?\d\d:\d\d ")
MENDED: Mapping[str, str] = {
    r"(?m)^\d ?(?:(?:记录|纠错内容|说明|纠错说明)：|(?:依据|佐证说明)：[^\n]*)": "one name for one item (B9)",
    r"(?m)(?<=项 )(?:记录|纠错内容|说明|纠错说明|依据|佐证说明)$": "as above",
    r"^【可用的命令】[\s\S]*": "帮助 hid 重新受理: what it lists is compared in no dump",
    r"已重新受理。[^\n]*": "whoever reopens is told who must act next, which a refusal that was reopened told wrongly",
    r"平台修复完成。[^\n]*": "where the case goes on to a department, whoever finished was told to notify the proposer",
    r"您的草稿[「“][^」”]*[」”]已暂存[^\n]*\n": "an act that is shown first says so on its preview",
    r"答复(?:需修正|核实无误)·[^\n]*\n": "the proposer read a reply only with the result (G4, P6)",
    r"（含当日）": "请于X前 left X itself open",
    r"(起算|依据)：[^\n]*": "a start was not named by what happened, an own rule stood with a clause",
    r"联系(?:电话|方式)：": "a contact may be an address (M9)",
    r"（本系统约定）": "an own rule was not marked as one",
    r"不予收办·依据条款：[^\n]*\n": "a refusal did not name its clause (M10)",
    r"申请延期·理由：[^\n]*\n": "the proposer did not hear why a date moved (G4)",
    r"[。，]已通知其联络专员。": "who was told was said whoever was told",
    r"；没有电话的，可写邮箱或者通信地址": "as above",
    r"(?m)^\d+\. (?:转交\S*|转市平台|撤回|催办|[区市]\S+|上一步|暂存|取消)$\n?": "to whom a case may go (M8)",
    r"(?:未批准延期|延期未批准)，": "the same in other words",
    r"(?:质量报告供|各部门的统计供)督办、中心负责人和分管领导查看[^\n]*": "published reports are for everybody (M15)",
    r"提出方的期限为[^\n]*": "whoever called was not told what began with it",
    r"已(?:再次要求补正，偏离|一次性告知提出方补正)[^\n]*": "a second request was called 一次性 too (P3)",
    r"部门可在.*意见(，此后公布)?": "the day of publication was left open",
    r"(?m)^(?:办理期限|剩余时间)：[^\n]*\n?": "the lead's day for a related department; cut off",
    r"(?m)^(?:待批事项|协同办理中|最近一步|数据标注)：[^\n]*\n?": "the proposer read of applications; six fields fit",
    r"(?m)^完成修正·[^\n]*\n?": "a result that had been told vanished in the next round",
    r"(?:本|区?大数据)中心：超期": "the supervising office's card called the centre its own",
    r"(?m)^\d+\. (?:所涉数据不属于公共数据|与正在办理的工单重复|其他不予收办的情形)$\n?": "as the list has it",
    r"(?m)^\d+\. (?:真实有效的姓名（或名称）|联系方式)$\n?": "as above",
    r"(?m)^\d+\. (?:疑问数据的具体信息|数据的疑点说明|不清晰的内容)$\n?": "as above",
    r"请选择(?:情形|延期事由)": "the list of causes did not say of what",
    r"已(?:转交|裁定由)(?=区)|办理(?=，答复期限)": "a ruling was called a transfer",
    r"由其(?:重新确定责任部门|裁定)。": "after a second return the centre rules",
    r"(?m)^(?:文字说明：“[^\n]*|已有：文字说明\d+字)\n?|^\d+\. 删除文字说明$\n?": "it was counted, not shown",
    r"^【(?:哪项数据有问题|是哪一类问题)？】[\s\S]*": "a single hit had to be chosen, a kind was picked from a list",
    r"理由：“[^”]*”。|不批准延期·理由：[^\n]*\n?": "a refused extension did not carry its reason",
    r"[「」“”]": "quotation marks were corner brackets (GB/T 15834)",
    r"(?m)^\d+\. (?:存草稿|暂存|确认|数据已正确，确认办结)$\n?": "one name for one act (B9)",
    r"(?m)^【?(?:CN-\d{8}-\d{4} |请于|请签收，并于|请尽快)[^\n]*$": "a card did not begin with what is to be done (B7)",
    r"(?m)^[^\n]*应于[^\n]*前[^\n]*$|请(?:签收，并)?于[^。；\n]*前[^。；：\n]*[。；]?": "as above",
    r"(?m)^期限\S+ \S+已过，请尽快办理。": "as above",
    r"(?m)^\S+（(?:错误|遗漏|不一致|其他)）$": "as above",
    r"^【[^】\n]*预计(?:哪一天修正完成|修[正复]日期)[^】\n]*】[\s\S]*": "a day was typed",
    r"（前9件，其余请发送编号）": "a list did not say that it had more",
    r"(?m)，截至\d[^\n]*$": "a list did not say when its days were counted",
    r"\d+月\d+日 (?=\d\d:\d\d )": "an hour without its day",
    r"(?m)^\d+\. 重新提出$\n?|^请回复序号，或直接发送文字。$": "what was declined could not be filed anew by a button",
    r'(?<="sub_title_text": ".{80})[^"]*': "a text was cut",
    r"(?m)(?<=^\d\. .{8})[^\n]*$|(?<=^\d\d\. .{8})[^\n]*$": "options were cut",
    r"纠错内容：(?=哪些记录)|纠错说明：(?=为什么有疑问)|请提供(?:依据|佐证说明)": "one name for one item (B9)",
    r"(?:已超|逾期)(?=\d+个工作日)|超\d+天|逾期\d+日|已[超逾]期": "a day was a working day",
    r"(?m)^(?:计入工单|工单|用时|办结用时|名次)：[^\n]*\n?": "a report card in plain words",
    r"一次补正|一次性补齐以下材料": "as P3 has it",
    r"预计(?:修[复正](?:日期)?|完成日期|日期|哪一天修正完成？?)|(?<=【)请填写(?=】|预计)": "one name for one date",
    r"修正期间(?:问题数据已单独标注|该数据已标注核实中)。|(?:问题|该)数据已标注(?:核实中)?。": "for proposers",
    r"已确认(?:，问题数据标注|数据正确，核实中标注)已清除": "as above",
    r"(?m)^【[^】\n]*(?:哪一件？|请选择要[^】\n]*的工单)】$": "which one, asked in full",
    r"截图(?:可直接发送，文件请点上传文件；也可|、文件，或)用文字说明业务场景，可?分多次发送。": "no files arrive",
    r"有需要附上的图片(?:、文件，请先发送或上传|请先发送，文件请先点上传文件)，最后发送文字。": "as above",
    r"文字、图片(?:、文件都可以，可分多次发送|可直接发送，文件请点上传文件，可分多次)；": "as above",
    r"回复总工作日数[^\n]*|请填写工作日总数[^\n]*": "as above",
    r"没有请跳过。|如无，请点跳过。|(?<=不在列表中的)，?请点?(?=跳过)": "as above",
    r"(?m)^协同处理：[^\n]*\n?": "what is approved was still listed as awaiting it",
    r"如非核实所必需，(?:请修改后再提交。)?|如与核实无关，(?:请删去后提交。)?": "in plain words",
    r"可发送(?:查询|帮助)[^。\n]*。": "a refusal ended without a way on",
}  # what is left out of every text on both sides, with the fault that was in it


@pytest.fixture(scope="module", params=DUMPS)
def expected(request: pytest.FixtureRequest) -> dict[str, Any]:
    """The older program's readings, and `sql`, its database."""
    told: dict[str, Any] = json.loads((DATA / f"database_{request.param}.json").read_text(encoding="utf-8"))
    return told | {"sql": gzip.decompress((DATA / f"database_{request.param}.sql.gz").read_bytes()).decode()}


@pytest.fixture(scope="module")
def opened(expected: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Iterator[readings.RestoredWorld]:
    """The dump in SQLite after the present program's migrations."""
    folder = tmp_path_factory.mktemp("older")
    url = restore_sql(expected["sql"], folder / "older.db")
    program_adapter.open_upgraded(url)
    restored = readings.RestoredWorld(url, folder, expected["now"])
    yield restored
    restored.close()


@pytest.fixture(scope="module")
def found(opened: readings.RestoredWorld) -> dict[str, Any]:
    """The present program's readings, and what it sends and answers when it starts working."""
    told = readings.standing(opened)
    opened.keep()
    return told


# A short number in a list carries as much of the day as tells the listed tickets apart, and leaves the rest its room.
SHORT_NUMBER = re.compile(r'(?m)(^\d+\. |"text": ")(?:\d{2}-)?(0\d{3})(?: [^"\n]*)?(?="|$)')


def alike(told: Any) -> Any:
    """The text without the older program's faults, its lines in one order: what is to be done came last (B7)."""
    if isinstance(told, str):
        told = told.replace("补正完毕·备注：", "补正内容：")  # what was supplemented stands on the card by its name
        told = SHORT_NUMBER.sub(r"\1\2", told)
        for pattern in MENDED:
            told = re.sub(pattern, "", told)
        return "\n".join(sorted(filter(None, (line.strip() for line in told.split("\n")))))
    if isinstance(told, Mapping):
        return {name: alike(each) for name, each in told.items()}
    return [alike(each) for each in told] if isinstance(told, list | tuple) else told


TEXTS = re.compile(r"(?m)^(?:[^\s：]+·\S*?|纠错内容|纠错说明|佐证说明|补正内容)(?:：[^\n]*)?$\n?")


def brief(told: Any) -> Any:
    """Without the texts that are behind the title now, and in 查询: `cases` has them."""
    if isinstance(told, Mapping):
        return {name: brief(each) for name, each in told.items()}
    return (
        TEXTS.sub("", told).rstrip()
        if isinstance(told, str)
        else [brief(each) for each in told]
        if isinstance(told, list)
        else told
    )


def persons_then(cases: Mapping[str, Any], older: Mapping[str, Any]) -> dict[str, Any]:
    """The cases as each person reads them who was there then; groups of people who read the same are told in one."""
    return {number: case | {"seen": _seen(case["seen"], older[number]["seen"])} for number, case in cases.items()}


def _seen(groups: Mapping[str, Any], older: Mapping[str, Any]) -> dict[str, Any]:
    then = {name for group in older for name in group.split(", ")}
    return {name: told for group, told in groups.items() for name in group.split(", ") if name in then}


def in_place(press: Mapping[str, Any]) -> Any:
    """Without the pressed card redrawn as done: the answer takes its place now."""
    told = brief(alike(press))
    return told | {"shown": [each for each in told["shown"] if REDRAWN.search(each) is None]}


def without_reports(inbox: Mapping[str, list[Any]]) -> dict[str, list[Any]]:
    """Answers without those to 统计: since published reports are for everybody it is everybody's command (M15)."""
    kept = {user: [one for one in brief(alike(said)) if "统计" not in str(one)] for user, said in inbox.items()}
    return {user: said for user, said in kept.items() if said}


def test_dump_has_every_state_and_outcome(expected: dict[str, Any]) -> None:
    stands = [case["stands"] for case in expected["cases"].values()]
    assert {each["state"] for each in stands} >= {state.value for state in program_adapter.State} - LATER
    known = {outcome.value for outcome in program_adapter.Outcome} - LATER
    assert {each["outcome"] for each in stands} >= known


def test_dump_has_current_and_stale_cards(expected: dict[str, Any]) -> None:
    acting = [card for card in expected["presses"] if card["stands"] != card["before"]]
    outdated = [card for card in expected["presses"] if "这张卡片已过期" in str(card["shown"])]
    assert min(len(acting), len(outdated)) > 10
    assert all(card["stands"] == card["before"] for card in outdated)


def test_every_case_reads_and_replays_alike(expected: dict[str, Any], found: dict[str, Any]) -> None:
    """M5: state, limits and verdicts, history, and what each person may read of it."""
    assert found["cases"].keys() == expected["cases"].keys()
    for number, case in expected["cases"].items():
        now, then = (persons_then({number: each}, {number: case}) for each in (found["cases"][number], case))
        assert alike(now) == alike(then), number
        assert found["cases"][number]["replayed"] == [], number


def test_every_record_verifies(found: dict[str, Any]) -> None:
    """M5: hash chains of histories and texts, the numbers of a day, the records of erasures."""
    assert found["breaks"] == []


def test_pending_outbox_messages_are_sent_alike(expected: dict[str, Any], found: dict[str, Any]) -> None:
    """M14: each lane and kind, failed, given up, or leased when its sender died."""
    assert alike(found["outbox"]) == alike(expected["outbox"])


def test_pending_inbox_messages_are_answered_alike(expected: dict[str, Any], found: dict[str, Any]) -> None:
    assert without_reports(found["inbox"]) == without_reports(expected["inbox"])


@pytest.mark.usefixtures("found")
def test_closed_reports_read_alike(expected: dict[str, Any], opened: readings.RestoredWorld) -> None:
    """M15: byte for byte, for everybody who may read them; officer A has a draft open, which took the text then."""
    now, then = list(readings.reports(opened)), expected["reports"]
    for report in (*now, *then):
        report["shown"].pop("officer A", None)
    assert alike(now) == alike(then)


@pytest.mark.usefixtures("found")
def test_every_draft_can_be_completed(expected: dict[str, Any], opened: readings.RestoredWorld) -> None:
    for script in expected["drafts"]:
        assert brief(alike(readings.draft(opened, script))) == brief(alike(script)), (script["id"], script["form"])


@pytest.mark.usefixtures("found")
def test_every_sent_card_can_be_pressed(expected: dict[str, Any], opened: readings.RestoredWorld) -> None:
    """A current card acts; a stale one says so and changes nothing."""
    for card in expected["presses"]:
        assert in_place(readings.press(opened, card)) == in_place(card), (card["user"], card["command"])


def test_other_keys_of_the_same_name_are_refused(opened: readings.RestoredWorld) -> None:
    assert "不是这个数据库所用的" in program_adapter.key_problem(opened.world.url)


def test_same_readings_on_postgresql(
    expected: dict[str, Any],
    tmp_path: Path,
    postgresql_server: postgresql.Server,
    postgresql_template: str,
) -> None:
    name = postgresql_server.create(postgresql_template)
    try:
        url = restore_sql(expected["sql"], tmp_path / "older.db")
        program_adapter.open_upgraded(url)
        program_adapter.copy_to_postgresql(url, postgresql_server.url_of(name))
        restored = readings.RestoredWorld(postgresql_server.url_of(name), tmp_path, expected["now"])
        told = readings.standing(restored)
        restored.close()
    finally:
        postgresql_server.drop(name)
    told["cases"] = persons_then(told["cases"], expected["cases"])
    then = expected | {"cases": persons_then(expected["cases"], expected["cases"])}
    told["inbox"], then["inbox"] = (brief(alike(each["inbox"])) for each in (told, then))
    assert {part: alike(told[part]) for part in WORK} == {part: alike(then[part]) for part in WORK}


def test_what_the_older_program_wrote_is_sealed_as_found(expected: dict[str, Any], tmp_path: Path) -> None:
    """M5: the record begins with what was there, says so, and the doctor finds all of it in the record."""
    url = restore_sql(expected["sql"], tmp_path / "sealed.db")
    program_adapter.open_upgraded(url)
    sealed, wrong = program_adapter.seal_as_found(url)
    assert sealed > sum(len(case["stands"]) > 0 for case in expected["cases"].values())
    assert wrong == []
