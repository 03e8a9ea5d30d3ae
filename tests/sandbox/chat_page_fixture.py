"""Fixture: the chat page on the test tenant, served over HTTP or called directly."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask

from clock.time_source import FileClock
from sandbox.chat.chat_page import PageContext, add_page
from sandbox.chat.event_stream import Feed
from sandbox.clock_control import ClockControl
from sandbox.demo_people import Handset
from sandbox.wecom.callbacks import Callbacks
from sandbox.wecom.server import create_standin
from sandbox.wecom.tenant import Tenant

HANDSETS = [
    Handset("Chen.Yi", "陈一", "中心运营", "区大数据中心"),
    Handset("lin.er", "林二", "联络专员 A 角", "区市场监管局"),
]
STAFF = [*HANDSETS, Handset("he.si", "何四", "分管领导", "区市场监管局")]


@dataclass(frozen=True)
class Page:
    app: Flask
    feed: Feed
    tenant: Tenant
    callbacks: Callbacks


def build(company: Tenant) -> Page:
    assert isinstance(company.clock, FileClock)
    app, callbacks = create_standin(company), Callbacks(company)
    feed = add_page(app, PageContext(company, callbacks, ClockControl(company.clock), [*HANDSETS], [*STAFF]))
    return Page(app, feed, company, callbacks)
