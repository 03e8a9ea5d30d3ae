"""A contact as people write it (M9), in any order and punctuation: 王建国，电话13812345678; 王建国 长宁路1号."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.language.punctuation import PAUSES, bare
from bot.language.text import between, clean, folded

PHONE = re.compile(r"\+?[0-9][0-9 \-]{5,18}[0-9]")
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
ADDRESS = re.compile(r"(?=.*[路街道村弄号室幢栋镇乡巷])(?=(.*[\u3400-\u9fff]){5}).{6,100}")
_NUMBER = re.compile(
    r"(?<![0-9A-Za-z])(?:(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}"
    r"|(?:0\d{2,3}[ -]?)?[2-9]\d{6,7}(?:[ -]\d{1,5})?)(?![0-9A-Za-z])"
)
_LABELS: Mapping[str, str] = {
    **dict.fromkeys(("姓名", "名称", "联系人", "提出人", "提出方", "来电人"), "name"),
    **dict.fromkeys(("单位", "部门", "工作单位", "所在单位"), "department"),
    **dict.fromkeys(("电话", "手机", "手机号", "手机号码", "联系电话", "电话号码", "联系方式", "座机"), "phone"),
    **dict.fromkeys(("电子邮箱", "电子邮件", "邮箱", "邮件"), "mail"),
    **dict.fromkeys(("通信地址", "通讯地址", "邮寄地址", "联系地址", "地址", "住址"), "address"),
}
_LABEL = "|".join(sorted(_LABELS, key=len, reverse=True))
_LABELLED = re.compile(rf"({_LABEL})\s*[:是为叫]?\s*(.+?)(?=\s*(?:[,;!?\n。|/]|[、\s](?:{_LABEL})|$))")
_POSTCODE = re.compile(r"(?:(?:邮编|邮政编码)\s*[:是为]?\s*|(?<![0-9A-Za-z-]))(\d{6})(?![0-9-])")
_PLACE = re.compile(
    r"(?=.*[\u3400-\u9fff])[^,;|\s]*(?:[路街道村弄巷镇乡]|小区|新村|大厦)[^,;|\s]*[0-9号室弄幢栋楼层座村厦][^,;|\s]*"
)
_PERSON = re.compile(r"[\u3400-\u9fff]{2,4}|[\u3400-\u9fff]{1,6}·[\u3400-\u9fff·]{1,12}")
_HOUSE = re.compile(
    r"[\u3400-\u9fffA-Za-z0-9()（）]{2,40}(?:公司|局|委|办|中心|街道|学校|中学|小学|幼儿园|医院|所|处|院|镇|厂|店|协会|居委会?|委员会|办事处)"
)
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范"
    "金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章"
    "鲁岳翟殷詹申耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤时穆"
    "农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池"
    "查麻苑迟邝欧阳司徒诸葛上官皇甫"
)
_POLITE = re.compile(r"(?:我是|我叫|本人|姓名|您好|你好)|(?<=..)(?:先生|女士|同志|老师|小姐)$")


def read_contact(words: str) -> dict[str, str]:
    """name, department, phone, address, as far as they are said; a mail address or, without a number, an address is
    the `phone`: the way to reach them."""
    found: dict[str, str] = {}
    plain = folded(words)
    rest = list(plain)
    for match in _LABELLED.finditer(plain):
        key = _LABELS[match[1]]
        number = _NUMBER.search(match[2]) if key in ("name", "department") else None  # 联系人 王建国 13812345678
        end = match.start(2) + number.start() if number else match.end()
        value = clean(between(words, match.start(2), end)) if key in ("name", "department") else match[2]
        if value := bare(value):
            found.setdefault(key, value)
        rest[match.start() : end] = "|" * (end - match.start())
    _unlabelled("".join(rest), found)
    return _reached(found)


def _unlabelled(rest: str, found: dict[str, str]) -> None:
    """What stands without a label: a number, a mail address, an address; then a name, and whose name it is."""
    rest = _taken(rest, EMAIL, found, "mail")
    code = _POSTCODE.search(rest)
    rest = _POSTCODE.sub(lambda hit: "|" * len(hit[0]), rest)
    rest = _taken(rest, _NUMBER, found, "phone")
    rest = _taken(rest, _PLACE, found, "address")
    if code and "address" in found:
        found["address"] += f" 邮编{code[1]}"
    for piece in re.finditer(rf"[^|{re.escape(PAUSES)}/()]+", rest):
        said = _POLITE.sub("", piece[0])
        if _HOUSE.fullmatch(said):
            found.setdefault("department" if "name" in found or _names_after(rest, piece) else "name", said)
        elif _PERSON.fullmatch(said) and (said[0] in _SURNAMES or "phone" in found or "mail" in found):
            found.setdefault("name", said)


def _names_after(rest: str, piece: re.Match[str]) -> bool:
    return any(
        _PERSON.fullmatch(_POLITE.sub("", one)) for one in re.split(rf"[|{re.escape(PAUSES)}]+", rest[piece.end() :])
    )


def _taken(rest: str, pattern: re.Pattern[str], found: dict[str, str], key: str) -> str:
    match = pattern.search(rest)
    if match is None:
        return rest
    found.setdefault(key, bare(match[0]))
    return rest[: match.start()] + "|" * len(match[0]) + rest[match.end() :]


def _reached(found: dict[str, str]) -> dict[str, str]:
    mail, address = found.pop("mail", ""), found.pop("address", "")
    ways = [way for way in (found.pop("phone", ""), mail, address) if way]
    if ways:
        found["phone"] = ways[0]
    if address and ways[0] != address:
        found["address"] = address
    return found
