# SPDX-License-Identifier: LGPL-3.0-or-later
"""Each rule alone refuses something that goes through when that rule is switched off; no rule is without such a case."""
import re

import pytest

from b2tools import process
from tests.access import analysis_site
from tests.rules.source_tree import TOP, named

MAIN, FEATURE = "HEAD:refs/heads/main", "HEAD:refs/heads/feature/x"
BAD_STYLE = "def  f( ):\n    return {  1:2 }   \n"
PACKAGE_TAG = "framework-v01-00-00"
TAG = f"refs/tags/{PACKAGE_TAG}"
# `branch` says that all is well and never fails; `analysis-create` and `asked` answer commands, not pushes
NO_PUSH = {"branch", "analysis-create", "asked"}


def plain(account, files, *refspecs):
    """A commit of some files, pushed by an account."""
    def case(site, folder):
        clone = site.clone(folder, account)
        clone.commit(files)
        return lambda: clone.push(*refspecs)
    return case


def after(account, files, *words, push):
    """A commit of some files, then a git command, then a push."""
    def case(site, folder):
        clone = site.clone(folder, account)
        clone.commit(files)
        clone.git.run(*words)
        return lambda: clone.push(*push)
    return case


def pushed_before(first, account, second):
    """The librarian pushes something; then somebody pushes about it."""
    def case(site, folder):
        clone = site.clone(folder, "librarian")
        clone.git.run("tag", "-a", "-m", "text", PACKAGE_TAG)
        assert clone.push(first).returncode == 0
        clone.commit()
        return lambda: clone.push(second, account=account)
    return case


def to_the_path(site, folder):
    clone = site.clone(folder, "member")
    return lambda: clone.git.run("push", str(site.server / "git/software.git"), FEATURE, check=False)


def another_old_value(site, folder):
    assert site.clone(folder, "librarian").push(FEATURE).returncode == 0
    line = f"{'0' * 40} {'0' * 40} refs/heads/feature/x\0 report-status delete-refs".encode()
    told = b"%04x" % (len(line) + 4) + line + b"0000"
    return lambda: process.run([site.server / "bin/ssh", "member@localhost", "git-receive-pack '/software.git'"], stdin=told,
                               env=site.environment(), check=False)


def two_names_of_main(site, folder):
    (site.server / "git/software.git/refs/heads/master").write_text("ref: refs/heads/main\n")
    return plain("librarian", {"framework/new.txt": "x"}, MAIN, "HEAD:refs/heads/master")(site, folder)


def deletion(site, folder):
    # git itself would also refuse to delete the head's branch
    config = site.server / "git/software.git/config"
    config.write_text(config.read_text().replace("denydeletecurrent = refuse", "denydeletecurrent = ignore"))
    return plain("librarian", {}, ":refs/heads/main")(site, folder)


def rewritten(site, folder):
    clone = site.clone(folder, "librarian")
    clone.git.run("commit", "-q", "--amend", "-m", "Another start")
    return lambda: clone.push("+" + MAIN)


def leaving_link(site, folder):
    clone = site.clone(folder, "librarian")
    (clone.folder / "framework/link").symlink_to("/etc/passwd")
    clone.commit()
    return clone.push


def tag_before_the_package(site, folder):
    clone = site.clone(folder, "librarian")
    clone.commit({"fresh/.librarians": "librarian\n"})
    assert clone.push().returncode == 0
    clone.git.run("tag", "-a", "-m", "text", "fresh-v01-00-00", "HEAD~1")
    return lambda: clone.push("refs/tags/fresh-v01-00-00")


def a_blob(site, folder):
    clone = site.clone(folder, "librarian")
    # git's client refuses to name such a branch in full, and the server's git after the hook
    blob = clone.git.line("rev-parse", "HEAD:.light").encode()
    line = b"0" * 40 + b" " + blob + b" refs/heads/feature/x\0 report-status"
    empty = clone.git.run("pack-objects", "--stdout", stdin=b"").stdout
    told = b"%04x" % (len(line) + 4) + line + b"0000" + empty
    return lambda: process.run([site.server / "bin/ssh", "librarian@localhost", "git-receive-pack '/software.git'"], stdin=told,
                               env=site.environment(), check=False)


