"""Which names that come and go are parties, and which are the vendor's own, spelt anew, or no names."""

import pytest
from crawlers_documents import judged, markdown

from registry.terms import ChangeKind

ADDED = ChangeKind.NEW_RECIPIENT_OR_SUBPROCESSOR
REMOVED = ChangeKind.REMOVED_RECIPIENT_OR_SUBPROCESSOR
PARTIES = frozenset({ADDED, REMOVED})


def kinds(old: str, new: str) -> frozenset[ChangeKind]:
    return frozenset(judged(markdown(f"# Privacy\n\n{old}\n"), markdown(f"# Privacy\n\n{new}\n")).kinds)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            "The controller sits in Ireland. Skyttel Inc. answers.",
            "The controller sits in IrelandSkyttel Inc. answers.",
        ),
        (
            "Our other products and services (such as Korg, Korgfrakt and Korgskatt) follow this text.",
            "Our other products and services (such as Korg, Korg Frakt Plus and Korg Skatt) follow this text.",
        ),
        (
            "The services of TVIST EU-U.S. Data Privacy Framework cost you nothing, as agreed with us.",
            "The services of TVIST Data Privacy Framework cost you nothing, as agreed with us.",
        ),
        (
            "Such closed transfers are ours. As our processor we deal with Closed Transfers, and you with Korg AB.",
            "Such closed transfers are ours. As our processor we deal with Closed Far Transfers, and you with Korg AB.",
        ),
        (
            "Laws differ.",
            "Laws differ. To learn more about the countries where Microsoft processes data, see this article.",
        ),
        ("You may take notes.", "You may take notes. The Klipp app has a Text Action that reads pictures."),
    ],
)
def test_the_vendors_own_names_are_no_parties(old: str, new: str) -> None:
    assert not kinds(old, new) & PARTIES


@pytest.mark.parametrize(
    "sentence",
    [
        "We share the picture of your passport with Granskaren, who acts as our data processor.",
        "Bilden av ditt pass delas med Granskaren, som är vårt personuppgiftsbiträde för kontrollen och inget annat.",
    ],
)
def test_an_unknown_name_that_a_new_sentence_hands_data_to_is_a_party(sentence: str) -> None:
    assert ADDED in kinds("We look at your passport.", f"We look at your passport. {sentence}")
    assert REMOVED in kinds(f"We look at your passport. {sentence}", "We look at your passport.")


def test_a_known_party_named_among_the_vendors_own_services_is_one() -> None:
    old = "Vendors help us provide our services to you."
    assert ADDED in kinds(old, "Vendors help us provide our services to you, like Stripe, which handles payments.")


def test_a_role_told_in_the_same_words_of_a_sentence_run_together_is_no_news() -> None:
    told = "Skyttel Inc and Korg AB are also the joint controllers of what you buy."
    old = f"Our processors help us, like Korg AB, our processor. Some street, Ireland {told}"
    new = f"Our processors help us, like Korg AB, our processor. Some street, Ireland{told}"
    assert ChangeKind.CONTACT_OR_ENTITY_CHANGE not in kinds(old, new)
