"""Words around the name of data in a request (我要查…的数据), which name no data themselves."""

from __future__ import annotations

import re

_BEFORE = re.compile(
    r"^(?:请问|请|麻烦|帮忙|帮我|帮|给我|我们|我|想要|想|要|需要|去|来|查询|查找|查看|查一下|查下|查|搜索|搜一下|搜|找一下"
    r"|找找|找|看一下|看看|看|看下|关于|有关|有没有|哪里有|一下|下|那个|这个|就是|本区|长宁区|全区|的|是|有)+"
)
_BEHIND = re.compile(
    r"(?:的|了|吗|呢|吧|啊|在哪里|在哪儿|在哪|怎么查|有问题|有误|有错误|有错|出错|错误|错了|不对|不准|不一致|异议|纠错"
    r"|相关|有关|方面|那块|这块|这种|那种|基本|基础|详细|全部|所有|相应|等|类"
    r"|数据库|数据集|数据项|数据|信息库|信息表|信息|资料库|资料|表格|报表|台账|目录|清单|名册|记录|档案|情况|系统|接口|表|库)+$"
)


def without_fillers(words: str) -> str:
    """The words that may name data, of each part of the query; "" where none is left."""
    return " ".join(filter(None, (_BEHIND.sub("", _BEFORE.sub("", part)) for part in words.split())))
