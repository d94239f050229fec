# SPDX-License-Identifier: LGPL-3.0-or-later
"""Turn the output of a failed link into sentences that name the library that a SConscript must add.

Arguments: log of the linker, SUBDIR, package, SConscript, names of the libraries that were declared.
"""

import difflib
import os
import re
import subprocess
import sys

UNDEFINED = re.compile(r"undefined reference to (?:symbol )?[`'](\w+)(?:@\w+)?'")
NO_LIBRARY = re.compile(r"cannot find -l(\S+?):?(?: |$)", re.M)
BELLE2_CLASS = re.compile(r"Belle2::(\w+)")


def library_folders(subdir):
    """Folders with libraries: of this release, the central one, the externals."""
    lib = f"lib/{subdir}"
    folders = [lib, f"{lib}/central/{lib}", f"modules/{subdir}", f"{lib}/externals/common/lib", f"{lib}/python-lib"]
    with open(f"build/{subdir}/toolchain", encoding="utf-8") as toolchain:
        folders.append(f"{lib}/{toolchain.read().splitlines()[-1]}/lib")
    return [folder for folder in folders if os.path.isdir(folder)]


def shared_libraries(subdir):
    """Name and path of each shared library and of the static ones of the externals."""
    for folder in library_folders(subdir):
        for file in sorted(os.listdir(folder)):
            match = re.fullmatch(r"lib(.+)\.(so|a)", file)
            if match:
                yield match.group(1), f"{folder}/{file}"


def defined_in(path, symbols):
    """Those of the symbols that a library defines."""
    with open(path, "rb") as library:
        content = library.read()
    candidates = {symbol for symbol in symbols if symbol.encode() in content}
    if not candidates:
        return set()
    command = ["nm", "--defined-only", path] if path.endswith(".a") else ["nm", "-D", "--defined-only", path]
    text = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8", check=False).stdout
    return candidates & {line.split()[-1].split("@")[0] for line in text.splitlines() if line.split()}


def demangle(symbols):
    """Names as in the sources."""
    text = subprocess.run(["c++filt"], input="\n".join(symbols), stdout=subprocess.PIPE, encoding="utf-8", check=False).stdout
    return dict(zip(symbols, text.splitlines()))


def library_of_header(subdir, name):
    """The library to which the header of a class belongs, for libraries that are not built yet."""
    match = BELLE2_CLASS.search(name)
    for top in ("include", f"lib/{subdir}/central/include"):
        for path, _, files in os.walk(top) if match else ():
            if f"{match.group(1)}.h" in files:
                parts = os.path.relpath(path, top).split("/")
                return f"{parts[0]}_dataobjects" if "dataobjects" in parts else parts[0]
    return None


def owners(subdir, symbols, excluded):
    """Map each symbol to the library that defines it, None if nobody does."""
    found = {}
    names = demangle(symbols)
    for name, path in shared_libraries(subdir):
        left = set(symbols) - set(found)
        if left and name not in excluded:
            found.update((symbol, name) for symbol in defined_in(path, left))
    for symbol in set(symbols) - set(found):
        guess = library_of_header(subdir, names[symbol])
        found[symbol] = guess if guess not in excluded else None
    return found, names


def explain(log, subdir, package, sconscript, declared):
    """The sentences for one log."""
    with open(log, encoding="utf-8", errors="replace") as source:
        text = source.read()
    known = {name for name, _ in shared_libraries(subdir)}
    for name in dict.fromkeys(NO_LIBRARY.findall(text)):
        near = difflib.get_close_matches(name, known, 3)
        yield (f"{sconscript} names the library '{name}', which does not exist. "
               + (f"Did you mean {' or '.join(near)}?" if near else "Check the name."))
    own = re.sub(r"^lib|\.so\.log$|\.log$", "", os.path.basename(log))
    symbols = list(dict.fromkeys(UNDEFINED.findall(text)))
    found, names = owners(subdir, symbols, {*declared, own})
    for library in sorted({found[symbol] for symbol in symbols if found[symbol]}):
        used = [names[symbol] for symbol in symbols if found[symbol] == library]
        word = "python" if library.startswith("python3") else library
        yield (f"package {package} uses {used[0]}{f' and {len(used) - 1} more' if len(used) > 1 else ''} of the library '{word}', "
               f"which {sconscript} does not name. Add '{word}' to env['LIBS'] there.")
    for symbol in [symbol for symbol in symbols if not found[symbol]]:
        yield f"package {package} declares {names[symbol]} and uses it, but no library defines it. Write its source."
    if not symbols and not NO_LIBRARY.search(text):
        yield text


def main(log, subdir, package, sconscript, *declared):
    """Print the sentences on standard error."""
    for sentence in explain(log, subdir, package, sconscript, declared):
        print(f"scons: {sentence}", file=sys.stderr)


main(*sys.argv[1:])
