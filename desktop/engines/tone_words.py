"""Little words with a part to play in tone: negators, boosters, contrasts; and hidden swearing."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


NEGATORS = _words(
    """не ни нет нету без никогда никак нельзя невозможно никто ничего ничто никакой никакого
    никакая никакие никаких нисколько отнюдь вряд нигде
    not no never without nor neither cannot cant dont doesnt didnt wont wouldnt couldnt shouldnt
    isnt arent wasnt werent hasnt havent hadnt aint nobody nothing none nowhere hardly barely
    scarcely"""
)
"""Words that turn what follows; English `…n't` as well."""

BOOSTERS = _words(
    """очень оч очь самый самая самое самые самую самого так такой такая такое такие настолько
    просто прям прямо реально слишком чрезвычайно крайне совершенно абсолютно безумно дико адски
    жутко ужасно страшно невероятно необычайно особенно весьма действительно полный полная полное
    полнейший вообще ваще совсем какой какая какое какие как сильно капец пипец супер мега мило
    very really so extremely absolutely totally completely incredibly super highly truly too
    utterly such quite damn fucking freaking insanely ridiculously hella especially deeply"""
)

DAMPENERS = _words(
    """немного чуть слегка почти довольно достаточно относительно местами вроде типа как-то
    somewhat slightly kinda kind sort partly almost rather fairly pretty bit mildly"""
)

BUTS = _words("но зато однако а хотя but however though although yet")

NOT_NEGATING = frozenset(
    {("если", "нет"), ("почему", "нет"), ("не", "только"), ("why", "not"), ("or", "not")}
)
"""Negators in fixed phrases that turn nothing, with the word before them."""

_SWEARING = """
    хуй хуйня хуйни хуйню хуево хуевый хуевая хуевые хуета хуе хуи нахуй похуй охуел охуели
    охуенно охуенный охуенные охуительно охуеть заебись заебали заебал заебало ебать ебаный
    ебаная ебаные ебанный ебал ебало ебу ебучий наебали наебал наеб выебон доебался пизда
    пиздец пиздеж пиздят пиздит пиздато спиздили пиздеть распиздяи бля блять блядь блядский
    бляха сука суки сучка сучий мудак мудаки мудила мудачье гандон гондон пидор пидоры пидарас
    пидорасы говно говна говнище говняный дерьмо дерьма дерьмовый жопа жопу жопе срать насрать
    насрали обосрали засранцы хер херня херово хрен хреново дебил дебилы долбоеб долбоебы
    идиоты fuck fucking fucked fuckin fucks fucker motherfucker shit shitty shitshow bullshit
    bitch bitches ass asshole assholes crap crappy damn dick bastard cunt piss pissed hell
"""

SWEARING = tuple(_SWEARING.split())
"""Words that stars and signs usually hide, the likeliest first."""
