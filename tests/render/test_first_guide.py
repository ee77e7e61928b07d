"""The first guide keeps every fact that it was made from, contested ones as contested, and fills its pages."""

from __future__ import annotations

import re

import pytest

from guide.paper import PAPERS as KNOWN_PAPERS
from render.conftest import PAPERS, Shipped
from render.pdf import MM, Pdf, foot

# The rows of the guide's fact ledger: A and B are its two starting accounts, C adds depth.
# A contested fact has its correction among the phrases, and a note for the teacher.
LEDGER: list[tuple[str, str, list[str]]] = [
    (
        "A1",
        "student",
        ["changed the course of the Soviet Union, of the whole Eastern bloc, and of the world beyond it"],
    ),
    (
        "A2",
        "student",
        [
            "In 1922, Stalin became General Secretary",
            "Sole rule came years after Lenin’s death in 1924",
            "Some accounts simply say that he led the Soviet Union from 1922",
        ],
    ),
    (
        "A2",
        "teacher",
        [
            "Stalin led the Soviet Union from 1922. (Account A)",
            "sole rule came years later, near the end of the decade",
        ],
    ),
    (
        "A3",
        "student",
        ["Stalin secured that power by breaking his political opponents, one group after another"],
    ),
    (
        "A4",
        "student",
        [
            "Men who had been his allies were banished or killed, because he feared that they might one day overthrow him",
            "Thousands of people were sent to the Gulag, says one short account",
        ],
    ),
    (
        "A5",
        "student",
        [
            "dated 1936–1938, with 1937 as its peak",
            "one of the accounts in this guide gives the single year 1937",
            "1936–1938 The Great Purge",
            "Account A gives 1937 alone",
        ],
    ),
    (
        "A6",
        "student",
        [
            "nobody could stand aside: ordinary people and soldiers marched in his honor",
            "newspapers, schools, sports, and the arts repeated that he was wise",
        ],
    ),
    (
        "A7",
        "student",
        [
            "cult of personality, the picture of a leader who is almost a god",
            "Totalitarian and authoritarian states often build such cults",
            "Organized praise that makes a living leader look perfect, almost like a god",
        ],
    ),
    (
        "A8",
        "student",
        [
            "Stalin died on March 5, 1953. The praise rolled on without him, in the Soviet Union and in its satellite states, but it could not last",
            "March 5, 1953 Stalin dies",
        ],
    ),
    (
        "A9",
        "student",
        [
            "His heirs were soon fighting over his place. The leading candidate was Khrushchev, First Secretary from 1953"
        ],
    ),
    (
        "A10",
        "student",
        [
            "The Twentieth Congress, the first since Stalin’s death, met from February 14 to 25",
            "February 14–25, 1956 The Twentieth Party Congress",
        ],
    ),
    (
        "A11",
        "student",
        [
            "“On the Cult of Personality and Its Consequences.”",
            "February 25, 1956 The Secret Speech",
        ],
    ),
    (
        "A12",
        "student",
        [
            "Account A says that he accused Stalin of killing millions",
            "keeps largely silent about everyone else",
            "Account A says that Khrushchev accused Stalin of “killing millions.” Test that claim against Document A",
        ],
    ),
    (
        "A12",
        "teacher",
        [
            "Khrushchev accused Stalin of killing millions. (Account A)",
            "keeps largely silent on other victims",
        ],
    ),
    ("A13", "student", ["know his address by a nickname, the Secret Speech"]),
    (
        "A14",
        "student",
        [
            "The hall was stunned. Many who heard or read the words began to doubt the communist movement itself"
        ],
    ),
    (
        "A15",
        "student",
        [
            "Copies also went to Communist leaders in Eastern Europe, and from there the text leaked slowly to the West"
        ],
    ),
    (
        "A16",
        "student",
        [
            "garians who rose up that year, his words were one of the motives",
            "June 28, 1956 Workers rise in Poznań",
            "October 23 – November 4, 1956 Hungary rises and is crushed",
        ],
    ),
    (
        "A17",
        "student",
        ["Stalin’s legend went on crumbling, and one regime after another stopped showing him as a hero"],
    ),
    (
        "A18",
        "student",
        [
            "In Prague the authorities ordered his giant monument destroyed, and it was blown up in 1962",
            "November 1962 Prague blows up its Stalin",
        ],
    ),
    (
        "B1",
        "student",
        [
            "Account A calls Khrushchev First Secretary; Account B calls him Premier. Which is right for February 1956",
            "The office of Premier was a different one, held in 1956 by Nikolai Bulganin",
            "First Secretary of the Communist Party, 1953–1964; Premier only from 1958 to 1964",
        ],
    ),
    (
        "B1",
        "teacher",
        [
            "Khrushchev was Premier when he gave the speech. (Account B)",
            "He became Premier only in 1958 and remained so until 1964",
        ],
    ),
    ("B2", "student", ["At the end came the unofficial, closed session"]),
    (
        "B3",
        "student",
        [
            "Some people even say that Khrushchev leaked it himself",
            "Some people say that Khrushchev leaked the speech himself, and a reader’s comment under Account B finds that interesting",
        ],
    ),
    ("B4", "student", ["effects were enormous at home and abroad"]),
    (
        "B5",
        "student",
        ["To use the word “crimes” for what Stalin had done was a radical break with the past"],
    ),
    (
        "B6",
        "student",
        [
            "Historians see an irony here: Khrushchev tried to save communism by blaming its failures on one man, safely dead"
        ],
    ),
    ("B7", "student", ["the fallout shook the state to its foundations"]),
    (
        "B8",
        "student",
        [
            "Tens of thousands of political prisoners went free",
            "First Secretary Khrushchev and the thaw",
            "The years after 1953 when Soviet controls loosened somewhat and many prisoners went free",
        ],
    ),
    (
        "B9",
        "student",
        [
            "In the long run they led toward perestroika, Mikhail Gorbachev’s attempt, from the mid-1980s on, to rebuild both the economy and the bureaucracy",
            "1985–1991 Perestroika",
            "“Restructuring”: Gorbachev’s reform, from the mid-1980s, of the economy and the state’s bureaucracy",
        ],
    ),
    (
        "B10",
        "student",
        [
            "In Eastern Europe the speech woke hopes of self-determination",
            "he wanted neither to shrink Soviet power nor to let the satellites go",
        ],
    ),
    (
        "B11",
        "student",
        [
            "Account B says that Russian troops put the strike down. Studies of Poland point instead to the Polish army, under commanders born in the Soviet Union",
        ],
    ),
    (
        "B11",
        "teacher",
        [
            "Russian troops put down the strike in Poland. (Account B)",
            "the troops were those of the Polish army, under Soviet-born commanders",
        ],
    ),
    (
        "B12",
        "student",
        [
            "On November 4 Soviet forces came back in strength and crushed it; Khrushchev could not let the West think him weak",
            "Soviet forces return in strength on November 4",
        ],
    ),
    (
        "B13",
        "student",
        [
            "counts some 20,000 Hungarian and 1,500 Soviet casualties, dead and wounded together",
            "The dead alone are usually given as about 2,500 to 3,000 Hungarians and 700 Soviets",
        ],
    ),
    (
        "B13",
        "teacher",
        ["Always say “casualties (dead and wounded).”", "about 2,500–3,000 Hungarians and about 700 Soviets"],
    ),
    (
        "B14",
        "student",
        ["Taubman, William. Khrushchev: The Man and His Era.", "Winner of the Pulitzer Prize."],
    ),
    (
        "B15",
        "student",
        [
            "William Taubman calls the speech in part an act of repentance, in a country where many people carried guilt"
        ],
    ),
    (
        "B16",
        "student",
        [
            "“The blood. My arms are up to the elbows in blood. That is the most terrible thing that lies in my soul.”",
            "His answer late in life, when he was asked for his greatest regret",
        ],
    ),
    ("C1", "student", ["1894–1971", "First Secretary of the Communist Party, 1953–1964"]),
    ("C2", "student", ["met from February 14 to 25", "talked for about four hours"]),
    ("C3", "student", ["A commission led by Pyotr Pospelov had gone through the files"]),
    ("C4", "student", ["crowds came out between March 4 and 10 to defend his memory", "Unrest in Tbilisi"]),
    (
        "C5",
        "student",
        [
            "Wiktor Grajewski, got hold of one and passed it on; by way of Israel it reached the CIA. Accounts of the route differ",
            "vol. XXIV, doc. 46",
        ],
    ),
    (
        "C6",
        "student",
        [
            "On June 4, 1956, the US State Department gave its English text to the press",
            "printed it the next day, on page 13",
            "vol. IX, doc. 199",
        ],
    ),
    (
        "C7",
        "student",
        [
            "“purports to be” a version made for a Communist party",
            "“does not propose to vouch for it”",
            "vol. XXIV, doc. 50",
        ],
    ),
    (
        "C8",
        "student",
        ["Congressional Record, 84th Congress, 2nd Session, June 4, 1956, 9389–9403", "document 115995"],
    ),
    ("C9", "student", ["Soviet readers first saw the speech in print in 1989"]),
    ("C10", "student", ["was executed in June 1958", "June 1958 Imre Nagy is executed"]),
    (
        "C11",
        "student",
        [
            "His body left the mausoleum on Red Square on October 31, 1961",
            "The huge monument, unveiled in 1955, is ordered destroyed",
        ],
    ),
]


