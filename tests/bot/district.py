"""Test data: a centre, two departments, nine people, a dozen catalogue entries."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from store.catalogue import entries
from store.people import persons
from store.vault import Vault
from tests.staff import upsert_person

PLATFORM = "wecom"
DEPARTMENTS = (
    ("DC", "区大数据中心", "centre"),
    ("GOV", "区政府办公室", "supervising"),
    ("MKT", "区市场监管局", "responsible"),
    ("CIV", "区民政局", "responsible"),
    ("EDU", "区教育局", "responsible"),
)
PEOPLE = (
    # account, name, department, roles, mobile
    ("zhang.wei", "张伟", "EDU", "proposer", "13800000001"),
    ("he.ping", "何平", "EDU", "proposer", ""),
    ("li.na", "李娜", "DC", "operator", "13800000002"),
    ("zhou.jie", "周杰", "DC", "operator director", "13800000003"),
    ("wang.fang", "王芳", "MKT", "officer-a", "13800000004"),
    ("zhao.lei", "赵磊", "MKT", "officer-b", "13800000005"),
    ("sun.li", "孙丽", "MKT", "handler", "13800000006"),
    ("wu.gang", "吴刚", "MKT", "leader", "13800000007"),
    ("liu.yang", "刘洋", "CIV", "officer-a", "13800000008"),
    ("chen.mo", "陈默", "GOV", "supervisor", "13800000009"),
)
ENTRIES = (
    # code, name, department, kind
    ("MKT-0001", "企业登记基本信息", "MKT", "基础数据"),
    ("MKT-0002", "个体工商户登记信息", "MKT", "基础数据"),
    ("MKT-0003", "食品经营许可信息", "MKT", "证照数据"),
    ("MKT-0004", "企业信用综合信息", "MKT", "fusion"),
    ("CIV-0001", "婚姻登记信息", "CIV", "基础数据"),
    ("CIV-0002", "社会组织登记信息", "CIV", "基础数据"),
)


def settle(session: Session, vault: Vault, now: datetime) -> None:
    """Fill an empty store with the district."""
    departments = {
        code: persons.upsert_department(session, code=code, name=name, kind=kind) for code, name, kind in DEPARTMENTS
    }
    for account, name, code, roles, mobile in PEOPLE:
        upsert_person(
            session,
            vault,
            name=name,
            department_id=departments[code].id,
            now=now,
            roles=roles,
            mobile=mobile,
            accounts={PLATFORM: account},
        )
    for code, name, owner, kind in ENTRIES:
        entries.upsert_entry(session, code=code, name=name, department=departments[owner], kind=kind)
