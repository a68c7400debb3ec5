"""The same rounds by Scrapy with its HTTP cache and RFC2616Policy, in an environment of its own that is thrown away.

Scrapy is no dependency of the project: `benchmarks.speed --scrapy` installs it into a folder that the run removes. Its
process start is not counted: processor time runs from the first request to the end of the crawl.
"""

import subprocess
import sys
import venv
from collections.abc import Callable, Sequence
from pathlib import Path

_SPIDER = """
import sys, time
from pathlib import Path
import scrapy
from scrapy.crawler import CrawlerProcess

class Pages(scrapy.Spider):
    name = "pages"
    read = 0

    async def start(self):
        for request in self.start_requests():
            yield request

    def start_requests(self):
        Pages.began = time.process_time()
        for url in Path(sys.argv[1]).read_text().split():
            yield scrapy.Request(url, dont_filter=True)

    def parse(self, response):
        Pages.read += 1
        "\\n".join(text.strip() for text in response.xpath("//body//text()").getall() if text.strip())

    def closed(self, reason):
        Pages.ended = time.process_time()

process = CrawlerProcess({
    "HTTPCACHE_ENABLED": True, "HTTPCACHE_DIR": sys.argv[2],
    "HTTPCACHE_POLICY": "scrapy.extensions.httpcache.RFC2616Policy",
    "ROBOTSTXT_OBEY": True, "CONCURRENT_REQUESTS": 32, "CONCURRENT_REQUESTS_PER_DOMAIN": 1, "DOWNLOAD_DELAY": 0,
    "LOG_ENABLED": False, "TELNETCONSOLE_ENABLED": False,
})
process.crawl(Pages)
process.start()
print(Pages.read, (Pages.ended - Pages.began) * 1000)
"""


def install(folder: Path) -> Path | None:
    """A Python with Scrapy in this folder; None where it cannot be had."""
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    words = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "scrapy"]
    return python if subprocess.run(words, check=False).returncode == 0 else None


def rounds(python: Path, folder: Path, urls: Sequence[str], tell: Callable[[str], None]) -> dict[str, float]:
    """CPU milliseconds a page of each round; `tell` switches what is served."""
    (folder / "urls.txt").write_text("\n".join(urls))
    (folder / "spider.py").write_text(_SPIDER)
    spent = {}
    for name, served in (("first look", "r1/on"), ("not modified", "r1/on"), ("5 % changed", "r2/on")):
        tell(served)
        words = [str(python), "spider.py", "urls.txt", "cache"]
        answer = subprocess.run(words, check=True, capture_output=True, text=True, cwd=folder).stdout.split()
        if int(answer[0]) != len(urls):
            raise AssertionError(f"Scrapy read {answer[0]} pages of {len(urls)} ({name}).")
        spent[name] = float(answer[1]) / len(urls)
    return spent


if __name__ == "__main__":
    sys.exit("It is part of `python -m benchmarks.speed --scrapy`.")
