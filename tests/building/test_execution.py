# SPDX-License-Identifier: LGPL-3.0-or-later
"""Running a plan: order, what is left out, what a failure stops."""
import pytest
from b2tools.building import execution
from b2tools.building.records import Plan, Target


def plan(*targets: tuple[str, str, str]) -> Plan:
    """A plan of (made, uses, command), names separated by blanks."""
    found = [Target(tuple(made.split()), tuple(uses.split()), (command,), f"make {made}", "") for made, uses, command in targets]
    users: dict[str, list[Target]] = {}
    for target in found:
        for name in target.uses:
            users.setdefault(name, []).append(target)
    return Plan(tuple(found), {name: target for target in found for name in target.made}, users)


CHAIN = (("b", "a", "cp a b"), ("c", "b", "cat b b > c"), ("d e", "c", "cp c d; cp c e"), ("x", "y", "cp y x"))


@pytest.fixture
def run(tmp_path):
    """Run a plan for changed files; returns the outcome and the lines that were told."""
    (tmp_path / "a").write_text("1\n")
    (tmp_path / "y").write_text("1\n")

    def run(some: Plan, changed=(), wrong=(), digests=None, jobs=2, keep_going=False):
        said: list[str] = []
        means = execution.Means(tmp_path, {"PATH": "/usr/bin:/bin"}, "md5", jobs, keep_going, said.append)
        reached = execution.reach(some, changed, wrong)
        return execution.Execution(some, reached, changed, wrong, digests or {}, means).run(), said
    return run


def test_everything_behind_a_change_is_made_in_order(run, tmp_path):
    outcome, said = run(plan(*CHAIN), ["a"])
    assert said == ["make b", "make c", "make d e"] and (tmp_path / "e").read_text() == "1\n1\n" and not (tmp_path / "x").exists()
    assert set(outcome.made) == {"b", "c", "d", "e"} and not outcome.owed


def test_nothing_is_made_behind_a_file_that_came_out_the_same(run):
    first, _ = run(plan(*CHAIN), ["a"])
    outcome, said = run(plan(*CHAIN), ["a"], digests={name: note[4] for name, note in first.made.items()})
    assert said == ["make b"] and not outcome.owed


def test_a_wrong_product_is_made_even_if_nothing_changed(run):
    first, _ = run(plan(*CHAIN), ["a"])
    _, said = run(plan(*CHAIN), [], ["e"], {name: note[4] for name, note in first.made.items()})
    assert said == ["make d e"]


def test_what_is_behind_a_failure_is_owed(run, tmp_path):
    (tmp_path / "c").write_text("old")
    outcome, said = run(plan(("b", "a", "cp a b"), ("c", "b", "echo why; exit 3"), ("d", "c", "cp c d")), ["a"])
    assert [target.made for target in outcome.failed] == [("c",)] and [target.made for target in outcome.owed] == [("d",)]
    assert said == ["make b", "make c", "why", "c: exit code 3"] and not (tmp_path / "c").exists()


@pytest.mark.parametrize("keep_going", [False, True])
def test_others_go_on_after_a_failure_only_if_that_is_wanted(keep_going, run):
    outcome, _ = run(plan(("b", "a", "exit 1"), ("x", "a", "cp a x")), ["a"], jobs=1, keep_going=keep_going)
    assert ("x" in outcome.made) == keep_going and len(outcome.owed) == (not keep_going)


def test_a_command_that_makes_nothing_is_a_failure(run):
    outcome, said = run(plan(("b", "a", "true")), ["a"])
    assert outcome.failed and said[-1] == "b was not made"


def test_independent_commands_run_at_once(run, tmp_path):
    wait = "echo > {0}1; i=0; while [ ! -e {1}1 ] && [ $i -lt 100 ]; do i=$((i+1)); sleep 0.05; done; [ -e {1}1 ] && cp a {0}"
    outcome, _ = run(plan(("b", "a", wait.format("b", "x")), ("x", "a", wait.format("x", "b"))), ["a"], jobs=2)
    assert not outcome.failed
