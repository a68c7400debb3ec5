"""A sentence that moved, was split or said twice is no change; a statement nobody had made before is one."""

import pytest
from crawlers_documents import judged, markdown

from crawlers.classify import Classification
from registry.terms import ChangeKind, SubKind

ENGLISH = """# Privacy notice

## What we do

We use your order history to recommend other goods to you. We keep your receipts for 24 months.
We use your name and your e-mail address for marketing, based on your consent. You may object to the processing.

## Complaints

You may lodge a complaint with the supervisory authority.

## California privacy rights

You may ask us to delete what we hold.
"""
SWEDISH = """# Integritetspolicy

## Vad vi gör

Vi använder din orderhistorik för att rekommendera andra varor till dig. Vi sparar dina kvitton i 24 månader.
Vi använder ditt namn och din e-postadress för marknadsföring, med stöd av ditt samtycke.

## Klagomål

Du kan lämna klagomål till Integritetsskyddsmyndigheten om du är missnöjd med hur vi gör.
"""


def changed(text: str, old: str, new: str) -> Classification:
    assert old in text
    return judged(markdown(text), markdown(text.replace(old, new)))


@pytest.mark.parametrize(
    ("text", "old", "new"),
    [
        (ENGLISH, "goods to you. We keep", "goods to you.\n\n* We keep"),
        (ENGLISH, "We keep your receipts for 24 months.", "We store your receipts for 24 months, and no longer."),
        (ENGLISH, "You may lodge", "We use your name for marketing, based on your consent. You may lodge"),
        (ENGLISH, "You may ask us", "You have the right to data portability and may ask us"),
        (ENGLISH, "You may ask us", "Under the CCPA we use personal information to train our models. You may ask us"),
        (
            ENGLISH,
            "# Privacy notice\n",
            "# Privacy notice\n\nIf you are located in the UK, you can view your current privacy policy here.\n",
        ),
        (
            ENGLISH,
            "# Privacy notice\n",
            "# Privacy notice\n\nIf you live in Virginia, see our U.S. state privacy notice.\n",
        ),
        (SWEDISH, "Vi sparar dina kvitton i 24 månader.", "Vi lagrar dina kvitton i 24 månader, inte längre."),
        (SWEDISH, "till dig. Vi sparar", "till dig.\n\n* Vi sparar"),
    ],
)
def test_what_the_whole_text_said_before_is_no_change(text: str, old: str, new: str) -> None:
    assert not changed(text, old, new).is_material


@pytest.mark.parametrize(
    ("text", "old", "new", "kind"),
    [
        (ENGLISH, "24 months", "36 months", ChangeKind.RETENTION_CHANGE),
        (
            ENGLISH,
            "\n## Complaints",
            "\nThis is based on our legitimate interest in shorter queues at the till.\n\n## Complaints",
            ChangeKind.PURPOSE_CHANGE,
        ),
        (
            ENGLISH,
            "\n## Complaints",
            "\nThe calendar receives information on meetings: your e-mail address, IP address and whom you invite.\n\n"
            "## Complaints",
            ChangeKind.DATA_CATEGORY_CHANGE,
        ),
        (ENGLISH, "We keep your receipts for 24 months.", "", ChangeKind.RETENTION_CHANGE),
        (
            ENGLISH,
            "\n## Complaints",
            "\nWe process the information you give our voice robot so that it answers at once.\n\n## Complaints",
            ChangeKind.PURPOSE_CHANGE,
        ),
        (
            ENGLISH,
            "\n## Complaints",
            "\nWe collect the coordinates of your phone, your IP address and what you type in the search box.\n\n"
            "## Complaints",
            ChangeKind.DATA_CATEGORY_CHANGE,
        ),
        (
            ENGLISH,
            "\n## Complaints",
            "\nDrafts stay stored until the account that made them is closed.\n\n## Complaints",
            ChangeKind.RETENTION_CHANGE,
        ),
        (
            ENGLISH,
            "supervisory authority.",
            "supervisory authority. Unresolved complaints go to an independent dispute resolution provider.",
            ChangeKind.RIGHTS_CHANGE,
        ),
        (
            SWEDISH,
            "\n## Klagomål",
            "\nVi behandlar de uppgifter du lämnar i vår röstrobot så att vi svarar fortare än människor hinner.\n\n"
            "## Klagomål",
            ChangeKind.PURPOSE_CHANGE,
        ),
        (SWEDISH, "24 månader", "36 månader", ChangeKind.RETENTION_CHANGE),
        (
            SWEDISH,
            "\n## Klagomål",
            "\nUtkast lagras tills kontot som skapade dem avslutas helt.\n\n## Klagomål",
            ChangeKind.RETENTION_CHANGE,
        ),
    ],
)
def test_what_the_whole_text_had_not_said_is_a_change(text: str, old: str, new: str, kind: ChangeKind) -> None:
    assert kind in changed(text, old, new).kinds


def test_training_said_of_other_data_is_told_though_training_was_known() -> None:
    trains = ENGLISH.replace("## Complaints", "We use your reviews to train our models.\n\n## Complaints")
    more = "We use your reviews to train our models.\n\nEvery photo that you upload may be fed to model training."
    found = changed(trains, "We use your reviews to train our models.", more)
    assert SubKind.OWN_PURPOSES_OR_AI_TRAINING in {change.sub_kind for change in found.changes}


def test_another_period_in_a_sentence_counts_though_the_text_has_it_elsewhere() -> None:
    kept = ENGLISH.replace("## Complaints", "We keep parcels for 36 months.\n\n## Complaints")
    assert ChangeKind.RETENTION_CHANGE in changed(kept, "24 months", "36 months").kinds


def test_a_list_of_data_that_gains_a_member_is_a_change_of_data() -> None:
    listed = "# Terms\n\nCategories of personal data: names, order numbers, account details and voice samples.\n"
    found = changed(listed, "account details", "account details, machine input data")
    assert found.kinds == (ChangeKind.DATA_CATEGORY_CHANGE,)


def test_a_country_gone_from_where_data_are_is_a_change_of_place() -> None:
    placed = "# Terms\n\nWe run data centres in Chile, Finland and Japan.\n"
    found = changed(placed, "Chile, Finland", "Finland")
    assert [(change.kind, change.countries) for change in found.changes] == [
        (ChangeKind.LOCATION_OR_COUNTRY_CHANGE, ("CL",))
    ]


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        (
            "to send parcels",
            "to send parcels, and to examine how customers behave on screens",
            ChangeKind.PURPOSE_CHANGE,
        ),
        (
            "Carriers",
            "Carriers and agencies that count who walks by our shops",
            ChangeKind.NEW_RECIPIENT_OR_SUBPROCESSOR,
        ),
        ("Contract", "Legitimate interests", ChangeKind.LEGAL_BASIS_CHANGE),
    ],
)
def test_a_cell_that_says_more_is_of_its_columns_kind(old: str, new: str, kind: ChangeKind) -> None:
    table = (
        "# Privacy notice\n\n| Purpose | Categories of personal data | Legal basis | Who do we share data with? |"
        "\n| --- | --- | --- | --- |\n| We handle your order to send parcels | Name, address | Contract | Carriers |\n"
        "| We answer your letters | Name | Contract | Nobody |\n"
    )
    assert kind in judged(markdown(table), markdown(table.replace(old, new, 1))).kinds