def folded(text: str) -> str:
    """Text without spaces, hyphens and the numbers of footnotes, which lines and pages put anywhere."""
    return re.sub(r"[\s\-\u00ad\u2010\ufffe]", "", text).casefold()


@pytest.mark.parametrize(
    ("row", "edition", "phrases"), LEDGER, ids=[f"{row}-{edition}" for row, edition, _ in LEDGER]
)
def test_every_fact_is_in_the_guide(shipped: Shipped, row: str, edition: str, phrases: list[str]):
    pdf = shipped(edition, "letter")
    text = folded(pdf.text) + folded(pdf.tree.text)  # in the tree, a paragraph over two pages is one

    assert [] == [phrase for phrase in phrases if folded(phrase) not in text]


def test_no_row_of_the_ledger_is_left_out():
    expected = (
        [f"A{at}" for at in range(1, 19)]
        + [f"B{at}" for at in range(1, 17)]
        + [f"C{at}" for at in range(1, 12)]
    )

    assert expected == list(dict.fromkeys(row for row, _, _ in LEDGER))


@pytest.mark.parametrize("edition", ["student", "teacher"])
def test_the_guide_is_complete_without_pictures(shipped: Shipped, edition: str):
    """Row B17: no picture is at hand, and no frame stands empty where one might be."""
    pdf = shipped(edition, "letter")

    assert [] == [image for page in pdf.pages for image in page.images]
    assert 1 == len(pdf.tree.all("Figure"))  # the timeline's drawing


