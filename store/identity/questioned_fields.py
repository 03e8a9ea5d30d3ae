"""Which field of a record is said to be wrong, in the words people use for it."""

from __future__ import annotations

from collections.abc import Mapping

# The first word names the field; the others mean the same. A district's own go to the end of its line.
FIELDS: tuple[tuple[str, ...], ...] = (
    ("法定代表人", "法人代表", "法人姓名", "法代", "负责人", "经营者"),
    ("登记状态", "经营状态", "存续", "注销", "吊销", "在业", "开业状态", "停业"),
    ("注册资本", "注册资金", "认缴", "实缴", "出资额"),
    ("住所", "注册地址", "经营地址", "经营场所", "登记地址", "门牌", "地址"),
    ("经营范围", "业务范围", "许可范围", "许可项目"),
    ("企业名称", "单位名称", "名称错误", "曾用名"),
    ("成立日期", "设立日期", "成立时间", "登记日期"),
    ("有效期", "到期日", "截止日期", "许可期限", "营业期限"),
    ("股东", "投资人", "股权", "合伙人"),
    ("从业人数", "职工人数", "员工人数", "参保人数"),
    ("参保", "缴费", "社保", "养老保险", "医疗保险", "缴费年限", "缴费基数"),
    ("婚姻状况", "婚姻状态", "离异", "已婚", "未婚", "离婚", "结婚登记"),
    ("出生日期", "出生年月", "生日"),
    ("姓名", "名字"),
    ("性别",),
    ("联系电话", "电话号码", "手机号"),
    ("学历", "学位", "毕业"),
    ("面积", "建筑面积"),
    ("产权人", "权利人", "房主"),
    ("金额", "补贴", "发放标准"),
    ("处罚", "行政处罚", "失信"),
)
_BY_WORD: Mapping[str, str] = {word: words[0] for words in FIELDS for word in words}


def fields_in(text: str) -> set[str]:
    """The fields that a text names; a longer word is not taken for the shorter one within it."""
    found, left = set[str](), text
    for word in sorted(_BY_WORD, key=len, reverse=True):
        if word in left:
            found.add(_BY_WORD[word])
            left = left.replace(word, "\n")
    return found
