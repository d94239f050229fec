# SPDX-License-Identifier: LGPL-3.0-or-later
"""The click family: finds the command files, runs one command, and is the only place that catches errors."""
from __future__ import annotations

import importlib
import os
import re
import signal
import sys
from pathlib import Path

import click

import b2tools
from b2tools import errors

COMMANDS = Path(__file__).parent / "commands"


def command_names() -> list[str]:
    """All command names, `code-create` for `commands/code_create.py`: the folder is the registry."""
    return sorted(file.stem.replace("_", "-") for file in COMMANDS.glob("[a-z]*.py"))


def load(name: str) -> click.Command | None:
    """The command of that name (`code-create`), None if there is none."""
    if name not in command_names():
        return None
    return importlib.import_module(f"b2tools.commands.{name.replace('-', '_')}").command


def family_tree() -> dict[str, click.Command]:
    """All commands by name, for what describes them."""
    return {name: command for name in command_names() if (command := load(name)) is not None}


def summary(name: str) -> str:
    """First sentence of a command's help, read from its file because importing all commands takes long; empty for a hidden one."""
    text = (COMMANDS / f"{name.replace('-', '_')}.py").read_text("utf-8")
    found = re.search(r'^def command\(.*?"""(.*?)(?:\.?\n\n|\.?"""|\.\s)', text, re.DOTALL | re.MULTILINE)
    hidden = re.search(r"^@click\.command\(.*hidden=True", text, re.MULTILINE)
    return "" if found is None or hidden else " ".join(found[1].split())


class Family(click.Group):
    """The umbrella command, which imports a command when it runs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return command_names()

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return load(cmd_name)

    def resolve_command(self, ctx: click.Context, args: list[str]):
        if args and args[0] not in command_names() and not args[0].startswith("-"):
            ctx.fail(f"There is no command {args[0]}. {errors.near(args[0], command_names())}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands (each also as b2NAME)"):
            formatter.write_dl([(name, text) for name in command_names() if (text := summary(name))])


@click.command(cls=Family, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(b2tools.__version__, prog_name="b2tools")
def family() -> None:
    """Install, set up, check out, check, tag, build and release the collaboration's software.

    Example: b2tools code-create --help
    """


def main(arguments: list[str] | None = None, program: str | None = None) -> int:
    """Run the command that the program's own name tells (`b2code-create`), or the umbrella; returns the exit code."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _stopped)
    # not for the tools that this process starts in turn
    told = os.environ.pop("B2TOOLS_PROGRAM", None)
    program = program or told or Path(sys.argv[0]).name
    name = program.removeprefix("b2") if program.startswith("b2") and program != "b2tools" else None
    chosen = load(name) if name else family
    if chosen is None:
        near = errors.near(program, ["b2" + one for one in command_names()])
        click.echo(f"{program}: there is no command {program}. {near}", err=True)
        return 2
    return run(chosen, sys.argv[1:] if arguments is None else arguments, program if name else "b2tools")


def run(chosen: click.Command, arguments: list[str], program: str) -> int:
    """Run one click command and turn whatever happens into a sentence and an exit code."""
    if {"--verbose", "-v"} & set(arguments):
        _log_everything()
    try:
        outcome = chosen.main(args=arguments, prog_name=program, standalone_mode=False,
                              help_option_names=["-h", "--help"], complete_var=f"_{program.upper().replace('-', '_')}_COMPLETE")
        sys.stdout.flush()
        return outcome if isinstance(outcome, int) else 0
    except errors.B2Error as error:
        click.echo(f"{program}: {_harmless(str(error))}", err=True)
        return error.exit_code
    except click.exceptions.Exit as error:
        return error.exit_code
    except click.ClickException as error:
        error.show()
        return 2
    except (click.Abort, KeyboardInterrupt) as interrupt:
        click.echo(f"{program}: stopped.", err=True)
        return 128 + ((interrupt.__cause__ or interrupt).args or (signal.SIGINT,))[0]
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except Exception:
        return _unexpected(program, arguments)


def _harmless(text: str) -> str:
    """Text with whatever a foreign name or file may have brought, without signs that steer a terminal."""
    return "".join(one if one.isprintable() or one in "\n\t" else one.encode("unicode_escape").decode() for one in text)


def _stopped(number: int, frame: object) -> None:
    """End as after Ctrl-C, which stops the programs that were started and removes what is half done."""
    raise KeyboardInterrupt(number)


def _log_everything() -> None:
    import logging
    logging.basicConfig(format="%(message)s", level=logging.DEBUG)


def _unexpected(program: str, arguments: list[str]) -> int:
    import shlex
    import tempfile
    import traceback
    with tempfile.NamedTemporaryFile("w", prefix=f"{program}-", suffix=".log", delete=False) as file:
        file.write(f"{program} {shlex.join(arguments)}\nb2tools {b2tools.__version__}, Python {sys.version}\n\n")
        file.write(traceback.format_exc())
    last = traceback.format_exc().strip().splitlines()[-1]
    click.echo(f"{program}: something unexpected happened ({last}). Please report it and attach {file.name}.", err=True)
    return 3
