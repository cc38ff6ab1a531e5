"""Which column of a foreign table is what: names in both languages (source: the import page)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from enum import StrEnum

from desktop.i18n import N_


class Column(StrEnum):
    """What a column of a table can mean."""

    EXTERNAL_ID = "external_id"
    CREATED_AT = "created_at"
    TIME = "time"
    URL = "url"
    TEXT = "text"
    TITLE = "title"
    AUTHOR_NAME = "author_name"
    AUTHOR_HANDLE = "author_handle"
    AUTHOR_FOLLOWERS = "author_followers"
    SOURCE = "source"
    KIND = "kind"
    RATING = "rating"
    LIKES = "likes"
    REPLIES = "replies"
    REPOSTS = "reposts"
    VIEWS = "views"
    LANGUAGE = "language"
    THEIR_TONE = "their_tone"
    TAGS = "tags"
    EDITED_AT = "edited_at"
    STATUS = "status"
    TONE = "tone"
    TONE_BY = "tone_by"


COLUMN_TITLES: dict[Column, str] = {
    Column.EXTERNAL_ID: N_("Id"),
    Column.CREATED_AT: N_("Date"),
    Column.TIME: N_("Time"),
    Column.URL: N_("Link"),
    Column.TEXT: N_("Text"),
    Column.TITLE: N_("Title"),
    Column.AUTHOR_NAME: N_("Author"),
    Column.AUTHOR_HANDLE: N_("Author's handle"),
    Column.AUTHOR_FOLLOWERS: N_("Followers"),
    Column.SOURCE: N_("Where published"),
    Column.KIND: N_("Kind"),
    Column.RATING: N_("Rating"),
    Column.LIKES: N_("Likes"),
    Column.REPLIES: N_("Replies"),
    Column.REPOSTS: N_("Reposts"),
    Column.VIEWS: N_("Views"),
    Column.LANGUAGE: N_("Language"),
    Column.THEIR_TONE: N_("Their tone"),
    Column.TAGS: N_("Tags"),
    Column.EDITED_AT: N_("Edited"),
    Column.STATUS: N_("Status"),
    Column.TONE: N_("Tone"),
    Column.TONE_BY: N_("Tone set by"),
}

# In each row the better names stand first: of two fitting columns the one named earlier wins.
_NAMES: dict[Column, str] = {
    Column.EXTERNAL_ID: "external id|external_id|mention id|post id|id mention|guid|id сообщения|"
    "id поста|идентификатор|id",
    Column.CREATED_AT: "created_at|created at|date and time|дата и время|дата публикации|published|"
    "published at|date (utc)|date|created|timestamp|дата|опубликовано|дата создания|дата отзыва",
    Column.TIME: "time|время|время публикации",
    Column.URL: "url|mention url|permalink|post link|link|ссылка на сообщение|url сообщения|"
    "ссылка|адрес|ссылка на отзыв",
    Column.TEXT: "full text|text|content|message|review|review text|comment|snippet|mention|"
    "opening text|hit sentence|текст|текст отзыва|текст сообщения|сообщение|содержание|отзыв|"
    "комментарий",
    Column.TITLE: "title|headline|subject|заголовок|тема",
    Column.AUTHOR_NAME: "author_name|author name|author|from|influencer|автор|имя автора|имя|"
    "пользователь|reviewer|author full name",
    Column.AUTHOR_HANDLE: "author_handle|author handle|username|screen name|handle|ник|логин",
    Column.AUTHOR_FOLLOWERS: "author_followers|author followers|followers|subscribers|audience|"
    "аудитория|подписчики|подписчиков",
    Column.SOURCE: "source|network|platform|domain|media type|page type|источник|площадка|"
    "соцсеть|место публикации|домен",
    Column.KIND: "kind|mention kind|тип",
    Column.RATING: "rating|stars|score|star rating|оценка|рейтинг|звёзды",
    Column.LIKES: "likes|reactions|лайки|лайков|реакции",
    Column.REPLIES: "replies|comments|комментарии|ответы|комментариев",
    Column.REPOSTS: "reposts|shares|retweets|репосты|репостов",
    Column.VIEWS: "views|impressions|просмотры|просмотров",
    Column.LANGUAGE: "language|lang|язык",
    Column.THEIR_TONE: "sentiment|tonality|hit sentiment|тональность|тон",
    Column.TAGS: "tags|labels|categories|document tags|теги|метки|рубрики",
    Column.EDITED_AT: "edited_at|edited at|updated at|изменено",
    Column.STATUS: "status|состояние",
    Column.TONE: "tone",
    Column.TONE_BY: "tone_by|tone by",
}
_PUNCTUATION = re.compile(r"[\W_]+")


def plain_name(header: str) -> str:
    """A column's name as it is compared: lower case, no punctuation, ё as е."""
    return _PUNCTUATION.sub(" ", header.casefold().replace("ё", "е")).strip()


_RANKS: dict[str, tuple[Column, int]] = {
    plain_name(name): (column, rank)
    for column, names in _NAMES.items()
    for rank, name in enumerate(names.split("|"))
}


def known(header: Sequence[str]) -> int:
    """How many cells of a row are names of columns."""
    return sum(plain_name(cell) in _RANKS for cell in header)


def guessed(header: Sequence[str]) -> tuple[Column | None, ...]:
    """What each column is, `None` for one that is left out; no meaning is given twice."""
    best: dict[Column, tuple[int, int]] = {}
    for place, cell in enumerate(header):
        column, rank = _RANKS.get(plain_name(cell), (None, 0))
        if column is not None:
            best[column] = min(best.get(column, (rank, place)), (rank, place))
    if Column.CREATED_AT not in best and Column.TIME in best:
        best[Column.CREATED_AT] = best.pop(Column.TIME)
    meaning = {place: column for column, (_, place) in best.items()}
    return tuple(meaning.get(place) for place in range(len(header)))


def fingerprint(header: Sequence[str]) -> str:
    """Short text that is equal for tables of the same layout; a mapping is remembered under it."""
    names = "\n".join(plain_name(cell) for cell in header)
    return hashlib.sha1(names.encode(), usedforsecurity=False).hexdigest()[:16]
