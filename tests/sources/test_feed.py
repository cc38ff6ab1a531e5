"""Feeds as they really are."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest

from desktop.core.sources import BadData, Reason, SourceSetup
from desktop.sources.discovery import FoundFeed, discover
from desktop.sources.feed import FeedSource
from desktop.sources.http import Http
from tests.servers import Reply, Site, page, redirect
from tests.sites import FeedSite

RSS = "<rss version='2.0'><channel><title>t</title>{items}</channel></rss>"


def source(site: Site, http: Http, path: str = "/f") -> FeedSource:
    return FeedSource(SourceSetup({"url": site.url(path)}), http)


def served(site: Site, http: Http, body: str | bytes, kind: str = "text/xml") -> FeedSource:
    body = body if isinstance(body, bytes) else body.encode()
    site.route("/f", Reply(body=body, content_type=kind))
    return source(site, http)


@pytest.mark.parametrize(
    ("encoding", "declared", "charset"),
    [
        ("utf-8", "", ""),
        ("utf-8", "windows-1251", "utf-8"),
        ("utf-8", "utf-8", "windows-1251"),
        ("utf-8-sig", "", "windows-1251"),
        ("windows-1251", "windows-1251", ""),
        ("windows-1251", "", "windows-1251"),
        ("windows-1251", "utf-8", ""),
        ("koi8-r", "koi8-r", ""),
        ("koi8-r", "utf-8", "koi8-r"),
        ("utf-16", "utf-16", ""),
        ("utf-8", "no-such-thing", "nonsense"),
    ],
)
def test_encodings(site: Site, http: Http, encoding: str, declared: str, charset: str) -> None:
    head = f"<?xml version='1.0' encoding='{declared}'?>" if declared else ""
    text = head + RSS.format(items="<item><guid>1</guid><title>Ромашка</title></item>")
    kind = "application/xml" + (f"; charset={charset}" if charset else "")
    (item,) = served(site, http, text.encode(encoding), kind).fetch(None).items
    assert item.title == "Ромашка"


@pytest.mark.parametrize(
    ("markup", "title"),
    [
        ("Tea &amp;#038; cakes", "Tea & cakes"),
        ("Tea &amp;amp;amp; cakes", "Tea & cakes"),
        ("<![CDATA[Tea &#038; <b>cakes</b>]]>", "Tea & cakes"),
        ("Tea&nbsp;&amp; cakes & more", "Tea & cakes & more"),
        ("I &lt;3 Romashka", "I <3 Romashka"),
    ],
)
def test_titles_are_decoded_but_not_for_ever(
    site: Site, http: Http, markup: str, title: str
) -> None:
    text = "\n \ufeff<?xml version='1.0'?>" + RSS.format(
        items=f"<item><guid>1</guid><title>{markup}</title></item>"
    )
    (item,) = served(site, http, text).fetch(None).items
    assert item.title == title


@pytest.mark.parametrize(
    ("date", "expected", "trouble"),
    [
        ("Sat, 21 Feb 2026 10:00:00 EST", datetime(2026, 2, 21, 15, tzinfo=UTC), None),
        ("Сб, 21 фев 2026 10:00 MSK", datetime(2026, 2, 21, 7, tzinfo=UTC), None),
        ("2026-02-21T10:00:00.5+03:00", datetime(2026, 2, 21, 7, 0, 0, 500000, UTC), None),
        ("2026-02-21", datetime(2026, 2, 21, tzinfo=UTC), None),
        ("Sat, 21 Feb 2026 10:00:00 +3000", None, "bad_date"),
        ("soon", None, "bad_date"),
        ("Sat, 21 Feb 2099 10:00:00 GMT", None, "bad_date"),
        ("99999999999999", None, "bad_date"),
        ("", None, "no_date"),
    ],
)
def test_dates(
    site: Site, http: Http, date: str, expected: datetime | None, trouble: str | None
) -> None:
    item_text = f"<item><guid>1</guid><title>x</title><pubDate>{date}</pubDate></item>"
    result = served(site, http, RSS.format(items=item_text)).fetch(None)
    assert result.items[0].created_at == expected
    assert dict(result.warnings) == ({trouble: 1} if trouble else {})


def test_an_entity_bomb_is_refused_before_it_is_parsed(site: Site, http: Http) -> None:
    levels = "".join(
        f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" if n else "<!ENTITY l0 'lol'>" for n in range(12)
    )
    bomb = f"<?xml version='1.0'?><!DOCTYPE r [{levels}]>" + RSS.format(items="<item>&l11;</item>")
    for encoding in ("utf-8", "utf-16"):
        with pytest.raises(BadData) as caught:
            served(site, http, bomb.encode(encoding)).fetch(None)
        assert caught.value.reason is Reason.UNREADABLE


def test_atom_keeps_literal_text_and_tells_edits(site: Site, http: Http) -> None:
    atom = """<feed xmlns="http://www.w3.org/2005/Atom" xmlns:thr="http://purl.org/syndication/thread/1.0">
    <author><name>Paper</name></author><entry><id>1</id><title>a &lt;b&gt; c</title>
    <link rel="self" href="/self"/><link rel="alternate" href="/a"/><thr:total>7</thr:total>
    <published>2026-02-20T10:00:00Z</published><updated>2026-02-21T10:00:00Z</updated>
    <content type="html">&lt;p&gt;&amp;amp;amp; &amp;lt;b&amp;gt;&lt;/p&gt;</content></entry>
    </feed>"""
    (item,) = served(site, http, atom).fetch(None).items
    assert (item.title, item.text) == ("a <b> c", "&amp; <b>")
    assert (item.url, item.author_name, item.replies) == (site.url("/a"), "Paper", 7)
    assert item.created_at == datetime(2026, 2, 20, 10, tzinfo=UTC)
    assert item.edited_at == datetime(2026, 2, 21, 10, tzinfo=UTC)


@pytest.mark.parametrize("path", ["/feed.xml", "/atom.xml", "/feed.json"])
def test_the_three_formats_say_the_same(feed_site: FeedSite, http: Http, path: str) -> None:
    feed_site.post("Soup was <cold> & late", title="Romashka")
    asked = source(feed_site, http, path)
    result = asked.fetch(None)
    (item,) = result.items
    assert (item.title, item.text) == ("Romashka", "Soup was <cold> & late")
    assert (item.author_name, item.url) == ("Anna", feed_site.url("/p/1"))
    assert item.created_at == feed_site.posts[0].at
    unchanged = asked.fetch(result.cursor)
    assert (unchanged.items, unchanged.not_modified) == ((), True)
    assert feed_site.requests[-1].headers["if-none-match"].startswith('"')
    feed_site.post("Second")
    assert [item.text for item in asked.fetch(unchanged.cursor).items] == ["Second"]


def test_a_feed_that_moved_for_good_says_where(feed_site: FeedSite, http: Http) -> None:
    feed_site.post("x")
    feed_site.route("/old", redirect("/feed.xml", 301))
    result = source(feed_site, http, "/old").fetch(None)
    assert result.moved_fields == {"url": feed_site.url("/feed.xml")}
    assert len(result.items) == 1


@pytest.mark.parametrize(
    ("channel", "header", "minutes"),
    [
        ("<ttl>60</ttl>", "", 60),
        ("", "public, max-age=600", 10),
        ("<ttl>5</ttl>", "max-age=86400000", 1440),
        ("<ttl>soon</ttl>", "no-cache", None),
    ],
)
def test_the_pause_a_feed_asks_for(
    site: Site, http: Http, channel: str, header: str, minutes: int | None
) -> None:
    body = RSS.format(items=channel).encode()
    site.route("/f", Reply(body=body, headers=(("Cache-Control", header),)))
    assert source(site, http).fetch(None).poll_after_min == minutes


def test_a_page_is_no_feed_but_its_feeds_are_found(feed_site: FeedSite, http: Http) -> None:
    with pytest.raises(BadData) as caught:
        source(feed_site, http, "/").fetch(None)
    assert caught.value.reason is Reason.NOT_A_FEED
    found = discover(http, feed_site.url("/"))
    assert found == (
        FoundFeed(feed_site.url("/feed.xml"), "News"),
        FoundFeed(feed_site.url("/atom.xml"), ""),
    )


def test_feeds_at_usual_places_are_found(feed_site: FeedSite, http: Http) -> None:
    feed_site.route("/shop", page())
    titles = {feed.url: feed.title for feed in discover(http, feed_site.url("/shop"))}
    assert titles[feed_site.url("/feed.xml")] == "City blog"
    (itself,) = discover(http, feed_site.url("/feed.xml"))
    assert itself.title == "City blog"


def test_the_address_may_be_a_path_at_the_endpoint(feed_site: FeedSite, http: Http) -> None:
    feed_site.post("x")
    setup = SourceSetup({"endpoint": feed_site.url(), "url": "/feed.xml"})
    assert FeedSource(setup, http).fetch(None).items


def test_a_stopped_program_asks_nothing(site: Site, http: Http, stop: threading.Event) -> None:
    stop.set()
    with pytest.raises(Exception, match="stopped"):
        source(site, http).fetch(None)
    assert not site.requests
