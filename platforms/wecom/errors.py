"""The table from errcodes to error handling: retry, renew the token, or give up; with a default (section 10)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from bot.ports import Blame, PlatformError


@dataclass(frozen=True, slots=True)
class Policy:
    """`after`: earliest retry; without it the sender's own backoff. `renew`: retry once with a new token."""

    text: str
    retryable: bool = False
    after: timedelta | None = None
    blame: Blame = Blame.MESSAGE
    renew: bool = False
    code_spent: bool = False


_MINUTE = timedelta(seconds=60)
_SLOWLY = timedelta(minutes=5)
UNKNOWN = Policy("平台返回未知错误")
BUSY, FREQUENT = -1, 45009


def _rows(codes: Iterable[int], policy: Policy) -> dict[int, Policy]:
    return dict.fromkeys(codes, policy)


def _ours(texts: Mapping[int, str]) -> dict[int, Policy]:
    """The message or request is invalid: our fault, never retried."""
    return {code: Policy(text) for code, text in texts.items()}


def _receiver(texts: Mapping[int, str]) -> dict[int, Policy]:
    return {code: Policy(text, blame=Blame.RECEIVER) for code, text in texts.items()}


def _stopped(texts: Mapping[int, str]) -> dict[int, Policy]:
    """The whole app is stopped until an operator acts."""
    return {code: Policy(text, blame=Blame.APP) for code, text in texts.items()}


POLICIES: Mapping[int, Policy] = {
    BUSY: Policy("平台繁忙", retryable=True),
    6000: Policy("平台数据正被同时修改", retryable=True),
    45033: Policy("并发调用过多", retryable=True),
    FREQUENT: Policy("调用过于频繁", True, _MINUTE),
    60020: Policy("本机 IP 不在企业可信 IP 之内，请在管理后台添加错误信息中的 IP", True, _SLOWLY, Blame.APP),
    **_rows(
        (40001, 40014, 42001, 41001, 42007, 42009),
        Policy("access_token 无效", retryable=True, blame=Blame.APP, renew=True),
    ),
    60140: Policy("卡片更新码已用过或已过期", code_spent=True),
    **_rows((42015, 42016), Policy("卡片不属于本应用或已不存在", code_spent=True)),
    **_receiver(
        {
            40003: "成员账号无效",
            40031: "成员列表无效",
            43004: "成员未绑定微信",
            46004: "成员不存在",
            50002: "成员不在应用可见范围内",
            60011: "无权访问该成员或部门",
            60111: "成员不存在",
            81013: "接收人全部无效或不在应用可见范围内",
            84061: "与该外部联系人没有关系",
            701099: "成员没有接口许可",
        }
    ),
    **_stopped(
        {
            40013: "企业 ID 不正确，请核对 wecom.corp_id",
            40056: "AgentId 不正确，请核对 wecom.agent_id",
            40057: "回调地址校验未通过，请检查管理后台的接收消息设置",
            40091: "Secret 不属于本企业，请核对 wecom.secret",
            41002: "缺少企业 ID，请填写 wecom.corp_id",
            41004: "缺少 Secret，请填写 wecom.secret",
            41011: "缺少 AgentId，请填写 wecom.agent_id",
            43012: "应用没有可用的回调地址，不能发送可点击的卡片，请在管理后台设置接收消息",
            48001: "应用无此接口权限",
            48002: "此 Secret 无权调用该接口，请核对 wecom.secret",
            48005: "该接口已停用",
            48006: "应用因长期闲置被收回权限，请管理员重新启用",
            48009: "通讯录 Secret 不能从新 IP 调用",
            50001: "登录跳转域名未登记，请在管理后台设置可信域名",
            50003: "应用已停用",
            93000: "群机器人已移除",
            93004: "群机器人已停用",
            93008: "机器人不在群中",
            301002: "AgentId 与 Secret 不是同一应用，请核对 wecom.agent_id 与 wecom.secret",
            301007: "企业已停用",
            2000002: "企业 ID 不正确，请核对 wecom.corp_id",
        }
    ),
    **_rows(
        (40004, 40005, 40006, 40009, 40011, 40123, 41006, 44001, 45001, 45007, 301016, 301017, 301019),
        Policy("素材不符合要求"),
    ),
    **_rows((40016, 40039, 40054, 40055), Policy("应用菜单不符合要求")),
    **_rows((40029, 42003, 42022), Policy("登录码无效、已过期或已用过，请重新登录")),
    **_rows((40050, 86001, 86003, 86215, 86216), Policy("群聊不存在或成员不符合要求")),
    **_rows((40035, 40058, 40063), Policy("请求参数不正确")),
    **_ours(
        {
            40007: "素材已过期或不存在，需重新上传",
            40008: "消息类型不受支持",
            40033: "请求含有不允许的字符",
            41033: "文本卡片缺少描述",
            42014: "卡片 task_id 不合法",
            42017: "卡片按钮 key 在服务器上不存在",
            42018: "卡片按钮 key 不合法",
            42019: "卡片按钮缺少 key",
            42020: "卡片按钮缺少名称",
            42027: "horizontal_content_list 缺少 keyname",
            42028: "卡片缺少 url",
            42029: "卡片缺少 media_id",
            42030: "卡片缺少 appid",
            42031: "card_type 不正确",
            42033: "卡片缺少标题",
            42035: "horizontal_content_list 过长",
            42036: "vertical_content_list 过长",
            42037: "option_list 长度不符",
            42038: "button_list 缺少 text",
            42039: "button_list 缺少 key",
            42040: "选项 id 不正确",
            42041: "选项 text 不正确",
            42042: "jump_list 过长",
            42043: "question_key 不正确",
            42044: "card_image.url 不正确",
            42045: "card_action 不正确",
            42046: "submit_button 的 key 不正确",
            42047: "select_list 长度不符",
            42049: "submit_button 的 text 不正确",
            42050: "horizontal_content_list 缺少 userid",
            42051: "action_menu 的 key 重复",
            42052: "消息超过 24 小时，不能撤回",
            44004: "文本内容为空",
            45002: "消息内容过长",
            45008: "图文超过 8 条",
            45029: "返回内容过大",
            46003: "尚未设置应用菜单",
            60003: "部门不存在",
            82001: "没有指定接收人",
            82002: "接收部门过多",
            82003: "接收标签过多",
            90207: "小程序 appid 不正确",
            830002: "下载超过 20 MB",
        }
    ),
}


def policy_for(code: int) -> Policy:
    return POLICIES.get(code, UNKNOWN)


def secret_error(code: int, hint: str) -> PlatformError:
    """An errcode of gettoken: those that mean renewal elsewhere mean a wrong secret here, and retries cause a ban."""
    policy = policy_for(code)
    if not policy.renew:
        return error_for(code, hint)
    text = f"Secret 不正确或已重置，请核对 wecom.secret（{code}）"
    return PlatformError(text, retryable=False, hint=hint[:300], code=str(code), blame=Blame.APP)


def error_for(code: int, hint: str = "", rest: timedelta | None = None) -> PlatformError:
    """The error to raise for a code; `hint` is the platform's own errmsg, whose digits its support asks for.

    `rest` is the remaining frequency ban of the path, if any; from an hour on the operator is notified.
    """
    policy = policy_for(code)
    return PlatformError(
        f"{policy.text}（{code}）",
        retryable=policy.retryable,
        hint=hint[:300],
        code=str(code),
        retry_after=rest or policy.after,
        blame=Blame.APP if rest and rest >= timedelta(hours=1) else policy.blame,
        code_spent=policy.code_spent,
    )
