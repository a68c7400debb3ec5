"""The heads of the registers, in English and Swedish, with the article each field answers."""

from types import MappingProxyType

from registry.errors import NotFound
from registry.glossary import Language
from registry.glossary import label as labelled

HEADS = MappingProxyType(
    {
        "id": ("ID", "ID", ""),
        "controller": ("Controller", "Personuppgiftsansvarig", "30(1)(a)"),
        "registration": ("Registration number", "Organisationsnummer", "30(1)(a)"),
        "contact": ("Contact", "Kontakt", "30(1)(a)"),
        "joint_controllers": ("Joint controllers", "Gemensamt personuppgiftsansvariga", "30(1)(a)"),
        "representative": ("Representative", "Företrädare", "30(1)(a)"),
        "dpo": ("Data protection officer", "Dataskyddsombud", "30(1)(a)"),
        "activity": ("Activity", "Behandling", "30(1)"),
        "purposes": ("Purposes", "Ändamål", "30(1)(b)"),
        "data_subjects": ("Categories of data subjects", "Kategorier av registrerade", "30(1)(c)"),
        "data_categories": ("Categories of personal data", "Kategorier av personuppgifter", "30(1)(c)"),
        "marked": ("Art. 9, Art. 10, identity number", "Art. 9, art. 10, personnummer", "9, 10, 87"),
        "recipients": ("Categories of recipients", "Kategorier av mottagare", "30(1)(d)"),
        "third_countries": ("Transfers to third countries", "Överföring till tredjeland", "30(1)(e)"),
        "not_evaluable": ("Transfers that cannot be evaluated", "Överföringar som inte kan bedömas", "30(1)(e)"),
        "recipient_categories": ("Recipients only described", "Mottagare som bara beskrivs", "30(1)(d)"),
        "compelling": (
            "Documentation of safeguards (Art. 49(1) second subparagraph)",
            "Dokumentation av skyddsåtgärder (49.1 andra stycket)",
            "30(1)(e)",
        ),
        "tools": ("Basis of the transfers", "Stöd för överföringen", ""),
        "assessments": ("Transfer assessments", "Överföringsbedömningar", ""),
        "retention": ("Time limits for erasure", "Tidsfrister för radering / gallring", "30(1)(f)"),
        "security": (
            "Technical and organisational measures",
            "Tekniska och organisatoriska säkerhetsåtgärder",
            "30(1)(g)",
        ),
        "legal_basis": ("Legal basis", "Rättslig grund", "5(2), 6"),
        "special_basis": ("Art. 9(2), Art. 10", "Stöd enligt artikel 9.2 eller 10", "9(2), 10"),
        "national_provision": ("National provision", "Nationell bestämmelse", "6(3), 9, 10"),
        "interest": ("Legitimate interest, balancing", "Berättigat intresse, intresseavvägning", "13(1)(d)"),
        "balanced_on": ("Interests balanced on", "Intresseavvägning den", "6(1)(f)"),
        "systems": ("Systems and services", "System, tjänster", ""),
        "owner": ("Owner", "Informationsägare", ""),
        "unit": ("Unit", "Enhet", ""),
        "data_sources": ("Source", "Källa", "14"),
        "dpia": ("Impact assessment", "Konsekvensbedömning", "35-36"),
        "notice": ("Privacy notice", "Integritetsinformation", "13-14"),
        "arrangement": ("Joint arrangement", "Inbördes arrangemang", "26"),
        "valid_from": ("Valid from", "Gäller från", ""),
        "valid_until": ("Valid until", "Gäller till", ""),
        "reviewed_on": ("Last reviewed", "Senast granskad", ""),
        "processor": ("Processor", "Personuppgiftsbiträde", "30(2)(a)"),
        "processor_registration": ("The processor's registration number", "Biträdets organisationsnummer", "30(2)(a)"),
        "processor_contact": ("The processor's contact", "Biträdets kontakt", "30(2)(a)"),
        "processor_representative": ("The processor's representative", "Biträdets företrädare", "30(2)(a)"),
        "processor_dpo": ("The processor's DPO", "Biträdets dataskyddsombud", "30(2)(a)"),
        "processing": ("Categories of processing", "Kategorier av behandling", "30(2)(b)"),
        "sub_processors": ("Sub-processors", "Underbiträden", "28(2)"),
        "engagement": ("Engagement", "Mottagarrelation", ""),
        "exporter": ("Exporter", "Exportör", ""),
        "exporter_country": ("Exporter's country", "Exportörens land", ""),
        "exporter_role": ("Exporter's role", "Exportörens roll", ""),
        "importer": ("Importer", "Importör", ""),
        "importer_country": ("Importer's country", "Importörens land", ""),
        "importer_role": ("Importer's role", "Importörens roll", ""),
        "parent_country": ("Country of the importer's parent", "Moderbolagets land", ""),
        "path": ("Chain", "Kedja", ""),
        "manner": ("Manner", "Överföringssätt", ""),
        "destination": ("Destination", "Mottagarland", ""),
        "place_as_written": ("Place as written", "Plats enligt källan", ""),
        "frequency": ("Systematic", "Systematisk", ""),
        "safeguards": ("Safeguards", "Skyddsåtgärder enligt art. 46", "46"),
        "certifications": ("Certifications", "Certifieringar", "45"),
        "certification_checked": ("Certification looked up", "Certifieringen kontrollerad", ""),
        "assessment": ("Transfer assessment", "Överföringsbedömning", "46"),
        "assessment_review": ("Assessment to be reviewed", "Bedömningen ska omprövas", ""),
        "assessment_state": ("State of the assessment", "Bedömningens läge", ""),
        "assessment_outcome": ("Conclusion", "Slutsats", ""),
        "relies_on": ("The assessment relies on", "Bedömningen vilar på", ""),
        "measures": ("Supplementary measures", "Ytterligare skyddsåtgärder", ""),
        "derogation": ("Derogation", "Undantag", "49"),
        "decided_by": ("Role decided by", "Roll beslutad av", ""),
        "decided_on": ("Role decided on", "Roll beslutad den", ""),
        "responsibility": ("Responsibility", "Ansvar", ""),
        "basis": ("Known from", "Underlag", ""),
        "verdict": ("Verdict (Chapter V)", "Bedömning (kapitel V)", ""),
        "verdict_now": ("Verdict now", "Bedömning nu", ""),
        "verdict_then": ("Verdict then", "Bedömning då", ""),
        "fall_back": ("On file to fall back on", "Finns att falla tillbaka på", ""),
        "missing": ("What is missing", "Vad som saknas", ""),
        "source": ("Source", "Källa", ""),
        "data_subject": ("Category of data subject", "Kategori av registrerade", "15(1)(c)"),
        "recipient": ("Recipient", "Mottagare", "15(1)(c), 19"),
        "service": ("Service", "Tjänst", ""),
        "role": ("Role", "Roll", ""),
        "through": ("Through", "Via", ""),
        "countries": ("Countries", "Länder", ""),
        "review": ("Review", "Granskning", ""),
        "review_due": ("Next review", "Nästa granskning", ""),
        "changed_on": ("Vendor's last change", "Senaste ändring hos leverantören", ""),
        "seen_on": ("Seen", "Upptäckt", ""),
        "severity": ("Severity", "Allvar", ""),
        "change_kinds": ("What changed", "Vad som har ändrats", ""),
        "changes": ("Changes", "Ändringar", ""),
        "organisation": ("Organisation", "Organisation", ""),
        "category": ("Kind", "Slag", ""),
        "in_use": ("In use", "Används", ""),
        "dpo_advice": ("The data protection officer's advice", "Dataskyddsombudets råd", "39"),
        "decision": ("Decision", "Beslut", ""),
        "decided_on_day": ("Decided", "Beslutad", ""),
        "on": ("As of", "Läget den", ""),
        "law": ("State of the law", "Rättsläge", ""),
    }
)

