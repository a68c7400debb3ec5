"""How long a notice says that data are kept, in the many ways in which notices say it."""

import pytest
from crawlers_documents import html, reading

from crawlers.extract import extract
from crawlers.read import read


def _periods(body: str) -> list[str]:
    language = "en" if "you" in body.lower() or "the " in body.lower() else "sv"
    return [one.period for one in read(html(body), language=language).retention]


@pytest.mark.parametrize(
    ("sentence", "period"),
    [
        ("Vi sparar kvittot i sju år och du kan be om det.", "P7Y"),
        ("Anmälningslistan slängs två veckor efter lägret.", "P2W"),
        ("Har du inte öppnat ett utskick på tre (3) månader tar vi bort dig.", "P3M"),
        ("Vi lagrar dina svar under en treårsperiod.", "P3Y"),
        ("Vi gallrar sökloggen efter ett halvår.", "P6M"),
        ("Vi sparar dina uppgifter i 30–90 dagar.", "P90D"),
        ("Vi bevarar avtalet i tio hela kalenderår.", "P10Y"),
        ("Den som inte har loggat in på 18 månader får ett sista brev och du med.", "P18M"),
        ("Fem år enligt lag.", "P5Y"),
        ("Vi skriver över säkerhetskopiorna efter 35 dygn.", "P35D"),
        ("Uppgifterna om dig: högst 14 dagar.", "P14D"),
        ("Filmen på dig sparas under två år.", "P2Y"),
        ("Vi sparar kvittot till och med det sjunde året efter köpet.", "P7Y"),
        ("We keep your receipt through the seventh (7) year following the purchase.", "P7Y"),
        ("We hold your answers for up to six to nine months.", "P9M"),
        ("The guest list is destroyed a week after the party.", "P1W"),
        ("Your seat map: 90 days.", "P90D"),
        ("We keep your recording for half a year.", "P6M"),
        ("We wipe your traces after a 30-day period.", "P30D"),
        ("If you have not logged in for two years we say goodbye.", "P2Y"),
    ],
)
def test_a_period_is_read_however_it_is_put(sentence: str, period: str) -> None:
    assert _periods(f"<h1>Policy</h1><p>{sentence}</p>") == [period]


@pytest.mark.parametrize(
    "sentence",
    [
        "Du som är under 18 år behöver vårdnadshavarens samtycke för att vi ska spara uppgifter.",
        "You must be at least 16 years old for us to store your data.",
        "Vi svarar inom en månad och sparar din begäran.",
        "Vi meddelar dig 30 dagar i förväg om vi raderar tjänsten.",
        "You have 14 days' notice before we delete the forum.",
        "The change takes effect 30 days after the day above.",
        "Du har 30 dagar öppet köp på varor som vi lagrar.",
        "Vi gallrar en gång per år.",
        "We purge the archive of the shop twice a year.",
    ],
)
def test_an_age_an_answer_and_a_notice_are_no_retention(sentence: str) -> None:
    assert _periods(f"<h1>Policy</h1><p>{sentence}</p>") == []


def test_a_length_of_time_alone_in_a_cell_or_behind_a_label_tells_how_long() -> None:
    rows = "<tr><td>basket</td><td>2 years</td></tr><tr><td>lang</td><td>max. 12 hours</td></tr>"
    assert _periods(f"<p>These are the files we put with you.</p><table>{rows}</table>") == ["P2Y", "PT12H"]
    lines = "Hur länge då?\nKön: till dess att du flyttar.\nKvitton: 7 år.\nHar du frågor om det här är du välkommen."
    found = reading(extract(lines.encode(), name="a.txt"))
    assert [(one.what, one.period) for one in found.retention] == [("Kvitton", "P7Y")]
