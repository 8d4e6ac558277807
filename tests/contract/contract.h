// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <memory>

#include "core/plugin/plugin_catalog.h"
#include "core/run/launcher.h"
#include "core/run/memory_context.h"
#include "core/run/method_loader.h"

namespace vitrine {

/// The plugin under test, given on the command line.
struct ContractSubject {
    std::filesystem::path folder;  ///< Built plugin: plugin.json and libraries.
    std::filesystem::path source;  ///< Its folder in the source tree.
};
ContractSubject& contractSubject();

#define CONTRACT_OK(expression) ASSERT_TRUE((expression).ok()) << (expression).error().message()

/// Base of the suite: the manifest is read anew for every test.
class Contract : public ::testing::Test {
protected:
    void SetUp() override;
    /// The run that preset `id` asks for, resolved with the data that is present, then changed by `adjust`.
    Result<RunRequest> request(const std::string& preset, const std::function<void(RunOrder&)>& adjust = {});
    /// A context in memory for a prepared request.
    std::unique_ptr<MemoryRunContext> context(const RunRequest& request);
    /// Runs the method in this process.
    Status execute(MemoryRunContext& context);

    Manifest m_manifest;
    std::unique_ptr<DatasetCatalog> m_data;
};

/// The recorded form of bound data back to a binding.
DataBinding bindingOf(const Json& data);

}  // namespace vitrine
