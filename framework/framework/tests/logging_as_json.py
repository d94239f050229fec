# SPDX-License-Identifier: LGPL-3.0-or-later
"""Messages as JSON on the standard output and over the network."""

import contextlib
import io
import json
import random
import socket
import unittest

import basf2
from b2test_utils import run_in_subprocess, run_steering
from basf2 import LogInfo, LogLevel, logging

COMPLETE = {"level", "message", "variables", "module", "package", "function", "file", "line", "timestamp", "proc", "count",
            "initialize"}
WITH_EVENT = {"experiment", "run", "subrun", "event", "nruns", "nevents"}


def capture(function, *args, **kwargs):
    """Return the JSON objects that a function writes as messages, checking that each is one line."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        function(*args, **kwargs)
    return [json.loads(line) for line in out.getvalue().split("\n")[:-1]]


def random_text(generator):
    """Return a text of any characters, among them those that JSON treats in a special way."""
    special = '"\\/\b\f\n\r\t\0\x1b\x7f\x80\u2028\ud800\udc80\ufffe\U0001f600'
    kinds = [lambda: generator.choice(special), lambda: chr(generator.randrange(0x20)), lambda: chr(generator.randrange(0x80)),
             lambda: chr(generator.randrange(0x110000))]
    return "".join(generator.choice(kinds)() for _ in range(generator.randrange(20)))


def as_utf8(text):
    """Return a text as it comes through: halves of surrogate pairs are written out."""
    return text.encode("utf-8", "backslashreplace").decode()


EVENTS = """
import basf2
class Reporter(basf2.Module):
    def event(self): basf2.B2WARNING("in the event")
basf2.logging.reset()
basf2.logging.add_json(True)
path = basf2.Path()
path.add_module("EventInfoSetter", expList=[3], runList=[4], evtNumList=[2])
path.add_module(Reporter()).set_name("reporter")
basf2.process(path)
"""


class JsonTest(unittest.TestCase):
    """Console lines, which Python captures."""

    def setUp(self):
        """Write only JSON."""
        self.infos = {level: logging.get_info(level) for level in LogLevel.values.values()}
        logging.reset()
        logging.enable_python_logging = True
        logging.enable_summary(False)
        logging.zero_counters()

    def tearDown(self):
        """Back to the console."""
        for level, info in self.infos.items():
            logging.set_info(level, info)
        logging.enable_python_logging = False
        logging.reset()
        logging.add_console()

    def test_keys_are_the_parts_asked_for(self):
        """Alone and together; variables belong to the message."""
        logging.add_json()
        together, keys_together = 0, {"level"}
        for number, part in LogInfo.values.items():
            key = part.name.lower()
            together |= number
            keys_together.add(key)
            for info, keys in ((number, {"level", key}), (together, keys_together)):
                logging.set_info(LogLevel.INFO, info)
                self.assertEqual(capture(basf2.B2INFO, "text")[0].keys(), keys)
                with_variables = keys | ({"variables"} if "message" in keys else set())
                self.assertEqual(capture(basf2.B2INFO, "text", a=1)[0].keys(), with_variables)

    def test_complete_lines_have_all_keys(self):
        """Whatever is asked for."""
        logging.add_json(complete_info=True)
        logging.set_info(LogLevel.INFO, LogInfo.LEVEL)
        (message,) = capture(basf2.B2INFO, "text", number=1)
        self.assertEqual(message.keys(), COMPLETE)
        expected = {"level": "INFO", "message": "text", "variables": {"number": "1"}, "module": "", "package": "steering",
                    "function": "capture", "file": __file__, "proc": -1, "count": 0, "initialize": True}
        self.assertEqual({key: message[key] for key in expected}, expected)

    def test_equal_warnings_are_counted(self):
        """Others are not."""
        logging.add_json(True)
        texts = ["one", "two", "one", "one"]
        self.assertEqual([capture(basf2.B2WARNING, text)[0]["count"] for text in texts], [1, 1, 2, 3])
        self.assertEqual([capture(basf2.B2INFO, text)[0]["count"] for text in texts], [0, 0, 0, 0])

    def test_messages_in_events_name_them(self):
        """And say how many there were."""
        lines = [line for line in run_steering(EVENTS).stdout.split("\n") if line.startswith("{")]
        messages = [message for message in map(json.loads, lines) if message["message"] == "in the event"]
        self.assertEqual(messages[0].keys(), COMPLETE | WITH_EVENT)
        expected = {"module": "reporter", "experiment": 3, "run": 4, "subrun": 0, "event": 2, "nruns": 1, "nevents": 1,
                    "initialize": False, "count": 2}
        self.assertEqual({key: messages[1][key] for key in expected}, expected)

    def test_any_text_is_valid_json(self):
        """And comes back as it was."""
        logging.add_json()
        generator = random.Random(6)
        for _ in range(2000):
            text, name, value = (random_text(generator) for _ in range(3))
            (message,) = capture(basf2.B2INFO, text, **{name: value})
            self.assertEqual(message, {"level": "INFO", "message": as_utf8(text), "variables": {as_utf8(name): as_utf8(value)}})


class UdpTest(unittest.TestCase):
    """A server on this machine."""

    def send(self, function):
        """Return the objects that another process sends when it calls a function."""
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
            server.bind(("127.0.0.1", 0))
            server.settimeout(10)

            def target():
                logging.reset()
                logging.add_udp("localhost", server.getsockname()[1])
                function()
                basf2.B2INFO("the end")
            self.assertEqual(run_in_subprocess(target=target), 0)
            messages = []
            while not messages or messages[-1]["message"] != "the end":
                messages.append(json.loads(server.recv(65536)))
            return messages[:-1]

    def test_each_message_is_a_complete_object(self):
        """In one datagram."""
        first, second = self.send(lambda: [basf2.B2INFO("one\nline"), basf2.B2WARNING("two", a=1)])
        self.assertEqual((first.keys(), second.keys()), (COMPLETE, COMPLETE))
        self.assertEqual((first["message"], first["count"]), ("one\nline", 0))
        self.assertEqual((second["message"], second["count"], second["variables"]), ("two", 1, {"a": "1"}))

    def test_messages_that_are_too_long_are_cut(self):
        """A datagram has a limit."""
        (message,) = self.send(lambda: basf2.B2INFO("\0" * 100000, a=1))
        self.assertTrue(message["message"].startswith("\0" * 1000) and message["message"].endswith("(shortened)"))
        self.assertEqual(message.keys(), COMPLETE)

    def test_wrong_addresses_are_refused(self):
        """With a reason."""
        with self.assertRaisesRegex(RuntimeError, r"Cannot send log messages to no\.such\.host\.invalid \(port 9999\)"):
            logging.add_udp("no.such.host.invalid", 9999)
        for port in (0, 65536, -1):
            with self.assertRaisesRegex(ValueError, f"The port {port} is not one from 1 to 65535"):
                logging.add_udp("127.0.0.1", port)

    def test_server_may_be_absent(self):
        """Nobody notices."""
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]

        def target():
            logging.reset()
            logging.add_udp("127.0.0.1", port)
            for _ in range(3):
                basf2.B2ERROR("nobody listens")
        self.assertEqual(run_in_subprocess(target=target), 0)


if __name__ == "__main__":
    unittest.main()
