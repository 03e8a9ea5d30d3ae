"""Recipients: `|`-joined strings in send, arrays in update; invalid ones are listed in the answer, no error."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.wecom.errors import ApiError
from sandbox.wecom.tenant import Tenant

MOST_USERS, MOST_PARTIES = 1000, 100


@dataclass(frozen=True, slots=True)
class Recipients:
    users: tuple[str, ...]
    invalid_users: tuple[str, ...] = ()
    invalid_parties: tuple[str, ...] = ()
    invalid_tags: tuple[str, ...] = ()

    def reply_fields(self) -> dict[str, str]:
        """The fields of the reply; user ids in lower case, as the server spells them."""
        return {
            "invaliduser": "|".join(self.invalid_users).lower(),
            "invalidparty": "|".join(self.invalid_parties),
            "invalidtag": "|".join(self.invalid_tags),
            "unlicenseduser": "",
        }


def check_agent(tenant: Tenant, body: Mapping[str, Any], *, other_app: int) -> None:
    """An int or a string of digits: 41011 missing, 40056 no number, `other_app` when it is not this token's."""
    agent = body.get("agentid")
    if agent in (None, ""):
        raise ApiError(41011)
    if isinstance(agent, bool) or not str(agent).isdigit():
        raise ApiError(40056)
    if tenant.switches.strict and int(str(agent)) != tenant.settings.agent_id:
        raise ApiError(other_app)


def resolve(tenant: Tenant, body: Mapping[str, Any]) -> Recipients:
    """82001 with no target at all, 82002 and 82003 beyond 100, 40031 beyond 1000 users."""
    users, parties, tags = (_split(body.get(name)) for name in ("touser", "toparty", "totag"))
    if not users and not parties and not tags:
        raise ApiError(82001)
    if "@all" in users:
        every = tenant.directory.members
        return Recipients(tuple(member.userid for key, member in every.items() if tenant.directory.find(key)))
    _check_counts(tenant, users, parties, tags)
    known = [member.userid for user in users if (member := tenant.directory.find(user))]
    bad_users = tuple(user for user in users if tenant.directory.find(user) is None)
    if tenant.faults.next_fault("api", ("partial",), "message/send"):
        bad_users += (known.pop() if len(known) > 1 else "Nobody.Here",)
    staff, bad_parties = _staff(tenant, parties)
    return Recipients(tuple(dict.fromkeys(known + staff)), bad_users, bad_parties, tuple(tags))


def resolve_arrays(tenant: Tenant, body: Mapping[str, Any]) -> tuple[tuple[str, ...], list[str]]:
    """The known users of an update, and the unknown ones; 40063 when it names nobody."""
    if str(body.get("atall", 0)) == "1":
        return (), []
    users, parties = _array(body.get("userids")), _array(body.get("partyids"))
    if not users and not parties and not _array(body.get("tagids")):
        raise ApiError(40063, "userids")
    known = [member.userid for user in users if (member := tenant.directory.find(user))]
    staff, _ = _staff(tenant, parties)
    unknown = [user.lower() for user in users if tenant.directory.find(user) is None]
    return tuple(dict.fromkeys(known + staff)), unknown


def _check_counts(tenant: Tenant, users: list[str], parties: list[str], tags: list[str]) -> None:
    if not tenant.switches.strict:
        return
    if len(users) > MOST_USERS:
        raise ApiError(40031)
    if len(parties) > MOST_PARTIES:
        raise ApiError(82002)
    if len(tags) > MOST_PARTIES:
        raise ApiError(82003)


def _staff(tenant: Tenant, parties: list[str]) -> tuple[list[str], tuple[str, ...]]:
    known = [party for party in parties if party.isdigit() and int(party) in tenant.directory.departments]
    members = [each.userid for party in known for each in tenant.directory.staff(int(party), children=True)]
    return members, tuple(party for party in parties if party not in known)


def _split(value: Any) -> list[str]:
    return [part.strip() for part in str(value if value is not None else "").split("|") if part.strip()]


def _array(value: Any) -> list[str]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise ApiError(40035, "userids, partyids and tagids are arrays here")
    return [str(each) for each in value]
