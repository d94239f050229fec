# SPDX-License-Identifier: LGPL-3.0-or-later
"""Mail through a real server on loopback: whole, to those who are meant, and never with a header that a text brought."""
import socket

import pytest

from b2tools import errors
from b2tools.mail import Mailer, address_problem, server_problem
from tests import mail_server


@pytest.fixture
def box():
    with mail_server.serving() as found:
        yield found


@pytest.fixture
def mailer(box):
    return Mailer(box.address, "git@example.org")


def send(mailer, to=("ann@example.org",), subject="News", text="Grüße\n.\n..x\n"):
    with mailer.connected() as post:
        post.send(to, subject, text)


def test_a_message_arrives_as_it_was_sent(box, mailer):
    send(mailer, ("ann@example.org", "bert@example.org"), "Größer 😀")
    sender, to, _ = box.envelopes[0]
    message = box.messages[0]
    assert (sender, to) == ("git@example.org", ["ann@example.org", "bert@example.org"])
    assert message["To"] == "ann@example.org, bert@example.org" and message["Auto-Submitted"] == "auto-generated"
    assert message.get_payload(decode=True).decode().replace("\r\n", "\n") == "Grüße\n.\n..x\n"
    assert message["Date"] and message["Message-ID"].endswith("@example.org>")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x00", "\x85", "\u2028", "\v"])
def test_a_subject_brings_no_header(box, mailer, end):
    send(mailer, subject=f"News{end}Bcc: eve@example.org{end}{end}Body")
    assert box.envelopes[0][1] == ["ann@example.org"] and box.messages[0]["Bcc"] is None
    assert set(box.messages[0].keys()) == {"From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "Content-Type",
                                           "Content-Transfer-Encoding", "MIME-Version"}


@pytest.mark.parametrize("address", ["ann@example.org\nBcc: eve@example.org", "ann@example.org, eve@example.org", "ann", "@x",
                                     "Ann <ann@example.org>", "ann@example.org>", "änn@example.org", "a b@example.org", ""])
def test_what_is_no_address_is_refused_before_anything_is_sent(box, mailer, address):
    assert address_problem(address)
    with pytest.raises(errors.MailFailed, match="is no address"):
        send(mailer, (address,))
    with pytest.raises(errors.MailFailed, match="is no address"):
        send(Mailer(box.address, address))
    assert box.envelopes == []


def test_surrogates_of_undecodable_names_do_no_harm(box, mailer):
    send(mailer, subject="a\udcffb", text="a\udcffb")
    assert b"a?b" in box.envelopes[0][2]


@pytest.mark.parametrize("step, answer", [("CONNECT", "554 no"), ("EHLO", "DROP"), ("MAIL", "550 no"), ("RCPT", "550 no"),
                                          ("DATA", "452 full"), ("MAIL", "DROP")])
def test_a_server_that_does_not_take_it_is_told(box, mailer, step, answer):
    box.answers[step] = answer
    with pytest.raises(errors.MailFailed, match="Mend .mail. in policy.toml"):
        send(mailer)
    assert box.envelopes == []


def test_who_alone_is_refused_is_named(box, mailer):
    box.answers["rcpt to:<eve@example.org>"] = "550 unknown"
    with pytest.raises(errors.MailFailed, match="did not take it for eve@example.org"):
        send(mailer, ("ann@example.org", "eve@example.org"))
    assert box.envelopes[0][1] == ["ann@example.org"]


def test_the_check_sends_nothing(box, mailer):
    mailer.check()
    assert box.envelopes == []


def test_a_server_that_is_not_there_is_told():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        dead = f"127.0.0.1:{probe.getsockname()[1]}"
        with pytest.raises(errors.MailFailed, match=f"{dead} does not answer"):
            Mailer(dead, "git@example.org").check()


@pytest.mark.parametrize("text", ["localhost", "localhost:", ":25", "localhost:0", "localhost:70000", "a b:25", "x\n:25", 25, None,
                                  "http://x:25"])
def test_what_is_no_server_is_told(text):
    assert server_problem(text)


@pytest.mark.parametrize("text", ["localhost:25", "127.0.0.1:2525", "[::1]:25", "mail.example.org:587"])
def test_servers_are_named_with_their_port(text):
    assert server_problem(text) is None
