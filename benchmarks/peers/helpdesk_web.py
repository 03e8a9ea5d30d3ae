"""django-helpdesk as a server: its WSGI application behind a2wsgi on uvicorn, as our pages are.

Started by `benchmarks.footprint` with the Python of an environment that has django-helpdesk, uvicorn, uvloop, httptools
and a2wsgi: `helpdesk_web.py FOLDER PORT`. `prepare` instead of a port only makes the database.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"


def settings(folder: Path) -> dict[str, Any]:
    """What `django-admin startproject` and the manual of django-helpdesk ask for, and nothing else."""
    return {
        "DATABASES": {
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": str(folder / "helpdesk.db"),
                "OPTIONS": {"init_command": PRAGMAS, "transaction_mode": "IMMEDIATE"},
            }
        },
        "INSTALLED_APPS": [
            "django.contrib.admin",
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "django.contrib.messages",
            "django.contrib.sites",
            "django.contrib.humanize",
            "django.contrib.staticfiles",
            "rest_framework",
            "helpdesk",
        ],
        "MIDDLEWARE": [
            "django.middleware.security.SecurityMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
        ],
        "TEMPLATES": [
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                    ]
                },
            }
        ],
        "SITE_ID": 1,
        "SECRET_KEY": "benchmark",
        "ALLOWED_HOSTS": ["127.0.0.1"],
        "USE_TZ": True,
        "STATIC_URL": "/static/",
        "ROOT_URLCONF": "urls",
        "DEFAULT_AUTO_FIELD": "django.db.models.AutoField",
        "HELPDESK_TEAMS_MODE_ENABLED": False,
        "MEDIA_ROOT": str(folder),
    }


def main() -> None:
    folder, port = Path(sys.argv[1]), sys.argv[2]
    sys.path.insert(0, str(folder))
    (folder / "urls.py").write_text(
        "from django.contrib import admin\nfrom django.urls import include, path\n"
        "urlpatterns = [path('admin/', admin.site.urls), path('', include('helpdesk.urls'))]\n"
    )
    from django.conf import settings as chosen

    chosen.configure(**settings(folder))
    if port == "prepare":
        prepare()
        return
    import uvicorn
    from a2wsgi import WSGIMiddleware
    from django.core.wsgi import get_wsgi_application

    uvicorn.run(WSGIMiddleware(get_wsgi_application(), workers=8), port=int(port), access_log=False)


def prepare() -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


if __name__ == "__main__":
    main()
