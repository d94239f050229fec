# SPDX-License-Identifier: LGPL-3.0-or-later
"""Options that many commands share."""
import click
from b2tools import cli, options

SITE = 'format = 1\nname = "{name}"\n'


def outcome(capsys, decorator, *words: str) -> str:
    @click.command()
    @decorator
    def command(**values):
        click.echo(*values.values())
    assert cli.run(command, list(words), "b2test") == 0
    return capsys.readouterr().out.rstrip("\n")


def test_site_comes_from_the_option_before_the_variable(tmp_path, monkeypatch, capsys):
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "site.toml").write_text(SITE.format(name=name))
    monkeypatch.setenv("VO_BELLE2_SW_DIR", str(tmp_path / "two"))
    monkeypatch.chdir(tmp_path)
    assert "name='two'" in outcome(capsys, options.site_option)
    assert "name='one'" in outcome(capsys, options.site_option, "--top", "one")


def test_user_is_the_one_of_the_variables_or_the_login(monkeypatch, capsys):
    monkeypatch.setenv("BELLE2_USER", "anna")
    assert outcome(capsys, options.user_option) == "anna"
    for name in ("BELLE2_USER", "USER", "LOGNAME"):
        monkeypatch.delenv(name, raising=False)
    assert outcome(capsys, options.user_option) != ""


def test_every_shared_option_names_its_variable():
    for decorator in (getattr(options, name) for name in dir(options) if name.endswith("_option")):
        shown = decorator(click.command()(lambda **values: None)).params[0]
        assert shown.envvar and shown.show_envvar
