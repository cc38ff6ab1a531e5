"""A site of reviews as HTML, with robots.txt and validators; what stands around a review moves."""

from __future__ import annotations

import hashlib
import html
from dataclasses import dataclass, field

from tests.servers import Reply, Seen, Site

TYPE = "text/html; charset=utf-8"


@dataclass
class Review:
    text: str
    author: str = "Анна"
    head: str = ""
    inner: list[Review] = field(default_factory=list)


class PageSite(Site):
    """`/reviews` shows the newest on top; `age` and `likes` stand in every block."""

    def __init__(self) -> None:
        super().__init__()
        self.reviews: list[Review] = []
        self.name = "review"
        self.age, self.likes = "2 часа назад", 1
        self.robots: Reply | None = None
        self.has_validators = True

    def write(self, text: str, author: str = "Анна", head: str = "") -> Review:
        made = Review(text, author, head)
        self.reviews.insert(0, made)
        return made

    def missing(self, seen: Seen) -> Reply:
        if seen.path == "/robots.txt" and self.robots is not None:
            return self.robots
        if seen.path != "/reviews":
            return super().missing(seen)
        body = self.page().encode()
        if not self.has_validators:
            return Reply(body=body, content_type=TYPE)
        etag = f'"{hashlib.sha1(body).hexdigest()}"'
        if seen.headers.get("if-none-match") == etag:
            return Reply(304, headers=(("ETag", etag),))
        return Reply(body=body, content_type=TYPE, headers=(("ETag", etag),))

    def page(self) -> str:
        blocks = "".join(self._block(each) for each in self.reviews)
        return (
            "<!DOCTYPE html><html><head><title>Отзывы</title></head><body>"
            "<nav><ul><li class=menu>Главная</li><li class=menu>Отзывы города</li></ul></nav>"
            f"<main><h1>Отзывы о пекарне</h1><div id=list>{blocks}</div></main>"
            f"<p>{'Пекарня работает каждый день. ' * 10}</p></body></html>"
        )

    def _block(self, review: Review) -> str:
        inner = "".join(self._block(each) for each in review.inner)
        return (
            f'<div class="{self.name}">{review.head}<b>{html.escape(review.author)}</b> '
            f"<span>{self.age}</span><p>{html.escape(review.text)}</p>"
            f"<span>{self.likes} ответов</span><button>Полезно {self.likes}</button>{inner}</div>"
        )
