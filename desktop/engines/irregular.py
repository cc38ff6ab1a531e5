"""English words whose forms no rule makes: the base first, then its forms. Our own list."""

from __future__ import annotations

_TABLE = """
be am is are was were been being
have has had having
do does did done doing
go goes went gone going
say says said
get got gotten
make made
take took taken
come came
see saw seen
know knew known
think thought
give gave given
find found
tell told
feel felt
leave left
keep kept
begin began begun
bring brought
write wrote written
sit sat
stand stood
lose lost
pay paid
meet met
run ran
hear heard
hold held
speak spoke spoken
spend spent
grow grew grown
win won
teach taught
buy bought
catch caught
seek sought
fight fought
send sent
build built
lend lent
bend bent
fall fell fallen
sell sold
drive drove driven
break broke broken
choose chose chosen
wear wore worn
tear tore torn
bear bore borne born
swear swore sworn
steal stole stolen
freeze froze frozen
forget forgot forgotten
forgive forgave forgiven
understand understood
misunderstand misunderstood
eat ate eaten
drink drank drunk
sing sang sung
sink sank sunk
ring rang rung
swim swam swum
stink stank stunk
shrink shrank shrunk
spring sprang sprung
throw threw thrown
blow blew blown
fly flew flown flies
draw drew drawn
show shown
sew sewn
rise rose risen
arise arose arisen
ride rode ridden
hide hid hidden
bite bit bitten
shake shook shaken
mistake mistook mistaken
wake woke woken
awake awoke awoken
lie lay lain lying lied
lay laid
lead led
feed fed
breed bred
bleed bled
flee fled
speed sped
read
sleep slept
sweep swept
weep wept
creep crept
deal dealt
mean meant
dream dreamt
lean leant
learn learnt
burn burnt
spell spelt
smell smelt
spill spilt
spoil spoilt
shoot shot
light lit
slide slid
dig dug
stick stuck
strike struck stricken
swing swung
hang hung
cling clung
sting stung
spin spun
bind bound
grind ground
wind wound
shine shone
become became
overcome overcame
undergo underwent undergone
withdraw withdrew withdrawn
die dies died dying
tie ties tied tying
oversleep overslept
overpay overpaid
rebuild rebuilt
resell resold
undo undid undone
redo redid redone
mislead misled
child children
man men
woman women
person people
foot feet
tooth teeth
goose geese
mouse mice
louse lice
ox oxen
knife knives
life lives
wife wives
half halves
loaf loaves
leaf leaves
shelf shelves
thief thieves
wolf wolves
calf calves
scarf scarves
self selves
elf elves
hoof hooves
quiz quizzes
gas gases gassed
bus buses
salesman salesmen
saleswoman saleswomen
workman workmen
postman postmen
policeman policemen
gentleman gentlemen
grandchild grandchildren
shopwoman shopwomen
crisis crises
analysis analyses
basis bases
diagnosis diagnoses
phenomenon phenomena
criterion criteria
medium media
datum data
bacterium bacteria
menu menus
good better best
bad worse worst
far farther further furthest
little less least
many more most
"""

IRREGULAR: dict[str, tuple[str, ...]] = {}
"""Bases by irregular form; a form of two words («lay») has both."""

for _line in _TABLE.split("\n"):
    _base, *_forms = _line.split() or [""]
    for _form in _forms:
        IRREGULAR[_form] = (*IRREGULAR.get(_form, ()), _base)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


WHOLE = _words(
    """evening outing earring herring inning morning pudding ceiling sibling during wedding nothing
    something anything everything hundred indeed news always perhaps series species this his us
    yes less unless christmas lens"""
)
"""Words that only look like a form of another."""
