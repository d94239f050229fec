# SPDX-License-Identifier: LGPL-3.0-or-later
"""Interactive sessions: real ones on a terminal, in an event and without a job."""

import os
import subprocess
import unittest

import pexpect
from b2test_utils import clean_working_directory

JOB = """
import basf2
from ROOT import Belle2
class Register(basf2.Module):
    def initialize(self):
        Belle2.PyStoreArray("MCParticles").registerInDataStore()
    def event(self):
        Belle2.PyStoreArray("MCParticles").create()
path = basf2.create_path()
path.add_module("EventInfoSetter", evtNumList=3)
path.add_module(Register())
path.add_module("Interactive")
path.add_module("PrintCollections")
limit = 42
basf2.process(path)
print("AFTER", limit)
"""
# starts sooner, since nothing of ROOT is imported before the session
SHORT_JOB = """
import basf2
path = basf2.create_path()
path.add_module("EventInfoSetter", evtNumList=3)
path.add_module("Interactive")
path.add_module("PrintCollections")
basf2.process(path)
print("AFTER")
"""
PROMPT = r"In \["


class InteractiveTest(unittest.TestCase):
    """Types at the prompts."""

    def start(self, *arguments):
        """Return a program on a terminal that cannot report the position of its cursor."""
        environment = {**os.environ, "PROMPT_TOOLKIT_NO_CPR": "1", "NO_COLOR": "1", "TERM": "xterm", "IPYTHONDIR": os.getcwd()}
        session = pexpect.spawn("basf2", list(arguments), encoding="utf-8", timeout=30, env=environment, dimensions=(40, 120))
        self.addCleanup(session.close, force=True)
        return session

    def start_job(self, text=SHORT_JOB):
        """Return a job that waits in its first event."""
        with open("job.py", "w") as file:
            file.write(text)
        session = self.start("job.py")
        session.expect(PROMPT)
        return session

    def finish(self, session):
        """Return what is left of the output, and the exit code."""
        session.expect(pexpect.EOF)
        session.close()
        return session.before, session.exitstatus

    def test_next_module_sees_what_is_changed_in_a_session(self):
        """With the variables of the steering file; Ctrl-C interrupts a command, Ctrl-D goes on."""
        with clean_working_directory():
            session = self.start_job(JOB)
            session.send("particle = Belle2.PyStoreArray('MCParticles').appendNew(); limit += 1\r")
            session.expect(PROMPT)
            session.send("print('RUN' + 'NING'); endless = [None for _ in iter(int, 1)]\r")
            session.expect("RUNNING")
            session.sendintr()
            session.expect("KeyboardInterrupt")
            session.expect(PROMPT)
            session.sendeof()
            session.expect(r"MCParticles +1")
            session.expect(PROMPT)
            session.sendeof()
            session.expect(r"MCParticles +0")
            session.expect(PROMPT)
            session.sendeof()
            rest, code = self.finish(session)
            self.assertIn("AFTER 43", rest)
            self.assertEqual(code, 0)

    def test_job_goes_on_without_more_sessions(self):
        """For those who have seen enough."""
        with clean_working_directory():
            session = self.start_job()
            session.send("%kill_embedded -y\r")
            session.expect("will not reactivate")
            session.expect(PROMPT)
            session.sendeof()
            rest, code = self.finish(session)
            self.assertEqual((rest.count("DataStore collections in event"), code), (3, 0))

    def test_job_ends_from_a_session(self):
        """In the event, without an error."""
        with clean_working_directory():
            session = self.start_job()
            session.send("%exit_raise\r")
            rest, code = self.finish(session)
            self.assertEqual(code, 0)
            for text in ("DataStore collections in event", "AFTER", "ERROR"):
                self.assertNotIn(text, rest)

    def test_session_without_a_job_knows_basf2(self):
        """It is what basf2 opens without a steering file, and its input is stored as steering."""
        with clean_working_directory():
            session = self.start()
            session.expect(PROMPT)
            session.send("path = create_path(); m = path.add_module('EventInfoSetter', evtNumList=2)\r")
            session.expect(PROMPT)
            session.send("m = path.add_module('RootOutput', outputFileName='out.root'); process(path)\r")
            session.expect(PROMPT)
            session.send("from ROOT import Belle2; text = Belle2.Environment.Instance().getSteering()\r")
            session.expect(PROMPT)
            session.send("print('COUNT', text.count('path'))\r")
            session.expect(r"COUNT (\d+)")
            self.assertEqual(session.match.group(1), "5")
            session.expect(PROMPT)
            session.sendeof()
            self.assertEqual(self.finish(session)[1], 0)

    def run_without_terminal(self, *arguments, text=None):
        """Return a finished program that had a pipe, or nothing at all, for its input."""
        stdin = {"input": text} if text is not None else {"preexec_fn": lambda: os.close(0)}
        command = ["basf2", *arguments]
        return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=60, **stdin)

    def test_job_without_a_terminal_opens_no_session(self):
        """It says so once."""
        with clean_working_directory():
            with open("job.py", "w") as file:
                file.write(SHORT_JOB)
            for text in ("limit = 1\n", None):
                done = self.run_without_terminal("job.py", text=text)
                self.assertIn("AFTER", done.stdout)
                told = done.stdout.partition("Error Summary")[0].count("opens no session")
                self.assertEqual((told, done.returncode), (1, 0))

    def test_commands_may_come_from_a_pipe(self):
        """The session ends with them."""
        done = self.run_without_terminal(text="print(create_path(), 2 * 21)\n")
        self.assertIn("[] 42", done.stdout)
        self.assertEqual(done.returncode, 0)

    def test_session_without_input_ends(self):
        """It does not hang."""
        self.assertEqual(self.run_without_terminal().returncode, 1)


if __name__ == "__main__":
    unittest.main()