# Parts of a paper told in one cell. What is missing here is a condition of Art. 49, told in the glossary's label.
PARTS = MappingProxyType(
    {
        "act": ("act", "akt"),
        "modules": ("modules", "moduler"),
        "signed_on": ("signed", "undertecknat"),
        "signed_by": ("signed by", "undertecknat av"),
        "annexes_complete": ("annexes complete", "bilagor ifyllda"),
        "type": ("type", "typ"),
        "covers_importer": ("covers the importer", "omfattar importören"),
        "approved_on": ("approved", "godkänt"),
        "authorised_on": ("authorised", "tillstånd"),
        "valid_from": ("from", "från"),
        "valid_until": ("until", "till"),
        "covers": ("data", "uppgifter"),
        "seen_in": ("source", "källa"),
        "checked_on": ("checked", "kontrollerad"),
        "register_id": ("number in the register", "nummer i registret"),
        "concluded_on": ("concluded", "avslutad"),
        "concluded_by": ("by", "av"),
        "id": ("reference", "referens"),
        "implemented_on": ("implemented", "införd"),
        "documentation": ("documentation", "dokumentation"),
        "outcome": ("outcome", "utfall"),
        "ref": ("reference", "referens"),
        "dated": ("dated", "daterad"),
        "consulted_on": ("prior consultation", "förhandssamråd"),
    }
)


def part_head(name: str, language: Language) -> str:
    """What a part of a paper is called."""
    if name in PARTS:
        english, swedish = PARTS[name]
        return swedish if language is Language.SV else english
    try:
        return labelled("condition", name, language.value)
    except NotFound:
        return name
