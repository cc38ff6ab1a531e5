"""Little words that give a language away, and words that short reviews consist of. Our own lists.

A word common to two languages stands in neither list unless it is far commoner in one.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


ENGLISH = _words(
    """the and is was were are been be have has had this that these those there they them their he
    she his her you your we our us it its my mine me i of to for from with without at on by as
    but not no or if so very too just only really always never again ever also because what when
    where which who why how can could would should will did do does don dont didnt cant wont
    isnt wasnt im ive about after before than then all any some every more most much many out up
    over here great good best better bad worst worse nice terrible awful horrible amazing
    awesome excellent perfect love loved like liked lovely delicious tasty fresh stale cold hot
    rude friendly slow fast quick quickly clean dirty cheap expensive overpriced disgusting
    disappointing disappointed recommend recommended service staff food place coffee cake bread
    order ordered delivery delivered money refund customer price prices store shop manager
    waiter waitress wait waited waiting minutes hour hours today yesterday week ago back go
    going went come came got get eat ate buy bought thank thanks please sorry happy birthday
    people new old first last time day open closed wrong broken late still off star stars avoid
    wow ok okay yum yummy beware highly absolutely totally never pastry pastries croissant
    croissants bakery tea lunch dinner breakfast five ten two three one an poor poisoned
    poisoning sick hair salon haircut nails"""
)

RUSSIAN = _words(
    """и в на с по к у о от до за из не ни да нет но а или что чтобы как так это эта этот эти то
    тот все всё мне меня мы вы вас они он она его её их вам нам был была было были есть будет
    очень просто только уже еще ещё тоже даже если когда где там тут здесь потом после перед без
    для при над под об про же ли бы ну вот спасибо хорошо плохо вкусно отлично ужас ужасно супер
    класс день раз больше совсем всем всегда никогда нормально рекомендую доставка заказ
    заказала заказал кафе ок лучше хуже самый самая свежий свежая приятно"""
)

OTHER_CYRILLIC = (
    _words(
        """що як це дуже але або також смачно дякую був була було були цей ця ще вже немає са ще
    че съм това беше нещо най още какво добре хубаво обаче винаги защото препоръчвам персоналът
    мястото храната вкусна много няма обслужването благодаря също дужа гэта што вельмі смачна
    дзякуй је су није сам што ово али веома хвала овде јако жана бирок абдан рахмат ла бик бар
    юк һәм ва аст дар ки хеле жақсы және өте менің рақмет"""
    )
    - RUSSIAN
)

OTHER_LATIN: tuple[frozenset[str], ...] = tuple(
    _words(words)
    for words in (
        # German
        """der die das und ist nicht ein eine einen mit auf für von den dem im zu sehr auch aber wir
        ich sie es war hat haben nur noch immer wieder gut gute lecker schlecht leider essen kaffee
        kuchen bedienung freundlich empfehlen hier bei nach wie zum zur kein keine uns mir""",
        # French
        """le la les des une est et pas très avec pour dans sur qui que du au aux je nous vous ils
        elle ce cette mais bon bonne mauvais toujours merci accueil personnel bien trop tout c qu
        plus ne se son sont chez café délicieux service""",
        # Spanish
        """el la los las un una es y no muy con para por que de del en se lo su al pero más está
        todo bien bueno buena malo gracias comida servicio siempre nunca café lugar nos fue hay
        excelente atención todos riquísimo rico""",
        # Italian
        """il lo la gli le un una è e non molto con per che di del della in si sono ma più anche
        buono buona ottimo cibo personale servizio sempre mai grazie questo tutto dove ho""",
        # Portuguese
        """o a os as um uma é e não muito com para por que de do da em no na se mas mais bom boa
        ótimo péssimo comida atendimento sempre nunca obrigado tudo foi lugar""",
        # Polish
        """i w na z nie jest się to do że ale jak bardzo był była tak też tylko już dla od po za
        dobry dobra smaczne pyszne obsługa polecam jedzenie miejsce kawa ciasto zawsze dziękuję""",
        # Turkish
        """ve bir bu çok da de için ile ama gibi daha en ne var yok iyi güzel kötü teşekkürler
        hizmet lezzetli yemek kahve tavsiye ederim değil her hiç mekan personel""",
        # Dutch
        """de het een en is niet van met voor op zijn was maar ook heel erg goed lekker slecht
        bediening eten koffie wij ik je aan bij naar te dat die er nog""",
        # Swedish, Danish, Norwegian
        """och att det är en ett inte med för på som var jag vi mycket god bra mat här og ikke
        det er en til af meget også men hyggelig""",
        # Czech, Slovak
        """a je se na to že není velmi jsem ale byl byla jsme byli obsluha jídlo skvělé dobré
        děkujeme doporučuji vždy výborná káva som sme veľmi ďakujem""",
        # Finnish, Estonian
        """ja on ei se että hyvä oli mutta erittäin ruoka palvelu kiitos väga hea ning ka kui aga
        teenindus toit""",
        # Romanian, Hungarian, Indonesian, Vietnamese
        """și este nu foarte cu pentru mâncare bun bună și az egy nagyon és nem volt finom jó
        yang dan di tidak enak sekali makanan ini itu dengan rất ngon không và là""",
    )
)

RUSSIAN_IN_LATIN = (
    _words(
        """ne na i v s po za ochen ochenj spasibo vkusno eto kak chto horosho ploho privet vse mne
        ya my vy oni bylo byl byla net da dostavka zakaz kafe pekarnya tut tam bolshe uzhe esche
        tolko prosto vsem sovetuyu rekomenduyu uzhas uzhasno kogda ot do dlya takoy takaya samyy
        luchshaya luchshiy zdes nikogda vsegda hleb nevkusno bolshoe bolshoye menshe vseh vsyo
        etot eta eti etom chego chtoby gde pochemu zachem skolko kto komu est byli budet budu
        budem mozhno nelzya nado nuzhno ili eshe eshyo tozhe dazhe sovsem nikto nichego nikomu
        nikakogo potom teper segodnya vchera zavtra utrom vecherom dnem den dnya dney nedelyu
        nedeli nedel mesyats mesyac god goda chas chasa chasov minut zdravstvuyte podskazhite
        skazhite podskajite khorosho plokho otlichno uzhasnoe uzhasniy uzhasnyy koshmar
        otvratitelno otstoy normalno normalnyy klass klassno klassnoe krasivo krasivee udobno
        dorogo deshevo bystro bistro dolgo medlenno lyubimoe luchshe luchshie huzhe sovetuem
        obsluzhivanie obslujivanie obsluzhivaniye dostavku dostavki zakazal zakazala zakazali
        zakazy zhdali zhdal zhdala prinesli privezli prishel prishla prishlo prishli vzyali
        vzyal vzyala dengi deneg vernuli vernut otdayut obmanuli obman razveli torta khleb
        pirozhki sloyki kofe chay voda eda edu edy ceny tseny cena tsena rubley magazin mesto
        mesta devochki devushka rebyata lyudi deti detey rebenok rebenku mastera masteru poka
        bez pri pered menya nas nam vas vam ego ee ona svoy moy moya mashina mashinu telefon
        remont sdelali sdelal delayut rabotaet rabotayut rabotali pomenyali zamenili pokazali
        skazali skazal skazala govoryat otkazalis molodcy molodtsy hozhu khozhu poshla poshel
        kupil kupila kupili kupit beru poprosila poprosil popala popal vtoroy pervyi perviy raz
        razu raza tretiy gorod gorode rayone ulitse ulica doma domoy domu syuda tuda nogoy takoe
        takie kakoy kakaya kakie ves vsya voobsche voobshche sovershenno polnyy konechno
        pozhaluysta pojaluista izvinilsya izvinite hochu khochu hotel hotela znayu znaet znayut
        holodnoe holodnyy goryachiy svezhiy svezhie svezhee cherstvoe starye grubo grubyat
        hamstvo hamyat nahamili gryazno chisto uyutno ponravilos nravitsya dovolen dovolna"""
    )
    - ENGLISH
    - frozenset[str]().union(*OTHER_LATIN)
)
"""Russian words as people type them in Latin letters, those of no other language here."""
