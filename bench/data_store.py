# SPDX-License-Identifier: LGPL-3.0-or-later
"""Time to use arrays, objects and relations of the data store, next to a bare TClonesArray and a pointer.

Run in a set-up environment: `python3 bench/data_store.py`. The goals are a ratio of 1.2 for arrays, 2 ns more than a pointer for an
object, and 30 ns for looking up a relation.
"""

import sys
import tempfile

from native import compiling

CODE = """import basf2
path = basf2.create_path()
path.add_module("EventInfoSetter")
path.add_module(basf2.register_module("DataStoreBench", shared_lib_path={library!r}))
basf2.process(path)
"""
ROWS = (("append to an array, small class", "APPENDSMALL", "BAREAPPENDSMALL", "1.2"),
        ("append to an array, large class", "APPENDLARGE", "BAREAPPENDLARGE", "1.2"),
        ("read by index, small class", "INDEXSMALL", "BAREREADSMALL", "1.2"),
        ("read by index, large class", "INDEXLARGE", "BAREREADLARGE", "1.2"),
        ("read by iterator, small class", "ITERATESMALL", "BAREREADSMALL", "1.2"),
        ("read by iterator, large class", "ITERATELARGE", "BAREREADLARGE", "1.2"),
        ("StoreObjPtr next to a pointer", "OBJPTR", "POINTER", "+2 ns"),
        ("getRelatedTo, default name", "RELATED", "POINTER", "30 ns"),
        ("getRelatedTo, name given", "RELATEDNAME", "POINTER", "30 ns"),
        ("getRelationsTo and its weights", "RELATIONS", "POINTER", ""))


def main():
    """Print the table of ratios."""
    with tempfile.TemporaryDirectory() as folder:
        library = compiling.compile_modules("data_store", folder, libraries=["framework", "mdst_dataobjects"])
        times = compiling.fastest(lambda: compiling.run(CODE.format(library=str(library))))
    print(f"{'data store':<45} {'ns':>8} {'baseline':>8} {'ratio':>8} {'goal':>8}")
    for title, name, baseline, goal in ROWS:
        print(f"{title:<45} {times[name]:8.2f} {times[baseline]:8.2f} {times[name] / times[baseline]:8.2f} {goal:>8}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
