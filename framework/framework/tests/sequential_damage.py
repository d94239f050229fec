# SPDX-License-Identifier: LGPL-3.0-or-later
"""What SeqRootInput makes of sequential files that a killed job has left, that are cut or damaged, or of other versions."""

import base64
import os
import pathlib
import random
import shutil
import signal
import struct
import subprocess
import time
import unittest
import zlib

import basf2
from b2test_utils import clean_working_directory, run_steering
from sequential_files import EVENT, copy, records

# two events of experiment 3 and run 4, as the first release with this format wrote them
VERSION_1 = """
QjJzcgABAAEAAANxAAALviUVb4ANmfP3eNq9lk1PE0EYx6cUECmIvAoSdNHEaKLReCRiSilIabHSFhQCbrfdWRyyL3VnC3KSm1f9Ht5MPOjFszHxaLx49BN412eeHWTb
lEKX6CTMlp2Z/2/m/8wzO3ES+/AbSiHDuEfiJPaWdJAICZT2OIkUsUvec6lmUTdlGw50jSyS7jghw9DdHwD1mUK2tE3LHnk9/umWeAXdruJgeD/jutqeGNhPorWMNlGB
1qsaTkLjrFzYq1DRZJI2qA0xHXL7LxLKWWPFZs+rNJUcdZCtVPF/henU9pjBqAu9esVKSJPSU7U527KprjDbA4a1T8gbeFLkqsi9HuR2GAnm8eES8xRgmLrCPc2rcmXX
cXVo7msJCCvs+gjEG/B8h7ZeCdo6lKCmSe9OTc0zky5RT0tqnka+fF1/D+0xGPMSxhrw3K13dlg6W613Fk1VSRTqFVzcteDiDuLYjzFQctlsQfHdhcZE/VJksA+3TGIm
P+dHn/AacL6Q4Z7L7C1Bf4LW5nAOSZzDYI3BlmoatpD5BZXSzMtOKUoilvgDpQ0ZvgIyHqL6hZptY6n23A7sEE7CbI+i1D9Yg9AfD+r3gv581TRPwViTjGVkpJExEWT0
WSp9UaEus4CRcXbFu+hxlKgvnpPiiyju2z8SFO+yVLdqt6i6KVVXUDWLqqNB1W6Y8s7hbFv2ZF0CcgjIIOBSEHA+6MkC23rWyvTzUj2N6nMNdw2Y0qrsUym7irKPUHYs
KBuTrhwIt2zLTn2WifzSMLPyiLsYxPVYakVzRRQMmx8k2Ggz3rkdSH3Hvefn2X3/VCLTArJP2nSxWXFteUT6xg0FkZ2WqmseDZnNJ4dw9h8gVY7flDCQLQlREbKGkHTD
CLmarTtWnlI9JEqXqA1ErSJqofGWpiYVX4RwHCo5m8h5jJxUw8znHqX+4FCgZZlGKQTNNgwN40uz4ueA3KJHlvaS45gnPLGs8ilOcVvaYyCgiPb434vJIGYQE0QrQRwe
mE5JMwtaWJ/cfdLxGZ7byNpA1uUgq99nJSkvu6ziMefvV/ZOM9KApVXkCXDz8CAQZkyL4ybt318gMN01gYkcztF2RkR3YcSEf2OBC0q0UaDgljjp60XGUG8yqDdY0Zhb
P5Xs928Jeen4KcV/HHXRLMqgHHcFMZjLvX98nnBaduxQSU7+AHRtoXRCMnNyAAEAAgAAAWEAAAIdGfnSuoWM3mF42mVR7UrDMBRNURzGD4Shv0t+ddB9tH7NSmEMFYS5
ifspY9T1TottEpO06iP6BOIL+Boz3doN9RLIueee5N6cIISMncsMqLoBFVwEKtjvQhyD63m/WLSKDjK+ZzpK3VUUw1Kmix9oCxkrMaoivNdUCW9mjl4NKRhTZXlWxF+s
j20gXKADhKtuyz2pO07dbZvOqdc69ty2rlQQXpeRggKmEoSG2whvZiBkxKjp6BwjXEnpM2WvVI+3i7BuYVSihDOhzIdATl3b5O9zgIu9MZagxlIBiIg+WoTU8ILPaRHQ
kCVaAaFFlo20hPsL0W2gnqzauckbQRiOExamMVhk7uc1nbIhKAWC2PDGe5FU/v3hyBYpXeCjkQ2Z6qfJInVH/+4ZwsudtnCQKp4qYrP5nn9CP0jAJ6XFxJ6whAuQ+Xg9
yCD2z8pXcMEmumDxGjYKk9e0Tbl3He364Ouzm9M/oVegZUIyc3IAAQABAAABvwAABHzMXO3vG27Mg3jarZLNTttAEIDHOAn/hwioaDk0UiVuvVSIA4cqCb9FLkGJgZ5q
bZLBXZRdR+t1RW48Qp+lT8CBR6rUYzs7sZATqUGojOTxej37fZ711qF0+4ciDGRqoQ6lGyiDB4XwaDLkko41KBSaT/o6caUfYakO8I7KxwsobzRxMMAPe3uH31Hbz2jF
gbACfj4c71NBmRYtMqrVvWkYI0aE8X+DP2lcconI2YS1KVJ0sxH4lC+gRHn70U0x76jYs1WqlL1au9UKawnP0MsmTMWPrfv3xedSs9E5HLcLalose+FoyPY2zFEO2L4x
YVcRup7deNXxYEasZDqVscZ+TWpLpNYdeJt0P2Z6g+lrRXpZRSbTbuQ/xfbHyHaOPGXkASNfFZELKkqz7jOplzn1jKknTH1TpK7QNtwO0UiV78VLkocm6Wc9K5P//ub1
IrmiIkvf64ZVtzGzmIsXQaLj3Z3IkUcT56QTBqk1UsfunHxl2Rc+q6esfF1ULlMzwtAWBdeuF+8XpdosbyVHg6fc5Qx5W5dsOmfH26KjqqIYNRphsX+FMv7G/2PhqQ4r
/STrDvAfhuku0JjEHA1E/PxzD38BsDioMUIyc3IAAQADAAAATQAAAGwdNa6VZeuGyXja43UtS80r8U0tSXRJLEkUdUrNyUk1srJCEWVgYLB3YGCwZmBlYGRAABCbBcpm
BhESb1ziC6ae9nAA8bkY7D8g1LLop+alAAAzHRQgQjJzcgABAAMAAABNAAAAbF+4Ed2mQeV5eNrjdS1LzSvxTS1JdEksSRR1Ss3JSTWyskIRZWBgsHdgYLBmYGVgZEAA
JiBmgbKZQYTEG5f4Egnj0w4gPheD/QeEWhb91LwUACPqE5NCMnNyAAEABAAAAAUAAAAF9BSVn6dvEPEAAAACAA==
"""
WRITE = """
import basf2
basf2.set_random_seed("sequential")
path = basf2.Path()
path.add_module("EventInfoSetter", expList=[3], runList=[4], evtNumList=[10])
path.add_module("ParticleGun", nTracks=3)
path.add_module("SeqRootOutput", outputFileName="{}")
basf2.process(path)
"""
ENDLESS = """
import sys, basf2
path = basf2.Path()
path.add_module("EventInfoSetter", evtNumList=[2**31])
path.add_module("ParticleGun", nTracks=20)
path.add_module("SeqRootOutput", outputFileName=sys.argv[1])
class Tell(basf2.Module):
    def event(self):
        print("TOLD", flush=True)
path.add_module(Tell())
basf2.set_log_level(basf2.LogLevel.ERROR)
basf2.process(path)
"""


