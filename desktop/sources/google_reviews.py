"""Google reviews of one place: up to five, chosen by Google, and how many there are in all."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from desktop.core.addresses import is_web_address, with_scheme
from desktop.core.models import Item, Keep, MentionKind
from desktop.core.sources import (
    AuthNeeded,
    BadData,
    FetchResult,
    Field,
    FieldKind,
    Group,
    RateLimited,
    Reason,
    SourceError,
    SourceInfo,
    SourceSetup,
)
from desktop.i18n import N_, language
from desktop.sources.answers import Answer
from desktop.sources.dates import parsed_date
from desktop.sources.google_errors import key_trouble, refused
from desktop.sources.html_text import tidy
from desktop.sources.http import Http
from desktop.sources.json_answer import count_of, json_of, record_of, records_of, text_of
from desktop.sources.pacific_time import pacific_midnight
from desktop.sources.round import Round, mark_number

_MASK = "id,displayName,rating,userRatingCount,googleMapsUri,reviews"
_PLACE_ID = re.compile(r"(?:^|places/|place_id[:=])([\w-]{10,300})$")
_MOST_SEEN = 100
_LATE_S = 2 * 24 * 3600
"""A review may take a day or two to appear."""


class GoogleReviewsSource:
    """Reviews of one place. `fetch` runs in a pool thread."""

    info: ClassVar[SourceInfo] = SourceInfo(
        kind="google-reviews",
        title=N_("Google reviews"),
        summary=N_(
            "Up to five reviews of your place, chosen by Google, and word of new ones. Needs a "
            "key with billing; the letters of Google in your mailbox cost nothing."
        ),
        fields=(
            Field(
                "place_id",
                N_("Place ID"),
                N_("The sign Google gives to a place; it usually begins with ChIJ."),
                is_required=True,
                example="ChIJN1t_tDeuEmsRUsoyG83frY4",
            ),
            Field(
                "key",
                N_("Key from Google Cloud"),
                N_("For “Places API (New)” at Google Cloud. Each look costs what Google charges."),
                FieldKind.SECRET,
                is_required=True,
            ),
        ),
        endpoint="https://places.googleapis.com",
        interval_min=720,
        floor_min=360,
        keep=Keep.EVERYTHING,
        needs_key=True,
        help_url="https://developers.google.com/maps/documentation/places/web-service/place-id",
        key_url="https://console.cloud.google.com/google/maps-apis/credentials",
        steps=(
            N_("Open “Place ID Finder” in Google's help, find your place, copy its Place ID."),
            N_("Open console.cloud.google.com, make a project and switch on billing (a card)."),
            N_("Under “APIs & Services”, “Library” enable “Places API (New)”."),
            N_("Under “Credentials” make an API key and restrict it to “Places API (New)”."),
            N_("Set a daily limit under “Quotas”: this source asks twice a day."),
            N_("All reviews, not just five, come by letters: add the source Mailbox."),
        ),
        group=Group.REVIEWS,
        advice={
            Reason.NOT_FOUND: N_("Google may have changed the Place ID: find it again."),
            Reason.BAD_SETTING: N_("Copy the Place ID again, whole; it usually begins with ChIJ."),
            Reason.RIGHT_MISSING: N_("Enable “Places API (New)” in the project of the key."),
            Reason.NO_CREDIT: N_("Switch on billing in the project of the key at Google Cloud."),
        },
    )

    def __init__(self, setup: SourceSetup, http: Http) -> None:
        fields = setup.fields
        self._base = with_scheme(fields.get("endpoint", "") or self.info.endpoint).rstrip("/")
        self._proxy = fields.get("proxy", "")
        self._place = fields.get("place_id", "").strip()
        self._key = setup.secrets.get("key", "").strip()
        self._http = http.hiding(self._key) if self._key else http

    def fetch(self, cursor: str | None) -> FetchResult:
        """Ask for the place once. Raises only `SourceError`."""
        if not self._key:
            raise AuthNeeded(Reason.KEY_MISSING)
        found = _PLACE_ID.search(self._place)
        if found is None:
            raise BadData(Reason.BAD_SETTING, "no place id")
        place_id = found[1]
        look = Round(cursor)
        return look.visit([(place_id, lambda: self._read(place_id, look))])

    def _read(self, place_id: str, look: Round) -> bool:
        look.asked()
        place = self._asked(place_id)
        look.title = tidy(text_of(record_of(place, "displayName"), "text"))
        fallback = text_of(place, "googleMapsUri")
        now = self._http.clock()
        items = [_review(each, fallback, now) for each in records_of(place.get("reviews"))]
        shown = [each for each in items if each is not None]
        look.take(shown)
        self._compare(look, count_of(place, "userRatingCount"), shown, place_id)
        return True

    def _compare(self, look: Round, count: int | None, shown: list[Item], place_id: str) -> None:
        """Warn of reviews that were written, while Google chose to show others."""
        mark, now = look.mark(place_id), self._http.clock()
        stored, last = mark.get("seen"), mark_number(mark, "asked")
        seen = [str(each) for each in stored] if isinstance(stored, list) else []
        chosen = [each for each in shown if each.external_id not in seen]
        # Google also puts forward old ones that were not shown before.
        new = [each for each in chosen if _seconds(each.created_at) > last - _LATE_S]
        known = mark_number(mark, "count")
        if stored is not None and count is not None and count - known > len(new):
            look.warn("review_not_shown", count - known - len(new))
        mark["asked"] = int(now.timestamp())
        mark["seen"] = [*seen, *(each.external_id for each in chosen)][-_MOST_SEEN:]
        if count is not None:
            mark["count"] = count

    def _asked(self, place_id: str) -> Mapping[str, Any]:
        answer = self._http.get(
            f"{self._base}/v1/places/{place_id}",
            accept="application/json",
            headers={"X-Goog-Api-Key": self._key, "X-Goog-FieldMask": _MASK},
            params=[("languageCode", language())],
            proxy=self._proxy,
            explain=self._explained,
        )
        value = json_of(answer)
        if not isinstance(value, Mapping) or not text_of(value, "id"):
            raise BadData(Reason.NOT_JSON, f"a place without id: {answer.excerpt()}")
        return value

    def _explained(self, answer: Answer) -> SourceError | None:
        """A refusal in the words of this service."""
        said = refused(answer)
        if trouble := key_trouble(said):
            return trouble
        if said.status == "PERMISSION_DENIED":
            return AuthNeeded(Reason.RIGHT_MISSING, said.detail)
        if said.status == "RESOURCE_EXHAUSTED" and "per day" in said.message.lower():
            return RateLimited(Reason.QUOTA, said.detail, pacific_midnight(self._http.clock()))
        return None


def _review(review: Mapping[str, Any], place_url: str, now: datetime) -> Item | None:
    """A review; one of stars alone has no text."""
    identity = text_of(review, "name")
    if not identity:
        return None
    # `text` is translated, `originalText` is what the person wrote.
    words = record_of(review, "originalText") or record_of(review, "text")
    author = record_of(review, "authorAttribution")
    profile, url = text_of(author, "uri"), text_of(review, "googleMapsUri") or place_url
    return Item(
        external_id=identity,
        text=tidy(text_of(words, "text")),
        kind=MentionKind.REVIEW,
        url=url if is_web_address(url) else None,
        author_name=tidy(text_of(author, "displayName")) or None,
        author_url=profile if is_web_address(profile) else None,
        created_at=parsed_date(text_of(review, "publishTime"), now),
        language=text_of(words, "languageCode").lower()[:2] or None,
        rating=_stars(review.get("rating")),
    )


def _seconds(moment: datetime | None) -> float:
    return moment.timestamp() if moment else 0.0


def _stars(value: object) -> float | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number and 1 <= value <= 5 else None  # type: ignore[operator,arg-type]
