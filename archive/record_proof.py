"""Checks signed heads with nothing but Python: python3 -I record_proof.py HEAD.json … [--key PUBLIC KEY]"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any


def canonical(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def told_without(said: Any, left_out: str) -> bytes:
    return canonical({name: value for name, value in said.items() if name != left_out}).encode()


def check_proofs(record: Any, key: str) -> Iterator[str]:
    """Every entry is included in the signed head (RFC 6962), whose key is the one given or its successor."""
    head = record["head"]
    if head is None:
        yield "档案没有签名的存证，请在次日重新导出"
        return
    for entry in record["entries"]:
        leaf = hashlib.sha256(b"\0" + told_without(entry, "path")).digest()
        path = [bytes.fromhex(node) for node in entry["path"]]
        if root_of(leaf, entry["seq"] - 1, head["size"], path).hex() != head["root"]:
            yield f"{entry['kind']} {entry['step']} 不在签名的存证之内"
    if not is_signed(head["key"], head["signature"], told_without(head, "signature")):
        yield "存证的签名不符"
    if head["key"] not in trusted(record["keys"], key or record["keys"][0]["key"]):
        yield "存证不是由给定的公钥（或它交接的公钥）签名的"


def trusted(keys: Any, first: str) -> set[str]:
    """The given key and those it handed over to, one after another."""
    known = {first}
    for before, after in pairwise(keys):
        said = {name: after[name] for name in ("epoch", "key", "opened", "record")}
        told = canonical(said | {"format": "objection-record-key/1"}).encode()
        if before["key"] in known and is_signed(before["key"], after["handover"], told):
            known.add(after["key"])
    return known


def pair(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


def root_of(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes:
    """The root that an audit path leads to; empty where its length does not fit."""
    joined, last, nodes = leaf, size - 1, iter(path)
    while last:
        if index & 1 or index < last:  # else the node has no sibling and moves up as it is
            sibling = next(nodes, b"")
            joined = pair(sibling, joined) if index & 1 else pair(joined, sibling)
        index, last = index >> 1, last >> 1
    return b"" if next(nodes, b"") else joined


# Ed25519 (RFC 8032, 5.1.7), which the standard library lacks.
PRIME, ORDER = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
CURVE = -121665 * pow(121666, -1, PRIME) % PRIME
Point = tuple[int, int]


def added(one: Point, other: Point) -> Point:
    (a, b), (c, d) = one, other
    skew = CURVE * a * b * c * d % PRIME
    return (a * d + b * c) * pow(1 + skew, -1, PRIME) % PRIME, (b * d + a * c) * pow(1 - skew, -1, PRIME) % PRIME


def times(factor: int, point: Point) -> Point:
    total = (0, 1)
    while factor:
        total = added(total, point) if factor & 1 else total
        point, factor = added(point, point), factor >> 1
    return total


def point_of(packed: bytes) -> Point:
    """Raises ValueError where the bytes are no point of the curve."""
    odd, y = divmod(int.from_bytes(packed, "little"), 2**255)
    square = (y * y - 1) * pow(CURVE * y * y + 1, -1, PRIME) % PRIME
    x = pow(square, (PRIME + 3) // 8, PRIME)
    x = x if x * x % PRIME == square else x * pow(2, (PRIME - 1) // 4, PRIME) % PRIME
    if len(packed) != 32 or y >= PRIME or x * x % PRIME != square or (x == 0 and odd):
        raise ValueError("no point")
    return (x if x & 1 == odd else PRIME - x), y


def is_signed(key: str, signature: str, message: bytes) -> bool:
    try:
        packed, signed = bytes.fromhex(key), bytes.fromhex(signature)
        public, commitment, factor = point_of(packed), point_of(signed[:32]), int.from_bytes(signed[32:], "little")
    except ValueError:
        return False
    digest = int.from_bytes(hashlib.sha512(signed[:32] + packed + message).digest(), "little") % ORDER
    return len(signed) == 64 and factor < ORDER and times(factor, BASE) == added(commitment, times(digest, public))


BASE = point_of(bytes.fromhex("58" + "66" * 31))


def is_consistent(first: int, old: str, second: int, new: str, proof: list[str]) -> bool:
    """Whether the first entries are those of the smaller tree (RFC 9162, 2.1.4.2)."""
    if first == second:
        return not proof and old == new
    nodes = [bytes.fromhex(node) for node in ([] if first & (first - 1) else [old]) + proof]
    index, last = first - 1, second - 1
    while index & 1:
        index, last = index >> 1, last >> 1
    if not nodes or not 0 < first < second:
        return False
    was = now = nodes[0]
    for node in nodes[1:]:
        if index & 1 or index == last:
            was, now = pair(node, was), pair(node, now)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            now = pair(now, node)
        index, last = index >> 1, last >> 1
    return last == 0 and (was.hex(), now.hex()) == (old, new)


def check_heads(files: list[Any], key: str) -> Iterator[str]:
    """Each head is signed by the key or its successor; of two in a row the later contains the earlier."""
    for told in files:
        head, name = told["head"], told["head"]["at"]
        if not is_signed(head["key"], head["signature"], told_without(head, "signature")):
            yield f"{name} 的签名不符"
        if head["key"] not in trusted(told["keys"], key or told["keys"][0]["key"]):
            yield f"{name} 不是由给定的公钥（或它交接的公钥）签名的"
        since = told["since"]
        if since and not is_consistent(since["size"], since["root"], head["size"], head["root"], since["proof"]):
            yield f"{name} 不含它所称的前一份存证"
    for before, after in pairwise(files):
        old, new, since = before["head"], after["head"], after["since"]
        if old["record"] != new["record"]:
            yield f"{new['at']} 与 {old['at']} 不是同一个系统的存证"
        elif old["size"] == new["size"] and old["root"] != new["root"]:
            yield f"{new['at']} 与 {old['at']} 条数相同而内容不同：记录被改写"
        elif old["size"] > new["size"]:
            yield f"{new['at']} 比 {old['at']} 少 {old['size'] - new['size']} 条：记录被去掉或整库退回"
        elif since and since["size"] == old["size"] and since["root"] != old["root"]:
            yield f"{new['at']} 不含 {old['at']} 的存证：记录被改写"


def main(arguments: list[str]) -> int:
    """Exit code 0 where everything verifies, 1 where something does not, 2 where this is no head."""
    key = arguments.pop(arguments.index("--key") + 1).lower() if "--key" in arguments[:-1] else ""
    try:
        files = [json.loads(Path(each).read_text("utf-8")) for each in arguments if each != "--key"]
        found = list(check_heads(sorted(files, key=lambda told: told["head"]["at"]), key))
    except (OSError, ValueError, KeyError, TypeError, LookupError) as error:
        sys.stdout.write(f"不能核验：{type(error).__name__} {error}\n")
        return 2
    sys.stdout.writelines(f"不符：{each}\n" for each in found)
    for told in files if not found else []:
        head = told["head"]
        sys.stdout.write(f"核验通过：{head['at']} 共 {head['size']} 条，根值 {head['root']}，公钥 {head['key']}\n")
    if not key:
        sys.stdout.write("核验不了：没有用 --key 给出公布的公钥，连同签名一起重写的不能发现\n")
    return 1 if found or not files else 0


if __name__ == "__main__":
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8")
    sys.exit(main(sys.argv[1:]))
