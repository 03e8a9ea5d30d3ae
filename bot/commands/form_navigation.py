"""Commands that navigate an open form: 上一步 修改第N项 跳过 完成 提交 仍要提交 删除附件 暂存 继续 取消 选定."""

from __future__ import annotations

from bot.context import Command, Context
from bot.filing import evidence_removal
from bot.forms import item_edit, navigation
from bot.forms.fields import PICK
from bot.ports import Card


def _submit_anyway(ctx: Context, args: str) -> Card:
    return navigation.submit(ctx, args, sure=True)


BACK = Command("上一步", "上一步", "回到上一个问题", navigation.back, ("返回",), parks=False)
EDIT = Command("修改", "修改第3项", "修改已填的某一项", item_edit.edit, ("改",), parks=False)
SKIP = Command("跳过", "跳过", "不填这一项，或保持原来的内容", navigation.skip, ("不改",), parks=False)
DONE = Command("完成", "完成", "图片、文件或文字发送完毕", navigation.done, ("完毕",), parks=False)
SUBMIT = Command("提交", "提交", "提交填好的内容", navigation.submit, parks=False)
ANYWAY = Command("仍要提交", "仍要提交", "看过个人信息提示后仍然提交", _submit_anyway, parks=False)
REMOVE = Command(
    "删除附件", "删除附件 1", "提交前去掉已发送的某个附件", evidence_removal.remove, ("删附件",), parks=False
)
CONFIRM = Command("确定", "确定", "按预览的内容办理并发出", navigation.confirm, parks=False)
PARK = Command("暂存", "暂存", "先放一放，内容保留", navigation.park, ("存草稿", "保存草稿"), parks=False)
RESUME = Command("继续", "继续", "接着填写暂存的草稿", navigation.resume, ("继续填写",), parks=False)
CANCEL = Command("取消", "取消", "放弃正在填写的内容", navigation.cancel_typed, navigation.SURE, parks=False)
CHOOSE = Command(PICK, "选定 <草稿> <项> <选项>", "在列表中选择一项", navigation.pick, parks=False)
