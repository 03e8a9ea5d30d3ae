"""More kinds of rows join the record: notes of each which of its rows were there before it was sealed."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

_JOINING = {
    "附件名称": "attachments", "曾用名": "former_names", "目录条目": "entries", "更正事项": "corrections",
    "标注": "flags", "标注记录": "flag_events", "工作日历": "calendars", "授权申请": "role_requests",
    "告知记录": "notice_readers", "信息更正申请": "own_data_requests",
}  # fmt: skip


def upgrade() -> None:
    connection, last = op.get_bind(), dict[str, int]()
    for name, table in _JOINING.items():
        found = connection.execute(sa.text(f"SELECT max(id) FROM {table}")).scalar()  # noqa: S608
        last |= {name: int(found)} if found else {}
    if last:
        note = sa.text("INSERT INTO meta (key, value) VALUES ('record:joined', :value)")
        connection.execute(note, {"value": json.dumps(last, ensure_ascii=False, sort_keys=True)})


def downgrade() -> None:
    op.execute("DELETE FROM meta WHERE key = 'record:joined'")
