"""Texts of invented parties, to be read on the page `/read`: a notice, an agreement, a list of sub-processors."""

NOTICE = """# Integritetspolicy för Påhittade Granbygdens Bageri AB

Påhittade Granbygdens Bageri AB, org.nr 556000-0167, är personuppgiftsansvarig. Senast uppdaterad 2026-09-01.

Du når vårt dataskyddsombud på dataskydd@granbygden.example.

## Vilka uppgifter vi samlar in

- Namn, e-postadress och telefonnummer när du handlar hos oss
- Leveransadress och betalningsuppgifter

## Varför vi behandlar uppgifterna

| Ändamål | Rättslig grund | Lagringstid |
|---|---|---|
| Leverera din beställning | Fullgörande av avtal (art. 6.1 b) | 3 år efter köpet |
| Bokföring | Rättslig förpliktelse (art. 6.1 c) | 7 år |

## Vilka som får del av uppgifterna

Vi lämnar ut uppgifter till Klarna Bank AB, som är självständigt personuppgiftsansvarigt för betalningen.

Vi anlitar följande personuppgiftsbiträden:

- Mailchimp (Intuit Inc., USA) – utskick av nyhetsbrev, med stöd av standardavtalsklausuler
- Fortnox – bokföring, inom EU
- Zendesk – kundtjänst, USA

Vi lämnar även ut uppgifter till myndigheter när lagen kräver det.

## Överföring till tredjeland

Några av våra leverantörer finns i USA. Överföringen sker med stöd av EU-kommissionens standardavtalsklausuler.

## Dina rättigheter

Du har rätt till tillgång, rättelse, radering och begränsning, och du har rätt att invända mot behandlingen. Du kan
lämna klagomål till Integritetsskyddsmyndigheten (IMY).
"""

AGREEMENT = """# Personuppgiftsbiträdesavtal

Detta avtal ingås mellan den personuppgiftsansvarige och personuppgiftsbiträdet.

## Instruktioner

Biträdet får endast behandla personuppgifterna enligt dokumenterade instruktioner från den personuppgiftsansvarige.

## Underbiträden

Den personuppgiftsansvarige ger biträdet ett allmänt skriftligt förhandstillstånd att anlita underbiträden. Biträdet ska
underrätta den personuppgiftsansvarige minst 30 dagar innan ett nytt underbiträde anlitas.

## Sekretess

Personer som behandlar uppgifterna har åtagit sig att iaktta tystnadsplikt.
"""

LIST = """# Sub-processors

Last updated: 1 October 2026

| Sub-processor | Purpose | Location |
|---|---|---|
| Invented Hosting GmbH | Hosting | Germany |
| Invented Night Desk Inc. | Customer support | |
| Invented Letters AB | | Sweden |
"""
