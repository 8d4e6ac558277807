// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/method_loader.h"

#include "tests/core/run/run_fixture.h"

namespace vitrine {
namespace {

using testing::expectError;

class MethodLoaderTest : public testing::RunTest {
protected:
    Error loadError(const std::string& id) const {
        auto method = loadMethod(manifest(id));
        if (method.ok()) throw std::runtime_error(id + " was loaded");
        return method.error();
    }
};

}  // namespace

TEST_F(MethodLoaderTest, LoadsAMethod) {
    const auto method = loadMethod(manifest("fixture_counter"));
    ASSERT_TRUE(method.ok()) << method.error().message();
    EXPECT_TRUE((*method)->facts({}).ok());
    const auto session = (*method)->open({});
    ASSERT_FALSE(session.ok());
    expectError(session.error(), ErrorCode::Unsupported);
}

TEST_F(MethodLoaderTest, AnotherInterfaceIsRefusedBeforeItIsCalled) {
    const Error error = loadError("fixture_wrong_abi");
    expectError(error, ErrorCode::MethodFailed);
    EXPECT_NE(error.why.find("vitrine-method-9999"), std::string::npos);
}

TEST_F(MethodLoaderTest, AThrowingConstructorIsAnError) {
    const Error error = loadError("fixture_throwing");
    expectError(error, ErrorCode::MethodFailed);
    EXPECT_NE(error.why.find("no weights in the constructor"), std::string::npos);
}

TEST_F(MethodLoaderTest, MissingAndBrokenLibrariesAreErrors) {
    Manifest manifest;
    manifest.id = "gone";
    manifest.folder = m_folder.path();
    expectError(loadMethod(manifest).error(), ErrorCode::NotFound);
    std::ofstream(manifest.methodLibrary()) << "this is no library";
    expectError(loadMethod(manifest).error(), ErrorCode::MethodFailed);
    std::filesystem::copy_file(std::filesystem::path(VITRINE_BINARY_DIR) / "lib/libvitrine_base.so", manifest.methodLibrary(),
                               std::filesystem::copy_options::overwrite_existing);
    const auto foreign = loadMethod(manifest);
    ASSERT_FALSE(foreign.ok());
    expectError(foreign.error(), ErrorCode::MethodFailed);
    EXPECT_NE(foreign.error().why.find("does not export"), std::string::npos);
}

}  // namespace vitrine
