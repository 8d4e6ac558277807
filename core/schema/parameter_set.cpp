// SPDX-License-Identifier: GPL-3.0-or-later
#include <stdexcept>

#include "core/schema/parameter_reads.h"
#include "core/schema/parameter_schema.h"

namespace vitrine {
namespace {

[[noreturn]] void misuse(const std::string& id, const char* wanted, const Json& value) {
    throw std::logic_error(fmt::format("parameter \"{}\" was asked for as {} but is {}", id, wanted, dumpJson(value)));
}

}  // namespace

const Json& ParameterSet::value(const std::string& id) const {
    const auto member = m_values.find(id);
    if (member == m_values.end())
        throw std::logic_error(fmt::format("parameter \"{}\" is not in the method's schema", id));
    if (m_reads) {
        const std::lock_guard lock(m_reads->mutex);
        m_reads->ids.insert(id);
    }
    return *member;
}

bool ParameterSet::getBool(const std::string& id) const {
    const Json& found = value(id);
    if (!found.is_boolean()) misuse(id, "a bool", found);
    return found.get<bool>();
}

std::int64_t ParameterSet::getInt(const std::string& id) const {
    const Json& found = value(id);
    if (!found.is_number_integer()) misuse(id, "an integer", found);
    return found.get<std::int64_t>();
}

double ParameterSet::getReal(const std::string& id) const {
    const Json& found = value(id);
    if (!found.is_number()) misuse(id, "a real", found);
    return found.get<double>();
}

std::string ParameterSet::getText(const std::string& id) const {
    const Json& found = value(id);
    if (found.is_null()) return {};
    if (!found.is_string()) misuse(id, "a text", found);
    return found.get<std::string>();
}

std::vector<std::int64_t> ParameterSet::getInts(const std::string& id) const {
    const Json& found = value(id);
    if (found.is_null()) return {};
    if (!found.is_array()) misuse(id, "a vector", found);
    std::vector<std::int64_t> numbers;
    for (const Json& number : found) {
        if (!number.is_number_integer()) misuse(id, "a vector of integers", found);
        numbers.push_back(number.get<std::int64_t>());
    }
    return numbers;
}

std::vector<double> ParameterSet::getReals(const std::string& id) const {
    const Json& found = value(id);
    if (found.is_null()) return {};
    if (!found.is_array()) misuse(id, "a vector", found);
    return found.get<std::vector<double>>();
}

bool ParameterSet::isNull(const std::string& id) const {
    return value(id).is_null();
}

std::set<std::string> ParameterSet::readIds() const {
    if (!m_reads) return {};
    const std::lock_guard lock(m_reads->mutex);
    return m_reads->ids;
}

}  // namespace vitrine
