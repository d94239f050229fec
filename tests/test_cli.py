# SPDX-License-Identifier: LGPL-3.0-or-later
"""The command family: names, help, errors, exit codes."""
import os

import click
import pytest
from b2tools import cli, errors


def outcome(function, *arguments):
    return cli.run(click.command()(function), list(arguments), "b2test")


def raising(error):
    def command():
        raise error
    return command


def test_a_user_error_gives_its_sentence_and_code(capsys):
    assert outcome(raising(errors.ProgramMissing(program="x", purpose="y", advice="z"))) == 4
    assert capsys.readouterr().err == "b2test: The program x is not installed or not on PATH, so y is not possible. z\n"


def test_an_unexpected_error_leaves_a_log_to_attach(capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    assert outcome(raising(RuntimeError("strange"))) == 3
    said = capsys.readouterr().err
    assert "strange" in said and "Traceback" not in said
    assert "Traceback" in next(tmp_path.glob("b2test-*.log")).read_text()


def test_stopping_is_130_and_usage_is_2():
    assert outcome(raising(KeyboardInterrupt())) == 130
    assert outcome(lambda: None, "--no-such-option") == 2


def test_an_exit_code_of_a_command_is_passed_on():
    assert outcome(lambda: 1) == 1
    assert outcome(lambda: None) == 0


def test_a_wrong_command_lists_near_ones(capsys):
    assert cli.main([], "b2quickstrat") == 2
    assert "b2quickstart" in capsys.readouterr().err
    assert cli.main(["quickstrat"], "b2tools") == 2
    assert "quickstart" in capsys.readouterr().err


@pytest.mark.parametrize("name", cli.command_names())
def test_every_command_prints_its_help(name, capsys):
    assert cli.main(["--help"], f"b2{name}") == 0
    assert "Usage: b2" + name in capsys.readouterr().out


def test_the_umbrella_lists_every_command(capsys):
    assert cli.main(["--help"], "b2tools") == 0
    listed = capsys.readouterr().out
    hidden = {name for name in cli.command_names() if cli.load(name).hidden}
    assert all(f"\n  {name} " in listed for name in cli.command_names() if name not in hidden)
    assert not any(f"\n  {name} " in listed for name in hidden)


@pytest.mark.parametrize("name", cli.command_names())
def test_the_short_help_read_from_the_file_is_the_one_of_the_command(name):
    chosen = cli.load(name)
    assert cli.summary(name) == ("" if chosen.hidden else chosen.get_short_help_str(1000).removesuffix("."))


def test_what_a_foreign_file_brought_into_a_sentence_does_not_steer_the_terminal(capsys):
    @click.command()
    def broken():
        raise errors.BadEnvironment(what="a\tb\x1b[2J\u202e\udcff", reason="größe\nmore")

    assert cli.run(broken, [], "b2x") == errors.BadEnvironment.exit_code
    assert capsys.readouterr().err == ("b2x: The environment of a\tb\\x1b[2J\\u202e\\udcff cannot be used: größe\nmore. "
                                       "Mend its environment table.\n")


def test_the_name_that_the_launcher_tells_does_not_reach_programs_that_the_command_starts(monkeypatch, capsys):
    monkeypatch.setenv("B2TOOLS_PROGRAM", "b2install-print-os")
    assert cli.main([]) == 0 and "B2TOOLS_PROGRAM" not in os.environ
