"""Names of companies and other organisations in a text, as they compare: without place, brackets and legal form."""

from __future__ import annotations

import re
from collections.abc import Iterator

REGIONS = ("上海市", "上海", "长宁区", "长宁", "中国")  # what a name may or may not begin with, or hold in brackets
_LEGAL = (
    "集团股份有限公司", "集团有限责任公司", "集团有限公司", "股份有限公司", "有限责任公司", "有限公司", "普通合伙企业",
    "有限合伙企业", "合伙企业", "公司",
)  # fmt: skip
_OTHERS = (
    "集团", "事务所", "经营部", "营业部", "商行", "商店", "工作室", "幼儿园", "卫生服务中心", "医院", "诊所", "门诊部",
    "药店", "药房", "学校", "小学", "中学", "大学", "协会", "商会", "基金会", "合作社", "超市", "酒店", "饭店", "宾馆",
    "餐厅", "饭馆", "小吃店", "便利店", "理发店", "工厂", "养老院", "敬老院", "研究院", "出版社",
)  # fmt: skip
_LETTER = r"[\u3400-\u9fff0-9A-Z&·()]"
_NAME = re.compile(
    rf"({_LETTER}{{2,26}}?)({'|'.join((*_LEGAL, *_OTHERS))})"
    rf"(\([\u4e00-\u9fff]{{2,8}}\))?((?:[\u4e00-\u9fff]{{1,8}})?分(?:公司|店|部|所|校|院))?"
)
_BEFORE = re.compile(  # what stands before a name in a sentence
    r"^.*(?:登记为|登记成|名称为|名称是|名称|写成了?|写作|录成了?|叫做|名为|应为|应是|应当是|更名为|误为|错为|变更为|变成"
    r"|改为|属于|位于|关于|发现|反映|查到|显示为?|提到|涉及|企业主体|主体|企业为|单位为|公司为|当事人|我们|我司|以及|还有"
    r"|入职|就职于|任职于|工作单位|用人单位|参保单位)"
)
_LEADING = re.compile(
    r"^(?:[的了是在由和与及从对把将该此某这那其即叫为查经据]|一家|有一|企业(?!家)|单位|商户|用户|公司(?!.{0,1}$))+"
)
_PLACEHOLDERS = re.compile(
    r"^(?:[某×XＸ甲乙丙丁*0-9A]+|本|该|我|贵|这家?|那家?|此|同一?家?|分|子|总|母|其他|上述|有关|相关|某家|多家|两家)$"
)
_LEAST_OTHER = 3


def names_in(text: str) -> Iterator[str]:
    """Comparable names, from a text of `folded_one_to_one` and simplified characters."""
    plain = text.translate({ord("（"): "(", ord("）"): ")"})
    for match in _NAME.finditer(plain):
        name = _without_regions(_LEADING.sub("", _BEFORE.sub("", match[1])))
        legal = match[2] in _LEGAL
        if _PLACEHOLDERS.match(name) or len(name) < (2 if legal else _LEAST_OTHER):
            continue
        branch = (match[4] or "").removesuffix("公司")
        yield f"{name}{'' if legal else match[2]}{_without_regions(branch) if branch else ''}"


def _without_regions(name: str) -> str:
    """松涛科技 of 上海松涛科技, 松涛(上海)科技 and 上海市长宁区松涛科技."""
    for region in REGIONS:
        name = name.replace(f"({region})", "")
    name, before = re.sub(r"[()]", "", name), ""
    while name != before:
        before = name
        for region in REGIONS:
            name = name.removeprefix(region) if len(name) > len(region) + 1 else name
    return name
