"""What a reader sees: words inside their boxes and beside each other, in a browser with the system's fonts."""

from collections.abc import Iterator
from itertools import combinations
from typing import Any

import pytest
from crowd import crowd, tangle
from flow_labels import words
from flow_sample import hop, node, sample
from playwright.sync_api import Browser, Page

from graphs.model import FlowGraph, Language, NodeKind, add_hop, add_node, header, new_graph
from graphs.renderers import svg
from graphs.renderers.bundles import drawn
from registry.terms import Verdict

pytestmark = pytest.mark.browser

NAMES = (
    "ÅÄÖ ÅSÖGÄRDETS ÅÄÖ",
    "åäö éèü ñ ß",
    "WWWWWWWWWWWWWWWWWWWWWWWW",
    "Облачные Технологии ЖЩЮ",
    "株式会社クラウド・データセンター東京",
    "ΑΒΓΔΩ ΘΦΨ",
    "Å" * 60,
    "emoji 🇸🇪 🏢🏢🏢🏢🏢",
)

MEASURE = """() => [...document.querySelectorAll('svg g.node')].map(group => {
  const box = e => { const r = e.getBoundingClientRect(); return [r.left, r.top, r.right, r.bottom]; };
  return {id: group.id, shape: [...group.querySelectorAll('path,polygon')].map(box),
          texts: [...group.querySelectorAll('text')].map(box)};
})"""
WORDS = """() => [...document.querySelectorAll('svg g.labels > g')].map(group => {
  const boxes = [...group.querySelectorAll('text')].map(e => e.getBoundingClientRect()).filter(r => r.width);
  if (!boxes.length) return null;
  return [Math.min(...boxes.map(r => r.left)), Math.min(...boxes.map(r => r.top)),
          Math.max(...boxes.map(r => r.right)), Math.max(...boxes.map(r => r.bottom))];
}).filter(box => box)"""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    opened = browser.new_page(viewport={"width": 2400, "height": 2400})
    yield opened
    opened.close()


def shown(page: Page, graph: FlowGraph, script: str) -> Any:
    picture = svg.render(graph, words(header(graph).language)).decode().partition("?>")[2]
    page.set_content(f"<body style='margin:0'>{picture}")
    return page.evaluate(script)


def named(names: tuple[str, ...]) -> FlowGraph:
    graph = new_graph(header(sample()))
    add_node(graph, node("org_bjork", "Björkängen", "SE", kind=NodeKind.CONTROLLER))
    for number, name in enumerate(names):
        add_node(graph, node(f"org_{number}", name, "US", party=f"{name} AB"))
        add_hop(graph, hop("org_bjork", f"org_{number}", "US", Verdict.COVERED))
    return graph


@pytest.mark.parametrize(
    "graph",
    [sample(Language.SWEDISH), sample(Language.ENGLISH), named(NAMES), tangle(), crowd(70, name="ÅÄÖ Ögårdens åäö")],
)
def test_words_stay_inside_their_boxes(page: Page, graph: FlowGraph) -> None:
    measured = shown(page, graph, MEASURE)
    plan = drawn(graph)
    assert len(measured) == len(plan.parties) + len(plan.boxes)
    for party in measured:
        left, top, right, bottom = party["shape"][0]
        for text in party["texts"]:
            assert left <= text[0], party
            assert text[2] <= right, party
            assert top <= text[1] + 2, party
            assert text[3] <= bottom + 2, party


@pytest.mark.parametrize("language", Language)
def test_the_words_of_two_hops_never_lie_on_each_other(page: Page, language: Language) -> None:
    boxes = shown(page, sample(language), WORDS)
    assert len(boxes) > 25
    for one, other in combinations(boxes, 2):
        apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] + 2 or other[3] <= one[1] + 2
        assert apart, (one, other)


@pytest.mark.parametrize("language", Language)
def test_the_words_of_a_hop_never_lie_on_a_party(page: Page, language: Language) -> None:
    parties = [party["shape"][0] for party in shown(page, sample(language), MEASURE)]
    for one in page.evaluate(WORDS):
        for other in parties:
            apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] + 2 or other[3] <= one[1] + 2
            assert apart, (one, other)
