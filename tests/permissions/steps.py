"""Steps: one objection with canaries, taken through the procedure by real messages; each method is one act."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from bot.ports import CallKind, Card, Media, RemoteFile
from tests.bot.filing import NUMBER
from tests.permissions.canaries import word
from tests.permissions.district import FUSED, VIEWERS, DistrictWorld

PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)
CENTRE, DIRECTOR, OFFICER, FORMER, RELATED, OWNER = (
    "li.na",
    "lin.zong",
    "wang.fang",
    "liu.yang",
    "qian.duo",
    "zhang.wei",
)


class Steps:
    """`number` is the ticket's, once filed; `folder` holds its files; `word` gives a canary string."""

    city_order = "SH-2026-0815"

    def __init__(self, world: DistrictWorld, folder: Path, word: Callable[[str], str] = word) -> None:
        self.world, self.folder, self.number, self.word = world, folder, "", word

    @property
    def contact(self) -> str:
        return f"姓名 {self.word('name')}，单位 {self.word('unit')}，电话 {self.word('phone')}"

    def send_text(self, user: str, text: str) -> list[Card]:
        """Send a text with the ticket's number in place of 〈N〉."""
        return self.world.send_text(user, text.replace("N", self.number, 1))

    def file(self) -> None:
        world = self.world
        for text in ("提出异议", FUSED):
            world.send_text(OWNER, text)
        world.choose_option(OWNER, "不一致")
        for name in ("records", "doubt", "scenario"):
            world.send_text(OWNER, self.word(name))
        self.send_file(OWNER)
        world.send_text(OWNER, "完成")
        world.send_text(OWNER, f"修改第6项 {self.contact}")
        found = NUMBER.search(world.press_button(OWNER, "提交")[-1].title)
        assert found is not None
        self.number = found[0]
        world.run_jobs(self.folder, "media")

    def send_file(self, user: str, what: str = "file") -> None:
        """Send a picture with a canary as its file name."""
        name, media = f"{self.word(what)}.png", f"media-{len(self.world.phones.files)}"
        self.world.phones.files[media] = Media(name, "image/png", PICTURE)
        self.world.process(self.world.call(user, CallKind.FILE, file=RemoteFile("image", media, name)))

    def record(self) -> None:
        """代录, for a proposer without account."""
        world = self.world
        world.send_text(CENTRE, "代录")
        world.choose_option(CENTRE, "电话")
        for text in ("刚刚", self.contact, FUSED):
            world.send_text(CENTRE, text)
        world.choose_option(CENTRE, "错误")
        for name in ("records", "doubt", "scenario"):
            world.send_text(CENTRE, self.word(name))
        world.send_text(CENTRE, "完成")
        world.press_button(CENTRE, "提交")
        self.number = world.numbers()[-1]

    def order(self) -> None:
        """A city order."""
        world = self.world
        world.send_text(CENTRE, f"录入市级工单 {self.city_order}")
        world.send_text(CENTRE, "刚刚")
        world.send_text(CENTRE, FUSED)
        world.choose_option(CENTRE, "错误")
        for name in ("records", "doubt", "scenario"):
            world.send_text(CENTRE, self.word(name))
        world.press_button(CENTRE, "完成")
        world.press_button(CENTRE, "提交")
        self.number = world.numbers()[-1]

    def ask(self) -> None:
        self.send_text(CENTRE, f"要求补正 N {self.word('missing')}")

    def supplement(self) -> None:
        self.send_text(OWNER, "补正 N")
        self.send_text(OWNER, self.word("supplement"))
        self.send_text(OWNER, "补正完毕")

    def ask_again(self) -> None:
        """A second request with the director's recorded deviation (T11), and what follows."""
        self.send_text(DIRECTOR, f"要求补正 N {self.word('missing')}二")
        self.send_text(DIRECTOR, self.word("deviation"))
        self.send_text(OWNER, "补正 N")
        self.send_text(OWNER, self.word("second supplement"))
        self.send_text(OWNER, "补正完毕")

    def accept(self) -> None:
        self.send_text(CENTRE, f"收办 N {self.word('accepting')}")

    def decline(self) -> None:
        self.send_text(CENTRE, f"不予收办 N {self.word('declined')}")
        self.world.choose_option(CENTRE, "不属于公共数据")

    def overdue(self) -> None:
        """The supplement's limit passes; the scheduler acts."""
        self.world.at("2026-09-24T10:00")
        self.world.run_jobs(self.folder, "deadlines")

    def justify(self) -> None:
        self.send_text(CENTRE, f"认定正当理由 N 3 {self.word('justified')}")

    def abandon(self) -> None:
        self.send_text(CENTRE, f"视为放弃 N {self.word('abandoned')}")

    def blame(self) -> None:
        self.send_text(CENTRE, f"平台原因 N {self.word('platform')}")
        self.world.choose_option(CENTRE, "归集")
        self.send_text(CENTRE, "跳过")

    def extend_platform(self) -> None:
        self.send_text(CENTRE, f"申请延期 N 30 {self.word('longer')}")
        self.world.choose_option(CENTRE, "系统改造")
        self.send_text(CENTRE, "5个工作日后")

    def finish_platform(self) -> None:
        self.send_text(CENTRE, f"平台修复完成 N {self.word('repaired')}")
        self.world.choose_option(CENTRE, "是")
        self.send_text(CENTRE, self.word("batch"))
        self.world.choose_option(CENTRE, "否")

    def clear(self) -> None:
        self.send_text(CENTRE, "平台核查无误 N")

    def city(self) -> None:
        self.send_text(CENTRE, "转市平台 N SH-2026-00817")

    def city_result(self) -> None:
        self.send_text(CENTRE, f"市平台反馈 N {self.word('city')}")

    def transfer(self, code: str = "MKT") -> None:
        self.world.wait(minutes=1)  # not at the instant of the finding
        self.send_text(CENTRE, f"转交 N {code} {self.word('basis')}")

    def transfer_to_wrong_department(self) -> None:
        """Transfer to a wrong department first."""
        self.transfer("CIV")

    def return_by_wrong_department(self) -> None:
        """A wrong department returns it."""
        if self.world.ticket(self.number).department_id is None:
            self.transfer_to_wrong_department()
        self.send_text(FORMER, "退回 N MKT")
        self.send_file(FORMER, "returned file")
        self.send_text(FORMER, self.word("returned"))
        self.world.run_jobs(self.folder, "media")

    def give_back(self) -> None:
        self.send_text(OFFICER, f"退回 N CIV {self.word('returned')}")

    def rule(self) -> None:
        self.send_text(CENTRE, f"裁定 N MKT {self.word('ruling')}")

    def receive(self) -> None:
        self.send_text(OFFICER, "签收 N")

    def dispatch(self) -> None:
        """Dispatch to one colleague, take back, dispatch to another."""
        self.hand_on()
        self.take_back()
        self.hand_over()

    def hand_on(self) -> None:
        self.send_text(OFFICER, "转派 N 郑禾")

    def take_back(self) -> None:
        self.send_text("zheng.he", "收回转派 N")

    def hand_over(self) -> None:
        self.send_text(OFFICER, "转派 N 孙丽")

    def joint(self) -> None:
        self.send_text(OFFICER, f"申请协同 N {self.word('joint')}")
        self.world.choose_option(OFFICER, "区税务局")

    def approve_joint(self) -> None:
        self.send_text(CENTRE, "同意协同 N")

    def finish_related(self) -> None:
        self.send_text(RELATED, f"协同完成 N {self.word('related')}")

    def ask_cooperation(self) -> None:
        self.send_text(OFFICER, f"答复需配合 N {self.word('found')}")
        self.send_text(OFFICER, self.word("way"))
        self.send_text(OFFICER, self.word("steps"))

    def cooperate(self) -> None:
        self.send_text(OWNER, f"配合 N {self.word('cooperation')}")

    def special(self) -> None:
        self.send_text(OFFICER, "答复申请特例 N")
        self.world.choose_option(OFFICER, "灭失")
        self.send_file(OFFICER, "special file")
        self.send_text(OFFICER, self.word("explanation"))
        self.world.run_jobs(self.folder, "media")

    def consent(self) -> None:
        self.send_text(OWNER, "同意特例 N")

    def unwilling(self) -> None:
        self.send_text(OWNER, f"不同意特例 N {self.word('unwilling')}")

    def reply(self) -> None:
        self.send_text(OFFICER, f"答复需修正 N 9月24日 {self.word('finding')}")

    def correct(self) -> None:
        self.send_text(OFFICER, f"答复核实无误 N {self.word('finding')}")
        self.send_text(OFFICER, self.word("proof"))

    def extend(self) -> None:
        self.send_text(OFFICER, f"申请延期 N 20 {self.word('longer')}")
        self.world.choose_option(OFFICER, "基层数据")
        self.send_text(OFFICER, "5个工作日后")

    def approve(self) -> None:
        self.send_text(CENTRE, f"批准延期 N {self.word('approved')}")

    def finish(self) -> None:
        self.send_text(OFFICER, "完成修正 N")
        self.send_file(OFFICER, "repair file")
        self.send_text(OFFICER, self.word("done"))
        self.world.run_jobs(self.folder, "media")
        self.world.choose_option(OFFICER, "是")
        self.send_text(OFFICER, self.word("batch"))

    def notify(self) -> None:
        self.send_text(CENTRE, f"告知结果 N {self.word('told')}")

    def reject(self) -> None:
        self.send_text(OWNER, f"不认可 N {self.word('rejection')}")

    def confirm(self) -> None:
        self.send_text(OWNER, "确认 N")

    def urge(self) -> None:
        """Urge; on the next day it is allowed again."""
        self.send_text("wu.gang", f"催办 N {self.word('urging')}")
        self.world.wait(days=1)

    def let_the_limit_pass(self) -> None:
        """Nobody acts until the limit has passed; supervisors look it up."""
        self.world.wait(days=8)
        for user in ("wu.gang", "chen.mo", OFFICER, CENTRE):
            self.send_text(user, "逾期")
            self.send_text(user, "我的待办")
        self.send_text(CENTRE, "目录更正")
        self.send_text(CENTRE, "目录更正 1")

    def dispute_the_owner(self) -> None:
        """Another proposer's ticket reveals a catalogue error: the listed owner returns it, another takes it."""
        world, user = self.world, "he.ping"
        for text in ("提出异议", "个体工商户"):
            world.send_text(user, text)
        world.choose_option(user, "错误")
        for text in ("某店登记为存续", "应为注销", "走访时发现"):
            world.send_text(user, text)
        world.send_text(user, "完成")
        world.send_text(user, "电话 021-12345678")
        world.press_button(user, "提交")
        number = world.numbers()[-1]
        for text in (f"收办 {number}", f"平台核查无误 {number}", f"转交 {number} MKT"):
            world.send_text(CENTRE, text)
        world.send_text(OFFICER, f"退回 {number} CIV 权责清单载明由民政部门登记")
        world.send_text(CENTRE, f"转交 {number} CIV 权责清单")

    def officer_absent(self) -> None:
        """Officer A is away for a day; the stand-in takes over the tasks."""
        self.send_text(OFFICER, "设置代理 童适 今天 今天")

    def look_up_by_everybody(self) -> None:
        """Everybody looks it up."""
        for user in VIEWERS.values():
            self.send_text(user, "查询 N")

    def silent(self) -> None:
        """The proposer does not answer within five working days, be it the longest holidays."""
        self.world.wait(days=16)
        self.world.run_jobs(self.folder, "deadlines")

    def end_uncooperative(self) -> None:
        self.send_text(CENTRE, f"未配合终止 N {self.word('silent')}")

    def end_special(self) -> None:
        self.send_text(CENTRE, f"特例未获回应 N {self.word('unanswered')}")

    def special_again(self) -> None:
        """A second application in the same round waits for the centre."""
        self.special()

    def approve_special(self) -> None:
        self.send_text(CENTRE, f"同意再次申请特例 N {self.word('special again')}")

    def return_to_platform(self) -> None:
        """The source is right, the platform's copy is wrong."""
        self.send_text(OFFICER, f"答复系平台环节 N {self.word('finding')}")
        self.send_text(OFFICER, self.word("source right"))

    def terminate(self) -> None:
        self.send_text(CENTRE, f"终止办理 N {self.word('scope')}")
        self.world.choose_option(CENTRE, "是")
        self.world.choose_option(CENTRE, "是")
        self.send_text(CENTRE, "房屋登记办法")
        self.send_text(CENTRE, self.word("scope"))

    def follow_up(self) -> None:
        self.send_text(CENTRE, f"跟进市平台 N {self.word('followed up')}")

    def return_reply(self) -> None:
        self.send_text(CENTRE, f"退回补充答复 N {self.word('incomplete')}")

    def return_feedback(self) -> None:
        self.send_text(CENTRE, f"退回反馈 N {self.word('no batch')}")

    def correct_reply(self) -> None:
        self.send_text(OFFICER, f"更正答复 N {self.word('corrected reply')}")
        self.send_text(OFFICER, self.word("corrected reply"))

    def correct_notice(self) -> None:
        self.send_text(CENTRE, f"更正告知 N {self.word('corrected notice')}")
        self.send_text(CENTRE, self.word("corrected notice"))

    def promise(self) -> None:
        self.send_text(OFFICER, f"更新预计日期 N 9月25日 {self.word('new date')}")

    def call(self) -> None:
        """A proposer without an account is told by telephone."""
        self.send_text(CENTRE, f"电话告知 N 已告知 {self.word('called')}")

    def try_in_vain(self) -> None:
        """Calls on three working days, and a letter."""
        for days in (1, 2, 1):  # Thursday and Friday, and Sunday the 20th, a make-up day
            self.send_text(CENTRE, f"电话告知 N 无人接听 {self.word('called')}")
            self.world.wait(days=days)
        self.send_text(CENTRE, f"函告 N 已寄出 {self.word('called')}")

    def end_untold(self) -> None:
        self.send_text(DIRECTOR, f"无法告知 N {self.word('out of reach')}")

    def undo_withdrawal(self) -> None:
        self.send_text(CENTRE, f"恢复办理 N {self.word('undone')}")

    def confirm_by_centre(self) -> None:
        self.send_text(CENTRE, f"中心确认 N {self.word('checked')}")

    def confirm_by_another(self) -> None:
        self.send_text(DIRECTOR, f"中心确认 N {self.word('checked')}")

    def end_unaccepted(self) -> None:
        self.send_text("chen.mo", f"未获认可 N {self.word('unaccepted')}")

    def again(self) -> None:
        """Found correct, told, and not accepted: another round."""
        self.correct()
        self.notify()
        self.reject()

    def withdraw(self) -> None:
        self.send_text(OWNER, f"撤回 N {self.word('withdrawal')}")

    def evaluate(self) -> None:
        self.send_text(OWNER, f"评价 N 4 {self.word('evaluation')}")

    def correct_verdict(self) -> None:
        self.send_text("chen.mo", f"更正认定 N {self.word('correction')}")
        self.world.choose_option("chen.mo", "部门修正")
        self.world.choose_option("chen.mo", "不计")

    def lapse_unconfirmed(self) -> None:
        """Nobody confirms; the scheduler closes it as not confirmed."""
        self.world.at("2026-11-20T10:00")
        self.world.run_jobs(self.folder, "deadlines")
