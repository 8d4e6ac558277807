// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <memory>

#include "core/run/run_context.h"

namespace vitrine {

/// A question of a panel to a live session: name, parameters, arrays.
struct Request {
    std::string name;
    Json parameters = Json::object();
    NamedArrays arrays;
    /// True once a newer request of the same name waits: long answers should stop and return ErrorCode::Cancelled.
    const std::atomic<bool>* superseded = nullptr;
    bool cancelled() const { return superseded && superseded->load(std::memory_order_relaxed); }
};

struct Reply {
    Json values = Json::object();
    NamedArrays arrays;
};

/// A warm model that answers requests one at a time: weights loaded, data encoded.
class Session {
public:
    virtual ~Session() = default;
    virtual Result<Reply> answer(const Request& request) = 0;
};

/// What a session is opened with: the same parameters, data, device and seed as a run, but nothing is recorded.
struct SessionContext {
    ParameterSet params;
    DataBinding data;
    std::string device = "cpu";
    std::uint64_t seed = 0;
    std::filesystem::path cacheFolder;
};

/// The compute half of a plugin. No UI, no globals; one object serves one run or one session.
class Method {
public:
    virtual ~Method() = default;
    /// Executes a run. A returned error or an exception ends the run as failed; ErrorCode::Cancelled as cancelled.
    virtual Status run(RunContext& context) = 0;
    /// Opens a live session. Default: ErrorCode::Unsupported.
    virtual Result<std::unique_ptr<Session>> open(const SessionContext& context);
    /// Numbers about the bound data that bound parameters ("data.images.count"). Default: none.
    virtual Result<DataFacts> facts(const DataBinding& data);
};

/// Changes whenever Method, RunContext or a type in them changes its layout: a plugin built for another one is refused, not called.
inline constexpr const char* kMethodAbi = "vitrine-method-1";

}  // namespace vitrine

/// Exports a Method from its library; once, at the end of method.cpp.
#define VITRINE_METHOD(Class)                                                            \
    extern "C" const char* vitrine_method_abi() { return ::vitrine::kMethodAbi; }        \
    extern "C" ::vitrine::Method* vitrine_create_method() { return new Class(); }
