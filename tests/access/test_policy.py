# SPDX-License-Identifier: LGPL-3.0-or-later
"""Each rule refuses something that goes through when that rule alone is switched off; all refs of a push are judged together."""
import pytest

from b2tools import process

MAIN = "HEAD:refs/heads/main"
BAD_STYLE = "def  f( ):\n    return {  1:2 }   \n"


def change(files):
    return lambda clone: clone.commit(files)


def rewrite(clone):
    clone.git.run("commit", "-q", "--amend", "-m", "Another start")


def lightweight(clone):
    clone.git.run("tag", "framework-v01-00-00")


def annotated(name, *at):
    return lambda clone: clone.git.run("tag", "-a", "-m", "text", name, *at)


def unpushed(clone):
    clone.commit({"framework/new.txt": "x"})
    annotated("framework-v01-00-00")(clone)


def without_package(clone):
    clone.commit({name: None for name in ("mdst/.librarians", "mdst/.authors", "mdst/SConscript")})
    assert clone.push(account="librarian").returncode == 0


RULES = [
    ("owner", "member", change({"framework/new.txt": "x"}), MAIN),
    ("owner", "author", change({"mdst/new.txt": "x"}), MAIN),
    ("owner-list", "librarian", change({"framework/.librarians": "nobody\n"}), MAIN),
    ("new-package", "librarian", change({"fresh/SConscript": "x"}), MAIN),
    ("style", "librarian", change({"framework/scripts/bad.py": BAD_STYLE}), MAIN),
    ("size", "member", change({"data": b"x" * (1 << 20) + b"x"}), "HEAD:refs/heads/feature/big"),
    ("names", "member", change({"framework/aux.h": "x"}), "HEAD:refs/heads/feature/names"),
    ("fast-forward", "librarian", rewrite, "+" + MAIN),
    ("deletion", "librarian", change({}), ":refs/heads/main"),
    ("branch-name", "member", change({}), "HEAD:refs/heads/feature/a$b"),
    ("namespace", "librarian", change({}), "HEAD:refs/heads/elsewhere"),
    ("tag-form", "librarian", lightweight, "refs/tags/framework-v01-00-00"),
    ("tag-right", "member", annotated("framework-v01-00-00"), "refs/tags/framework-v01-00-00"),
    ("tag-name", "librarian", annotated("v01-00-00"), "refs/tags/v01-00-00"),
    ("tag-place", "librarian", unpushed, "refs/tags/framework-v01-00-00"),
]


@pytest.mark.parametrize("rule, account, prepare, refspec", RULES,
                         ids=[f"{rule}-{number}" for number, (rule, *_) in enumerate(RULES)])
def test_a_rule_refuses_what_goes_through_without_it(site, tmp_path, refused, accepted, rule, account, prepare, refspec):
    if rule == "deletion":
        site_allows_deletion(site)
    clone = site.clone(tmp_path / "clone", account)
    prepare(clone)
    refused(clone.push(refspec), rule)
    site.switch_off(rule)
    accepted(clone.push(refspec))


def site_allows_deletion(site):
    """git itself would also refuse to delete the head's branch; here only our rule is looked at."""
    config = site.server / "git/software.git/config"
    config.write_text(config.read_text().replace("denydeletecurrent = refuse", "denydeletecurrent = ignore"))


def test_one_bad_ref_refuses_the_whole_push(site, member, refused):
    member.commit({"framework/new.txt": "x"})
    refused(member.push("HEAD:refs/heads/feature/good", MAIN), "owner")
    assert "refs/heads/feature/good" not in site.refs()


def test_a_branch_that_stands_for_main_is_main(site, member, librarian, refused, accepted):
    # an administrator made the old name an alias
    (site.server / "git/software.git/refs/heads/master").write_text("ref: refs/heads/main\n")
    member.commit({"framework/new.txt": "x"})
    refused(member.push("HEAD:refs/heads/master"), "owner")
    librarian.commit({"framework/other.txt": "x"})
    accepted(librarian.push("HEAD:refs/heads/master"))


@pytest.mark.parametrize("ref", ["refs/replace/" + 40 * "1", "refs/notes/commits", "refs/meta/config", "refs/heads/master",
                                 "refs/heads/feature",
                                 "refs/for/main", "refs/pull/1/head", "refs/heads/Main", "refs/heads/main/x"])
def test_other_namespaces_are_refused(site, librarian, ref):
    before = site.refs()
    assert librarian.push(f"HEAD:{ref}").returncode != 0
    assert site.refs() == before


def test_the_servers_own_namespace_is_hidden_and_refused(librarian):
    pushed = librarian.push("HEAD:refs/b2/approvals")
    assert pushed.returncode != 0


def test_a_tag_called_main_is_refused_and_changes_nothing(site, librarian, member, refused):
    librarian.git.run("tag", "-a", "-m", "text", "main")
    refused(librarian.push("refs/tags/main"), "tag-name")
    member.commit({"framework/new.txt": "x"})
    refused(member.push(), "owner")


def say_by_hand(site, account, *commands):
    """Talk to git-receive-pack as no git client would: each command is what a ref was, shall be, and its name."""
    lines = [" ".join(command).encode() + (b"\0 report-status delete-refs" if not number else b"")
             for number, command in enumerate(commands)]
    told = b"".join(b"%04x" % (len(line) + 4) + line for line in lines) + b"0000"
    return process.run([site.server / "bin/ssh", f"{account}@localhost", "git-receive-pack '/software.git'"], stdin=told,
                       env=site.environment(), check=False)


@pytest.mark.parametrize("was", ["0" * 40, "1" * 40])
def test_what_a_client_says_about_a_ref_is_not_believed(site, librarian, accepted, was):
    # git deletes a ref without looking at its value if the client names a value that is not there
    accepted(librarian.push("HEAD:refs/heads/feature/x"))
    accepted(librarian.push("HEAD:refs/heads/release/01-00"))
    before = site.refs()
    for ref in before:
        assert b"pre-receive hook declined" in say_by_hand(site, "member", (was, "0" * 40, ref)).stdout
        assert {one["name"] for one in site.last_decision()["failing"]} >= {"current"}
    assert site.refs() == before


def test_without_the_rule_a_lying_client_would_delete_the_branch_of_somebody_else(site, librarian, accepted):
    accepted(librarian.push("HEAD:refs/heads/feature/x"))
    site.switch_off("current")
    say_by_hand(site, "member", ("0" * 40, "0" * 40, "refs/heads/feature/x"))
    assert "refs/heads/feature/x" not in site.refs()
