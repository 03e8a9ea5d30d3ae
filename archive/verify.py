"""Checks an archive with nothing but Python: python3 -I verify.py [folder or zip] [--key PUBLIC KEY] [--head HASH]"""

from __future__ import annotations

import hashlib
import html
import json
import re
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))  # which -I leaves out
try:
    import record_proof as proofs  # type: ignore[import-not-found]
except ModuleNotFoundError:  # this file was copied alone: all but the signature is checked, and that is said
    proofs = None

Files = dict[str, bytes]
REFUSED = {"sha256": "", "size": 0, "state": "refused"}  # a file that was not taken
SHANGHAI = timezone(timedelta(hours=8))
COVERED = (
    "seq", "action", "at", "actor_id", "acting_for", "role", "state_from", "state_to",
    "party", "department_id", "clause", "decision", "prev_hash",
)  # fmt: skip
READABLE = ("objection-archive/1", "objection-archive/2", "objection-archive/3")
CLOCK = (
    "due_on", "total_days", "provisional", "started_at", "clause", "party", "round", "limit_days", "cap_days",
)  # fmt: skip
UNSAID = {
    "missed": False, "stopped_at": None, "verdict": None, "reason": "", "verdict_if_kept": None, "not_before": None,
}  # of a limit, until a step says otherwise  # fmt: skip
ELSEWHERE = "联系方式、来源说明、通知送达和致电记录、附件的名称和提交人、部门和角色等名称的写法、逐日计算所引的出处"
MARKS = {"set": "标注", "clear": "清除标注"}


