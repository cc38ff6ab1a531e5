"""Mail rules: their notation, the letters they take, and what they read from them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.letters import Letter, Link, forwarded_senders, pasted_letter
from desktop.core.mail_matching import find_phrase, matches, matching, may_match
from desktop.core.mail_reading import apply
from desktop.core.mail_rule import Condition, MailRule, MailRules, Part, Place, Split, Way
from desktop.core.mail_rules import RuleError, RuleProblem, parse_place, parse_rules, rules_text
from desktop.core.mail_signs import find_author, find_stars, is_useful_link, true_address
from desktop.core.models import MentionKind
from desktop.core.ready_mail_rules import ready_rules

FAIR = """
# a comment
rule: Cake  Fair
from: cakefair.example
From: robot@fair.example
subject: new review*
not subject: statistics
says: wrote
author: after "Author:"
stars: in subject line below "x"
text: between "Wrote:" and «Answer»
link: to "cakefair.example/reviews"
parts: from "=Author:*"
kind: message
unconfirmed

without: Ozon, Yelp
"""


def test_every_line_of_the_notation_is_understood() -> None:
    rules = parse_rules(FAIR)
    (rule,) = rules.own
    assert rule == MailRule(
        "Cake Fair",
        (
            (Condition.FROM, "cakefair.example"),
            (Condition.FROM, "robot@fair.example"),
            (Condition.SUBJECT, "new review*"),
            (Condition.SAYS, "wrote"),
        ),
        ((Condition.SUBJECT, "statistics"),),
        {
            Part.AUTHOR: Place(Way.AFTER, "Author:"),
            Part.STARS: Place(Way.BELOW, "x", is_in_subject=True),
            Part.TEXT: Place(Way.BETWEEN, "Wrote:", "Answer"),
            Part.LINK: Place(Way.TO, "cakefair.example/reviews"),
        },
        Split("=Author:*", is_first_line=True),
        MentionKind.MESSAGE,
        is_confirmed=False,
    )
    assert rules.without == ("Ozon", "Yelp")


def test_written_rules_read_the_same() -> None:
    rules = parse_rules(FAIR)
    assert parse_rules(rules_text(rules)) == rules
    assert rules_text(MailRules()) == ""
    assert parse_rules("") == MailRules()


_WORDS = st.text('ab cё"«»=*:#', min_size=1, max_size=12).map(lambda text: " ".join(text.split()))
_PHRASES = _WORDS.filter(lambda text: bool(text.strip("=* ")) and not text.startswith("#"))


@given(_PHRASES, _PHRASES, st.sampled_from((Way.AFTER, Way.ABOVE, Way.FROM)))
def test_any_phrase_survives_being_written(one: str, other: str, way: Way) -> None:
    rule = MailRule(
        "Name",
        ((Condition.SUBJECT, one),),
        places={Part.AUTHOR: Place(way, one), Part.TEXT: Place(Way.BETWEEN, one, other)},
        split=Split(other),
    )
    assert parse_rules(rules_text(MailRules((rule,)))).own == (rule,)


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("from: a.example", 1, RuleProblem.NO_NAME),
        ("rule:", 1, RuleProblem.NO_NAME),
        ("\nnonsense", 2, RuleProblem.UNKNOWN_WORD),
        ("rule: A\nfrom: a.example\nsender: b", 3, RuleProblem.UNKNOWN_WORD),
        ('rule: A\nnot author: after "x"', 2, RuleProblem.UNKNOWN_WORD),
        ("rule: A\nfrom:", 2, RuleProblem.EMPTY),
        ("rule: A\nfrom: *", 2, RuleProblem.EMPTY),
        ("rule: A\n\n# x\nfrom: a.b\nauthor: somewhere", 5, RuleProblem.BAD_PLACE),
        ("rule: A\nfrom: a.b\nauthor: after x", 3, RuleProblem.BAD_PLACE),
        ('rule: A\nfrom: a.b\nauthor: after ""', 3, RuleProblem.BAD_PLACE),
        ('rule: A\nfrom: a.b\nauthor: between "x"', 3, RuleProblem.BAD_PLACE),
        ('rule: A\nfrom: a.b\ntext: named "x"', 3, RuleProblem.BAD_PLACE),
        ('rule: A\nfrom: a.b\nlink: after "x"', 3, RuleProblem.BAD_PLACE),
        ("rule: A\nfrom: a.b\nauthor: line 0", 3, RuleProblem.BAD_PLACE),
        ('rule: A\nfrom: a.b\nparts: "x"', 3, RuleProblem.BAD_PLACE),
        ("rule: A\nfrom: a.b\nkind: video", 3, RuleProblem.BAD_CHOICE),
        ("rule: A\nauthor: line 1\nrule: B\nfrom: b", 1, RuleProblem.NO_CONDITION),
        ("rule: A\nfrom: a.b\nrule: a\nfrom: b", 3, RuleProblem.NAME_TWICE),
        ("rule: A\nfrom: " + "x" * 600, 2, RuleProblem.TOO_LONG),
        (
            "rule: A\nfrom: a.b\n" * 1 + "".join(f"rule: {n}\nfrom: a\n" for n in range(300)),
            401,
            RuleProblem.TOO_LONG,
        ),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(
    text: str, line: int, problem: RuleProblem
) -> None:
    with pytest.raises(RuleError) as caught:
        parse_rules(text)
    assert (caught.value.line, caught.value.problem) == (line, problem)


@given(st.text(max_size=300))
def test_any_text_gives_rules_or_a_named_problem(text: str) -> None:
    problem: RuleError | None = None
    try:
        rules = parse_rules(text)
    except RuleError as error:
        problem = error
    if problem is None:
        assert parse_rules(rules_text(rules)) == rules
    else:
        assert 1 <= problem.line <= text.replace("\r\n", "\n").count("\n") + 1


def test_own_rules_come_first_and_replace_ready_ones() -> None:
    ready = parse_rules("rule: A\nfrom: a\nrule: B\nfrom: b\nrule: C\nfrom: c").own
    rules = parse_rules("rule: b\nfrom: mine\nwithout: c")
    assert [rule.name for rule in rules.among(ready)] == ["b", "A"]
    assert parse_rules("without: *").among(ready) == ()


def test_the_ready_rules_are_sound() -> None:
    rules = ready_rules()
    assert parse_rules(rules_text(MailRules(rules))).own == rules
    for name in (
        "Yandex",
        "2GIS",
        "Google",
        "Avito",
        "Ozon",
        "Wildberries",
        "Tripadvisor",
        "Booking",
        "Otzovik",
        "iRecommend",
        "Zoon",
        "Flamp",
        "Trustpilot",
        "Yelp",
    ):
        assert any(rule.name.startswith(name) for rule in rules), name
    for rule in rules:
        assert rule.phrases(Condition.FROM), rule.name
        assert rule.phrases(Condition.SUBJECT) or rule.phrases(Condition.SAYS), rule.name


@pytest.mark.parametrize(
    ("sender", "phrase", "is_taken"),
    [
        ("Fair <robot@fair.example>", "fair.example", True),
        ("Fair <robot@mail.fair.example>", "fair.example", True),
        ("Fair <robot@mail.fair.example>", "@fair.example", True),
        ("Fair <robot@unfair.example>", "fair.example", False),
        ("Fair <robot@fair.example.evil.example>", "fair.example", False),
        ("fair.example <x@evil.example>", "fair.example", False),
        ("robot@fair.example <x@evil.example>", "fair.example", True),
        ("Fair <ROBOT@Fair.Example>", "robot@fair.example", True),
        ("Fair <robot7@fair.example>", "robot*@fair.example", True),
        ("Fair <a.robot@fair.example>", "robot@fair.example", False),
        ("Ярмарка <x@y.example>", "ярмарка", True),
    ],
)
def test_senders(sender: str, phrase: str, is_taken: bool) -> None:
    rule = MailRule("R", ((Condition.FROM, phrase),))
    assert matches(rule, Letter("", senders=(sender,))) is is_taken


def test_kinds_of_conditions_must_all_hold_and_exceptions_none() -> None:
    (rule,) = parse_rules(
        "rule: R\nfrom: a.example\nfrom: b.example\nsubject: review\nsubject: отзыв\n"
        "list: reviews\nreturn-path: bounce*@a.example\nsays: wrote\nnot says: statistics"
    ).own
    letter = Letter(
        "He wrote this", "Новый ОТЗЫВ", ("x@b.example",), "<reviews.a>", "bounce-1@a.example"
    )
    assert matches(rule, letter)
    for other in (
        replace(letter, senders=("x@c.example",)),
        replace(letter, subject="News"),
        replace(letter, list_id=""),
        replace(letter, return_path="me@a.example"),
        replace(letter, text="nothing"),
        replace(letter, text="He wrote statistics"),
    ):
        assert not matches(rule, other)
    assert matching((rule,), letter) is rule
    assert matching((), letter) is None


def test_a_head_alone_rules_out_what_it_can() -> None:
    (rule,) = parse_rules(
        "rule: R\nfrom: a.example\nsubject: review\nsays: wrote\nnot subject: statistics"
    ).own
    assert may_match(rule, Letter("", "A review", ("x@a.example",)))
    assert not may_match(rule, Letter("", "A review", ("x@b.example",)))
    assert may_match(rule, Letter("", "Fwd: a review", ("me@home.example",)))
    assert not may_match(rule, Letter("", "Fwd: review statistics", ("me@home.example",)))


@pytest.mark.parametrize(
    ("text", "phrase", "found"),
    [
        ("One\nTwo three", "two", "Two"),
        ("Всё ещё\nЕЩЁ раз", "еще раз", "ЕЩЁ раз"),
        ("He wrote a good review", "wrote*review", "wrote a good review"),
        ("He wrote\na review", "wrote*review", None),
        ("a\n Answer \nb", "=answer", " Answer "),
        ("Answer now\nAnswer", "=answer", "Answer"),
        ("answer answer", "=answer", None),
        ("Rated 4 by Anna", "=rated*by*", "Rated 4 by Anna"),
        ("ab", "=ab*b", None),
        ("İstanbul ПЛЮС", "плюс", "ПЛЮС"),
        ("", "x", None),
        ("x", "", None),
        ("x", "=*", None),
    ],
)
def test_phrases(text: str, phrase: str, found: str | None) -> None:
    span = find_phrase(text, phrase)
    assert (text[slice(*span)] if span else None) == found


def reading(part: Part, place: str) -> MailRule:
    return MailRule("R", ((Condition.SAYS, "x"),), places={part: parse_place(place, part)})


TEXT = "Hello\nNew review\nAnna Petrova\n4 of 5\nWrote: Dry cake.\nCold coffee.\nAnswer\nBye"


@pytest.mark.parametrize(
    ("place", "found"),
    [
        ('after "New review"', "Anna Petrova"),
        ('after "Wrote:"', "Dry cake."),
        ('line below "new review"', "Anna Petrova"),
        ('line above "of 5"', "Anna Petrova"),
        ("line 3", "Anna Petrova"),
        ('between "Wrote:" and "=Answer"', "Dry cake.\nCold coffee."),
        ('from "Cold"', "coffee.\nAnswer\nBye"),
        ('up to "New"', "Hello"),
        ("whole", TEXT),
    ],
)
def test_places(place: str, found: str) -> None:
    rule = MailRule(
        "R", ((Condition.SAYS, "x"),), places={Part.TEXT: parse_place(place, Part.TEXT)}
    )
    (review,) = apply(rule, Letter(TEXT))
    assert (review.text, review.missing) == (found, ())
    if found != "Anna Petrova":
        return
    assert apply(reading(Part.AUTHOR, place), Letter(TEXT))[0].author == "Anna Petrova"


@pytest.mark.parametrize(
    "place", ['after "Nobody"', "line 99", 'between "Wrote:" and "Nobody"', 'line below "Bye"']
)
def test_a_text_that_is_not_there_means_the_whole_letter(place: str) -> None:
    rule = MailRule(
        "R", ((Condition.SAYS, "x"),), places={Part.TEXT: parse_place(place, Part.TEXT)}
    )
    (review,) = apply(rule, Letter(TEXT))
    assert (review.text, review.missing) == (TEXT, (Part.TEXT,))


def test_lines_that_only_name_author_and_stars_are_no_text() -> None:
    (rule,) = parse_rules(
        'rule: R\nsays: x\nauthor: line below "New review"\nstars: line below "Anna"\n'
        'text: between "New review" and "=Answer"'
    ).own
    (review,) = apply(rule, Letter(TEXT))
    assert (review.author, review.stars) == ("Anna Petrova", 4.0)
    assert review.text == "Wrote: Dry cake.\nCold coffee."
    marked = {part: TEXT[start:end] for part, start, end in review.marks}
    assert marked == {Part.AUTHOR: "Anna Petrova", Part.STARS: "4 of 5", Part.TEXT: review.text}


def test_author_and_stars_in_the_subject() -> None:
    (rule,) = parse_rules(
        'rule: R\nsays: x\nauthor: in subject up to "left a review"\nstars: in subject after "gave"'
    ).own
    (review,) = apply(rule, Letter("Dry.", "Anna left a review and gave 2"))
    assert (review.author, review.stars, review.text) == ("Anna", 2.0, "Dry.")


def test_a_single_digit_counts_only_where_stars_are_said_to_be() -> None:
    (rule,) = parse_rules('rule: R\nsays: x\nstars: after "Mark"').own
    assert apply(rule, Letter("Mark 3"))[0].stars == 3.0
    (rule,) = parse_rules("rule: R\nsays: x").own
    assert apply(rule, Letter("Mark 3"))[0].stars is None


def test_digests_are_taken_apart() -> None:
    text = (
        "2 new reviews\nAnna\n2 of 5\nDry.\n---\nIvan\n5 of 5\nGood. https://f.example/2\n---\nBye"
    )
    links = (Link("https://f.example/2"),)
    (rule,) = parse_rules('rule: R\nfrom: f.example\nparts: at "=---"').own
    reviews = apply(rule, Letter(text, links=links))
    assert [(each.stars, each.link) for each in reviews] == [
        (2.0, None),
        (5.0, "https://f.example/2"),
    ]
    (rule,) = parse_rules('rule: R\nsays: x\nparts: from "=*of 5"').own
    assert [each.stars for each in apply(rule, Letter(text))] == [2.0, 5.0]
    (rule,) = parse_rules('rule: R\nsays: x\nparts: at "=---"').own
    (whole,) = apply(rule, Letter("A\n---\nB"))
    assert whole.text == "A\n---\nB"


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("by itself", "https://site.example/r/1"),
        ("first", "https://other.example/"),
        ('to "site.example/profile"', "https://site.example/profile"),
        ('named "read it"', "https://tracker.example/x1"),
        ('to "nowhere.example"', None),
    ],
)
def test_links(link: str, url: str | None) -> None:
    links = (
        Link("https://site.example/unsubscribe?u=1", "Unsubscribe"),
        Link("https://other.example/"),
        Link("https://tracker.example/c?url=https%3A%2F%2Fsite.example%2Fr%2F1&utm_source=x", "Go"),
        Link("https://site.example/profile"),
        Link("https://tracker.example/x1", "Read it here"),
    )
    (rule,) = parse_rules(f"rule: R\nfrom: robot@site.example\nlink: {link}").own
    assert apply(rule, Letter("text", links=links))[0].link == url


@pytest.mark.parametrize(
    ("url", "true"),
    [
        ("https://t.example/c?u=https%3A%2F%2Fa.example%2F%D1%8F&x=1", "https://a.example/я"),
        ("https://t.example/k/*https://a.example/b?c=1", "https://a.example/b?c=1"),
        (
            "https://t.example/?url=https%3A%2F%2Fu.example%2F%3Furl%3Dhttps%253A%252F%252Fa.example",
            "https://a.example/",
        ),
        (
            "https://t.example/?url=javascript%3Aalert(1)",
            "https://t.example/?url=javascript%3Aalert(1)",
        ),
        ("https://t.example/opaque", "https://t.example/opaque"),
    ],
)
def test_tracking_links_give_what_they_carry(url: str, true: str) -> None:
    assert true_address(url) == true


def test_links_that_lead_to_no_review() -> None:
    assert not is_useful_link("https://a.example/x", "Отписаться от рассылки")
    assert not is_useful_link("https://a.example/unsubscribe/9", "here")
    assert is_useful_link("https://a.example/review/9", "Read review")


@pytest.mark.parametrize(
    ("text", "stars"),
    [
        ("2 из 5", 2), ("4/5", 4), ("3 out of 5", 3), ("Оценка: 3", 3), ("оценка — 1", 1),
        ("оценил на 4", 4), ("3 stars", 3), ("a new 2-star review", 2), ("1 звезда", 1),
        ("4 звёзды", 4), ("пять звёзд", 5), ("two stars", 2), ("одна звезда", 1), ("★★☆☆☆", 2),
        ("⭐⭐⭐", 3), ("⭐️⭐️", 2), ("4★", 4), ("Rating: 5", 5), ("8/10", 4),
        ("Оценка 7,5 из 10", 3.75), ("1/10", 1), ("4.0/5", 4), ("Оценка\n4", 4),
        ("4 of 5 bubbles", 4), ("rated 2", 2),
        ("средняя оценка 4 из 5. Анна: 2 из 5", 2),
        ("4/5/2026", None), ("14/5", None), ("4.7 из 5", None), ("скидка 5%", None), ("", None),
        ("рейтинг компании 4 из 5", None), ("оценка: 5%", None), ("hotel", None), ("3 из 50", None),
        ("2 из 5.5", None), ("10 звёзд", None), ("☆☆☆☆☆", None), ("версия 2.4/5", None),
    ],
)  # fmt: skip
def test_stars_by_their_usual_signs(text: str, stars: float | None) -> None:
    found = find_stars(text)
    assert (found[0] if found else None) == stars


@pytest.mark.parametrize(
    ("text", "author"),
    [
        ("Анна Петрова оставила отзыв о «Ромашке»", "Анна Петрова"),
        ("Hello\nJohn O'Neil left a review for you", "John O'Neil"),
        ("Автор: Иван\nТекст", "Иван"),
        ("Имя:\nОльга", "Ольга"),
        ("Reviewer — Ann", "Ann"),
        ("Вам оставили отзыв", None),
        ("Клиент оставил отзыв", None),
        ("Someone left a review", None),
        ("We left a big and very long and windy review", None),
        ("Nothing here", None),
    ],
)
def test_authors_by_their_usual_signs(text: str, author: str | None) -> None:
    span = find_author(text)
    assert (text[slice(*span)] if span else None) == author


def test_a_pasted_letter_gives_up_its_head() -> None:
    letter = pasted_letter(
        "От: Ярмарка <robot@fair.example>\nКому: я\nТема: Новый  отзыв\n\n Привет,  Анна \n\n"
        "От: не заголовок https://fair.example/1."
    )
    assert letter.subject == "Новый отзыв"
    assert letter.senders == ("Ярмарка <robot@fair.example>",)
    assert letter.text == "Привет, Анна\nОт: не заголовок https://fair.example/1."
    assert letter.links == (Link("https://fair.example/1"),)


def test_a_forwarded_letter_names_its_true_sender() -> None:
    text = "See below\n---------- Forwarded message ---------\nFrom: Fair <robot@fair.example>\nHi"
    assert forwarded_senders(text) == ("Fair <robot@fair.example>",)
    (rule,) = parse_rules("rule: R\nfrom: fair.example").own
    assert matches(rule, pasted_letter("From: Me <me@home.example>\n\n" + text))


@pytest.mark.parametrize(
    ("letter", "name", "read"),
    [
        (
            Letter(
                "Ромашка, You got a new 2-star review\nRead review\nAnna Petrova\nDry cake.\n"
                "Cold coffee.\nReply to review\nGoogle LLC",
                "Anna left a review for Ромашка",
                ("Google <businessprofile-noreply@google.com>",),
                links=(Link("https://c.gle/1", "Read review"),),
            ),
            "Google Business Profile",
            ("Anna Petrova", 2.0, "Dry cake.\nCold coffee.", "https://c.gle/1"),
        ),
        (
            Letter(
                "О компании\nРомашка\nнаписали хороший отзыв\nАнна\nВкусно.\nПриду ещё\n"
                "Читать полностью\n2ГИС",
                "Новый отзыв",
                ("2ГИС <noreply@account.2gis.com>",),
            ),
            "2GIS",
            ("Анна", None, "Вкусно.\nПриду ещё", None),
        ),
        (
            Letter(
                "«Ромашка» :\nРомашка\nМосква, ул. Мира, 1\nСухой торт.\nОтветить",
                "У вас новые отзывы для Ромашка",
                ("Яндекс Бизнес <email@business.yandex.ru>",),
                links=(Link("https://sender.yandex.net/x/*https://yandex.ru/maps/org/r/1/"),),
            ),
            "Yandex Business",
            (
                None,
                None,
                "«Ромашка» :\nРомашка\nМосква, ул. Мира, 1\nСухой торт.\nОтветить",
                "https://yandex.ru/maps/org/r/1/",
            ),
        ),
    ],
    ids=["google", "2gis", "yandex"],
)
def test_letters_in_the_described_forms(
    letter: Letter, name: str, read: tuple[str | None, float | None, str, str | None]
) -> None:
    rule = matching(ready_rules(), letter)
    assert rule is not None
    assert rule.name == name
    (review,) = apply(rule, letter)
    assert (review.author, review.stars, review.text, review.link) == read


@pytest.mark.parametrize(
    ("sender", "subject"),
    [
        ("email@business.yandex.ru", "Статистика за неделю: отзывы"),
        ("noreply.invitations@trustpilotmail.com", "Leave a review"),
        ("mailer@sender.ozon.ru", "Подтверждение учетных данных Ozon"),
        ("noreply@booking.com", "New booking"),
        ("friend@mail.example", "Отзыв"),
    ],
)
def test_other_letters_are_left_alone(sender: str, subject: str) -> None:
    assert matching(ready_rules(), Letter("text", subject, (sender,))) is None


@given(st.text(max_size=400), st.text(max_size=60), st.sampled_from(ready_rules()))
def test_any_letter_is_read_without_an_accident(text: str, subject: str, rule: MailRule) -> None:
    letter = Letter(text, subject, ("x@y.example",))
    matches(rule, letter)
    for review in apply(rule, letter):
        assert review.text in text
        for _, start, end in review.marks:
            assert 0 <= start <= end <= len(text)
