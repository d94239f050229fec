// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <limits>

/** Prints "NAME time" with the shortest time in ns of some rounds, each divided by the number of operations in it. */
template<class F> void report(const char* name, double operations, F round)
{
  double best = std::numeric_limits<double>::infinity();
  for (int i = 0; i < 15; ++i) {
    const auto start = std::chrono::steady_clock::now();
    round();
    const std::chrono::duration<double, std::nano> time = std::chrono::steady_clock::now() - start;
    best = std::min(best, time.count() / operations);
  }
  std::printf("%s %.4f\n", name, best);
  std::fflush(stdout);
}

/** Makes the compiler believe that a value is used. */
template<class T> void keep(const T& value) { asm volatile("" : : "g"(&value) : "memory"); }
