"""The feed source against a real WordPress: posts, comments, search, validators.

    python -m tests.real_servers.wordpress [--folder DIR]

Needs the distribution's packages (Debian: `apt-get install --no-install-recommends wordpress
mariadb-server php-cli php-mysql php-xml`). Takes about twenty seconds; nothing of an installed
site or database is touched.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import threading
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from desktop.core.models import Item
from desktop.core.sources import FetchResult, SourceSetup
from desktop.sources.feed import FeedSource
from desktop.sources.http import Http, Limits
from desktop.sources.pacing import Pacing
from tests.real_servers.checks import Checks, folder_asked_for, free_port, unprivileged, wait_for

PROGRAM = Path("/usr/share/wordpress")
SERVER = "/usr/sbin/mariadbd"
HERE = Path(__file__).parent
TITLE = "Fish & chips"
TEXT = "<p>Ромашка: it was &amp;amp; is <b>slow</b></p>"


def main() -> int:
    """0 when every check passed."""
    folder = folder_asked_for(__doc__, "wordpress")
    checks = Checks()
    with ExitStack() as stack:
        database = stack.enter_context(_database(folder / "run"))
        _check(stack.enter_context(_site(folder / "site", database)), checks)
    return checks.summary()


class WordPress:
    """The running site: where it is, and how to make things happen on it."""

    def __init__(self, folder: Path, address: str) -> None:
        self._folder = folder
        self.address = address

    def order(self, *words: str) -> int:
        """Have something published, changed or removed; the number of what was made."""
        command = ["php", str(HERE / "wordpress.php"), *words]
        answer = subprocess.run(
            command, cwd=self._folder, check=True, capture_output=True, text=True
        )
        return int(json.loads(answer.stdout.splitlines()[-1])["made"])


def _check(site: WordPress, checks: Checks) -> None:
    patient = Limits(read_s=20, whole_s=30)
    clock = lambda: datetime.now(UTC)  # noqa: E731
    http = Http(stop=threading.Event(), clock=clock, pacing=Pacing(), limits=patient)

    def fetch(query: str, cursor: str | None = None) -> FetchResult:
        return FeedSource(SourceSetup({"url": f"{site.address}/?{query}"}), http).fetch(cursor)

    def titled(result: FetchResult) -> Item | None:
        return next((item for item in result.items if item.title == TITLE), None)

    post = site.order("post", TITLE, TEXT)
    comment = site.order("comment", str(post), "Анна", "Долго ждали &amp; холодно")
    for kind in ("rss2", "atom"):
        first = fetch(f"feed={kind}")
        item = titled(first)
        checks.that(f"{kind}: the title is decoded as often as it was encoded", item is not None)
        text = item.text if item else ""
        checks.that(f"{kind}: the text is plain", text == "Ромашка: it was &amp; is slow")
        checks.that(f"{kind}: the time is known", bool(item and item.created_at))
        again = fetch(f"feed={kind}", first.cursor)
        checks.that(f"{kind}: unchanged is unchanged", again.not_modified and not again.items)

    words = urllib.parse.quote("Ромашка")
    checks.that("a search is a feed", titled(fetch(f"s={words}&feed=rss2")) is not None)
    empty = fetch("s=unheard&feed=rss2")
    checks.that("a search without finds is empty", not empty.items)

    said = fetch("feed=comments-rss2")
    mine = [item for item in said.items if item.author_name == "Анна"]
    checks.that("comments come with their authors", len(mine) == 1)
    checks.that("a comment is decoded once", bool(mine) and "&" in mine[0].text)
    before = fetch("feed=rss2")
    site.order("edit", str(post), "<p>Ромашка: better</p>")
    edited = titled(fetch("feed=rss2", before.cursor))
    checks.that("an edited post comes again", bool(edited and edited.text == "Ромашка: better"))
    another = site.order("comment", str(post), "Bob", "Me too")
    news = fetch("feed=comments-rss2", said.cursor)
    checks.that("only the new comment comes", [item.author_name for item in news.items] == ["Bob"])
    site.order("remove", str(another))
    site.order("remove", str(comment))
    left = fetch("feed=comments-rss2")
    checks.that("removed comments are gone", not [i for i in left.items if i.author_name == "Bob"])


@contextmanager
def _database(folder: Path) -> Iterator[str]:
    """Host and port of a fresh database named `wp`."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    user = unprivileged("mysql", folder)
    data, socket, port = str(folder / "data"), str(folder / "sock"), free_port()
    make = ["mariadb-install-db", "--no-defaults", f"--datadir={data}", "--skip-test-db"]
    make.append("--auth-root-authentication-method=normal")
    subprocess.run([*user, *make], check=True, stdout=subprocess.DEVNULL)
    run = [SERVER, "--no-defaults", f"--datadir={data}", f"--socket={socket}"]
    run += ["--bind-address=127.0.0.1", f"--port={port}", f"--pid-file={folder / 'pid'}"]
    run += ["--innodb-buffer-pool-size=32M", "--performance-schema=OFF"]
    with (folder / "log").open("w", encoding="utf-8") as log:
        process = subprocess.Popen([*user, *run], stdout=log, stderr=log)
        try:
            wait_for(port, process)
            grants = "create database wp character set utf8mb4;"
            for host in ("127.0.0.1", "localhost"):
                grants += f"create user wp@{host} identified by 'wp';"
                grants += f"grant all on wp.* to wp@{host};"
            client = ["mariadb", "--no-defaults", "-uroot", "-S", socket, "-e", grants]
            subprocess.run(client, check=True)
            yield f"127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(30)


@contextmanager
def _site(folder: Path, database: str) -> Iterator[WordPress]:
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(PROGRAM, folder, symlinks=False, ignore_dangling_symlinks=True)
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    (folder / "wp-config.php").write_text(_config(database, address), encoding="utf-8")
    with (folder.parent / "site.log").open("w", encoding="utf-8") as log:
        command = ["php", "-S", f"127.0.0.1:{port}", "-t", str(folder)]
        process = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            wait_for(port, process)
            _install(address)
            yield WordPress(folder, address)
        finally:
            process.terminate()
            process.wait(10)


def _install(address: str) -> None:
    answers = {
        "weblog_title": "Test",
        "user_name": "admin",
        "admin_password": "adminpass1",
        "admin_password2": "adminpass1",
        "pw_weak": "1",
        "admin_email": "a@example.org",
        "Submit": "1",
    }
    form = urllib.parse.urlencode(answers).encode()
    with urllib.request.urlopen(f"{address}/wp-admin/install.php?step=2", form, 60) as answer:
        assert answer.status == 200


def _config(database: str, address: str) -> str:
    constants = {
        "DB_NAME": "wp",
        "DB_USER": "wp",
        "DB_PASSWORD": "wp",
        "DB_HOST": database,
        "DB_CHARSET": "utf8mb4",
        "WP_HOME": address,
        "WP_SITEURL": address,
        "WP_HTTP_BLOCK_EXTERNAL": True,
        "DISABLE_WP_CRON": True,
        "AUTOMATIC_UPDATER_DISABLED": True,
    }
    lines = [
        f"define({json.dumps(name)}, {json.dumps(value)});" for name, value in constants.items()
    ]
    head = ["<?php", *lines, "$table_prefix = 'wp_';"]
    tail = ["if (!defined('ABSPATH')) define('ABSPATH', __DIR__ . '/');"]
    return "\n".join([*head, *tail, "require_once ABSPATH . 'wp-settings.php';", ""])


if __name__ == "__main__":
    sys.exit(main())
