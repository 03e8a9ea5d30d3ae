"""Configuration errors stop the start; they name key, problem and fix, and never show a secret."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, time
from pathlib import Path
from typing import get_args

import pytest
import yaml
from pydantic import BaseModel
from sqlalchemy import make_url

from objection.config.load import Config, ConfigError, KeyFileMissing, _model, key_file, load
from objection.config.schema import Config as Tree
from objection.config.schema import Privacy
from tests.test_architecture import modules

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "config.example.yaml"
FULL_WIDTH = re.compile("[：，；。＠／．＝－（）“”、　]")
INSIDE = re.compile(r"(://|@|--)[\w.@/=-]*[：＠／．＝][\w.@/=-]*[a-zA-Z0-9]|\b[a-z_]+: ?[,，]? ?[a-z_]+：…")
COPIED_FROM = [
    path
    for pattern in ("*.md", "*.yaml", "*.py", "docs/*.md", "*/*.py", "*/*/*.py")
    for path in sorted(ROOT.glob(pattern))
    if not path.is_relative_to(ROOT / "tests")
]
WECOM = {
    "OBJECTION__WECOM__CORP_ID": "ww1",
    "OBJECTION__WECOM__AGENT_ID": "1000002",
    "OBJECTION__WECOM__SECRET": "the-app-secret",
    "OBJECTION__WECOM__TOKEN": "token",
    "OBJECTION__WECOM__ENCODING_AES_KEY": "a" * 43,
}


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Isolates the tests from the developer's own config.yaml and var/."""
    monkeypatch.chdir(tmp_path)


def problem(**environ: str) -> str:
    with pytest.raises(ConfigError) as raised:
        load(None, WECOM | environ)
    return str(raised.value)


def written(text: str, name: str = "config.yaml") -> Path:
    path = Path(name)
    path.write_text(text, encoding="utf-8")
    return path


def test_the_example_loads_and_explains_every_key() -> None:
    config = load(EXAMPLE, {})
    assert config.wecom is not None
    text = EXAMPLE.read_text(encoding="utf-8")
    missing = [name for name in _leaves(Tree.model_json_schema()) if f"{name}:" not in text]
    assert missing == []


def test_the_example_shows_the_defaults() -> None:
    shown = load(EXAMPLE, {})
    silent = load(None, WECOM)
    assert shown.law == silent.law
    assert shown.attachments == silent.attachments
    assert shown.reminders == silent.reminders
    assert shown.wecom is not None
    assert silent.wecom is not None
    assert shown.wecom.max_age_seconds == silent.wecom.max_age_seconds


def test_every_setting_can_come_from_the_environment() -> None:
    config = load(None, WECOM)
    assert config.wecom is not None
    assert config.wecom.secret.get_secret_value() == "the-app-secret"
    assert config.server.bind == "127.0.0.1:8080"


def test_the_environment_wins_over_the_file() -> None:
    path = written("server: {bind: 127.0.0.1:1000, threads: 3}")
    config = load(path, {"OBJECTION__SERVER__BIND": "0.0.0.0:2000"})
    assert (config.server.host, config.server.port, config.server.threads) == ("0.0.0.0", 2000, 3)


def test_a_variable_names_the_file() -> None:
    path = written("clock: file:var/clock", "elsewhere.yaml")
    assert load(None, {"OBJECTION_CONFIG": str(path)}).clock == "file:var/clock"


def test_lists_may_come_from_the_environment() -> None:
    config = load(None, WECOM | {"OBJECTION__LAW__CLOSURES": "[{date: 2026-11-05, reason: 进博会}]"})
    assert config.law.closures[0].date == date(2026, 11, 5)


def test_a_time_of_day_without_quotes_is_accepted() -> None:
    config = load(written("law: {service_hours: {from: 10:00, to: 17:30}}"), {})
    assert (config.law.service_hours.start, config.law.service_hours.end) == (time(10), time(17, 30))


def test_the_configuration_is_immutable() -> None:
    config = load(None, WECOM)
    with pytest.raises(ValueError, match="frozen"):
        config.server.threads = 9


