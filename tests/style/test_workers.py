# SPDX-License-Identifier: LGPL-3.0-or-later
"""Work is spread over forked processes and nothing gets lost with one of them."""
import os
import time

import pytest

from b2tools.style import workers


def test_results_come_in_the_order_of_the_jobs():
    assert workers.spread(lambda number: number * 2, range(100), 3) == [number * 2 for number in range(100)]


def test_more_than_one_process_works_and_all_are_gone_afterwards():
    def work(number: int) -> int:
        time.sleep(0.02)
        return os.getpid()
    numbers = set(workers.spread(work, range(20), 2))
    assert len(numbers) == 2
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_answers_may_be_larger_than_a_pipe_holds():
    assert workers.spread(lambda number: "x" * 300_000, range(4), 2) == ["x" * 300_000] * 4


def test_what_a_killed_process_leaves_is_done_by_the_first_one():
    own = os.getpid()

    def work(number: int) -> int:
        if os.getpid() != own:
            os.kill(os.getpid(), 9)
        time.sleep(0.01)
        return number
    assert workers.spread(work, range(10), 2) == list(range(10))


def test_an_error_is_raised_where_the_work_was_asked_for():
    def work(number: int) -> int:
        time.sleep(0.01)
        return 1 // (number - 7)
    with pytest.raises(ZeroDivisionError):
        workers.spread(work, range(10), 2)
