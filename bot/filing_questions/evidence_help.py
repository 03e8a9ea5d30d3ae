"""At the evidence: a question is explained and a correction is led to its item; neither is taken as evidence (G3)."""

from __future__ import annotations

import re

from bot.language.punctuation import bare
from bot.language.text import folded, quoted

SHORT = 16  # characters: a longer sentence is an account of the business scenario
SCENARIO = "写一句您是怎么发现的即可，例如“办理补贴时发现，与本人出示的证件不一致”；有截图、文件也可以上传。"
_ASKS = re.compile(
    r"什么(?:是|叫)|(?:佐证|证据|这个|这项)(?:说明)?是(?:什么|啥)|(?:怎么|如何|咋)[写填传发弄办上]|不(?:知道|会|懂|清楚|明白|太会)|看不(?:懂)|[?]$"
    r"|(?:要|需要|该|得)(?:提供|传|发|写|填|交)(?:什么|啥|哪些)|(?:写|填|传|发|提供)(?:什么|啥)|必须(?:要|传|填)?吗"
)
_NONE = re.compile(
    r"(?:我|们|这里|现在|暂时|手头|手上|都|也|真的|实在|确实)*(?:没有?|无|拿不出|提供不了)(?:什么|任何|相关|其他)?(?:证据|佐证|材料|证明|照片|截图|图片|文件)*(?:了|的|啊|呀|怎么办)?"
)
_CORRECTS = re.compile(
    r"(?:(?:刚才|前面|上面|我)*(?:说|写|打|填|搞|弄|发)错了?|不对|更正一?下|纠正一?下)[\s,;。:!]+(?=\S)"
)


def instead_of(text: str) -> str | None:
    """What is said to who asks, has none, or corrects what was said before; None where it is evidence."""
    plain = folded(text).strip()
    if _CORRECTS.match(plain):
        said = quoted(text, 40)
        return f"{said}没有记入佐证。是要改前面填的哪一项？请发送例如“修改第3项 新的内容”或“修改第4项 新的内容”。"
    if len(plain) > SHORT:
        return None
    if _NONE.fullmatch(bare(plain)):
        return f"没有图片、文件也可以：{SCENARIO}"
    return f"佐证说明用来证明这条数据有问题：{SCENARIO}" if _ASKS.search(plain) else None