@pytest.mark.parametrize(
    ("name", "value", "key", "why"),
    [
        ("WECOM__AGENT_ID", "abc", "wecom.agent_id", "整数"),
        ("WECOM__SECERT", "x", "wecom.secert", "是不是想写 secret"),
        ("WECOM__ENCODING_AES_KEY", "tooshort", "wecom.encoding_aes_key", "43"),
        ("WECOM__API_BASE", "qyapi.weixin.qq.com", "wecom.api_base", "http"),
        ("SERVER__BIND", "8080", "server.bind", "地址:端口"),
        ("SERVER__BIND", "127.0.0.1:99999", "server.bind", "地址:端口"),
        ("SERVER__THREADS", "0", "server.threads", "不能小于 1"),
        ("WECOM__API_BASE", "", "wecom.api_base", "不能为空"),
        ("WECOM__API_BASE", "https://name:word@x", "wecom.api_base", "用户名、密码"),
        ("WECOM__OAUTH_URL", "https://x/?a=1", "wecom.oauth_url", "“?”"),
        ("PORTAL__FLAG_URL", "https://a:b@x", "portal.flag_url", "用户名、密码"),
        ("CLOCK", "sundial", "clock", "file:"),
        ("LAW__SERVICE_HOURS__TO", "08:00", "law.service_hours", "from 应早于 to"),
        ("LAW__CLOSURES", "[{date: 2026-13-01}]", "law.closures", "YAML"),
        ("LOGGING__LEVEL", "loud", "logging.level", "info"),
        ("DATABASS__URL", "x", "databass", "是不是想写 database"),
    ],
)
def test_a_wrong_value_names_its_key_and_its_variable(name: str, value: str, key: str, why: str) -> None:
    text = problem(**{f"OBJECTION__{name}": value})
    assert f"{key}: " in text
    assert why in text
    assert "OBJECTION__" in text or key == "law.service_hours"


def test_all_problems_are_reported_together() -> None:
    text = problem(OBJECTION__SERVER__BIND="x", OBJECTION__LOGGING__LEVEL="loud")
    assert "2 处" in text


def test_a_missing_key_is_named() -> None:
    with pytest.raises(ConfigError, match=r"wecom\.token: 缺少"):
        load(None, {name: value for name, value in WECOM.items() if not name.endswith("TOKEN")})


@pytest.mark.parametrize("name", ["ENCODING_AES_KEY", "TOKEN", "SECRET", "AGENT_ID"])
def test_no_error_shows_a_secret(name: str) -> None:
    assert "hunter2" not in problem(**{f"OBJECTION__WECOM__{name}": " hunter2 !"})


def test_nothing_printed_shows_a_secret() -> None:
    config = load(None, WECOM | {"OBJECTION__DATABASE__URL": "postgresql://me:hunter2@db/objection"})
    assert "hunter2" not in repr(config)
    assert "the-app-secret" not in str(config)


def test_a_missing_file_is_an_error() -> None:
    with pytest.raises(ConfigError, match=r"nowhere\.yaml"):
        load(Path("nowhere.yaml"), WECOM)
    with pytest.raises(ConfigError, match=r"config\.example\.yaml"):
        load(None, {})


def test_a_yaml_error_gives_line_and_column() -> None:
    with pytest.raises(ConfigError, match="第 3 行第 8 列"):
        load(written("server:\n  bind: 127.0.0.1:80\n  url: : x\n"), {})


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"- a\n- b\n", b"a: \x01"])
def test_a_file_that_is_no_mapping_is_refused(content: bytes) -> None:
    Path("config.yaml").write_bytes(content)
    with pytest.raises(ConfigError, match=r"config\.yaml"):
        load(None, {})


def test_a_variable_below_a_plain_value_is_named() -> None:
    with pytest.raises(ConfigError, match="OBJECTION__CLOCK__FILE"):
        load(None, {"OBJECTION__CLOCK": "system", "OBJECTION__CLOCK__FILE": "x"})


