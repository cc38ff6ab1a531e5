"""Made-up shop texts full of what the tone engines have rules for."""

from __future__ import annotations

from hypothesis import strategies as st

_WORDS = """
не ни нет без очень так но зато чуть слишком торт вкусный вкусно ужасный ужас хамство спасибо
понравилось сломался пришёл УЖАС оооочень спасибооо #НеПокупайте #вкусно_и_точка @romashka
х*йня бл@ть кто-то онлайн-заказ 120 15:30 20% https://example.org/a http ))) (( ) ( :) :( :D xD
<3 ^_^ 😍 😡 ❤️ 👍🏽 ! !!! ? ?! ... … . , ; — - почему если только
not never don't can't so very but kind of cake good terrible rude great LOVE soooo f*ck sh!t lol
"""
_PIECES = _WORDS.split()


def shop_texts() -> st.SearchStrategy[str]:
    """Sequences of such pieces, joined in the ways people join them."""
    return st.lists(
        st.tuples(st.sampled_from(_PIECES), st.sampled_from((" ", " ", " ", "", "\n", ", "))),
        max_size=25,
    ).map(lambda parts: "".join(piece + joint for piece, joint in parts))
