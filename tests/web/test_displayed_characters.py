"""Page and archive show text as it was typed; bidirectional control characters in it don't affect what is beside it."""

from __future__ import annotations

import html
import io
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from bot.laws import LawsInForce
from regulation.holiday_notices import shipped_notices
from regulation.rulebook_file import load_rulebooks
from store.files import attachments
from store.files.file_store import FileStore
from tests.bot.acts.main_path import MainPath
from tests.bot.district import PLATFORM
from tests.bot.test_characters import LETTERS
from tests.bot.world import World
from tests.web_session import sign_in
from web.flask_app import create_pages
from web.site import Site

BASE = "https://bot.example"


class WorldClock:
    """The test world's clock."""

    def __init__(self, world: World) -> None:
        self._world = world

    def now(self) -> datetime:
        return self._world.now


@pytest.fixture
def world(sqlite_url: str) -> Iterator[World]:
    world = World.create(sqlite_url)
    yield world
    world.close()


def browser(world: World, user: str, folder: Path) -> FlaskClient:
    site = Site(
        store=world.store,
        laws=LawsInForce(load_rulebooks(), shipped_notices(), {}),
        platforms={},
        clock=WorldClock(world),
        file_store=FileStore(folder, world.store.vault, limit=1_000_000, types=("png",)),
        base_url=BASE,
        session_key=b"k" * 32,
    )
    client = create_pages(site).test_client()
    sign_in(client, user, platform=PLATFORM)
    return client


def test_displayed_text_is_unchanged_on_page_and_in_archive(world: World, tmp_path: Path) -> None:
    words = "\u202e".join(LETTERS.values())
    case = MainPath(world, records=words, doubt="\u2066" + words)
    case.file()
    client = browser(world, "li.na", tmp_path)
    page = html.unescape(client.get(f"/t/{case.number}", base_url=BASE).get_data(as_text=True))
    assert f"<bdi>{words}</bdi>" in page
    assert f"<bdi>\u2066{words}</bdi>" in page
    with client.get(f"/t/{case.number}/archive", base_url=BASE) as answer:
        archive = answer.data
    with zipfile.ZipFile(io.BytesIO(archive)) as kept:
        sheets = [html.unescape(kept.read(name).decode()) for name in kept.namelist() if name.endswith(".html")]
    assert any(f"<bdi>{words}</bdi>" in sheet for sheet in sheets)


def test_file_names_lose_only_bidirectional_controls(world: World) -> None:
    with world.store.write() as session:
        row = attachments.expect(
            session, world.store.vault, person_id=1, platform=PLATFORM, media_id="m", now=world.now,
            name="王\ue863\U00031350 葛\U000e0100\u3000👨\u200d👩\u202egpj\x00\x85\u2028.png",
        )  # fmt: skip
        assert attachments.name_of(world.store.vault, row) == "王\ue863\U00031350 葛\U000e0100\u3000👨\u200d👩gpj.png"
