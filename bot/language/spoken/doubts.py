"""Questions, negations, conditions, plans and reports: a message that has one mentions a command and gives none."""

from __future__ import annotations

import re

QUESTION = re.compile(
    r"[?？]\s*$|[吗么嘛](?:[\s。.!,，~]|$)|(?:没有?|不|否)[\s。.]*$(?<!没没)|呢[\s。.]*$|怎么|怎样|怎麽|如何|咋|啥|为什么|为何|干嘛|什么|哪|谁|几时|(?<!好)几天|多久"
    r"|多少|能不能|可不可|可否|是不是|是否|要不要|该不该|行不行|好不好|会不会|有没有|能否|想不想|用不用|需不需|还是.{0,8}[?？]|会怎|问一下|问问|请教"
)
NEGATION = re.compile(r"不|没|别|未|无法|勿|莫|甭|休要|休想|免|非|拒绝|否|暂|停止|取消|禁止|唔好|勿要|覅|弗")
CONDITION = re.compile(
    r"如果|如若|假如|假使|要是|若|倘|万一|一旦|除非|只要|只有|的话|再说|等到|等.{1,12}(?:再|后|了)|之前|以前|之后|以后|前先|然后|不然|否则|情况下|时候|才"
)
PLAN = re.compile(
    r"可以|可能|应该|应当|需不|准备|打算|考虑|计划|建议|最好|不如|回头|待会|等会|等下|等等|晚点|晚上|明天|明早|后天|下周|下午|过两天|过几天|稍后|稍等|改天|将要|快要|想想"
)
REPORT = re.compile(r"他|她|它们|人家|某某|[说讲问]|据称|让我|叫我|要我|通知我|之类|比如|例如|什么叫|意思|区别|依据是")
PAST = re.compile(r"昨天|前天|昨日|上午|早上|上周|上次|上回|刚才|刚刚|曾|已经|过了?$|过[的吗没]|之前")


_LATER = re.compile(r"[先暂再快]|差不多|即将|正在|[让叫使派](?:\s|$)|(?<!好)几[次个天号点件回遍]|第几|多长")


# Behind a command: what takes it back, or asks. A reason may well have a 不 or a 没 in it.
TAKEN_BACK = re.compile(
    r"^[\s,，]*(?:先?(?:不要|别|不用|不必|不能)(?:了|吧|收|签|办|退|撤|催)?[\s。.!]*$|算了|[再先]等|[再先]?等[等下]|[再先]?等一[等下]|慢着|再说|再看|再议|先放|先缓|要不|要谁|谁|稍等|暂缓|缓一缓|先别|先不|吗|么|会怎|会不会|怎么|能不能"
    r"|可以吗|行吗|对吗|好吗|好不好|行不|对不|是不|要不|可以不|怎样|如何|还是.{0,6}[\s。.]*$)"
    r"|([一-鿿])不\1|什么了?[\s。.!]*$|[?？][\s。.!！)）]*$|[吗嘛][\s。.!]*$|如果|要是|假如|除非|的话|再说$|再说吧|怎么办|行不行|可不可以|能不能|多久|什么时候|先不要|开玩笑"
)


def doubted(text: str) -> bool:
    """Whether these words ask, deny, suppose, plan or report."""
    return any(each.search(text) for each in (QUESTION, NEGATION, CONDITION, PLAN, REPORT))


def unsettled(text: str, *, reports: bool) -> bool:
    """The same of words around a command; a past one is no command either, unless it `reports` what was done."""
    return doubted(text) or _LATER.search(text) is not None or (not reports and PAST.search(text) is not None)
