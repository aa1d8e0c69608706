"""The engine whose crawl children run on other machines: Dask `distributed`, of which only this module knows.

Bytes go to a worker and bytes come back (`roles.parcel`); which source may be crawled is decided here, by the same
`Admission` as on one machine. Nothing that Dask remembers is relied on: recorded is what the file says, what is lost is
crawled again, what comes twice is refused. Limits and advice: docs/MANY-MACHINES.md.
"""

from __future__ import annotations

import builtins
import io
import logging
import pickle
import queue
import time
import uuid
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from ssl import SSLError
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from roles.crawl import CrawlOrder, CrawlResult, failed
from roles.errors import ClusterLost, ConfigError, ExtraMissing, FormatError
from roles.parcel import Job, OtherRelease, pack_order, unpack_result
from roles.url import host_of
from rolewatch.admission import Admission
from rolewatch.children import GRACE
from rolewatch.config import Cluster
from rolewatch.engine import Complete, Engine, Progress, crawl
from rolewatch.release import release
from rolewatch.worker import crawl_packed

if TYPE_CHECKING:
    from distributed import Client, Future

DISTRIBUTED_MISSING = "crawling on a cluster needs Dask: python -m pip install distributed==2026.8.0"
# How often the loop looks up from listening, and how often it counts the workers (seconds).
_LOOK_UP, _COUNT_EVERY = 0.5, 5.0
# A worker that is silent for this long is given up by the scheduler (its setting worker-ttl, as we advise it).
WORKER_TTL = 60.0


@dataclass(frozen=True, slots=True)
class Terms:
    """How patient we are, in seconds, and how much is sent ahead.

    At the start a scheduler and a worker have `patience` to show themselves, later a worker has `absence` to come back.
    `ahead` orders per thread of a worker are under way, and results beyond that are never outstanding. A crawl child
    leaves after `silence` of its worker: before the scheduler gives its orders to another.
    """

    patience: float = 30.0
    absence: float = 180.0
    ahead: float = 2.5
    silence: float = 20.0
    ttl: float = WORKER_TTL


@contextmanager
def cluster(address: str, files: Cluster, megabytes: int, terms: Terms | None = None) -> Iterator[Engine]:
    """The engine of a cluster, connected and with a worker at least. `megabytes` bounds each crawl child.

    `address` is checked already. Raises ExtraMissing without `distributed`; ConfigError where a file of the
    certificates is not there or not accepted; ClusterLost where there is no scheduler or no worker.
    """
    if find_spec("distributed") is None:
        raise ExtraMissing(DISTRIBUTED_MISSING)
    terms = terms or Terms()
    client = _connect(address, files, terms)
    try:
        engine = _Engine(client, address, megabytes, terms)
        engine.count_workers(terms.patience)
        yield engine.crawl
    finally:
        client.close(timeout=2)


def _connect(address: str, files: Cluster, terms: Terms) -> Client:
    for name, path in files if address.startswith("tls:") else ():
        try:
            Path(path).read_bytes()
        except OSError as error:
            raise ConfigError(f"cluster.{name}: {path} cannot be read: {error.strerror}") from None
    from distributed import Client, Security
    from distributed.comm.core import FatalCommClosedError

    _hush()
    _tame()
    keys: dict[str, Any] = {}
    if address.startswith("tls:"):
        keys = {"tls_ca_file": files.ca, "tls_client_cert": files.certificate, "tls_client_key": files.key}
    try:
        return Client(
            address,
            timeout=terms.patience,
            security=Security(require_encryption=bool(keys), **keys),
            set_as_default=False,
            # Results are plain bytes; anything else is refused before it is looked at.
            deserializers=["dask", "msgpack"],
            name="rolewatch",
        )
    except OSError as error:
        if refused := next((one for one in _causes(error) if isinstance(one, FatalCommClosedError | SSLError)), None):
            raise ConfigError(
                f"{address} does not accept our certificate, or we do not accept its own: [cluster] ca must be the"
                f" authority that signed both ({' '.join(str(refused).split())[:200]})"
            ) from None
        raise ClusterLost(address, "cannot be reached; is its scheduler running?") from None


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _hush() -> None:
    """What Dask has to say goes unsaid: a lost scheduler is told once, in our words."""
    warnings.filterwarnings("ignore", module=r"distributed\..*")
    for name in ("distributed", *[name for name in logging.root.manager.loggerDict if name.startswith("distributed.")]):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)


