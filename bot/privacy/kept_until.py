"""What can't be erased on request, and until when: by the retention rules of the district (个人信息保护法 47条)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.district_settings import DistrictSettings


def kept_until(settings: DistrictSettings) -> list[str]:
    """One sentence for each kind of data."""
    days = settings.retention_days
    closed = (
        f"工单中的联系方式、填写的文字和附件：最后一次办结满{days}日并已归档后，由系统删除；在办的不能删除。"
        if days
        else "工单中的联系方式、填写的文字和附件：本区未设删除期限，长期保存；在办的不能删除。"
    )
    return [
        closed,
        "办理过程、期限认定和以职务身份办理的人员姓名：属履行法定职责的记录，随工单长期保存，不能删除。",
        f"查阅记录（谁、看了什么）：满{settings.reading_days}日后删去人员和内容，只留时间、种类和校验值。",
        "名册导入的清单、授权和移交等管理操作、更正申请、看过哪版告知：属审计记录，加密长期保存，不能删除。",
        "姓名、部门、角色、手机号、帐号：在名册中登记期间保存；离岗后由区大数据中心停用。",
        "草稿：可随时发送“取消”，九十日不动的由系统取消；收到的消息处理后三十日删除。",
        "已写入档案、备份的内容，按归档和备份的保存期限处理。",
    ]
