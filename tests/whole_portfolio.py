"""A portfolio of an invented organisation in which nothing is wanting: from it a notice is written without gaps."""

WHOLE = """
[organisation]
name = "Påhittade Sjökort i Exempelhamn AB"
org_number = "559999-0001"
country = "SE"
address = "Exempelkajen 1, 000 00 Exempelhamn"
contact = "dataskydd@sjokort.example"
dpo = "ombud@sjokort.example"
known_absent = ["representative", "joint_controller"]

[[activity]]
key = "orders"
name = "Orders"
name_sv = "Beställningar"
purposes = ["deliver charts"]
purposes_sv = ["leverera sjökort"]
legal_basis = ["contract"]
data_subjects = ["customers"]
data_subjects_sv = ["kunder"]
data_categories = ["name", "email", "order_history"]
[[activity.retention]]
what = "orders"
what_sv = "beställningar"
period = "P7Y"
from = "end of the financial year"
from_sv = "räkenskapsårets utgång"

[[activity]]
key = "website"
name = "Website"
name_sv = "Webbplats"
purposes = ["run and protect the website"]
purposes_sv = ["driva och skydda webbplatsen"]
legal_basis = ["legitimate_interests"]
legitimate_interest = "a website that withstands attacks"
legitimate_interest_sv = "en webbplats som står emot angrepp"
data_subjects = ["visitors"]
data_subjects_sv = ["besökare"]
data_categories = ["ip_address", "log"]
retention = [{what = "logs", what_sv = "loggar", period = "P90D", from = "the visit", from_sv = "besöket"}]

[[engagement]]
key = "bookkeeping"
service = "Fortnox"
activities = ["orders"]
role.decided_by_us = "processor"
contracting_party = "Fortnox AB"
kind_of_flow = {hr_data = false, automated = true, systematic = true}
source = {document = "contract file"}
[[engagement.transfer]]
destination = "SE"
manner = "storage"
importer = {country = "SE"}
access_from = []

[[engagement]]
key = "network"
service = "Påhittat Kantnät"
activities = ["website"]
role.decided_by_us = "processor"
contracting_party = "Invented Edge Network, Inc."
kind_of_flow = {hr_data = false, automated = true, systematic = true}
source = {document = "contract file"}
[[engagement.transfer]]
destination = "US"
manner = "storage"
importer.country = "US"
importer.sector = "commercial"
importer.subject_to_gdpr = false
access_from = []
known_absent = ["derogation"]
[[engagement.transfer.importer.certifications]]
framework = "eu-us-dpf"
valid_from = 2023-12-04
covers = ["non_hr"]
seen_in = "register"
known_absent = ["valid_until"]

[[engagement]]
key = "scanning"
service = "Hittepå Skanning"
activities = ["orders"]
role.decided_by_us = "processor"
contracting_party = "Invented Scanning Services Ltd"
kind_of_flow = {hr_data = false, automated = true, systematic = true}
source = {document = "contract file"}
[[engagement.transfer]]
destination = "IN"
manner = "storage"
importer.country = "IN"
importer.sector = "commercial"
importer.subject_to_gdpr = false
importer.certifications = []
measures = []
access_from = []
known_absent = ["derogation"]
[engagement.transfer.assessment]
concluded_on = 2026-03-20
outcome = "effective"
review_due_on = 2028-03-20
requires = []
relies_on = []
[[engagement.transfer.safeguards]]
kind = "scc"
act = "(EU) 2021/914"
modules = ["c2p"]
signed_on = 2024-04-01
annexes_complete = true

[[engagement]]
key = "advertising"
service = "LinkedIn"
activities = ["website"]
role.decided_by_us = "independent_controller"
contracting_party = "LinkedIn Ireland Unlimited Company"
kind_of_flow = {hr_data = false, automated = true, systematic = true}
source = {document = "contract file"}
[[engagement.transfer]]
destination = "IE"
manner = "storage"
importer = {country = "IE"}
access_from = []
"""
COMPANIES = {
    "Fortnox AB": "processor",
    "Invented Edge Network, Inc.": "processor",
    "Invented Scanning Services Ltd": "processor",
    "LinkedIn Ireland Unlimited Company": "independent_controller",
}
