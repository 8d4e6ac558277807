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

/// Two libraries that define one function differently: the one that is loaded first answers for both, and nobody says so.
TEST(Linkage, NoFunctionIsDefinedInTwoLibraries) {
    QMap<QString, QString> definedIn;
    int functions = 0;
    for (const auto& entry : std::filesystem::directory_iterator(VITRINE_BINARY_DIR "/lib")) {
        const QString file = qs(entry.path().string());
        if (!entry.path().filename().string().starts_with("libvitrine_") || entry.path().extension() != ".so") continue;
        QProcess nm;
        nm.start("nm", {"-D", "--defined-only", "-C", file});
        ASSERT_TRUE(nm.waitForFinished(30'000)) << "nm does not answer";
        for (const QString& line : QString::fromUtf8(nm.readAllStandardOutput()).split('\n')) {
            if (line.section(' ', 1, 1) != "T" || !line.section(' ', 2).startsWith("vitrine::")) continue;   // T: a function that is no template and not inline.
            const QString function = line.section(' ', 2);
            ++functions;
            // Constructors and destructors are listed once for each of their variants.
            const QString known = definedIn.value(function, file);
            EXPECT_EQ(ss(known), ss(file)) << ss(function);
            definedIn[function] = file;
        }
    }
    EXPECT_GT(functions, 1000);
}

}  // namespace
}  // namespace vitrine
