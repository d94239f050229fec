# SPDX-License-Identifier: LGPL-3.0-or-later
"""Functions for test scripts that run with basf2."""

import contextlib
import multiprocessing
import os
import subprocess
import sys
import tempfile

import basf2
from b2test_utils.logfilter import LogReplacementFilter

# what stands for the value of a variable in the output of tests
_VARIABLES = {
    "BELLE2_TOOLS": "BELLE2_TOOLS", "BELLE2_RELEASE_DIR": "BELLE2_SOFTWARE_DIR", "BELLE2_LOCAL_DIR": "BELLE2_SOFTWARE_DIR",
    "BELLE2_EXTERNALS_DIR": "BELLE2_EXTERNALS_DIR", "BELLE2_VALIDATION_DATA_DIR": "BELLE2_VALIDATION_DATA_DIR",
    "BELLE2_EXAMPLES_DATA_DIR": "BELLE2_EXAMPLES_DATA_DIR", "BELLE2_BACKGROUND_DIR": "BELLE2_BACKGROUND_DIR"}


def skip_test(reason, py_case=None):
    """Leave the test script, or the test of a unittest.TestCase, as skipped, with the reason."""
    if py_case:
        py_case.skipTest(reason)
    print(f"TEST SKIPPED: {reason}", file=sys.stderr, flush=True)
    sys.exit(1)


def skip_test_if_light(py_case=None):
    """Skip in a light release, which has no package `generators`."""
    try:
        import generators  # noqa: F401
    except ModuleNotFoundError:
        skip_test("This is a light release: it has no package generators.", py_case)


def skip_test_if_central(py_case=None):
    """Skip where a central release is set up."""
    if os.environ.get("BELLE2_RELEASE_DIR"):
        skip_test("A central release is set up.", py_case)


def require_file(filename, data_type="", py_case=None):
    """Return the full name of a file as basf2.find_file() finds it; without it the test is skipped."""
    try:
        return basf2.find_file(filename, data_type)
    except FileNotFoundError:
        skip_test(f"Cannot find: {filename}", py_case)


def is_ci():
    """Return whether the tests run in continuous integration, which sets `BELLE2_IS_CI`."""
    return os.environ.get("BELLE2_IS_CI", "").lower() in ("yes", "1", "y", "on")


def print_belle2_environment():
    """Print all environment variables of the software."""
    basf2.B2INFO("The BELLE2 environment variables are:")
    for name, value in sorted(os.environ.items()):
        if "BELLE2" in name.upper():
            print(f"  {name}={value}")


@contextlib.contextmanager
def set_loglevel(loglevel):
    """Use a log level for a while."""
    before = basf2.logging.log_level
    basf2.set_log_level(loglevel)
    try:
        yield
    finally:
        basf2.set_log_level(before)


@contextlib.contextmanager
def show_only_errors():
    """Show errors only for a while."""
    with set_loglevel(basf2.LogLevel.ERROR):
        yield


@contextlib.contextmanager
def working_directory(path):
    """Make a folder the working directory for a while."""
    before = os.getcwd()
    os.chdir(path)
    try:
        yield
    finally:
        os.chdir(before)


@contextlib.contextmanager
def clean_working_directory():
    """Work in a new temporary folder, which is removed at the end."""
    with tempfile.TemporaryDirectory() as folder, working_directory(folder):
        yield folder


@contextlib.contextmanager
def local_software_directory():
    """Work in the folder of the local release. Raises RuntimeError if there is none."""
    folder = os.environ.get("BELLE2_LOCAL_DIR")
    if not folder:
        raise RuntimeError("There is no local release (BELLE2_LOCAL_DIR is not set). Set one up with b2setup.")
    with working_directory(folder):
        yield folder


