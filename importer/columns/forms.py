"""The columns of each kind of import file, and what offices call them besides their English names."""

from __future__ import annotations

from collections.abc import Mapping

from importer.columns import field_values
from importer.columns.field_values import Column
from importer.columns.headings import Titles

_CODES = "编号 代码 编码"
_UNITS = (
    "部门 所在部门 所属部门 部门编号 部门代码 部门编码 部门名称 单位 所在单位 所属单位 工作单位 "
    "单位编号 单位代码 单位编码 单位名称 单位全称 部门全称 机构 机构名称 机构编号 机构代码"
)
_STATES = "状态 启用 是否启用 在用 是否在用 使用状态"

FORMS: Mapping[str, Mapping[str, Column]] = {
    "departments": {
        "code": Column(
            field_values.code, None, unique=True,
            titles=f"部门编号 {_CODES} 部门代码 部门编码 单位编号 单位代码 单位编码 机构编号 机构代码 机构编码",
        ),
        "name": Column(
            field_values.name, None, unique=True,
            titles="部门名称 名称 全称 部门 单位 单位名称 机构 机构名称 部门全称 单位全称",
        ),
        "kind": Column(
            field_values.department_kind, "responsible",
            titles="部门类别 类别 类型 部门类型 单位类别 单位类型 机构类别 机构类型",
        ),
        "lead_office": Column(field_values.name, titles="牵头机构 内部牵头机构 牵头科室 牵头处室 牵头内设机构"),
        "active": Column(field_values.active, "yes", titles=f"{_STATES} 部门状态 单位状态"),
        "merged_into": Column(
            field_values.name, titles="并入部门 并入 并入单位 合并到 合并至 并入部门编号 撤并去向 撤并后部门"
        ),
    },
    "people": {
        "name": Column(
            field_values.person_name, None,
            titles="姓名 名字 人员姓名 员工姓名 人员 人员名称 联络员姓名 联络人姓名 联系人姓名 经办人姓名",
        ),
        "department": Column(field_values.department, None, titles=_UNITS),
        "roles": Column(
            field_values.roles, "proposer", titles="角色 系统角色 岗位角色 人员角色 职责 承担角色 工作角色"
        ),
        "mobile": Column(
            field_values.mobile, titles="手机号 手机 手机号码 电话 联系电话 移动电话 联系方式 电话号码 联系手机"
        ),
        "wecom": Column(
            field_values.user_of("wecom"), unique=True,
            titles="企业微信帐号 企业微信账号 企业微信 企业微信id 企业微信userid 企业微信用户id 企微 企微帐号 "
            "企微账号 企微id 帐号 账号 userid 用户id 平台帐号 平台账号",
        ),
        "dingtalk": Column(
            field_values.user_of("dingtalk"), unique=True,
            titles="钉钉帐号 钉钉账号 钉钉 钉钉id 钉钉userid 钉钉用户id 员工userid 浙政钉 政务钉钉",
        ),
        "active": Column(
            field_values.active, "yes", titles=f"{_STATES} 在岗 是否在岗 在职 是否在职 人员状态 在岗状态 在职状态"
        ),
    },
    "catalogue": {
        "code": Column(
            field_values.code, None, unique=True,
            titles=f"目录编号 {_CODES} 目录代码 目录编码 资源编号 资源代码 资源编码 数据编号 数据目录编号",
        ),
        "name": Column(
            field_values.name, None,
            titles="目录名称 名称 全称 数据名称 资源名称 数据目录 数据目录名称 数据资源名称 目录",
        ),
        "department": Column(
            field_values.department, None,
            titles=f"责任部门 数据责任方 责任单位 提供部门 提供单位 来源部门 数源部门 数源单位 {_UNITS}",
        ),
        "origin": Column(field_values.origin, "district", titles="来源级别 来源 层级 数据来源 级别 目录来源"),
        "kind": Column(field_values.entry_kind, "source", titles="数据类别 类别 类型 数据类型"),
        "sources": Column(field_values.sources, titles="来源编号 源数据 源数据编号 融合来源 来源目录编号"),
        "active": Column(field_values.active, "yes", titles=_STATES),
    },
    "city-orders": {
        "order": Column(
            field_values.code, None, unique=True,
            titles=f"市级单号 市级工单号 工单号 单号 工单编号 市级工单编号 {_CODES}",
        ),
        "received": Column(
            field_values.moment, None, titles="收到时间 接收时间 收单时间 下发时间 收到日期 接收日期"
        ),
        "entry": Column(field_values.entry, titles="目录编号 数据目录编号 目录代码 资源编号"),
        "source": Column(field_values.any_words, titles="数据来源 来源 来源说明 数据来源说明"),
        "kind": Column(field_values.objection_kind, None, titles="异议类型 类型 类别 异议类别"),
        "records": Column(field_values.any_words, None, titles="异议记录 记录 数据记录 涉及记录"),
        "doubt": Column(field_values.any_words, None, titles="异议内容 纠错内容 内容 问题描述 疑义"),
        "department": Column(field_values.department, titles=f"转交部门 责任部门 {_UNITS}"),
    },
}  # fmt: skip


def titles(form: Mapping[str, Column]) -> Titles:
    """What the columns of a form are called."""
    return {name: column.titles.split() for name, column in form.items()}
