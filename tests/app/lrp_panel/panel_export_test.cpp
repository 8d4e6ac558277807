// SPDX-License-Identifier: GPL-3.0-or-later
// Every entry of the panel's export menu writes a file that reads back.
#include <QFileDialog>
#include <QMenu>
#include <QTabWidget>
#include <QToolButton>

#include "core/data/csv.h"
#include "core/data/npy.h"
#include "tests/app/lrp_panel/panel_bench.h"
#include "tests/widgets/window_support.h"
#include "widgets/base/figure.h"
#include "widgets/base/text.h"

namespace vitrine {
namespace {

using testing::waitUntil;

class LrpExportTest : public ::testing::Test {
protected:
    void SetUp() override {
        bench.open("none");
        ASSERT_TRUE(bench.settle(120'000));
    }

    const QList<QAction*> entries() const { return bench.part<QToolButton>("panel.export")->menu()->actions(); }

    /// Chooses an entry and answers its dialog; the file that it wrote, or an empty path.
    std::filesystem::path write(QAction& entry, const std::string& suffix) {
        const auto file = folder.path() / (std::to_string(++written) + "." + suffix);
        entry.trigger();
        QFileDialog* dialog = nullptr;
        const bool asked = waitUntil([&] {
            for (QWidget* top : QApplication::topLevelWidgets())
                if (auto* found = qobject_cast<QFileDialog*>(top); found && found->isVisible() && found->objectName() == "export.dialog")
                    dialog = found;
            return dialog != nullptr;
        }, 5000);
        if (!asked) return {};
        dialog->selectFile(qs(file.string()));
        QMetaObject::invokeMethod(dialog, "accept");
        return waitUntil([&] { return std::filesystem::exists(file); }) ? file : std::filesystem::path();
    }

    const TemporaryFolder folder;
    PanelBench bench{sharedStore()};
    int written = 0;
};

}  // namespace

TEST_F(LrpExportTest, EveryEntryWritesWhatReadsBack) {
    for (int tab : {1, 2, 3, 0}) {
        bench.part<QTabWidget>("panel.tabs")->setCurrentIndex(tab);
        ASSERT_TRUE(bench.settle());
    }
    int figures = 0, files = 0;
    for (QAction* entry : entries()) {
        if (entry->isSeparator()) continue;
        const std::string title = ss(entry->text());
        const bool array = title.find("NumPy") != std::string::npos, table = title.find("table") != std::string::npos,
                   picture = title.find("as picture") != std::string::npos;
        const auto file = write(*entry, array ? "npy" : table ? "csv" : "png");
        ASSERT_FALSE(file.empty()) << title;
        ++files;
        if (array) {
            const auto map = readNpy(file);
            ASSERT_TRUE(map.ok()) << map.error().message();
            EXPECT_EQ(map->rank(), 2) << title;
            EXPECT_EQ(map->dim(0), map->dim(1)) << title;
        } else if (table) {
            const auto read = readCsv(file);
            ASSERT_TRUE(read.ok()) << read.error().message();
            EXPECT_GT(read->rows(), 3) << title;
            EXPECT_GT(read->columns.size(), 1u) << title;
        } else {
            const QImage image(qs(file.string()));
            EXPECT_GE(coloursOf(image), 8) << title;
            if (picture) {
                EXPECT_GE(image.width(), 512);
                continue;
            }
            ++figures;
            const auto provenance = figureProvenance(file);
            ASSERT_TRUE(provenance.ok()) << title;
            EXPECT_EQ((*provenance)["method"], "lrp_resnet") << title;
            EXPECT_TRUE(provenance->contains("class")) << title;
        }
    }
    EXPECT_EQ(figures, 7);
    EXPECT_EQ(files, 11);
    EXPECT_TRUE(bench.errors.empty()) << bench.errors.front().message();
}

TEST_F(LrpExportTest, AFigureThatNobodyLookedAtOpensItsTabInsteadOfWritingAnEmptyOne) {
    for (QAction* entry : entries())
        if (entry->text().startsWith("Insertion and deletion")) entry->trigger();
    EXPECT_EQ(bench.part<QTabWidget>("panel.tabs")->currentIndex(), 2);
    ASSERT_TRUE(bench.settle());
    for (QAction* entry : entries())
        if (entry->text().startsWith("Insertion and deletion")) EXPECT_FALSE(write(*entry, "csv").empty()) << "now it has something to write";
}

}  // namespace vitrine