def canonical(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def digest_of(value: object) -> str:
    return sha256(canonical(value).encode())


def read(place: Path) -> dict[str, bytes]:
    """Every file of the archive by its path."""
    if place.is_file():
        with zipfile.ZipFile(place) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    found = (path for path in sorted(place.rglob("*")) if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(place).as_posix(): path.read_bytes() for path in found}


def check_files(files: Files) -> Iterator[str]:
    """Each file has its hash of SHA256SUMS, none is missing and none was added."""
    listed = {}
    for line in files.get("SHA256SUMS", b"").decode().splitlines():
        digest, _, path = line.partition("  ")
        listed[path] = digest
    for path in sorted(listed.keys() | files.keys() - {"SHA256SUMS"}):
        if path not in files:
            yield f"缺少文件 {path}"
        elif path not in listed:
            yield f"多出文件 {path}"
        elif sha256(files[path]) != listed[path]:
            yield f"文件被改动 {path}"


def check_attachments(dossier: Any, files: Files) -> Iterator[str]:
    for row in dossier["attachments"]:
        if row["path"] and sha256(files.get(row["path"], b"")) != row["sha256"]:
            yield f"附件与登记的哈希不符 {row['path']}"


def check_chain(dossier: Any) -> Iterator[str]:
    """Hash chain: each line has its hash and its predecessor's; the last is the ticket's head."""
    previous = ""
    for place, line in enumerate(dossier["history"], 1):
        said = {name: line[name] for name in COVERED}
        if line["seq"] != place or line["prev_hash"] != previous:
            yield f"历史第 {place} 步缺失或次序不符"
        if digest_of({"number": dossier["number"], **said}) != line["hash"]:
            yield f"历史第 {line['seq']} 步被改动"
        previous = line["hash"]
    if (len(dossier["history"]), previous) != (dossier["ticket"]["seq"], dossier["ticket"]["history_head"]):
        yield "历史的末端缺失"


def check_texts(dossier: Any) -> Iterator[str]:
    """The texts have the hashes in the history; erased ones are listed in the record of erasures."""
    vouched = {
        (line["seq"], field): digest
        for line in dossier["history"]
        for field, digest in json.loads(line["decision"])["texts"].items()
    }
    erased = {
        (seq, field, digest)
        for record in dossier["erasures"]
        for seq, field, digest in json.loads(record["what"])["texts"]
    }
    for text in dossier["texts"]:
        seq, field, digest = text["seq"], text["field"], text["digest"]
        if vouched.pop((seq, field), "") != digest:
            yield f"第 {seq} 步的文字 {field} 与历史不符"
        elif text["text"] is None and (seq, field, digest) not in erased:
            yield f"第 {seq} 步的文字 {field} 不见了，没有删除记录"
        elif text["text"] is not None and sha256((text["salt"] + text["text"]).encode()) != digest:
            yield f"第 {seq} 步的文字 {field} 被改动"
    yield from (f"缺少第 {seq} 步的文字 {field}" for seq, field in vouched)


def check_actors(dossier: Any) -> Iterator[str]:
    """Since format 2: who acted, as printed, is what the line vouches for, and no line lost its actor."""
    if dossier["format"] == READABLE[0]:
        return
    recorded = {text["seq"]: text["text"] for text in dossier["texts"] if text["field"] == "actor"}
    if [step["seq"] for step in dossier["steps"]] != [line["seq"] for line in dossier["history"]]:
        yield "办理过程与历史的步数不符"
    for step, line in zip(dossier["steps"], dossier["history"], strict=False):
        by, text = step["by"], recorded.get(line["seq"])
        if not line["actor_id"]:
            claimed = (by["name"], by["unit"], by.get("account", ""), by["roles"]) != ("系统", "", "", [])
        elif text is None:
            claimed = by["as_recorded"] and not by["erased"]
        else:
            said = json.loads(text)
            claimed = said_of(by) != said_of(said) or ("for" in by and said_of(by["for"]) != said_of(said["for"]))
        if claimed:
            yield f"第 {line['seq']} 步的办理人与历史不符"


def said_of(who: Any) -> tuple[Any, ...]:
    """What is compared; the roles are printed in the district's words, and recorded in the law's."""
    return (who["name"], who["unit"], who.get("account", ""), len(who["roles"]), "for" in who)


def check_facts(dossier: Any) -> Iterator[str]:
    """Replaying the history gives the ticket and its limits as recorded."""
    facts: dict[str, Any] = {"score": None}
    clocks: dict[Any, dict[str, Any]] = {}
    for line in dossier["history"]:
        decision = json.loads(line["decision"])
        facts.update(decision["changes"])
        facts["score"] = decision["data"].get("score") if decision["action"] == "评价" else facts["score"]
        for op in decision["clock_ops"]:
            clocks.setdefault((op["kind"], op["start_seq"], op["department_id"]), {**UNSAID}).update(op["fields"])
    for name, value in facts.items():
        if name in dossier["ticket"] and dossier["ticket"][name] != value:
            yield f"工单的 {name} 与历史不符"
    for clock in dossier["clocks"]:
        fields = clocks.pop((clock["kind"], clock["start_seq"], clock["department_id"]), None)
        names = [name for name in (*CLOCK, *UNSAID) if name in clock or dossier["format"] != READABLE[0]]
        if fields is None or any(clock[name] != fields[name] for name in names if name in fields):
            yield f"期限 {clock['kind']}（{clock['due_on']}）与历史不符"
    yield from (f"缺少期限 {kind}" for kind, _, _ in clocks)


def check_marks(dossier: Any) -> Iterator[str]:
    """Since format 2: the marks on the data are those that the steps set and cleared."""
    if dossier["format"] == READABLE[0]:
        return
    done = [(json.loads(line["decision"]).get("flag"), line["at"]) for line in dossier["history"]]
    told = [(each["event"], each["at"]) for each in dossier["flags"] if each["event"] in MARKS.values()]
    if told != [(MARKS[flag], at) for flag, at in done if flag in MARKS]:
        yield "标注与历史不符"


def check_page(dossier: Any, files: Files) -> Iterator[str]:
    """The page to be printed has every text of the steps; what it says besides is not compared."""
    page = squeezed(re.sub("<[^>]*>", "", files.get("index.html", b"").decode()))
    for text in dossier["texts"]:
        if text["field"] != "actor" and text["text"] and squeezed(text["text"]) not in page:
            yield f"网页上没有第 {text['seq']} 步的文字 {text['field']}"


def squeezed(text: str) -> str:
    return "".join(html.unescape(text).split())


def check_days(dossier: Any) -> Iterator[str]:
    """Each limit's days follow one another from the day of the event, and the last counted one is the due day."""
    for clock in dossier["clocks"]:
        lines, name = clock["proof"]["days"], f"期限 {clock['kind']}（{clock['due_on']}）"
        days = [date.fromisoformat(line["day"]) for line in lines]
        counted = [line["counted"] for line in lines if line["counted"]]
        start = datetime.fromisoformat(clock["started_at"]).astimezone(SHANGHAI).date()
        if days != [start + timedelta(days=place) for place in range(len(days))] or lines[0]["counted"]:
            yield f"{name}的逐日计算不连续"
        if counted != list(range(1, clock["total_days"] + 1)):
            yield f"{name}的工作日数不符"
        if days[-1].isoformat() != clock["due_on"] and not clock["proof"]["recounted"]:
            yield f"{name}的到期日不符"


def check_sealed(dossier: Any) -> Iterator[str]:
    """Since format 3: what was sealed when it was written is what the archive holds, and nothing is missing."""
    record, number = dossier["record"], dossier["number"]
    sealed = {(entry["kind"], entry["step"]): entry["digest"] for entry in record["entries"]}  # the latest of each
    yield from ("档案附有别的工单的存证" for entry in record["entries"] if entry["subject"] != number)
    for line in dossier["history"]:
        if sealed.pop(("办理步骤", line["seq"]), "") != line["hash"]:
            yield f"第 {line['seq']} 步与存证不符"
    if sealed.pop(("登记事项", 0), "") != digest_of(record["filing"]):
        yield "登记事项与存证不符"
    printed = dossier["ticket"] | {"rulebook": dossier["rulebook"]}
    yield from (
        f"工单的 {name} 与存证不符" for name, said in record["filing"].items() if printed.get(name, said) != said
    )
    for row in dossier["attachments"]:
        told = {name: row[name] for name in ("seq", "sha256", "size", "state")}
        if sealed.pop(("附件", row["entry"]), "") != digest_of(told):
            yield f"第 {row['seq']} 步的附件 {row['name']} 与存证不符"
    refused = {digest_of(REFUSED | {"seq": line["seq"]}) for line in dossier["history"]}
    for (kind, step), digest in sealed.items():
        if kind == "办理步骤" or (kind == "附件" and digest not in refused):
            yield f"存证中的{kind} {step} 不在档案中"


def unknown(dossier: Any, key: str) -> Iterator[str]:
    """What this check can't know, said with every result."""
    if dossier["format"] in READABLE[:2]:
        yield "旧格式的档案没有签名的存证：整份重写不能发现，除非用 --head 给出历史链末端"
        return
    record = dossier["record"]
    if proofs is None:
        yield "本程序旁边没有 record_proof.py：存证的签名没有核对"
    elif not key:
        yield "没有用 --key 给出公布的公钥：连同签名一起重写的档案不能发现"
    if any(entry["found"] for entry in record["entries"]):
        yield "有的内容在系统升级时按原样封存，此前是否被改动不能发现"
    if record["head"]:
        told = f"存证签于 {record['head']['at']}，共 {record['head']['size']} 条"
        yield f"{told}：此后有无办理"
        yield f"以下须在原系统中核对：{ELSEWHERE}"
        yield "网页 index.html 只核对了各步的文字：其余以 ticket.json 为准"


def problems(files: Files, head: str, key: str = "") -> Iterator[str]:
    yield from check_files(files)
    dossier = json.loads(files["ticket.json"])
    yield from check_attachments(dossier, files)
    if dossier["format"] not in READABLE:
        raise ValueError(f"格式 {dossier['format']} 不认识，请用档案自带的 verify.py")
    for check in (check_chain, check_texts, check_actors, check_facts, check_marks, check_days):
        yield from check(dossier)
    yield from check_page(dossier, files)
    if dossier["format"] not in READABLE[:2]:
        yield from check_sealed(dossier)
        yield from proofs.check_proofs(dossier["record"], key) if proofs else ()
    if head and dossier["ticket"]["history_head"] != head:
        yield "历史链的末端不是给定的那一个"


def main(arguments: list[str]) -> int:
    """Exit code 0 where everything verifies, 1 where something does not, 2 where this is no archive."""
    options = {name: arguments.pop(arguments.index(name) + 1) for name in ("--head", "--key") if name in arguments[:-1]}
    places = [Path(each) for each in arguments if each not in options] or [Path(__file__).resolve().parent]
    key = options.get("--key", "").lower()
    try:
        files = read(places[0])
        found = list(problems(files, options.get("--head", ""), key))
        dossier = json.loads(files["ticket.json"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError, LookupError, zipfile.BadZipFile) as error:
        sys.stdout.write(f"不能核验：{type(error).__name__} {error}\n")
        return 2
    sys.stdout.writelines(f"不符：{each}\n" for each in found)
    if not found:
        steps, limits = len(dossier["history"]), len(dossier["clocks"])
        sys.stdout.write(f"核验通过 {dossier['number']}：{len(files)} 个文件，{steps} 步，{limits} 个期限\n")
        sys.stdout.write(f"历史链末端 {dossier['ticket']['history_head']}\n")
    sys.stdout.writelines(f"核验不了：{each}\n" for each in unknown(dossier, key))
    return 1 if found else 0


if __name__ == "__main__":
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8")
    sys.exit(main(sys.argv[1:]))