def test_facts_have_their_sources(shipped: Shipped):
    """Every source that is listed is cited in the guide, but for the one that the key figures name."""
    pdf = shipped("student", "letter")
    listed = {name for name in pdf.destinations() if name.startswith("ref-")}
    cited = {str(target) for _, target, _ in pdf.links()}

    assert set() == listed - cited
    assert len(listed) > 10


def filled(pdf: Pdf) -> dict[str, float]:
    """For each page the share of the text block's height that is used, ruled lines and tables included."""
    shares = {}
    for label, page, words in zip(pdf.labels, pdf.pages, pdf.words, strict=True):
        paper = KNOWN_PAPERS["letter" if page.width > 600 else "a4"]
        top, height = paper.head * MM, paper.text_height * MM
        inked = [word.bottom for word in words if word not in foot(words)] + [
            rect["bottom"] for rect in page.rects if rect["bottom"] < top + height + 1
        ]
        shares[label] = (max(inked) - top) / height
    return shares


@pytest.mark.parametrize("paper", PAPERS)
def test_no_page_of_the_handout_is_nearly_empty(shipped: Shipped, paper: str):
    shares = filled(shipped("student", paper))

    assert {} == {label: round(share, 2) for label, share in shares.items() if share < 0.15}
    assert sum(shares.values()) / len(shares) > 0.6
