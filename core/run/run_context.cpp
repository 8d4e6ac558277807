// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/run_context.h"

namespace vitrine {

RunContext::RunContext(ParameterSet params, DataBinding data, std::string device, int threads, std::uint64_t seed)
    : m_params(std::move(params)), m_data(std::move(data)), m_device(std::move(device)), m_threads(threads), m_seed(seed) {}

const std::vector<DataRef>& RunContext::data(const std::string& role) const {
    static const std::vector<DataRef> kNone;
    const auto found = m_data.find(role);
    return found == m_data.end() ? kNone : found->second;
}

std::optional<DataRef> RunContext::file(const std::string& role) const {
    const std::vector<DataRef>& bound = data(role);
    return bound.empty() ? std::nullopt : std::optional(bound.front());
}

Error cancelledError() {
    return Error{ErrorCode::Cancelled, "The run was stopped", "this run", "somebody asked for it", "Resume it to go on from its last checkpoint."};
}

}  // namespace vitrine
