"""Writes docs/language.md: what the bot understands, as the tables of `bot/language/spoken/` have it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from bot.language.spoken.tables import table

TARGET = Path(__file__).parent.parent / "docs" / "language.md"
SHOWN = 12  # phrases of one row; the tables have them all

HEAD = """# 机器人听得懂什么

由 `python -m tools.language_page` 按 `bot/language/spoken/` 中的表生成，测试核对。
左列的命令随时可以照打；右列是日常说法，举例，不必一字不差。

| 说法 | 怎么办 |
|---|---|
| 一字不差的命令（“收办 工单号”） | 照办；不能收回的先给您看 |
| 日常说法、词序不同、带客气话（“把0004收办一下，谢谢”） | 会改变工单的，先给您看，点“确定”才办；查看的直接给您看 |
| 错一个字：同音、形近、漏字、多字、颠倒（“崔办 0004”） | 写了工单号的，先给您看；没写的，反过来问您是不是这个意思 |
| 问句、否定、假设、转述、打算（“能不能撤回”“先不收办”） | 从不办理：给您看工单，或者反过来问 |
| 一句话里有几件工单、几个命令 | 反过来问，一次只办一件；您写的理由会带到下一步 |
| 正在填写时 | 选项原文就是回答；单独一条命令照办；像命令又像回答的，先问您 |
| 正在填写时的口头话 | “先放一放”是暂存，“算了”是取消（先问您），“就这些”是完成；“等一下”“我查一下”不算回答 |
| 晚到的话（发出的时间早于已经填入的） | 不直接填：给您看，问放进哪一项、补充到哪一项，还是不用 |
| 前面是别人的名字（“王芳签收0004”，您不是王芳） | 当作转述，只给您看工单；是您自己的名字，当作您说的 |
| 一段较长的话 | 写明了数据和问题的，据此开始填写异议；其余不当作命令 |
| 都不是 | “抱歉，没有理解您的意思”，并列出您现在可以办的事 |

## 工单号

“CN-20261130-0004”可以写成：全角、小写、不带横线（cn202611300004）、只写日期和序号（20261130-0004、1130-0004），
或者只写末几位（0004、4号、4号单、尾号0004、#0004、零零零四）。同一末尾有几件的，请您选。写在命令前后都可以；
单独发一个编号，就是查看这件工单。

## 引用和括号

引用别人的消息（横线上方的引文、“>”开头、“引用 某某：”“回复 某某：”）、@名称、【】《》〔〕#、繁体字、全角字都不影响：
只看您自己写的话。
"""


def page() -> str:
    return "\n".join([HEAD, *_acts(), *_topics(), *_courtesies()]) + "\n"


def _acts() -> Iterator[str]:
    acts, patterns = table("everyday_acts")["acts"], table("everyday_patterns")["patterns"]
    yield "## 办理\n\n同一句话对不同的人、在不同的环节意思不同：以您此刻能办的为准，能办的不止一样时请您选。\n"
    yield from _rows("命令", "也可以说", ((word, phrases, word in patterns) for word, phrases in acts.items()))


def _topics() -> Iterator[str]:
    names = {
        "progress": "办到哪一步（有一件在办的给您看，有几件的列出）",
        "look": "查看某一件（和编号一起）",
        "file": "提出异议",
        "human": "人工：中心的电话和服务时间",
        "help": "您现在可以做什么",
        "away": "设置代理",
    }
    topics = table("everyday_topics")["topics"]
    yield "\n## 查看、提出、求助\n"
    reads = [(word, phrases, False) for word, phrases in table("everyday_topics")["reads"].items()]
    asked = [(names[key], phrases, False) for key, phrases in topics.items()]
    yield from _rows("意思", "说法", [*reads, *asked])


def _courtesies() -> Iterator[str]:
    said = table("courtesies")["courtesies"]
    yield "\n## 客气话\n\n只有这些的消息不办任何事，回一句话；“你好”回您现在可以做的事（最多五样）。\n"
    names = {"hello": "问候", "there": "在吗", "thanks": "感谢", "seen": "知道了", "leaving": "再见"}
    yield from _rows("种类", "说法", ((name, said[key], False) for key, name in names.items()))


def _rows(left: str, right: str, rows: Iterable[tuple[str, Iterable[str], bool]]) -> Iterator[str]:
    yield f"| {left} | {right} |\n|---|---|"
    for name, phrases, more in rows:
        listed = list(phrases)
        tail = " ……" if len(listed) > SHOWN or more else ""
        yield f"| {name} | {'、'.join(listed[:SHOWN])}{tail} |"


def main() -> None:
    TARGET.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
