"""A portfolio is read strictly: what does not fit is refused with file, table, key and what to do."""

from datetime import date
from pathlib import Path

import pytest
from small_portfolio import ORGANISATION, PORTFOLIO, engagement

from registry import portfolios
from registry.errors import BadRecord
from registry.portfolioshapes import Portfolio
from registry.terms import Manner, Role

DPA = "[[engagement.agreement]]\nkind = 'dpa'\n"
BEHIND = "role.decided_by_us = 'processor'\n[[engagement.sub_processor]]\nname = 'Y'\n"
ACTIVITY = ORGANISATION + "[[activity]]\nkey = 'a'\npurposes = ['p']\n"
JOINT = ORGANISATION + "[[joint_controller]]\n"
TRANSFER = '[[engagement.transfer]]\nmanner = "storage"\n'


def parsed(text: str) -> Portfolio:
    return portfolios.parse(text.encode(), "own.toml")


def refusal(text: str) -> str:
    with pytest.raises(BadRecord) as refused:
        parsed(text)
    message = str(refused.value)
    assert message.startswith("own.toml")
    assert len(message) < 600
    return message


def test_a_portfolio_is_read_into_shapes() -> None:
    portfolio = parsed(PORTFOLIO)
    mail, files = portfolio.engagement
    assert portfolio.organisation.name == "Sjöboden AB"
    assert (mail.role.decided_by_us, mail.valid_from) == (Role.PROCESSOR, date(2024, 1, 1))
    assert mail.transfer[0].safeguards == ()
    assert mail.transfer[0].known_absent == ("assessment", "derogation")
    assert files.sub_processor[0].sub_processor[0].transfer[0].manner is Manner.REMOTE_ACCESS
    assert files.valid_from is None


def test_a_key_is_made_from_the_service_where_none_is_given() -> None:
    assert parsed(engagement("Nordmoln Drive")).engagement[0].key == "nordmoln_drive"


def test_a_byte_order_mark_is_read_over() -> None:
    assert portfolios.parse(b"\xef\xbb\xbf" + PORTFOLIO.encode(), "own.toml").engagement


