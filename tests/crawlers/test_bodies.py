"""Bytes are inflated exactly and within bounds; charsets and walls are known for what they are."""

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.bodies import Inflater, Unreadable, charset_of, text_of
from crawlers.errors import FailureKind
from crawlers.walls import wall_of


def inflated(encoding: str, sent: bytes, *, most: int = 10_000, step: int = 7) -> bytes:
    inflater = Inflater(encoding, most)
    for at in range(0, len(sent), step):
        inflater.feed(sent[at : at + step])
    return inflater.finish()


@given(body=st.binary(max_size=2000), step=st.integers(1, 500))
def test_what_was_compressed_comes_back_however_it_is_cut(body: bytes, step: int) -> None:
    for encoding, sent in (
        ("", body),
        ("Identity", body),
        (" GZIP ", gzip.compress(body)),
        ("x-gzip", gzip.compress(body[:9]) + gzip.compress(body[9:])),
        ("deflate", zlib.compress(body)),
    ):
        assert inflated(encoding, sent, step=step) == body


@pytest.mark.parametrize("encoding", ["", "gzip", "deflate"])
def test_the_last_byte_that_fits_is_taken_and_one_more_is_not(encoding: str) -> None:
    def sent(length: int) -> bytes:
        pack = {"": bytes, "gzip": gzip.compress, "deflate": zlib.compress}[encoding]
        return bytes(pack(bytes(length)))

    assert inflated(encoding, sent(1000), most=1000) == bytes(1000)
    with pytest.raises(Unreadable) as failed:
        inflated(encoding, sent(1001), most=1000)
    assert failed.value.kind is FailureKind.TOO_LARGE


@given(sent=st.binary(max_size=500))
def test_damaged_bytes_are_refused_or_inflated_and_nothing_else(sent: bytes) -> None:
    for encoding in ("gzip", "deflate"):
        try:
            assert len(inflated(encoding, b"\x1f\x8b\x08\x00" + sent)) <= 10_000
        except Unreadable as failed:
            kind = failed.kind
        else:
            kind = FailureKind.BAD_ENCODING
        assert kind in {FailureKind.BAD_ENCODING, FailureKind.CUT_SHORT, FailureKind.TOO_LARGE}


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "compress", "gzip;q=1", "\x00", "x" * 5000])
def test_an_encoding_nobody_asked_for_is_refused(encoding: str) -> None:
    with pytest.raises(Unreadable) as failed:
        Inflater(encoding, 10)
    assert failed.value.kind is FailureKind.BAD_ENCODING
    assert len(str(failed.value)) < 200


SWEDISH = "Örebro å Skåne ä"


@pytest.mark.parametrize(
    ("body", "header", "charset"),
    [
        (SWEDISH.encode(), None, "utf-8"),
        (SWEDISH.encode(), "utf-8", "utf-8"),
        (SWEDISH.encode("utf-8-sig"), "iso-8859-1", "utf-8-sig"),
        (SWEDISH.encode("cp1252"), None, "cp1252"),
        (SWEDISH.encode("cp1252"), "ISO-8859-1", "cp1252"),
        (SWEDISH.encode("cp1252"), "us-ascii", "cp1252"),
        (SWEDISH.encode("cp1252"), "utf-16", "cp1252"),
        (SWEDISH.encode("iso8859-15"), "iso-8859-15", "iso8859-15"),
        (SWEDISH.encode("utf-16-le"), "utf-16le", "utf-16-le"),
        ("Łódź".encode("cp1250"), "windows-1250", "cp1250"),
        ("日本".encode("shift_jis"), "Shift_JIS", "shift_jis"),
        (b'<?xml version="1.0" encoding="koi8-r"?>' + "да".encode("koi8-r"), None, "koi8-r"),
        (b'<META CHARSET = "windows-1251">' + "да".encode("cp1251"), None, "cp1251"),
        (b'<meta charset="windows-1251">' + SWEDISH.encode("cp1252"), "windows-1252", "cp1252"),
        (b'<meta charset="utf-16">' + SWEDISH.encode("cp1252"), None, "cp1252"),
        (b"<p>plain</p>", "hex", "utf-8"),
        (b"<p>plain</p>", "unicode_escape", "utf-8"),
        (b"<p>plain</p>", "../../etc/passwd", "utf-8"),
        (b"<p>plain</p>", "", "utf-8"),
        (b"", None, "utf-8"),
        (b"\x81\x8d\xff", None, "cp1252"),
    ],
)
def test_a_charset_is_believed_as_far_as_the_bytes_bear_it_out(body: bytes, header: str | None, charset: str) -> None:
    assert charset_of(body, header) == charset


@given(body=st.binary(max_size=300), header=st.one_of(st.none(), st.text(max_size=40)))
def test_any_bytes_have_a_charset_they_can_be_read_in(body: bytes, header: str | None) -> None:
    assert isinstance(text_of(body, charset_of(body, header)), str)


def test_a_long_document_that_quotes_a_wall_is_no_wall() -> None:
    wall = b"<script>window._cf_chl_opt={}</script>"
    assert wall_of({}, wall) == "Cloudflare"
    assert wall_of({}, wall + b"<p>text</p>" * 10_000) is None
    assert wall_of({"cf-mitigated": "challenge"}, b"") == "Cloudflare"
    assert wall_of({}, b"<p>We use Cloudflare and DataDome against bots.</p>") is None
