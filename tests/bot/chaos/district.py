"""Test data of the chaos test: departments, people and catalogue."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from store.catalogue import entries
from store.people import persons
from store.vault import Vault
from tests.bot.district import PLATFORM
from tests.staff import upsert_person

DEPARTMENTS = (
    ("DC", "区大数据中心", "centre"),
    ("GOV", "区政府办公室", "supervising"),
    ("MKT", "区市场监管局", "responsible"),
    ("CIV", "区民政局", "responsible"),
    ("HRS", "区人社局", "competent"),  # A officer and leader only
    ("EDU", "区教育局", "responsible"),  # proposers; without an officer, and so without data
    ("HOS", "区卫健委", "responsible"),  # the same
)
PEOPLE = (
    # account, name, department, roles, mobile
    ("ti.jia", "司马甲", "EDU", "proposer", "13811100001"),
    ("ti.yi", "欧阳乙", "HOS", "proposer", "13811100002"),
    ("li.na", "李娜", "DC", "operator", "13811100003"),
    ("he.san", "何三", "DC", "operator", "13811100004"),  # loses the role during the test
    ("zhou.jie", "周杰", "DC", "director", "13811100005"),
    ("wang.fang", "王芳", "MKT", "officer-a", "13811100006"),
    ("zhao.lei", "赵磊", "MKT", "officer-b", "13811100007"),
    ("sun.li", "孙丽", "MKT", "handler", "13811100008"),
    ("wu.gang", "吴刚", "MKT", "leader", "13811100009"),
    ("liu.yang", "刘洋", "CIV", "officer-a proposer", "13811100010"),  # also files objections
    ("qian.duo", "钱多", "CIV", "officer-b", "13811100011"),  # leaves during the test
    ("feng.yi", "冯一", "CIV", "handler", "13811100012"),
    ("ma.lan", "马兰", "CIV", "leader", "13811100013"),
    ("tang.bo", "唐波", "HRS", "officer-a", "13811100014"),
    ("xu.jing", "徐静", "HRS", "leader", "13811100015"),
    ("chen.mo", "陈默", "GOV", "supervisor", "13811100016"),
    ("gao.yuan", "高远", "GOV", "supervisor", "13811100017"),
    ("it.guan", "管理", "DC", "administrator", "13811100018"),
)
ENTRIES = (
    # code, name, department, kind
    ("MKT-0001", "企业登记基本信息", "MKT", "基础数据"),
    ("MKT-0004", "企业信用综合信息", "MKT", "fusion"),
    ("CIV-0001", "婚姻登记信息", "CIV", "基础数据"),
    ("CIV-0009", "救助对象综合信息", "CIV", "fusion"),
    ("HRS-0001", "社会保险参保信息", "HRS", "基础数据"),
)
LEAVER, DEMOTED, STRANGER = "qian.duo", "he.san", "nobody.knows"
ACCOUNTS = tuple(row[0] for row in PEOPLE)
EVERYBODY = (*ACCOUNTS, STRANGER)
PURE_PROPOSERS = {"ti.jia": "司马甲", "ti.yi": "欧阳乙"}  # names that are personal data wherever a ticket is shown


def load_directory(session: Session, vault: Vault, now: datetime) -> None:
    """Fill an empty store with the test data."""
    departments = {
        code: persons.upsert_department(session, code=code, name=name, kind=kind) for code, name, kind in DEPARTMENTS
    }
    for row in PEOPLE:
        put_person(session, vault, now, row, departments[row[2]].id)
    for code, name, owner, kind in ENTRIES:
        entries.upsert_entry(session, code=code, name=name, department=departments[owner], kind=kind)


def put_person(session: Session, vault: Vault, now: datetime, row: tuple[str, ...], department_id: int) -> None:
    account, name, _, roles, mobile = row
    upsert_person(
        session,
        vault,
        name=name,
        department_id=department_id,
        now=now,
        roles=roles,
        mobile=mobile,
        accounts={PLATFORM: account},
    )


def revoke_offices(session: Session, vault: Vault, now: datetime) -> None:
    """One officer leaves, one operator loses the role; both keep every card sent to them."""
    for account, roles, active in ((LEAVER, "officer-b", False), (DEMOTED, "proposer", True)):
        known = persons.by_account(session, PLATFORM, account)
        assert known is not None
        upsert_person(
            session,
            vault,
            name=known.name,
            department_id=known.department_id,
            now=now,
            roles=roles,
            mobile=persons.mobile_of(vault, known),
            accounts={PLATFORM: account},
            active=active,
        )
