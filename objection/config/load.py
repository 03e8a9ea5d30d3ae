"""Loading the configuration: an unknown, missing or wrong key stops the start, with key, problem and fix."""

from __future__ import annotations

import difflib
import stat
import types
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Union, get_args, get_origin

import yaml
from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from objection.config.schema import Config

__all__ = ["Config", "ConfigError", "KeyFileMissing", "KeyFileUnreadable", "key_file", "load", "source_of"]

PREFIX = "OBJECTION__"
PATH_VARIABLE = "OBJECTION_CONFIG"
DEFAULT_PATH = Path("config.yaml")
KEY_FILE = "objection.keys"

Tree = dict[str, Any]

PROBLEMS = {
    "missing": "缺少这个必填的键",
    "extra_forbidden": "没有这个键",
    "int_type": "应为整数",
    "int_parsing": "应为整数",
    "int_from_float": "应为整数",
    "bool_type": "应为 true 或 false",
    "bool_parsing": "应为 true 或 false",
    "string_type": "应为文字（纯数字请加引号）",
    "string_too_short": "不能为空",
    "too_short": "不能为空",
    "string_pattern_mismatch": "只能由字母、数字、点、横线组成，最长 32 个字符",
    "literal_error": "只能是 {expected}",
    "greater_than_equal": "不能小于 {ge}",
    "less_than_equal": "不能大于 {le}",
    "time_parsing": '应为加引号的时刻，如 "09:00"',
    "time_type": '应为加引号的时刻，如 "09:00"',
    "date_from_datetime_parsing": "应为日期，如 2026-11-05",
    "date_type": "应为日期，如 2026-11-05",
    "tuple_type": "应为列表",
    "dict_type": "应为一组键值",
    "model_type": "应为一组缩进的键值",
    "path_type": "应为路径",
    "value_error": "{error}",
}


class ConfigError(Exception):
    """The settings are invalid; `str()` is the complete text for the administrator."""


class KeyFileMissing(ConfigError):
    """`security.key_file` is missing; `config` has all else, for callers that check whether the database needs it."""

    def __init__(self, config: Config) -> None:
        path = key_file(config)
        super().__init__(
            f"security.key_file: 找不到 {path}。已经用过的，请从备份找回；"
            f"还没有启用的，请用 `objection keys new --file {path}` 生成。"
        )
        self.config = config


class KeyFileUnreadable(ConfigError):
    """The key file can't be read, or others can read it; `config` has all else."""

    def __init__(self, text: str, config: Config) -> None:
        super().__init__(text)
        self.config = config


def load(path: Path | None, environ: Mapping[str, str]) -> Config:
    """Read the file (`path`, else `OBJECTION_CONFIG`, else ./config.yaml), lay `OBJECTION__A__B` over it, validate.

    Keys of the data at rest come from their own file where there is one. Raises ConfigError with every
    problem at once; no value of a secret is ever in its text. KeyFileMissing or KeyFileUnreadable where nothing else
    is wrong.
    """
    source = source_of(path, environ)
    tree = _read_yaml(source) if source else {}
    _overlay(tree, environ)
    try:
        _add_keys(tree)
    except ConfigError as error:
        raise KeyFileUnreadable(str(error), _checked(tree, source, environ)) from None
    config = _checked(tree, source, environ)
    named = config.security.key_file
    if named and not config.security.key_lines and not named.is_file():
        raise KeyFileMissing(config)
    return config


def _checked(tree: Tree, source: Path | None, environ: Mapping[str, str]) -> Config:
    try:
        return Config.model_validate(tree)
    except ValidationError as error:
        lines = [_explain(problem, environ) for problem in error.errors(include_input=False, include_url=False)]
        where = source or "环境变量"
        raise ConfigError(f"配置有 {len(lines)} 处要改（{where}）：\n" + "\n".join(lines)) from None


def key_file(config: Config) -> Path:
    """Where the keys of the data at rest lie when they are not in the settings themselves."""
    return config.security.key_file or config.data_dir / KEY_FILE


