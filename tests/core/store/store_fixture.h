// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <fstream>

#include <gtest/gtest.h>

#include "core/base/files.h"
#include "core/store/experiment_store.h"

namespace vitrine::testing {

/// The value of a Result, or a failed test with its message.
template <class T>
T take(Result<T> result) {
    if (!result.ok()) throw std::runtime_error(result.error().message());
    return std::move(result).value();
}
inline void take(const Status& status) {
    if (!status.ok()) throw std::runtime_error(status.error().message());
}

/// Every error of the store has all four texts.
inline void expectError(const Error& error, ErrorCode code) {
    EXPECT_EQ(name(error.code), std::string(name(code))) << error.message();
    EXPECT_FALSE(error.what.empty());
    EXPECT_FALSE(error.object.empty());
    EXPECT_FALSE(error.why.empty());
    EXPECT_FALSE(error.next.empty());
}

inline RunRequest request(const std::string& method = "lrp_resnet", Json parameters = Json::object()) {
    RunRequest request;
    request.method = method;
    request.methodVersion = "1.0";
    request.parameters = std::move(parameters);
    return request;
}

/// A block of `count` points with steps and times that count on from `first`.
inline MetricBlock block(const std::string& name, std::int64_t first, std::int64_t count, double scale = 1.0) {
    MetricBlock points;
    points.name = name;
    for (std::int64_t i = first; i < first + count; ++i) {
        points.steps.push_back(i);
        points.times.push_back(1'700'000'000'000'000 + i * 137 + i % 7);
        points.values.push_back(scale * static_cast<double>(i) / 3.0);
    }
    return points;
}

inline void writeFile(const std::filesystem::path& path, const std::string& text) {
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
}

/// A fresh store in a temporary folder.
class StoreTest : public ::testing::Test {
protected:
    std::filesystem::path folder() const { return m_folder.path() / "store"; }
    ExperimentStore open(const StoreOptions& options = {}) const {
        return take(ExperimentStore::open(folder(), options));
    }

    TemporaryFolder m_folder;
    ExperimentStore store = open();
};

}  // namespace vitrine::testing
