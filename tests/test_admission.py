"""Who may be crawled now, whatever the order in which results come, are lost or come twice. No engine is involved."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from roles.crawl import CrawlOrder
from rolewatch.admission import Admission

HOSTS = ("a.example", "b.example", "c.example", "d.example")
orders = st.lists(
    st.tuples(st.sampled_from(HOSTS), st.sets(st.sampled_from(("shared.example", *HOSTS))), st.integers(0, 3)),
    max_size=20,
).map(
    lambda made: [
        CrawlOrder(run_id=1, source_id=f"s{number}", url=f"https://{host}/jobs", now="", hosts=tuple(more), delay=float(delay))
        for number, (host, more, delay) in enumerate(made)
    ]
)  # fmt: skip


def hosts(order: CrawlOrder) -> set[str]:
    return {order.url.split("/")[2], *order.hosts}


@given(orders, st.integers(1, 6), st.randoms(use_true_random=False))
def test_never_two_of_a_host_never_over_the_window_and_each_settled_once(made, window, dice) -> None:  # type: ignore[no-untyped-def]
    admission = Admission(made, window)
    now, under_way, settled = 0.0, [], []
    free_at: dict[str, float] = {}
    while not admission.finished:
        order = admission.next(now)
        if order is not None:
            assert not any(hosts(order) & hosts(other) for other in under_way), "two of one host at once"
            assert all(free_at.get(host, 0.0) <= now for host in hosts(order)), "its host had its pause"
            under_way.append(order)
            assert len(under_way) <= window
            continue
        pause = admission.wait(now)
        if under_way and (pause is None or dice.random() < 0.7):
            order = under_way.pop(dice.randrange(len(under_way)))
            longer = dice.choice((0.0, 2.0))
            admission.done(order, now, longer)
            settled.append(order.source_id)
            free_at.update(dict.fromkeys(hosts(order), now + max(order.delay, longer)))
            if dice.random() < 0.5:
                now += dice.random()
                again = admission.next(now)
                if again is not None:
                    assert not any(hosts(again) & hosts(other) for other in under_way)
                    under_way.append(again)
                admission.done(order, now)  # told twice: frees nobody else's host
        else:
            assert pause is not None, "nothing under way, nothing that may start, and nothing to wait for"
            now += max(pause, 1e-9)
    assert sorted(settled) == sorted(order.source_id for order in made)
