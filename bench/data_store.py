# SPDX-License-Identifier: LGPL-3.0-or-later
"""Time to use arrays, objects and relations of the data store, next to a bare TClonesArray and a pointer.

Run in a set-up environment: `python3 bench/data_store.py`. The goals are a ratio of 1.2 for arrays, 2 ns more than a pointer for an
object, and 30 ns for looking up a relation.
"""

import sys

from native import compiling

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
    times = compiling.measure_module("DataStoreBench", "data_store", ["framework", "mdst_dataobjects"])
    compiling.print_table("data store", ROWS, times)
    return 0


if __name__ == "__main__":
    sys.exit(main())
