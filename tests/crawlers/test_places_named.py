"""Countries in a cell of places."""

from crawlers.places import countries_of


def test_a_bracket_that_holds_nothing_names_no_country() -> None:
    assert [countries_of(words) for words in ("", " ", "( , )", "/")] == [(), (), (), ()]


def test_a_code_that_stands_alone_is_a_country_and_a_state_is_none() -> None:
    assert countries_of("US, DE") == ("US", "DE")
    assert countries_of("Mountain View, CA 94043") == ()
