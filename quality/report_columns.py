"""Every figure of the report by name and clause; a stored report keeps the columns of its format version (G5, M15)."""

from __future__ import annotations

from dataclasses import dataclass

from regulation.refusals import Refusal
from regulation.states import ClockKind, Party, Verdict

LIMITS = {
    ClockKind.ACCEPT: "accept",
    ClockKind.CHECK: "check",
    ClockKind.PLATFORM_REPAIR: "platform",
    ClockKind.TRANSFER: "transfer",
    ClockKind.REPLY: "reply",
    ClockKind.REPAIR: "repair",
    ClockKind.NOTICE: "notice",
    ClockKind.JOINT: "joint",
    ClockKind.RULING: "ruling",
    ClockKind.JUDGE: "judge",
    ClockKind.DELAY: "delay",
    ClockKind.CENTRE_CONFIRM: "confirm",
}
ENDINGS = {Verdict.IN_TIME: "in_time", Verdict.LATE: "late"}
OVERDUE = "overdue"  # the limit had passed and nobody had acted when the counting ended
RANKED = ("reply", "repair")  # the limits from which a department's rate and rank are computed
CENTRE = ("accept", "check", "platform", "transfer", "notice")
SETTLED = 2  # since this format no ending removes a verdict, and the proposer's days are the proposer's
OWN_RULE = "本系统约定"  # stands where a clause would, for a figure that the regulation does not name


@dataclass(frozen=True, slots=True)
class Column:
    """`code` names the figure in the stored report; `bad` is a figure that is shown in red where it is not zero.

    `since` is the first format version that has it: a figure that is added takes the next number, so that reports
    closed before are read, shown and counted again without it.
    """

    code: str
    heading: str
    clause: str
    bad: bool = False
    since: int = 1


class NewerFormat(Refusal):
    """A stored report is of a format that only a later version of the program knows; the text is what people read."""

    def __init__(self, version: int, known: int) -> None:
        super().__init__(f"这份报告由更新的程序保存（格式 {version}，本程序读到 {known}），请升级程序后再看。")


@dataclass(frozen=True, slots=True)
class Columns:
    """The figures of each party's row, and the parties among whom working days are divided, in one format."""

    departments: tuple[Column, ...]
    centre: tuple[Column, ...]
    days: tuple[Column, ...]

    @property
    def version(self) -> int:
        return max(column.since for column in (*self.departments, *self.centre, *self.days))

    def of(self, version: int) -> Columns:
        """The columns of an earlier format. Raises NewerFormat."""
        if version > self.version:
            raise NewerFormat(version, self.version)
        parts = (self.departments, self.centre, self.days)
        return Columns(*(tuple(column for column in part if column.since <= version) for part in parts))


def _limit(code: str, what: str, clause: str, since: int = 1) -> tuple[Column, ...]:
    return (
        Column(f"{code}_in_time", f"{what}按时", clause, since=since),
        Column(f"{code}_late", f"{what}超期", clause, bad=True, since=since),
        Column(f"{code}_overdue", f"{what}期末仍超期", clause, bad=True, since=since),
    )


def _own(code: str, what: str, *, bad: bool = True) -> Column:
    """A figure of the own rules, which came with the second format."""
    return Column(code, what, OWN_RULE, bad, since=SETTLED)


CASES = Column("cases", "异议数", "M5")
EXTENSIONS = (Column("extended", "延期（上限内）", "P7"), Column("extended_beyond", "延期（超上限）", "P7", bad=True))
PROMISES = (Column("kept", "按承诺日期完成", "P5"), Column("broken", "未按承诺日期完成", "P5", bad=True))
REPAIRS = (
    _own("not_in_place", "修正未到位"),
    _own("undone", "修正未到位中按时反馈的"),
    _own("on_extension", "按批准延期", bad=False),
)
ENDED = (
    _own("withdrawn", "提出方撤回", bad=False),
    _own("uncooperative", "未配合终止", bad=False),
    _own("special_unanswered", "特例未获回应"),
    _own("untold", "无法告知"),
    _own("unaccepted", "未获认可"),
    _own("terminated", "终止办理", bad=False),
)
EFFORT = (
    Column("charged", "本期承担工作日", "M15"),
    _own("proposer_days", "待提出方工作日", bad=False),
    Column("days", "办结用时（工作日中位数）", "M15"),
    Column("score", "满意度（平均）", "M5"),
    Column("scored", "评价数", "M5"),
)
RATE = Column("rate", "按时率%", "G5")
RANK = Column("rank", "名次", "M15")

DEPARTMENT_COLUMNS: tuple[Column, ...] = (
    CASES,
    *_limit("reply", "答复", "P6"),
    _own("indefinite", "答复不明确"),
    _own("replies_returned", "退回补充答复"),
    _own("cooperated_again", "再次要求配合"),
    *_limit("repair", "修正", "P7"),
    *REPAIRS,
    _own("waited", "其中待批工作日（归中心）", bad=False),
    _own("feedback_returned", "退回反馈"),
    *PROMISES,
    Column("rejected", "处理结果不被提出方认可", "P9、G7", bad=True),
    Column("special_refused", "其中不同意特例", "G7", bad=True, since=SETTLED),
    _own("special_again", "再次申请特例"),
    Column("returned", "不被数据责任方认可（退回）", "G5", bad=True),
    *EXTENSIONS,
    Column("special", "特例", "G7"),
    *ENDED,
    *_limit("joint", "协同", "M6"),
    *EFFORT,
    RATE,
    RANK,
)
CENTRE_COLUMNS: tuple[Column, ...] = (
    CASES,
    *_limit("accept", "收办意见", "P2"),
    *_limit("check", "平台核查", "P4"),
    *_limit("platform", "平台修复", "P4"),
    *_limit("transfer", "转交", "P4"),
    *_limit("notice", "结果告知", "M14"),
    *_limit("ruling", "裁定", OWN_RULE, SETTLED),
    *_limit("judge", "审批", OWN_RULE, SETTLED),
    *_limit("delay", "补正逾期认定", OWN_RULE, SETTLED),
    *_limit("confirm", "依职权确认", OWN_RULE, SETTLED),
    *REPAIRS,
    *PROMISES,
    Column("rejected", "平台修复结果不被提出方认可", "P9", bad=True),
    Column("extended", "延期（上限内）", "P4"),
    Column("extended_beyond", "延期（超上限）", "P4", bad=True),
    Column("deviations", "再次要求补正", "P3", bad=True),
    _own("entered_late", "收到超过一个工作日后补录"),
    *ENDED,
    *EFFORT,
    RATE,
)
DAY_COLUMNS = tuple(Column(party.value, party.value, "M15") for party in Party)
COLUMNS = Columns(DEPARTMENT_COLUMNS, CENTRE_COLUMNS, DAY_COLUMNS)  # today's: what a new report is stored with
