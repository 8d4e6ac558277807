// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdio>

#include "core/run/compute_runtime.h"
#include "tests/contract/contract.h"

namespace vitrine {

ContractSubject& contractSubject() {
    static ContractSubject subject;
    return subject;
}

void Contract::SetUp() {
    auto manifest = Manifest::read(contractSubject().folder / "plugin.json");
    CONTRACT_OK(manifest);
    m_manifest = *std::move(manifest);
    auto data = DatasetCatalog::openDefault();
    CONTRACT_OK(data);
    m_data = std::make_unique<DatasetCatalog>(*std::move(data));
}

Result<RunRequest> Contract::request(const std::string& preset, const std::function<void(RunOrder&)>& adjust) {
    RunOrder order;
    order.method = m_manifest.id;
    order.preset = preset;
    order.device = "cpu";
    order.seed = 7;
    order.threads = 1;  // Contracts of many plugins run side by side.
    if (adjust) adjust(order);
    return prepareRun(order, m_manifest, *m_data);
}

DataBinding bindingOf(const Json& data) {
    DataBinding binding;
    for (const auto& [role, references] : data.items()) {
        for (const Json& entry : references.is_array() ? references : Json::array({references})) {
            if (!entry.is_object()) continue;
            binding[role].push_back({stringOr(entry, "text"), stringOr(entry, "path"), stringOr(entry, "dataset"), stringOr(entry, "sha256")});
        }
    }
    return binding;
}

std::unique_ptr<MemoryRunContext> Contract::context(const RunRequest& request) {
    auto params = m_manifest.schema.resolve(request.parameters);
    if (!params.ok()) {
        ADD_FAILURE() << params.error().message();
        return nullptr;
    }
    return std::make_unique<MemoryRunContext>(*std::move(params), bindingOf(request.data), request.seed, "cpu", 1);
}

Status Contract::execute(MemoryRunContext& context) {
    VITRINE_TRY(const std::unique_ptr<Method> method, loadMethod(m_manifest));
    if (ComputeRuntime* runtime = computeRuntime()) VITRINE_CHECK(runtime->configure("cpu", 1, context.seed(), true));
    try {
        return method->run(context);
    } catch (const std::exception& e) {
        return Error{ErrorCode::MethodFailed, "The method threw", m_manifest.id, e.what(), "Return an Error instead."};
    }
}

}  // namespace vitrine

int main(int argc, char** argv) {
    ::testing::InitGoogleTest(&argc, argv);
    for (int i = 1; i < argc; ++i) {
        const std::string_view argument = argv[i];
        if (argument.starts_with("--plugin=")) vitrine::contractSubject().folder = argument.substr(9);
        if (argument.starts_with("--source=")) vitrine::contractSubject().source = argument.substr(9);
    }
    if (vitrine::contractSubject().folder.empty()) {
        std::fprintf(stderr, "usage: test_contract --plugin=<built plugin folder> --source=<its source folder>\n");
        return 2;
    }
    return RUN_ALL_TESTS();
}
