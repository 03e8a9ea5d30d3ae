"""Check of the files on disk: each is there, encrypted, and what was received; a missing or altered one is named."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from bot.ports import Finding
from store.file_storage.file_backend import StorageAway
from store.files import stored_files
from store.vault import VaultError

if TYPE_CHECKING:
    from store.engine.session import Store
    from store.files.file_store import FileStore
    from store.files.stored_files import StoredFile

FILES = "附件"
SHOWN = 20


def files(store: Store, file_store: FileStore, watch: Callable[[int, int], None]) -> Iterator[Finding]:
    """Every attachment is read whole, page by page; what can't be read is named by its case and step."""
    try:
        yield from _each(store, file_store, watch)
    except StorageAway as error:
        yield Finding(FILES, False, f"存储用不了：{error.strerror}。没有查完，请检查 attachments 各项和网络")


def reachable(file_store: FileStore) -> Iterator[Finding]:
    """Whether a bucket takes a file; a folder is examined with the running server."""
    trouble = file_store.backend.trouble()
    if trouble:
        yield Finding(FILES, False, f"{trouble}。请检查 attachments 各项和网络")
    elif file_store.backend.is_remote:
        yield Finding(FILES, True, "对象存储连得上，能写")


def _each(store: Store, file_store: FileStore, watch: Callable[[int, int], None]) -> Iterator[Finding]:
    last, done, wrong = 0, 0, 0
    with store.read() as session:
        total = stored_files.how_many(session)
    while True:
        with store.read() as session:
            page = stored_files.expected(session, last)
        if not page:
            break
        for each, error in stored_files.problems(file_store, page):
            wrong += 1
            if wrong <= SHOWN:
                yield Finding(FILES, False, _told(file_store, each, error))
        last, done = page[-1].id, done + len(page)
        watch(done, max(total, done))
    if wrong > SHOWN:
        yield Finding(FILES, False, f"另有 {wrong - SHOWN} 个")
    clear = stored_files.count_by_key(file_store)[""]
    if clear:
        yield Finding(FILES, False, f"有 {clear} 个文件还没有加密。服务会在后台加密；也可以执行 objection migrate")
    if not wrong and not clear:
        yield Finding(FILES, True, f"{done} 个，都在，都已加密，与收到时一致" if done else "还没有附件")


def _told(file_store: FileStore, file: StoredFile, error: Exception) -> str:
    place = f"{file.number} 第 {file.seq} 步的附件" if file.number else "草稿的附件"
    if isinstance(error, VaultError):
        how = error.told
    elif isinstance(error, FileNotFoundError):
        how = "文件不在"
    elif isinstance(error, OSError):
        how = f"文件读不出来（{error.strerror}）"
    else:
        how = "文件已损坏或被替换，与收到时不一致"
    return f"{place}（编号 {file.id}）：{how}。请保全现状，从备份恢复 {file_store.backend.place(file.digest)}"
