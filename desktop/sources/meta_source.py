"""What the sources of Meta's networks share; the networks differ in their `Form` alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any, ClassVar

from desktop.core.addresses import with_scheme
from desktop.core.sources import (
    AuthNeeded,
    BadData,
    FetchResult,
    HistoryPage,
    Reason,
    SourceInfo,
    SourceSetup,
)
from desktop.i18n import N_
from desktop.sources.http import Http
from desktop.sources.meta_graph import Graph
from desktop.sources.meta_look import Form, MetaLook, MetaPast
from desktop.sources.round import Round

GRAPH = "https://graph.facebook.com/v24.0"
EXPLORER = "https://developers.facebook.com/tools/explorer/"
NOTICE = N_("Belongs to Meta, a company found extremist and banned in Russia.")
_ACCOUNT = re.compile(r"^(?:https?://)?(?:[\w.-]+\.com/)?@?([\w.-]{1,100})/?(?:\?.*)?$")
_REQUESTS = 12


class MetaSource:
    """An account of the owner's. `fetch` and `history` run in a pool thread."""

    info: ClassVar[SourceInfo]
    form: ClassVar[Form]

    def __init__(self, setup: SourceSetup, http: Http) -> None:
        fields = setup.fields
        self._base = with_scheme(fields.get("endpoint", "") or self.info.endpoint).rstrip("/")
        self._proxy = fields.get("proxy", "")
        found = _ACCOUNT.match(fields.get("account", "").strip())
        self._account = found[1] if found else ""
        self._token = setup.secrets.get("token", "").strip()
        self._terms = setup.terms
        self._http = http.hiding(self._token) if self._token else http

    def fetch(self, cursor: str | None) -> FetchResult:
        """Read what is new below the account's posts and about it. Raises only `SourceError`."""
        self._check()
        look = Round(cursor, self._terms, most_requests=_REQUESTS)
        work = MetaLook(self._graph(look.notes, look.asked), self.form, self._account, look)
        tagged = f"{self._account}/{self.form.tagged}"
        return look.visit(
            [
                (self._account, partial(work.posts, self._account)),
                (tagged, partial(work.tagged, tagged)),
            ]
        )

    def history(self, cursor: str | None, since: datetime) -> HistoryPage:
        """Read a little further back. Raises only `SourceError`."""
        self._check()
        return MetaPast(cursor, self._graph({}), self.form, self._account, since).step()

    def _check(self) -> None:
        if not self._token:
            raise AuthNeeded(Reason.KEY_MISSING)
        if not self._account:
            raise BadData(Reason.BAD_SETTING, "no account")

    def _graph(self, notes: dict[str, Any], before: Callable[[], None] = lambda: None) -> Graph:
        return Graph(self._http, self._base, self._token, self._proxy, notes, before)
