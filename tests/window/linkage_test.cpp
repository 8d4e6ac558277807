// SPDX-License-Identifier: GPL-3.0-or-later
// The window starts in well under a second because what is heavy is not in it: neither it nor a panel links LibTorch, and VTK waits until a view needs it.
#include <gtest/gtest.h>

#include <QProcess>
#include <QRegularExpression>

#include "widgets/base/text.h"

namespace vitrine {
namespace {

QString librariesOf(const QString& file) {
    QProcess ldd;
    ldd.start("ldd", {file});
    EXPECT_TRUE(ldd.waitForFinished(30'000)) << "ldd does not answer";
    EXPECT_EQ(ldd.exitCode(), 0) << ss(file);
    return QString::fromUtf8(ldd.readAllStandardOutput());
}

TEST(Linkage, TheWindowLinksNoLibTorchAndNoVtk) {
    const QString libraries = librariesOf(VITRINE_BINARY_DIR "/bin/vitrine");
    EXPECT_TRUE(libraries.contains("libQt6Widgets"));
    EXPECT_FALSE(libraries.contains(QRegularExpression("libtorch|libc10|libQt5|libvtk"))) << ss(libraries);
}

TEST(Linkage, NoPanelLinksLibTorch) {
    int panels = 0;
    for (const auto& folder : std::filesystem::directory_iterator(VITRINE_BINARY_DIR "/plugins")) {
        const auto panel = folder.path() / (folder.path().filename().string() + "_panel.so");
        if (!std::filesystem::exists(panel)) continue;
        ++panels;
        EXPECT_FALSE(librariesOf(qs(panel.string())).contains(QRegularExpression("libtorch|libc10"))) << panel;
    }
    EXPECT_GT(panels, 0);
}

}  // namespace
}  // namespace vitrine
