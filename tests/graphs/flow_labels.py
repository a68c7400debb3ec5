"""The glossary's labels that drawings ask for, in both languages: a stand-in for the words a caller passes."""

from graphs.model import Language
from graphs.phrases import Words

LABELS = {
    "verdict": {
        "not_a_transfer": ("Ingen överföring till tredjeland", "Not a third-country transfer"),
        "covered": ("Beslut om adekvat skyddsnivå", "Adequacy decision"),
        "safeguarded": ("Lämpliga skyddsåtgärder", "Appropriate safeguards"),
        "derogation": ("Undantag i särskild situation (art. 49)", "Derogation (Art. 49)"),
        "incomplete": ("Skyddsåtgärden har brister", "Safeguard deficient"),
        "unknown": ("Kan inte bedömas", "Cannot be evaluated"),
        "unsupported": ("Saknar stöd i kapitel V", "No basis under Chapter V"),
    },
    "for_people": {
        "valid": ("Stöd finns", "Basis in place"),
        "conditional": ("Stöds på undantag", "Exception relied on"),
        "deficient": ("Brist", "Deficient"),
        "not_evaluable": ("Underlag saknas", "Not evaluable"),
        "invalid": ("Stöd saknas", "No basis"),
    },
    "role": {
        "processor": ("personuppgiftsbiträde", "processor"),
        "sub_processor": ("underbiträde", "sub-processor"),
        "joint_controller": ("gemensamt personuppgiftsansvarig", "joint controller"),
        "independent_controller": ("självständigt personuppgiftsansvarig", "independent controller"),
    },
    "flag": {"under_challenge": ("Beslutet prövas i domstol", "Decision under challenge")},
    "responsibility": {
        "ours": ("vårt ansvar", "our responsibility"),
        "shared": ("delat ansvar", "shared"),
        "theirs": ("mottagarens eget ansvar", "the recipient's own"),
    },
}


def words(language: Language) -> Words:
    """Labels in one language."""
    place = list(Language).index(language)
    return lambda vocabulary, value: LABELS[vocabulary][value][place]
