"""Scrapy's settings: polite, bounded, and with everything off that listens or remembers.

Each source brings its own delay, user agent and robots rule in its order (`crawler.run`).
"""

from __future__ import annotations

from urllib.request import getproxies

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
# Scrapy starts that many workers for every answer, 100 by default; our one pipeline waits for readers only, in order.
CONCURRENT_ITEMS = 1
# It reads the source of each callback in each crawl, to warn of a mistake that the type checker finds: 7 ms per page.
WARN_ON_GENERATOR_RETURN_VALUE = False

# The most of any answer; pages that people read are bounded more tightly by crawler.size. Scrapy's default let a gzip
# bomb of 300 MB through.
DOWNLOAD_MAXSIZE = 64_000_000
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_TIMEOUT = 30
DOWNLOAD_VERIFY_CERTIFICATES = True
DOWNLOAD_FAIL_ON_DATALOSS = True
REDIRECT_MAX_TIMES = 5

# Of Scrapy's parts only those that we need, in place of its own lists. What is not here is off: cookies, logins, meta
# refreshes, and what listens (Scrapy 2.19 does by default, on loopback, and executes Python for whoever holds a token).
# Each part costs every page and every start of a source: with all of them a crawl takes a quarter more CPU.
DOWNLOADER_MIDDLEWARES_BASE = {
    "crawler.guard.SiteGuard": 50,
    "crawler.robots.RobotsGate": 100,
    "crawler.size.Size": 110,
    "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": 350,
    "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": 400,
    "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": 500,
    "crawler.pace.Pace": 550,  # where Scrapy's own retrying stood: what it sees is not redirected or unpacked yet
    "crawler.unpack.Unpack": 590,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": 600,
    "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware": 750,
}
HTTPPROXY_ENABLED = bool(getproxies())
SPIDER_MIDDLEWARES_BASE = {"scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": 50}
DOWNLOAD_HANDLERS_BASE = {
    "file": "scrapy.core.downloader.handlers.file.FileDownloadHandler",
    "http": "scrapy.core.downloader.handlers.http11.HTTP11DownloadHandler",
    "https": "scrapy.core.downloader.handlers.http11.HTTP11DownloadHandler",
}
EXTENSIONS_BASE = {"scrapy.extensions.closespider.CloseSpider": 0, "scrapy.extensions.feedexport.FeedExporter": 0}
STATS_CLASS = "scrapy.statscollectors.DummyStatsCollector"
ITEM_PIPELINES = {"crawler.collect.Collector": 500}
LOG_LEVEL = "ERROR"
