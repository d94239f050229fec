// SPDX-License-Identifier: LGPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace Belle2 {

  /**
   * Random numbers of a named distribution with parameters:
   *
   * fixed [value]; uniform, uniformLog [min, max]; normal [mean, width]; polyline [x1 .. xn, y1 .. yn] with the density y between
   * the points; discrete [x1 .. xn, w1 .. wn] with weights w. Endings tell what the number is: Pt the transverse momentum, Cos the
   * cosine of the angle. inversePt [min, max] is uniform in 1/pt.
   */
  class Distribution final {
  public:
    /** What the distribution is used for decides which endings make sense. */
    enum class Purpose { Momentum, Theta, Phi, Vertex };

    /** Angles are given in degrees; std::invalid_argument with a sentence if name and parameters do not fit. */
    Distribution(const std::string& name, const std::vector<double>& parameters, Purpose purpose);

    /** The next number with gRandom; angles in rad. */
    double generate() const;
    /** True if the numbers are transverse momenta. */
    bool isPt() const { return m_isPt; }

  private:
    enum class Shape { Fixed, Uniform, UniformLog, Normal, Polyline, Discrete, Inverse };

    void setShape(std::string name);
    void setDegrees();
    void checkPoints() const;
    void checkValues() const;
    double generateShape() const;
    double generatePolyline() const;
    double generateDiscrete() const;
    [[noreturn]] void refuse(const std::string& reason) const;

    std::string m_name;
    std::vector<double> m_parameters;
    Purpose m_purpose;
    Shape m_shape = Shape::Fixed;
    bool m_isPt = false;
    bool m_isCos = false;
  };
}