def of_an_analysis(first, account, *words):
    """A push to the member's analysis, which holds one commit of its group."""
    def case(site, folder):
        analysis_site.add_groups(site)
        made = analysis_site.ask(site, "member", "analysis-create cut charm").text.strip()
        clone = analysis_site.clone(site, folder, made)
        assert clone.send().returncode == 0
        clone.git.run("commit", "-q", *first, "-m", "Another")
        return lambda: clone.send(*words, account=account)
    return case


def not_tested(site, folder):
    policy = site.server / "policy.toml"
    policy.write_text(policy.read_text() + 'demanded_checks = ["unit-tests"]\n')
    return plain("librarian", {"framework/new.txt": "x"}, MAIN)(site, folder)


CASES = {
    "identity": to_the_path,
    "current": another_old_value,
    "once": two_names_of_main,
    "size": plain("member", {"data": b"x" * (1 << 20) + b"x"}, FEATURE),
    "names": plain("member", {"framework/aux.h": "x"}, FEATURE),
    "deletion": deletion,
    "fast-forward": rewritten,
    "creation": plain("member", {}, "HEAD~1:refs/heads/release/01-00"),
    "commit": a_blob,
    "owner": plain("member", {"framework/new.txt": "x"}, MAIN),
    "owner-list": plain("librarian", {"framework/.librarians": "nobody\n"}, MAIN),
    "large-files": plain("librarian", {".large-files": "framework/data/x\n"}, MAIN),
    "new-package": plain("librarian", {"fresh/SConscript": "x"}, MAIN),
    "style": plain("librarian", {"framework/bad.py": BAD_STYLE}, MAIN),
    "status": not_tested,
    "links": leaving_link,
    "branch-name": plain("member", {}, "HEAD:refs/heads/feature/a$b"),
    "branch-creator": pushed_before(FEATURE, "member", ":refs/heads/feature/x"),
    "namespace": plain("librarian", {}, "HEAD:refs/heads/elsewhere"),
    "tag-form": after("librarian", {}, "tag", PACKAGE_TAG, "HEAD~1", push=[TAG]),
    "tag-right": after("member", {}, "tag", "-a", "-m", "text", PACKAGE_TAG, "HEAD~1", push=[TAG]),
    "tag-name": after("librarian", {}, "tag", "-a", "-m", "text", "v01-00-00", "HEAD~1", push=["refs/tags/v01-00-00"]),
    "tag-place": after("librarian", {"framework/new.txt": "x"}, "tag", "-a", "-m", "text", PACKAGE_TAG, push=[TAG]),
    "tag-package": tag_before_the_package,
    "tag-immutable": pushed_before(TAG, "librarian", f":{TAG}"),
    "analysis-writer": of_an_analysis(["--allow-empty"], "librarian", MAIN),
    "analysis-owner": of_an_analysis(["--amend"], "author", "+" + MAIN),
}


def all_refs(site):
    """Refs of every repository of the server."""
    return {place.name: process.run(["git", "for-each-ref"], cwd=place).stdout for place in (site.server / "git").rglob("*.git")}


def rules():
    """Names of all requirements in the sources."""
    found = (re.findall(r'Requirement\(\s*"([a-z-]+)"', (TOP / name).read_text()) for name in named(".py", below="b2tools/access/"))
    return {name for names in found for name in names}


@pytest.mark.parametrize("rule", CASES)
def test_a_rule_alone_refuses_what_goes_through_without_it(site, tmp_path, rule):
    push = CASES[rule](site, tmp_path / "clone")
    before = all_refs(site)
    pushed = push()
    assert {one["name"] for one in site.last_decision()["failing"]} == {rule}, pushed.stderr.decode()
    assert all_refs(site) == before
    site.switch_off(rule)
    pushed = push()
    assert site.last_decision()["allowed"], pushed.stderr.decode()
    # a branch that holds no commit is refused by git after our hook as well
    assert (all_refs(site) != before) is (rule != "commit")


def test_every_rule_of_the_sources_has_a_case():
    assert rules() - NO_PUSH == CASES.keys()