def test_the_samples_and_portfolios_of_the_project_are_read() -> None:
    root = Path(__file__).resolve().parents[2]
    for path in [*(root / "data" / "samples").glob("*.toml"), *(root / "tests" / "portfolios").glob("*.toml")]:
        assert portfolios.read(path).organisation


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "`organisation` is missing"),
        ("[organisation]\ncountry = 'SE'\n", "`name` is missing. Write it, or a `label`"),
        (ORGANISATION + "[[engagements]]\n", "is no table or key of a portfolio. Did you mean `engagement`"),
        (ORGANISATION + "[engagement]\n", "must be written [[engagement]]"),
        ("organisation = 3\n", "must be written [organisation], once"),
        ("invented = 'yes'\n" + ORGANISATION, "`invented` must be true"),
        (ORGANISATION.replace("country", "contry"), "`contry` is not a field of this record. Did you mean `country`"),
        (ORGANISATION.replace("SE", "se"), "“se”, which is no country"),
        (engagement("X", "activities = ['none']\n"), "“none”, which is no key of an [[activity]]"),
        (engagement("X", "valid_from = 2026-02-31\n"), "is not TOML"),
        (engagement("X", "valid_from = '2026-02-01'\n"), "`valid_from` must be a day"),
        (engagement("X", "valid_from = 2026-02-01\nvalid_until = 2026-02-01\n"), "is not after `valid_from`"),
        (engagement("X", "role.decided_by_us = 'vendor'\n"), "not one of: processor"),
        (engagement("X", "data_categories = ['soul']\n"), "no data category"),
        (engagement("X", "role.decided = 'processor'\n"), "`role.decided` is not a field"),
        (engagement("   "), "`service` is empty"),
        (engagement("!?"), "no letter or digit"),
        (engagement("X" * 201), "at most 200"),
        (engagement("X", TRANSFER + "destination = 'UK'\n"), "`transfer[1].destination` holds “UK”"),
        (engagement("X", TRANSFER + "importer.country = 'ZZ'\n"), "`transfer[1].importer.country` holds “ZZ”"),
        (engagement("X", TRANSFER + "known_absent = ['safeguard']\n"), "Did you mean `safeguards`"),
        (engagement("X", TRANSFER + "safeguards = []\nknown_absent = ['safeguards']\n"), "stands in the same table"),
        (engagement("X", TRANSFER + TRANSFER + "hr_data = true\n"), "`transfer[2]` is storage in an unknown country a"),
        (engagement("X", "[[engagement.transfer]]\ndestination = 'US'\n"), "`transfer[1].manner` is missing"),
        (
            engagement("X", DPA + "notice_days = 99999999999\n"),
            "`agreement[1].notice_days` is 99999999999",
        ),
        (
            engagement("X", DPA + "signed_on = 2026-01-02\nvalid_until = 2026-01-01\n"),
            "not after `signed_on`",
        ),
        (
            engagement("X", BEHIND + "role = 'recipient'\n"),
            "where everybody is a sub-processor",
        ),
        (ACTIVITY + ACTIVITY.removeprefix(ORGANISATION), "[[activity]] “a”: `key` is written 2 times"),
        (ACTIVITY + "retention = [{wat = 'x'}]\n", "`retention[1].wat`"),
        (engagement("X") + engagement("x").removeprefix(ORGANISATION), "[[engagement]] “x”: `key` is written 2 times"),
        (
            ORGANISATION + "[[recipient_category]]\nkey = 'zz'\nsource = {document = 'd'}\n",
            "“zz”, which is no category",
        ),
        (JOINT + "country = 'SE'\n", "or a `description`"),
        (JOINT + "name = 'sjöboden ab'\n", "is the organisation itself"),
        (engagement("X", 'note = "a\\u0000b"\n'), "`engagement[1].note` holds a NUL character"),
        (ORGANISATION + 'address = "\0"\n', "is not TOML"),
        (ORGANISATION + "[organisation\n", "is not TOML"),
        (ORGANISATION + f"address = {'9' * 5000}\n", "is not TOML"),
        (ORGANISATION + f"address = {'[' * 5000}\n", "nests too deeply"),
        (ORGANISATION + f"address = {'[' * 200}{']' * 200}\n", "nests more than"),
        (ORGANISATION + f"notice{'.a' * 5000} = 1\n", "has more than 100 dots"),
        (engagement("X", f"note = \"{'x' * 2001}\"\n"), "at most 2000"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_by_name(text: str, told: str) -> None:
    assert told in refusal(text)


def test_a_sub_processor_that_stands_behind_itself_is_refused() -> None:
    header, chain = "engagement", ""
    for name in ("A", "B", "a"):
        header += ".sub_processor"
        chain += f"[[{header}]]\nname = '{name}'\n"
    told = refusal(engagement("X", chain))
    assert "`sub_processor[1].sub_processor[1].sub_processor[1].name` is “a”, which stands behind itself" in told


def test_a_chain_of_sub_processors_is_read_to_its_end_or_refused() -> None:
    def chain(length: int) -> str:
        headers = (".".join(["engagement", *["sub_processor"] * depth]) for depth in range(1, length + 1))
        return engagement("X", "".join(f"[[{header}]]\nname = 'N{n}'\n" for n, header in enumerate(headers)))

    one = parsed(chain(60)).engagement[0].sub_processor
    for depth in range(60):
        assert one[0].name == f"N{depth}"
        one = one[0].sub_processor
    assert "nests more than" in refusal(chain(80))


def test_a_file_of_ten_megabytes_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_bytes(b"#" * 10_000_000)
    with pytest.raises(BadRecord, match=r"own\.toml: is larger than 8000000 bytes"):
        portfolios.read(path)


def test_bytes_that_are_no_utf_8_are_refused() -> None:
    with pytest.raises(BadRecord, match="is not UTF-8"):
        portfolios.parse(ORGANISATION.encode("latin-1"), "own.toml")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadRecord, match="cannot be read"):
        portfolios.read(tmp_path / "none.toml")
