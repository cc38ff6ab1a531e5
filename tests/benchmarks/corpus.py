"""A made-up town's mentions in any number: both languages, common and rare words, three years.

Deterministic for a seed. The frequent words are real ones; the long tail is spelled together from
syllables, so that the index meets as many rare forms as in real texts (Zipf's law).
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import accumulate

from desktop.core.models import Item, MentionKind

END = datetime(2026, 3, 4, 12, tzinfo=UTC)
YEARS = timedelta(days=3 * 365)

SOURCES = ("vk", "telegram", "reviews", "mastodon", "news", "forum", "blog", "paper")
_SHARES = (30, 25, 8, 15, 4, 12, 4, 2)
_KINDS = (
    MentionKind.POST,
    MentionKind.MESSAGE,
    MentionKind.REVIEW,
    MentionKind.POST,
    MentionKind.ARTICLE,
    MentionKind.COMMENT,
    MentionKind.ARTICLE,
    MentionKind.MESSAGE,
)

_RUSSIAN = """
и в не на я что он с как это по но они к у ты из мы за вы так же от бы все о когда уже для вот
кто да говорят его до даже был очень меня ещё нет или мне только себя если чтобы там можно нас
день хлеб пекарня торт кофе вкус вкусно очередь заказ доставка курьер цена дорого свежий свежая
тёплый булочка булочки пирог пироги пирожки круассан эклер эклеры крем касса кассир продавец
вежливо грубо спасибо ужасно отлично понравилось рекомендую больше никогда вернули деньги сдача
утром вечером вчера сегодня завтра суббота дети мама бабушка сын дочь подруга соседи улица район
магазин кафе город новый старая открылась закрыта ремонт скидка акция подарок праздник рождения
ждали час минут быстро долго забыли перепутали извинились позвонили написали ответили молчат
качество творог масло мясо соль сахар тесто закваска ржаной белый корка мякиш изюм мак вишня
вакансия ищем работа смена пекарь кондитер отзыв фото видео адрес телефон сайт время вопрос
подскажите кто знает где купить лучше хуже дешевле хлебный двор булочная на углу ромашка ромашке
ромашку ромашки ромашкой холодный чёрствый кислый испортился отравились врач жалоба проверка
""".split()

_ENGLISH = """
the and to of a in is it i was for that with on they we my but this have so very not you at are
be had all there from were our again just when what here out up one if about their best bakery
bread cake coffee order delivery courier queue price expensive cheap fresh warm cold stale sour
good great amazing lovely terrible awful slow fast friendly rude staff cashier waiting minutes
hour yesterday today morning evening weekend family kids mother friend street town place shop
pastry croissant eclair cream rye sourdough crust sugar salt butter cherry pie pies cookies
recommend never always favourite refund money change wrong forgot apologised called answered
nobody question anyone knows where buy open closed new old romashka workshop party birthday
""".split()

_SYLLABLES = {
    "ru": "ка ро ми ста ле ну та пре гор зо ви ши кра бе ду ло ме ня по ру са те фи хо це".split(),
    "en": "ba con der fi gro hal in jo ker lum mar nor ost pri quo ras sel tun ver wim yor".split(),
}
_ENDINGS = {
    "ru": ("", "а", "у", "ом", "е", "ы", "ов", "ами", "ый", "ого", "ая", "ил", "ила"),
    "en": ("", "s", "ed", "ing", "er", "ly", "ness"),
}
_SIGNS = (".", ".", ".", "!", "?", "…", "!!", " 😊", " 🔥", " ❤️", " 😡")
_TAIL = 60_000


class Corpus:
    """Items in order of time, as sources would have delivered them."""

    def __init__(self, count: int, seed: int = 7) -> None:
        self._count = count
        self._chance = random.Random(seed)
        # One town has one vocabulary, whoever writes and whatever the seed.
        tail = random.Random(1)
        self._words = {
            "ru": _vocabulary(tail, "ru", _RUSSIAN),
            "en": _vocabulary(tail, "en", _ENGLISH),
        }
        self._authors = max(50, count // 25)

    def items(self) -> Iterator[tuple[str, Item]]:
        """Source name and item, oldest first."""
        step = YEARS / self._count
        earlier: list[str] = []
        for number in range(self._count):
            place = self._chance.choices(range(len(SOURCES)), _SHARES)[0]
            text = self._text(earlier)
            yield SOURCES[place], self._item(number, place, text, END - YEARS + step * number)

    def _text(self, earlier: list[str]) -> str:
        chance = self._chance
        # One text in thirty repeats a recent one, as reposts do.
        if earlier and chance.random() < 1 / 30:
            return chance.choice(earlier)
        language = "ru" if chance.random() < 0.7 else "en"
        words, weights = self._words[language]
        length = min(120, max(4, int(chance.lognormvariate(2.7, 0.6))))
        chosen = chance.choices(words, cum_weights=weights, k=length)
        text = " ".join(chosen).capitalize() + chance.choice(_SIGNS)
        if len(earlier) >= 500:
            earlier[chance.randrange(500)] = text
        else:
            earlier.append(text)
        return text

    def _item(self, number: int, place: int, text: str, created_at: datetime) -> Item:
        chance = self._chance
        author = int(chance.paretovariate(0.8)) % self._authors
        kind = _KINDS[place]
        return Item(
            external_id=f"{SOURCES[place]}-{number}",
            text=text,
            title=" ".join(text.split()[:6]) if kind is MentionKind.ARTICLE else "",
            kind=kind,
            url=f"https://{SOURCES[place]}.example/{number}",
            author_name=f"Автор {author}",
            author_handle=f"author{author}",
            author_followers=author * 3,
            created_at=created_at,
            likes=int(chance.paretovariate(1.2)) - 1,
            replies=chance.randrange(4),
            reposts=chance.randrange(3),
            views=chance.randrange(5000) if place < 2 else None,
            rating=float(chance.randint(1, 5)) if kind is MentionKind.REVIEW else None,
        )


def _vocabulary(
    chance: random.Random, language: str, common: Sequence[str]
) -> tuple[list[str], list[float]]:
    parts = _SYLLABLES[language]
    rare = [
        "".join(chance.choices(parts, k=chance.choice((1, 2, 2, 3))))
        + chance.choice(_ENDINGS[language])
        for _ in range(_TAIL)
    ]
    words = [*common, *rare]
    return words, list(accumulate((rank + 3) ** -1.1 for rank in range(len(words))))