class _Harmless(pickle.Unpickler):
    """Brings nothing to life but the name of a plain type; what else is named is only told."""

    def find_class(self, module: str, name: str) -> Any:
        if module == "builtins" and name in ("bytes", "dict", "list", "NoneType", "str", "tuple"):
            return getattr(builtins, name, None)
        raise TypeError(name)


def _harmless(data: bytes, *, buffers: Any = ()) -> Any:
    return _Harmless(io.BytesIO(data), buffers=buffers).load()


def _tame() -> None:
    """Keeps what workers pickled from running here.

    Deserialisers do not see to it alone: beside a result come the pickled name of its type and, where it failed,
    pickled exceptions (distributed.client, distributed.core.clean_exception).
    """
    from distributed import client
    from distributed.protocol import pickle as pickles

    pickles.loads = client.loads = _harmless
    client.pickle = SimpleNamespace(loads=_harmless, dumps=pickle.dumps)


def _work(packed: bytes, key: str) -> bytes:
    """What a worker runs. An order is wanted while the worker is at work and the scheduler has not taken it back."""
    from distributed import Status, get_worker

    worker = get_worker()

    def wanted() -> bool:
        task = worker.state.tasks.get(key)
        at_work = worker.status in (Status.running, Status.paused)
        return at_work and task is not None and task.state in ("executing", "long-running")

    return crawl_packed(packed, wanted, worker.local_directory)


class _End(NamedTuple):
    """How an order ended; `lost` says what died of it."""

    order: CrawlOrder
    result: CrawlResult
    lost: Literal["child", "worker"] | None = None


