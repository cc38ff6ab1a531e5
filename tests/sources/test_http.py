"""The one builder of HTTP clients: polite, bounded, quickly stopped."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest

from desktop.core.addresses import normal_url, redacted, with_scheme
from desktop.core.sources import BadData, Reason, SourceError, Temporary
from desktop.sources.http import Http, Limits, user_agent
from desktop.sources.pacing import Pacing
from tests.conftest import FixedClock
from tests.servers import Reply, Site, dripping, endless, redirect, stalled


def test_it_says_who_it_is(http: Http, site: Site) -> None:
    site.route("/a", Reply(body=b"ok"))
    assert http.get(site.url("/a"), params=[("q", "кофе & чай")]).body == b"ok"
    (seen,) = site.requests
    assert seen.headers["user-agent"] == "FirstHour/test"
    assert seen.asked("q") == "кофе & чай"
    assert user_agent().startswith("FirstHour/")
    assert "Mozilla" not in user_agent()


@pytest.mark.parametrize(
    "address",
    ["", "file:///etc/passwd", "ftp://a.example/", "http://", "http:///x", "javascript:alert(1)",
     "http://a b/", "http://a.example:99999/", "http://[::1/"],
)  # fmt: skip
def test_only_web_addresses_are_asked(http: Http, address: str) -> None:
    with pytest.raises(BadData) as caught:
        http.get(address)
    assert caught.value.reason is Reason.BAD_ADDRESS


def test_international_names_are_understood() -> None:
    ascii_name = "http://xn----7sbbaw2aeort5b4c.xn--p1ai/feed"
    assert normal_url("HTTP://Кафе-Ромашка.рф:80/feed?utm_source=x#top") == ascii_name
    assert with_scheme("кафе-ромашка.рф/feed") == "https://кафе-ромашка.рф/feed"


def test_what_is_logged_of_an_address_has_no_secret() -> None:
    text = redacted("see https://user:password@a.example/x?key=secret&b=two now")
    assert text == "see https://a.example/x?key=…&b=… now"


@pytest.mark.parametrize(
    ("status", "is_moved"), [(301, True), (308, True), (302, False), (307, False)]
)
def test_only_permanent_moves_are_reported(
    http: Http, site: Site, status: int, is_moved: bool
) -> None:
    site.route("/old", redirect("/new", status))
    site.route("/new", Reply(body=b"here"))
    answer = http.get(site.url("/old"))
    assert answer.body == b"here"
    assert answer.moved_to == (site.url("/new") if is_moved else None)


def test_a_move_behind_a_passing_one_is_not_permanent(http: Http, site: Site) -> None:
    site.route("/a", redirect("/b", 301))
    site.route("/b", redirect("/c", 302))
    site.route("/c", redirect("/d", 301))
    site.route("/d", Reply())
    assert http.get(site.url("/a")).moved_to == site.url("/b")


def test_a_key_does_not_follow_to_another_host(http: Http, site: Site) -> None:
    with Site() as other:
        place = other.url("/there").replace("127.0.0.1", "localhost")
        site.route("/here", redirect(place))
        other.route("/there", Reply())
        http.get(site.url("/here"), headers={"Authorization": "Bearer secret", "X-Other": "1"})
        (seen,) = other.requests
    assert "authorization" not in seen.headers
    assert seen.headers["x-other"] == "1"


def test_a_key_does_not_follow_to_another_port(http: Http, site: Site) -> None:
    with Site() as other:
        site.route("/here", redirect(other.url("/there")))
        other.route("/there", Reply())
        http.get(site.url("/here"), headers={"Authorization": "Bearer secret"})
        (seen,) = other.requests
    assert "authorization" not in seen.headers


def test_of_repeated_headers_the_first_counts(http: Http, site: Site) -> None:
    site.route("/a", Reply(headers=(("ETag", "one"), ("ETag", "two"))))
    assert http.get(site.url("/a")).headers["etag"] == "one"


def test_a_proxy_is_used_and_its_trouble_named(http: Http, site: Site) -> None:
    site.route("/through", Reply(body=b"proxied"))
    answer = http.get("http://localhost:9/through", proxy=site.url())
    assert answer.body == b"proxied"
    for proxy in ("http://127.0.0.1:1", "socks5://127.0.0.1:1", "nonsense"):
        with pytest.raises(SourceError) as caught:
            http.get("http://localhost:9/", proxy=proxy)
        assert caught.value.reason is Reason.PROXY


def test_memory_stays_small_for_a_gigabyte(http: Http, site: Site) -> None:
    import tracemalloc

    site.route("/a", endless())
    tracemalloc.start()
    try:
        with pytest.raises(BadData):
            http.get(site.url("/a"))
        assert tracemalloc.get_traced_memory()[1] < 40_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("make", [stalled, dripping, lambda: Reply(delay_s=30)])
def test_stop_ends_a_wait_in_the_middle_of_a_download(
    site: Site, clock: FixedClock, stop: threading.Event, make: Callable[[], Reply]
) -> None:
    asked = threading.Event()

    def reply(_seen: object) -> Reply:
        asked.set()
        return make()

    site.route("/a", reply)
    http = Http(stop=stop, clock=clock, pacing=Pacing(), limits=Limits())
    errors: list[SourceError] = []

    def fetch() -> None:
        try:
            http.get(site.url("/a"))
        except SourceError as error:
            errors.append(error)

    thread = threading.Thread(target=fetch)
    thread.start()
    assert asked.wait(5)
    stop.set()
    thread.join(2)
    assert not thread.is_alive()
    assert isinstance(errors[0], Temporary)


def test_headers_that_drip_do_not_hold_a_thread(http: Http) -> None:
    import socket

    closing = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip() -> None:
            connection, _ = server.accept()
            with connection:
                connection.sendall(b"HTTP/1.1 200 OK\r\nX-Long: ")
                while not closing.wait(0.1):
                    try:
                        connection.sendall(b"x")
                    except OSError:
                        return

        thread = threading.Thread(target=drip)
        thread.start()
        try:
            with pytest.raises(Temporary) as caught:
                http.get(f"http://127.0.0.1:{server.getsockname()[1]}/")
        finally:
            closing.set()
            thread.join()
    assert caught.value.reason is Reason.TIMEOUT


def test_turns_at_a_host_are_paced_and_stop_ends_the_wait(stop: threading.Event) -> None:
    times = iter([0.0, 0.0, 0.0])
    pacing = Pacing(floor_s=3600, monotonic=lambda: next(times, 0.0))
    with pacing.turn("a.example", stop) as is_ours:
        assert is_ours
    waiting = threading.Timer(0.1, stop.set)
    waiting.start()
    with pacing.turn("a.example", stop) as is_ours:
        assert not is_ours
    waiting.join()


def test_one_request_at_a_time_per_host(site: Site, http: Http) -> None:
    at_once, most = [0], [0]
    lock = threading.Lock()

    def reply(_seen: object) -> Reply:
        with lock:
            at_once[0] += 1
            most[0] = max(most[0], at_once[0])
        time.sleep(0.02)
        with lock:
            at_once[0] -= 1
        return Reply()

    site.route("/a", reply)
    threads = [threading.Thread(target=http.get, args=(site.url("/a"),)) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(site.requests), most[0]) == (5, 1)


def test_servers_on_ports_of_this_machine_do_not_wait_for_each_other(
    site: Site, http: Http
) -> None:
    has_come, is_answered = threading.Event(), threading.Event()
    waited = []

    def reply(_seen: object) -> Reply:
        has_come.set()
        waited.append(is_answered.wait(2))  # in vain, were the second asked after the first
        return Reply()

    with Site() as other:
        site.route("/a", reply)
        other.route("/b", Reply())
        first = threading.Thread(target=http.get, args=(site.url("/a"),))
        first.start()
        assert has_come.wait(2)
        http.get(other.url("/b"))
        is_answered.set()
        first.join()
    assert waited == [True]