@contextlib.contextmanager
def temporary_set_environment(**variables):
    """Set environment variables for a while."""
    before = dict(os.environ)
    os.environ.update({name: str(value) for name, value in variables.items()})
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def configure_logging_for_tests(user_replacements=None):
    """Make the output of a test the same on all machines; to be called in the folder where it then works.

    Log messages are `[LEVEL] message` on sys.stdout, without a summary. There the working directory becomes `${cwd}`, the default
    global tags `${default_globaltag}`, the local and the central release `${BELLE2_SOFTWARE_DIR}`, and the values of BELLE2_TOOLS,
    BELLE2_EXTERNALS_DIR and the variables for data their names. `user_replacements` says what else to replace by what.
    """
    basf2.logging.reset()
    basf2.logging.enable_summary(False)
    basf2.logging.enable_python_logging = True
    basf2.logging.add_console()
    for level in ("DEBUG", "INFO", "RESULT", "WARNING", "ERROR", "FATAL"):
        basf2.logging.set_info(getattr(basf2.LogLevel, level), basf2.LogInfo.LEVEL | basf2.LogInfo.MESSAGE)
    replacements = {}
    # a release without the conditions database has no tags
    conditions = getattr(basf2, "conditions", None)
    if conditions is not None:
        replacements[",".join(conditions.default_globaltags)] = "${default_globaltag}"
    for variable, name in _VARIABLES.items():
        if os.environ.get(variable):
            replacements[os.environ[variable]] = f"${{{name}}}"
    replacements.update(user_replacements or {})
    replacements.setdefault(os.getcwd(), "${cwd}")
    sys.stdout = LogReplacementFilter(sys.__stdout__, replacements)


def run_in_subprocess(*args, target, **kwargs):
    """Call a function in a forked process and return its exit code, negative for a signal."""
    process = multiprocessing.get_context("fork").Process(target=target, args=args, kwargs=kwargs)
    process.start()
    process.join()
    return process.exitcode


def safe_process(*args, **kwargs):
    """Call basf2.process() in a forked process and return its exit code, negative for a signal."""
    return run_in_subprocess(target=basf2.process, *args, **kwargs)


def run_steering(text, *options, arguments=(), **variables):
    """Run a steering file of the given text with basf2 and return the finished process with its output."""
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "steering.py")
        with open(file, "w") as stream:
            stream.write(text)
        after = ["--", *arguments] if arguments else []
        return subprocess.run(["basf2", *options, file, *after], capture_output=True, text=True, env={**os.environ, **variables})


def check_error_free(tool, toolname, package, filter=lambda line: False, toolopts=None):
    """Run a tool over a package of the local release and end the test as failed if there is output, or an exit code but 0.

    Lines for which `filter` is true do not count. Skipped with a central release or without a local one.
    """
    skip_test_if_central()
    if not os.environ.get("BELLE2_LOCAL_DIR"):
        skip_test("No local release is set up.")
    with local_software_directory():
        done = subprocess.run([tool, *(toolopts or []), package], stdout=subprocess.PIPE, encoding="utf-8", errors="replace")
    complaints = [line for line in done.stdout.splitlines() if line and not filter(line)]
    if complaints:
        print(f"{toolname} complains about the package {package}. Run '{tool} {package}' and mend what it finds:\n")
        print("\n".join(complaints))
        sys.exit(1)
    if done.returncode and not done.stdout:
        sys.exit(f"{tool} {package} has failed without output, with exit code {done.returncode}.")


def get_streamer_checksums(objects):
    """Return a dictionary from the names of the classes of objects, and of their bases, to version and checksum of the streamer."""
    import ROOT
    file = ROOT.TMemFile("streamers", "RECREATE")
    for number, item in enumerate(objects):
        file.WriteObject(item, f"object{number}")
    file.Write()
    checksums = {str(info.GetName()): (info.GetClassVersion(), info.GetCheckSum()) for info in file.GetStreamerInfoList()
                 if isinstance(info, ROOT.TStreamerInfo)}
    file.Close()
    return checksums


def get_object_with_name(object_name, root=None):
    """Return what a name with dots means, such as `Const.electron`, in the namespace Belle2 of ROOT or in another object."""
    if root is None:
        from ROOT import Belle2 as root
    for name in object_name.split("."):
        root = getattr(root, name)
    return root
