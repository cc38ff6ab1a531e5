"""The language of short shop texts."""

from __future__ import annotations

import pytest

from desktop.core.language import language_of

RUSSIAN = """
Вчера заказали торт, доставка опоздала на два часа
Очень вкусные булочки, спасибо!
Ужас
Спасибо
Больше никогда сюда не пойдём
Отравился вашими пирожками
Кто пробовал новый латте?
Купили ёлку в цветочном на Ленина
Персонал хамит, вернуть деньги отказались
В пекарне Ромашке свежий хлеб
Ваш администратор — чудо 👍
Заказала маникюр, сделали криво
Скидка 20% до пятницы
Кофе холодный, очередь огромная
Почему не отвечаете на звонки?
Заходили в Starbucks, а потом к вам: небо и земля
Взял iPhone в ремонт, сломали экран
Плесень в хлебе!!! фото https://example.org/photo-of-mold-in-bread
@romashka_bakery когда откроетесь?
Мастер опоздал, но работу сделал хорошо
Цены выросли вдвое
Рекомендую
Не рекомендую никому
Вежливые продавцы, чистый зал
Нашла волос в салате
Всё супер
Сервис на высоте
Тараканы на кухне
Мой любимый магазин
Привезли не тот заказ
кто-нибудь знает, работают ли они в воскресенье
Пирожки как у бабушки
Нормально
Деньги не вернули до сих пор
Где можно купить безглютеновый хлеб?
Хорошее место для завтрака
Вчера были в баре «Київ», понравилось всё
Салон красоты Lux Beauty: мастер Анна золотые руки
Булочная переехала
Открылись после ремонта!
Купил кофе Lavazza Oro
Ремонт Macbook Air за день
ochen vkusno, spasibo bolshoe
privet, kogda budet dostavka?
ne rekomenduyu, uzhasnoe obsluzhivanie
"""

ENGLISH = """
Ordered a birthday cake and the delivery was two hours late
Best croissants in town!
Terrible service
Never going there again
Rude staff, cold coffee
They refused to give me a refund
Lovely place, friendly people
Found a hair in my salad
Overpriced and slow
The bread was stale
Thank you!
Awesome
Is it open on Sunday?
Great haircut, thanks Anna
My phone was repaired in twenty minutes
Does anybody know a good bakery near the station?
We waited forty minutes for a table
Food poisoning after lunch here
Would recommend to anyone
Nice cafe, tasty pastries
Worst customer service ever
The manager laughed at us
Stopped by Romashka bakery, loved it
Delicious!
Mold inside the cake, see photo https://example.org/1
Prices went up again
Friendly barista and cozy interior
Do not buy here
Five stars
Delivery guy was very polite
I got sick after eating their pie
Wrong order twice this week
The café was charming and the crème brûlée was great
Closed without any notice
Highly recommended
Dirty tables everywhere
Lost my package and nobody answers the phone
Fresh pastries every morning
Can you ship to Berlin?
Absolutely disgusting toilets
"""

OTHER = """
Дуже смачна кава, дякую за обслуговування
Замовили торт, привезли вчасно і гарячим
Хліб свіжий щодня
Жахливий сервіс, більше не прийду
Вельмі смачны хлеб, дзякуй вам, у наступны раз яшчэ прыйду
Много вкусна храна, персоналът беше любезен
Кафето е хубаво, но обслужването не е добре
Тази пекарна ще я препоръчвам на всички
Веома лепо место, храна је одлична
Нан өте дәмді екен, рақмет
Тамаша қызмет көрсету, бәрі ұнады
Sehr leckerer Kuchen, aber die Bedienung war unfreundlich
Das Essen war kalt und wir mussten lange warten
Leider nicht zu empfehlen
Très bon accueil, le pain est excellent
Le service est trop lent
Merci pour tout, nous reviendrons
La comida estaba fría y el servicio muy lento
Muy rico todo, gracias
El lugar es bonito pero caro
Il pane è buono ma il personale non è gentile
Ottimo servizio, grazie di tutto
O atendimento foi péssimo e a comida não estava boa
Bardzo dobra kawa i smaczne ciasto
Obsługa niemiła, nie polecam
Çok güzel bir mekan, kahve harika
Yemekler lezzetli ama servis yavaş
Heel lekker brood en een goede bediening
Väldigt god mat och trevlig personal
Jídlo bylo studené a obsluha pomalá
Hyvä ruoka mutta palvelu oli hidas
パンがとても美味しかったです
面包很好吃，服务也不错
الخبز لذيذ والخدمة ممتازة
Το ψωμί ήταν πολύ καλό
빵이 정말 맛있어요
A kenyér nagyon finom és az eladó kedves
"""

MIXED = """
Очень вкусно, спасибо! Very tasty, thank you so much!
Best bakery in town / лучшая пекарня в городе
Закрыто на ремонт до мая. Closed for repair until May.
Доставка опоздала, and nobody answered the phone all day
Хлеб свежий, staff are friendly and fast
"""

NOT_TOLD = """
👍👍👍
10/10
!!!
https://example.org/only-a-link
@romashka_bakery
Ха
5
"""

LABELLED: list[tuple[str, str | None]] = [
    (text, label)
    for label, texts in (
        ("ru", RUSSIAN),
        ("en", ENGLISH),
        ("other", OTHER),
        ("mixed", MIXED),
        (None, NOT_TOLD),
    )
    for text in texts.strip().split("\n")
]
LEAST_ACCURACY = 0.95


def test_short_shop_texts_are_told_apart() -> None:
    wrong = [(text, label, got) for text, label in LABELLED if (got := language_of(text)) != label]
    assert len(LABELLED) >= 120
    assert 1 - len(wrong) / len(LABELLED) >= LEAST_ACCURACY, wrong


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("", None),
        ("ок", "ru"),
        ("ok", "en"),
        ("Romashka", None),
        ("хлеб " * 5000, "ru"),
        ("the bread " * 5000, "en"),
        ("Вiдмiнно, дуже дякую", "other"),
        ("\ud800 хлеб свежий", "ru"),
        ("🔥" * 50 + " хлеб", "ru"),
    ],
)
def test_edges(text: str, language: str | None) -> None:
    assert language_of(text) == language
