# SPDX-License-Identifier: LGPL-3.0-or-later
"""What the quickstart prints."""
from b2tools import quickstart
from b2tools.quickstart_report import Report


def test_each_step_gets_a_line_with_its_time_and_highlights(tmp_path, capsys):
    step = quickstart.Step("02-first", "the first step", (), (), tmp_path / "02-first.sh")
    step.script.write_text("# the first step\n")
    (tmp_path / ".quickstart").mkdir()
    (tmp_path / ".quickstart" / "02-first.log").write_text("noise\nhighlight: done well\n")
    report = Report(tmp_path, tmp_path, "1.5")
    report.after(quickstart.Outcome(step, 2.25, False))
    report.after(quickstart.Outcome(step, 0.0, True))
    lines = capsys.readouterr().out.splitlines()
    assert "[1/2] the tools" in lines[0] and lines[0].endswith("1.5 s")
    assert "[2/2] the first step" in lines[1] and lines[1].endswith("2.2 s")
    assert lines[2].strip() == "done well" and lines[3].endswith("done before")


def test_on_a_terminal_only_steps_without_a_bar_of_ours_are_announced(tmp_path, capsys, monkeypatch):
    report = Report(tmp_path, tmp_path, None)
    quiet = quickstart.Step("02-first", "the first step", (), (), tmp_path / "02-first.sh")
    own = quickstart.Step("03-own", "with bars of its own", (), (), tmp_path / "03-own.sh", own_progress=True)
    for terminal, wanted in ((True, 1), (False, 2)):
        monkeypatch.setattr("sys.stderr.isatty", lambda terminal=terminal: terminal)
        report.before(quiet)
        report.before(own)
        assert capsys.readouterr().err.count(" ...\n") == wanted