class _Engine:
    def __init__(self, client: Client, address: str, megabytes: int, terms: Terms) -> None:
        self.client, self.address, self.megabytes, self.terms = client, address, megabytes, terms
        self.recorder = uuid.uuid4().hex
        self.threads = self.window = 0
        self.counted = self.peopled = time.monotonic()

    def crawl(
        self,
        orders: Sequence[CrawlOrder],
        show: Callable[[Progress], None],
        stopping: Callable[[], bool],
        complete: Complete = lambda order: order,
    ) -> Iterator[CrawlResult]:
        """The result of each order, as they come; files are read here. Raises ClusterLost.

        As on one machine, an order whose crawl child died is tried once more, in a child of its own. One whose workers
        died is, too, and by itself: what brings workers down takes no neighbours along.
        """
        again: list[CrawlOrder] = []
        suspects: list[CrawlOrder] = []
        yield from crawl([order for order in orders if not host_of(order.url)], show, stopping, complete)
        for end in self._round([order for order in orders if host_of(order.url)], stopping, 1, complete):
            if end.lost is None:
                yield end.result
            else:
                (again if end.lost == "child" else suspects).append(end.order)
        for end in self._round(again, stopping, 2, complete):
            if end.lost == "worker":
                suspects.append(end.order)
            else:
                yield end.result if end.lost is None else _twice(end.result)
        for order in suspects:
            for end in self._round([order], stopping, 3, complete):
                yield end.result

    def _round(
        self, orders: Sequence[CrawlOrder], stopping: Callable[[], bool], attempt: int, complete: Complete
    ) -> Iterator[_End]:
        """How each order ended that was begun."""
        admission = Admission(orders, self.window)
        ready: queue.SimpleQueue[str] = queue.SimpleQueue()
        under_way: dict[str, tuple[CrawlOrder, Future[bytes]]] = {}
        heard_at = time.monotonic()
        try:
            while admission.under_way if stopping() else not admission.finished:
                self.count_workers(self.terms.absence)
                admission.window = self.window
                while not stopping() and (order := admission.next(time.monotonic())):
                    heard_at = heard_at if under_way else time.monotonic()
                    future = self._send(complete(order), attempt)
                    under_way[future.key] = (order, future)
                    future.add_done_callback(lambda done: ready.put(done.key))
                pause = None if stopping() else admission.wait(time.monotonic())
                try:
                    key = ready.get(timeout=_LOOK_UP if pause is None else min(pause, _LOOK_UP))
                except queue.Empty:
                    self._mind_silence([order for order, _ in under_way.values()], heard_at)
                    continue
                order, future = under_way[key]
                end = self._end(order, future)
                if end is None:
                    future.add_done_callback(lambda done: ready.put(done.key))
                    continue
                del under_way[key]
                future.release()
                heard_at = time.monotonic()
                admission.done(order, heard_at, end.result.report.delay)
                yield end
        finally:
            for _, future in under_way.values():
                future.release()

    def _send(self, order: CrawlOrder, attempt: int) -> Future[bytes]:
        job = Job(release(), self.recorder, attempt > 1, self.megabytes, self.terms.silence)
        key = f"crawl-{self.recorder}-{order.run_id}-{order.source_id}-{attempt}"
        try:
            return self.client.submit(_work, pack_order(job, order), key, key=key, pure=False)
        except Exception as error:  # whatever Dask says of a scheduler that is gone
            raise ClusterLost(self.address, "is gone") from error

    def _end(self, order: CrawlOrder, future: Future[bytes]) -> _End | None:
        """How an order ended; None where its worker went before the result was fetched, and it is made once more."""
        if future.status == "cancelled":
            raise ClusterLost(self.address, "is gone")
        if future.status == "error":
            name = _name_of(future.exception(timeout=GRACE))
            if name == "KilledWorker":
                why = "given up, because each worker that crawled it died (KilledWorker)"
                return _End(order, failed(order, why), "worker")
            return _End(order, failed(order, f"the worker could not crawl ({name}); its log says more"))
        try:
            answer, result = unpack_result(future.result(timeout=GRACE), order, release())
        except OtherRelease as other:
            there = f"the worker runs another Rolewatch, {other.release}"
            return _End(order, failed(order, f"{there}, and this is {release()}: install the same on both"))
        except TimeoutError:
            return None
        except Exception as error:  # ours, or whatever Dask makes of a lost scheduler and of what is no bytes
            lost = isinstance(error, OSError)  # the connection to the scheduler: Dask's CommClosedError is one
            if lost or future.status == "cancelled" or self.client.status != "running":
                raise ClusterLost(self.address, "is gone") from error
            why = str(error) if isinstance(error, FormatError) else type(error).__name__
            return _End(order, failed(order, f"the worker's answer is no result: {why}"))
        return _End(order, result or failed(order, answer.why), "child" if answer.again else None)

    def count_workers(self, patience: float) -> None:
        """Sizes the window by the threads of the workers. Raises ClusterLost where for so long there was none."""
        while (now := time.monotonic()) - self.counted >= _COUNT_EVERY or not self.threads:
            if self.client.status != "running":
                raise ClusterLost(self.address, "is gone")
            try:
                found = self.client.sync(self.client.scheduler.ncores, callback_timeout=self.terms.ttl)
            except Exception as error:  # a closed connection, a time-out, or whatever else Dask makes of it
                raise ClusterLost(self.address, "is gone") from error
            self.threads, self.counted = sum(found.values()), now
            if self.threads:
                self.peopled = now
                self.window = max(1, int(self.terms.ahead * self.threads))
            elif now - self.peopled > patience:
                raise ClusterLost(self.address, f"has no worker, and none came within {patience:.0f} s")
            else:
                time.sleep(_LOOK_UP)

    def _mind_silence(self, under_way: Sequence[CrawlOrder], heard_at: float) -> None:
        """Raises ClusterLost where crawls are under way and nothing came for longer than any of them may take."""
        most = max((order.max_seconds for order in under_way), default=0) + GRACE + self.terms.ttl
        if under_way and time.monotonic() - heard_at > most:
            raise ClusterLost(self.address, f"has sent no result for {most:.0f} s, longer than any crawl may take")


class _Names(_Harmless):
    """Stops at the first class that is named, which it tells."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("tblib.pickling_support", "unpickle_exception_with_attrs"):
            return lambda *_: None  # a wrapper of Dask's around the exception
        return super().find_class(module, name)


def _name_of(error: BaseException | None) -> str:
    """The class of an exception; of one that came pickled and stayed so, the name that its bytes give."""
    pickled = error.args[0] if error is not None and error.args else None
    if not isinstance(pickled, bytes):
        return type(error).__name__
    try:
        _Names(io.BytesIO(pickled)).load()
    except Exception as name:
        return str(name)[:60]
    return "no exception"


def _twice(result: CrawlResult) -> CrawlResult:
    return replace(result, report=replace(result.report, message=f"{result.report.message}, twice"))
