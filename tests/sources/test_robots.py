"""robots.txt: what a site asks of programs."""

from __future__ import annotations

import pytest

from desktop.core.sources import BadData, Reason
from desktop.sources.http import Http
from desktop.sources.robots import Manners, manners, read_manners
from tests.servers import Reply, Site

ADDRESS = "https://shop.example/reviews/shop?page=2"


@pytest.mark.parametrize(
    ("text", "is_allowed"),
    [
        ("", True),
        ("Disallow: /", True),
        ("User-agent: *\nDisallow:", True),
        ("User-agent: *\nDisallow: /", False),
        ("User-agent: *\nDisallow: /reviews # no", False),
        ("User-agent: *\nDisallow: /review/", True),
        ("User-agent: other\nDisallow: /\n\nUser-agent: *\nDisallow: /private", True),
        ("User-agent: firsthour\nDisallow: /reviews\n\nUser-agent: *\nAllow: /", False),
        ("User-agent: FirstHour\nAllow: /\n\nUser-agent: *\nDisallow: /", True),
        ("User-agent: one\nUser-agent: FirstHour\nDisallow: /", False),
        ("User-agent: *\nDisallow: /\nAllow: /reviews", True),
        ("User-agent: *\nAllow: /\nDisallow: /reviews/", False),
        ("User-agent: *\nAllow: /reviews\nDisallow: /reviews", True),
        ("User-agent: *\nDisallow: /*?page=", False),
        ("User-agent: *\nDisallow: /*?page=3", True),
        ("User-agent: *\nDisallow: /*shop$", True),
        ("User-agent: *\nDisallow: /*page=2$", False),
        ("User-agent: *\nDisallow: /*/shop", False),
        ("User-agent: *\nDisallow: /*\nAllow: /reviews/*", True),
        ("User-agent: *\nDisallow: /\nSitemap: /s\nCrawl-delay: 1\nAllow: /reviews", True),
        ("user-AGENT: *\r\nDISALLOW: /reviews\r\n", False),
        ("<html>not a robots file: at all</html>", True),
    ],
)
def test_rules_of_all_kinds(text: str, is_allowed: bool) -> None:
    assert read_manners(text, ADDRESS).is_allowed is is_allowed


@pytest.mark.parametrize(
    ("rule", "path", "is_allowed"),
    [
        ("/a$", "/a", False),
        ("/a$", "/ab", True),
        ("/*.php$", "/x.php", False),
        ("/*.php$", "/x.php?y", True),
        ("/ab*b$", "/ab", True),
        ("/a*b$", "/ab", False),
        ("/отзывы*", "/%D0%BE%D1%82%D0%B7%D1%8B%D0%B2%D1%8B/1", False),
        ("/" + "*a" * 3000 + "*b$", "/" + "a" * 5000, True),
    ],
)
def test_wildcards(rule: str, path: str, is_allowed: bool) -> None:
    text = f"User-agent: *\nDisallow: {rule}"
    assert read_manners(text, f"https://shop.example{path}").is_allowed is is_allowed


@pytest.mark.parametrize(
    ("delay", "seconds"), [("5", 5), ("2.5", 3), ("900", 10), ("soon", 0), ("-4", 0), ("nan", 0)]
)
def test_a_pause_is_kept_up_to_a_bound(delay: str, seconds: int) -> None:
    assert read_manners(f"User-agent: *\nCrawl-delay: {delay}\n", ADDRESS).delay_s == seconds


def test_what_was_read_is_kept_for_a_day_and_no_longer(site: Site, http: Http) -> None:
    site.route("/robots.txt", Reply(body=b"User-agent: *\nCrawl-delay: 3\n"))
    first, kept = manners(http, site.url("/p"), "", {})
    assert first == Manners(True, 3)
    again, _ = manners(http, site.url("/p"), "", kept)
    assert (again, len(site.asked("/robots.txt"))) == (first, 1)
    far = {**kept, "until": int(http.clock().timestamp()) + 10 * 24 * 3600}
    manners(http, site.url("/p"), "", far)
    assert len(site.asked("/robots.txt")) == 2


def test_a_page_in_place_of_the_file_says_nothing(site: Site, http: Http) -> None:
    body = b"User-agent: *\nDisallow: /"
    site.route("/robots.txt", Reply(body=body, content_type="text/html"))
    assert manners(http, site.url("/p"), "", {})[0].is_allowed


def test_a_refusal_is_named(http: Http) -> None:
    with pytest.raises(BadData) as caught:
        Manners(False, 0).obeyed(http)
    assert caught.value.reason is Reason.ROBOTS
    assert Manners(True, 0).obeyed(http) is http
