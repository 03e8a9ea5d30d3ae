"""What a platform's section of the configuration is made of: frozen, no unknown key, no value of it in an error."""

from __future__ import annotations

import re
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, SecretStr


class Section(BaseModel):
    """One section of the tree; the description of a field is the advice that follows an error in it."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, populate_by_name=True)


def _web_address(value: str) -> str:
    if value and not re.match(r"https?://[^\s/]", value):
        raise ValueError("不是 http:// 或 https:// 开头的地址")
    return value.rstrip("/")


def without(value: str, *parts: str) -> str:
    """The address, where it has none of these parts of `urlsplit`. Raises ValueError."""
    try:
        split = urlsplit(value)
    except ValueError:
        raise ValueError("不是正确的地址") from None
    if value and not split.hostname:
        raise ValueError("不是 http:// 或 https:// 开头的地址")
    found = [PARTS[part] for part in parts if getattr(split, part)]
    if found:
        raise ValueError(f"地址中不能有{'、'.join(found)}")
    return value


def _endpoint(value: str) -> str:
    if not value:
        raise ValueError("不能为空")
    return without(value, "username", "password", "query", "fragment")


def _secret_word(value: SecretStr) -> SecretStr:
    _word(value.get_secret_value())
    return value


def _word(value: str) -> str:
    if not value or value != value.strip():
        raise ValueError("为空，或两端有空格")
    return value


PARTS = {"username": "用户名", "password": "密码", "query": "“?”及其后的内容", "fragment": "“#”及其后的内容"}
Word = Annotated[str, AfterValidator(_word)]
SecretWord = Annotated[SecretStr, AfterValidator(_secret_word)]
WebAddress = Annotated[str, AfterValidator(_web_address)]  # may be left empty
Endpoint = Annotated[WebAddress, AfterValidator(_endpoint)]  # what paths and queries are added to
