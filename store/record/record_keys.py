"""Keys of the record: one pair an epoch, sealed by the vault and kept for ever; each hands over to the next."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import RowMapping, select

from store.engine.canonical_json import canonical
from store.engine.columns import table_of
from store.tables import RecordEpoch
from store.vault import VaultError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from sqlalchemy.orm import Session

    from store.vault import Vault

FORMAT = "objection-record-key/1"
_ROW = table_of(RecordEpoch)
_SEALED = f"{_ROW.name}:keys_sealed"


@dataclass(frozen=True, slots=True)
class EpochKeys:
    """The keys of one epoch: `mac` authenticates entries, `signing` signs heads."""

    epoch: int
    record: str
    public: str
    mac: bytes = field(repr=False)
    signing: bytes = field(repr=False)

    def entry_mac(self, row: Mapping[str, object] | RowMapping, previous: str) -> str:
        """Binds an entry, by its hash, to its place and to the entry before it."""
        return self._mac("entry", row["epoch"], row["seq"], row["leaf"], previous)

    def tip_seal(self, seq: int, mac: str) -> str:
        """Vouches that this is the record's last entry."""
        return self._mac("tip", self.epoch, seq, mac)

    def _mac(self, *said: object) -> str:
        return hmac.digest(self.mac, canonical(said).encode(), "sha256").hex()

    def sign(self, message: bytes) -> str:
        return _private(self.signing).sign(message).hex()


def _private(signing: bytes) -> Ed25519PrivateKey:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # few processes sign

    return Ed25519PrivateKey.from_private_bytes(signing)


def is_signed(public: str, signature: str, message: bytes) -> bool:
    """Whether this Ed25519 signature is the key's."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(bytes.fromhex(signature), message)
    except (InvalidSignature, ValueError):
        return False
    return True


def open_epoch(session: Session, vault: Vault, now: datetime) -> EpochKeys:
    """Make the keys of the next epoch. The former ones stay: what they vouch for is verified with them."""
    last = newest(session, vault)
    signing = secrets.token_bytes(32)
    keys = EpochKeys(
        epoch=last.epoch + 1 if last else 1,
        record=last.record if last else secrets.token_hex(8),
        public=_private(signing).public_key().public_bytes_raw().hex(),
        mac=secrets.token_bytes(32),
        signing=signing,
    )
    sealed = canonical({"epoch": keys.epoch, "mac": keys.mac.hex(), "signing": keys.signing.hex()})
    values = {"epoch": keys.epoch, "record": keys.record, "opened_at": now, "public": keys.public}
    handover = (last or keys).sign(statement(values))
    session.execute(_ROW.insert().values(values | {"handover": handover, "keys_sealed": vault.seal(sealed, _SEALED)}))
    return keys


def statement(epoch: Mapping[str, object] | RowMapping) -> bytes:
    """What the former signing key signs of the next public key; the first key signs itself."""
    at = epoch["opened_at"]
    told = at.astimezone(UTC).isoformat() if isinstance(at, datetime) else at
    said = {"epoch": epoch["epoch"], "key": epoch["public"], "opened": told, "record": epoch["record"]}
    return canonical(said | {"format": FORMAT}).encode()


def public_digest(public: str) -> str:
    """The digest of a public key in the record."""
    return hashlib.sha256(bytes.fromhex(public)).hexdigest()


def newest(session: Session, vault: Vault) -> EpochKeys | None:
    """The keys of the present epoch; None before the first."""
    row = session.execute(select(_ROW).order_by(_ROW.c.epoch.desc()).limit(1)).mappings().first()
    return _opened(row, vault) if row else None


def of_epoch(session: Session, vault: Vault, epoch: int) -> EpochKeys:
    """Raises VaultError where the keys are gone, changed, or another epoch's."""
    row = session.execute(select(_ROW).where(_ROW.c.epoch == epoch)).mappings().first()
    if row is None:
        raise _unusable(epoch, "没有了")
    return _opened(row, vault)


def is_there(session: Session, epoch: int) -> bool:
    return session.execute(select(_ROW.c.epoch).where(_ROW.c.epoch == epoch)).first() is not None


def epochs(session: Session) -> Iterable[RowMapping]:
    """The keys of all epochs, the first one first."""
    return session.execute(select(_ROW).order_by(_ROW.c.epoch)).mappings().all()


def _opened(row: RowMapping, vault: Vault) -> EpochKeys:
    epoch: int = row["epoch"]
    said = json.loads(vault.open(row["keys_sealed"], _SEALED))
    keys = EpochKeys(epoch, row["record"], row["public"], bytes.fromhex(said["mac"]), bytes.fromhex(said["signing"]))
    if said["epoch"] != epoch or _private(keys.signing).public_key().public_bytes_raw().hex() != keys.public:
        raise _unusable(epoch, "被换过")
    return keys


def _unusable(epoch: int, how: str) -> VaultError:
    return VaultError(f"record_epochs: the keys of epoch {epoch} are not usable", f"第{epoch}期存证密钥{how}")
