# SPDX-License-Identifier: LGPL-3.0-or-later
"""Arrays of the data store are filled from columns of numpy and read as such."""

import subprocess
import sys
import unittest

import basf2
import numpy
import ROOT
from ROOT import Belle2

TYPES = {"char": "i1", "unsigned char": "u1", "short": "i2", "unsigned short": "u2", "int": "i4", "unsigned int": "u4",
         "long": "i8", "unsigned long": "u8", "long long": "i8", "unsigned long long": "u8", "float": "f4", "double": "f8",
         "bool": "?", "Double32_t": "f8", "Float16_t": "f4", "Kind": "i4"}
MEMBERS = "".join(f"{name} m_c{number}{{}};" for number, name in enumerate(TYPES))
# The interpreter must know the dictionary of the base class.
Belle2.MCParticle.Class()
ROOT.gInterpreter.Declare(f"""
enum Kind {{ c_None, c_One, c_Two }};
class ColumnsOfAll: public Belle2::MCParticle {{
  {MEMBERS} float m_errors[2][3] = {{}}; char m_three[3] = {{}}; double m_mass = 2; std::vector<int> m_list;
  int m_temporary = 0; //!
  ClassDef(ColumnsOfAll, 1)
}};
class ColumnsOfNone: public TObject {{ TString m_name; ClassDef(ColumnsOfNone, 1) }};
""")


class Columns(unittest.TestCase):
    """Each with an empty data store."""

    def setUp(self):
        Belle2.DataStore.Instance().reset()

    def register(self, cls, name=""):
        """Return a registered array."""
        array = Belle2.PyStoreArray(cls.Class(), name)
        array.registerInDataStore()
        return array

    def test_filled_objects_have_the_values(self):
        """As seen by the methods of the class; more objects are appended."""
        array = self.register(Belle2.MCParticle)
        self.assertFalse(array.isValid())
        array.fillArray(pdg=[11, -13], m_mass=numpy.array([0.5, 106.0]), validVertex=[True, False])
        array.fillArray(pdg=numpy.arange(100)[::-50])
        self.assertEqual([particle.getPDG() for particle in array], [11, -13, 99, 49])
        self.assertEqual([particle.getMass() for particle in array], [0.5, 106, 0, 0])
        self.assertEqual([particle.hasValidVertex() for particle in array], [True, False, False, False])
        self.assertEqual([particle.getArrayIndex() for particle in array], [0, 1, 2, 3])
        self.assertEqual(array[3].getDecayTime(), numpy.inf)

    def test_columns_have_the_values_of_objects(self):
        """Names are those of members, types those in memory."""
        array = self.register(Belle2.MCParticle)
        for code in range(1000):
            particle = array.appendNew()
            particle.setPDG(code)
            particle.setEnergy(code / 8)
        columns = array.readArray()
        self.assertEqual(columns["pdg"].tolist(), list(range(1000)))
        self.assertEqual(columns["energy"].tolist(), [code / 8 for code in range(1000)])
        self.assertEqual((columns["pdg"].dtype, columns["energy"].dtype), ("int32", "float32"))
        self.assertIn("validVertex", columns)
        self.assertNotIn("fBits", columns)

    def test_all_basic_types(self):
        """Single values, arrays and enumerations, and members of base classes."""
        array = self.register(ROOT.ColumnsOfAll)
        wanted = {f"c{number}": numpy.array([0, 1, 1], dtype) for number, dtype in enumerate(TYPES.values())}
        for column in wanted.values():
            if column.dtype.kind in "iu":
                column[1:] = numpy.iinfo(column.dtype).min, numpy.iinfo(column.dtype).max
        wanted["errors"] = numpy.arange(18, dtype="f4").reshape(3, 2, 3)
        wanted["three"] = numpy.arange(9, dtype="i1").reshape(3, 3)
        array.fillArray(**wanted)
        columns = array.readArray()
        self.assertEqual(columns.keys() - wanted.keys(), self.register(Belle2.MCParticle).readArray().keys())
        for name, column in wanted.items():
            self.assertEqual((name, columns[name].dtype), (name, column.dtype))
            self.assertTrue(numpy.array_equal(columns[name], column), name)
        self.assertEqual(columns["decayTime"].tolist(), [numpy.inf] * 3)
        self.assertEqual(columns["mass"].tolist(), [2, 2, 2])

    def test_empty_arrays(self):
        """Before the first object and after an empty column."""
        array = self.register(Belle2.MCParticle)
        self.assertEqual(array.readArray()["pdg"].shape, (0,))
        array.fillArray(pdg=[])
        self.assertEqual((len(array), array.isValid()), (0, True))
        self.assertEqual(self.register(ROOT.ColumnsOfAll).readArray()["errors"].shape, (0, 2, 3))

    def test_accessor_without_class(self):
        """The class is that of the array."""
        self.register(Belle2.MCParticle, "Others").fillArray(pdg=[5])
        self.assertEqual(Belle2.PyStoreArray("Others").readArray()["pdg"].tolist(), [5])

    def test_mistakes_are_told_and_change_nothing(self):
        """Names, lengths, types, shapes and values."""
        array = self.register(Belle2.MCParticle)
        cases = [({"pdf": [1]}, "no column 'pdf'. Did you mean pdg?"), ({"xyz": [1]}, "They have pdg, status, mass"),
                 ({"pdg": [1], "m_pdg": [1]}, "given twice"), ({"pdg": [1, 2], "mass": [1]}, "2 for 'pdg', 1 for 'mass'"),
                 ({}, "at least one column"), ({"pdg": [1.5]}, "type float64, which cannot become int32"),
                 ({"mass": ["a"]}, "which cannot become float32"), ({"pdg": [2**31]}, "holds 2147483648"),
                 ({"status": [3, -1]}, "holds -1, but its type uint16 only holds 0 to 65535"), ({"validVertex": [2]}, "holds 2"),
                 ({"pdg": [[1]]}, r"has the shape \(1, 1\)"), ({"pdg": 1}, r"has the shape \(\)")]
        for columns, message in cases:
            with self.subTest(columns), self.assertRaisesRegex(ValueError, message):
                array.fillArray(**columns)
        self.assertEqual(len(array), 0)

    def test_arrays_without_columns(self):
        """Not registered, or of a class that has none."""
        with self.assertRaisesRegex(RuntimeError, "not registered"):
            Belle2.PyStoreArray("MCParticles").readArray()
        for cls in (ROOT.ColumnsOfNone, Belle2.RelationsObject):
            array = self.register(cls, "Array" + cls.__name__[:5])
            with self.assertRaisesRegex(TypeError, "has no columns"):
                array.readArray()
            with self.assertRaisesRegex(TypeError, "has no columns"):
                array.fillArray(a=[1])

    def test_numpy_is_imported_when_used(self):
        """Jobs without columns do without."""
        code = "import sys, basf2\nfrom ROOT import Belle2\nBelle2.PyStoreArray\n" \
            "print('numpy' in sys.modules, 'basf2._columns' in sys.modules)"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        self.assertEqual(done.stdout.split(), ["False", "True"])


if __name__ == "__main__":
    basf2.logging.log_level = basf2.LogLevel.ERROR
    unittest.main()
