# SPDX-License-Identifier: LGPL-3.0-or-later
"""Ctrl-C, SIGTERM and SIGHUP at many points of the command: one line, its exit code, nothing half installed, nothing left."""
import os
import signal

import pytest

from b2tools.places import receipts
from b2tools.places.installations import Installation
from tests.installing.test_binaries import NAME, area  # noqa: F401
from tests.kill_points import Program, spread

COMMAND = """
import click
from b2tools import cli, sites
from b2tools.installing import binaries
from b2tools.places.installations import Means

@click.command()
def command():
    binaries.install(sites.at(Path(sys.argv[2])), "externals", "v01-00-00", Means(Path(sys.argv[3]), dict(os.environ)))

cli.load = lambda name: command
code = cli.main([], "b2install-externals")
sys.stdout.flush()
os._exit(code)
"""


def stop_installs(made, folder, number, count):
    """How often the signal came before the install was done; the end of each is judged."""
    place = Installation(made.site().externals, NAME)
    program = Program(COMMAND, folder, [made.top, made.top / "cache"])
    program.run()
    place.remove()
    calls = program.calls()
    stopped = 0
    for point in spread(calls, f".{NAME}.lock", count):
        place.remove()
        code = program.stop_at(calls, point, number)
        assert code in (0, 128 + number), (point, calls[point - 1], program.output)
        assert "unexpected" not in program.output and "Traceback" not in program.output, program.output
        assert program.output.endswith("b2install-externals: stopped.\n") or code == 0
        stopped += code != 0
        assert not os.path.lexists(place.final) or receipts.verify(place.final) == []
        assert {path.name for path in place.top.iterdir()} <= {NAME, f".{NAME}.lock"}, calls[point - 1]
    program.run()
    assert receipts.verify(place.final) == []
    return stopped


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_stopped_install_says_so_and_leaves_nothing(area, tmp_path, name):  # noqa: F811
    assert stop_installs(area, tmp_path, getattr(signal, name), 4) >= 2


@pytest.mark.slow
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_an_install_stopped_at_forty_points_says_so_and_leaves_nothing(area, tmp_path, name):  # noqa: F811
    assert stop_installs(area, tmp_path, getattr(signal, name), 40) >= 30
