"""What of the installation is open to others: file modes, plain http, unverified certificates, example values."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from bot.ports import Finding

OTHERS = stat.S_IRWXO | stat.S_IWGRP  # a group may read: the service's own


@dataclass(frozen=True, slots=True)
class Exposure:
    """Files by their setting; addresses by their key; `examples` are keys that still have the example's value."""

    bind: str
    files: Mapping[str, Path | None]
    addresses: Mapping[str, str] = field(repr=False)
    examples: Sequence[str] = ()
    unverified: Sequence[str] = ()


def exposed(place: Exposure) -> Iterator[Finding]:
    """Every finding; one that says so where there is none."""
    found = [*_files(place.files), *_addresses(place.addresses), *_examples(place.examples), *_bound(place.bind)]
    found += [
        Finding("证书校验", False, f"{key} 已关闭，正式环境请改为 true 或者设置 ca_bundle") for key in place.unverified
    ]
    yield from found or [Finding("对外", True, "文件只有服务帐户可读，地址都是 https 或本机，没有示例值")]


def _files(files: Mapping[str, Path | None]) -> Iterator[Finding]:
    for name, path in files.items():
        if path is None or os.name == "nt" or not path.exists():
            continue
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & OTHERS:
            right = "700" if path.is_dir() else "600"
            text = f"{name} {path} 的权限是 {mode:o}，别的帐户能读或者能改。请执行 chmod {right} {path}"
            yield Finding("文件权限", False, text)


def _addresses(addresses: Mapping[str, str]) -> Iterator[Finding]:
    for key, address in addresses.items():
        parts = urlsplit(address)
        if parts.scheme == "http" and not _is_loopback(parts.hostname or ""):
            yield Finding("明文地址", False, f"{key} 是 http，口令和内容在网络上是明文。请改为 https")


def _examples(keys: Sequence[str]) -> Iterator[Finding]:
    for key in keys:
        yield Finding("示例值", False, f"{key} 还是示例里的值，人人知道。请在管理后台重新生成，再填写")


def _bound(bind: str) -> Iterator[Finding]:
    host = bind.rpartition(":")[0].strip("[]")
    if not _is_loopback(host):
        text = (
            f"server.bind 是 {bind}：反向代理之外也能直接打开，包括 /metrics。"
            "请绑定 127.0.0.1，或者用防火墙只放行反向代理和监控"
        )
        yield Finding("监听地址", False, text)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
