"""Whatever judges or shows dated facts takes both times: the day, and the instant of knowledge."""

import argparse
from importlib import import_module

import pytest

from app import COMMANDS
from registry import settings as environment
from web.api.asking import parameters
from web.api.openapi import Operation, operations_of
from web.pages.routes import PAGES
from web.pages.visiting import PageQuery
from web.serving import application

OPERATIONS = [one for one in operations_of(application(environment.read({})).routes) if one.method == "get"]
WITHOUT = {
    "/api/v1/alerts/{identity}": "written once, with its own instant",
    "/api/v1/changes/{identity}": "written once, with its own instant",
    "/api/v1/verdicts/{identity}": "written once, with its own day and instant",
    "/api/v1/sources/{identity}": "operational: as it is now",
    "/api/v1/openapi.json": "tells of the program",
    "/api/v1/agreement-files/{identity}": "bytes under their hash",
    "/api/v1/agreements/{identity}/difference": "what is published now, beside what was signed",
    "/api/v1/search": "looks through what is known now, to find the way there",
    "/api/v1/tasks/{identity}": "work that stands now",
    "/api/v1/deliveries/{identity}": "written once, with its own instants",
    "/api/v1/mutes/{identity}": "a setting, as it is now",
    "/api/v1/subscriptions/{identity}": "a setting, as it is now",
    "/api/v1/session": "who asks, now",
    "/api/v1/users/{identity}": "an account as it is now",
    "/api/v1/tokens/{identity}": "a token as it is now",
}
NO_DATABASE = {"verdict"}  # it knows the installed law alone


@pytest.mark.parametrize("one", OPERATIONS, ids=lambda one: one.id)
def test_a_question_over_http_takes_both_times_or_says_why_not(one: Operation) -> None:
    takes = {"on", "known_at"} & set(parameters(one.handler))
    assert takes == (set() if one.path in WITHOUT else {"on", "known_at"}), one.path


def test_no_exception_is_left_over() -> None:
    assert WITHOUT.keys() <= {one.path for one in OPERATIONS}


def test_every_page_takes_both_times() -> None:
    assert {"on", "known_at"} <= set(PageQuery.__struct_fields__)
    assert PAGES.opt["query"] is PageQuery


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_a_command_that_takes_a_day_takes_an_instant_too(name: str) -> None:
    parser = argparse.ArgumentParser()
    import_module(COMMANDS[name]).arguments(parser)
    takes = {"on", "known_at"} & {action.dest for action in parser._actions}
    if name in NO_DATABASE:
        assert takes == {"on"}
    elif "on" in takes:
        assert takes == {"on", "known_at"}
