# SPDX-License-Identifier: LGPL-3.0-or-later
"""A dead host is met once; a host that answers is not slowed down."""
import threading
import time

import pytest

from b2tools.network.hosts import Dead, FORGOTTEN, Hosts, Refused


def fail(hosts, error, host="a:80"):
    with pytest.raises(type(error)) as caught:
        with hosts.contact(host):
            raise error
    return str(caught.value)


def test_a_dead_host_is_not_tried_again_and_the_reason_stays():
    hosts = Hosts()
    assert fail(hosts, Dead("no route")) == "no route"
    with pytest.raises(Dead, match="^not tried again: no route$"):
        with hosts.contact("a:80"):
            raise AssertionError("it was tried")
    with hosts.contact("b:80"):
        pass


def test_a_refusal_is_not_the_death_of_a_host():
    hosts = Hosts()
    fail(hosts, Refused("404"))
    with hosts.contact("a:80"):
        pass


def test_a_host_that_dies_later_is_skipped_as_well():
    hosts = Hosts()
    with hosts.contact("a:80"):
        pass
    hosts.bury("a:80", "it hangs")
    with pytest.raises(Dead, match="it hangs"):
        with hosts.contact("a:80"):
            pass


def test_a_dead_host_is_tried_again_after_ten_minutes():
    now = [0.0]
    hosts = Hosts(lambda: now[0])
    fail(hosts, Dead("no route"))
    now[0] = FORGOTTEN + 1
    with hosts.contact("a:80"):
        pass


def test_of_many_at_once_one_meets_the_dead_host():
    hosts, tries, told = Hosts(), [], []

    def one():
        try:
            with hosts.contact("a:80"):
                tries.append(1)
                time.sleep(0.1)
                raise Dead("no route")
        except Dead as error:
            told.append(str(error))

    threads = [threading.Thread(target=one) for _ in range(8)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert len(tries) == 1 and sorted(told) == ["no route"] + ["not tried again: no route"] * 7


def test_a_host_that_answers_is_used_by_many_at_once():
    hosts, together = Hosts(), threading.Barrier(4, timeout=10)
    with hosts.contact("a:80"):
        pass

    def one():
        with hosts.contact("a:80"):
            together.wait()

    threads = [threading.Thread(target=one) for _ in range(4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert not together.broken


def test_a_dead_proxy_is_met_once_for_all_hosts_and_a_dead_host_says_nothing_of_the_proxy():
    hosts = Hosts()
    with pytest.raises(Dead):
        with hosts.contact("a:80", "proxy:3128"):
            raise Dead("no answer")
    with hosts.contact("b:80", "proxy:3128"), hosts.contact("a:80"):
        pass
    with pytest.raises(Dead):
        with hosts.contact("c:80", "proxy:3128"):
            raise Dead("the proxy: no route", near_is_dead=True)
    for host in ("b:80", "d:80"):
        with pytest.raises(Dead, match="^not tried again: the proxy: no route$"):
            with hosts.contact(host, "proxy:3128"):
                raise AssertionError("it was tried")
    with hosts.contact("b:80", "other:3128"):
        pass
