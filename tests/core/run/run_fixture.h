// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <stdexcept>

#include "core/base/clock.h"
#include "core/base/files.h"
#include "core/plugin/plugin_catalog.h"
#include "core/run/launcher.h"

namespace vitrine::testing {

/// The value of a Result; a failure ends the test with its message.
template <class T>
T take(Result<T> result) {
    if (!result.ok()) throw std::runtime_error(result.error().message());
    return std::move(result).value();
}
inline void take(const Status& status) {
    if (!status.ok()) throw std::runtime_error(status.error().message());
}

/// An error of the expected kind with all four texts.
inline void expectError(const Error& error, ErrorCode code) {
    EXPECT_EQ(name(error.code), std::string(name(code))) << error.message();
    EXPECT_FALSE(error.what.empty());
    EXPECT_FALSE(error.object.empty());
    EXPECT_FALSE(error.why.empty());
    EXPECT_FALSE(error.next.empty());
}

inline std::filesystem::path fixturePlugins() { return std::filesystem::path(VITRINE_BINARY_DIR) / "fixtures/plugins"; }

/// A fresh store, the fixture methods, and worker_host in the place of vitrine-cli.
class RunTest : public ::testing::Test {
protected:
    RunTest() : m_catalog(PluginCatalog::scan({fixturePlugins()})) {
        ::setenv("VITRINE_CLI", (std::filesystem::path(VITRINE_BINARY_DIR) / "bin/worker_host").c_str(), 1);
        ::setenv("VITRINE_PLUGINS", fixturePlugins().c_str(), 1);
        ::setenv("VITRINE_HOME", (m_folder.path() / "home").c_str(), 1);
        ::setenv("VITRINE_STORE", storeFolder().c_str(), 1);
    }

    std::filesystem::path storeFolder() const { return m_folder.path() / "store"; }
    ExperimentStore open() const { return take(ExperimentStore::open(storeFolder())); }
    const Manifest& manifest(const std::string& id) const { return *take(m_catalog.require(id)); }

    /// A catalogue without data sets.
    DatasetCatalog noData() const {
        const auto file = m_folder.path() / "datasets.json";
        std::ofstream(file) << R"({"datasets": []})";
        return take(DatasetCatalog::open(file, {}));
    }

    RunRequest request(const std::string& method, Json parameters = Json::object(), std::uint64_t seed = 7) const {
        RunOrder order;
        order.method = method;
        order.parameters = std::move(parameters);
        order.seed = seed;
        return take(prepareRun(order, manifest(method), noData()));
    }

    TemporaryFolder m_folder;
    PluginCatalog m_catalog;
};

}  // namespace vitrine::testing