def source_of(path: Path | None, environ: Mapping[str, str]) -> Path | None:
    """The file that is read; None where everything stands in the environment. Raises ConfigError."""
    chosen = path or (Path(environ[PATH_VARIABLE]) if environ.get(PATH_VARIABLE) else None)
    if chosen is not None and not chosen.is_file():
        raise ConfigError(f"找不到配置文件 {chosen}。请检查 --config 或 {PATH_VARIABLE} 所写的路径。")
    if chosen is None and DEFAULT_PATH.is_file():
        return DEFAULT_PATH
    if chosen is None and not any(name.startswith(PREFIX) for name in environ):
        raise ConfigError(
            f"找不到 {DEFAULT_PATH}。请先 cp config.example.yaml {DEFAULT_PATH} 再填写，"
            f"或用 --config 指明文件，或全部写在环境变量（{PREFIX}WECOM__SECRET 等）中。"
        )
    return chosen


def _read_yaml(path: Path) -> Tree:
    try:
        tree = yaml.safe_load(_read_text(path))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = f"第 {mark.line + 1} 行第 {mark.column + 1} 列" if mark else "某处"
        raise ConfigError(f"{path} {place}不是正确的 YAML: {error.problem}。请检查缩进、冒号后的空格和引号。") from None
    except yaml.YAMLError:
        raise ConfigError(f"{path} 含有 YAML 不允许的字符。请另存为纯文本。") from None
    if tree is not None and not isinstance(tree, dict):
        raise ConfigError(f"{path} 应为一组键值（server: wecom: 等），可对照 config.example.yaml。")
    return tree or {}


def _overlay(tree: Tree, environ: Mapping[str, str]) -> None:
    for name, value in environ.items():
        if not name.startswith(PREFIX):
            continue
        *parents, last = name.removeprefix(PREFIX).lower().split("__")
        node = tree
        for parent in parents:
            if node.get(parent) is None:
                node[parent] = {}
            node = node[parent]
            if not isinstance(node, dict):
                raise ConfigError(f"环境变量 {name}：{parent} 不是一组键，下面不能再有 {last}。请改名或删去这个变量。")
        node[last] = value


def _add_keys(tree: Tree) -> None:
    """Fill `security.keys` from the key file where the settings don't hold them themselves."""
    security = tree.get("security") or {}
    if not isinstance(security, dict) or security.get("keys"):
        return
    named = security.get("key_file")
    path = Path(str(named or Path(str(tree.get("data_dir") or "var")) / KEY_FILE))
    if path.is_file():
        tree["security"] = {**security, "keys": _read_private(path)}


def _read_private(path: Path) -> str:
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise ConfigError(f"security.key_file: {path} 能被其他用户读取。请执行 chmod 600 {path}。")
    return _read_text(path)


def _read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise ConfigError(f"{path} 不是 UTF-8 文本。请用 UTF-8 编码另存。") from None
    except OSError as error:
        raise ConfigError(f"读不了 {path}：{error.strerror}。请检查文件的权限。") from None


def _explain(problem: Mapping[str, Any], environ: Mapping[str, str]) -> str:
    parts = [str(part) for part in problem["loc"] if part != "[key]"]
    field, siblings = _field(parts)
    text = PROBLEMS.get(problem["type"], problem["msg"]).format_map(problem.get("ctx", {}))
    if problem["type"] == "extra_forbidden":
        near = difflib.get_close_matches(parts[-1], siblings, n=1)
        text += f"，是不是想写 {near[0]}" if near else f"，可用的有 {' '.join(siblings)}"
    advice = f"。{field.description}" if field is not None and field.description else ""
    variable = PREFIX + "__".join(parts).upper()
    origin = f"（来自环境变量 {variable}）" if any(name.startswith(variable) for name in environ) else ""
    return f"  {'.'.join(parts)}: {text}{advice}{origin}"


def _field(parts: list[str]) -> tuple[FieldInfo | None, list[str]]:
    """The field a dotted key names, where there is one, and the names of its whole section."""
    section: type[BaseModel] | None = Config
    field: FieldInfo | None = None
    names: list[str] = []
    for part in parts:
        if section is None:
            break
        names = [found.alias or name for name, found in section.model_fields.items()]
        field = next((f for name, f in section.model_fields.items() if part in (name, f.alias)), None)
        section = _model(field.annotation) if field is not None else None
    return field, names


def _model(annotation: object) -> type[BaseModel] | None:
    if get_origin(annotation) in (Union, types.UnionType):
        return next((_model(kind) for kind in get_args(annotation) if kind is not type(None)), None)
    return annotation if isinstance(annotation, type) and issubclass(annotation, BaseModel) else None
