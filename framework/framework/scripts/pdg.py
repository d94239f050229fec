# SPDX-License-Identifier: LGPL-3.0-or-later
"""Names, codes and properties of particles, from the database of ROOT."""

import re

import ROOT

from basf2 import B2ERROR, B2INFO, B2WARNING

# columns of a pdl file of EvtGen: add p Particle NAME CODE MASS WIDTH MAX_WIDTH CHARGE*3 ...
_PDL_MINIMUM = 9


def _database():
    """Return the database, filled with ROOT's table at the first use."""
    database = ROOT.TDatabasePDG.Instance()
    if not database.ParticleList():
        database.ReadPDGTable()
    return database


def get(pdg):
    """Return the record (TParticlePDG) of a particle, given by name or code. Raises LookupError if there is none."""
    particle = _database().GetParticle(pdg)
    if not particle:
        raise LookupError(f"There is no particle with the {'name' if isinstance(pdg, str) else 'code'} '{pdg}'.")
    return particle


def from_name(name):
    """Return the code of a particle."""
    return get(name).PdgCode()


def from_names(names):
    """Return the codes of several particles."""
    if isinstance(names, str):
        raise TypeError("from_names() takes a list of names; from_name() takes one.")
    return [from_name(name) for name in names]


def to_name(pdg):
    """Return the name of the particle of a code."""
    return str(get(pdg).GetName())


def to_names(pdg_codes):
    """Return the names for several codes."""
    if isinstance(pdg_codes, int):
        raise TypeError("to_names() takes a list of codes; to_name() takes one.")
    return [to_name(code) for code in pdg_codes]


def conjugate(name):
    """Return the name of the antiparticle; a particle without one is its own."""
    try:
        return to_name(-from_name(name))
    except LookupError:
        if not get(name):
            raise
        return name


def load(filename):
    """Add the particles of an evt.pdl file of EvtGen; particles that are known stay as they are."""
    with open(filename) as stream:
        for number, line in enumerate(stream, start=1):
            words = line.split()
            if words[:3] != ["add", "p", "Particle"]:
                continue
            try:
                if len(words) < _PDL_MINIMUM:
                    raise ValueError("too few columns")
                name, code, mass, width, charge = words[3], int(words[4]), float(words[5]), float(words[6]), float(words[8])
            except ValueError as error:
                raise ValueError(f"{filename}, line {number}: {error}") from None
            if not _database().GetParticle(code) and not _database().GetParticle(name):
                _database().AddParticle(name, name, mass, width == 0, width, charge, "EvtGen", code)


def load_default():
    """Make sure that the particles of ROOT's own table are known."""
    _database()


def add_particle(name, pdgCode, mass, width, charge, spin, max_width=None, lifetime=0, pythiaID=0):
    """Add a particle with mass and width in GeV and charge in units of e, and return whether that worked.

    ROOT's records have no spin, largest width, lifetime or Pythia code: these are accepted for steering files that give them.
    """
    if lifetime > 0:
        B2WARNING(f"The lifetime of the new particle '{name}' is not simulated.")
    if not name or len(name.split()) != 1 or name != name.strip():
        B2ERROR(f"The name of a particle must be one word, not '{name}'.")
        return False
    for known in (pdgCode, name):
        if _database().GetParticle(known):
            B2ERROR(f"The particle '{name}' cannot be added: there is one with '{known}' already.")
            return False
    _database().AddParticle(name, name, mass, width == 0, width, charge * 3, "userdefined", pdgCode)
    B2INFO(f"Adding new particle '{name}' (pdg={pdgCode}, mass={mass:.3g} GeV, width={width:.3g} GeV, charge={charge}, "
           f"spin={spin})")
    return True


def search(name=None, min_mass=None, max_mass=None, name_regex=None, include_width=None):
    """Return the records of all particles that fit, by mass.

    `name` is a part of the name in any case, `name_regex` a regular expression for all of it. `include_width` widens the range of
    masses by this number of widths of the particle.
    """
    found = []
    for particle in _database().ParticleList():
        text, margin = str(particle.GetName()), (include_width or 0) * particle.Width()
        if ((name is None or name.lower() in text.lower())
                and (name_regex is None or re.fullmatch(name_regex, text))
                and (min_mass is None or particle.Mass() + margin >= min_mass)
                and (max_mass is None or particle.Mass() - margin <= max_mass)):
            found.append(particle)
    return sorted(found, key=lambda particle: (particle.Mass(), particle.PdgCode()))