def test_keys_are_read_from_their_file() -> None:
    Path("var").mkdir()
    path = written("k1 aes-256-gcm AAAA\n", "var/objection.keys")
    path.chmod(0o600)
    config = load(None, WECOM)
    assert config.security.key_lines == "k1 aes-256-gcm AAAA\n"
    assert key_file(config) == path
    assert config.security.session_key != load(None, WECOM | {"OBJECTION__SECURITY__KEYS": "k2"}).security.session_key


def test_keys_from_the_environment_use_semicolons() -> None:
    config = load(None, WECOM | {"OBJECTION__SECURITY__KEYS": "k1 a b;index c d"})
    assert config.security.key_lines == "k1 a b\nindex c d"


def test_a_key_file_readable_by_others_is_refused() -> None:
    path = written("k1 aes-256-gcm AAAA\n", "my.keys")
    path.chmod(0o644)
    assert "chmod 600" in problem(OBJECTION__SECURITY__KEY_FILE=str(path))


def test_a_missing_key_file_is_named() -> None:
    assert "objection keys new --file gone.keys" in problem(OBJECTION__SECURITY__KEY_FILE="gone.keys")


def test_every_example_is_accepted_by_its_own_key() -> None:
    """What an error shows to copy can be copied as it stands: no full-width sign inside it, and the key takes it."""
    shown = list(_examples(Tree))
    assert len(shown) > 15
    assert [text for _, text in shown if FULL_WIDTH.search(text)] == []
    for path, text in shown:
        content = "".join(f"{'  ' * depth}{key}:\n" for depth, key in enumerate(path)).rstrip("\n") + f" {text}\n"
        with suppress(KeyFileMissing):
            load(written(content), WECOM | {"OBJECTION__PORTAL__SECRET": "sixteen-letters!"})
    url = make_url(next(text for path, text in shown if path == ("database", "url")))
    assert (url.username, url.password, url.host, url.database) == ("objection", "密码", "127.0.0.1", "objection")


def _examples(section: type[BaseModel], *parents: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """The place of each key and the examples that its description gives."""
    for name, field in section.model_fields.items():
        path = (*parents, field.alias or name)
        _, _, after = (field.description or "").partition("例：")
        yield from ((path, text) for text in after.partition("，")[0].split(" 或 ") if text)
        for kind in (field.annotation, *get_args(field.annotation)):
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                yield from _examples(kind, *path)


def test_examples_contain_no_full_width_punctuation() -> None:
    """Addresses, options, paths and keys in texts and guides; a full-width sign in the middle breaks them."""
    found = [
        f"{path.relative_to(ROOT)}:{number} {line.strip()}"
        for path in COPIED_FROM
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if INSIDE.search(line)
    ]
    assert found == []


def test_an_empty_file_gives_the_defaults() -> None:
    assert load(written(""), {}) == Config()


def test_every_setting_is_read_by_something() -> None:
    """An attribute of its name is taken somewhere in the program."""
    nodes = (node for module in modules() for node in ast.walk(module.tree))
    read = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    assert _attributes(Tree) - read == set()


def _attributes(section: type[BaseModel]) -> set[str]:
    inner = [found for field in section.model_fields.values() if (found := _model(field.annotation))]
    return set(section.model_fields).union(*map(_attributes, inner))


def _leaves(schema: dict[str, object]) -> set[str]:
    """The names of all keys in a JSON schema; those of rotating content are shown commented out."""
    found = yaml.safe_load(yaml.safe_dump(schema))
    sections = [found, *found.get("$defs", {}).values()]
    return {name for section in sections for name in section.get("properties", {})}


def test_a_privacy_notice_with_blanks_is_shown_to_nobody() -> None:
    """个人信息保护法 17条: a notice without the name of who processes the data informs nobody."""
    assert Privacy().blanks == ["〔区大数据中心名称〕", "〔联系人和电话〕"]
    assert Privacy().shown == ""
    assert Privacy(notice="联系电话：请填写").shown == ""
    assert Privacy(notice="").blanks == []
    whole = "长宁区大数据中心按长府办〔2022〕28号处理您的信息。"
    assert Privacy(notice=whole).shown == whole
