// SPDX-License-Identifier: LGPL-3.0-or-later
#include <generators/particlegun/Distribution.h>

#include <TRandom.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <stdexcept>

using namespace Belle2;

namespace {
  constexpr double c_degree = M_PI / 180;

  /** Removes an ending and tells if it was there. */
  bool cut(std::string& name, const std::string& ending)
  {
    if (name.size() <= ending.size() ||
        name.compare(name.size() - ending.size(), ending.size(), ending) != 0) return false;
    name.erase(name.size() - ending.size());
    return true;
  }
}

Distribution::Distribution(const std::string& name, const std::vector<double>& parameters, Purpose purpose):
  m_name(name), m_parameters(parameters), m_purpose(purpose)
{
  setShape(name);
  const bool hasPoints = m_shape == Shape::Polyline || m_shape == Shape::Discrete;
  const size_t wanted = m_shape == Shape::Fixed ? 1 : 2;
  if (hasPoints) {
    checkPoints();
  } else if (m_parameters.size() != wanted) {
    refuse("it needs " + std::to_string(wanted) + " parameters, but " + std::to_string(
             m_parameters.size()) + " are given.");
  }
  checkValues();
  setDegrees();
}

void Distribution::refuse(const std::string& reason) const
{
  throw std::invalid_argument("the distribution '" + m_name + "' is not possible: " + reason);
}

void Distribution::setShape(std::string name)
{
  static const std::map<std::string, Shape> shapes = {
    {"fixed", Shape::Fixed}, {"uniform", Shape::Uniform}, {"uniformLog", Shape::UniformLog},
    {"normal", Shape::Normal}, {"polyline", Shape::Polyline}, {"discrete", Shape::Discrete}, {"inverse", Shape::Inverse}
  };
  m_isPt = cut(name, "Pt");
  m_isCos = cut(name, "CosTheta") || cut(name, "Cos");
  const auto found = shapes.find(name);
  if (found == shapes.end()) {
    refuse("there is no such one. Use fixed, uniform, uniformLog, normal, polyline or discrete, for momenta also with the ending "
           "Pt or inversePt, for the polar angle also with the ending Cos.");
  }
  m_shape = found->second;
  if (m_isPt && m_purpose != Purpose::Momentum) refuse("a transverse momentum is not what it is used for.");
  if (m_isCos && m_purpose != Purpose::Theta) refuse("the cosine of a polar angle is not what it is used for.");
  if (m_shape == Shape::Inverse && !m_isPt) refuse("there is no such one. Use inversePt.");
}

void Distribution::checkPoints() const
{
  const size_t n = m_parameters.size() / 2;
  const size_t minimum = m_shape == Shape::Polyline ? 2 : 1;
  if (m_parameters.size() % 2 || n < minimum) {
    refuse("it needs as many heights as points, and at least " + std::to_string(minimum) + " of them.");
  }
  if (m_shape == Shape::Polyline &&
      !std::is_sorted(m_parameters.begin(), m_parameters.begin() + n)) refuse("its points must rise.");
  const auto heights = m_parameters.begin() + n;
  if (std::any_of(heights, m_parameters.end(), [](double y) { return y < 0; }))
  refuse("its heights must not be negative.");
  if (std::accumulate(heights, m_parameters.end(), 0.0) <= 0) refuse("all its heights are 0.");
}

void Distribution::checkValues() const
{
  if (!std::all_of(m_parameters.begin(), m_parameters.end(), [](double x) { return std::isfinite(x); }))
  refuse("its parameters must be finite.");
  const bool isRange = m_shape == Shape::Uniform || m_shape == Shape::UniformLog || m_shape == Shape::Inverse;
  if (isRange && m_parameters[0] > m_parameters[1]) refuse("its minimum is larger than its maximum.");
  if ((m_shape == Shape::UniformLog || m_shape == Shape::Inverse) &&
      m_parameters[0] <= 0) refuse("its minimum must be larger than 0.");
  if (m_shape == Shape::Normal && m_parameters[1] < 0) refuse("its width must not be negative.");
  if (m_purpose != Purpose::Momentum || m_shape == Shape::Normal) return;
  const size_t values = m_shape == Shape::Polyline ||
                        m_shape == Shape::Discrete ? m_parameters.size() / 2 : m_parameters.size();
  if (std::any_of(m_parameters.begin(), m_parameters.begin() + values, [](double p) { return p < 0; }))
  refuse("momenta must not be negative.");
}

void Distribution::setDegrees()
{
  if (m_purpose != Purpose::Theta && m_purpose != Purpose::Phi) return;
  const bool hasPoints = m_shape == Shape::Polyline || m_shape == Shape::Discrete;
  // points of a cosine are cosines already, but ranges are angles in all cases
  if (m_isCos && (hasPoints || m_shape == Shape::Normal)) return;
  const size_t angles = hasPoints ? m_parameters.size() / 2 : m_parameters.size();
  for (size_t i = 0; i < angles;
       ++i) m_parameters[i] = m_isCos ? std::cos(m_parameters[i] * c_degree) : m_parameters[i] * c_degree;
  if (m_isCos && !hasPoints) std::sort(m_parameters.begin(), m_parameters.end());
}

double Distribution::generate() const
{
  const double value = generateShape();
  return m_isCos ? std::acos(std::clamp(value, -1.0, 1.0)) : value;
}

double Distribution::generateShape() const
{
  const double a = m_parameters[0];
  const double b = m_parameters.back();
  switch (m_shape) {
    case Shape::Fixed: return a;
    case Shape::Uniform: return gRandom->Uniform(a, b);
    case Shape::UniformLog: return std::exp(gRandom->Uniform(std::log(a), std::log(b)));
    case Shape::Normal: return gRandom->Gaus(a, b);
    case Shape::Inverse: return 1 / gRandom->Uniform(1 / b, 1 / a);
    case Shape::Polyline: return generatePolyline();
    case Shape::Discrete: return generateDiscrete();
  }
  return 0;
}

double Distribution::generatePolyline() const
{
  const size_t n = m_parameters.size() / 2;
  const double* x = m_parameters.data();
  const double* y = x + n;
  const double highest = *std::max_element(y, y + n);
  while (true) {
    const double value = gRandom->Uniform(x[0], x[n - 1]);
    const size_t right = std::clamp<size_t>(std::upper_bound(x, x + n, value) - x, 1, n - 1);
    const double width = x[right] - x[right - 1];
    const double fraction = width > 0 ? (value - x[right - 1]) / width : 0;
    const double height = y[right - 1] + fraction * (y[right] - y[right - 1]);
    if (gRandom->Uniform(0, highest) < height || x[0] == x[n - 1]) return value;
  }
}

double Distribution::generateDiscrete() const
{
  const size_t n = m_parameters.size() / 2;
  const auto weights = m_parameters.begin() + n;
  double rest = gRandom->Uniform(0, std::accumulate(weights, m_parameters.end(), 0.0));
  size_t i = 0;
  while (i + 1 < n && rest >= weights[i]) rest -= weights[i++];
  return m_parameters[i];
}
