"""Cues in one message: what a label names, what is there now, what it should be, how it was found, whom to call."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.language.punctuation import PAUSES
from bot.sentences.kind_terms import kind_in
from store.catalogue.named_entries import one_to_one

_GAP = f"[{re.escape(PAUSES)}]*"
LEAD = re.compile(
    rf"(?:(?:[您你]好|大家好|老师|请问|请教(?:[1一]?下)?|请|麻烦|劳驾|帮我|帮忙|我们?(?=想|要|需|发现)|想|要|需要){_GAP})*"
    rf"(?:[【\[(]?(?:提(?:出|交)?[1一]?(?:个|条)?异议|(?:再|另外?)?(?:提|报)[1一]?(?:个|条|件)"
    rf"|(?:申请|反映|上报|报告|反馈)(?:[1一]?[下个])?(?:问题|情况)?"
    rf"|异议|报错|纠错|更正|核[对实][1一]?下?|发现)[】\])]?)?"
    rf"(?:有(?:1|一)?条|(?:1|一)条)?{_GAP}",
)
LABELS: Mapping[str, str] = {
    label: item
    for item, labels in {
        "source": "数据名称 数据来源 数据项 数据集 数据 数据目录 目录 信息名称 信息项",
        "kind": "问题类型 异议类型 类型 类别 种类",
        "records": "有问题的记录 问题描述 异议内容 纠错内容 疑问数据 错误内容 错误记录 错误信息 具体内容 具体记录 "
        "记录 内容 问题 现在写的是 现在写的 现登记为 现登记 目前内容 现状 原内容 现在",
        "doubt": "纠错说明 说明 理由 原因 诉求 正确内容 正确信息 正确数据 正确的 正确值 正确 "
        "正确为 正确是 应当为 应当是 应该是 应该为 应当 应为 应是 更正为 改为",
        "evidence": "证明文件 证明 佐证材料 佐证说明 证明材料 业务场景 依据 佐证 证据 场景 材料",
        "contact": "联系人 联系电话 联系方式 联系地址 姓名 电话 手机号 手机 提出人",
    }.items()
    for label in labels.split()
}
_LABEL = "|".join(sorted(LABELS, key=len, reverse=True))
_SPACED = "数据名称|数据|问题|记录|说明|类型|依据"
LABELLED = re.compile(  # 数据：, 【数据】, 1. 数据：, or 数据 alone before a blank; the group that matched is the label
    rf"(?:^|(?<=[\s,;。、】\]]))\s*(?:\(?\d{{1,2}}[.、)]\s*)?"
    rf"(?:[【\[(〔](?P<framed>{_LABEL})[】\])〕]\s*[:]?|(?P<marked>{_LABEL})\s*[:]|(?P<apart>{_SPACED})(?=\s))\s*|"
    rf"(?<=[^【\[(〔])[【\[〔](?P<within>{_LABEL})[】\]〕]\s*[:]?\s*"
)
_SHALL = r"(?<![供反对适相响回感顺效])应(?![急届收用聘征诊激援变])"
_PAPER = r"(?:证|证书|执照|认定书|档案|台账|合同|户口本|身份证|材料|文件|批文|通知书|登记证|发票|图纸|公告)[上里]"
SHOULD = re.compile(  # what it should be
    rf"(?:{_SHALL}|不?应该|(?<![跟与和同照据])实际(?!不|情况不)|其实|事实上|(?<!不)正确|真实的?[^,;。\s]{{0,6}}[是为]|实为|实有"
    rf"|(?<!已)改[为成]|更正[为成]|现已?变更为|已变更为|更新[为成]|现任|{_PAPER}(?:写|登记|载明|记载)?的?(?:内容)?[是为]"
    r"|以[^,;。\s]{1,12}为准|才[是对])"
)
FAULT = re.compile(  # beside data that is named: what is wrong with it, in everyday words
    r"重复|重了|重名|同一个?人两条|显示|算[少多]|[少多]算|空的|为空|空白|断缴|过期|张冠李戴|不对头|对不|叫错|打错|反了|搞[错混]|弄[错混]|搬[走家到]|迁走"
    r"|(?:过世|去世|死亡|注销|离职|退休|毕业|拆了?|倒闭|关门|换了?|改了?).{0,10}(?:还|仍)|(?:还|仍)(?:在|是|显示|挂着?|有|写|登记|算)"
    r"|旧的|老(?:名字|地址|单位|电话|数据|号码|样子|法人)|没(?:有)?(?:变|改|更新|换|登记|录|显示|写|算)|写[成反着]|填[了成反着]|登记[成为了在]"
    r"|多[了出]|少了|缺|漏|不见|查出来|其实|早就|早已|[里上]写|写的是?|[说写]\S{2,12}[,\s]\S{1,8}[说写]"
)
PRESENT = re.compile(  # what is there now
    r"[^,;。\s]{0,12}?(?:现在|目前|系统[里中内上]?|平台[里中上]|却|仍|还是|登记[为成]|写[成着的]|填[成的]|显示|标[成在为]|录成|[是为](?!什么)|\d)"
)
NOW = re.compile(
    r"[^,;。\s]{0,12}?(?:现在|目前|系统[里中内上]?|平台[里中上]|却|仍|还是|登记[为成]|写[成着的]|填[成的]|显示|标[成在为]|录成)"
)
NOT_BUT = re.compile(r"不是[^,;。\s]+[,\s]*(?:而)?是")
_WORK = (
    r"办理?|受理|核对|核验|核查|走访|检查|审核|审批|发放|整理|使用|查询|窗口|巡查|调阅|比对|统计|上门|日常|工作|业务"
)
FOUND_WHILE = re.compile(
    rf"{_GAP}(?P<how>(?:我们?|本人|我单位|日前|近日|最近|今天|昨天|在|于)*(?:{_WORK})[^,;。\n]{{0,30}}?(?:时|中|过程中|期间|后)(?:发现|看到|得知|查到))"
    rf"{_GAP}"
)
EVIDENCE = re.compile(
    rf"(?:依据|根据|凭证|凭|附上?|见附|证据|佐证|附件|有[^,;。\s]{{1,15}}(?:为证|为凭|可证|为据|可查))"
    rf"|(?:在|于)?(?:{_WORK})[^,;。\s]{{0,30}}(?:时|中|过程中|期间|后)(?:发现|看到|得知|查到)"
)
CONTACT = re.compile(r"(?:联系人|联系电话|联系方式|联系我|我的?(?:电话|手机)|本人(?:电话|手机|姓名)|我叫|提出人)")
_ASKED = r"(?:请|麻烦|烦请|望|希望|要求|恳请|劳烦|敬请)"
_DONE = (
    r"更正|核实|核对|修改|改正|纠正|处理|改[1一]下|改过来|补录|补上|补充|核查|修正|完善|更新|变更"
    r"|删除|[查看][1一]下|解决"
)
TAIL = re.compile(
    rf"{_GAP}(?:(?:{_ASKED})(?:贵?(?:单位|部门|中心)|你们|予以|及时|尽快|帮忙?|帮我|给|再|抓紧|核实|后|并)*(?:{_DONE})(?:1下|一下|为盼|下)?"
    rf"|我?(?:要|想)(?:反映|更正|提异议|提出异议|纠错)(?:1下|一下)?|(?:非常|多|十分)?(?:感?谢谢?|多谢|辛苦了?)(?:您|你们?)?|可以吗){_GAP}$"
)


def says_fault(text: str) -> bool:
    """Whether the text says more than the name of data: what is wrong with it, or what it should be."""
    plain = one_to_one(text)
    return kind_in(text) != "" or SHOULD.search(plain) is not None or FAULT.search(plain) is not None
