"""django-helpdesk in its fastest setup on SQLite: WAL and FULL as ours, mail rendered to an in-memory backend.

Started by `benchmarks.tickets` with the Python of an environment that has it, isolated from this folder. Reads
`create N` or `change N` from its input and answers the seconds per ticket; says what is missing where it is.
"""

from __future__ import annotations

import sys
import time
from importlib import import_module
from pathlib import Path
from typing import Any

MISSING = "django-helpdesk is missing from {python}: make an environment of its own and `pip install django-helpdesk`"
PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
BODY = "路灯坐标与现场不符，门牌八十八号应为九十九号。" * 4


def settings(folder: Path) -> dict[str, Any]:
    return {
        "DATABASES": {
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": str(folder / "helpdesk.db"),
                "OPTIONS": {"init_command": PRAGMAS, "transaction_mode": "IMMEDIATE"},
            }
        },
        "INSTALLED_APPS": [
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "django.contrib.sites",
            "django.contrib.humanize",
            "helpdesk",
        ],
        "SITE_ID": 1,
        "SECRET_KEY": "benchmark",
        "USE_TZ": True,
        "EMAIL_BACKEND": "django.core.mail.backends.locmem.EmailBackend",
        "DEFAULT_AUTO_FIELD": "django.db.models.AutoField",
        "HELPDESK_TEAMS_MODE_ENABLED": False,
        "HELPDESK_PUBLIC_TICKET_DUE_DATE": None,
        "TEMPLATES": [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
        "MEDIA_ROOT": str(folder),
    }


class Peer:
    """One queue, one agent, and as many tickets as asked for."""

    def __init__(self) -> None:
        accounts, models = import_module("django.contrib.auth"), import_module("helpdesk.models")
        self.user = accounts.get_user_model().objects.create_user("agent", "agent@example.org", is_staff=True)
        self.queue = models.Queue.objects.create(
            title="objections", slug="objections", allow_public_submission=True, new_ticket_cc="team@example.org"
        )
        self.made: list[Any] = []

    def create(self) -> None:
        form = import_module("helpdesk.forms").PublicTicketForm(
            data={
                "queue": self.queue.id,
                "title": "路灯设施信息",
                "body": BODY,
                "priority": 3,
                "submitter_email": "z@example.org",
            }
        )
        assert form.is_valid(), form.errors
        self.made.append(form.save(user=None))

    def change(self) -> None:
        """The agent takes the ticket and notifies the submitter."""
        import_module("helpdesk.update_ticket").update_ticket(
            self.user, self.made.pop(), comment="已收办", public=True, owner=self.user.id, new_status=2
        )


def main() -> None:
    try:
        django, apps = import_module("django"), import_module("django.conf")
        import_module("helpdesk")
    except ImportError:
        sys.exit(MISSING.format(python=sys.executable))
    apps.settings.configure(**settings(Path(sys.argv[1])))
    django.setup()
    urls = import_module("django.urls")
    apps.settings.ROOT_URLCONF = (urls.path("", urls.include("helpdesk.urls")),)
    import_module("django.core.management").call_command("migrate", verbosity=0)
    peer = Peer()
    print("ready", flush=True)
    for line in sys.stdin:
        work, count = line.split()
        began = time.perf_counter()
        for _ in range(int(count)):
            getattr(peer, work)()
        print((time.perf_counter() - began) / int(count), flush=True)
        import_module("django.core.mail").outbox.clear()


if __name__ == "__main__":
    main()