def write(name):
    """Write ten events; returns the finished process."""
    return run_steering(WRITE.format(name))


class SequentialDamageTest(unittest.TestCase):
    """Each test in a folder with ten events."""

    @classmethod
    def setUpClass(cls):
        """Write them."""
        cls.folder = cls.enterClassContext(clean_working_directory())
        for name in ("a.sroot", "a.sroot.gz"):
            done = write(name)
            assert done.returncode == 0, done.stdout

    def setUp(self):
        """Copy them."""
        self.enterContext(clean_working_directory())
        for name in ("a.sroot", "a.sroot.gz"):
            shutil.copy(f"{self.folder}/{name}", name)

    def test_cut_last_record_costs_one_event(self):
        """Wherever it is cut: the bytes are counted, all whole events are read."""
        data = pathlib.Path("a.sroot").read_bytes()
        (_, last, after), (_, _, end) = records(data)[-2:]
        for size in range(last, end):
            pathlib.Path("b.sroot").write_bytes(data[:size])
            code, events, text = copy("b.sroot")
            whole = size >= after
            cut = size - (after if whole else last)
            self.assertEqual((code, events), (0, 10 if whole else 9), f"{size} {text}")
            self.assertRegex(text, rf'\[WARNING\] The input file "b.sroot" has no end.*\n\tevents = {10 if whole else 9}\n'
                                   rf'\tbytes of a cut record = {cut} ')

    def test_cut_packed_file_can_be_read_to_the_last_whole_event(self):
        """Since each event is flushed."""
        data = pathlib.Path("a.sroot.gz").read_bytes()
        numbers = []
        for size in range(len(data) - 400, len(data), 5):
            pathlib.Path("b.sroot.gz").write_bytes(data[:size])
            unpacked = zlib.decompressobj(31).decompress(data[:size])
            whole = unpacked.count(struct.pack(">4sHH", b"B2sr", 1, EVENT))
            code, events, text = copy("b.sroot.gz")
            self.assertEqual((code, events in (whole, whole - 1)), (0, True), f"{size} {whole} {text}")
            numbers.append(events)
        self.assertEqual(numbers, sorted(numbers))
        self.assertIn(10, numbers)

    def test_file_cut_before_its_events_is_no_input(self):
        """The reason is named."""
        data = pathlib.Path("a.sroot").read_bytes()
        (_, _, first), (_, _, begin) = records(data)[:2]
        for size in (0, 1, 23, 24, first - 1, first, begin - 1):
            pathlib.Path("b.sroot").write_bytes(data[:size])
            code, events, text = copy("b.sroot")
            self.assertEqual((code, events, "it ends before its first event" in text), (1, None, True), text)

    def test_damage_is_fatal(self):
        """In header, content, or behind the end; a packed file has checksums of its own as well."""
        data = pathlib.Path("a.sroot").read_bytes()
        found = records(data)
        (_, begin, end) = found[6]
        for position, reason in [*((begin + i, "no record begins there") for i in range(4)),
                                 *((begin + i, "the header has a wrong checksum") for i in range(4, 24)),
                                 *((i, "the content has a wrong checksum") for i in (begin + 24, (begin + end) // 2, end - 1))]:
            pathlib.Path("b.sroot").write_bytes(data[:position] + bytes([data[position] ^ 16]) + data[position + 1:])
            code, _, text = copy("b.sroot")
            self.assertNotEqual(code, 0)
            self.assertIn(f'[FATAL] The input file "b.sroot" is damaged: at byte {begin}, {reason}.', text)
        for changed, reason in [(data + b"x", f"at byte {len(data)}, it goes on behind its end"),
                                (data[:begin] + data[end:], "it has 9 events, and says that it has 10"),
                                (data[:end] + b"\0" * 30, f"at byte {end}, no record begins there")]:
            pathlib.Path("b.sroot").write_bytes(changed)
            code, _, text = copy("b.sroot")
            self.assertNotEqual(code, 0)
            self.assertIn(f"is damaged: {reason}", text)
        packed = bytearray(pathlib.Path("a.sroot.gz").read_bytes())
        packed[len(packed) // 2] ^= 16
        pathlib.Path("b.sroot.gz").write_bytes(packed)
        self.assertNotEqual(copy("b.sroot.gz")[0], 0)

    def test_file_of_version_1_is_read(self):
        """Whatever the classes are now."""
        pathlib.Path("b.sroot").write_bytes(base64.b64decode(VERSION_1))
        code, events, text = copy("b.sroot")
        self.assertEqual((code, events), (0, 2), text)
        data = basf2.get_file_metadata("copy.root")
        self.assertEqual((data.get_experiment_low(), data.get_run_high(), data.get_event_high()), (3, 4, 2))

    def test_later_version_of_the_format_is_refused(self):
        """It is named."""
        data = pathlib.Path("a.sroot").read_bytes()
        header = data[:4] + struct.pack(">H", 2) + data[6:20]
        pathlib.Path("b.sroot").write_bytes(header + struct.pack(">I", zlib.crc32(header)) + data[24:])
        self.assertIn("it has version 2 of the format, and this release knows version 1", copy("b.sroot")[2])

    def test_killed_job_loses_at_most_the_last_event(self):
        """Killed at random moments; what it had told before is there, and the final name is not."""
        moments = random.Random(1)
        for name in ["k.sroot", "k.sroot.gz"] * 5:
            with clean_working_directory():
                pathlib.Path("job.py").write_text(ENDLESS)
                with subprocess.Popen(["basf2", "job.py", name], stdout=subprocess.PIPE) as job:
                    while job.stdout.readline() != b"TOLD\n":
                        self.assertIsNone(job.poll())
                    time.sleep(moments.uniform(0, 0.3))
                    job.send_signal(signal.SIGKILL)
                    told = 1 + job.stdout.read().count(b"TOLD\n")
                self.assertEqual(sorted(os.listdir()), ["job.py", name + ".part"])
                code, events, text = copy(name + ".part")
                self.assertEqual(code, 0, text)
                self.assertIn(events, (told, told + 1), text)
                self.assertIn("has no end, because the job that wrote it was killed or has not finished", text)

    def test_events_of_a_killed_job_are_not_overwritten(self):
        """Until they are moved away; what holds no event is."""
        os.rename("a.sroot", "b.sroot.part")
        done = write("b.sroot")
        self.assertEqual(done.returncode, 1)
        self.assertIn("Cannot write the output file b.sroot: b.sroot.part holds events of a job that did not end.", done.stdout)
        data = pathlib.Path("b.sroot.part").read_bytes()
        for left in (b"", b"text", data[:records(data)[2][2]]):
            pathlib.Path("b.sroot.part").write_bytes(left)
            self.assertEqual(write("b.sroot").returncode, 0)
            self.assertEqual(copy("b.sroot")[:2], (0, 10))
            self.assertFalse(os.path.exists("b.sroot.part"))


if __name__ == "__main__":
    unittest.main()
