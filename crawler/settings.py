"""Scrapy's settings: polite, bounded, and with everything off that listens or remembers.

Each source brings its own delay, user agent and robots rule in its order (`crawler.run`).
"""

from __future__ import annotations

BOT_NAME = "rolewatch"
SPIDER_MODULES = ["crawler.spiders"]
NEWSPIDER_MODULE = "crawler.spiders"

# Replaced by the address of whoever runs it; an honest name is the least that a visited site may expect.
USER_AGENT = "Rolewatch/0.1 (job-change monitor)"
ROBOTSTXT_OBEY = True
ROBOTSTXT_USER_AGENT = "Rolewatch"
DOWNLOAD_DELAY = 1.0
DOWNLOAD_DELAY_JITTER = 0.0
# One request at a time: a source is one site, and what waits behind a request is judged again when its turn comes.
CONCURRENT_REQUESTS = 1
CONCURRENT_REQUESTS_PER_DOMAIN = 1
# Scrapy starts that many workers for every answer, 100 by default; our one pipeline never waits.
CONCURRENT_ITEMS = 1
# It reads the source of each callback in each crawl, to warn of a mistake that the type checker finds: 7 ms per page.
WARN_ON_GENERATOR_RETURN_VALUE = False
COOKIES_ENABLED = False
REFERER_ENABLED = False

# Scrapy 2.19 listens on loopback by default and executes Python for whoever holds a token.
REMOTE_CONTROL_ENABLED = False
TELNETCONSOLE_ENABLED = False

# The most of any answer; pages that people read are bounded more tightly by crawler.size. Scrapy's default let a gzip
# bomb of 300 MB through.
DOWNLOAD_MAXSIZE = 64_000_000
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_TIMEOUT = 30
DOWNLOAD_VERIFY_CERTIFICATES = True
DOWNLOAD_FAIL_ON_DATALOSS = True
REDIRECT_MAX_TIMES = 5
METAREFRESH_ENABLED = False

DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "crawler.unpack.Unpack": 590,
    "crawler.guard.SiteGuard": 50,
    "crawler.robots.RobotsGate": 100,
    "crawler.pace.Pace": 550,  # where Scrapy's own retrying stood: what it sees is not redirected or unpacked yet
    "crawler.size.Size": 110,
}
ITEM_PIPELINES = {"crawler.collect.Collector": 500}
EXTENSIONS = {"scrapy.extensions.logstats.LogStats": None, "scrapy.extensions.corestats.CoreStats": None}
LOG_LEVEL = "ERROR"
