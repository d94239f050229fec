# SPDX-License-Identifier: LGPL-3.0-or-later
"""Builds a working copy: nothing, or the few commands that a change asks for, or SCons where only SCons can tell."""
from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from b2tools import errors, locks, process
from b2tools.building import changes, execution, records

# options that change how SCons talks or works, not what is built
QUIET = ("--color=", "-Q", "-s", "--silent", "--quiet")
SETTINGS = {"--extra-ccflags": "extra_ccflags", "--extra-libpath": "extra_libpath"}
FLAGS = {"--local": "local", "--no-symlink": "no_symlink", "--ignore-externals-version": "ignore_externals_version"}
UP_TO_DATE = "Everything is up to date."


@dataclass(frozen=True)
class Order:
    """What a user wants: jobs at once, go on after failures, only tell, whole commands, and further words for SCons."""

    jobs: int = 1
    keep_going: bool = False
    dry_run: bool = False
    verbose: bool = False
    words: tuple[str, ...] = ()

    def settings(self) -> dict[str, object] | None:
        """The options of the build that the further words name; None if they say more than that (targets, for instance)."""
        found: dict[str, object] = dict.fromkeys(SETTINGS.values(), "") | dict.fromkeys(FLAGS.values(), False)
        for word in self.words:
            name, given, value = word.partition("=")
            if given and name in SETTINGS:
                found[SETTINGS[name]] = value
            elif word in FLAGS:
                found[FLAGS[word]] = True
            elif not word.startswith(QUIET):
                return None
        return found

    def scons(self) -> list[str]:
        """The same for SCons."""
        more = ((self.keep_going, "--keep-going"), (self.dry_run, "--dry-run"), (self.verbose, "--verbose"))
        return [f"-j{self.jobs}", *(word for wanted, word in more if wanted), *self.words]


def top_of(folder: Path) -> Path:
    """The nearest folder at or above one that has a SConstruct; raises `OutsideWorkingCopy`."""
    for place in (folder, *folder.parents):
        if (place / "SConstruct").is_file():
            return place
    raise errors.OutsideWorkingCopy(folder=folder, reason="there is no SConstruct in it or above it")


def build(top: Path, order: Order, environ: Mapping[str, str], tell: Callable[[str], object]) -> int | str:
    """Build without SCons if its record holds: the exit code, 2 after a failure. Else a sentence that says why SCons must run."""
    folder = top / "build" / (environ.get("BELLE2_SUBDIR") or "?") / records.FOLDER
    settings = order.settings()
    if settings is None:
        return "more is asked for than a whole build"
    if not folder.is_dir():
        return "nothing was built here before"
    with locks.exclusive(folder / records.LOCK, lambda holder: tell(f"Waiting for {holder}, which builds here.")):
        state = records.seen(folder)
        if state is None:
            return "no complete build has ended here"
        if (top / "SConstruct").is_file() and (why := next(changes.reasons(top, state, settings, environ), None)):
            return why
        found = changes.compare(top, state)
        return found if isinstance(found, str) else _act(top, folder, state, found, order, environ, tell)


def _act(top: Path, folder: Path, state: records.Seen, found: changes.Changes, order: Order, environ: Mapping[str, str],
         tell: Callable[[str], object]) -> int | str:
    if found.nothing:
        _remember(folder, state, found, execution.Outcome())
        tell(UP_TO_DATE)
        return 0
    plan = records.plan(folder)
    if plan is None:
        return "the plan of the last build is gone"
    reached = execution.reach(plan, found.sources, found.products)
    if order.dry_run:
        for target in reached:
            tell(f"would make {target.made[0]} if what it is made from comes out changed")
        return 0
    digests = {name: note[4] for notes in (state.sources, state.products) for name, note in notes.items()}
    means = execution.Means(top, {**environ, **state.set}, state.algorithm, order.jobs, order.keep_going, tell, order.verbose)
    before = records.runs(folder)
    # whatever happens from here on, SCons must not trust what it remembers of these
    records.write_runs(folder, state.algorithm, [*before, {"begun": [name for one in reached for name in one.made], "built": {},
                                                           "digests": {}}])
    outcome = execution.Execution(plan, reached, found.sources, found.products, digests, means).run()
    _remember(folder, state, found, outcome)
    records.write_runs(folder, state.algorithm, [*before, _journal(state, outcome)])
    if outcome.failed:
        tell(f"{len(outcome.failed)} failed: {', '.join(target.made[0] for target in outcome.failed)}")
    return 2 if outcome.failed else 0


def _remember(folder: Path, state: records.Seen, found: changes.Changes, outcome: execution.Outcome) -> None:
    """Write down what was seen and made, unless nothing is new."""
    dirty = [target.made[0] for target in (*outcome.failed, *outcome.owed)]
    if not (found.notes or found.sources or outcome.made or dirty != state.dirty):
        return
    for name, note in (found.notes | found.sources | outcome.made).items():
        for notes in (state.definitions, state.sources, state.products):
            if name in notes:
                notes[name] = note
    state.dirty = dirty
    records.write_seen(folder, state)


def _journal(state: records.Seen, outcome: execution.Outcome) -> dict[str, object]:
    """What SCons must know of a run: what it could not finish, and what was made, by which command, from which contents."""
    unfinished = [name for target in (*outcome.failed, *outcome.owed) for name in target.made]
    used = {name for target in outcome.built for name in (*target.uses, *target.made)}
    digests = {name: note[4] for notes in (state.definitions, state.sources, state.products) for name, note in notes.items()
               if name in used}
    return {"begun": unfinished, "digests": digests,
            "built": {name: target.action for target in outcome.built for name in target.made}}


def scons(top: Path, order: Order, environ: Mapping[str, str]) -> tuple[str, Sequence[str]]:
    """The program and the words that build everything; raises `ProgramMissing`."""
    program = process.which("scons", "building", "Set up a release first: source b2setup", path=environ.get("PATH"))
    return program, ["scons", "-C", str(top), *order.scons()]
