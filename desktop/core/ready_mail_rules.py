"""Ready rules for the letters of large review sites, in the notation of `mail_rules`.

Each says what is known of its letters and from where. Where nothing says how the letters of a
site are built, the rule is `unconfirmed`: it knows the sender and that the letter speaks of a
review, reads stars and author by their usual signs, and keeps the whole text.
"""

from __future__ import annotations

from functools import cache

from desktop.core.mail_rule import MailRule
from desktop.core.mail_rules import parse_rules

TEXT = """
# Sender, subject and "Ответить" below the review: public code of others that reads these
# letters. The same sender sends weekly statistics. Neither the author nor the stars are known
# to be in them; the help of Yandex Business confirms that there are letters at all.
rule: Yandex Business
from: email@business.yandex.ru
subject: отзыв
subject: review
not subject: статистика
link: to "yandex.ru"
unconfirmed

# Sender, "написали … отзыв", author, text and "Читать полностью": public code of others that
# reads these letters. The text may be cut by 2GIS itself.
rule: 2GIS
from: account.2gis.com
from: 2gis.ru
from: 2gis.com
says: написали*отзыв
author: line below "написали*отзыв"
text: between "написали*отзыв" and "=Читать полностью"
link: to "2gis.ru"
unconfirmed

# Sender, subjects, "… left a review for …", "You got a new N-star review", and the review between
# "Read review" and "Reply to review": two public descriptions of these letters agree on sender
# and subject, one shows the English text. Letters in other languages keep their whole text.
rule: Google Business Profile
from: businessprofile-noreply@google.com
subject: left a review for
author: line below "=Read review"
text: between "=Read review" and "=Reply to review"
link: named "review"
unconfirmed

# The same sender in other words and languages, and letters with several reviews at once ("you got
# N new reviews"): how those are parted is not described anywhere.
rule: Google Business Profile, other letters
from: businessprofile-noreply@google.com
subject: review
subject: отзыв
not subject: policies
not subject: правила
link: named "review"
unconfirmed

# Sender: public code of others that files these letters. Their text is not described.
rule: Avito
from: avito.ru
subject: отзыв
subject: оценк
subject: оценил
link: to "avito.ru"
unconfirmed

# Sender: public code of others that files letters of sender.ozon.ru. Letters about reviews of a
# seller's goods are not described.
rule: Ozon
from: ozon.ru
subject: отзыв*товар
subject: новый отзыв
subject: новые отзывы
subject: вопрос*товар
link: to "ozon.ru"
unconfirmed

# Nothing was found about letters to sellers but the domain.
rule: Wildberries
from: wildberries.ru
from: wb.ru
subject: новый отзыв
subject: новые отзывы
subject: отзыв*товар
subject: вопрос*товар
link: to "wildberries.ru"
unconfirmed

# Sender domain: public code of others that reads letters of tripadvisor.com and below; "New review"
# in the subject stands in made-up samples only.
rule: Tripadvisor
from: tripadvisor.com
from: tripadvisor.ru
subject: review
subject: отзыв
not subject: your review
not subject: Review Express
not subject: ваш отзыв
link: to "tripadvisor.com"
unconfirmed

# Domain: Booking.com tells its partners that all its letters come from booking.com or below.
# The letters about reviews are not described.
rule: Booking.com
from: booking.com
subject: guest review
subject: new review
subject: left you a review
subject: отзыв
not subject: write a review
not subject: оставьте отзыв
link: to "booking.com"
unconfirmed

# Nothing was found but the domain.
rule: Otzovik
from: otzovik.com
subject: отзыв
subject: комментари
link: to "otzovik.com"
unconfirmed

# Nothing was found but the domain.
rule: iRecommend
from: irecommend.ru
subject: отзыв
subject: комментари
link: to "irecommend.ru"
unconfirmed

# Sender domain: public code of others that files letters of info@zoon.ru.
rule: Zoon
from: zoon.ru
subject: отзыв
link: to "zoon.ru"
unconfirmed

# Nothing was found but the domain.
rule: Flamp
from: flamp.ru
subject: отзыв
link: to "flamp.ru"
unconfirmed

# Trustpilot's help says that trustpilotmail.com sends invitations to customers: those are no
# reviews. The letters to businesses are not described.
rule: Trustpilot
from: trustpilot.com
subject: review
subject: отзыв
not from: noreply.invitations@trustpilotmail.com
not subject: your review
link: to "trustpilot.com"
unconfirmed

# Sender: Yelp's help names no-reply@yelp.com. The letters about reviews are not described.
rule: Yelp
from: yelp.com
subject: review
not subject: your review
link: to "yelp.com"
unconfirmed
"""


@cache
def ready_rules() -> tuple[MailRule, ...]:
    """The ready rules, in the order in which they are tried."""
    return parse_rules(TEXT).own
