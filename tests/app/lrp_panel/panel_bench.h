// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtest/gtest.h>

#include <QLibrary>
#include <QTest>
#include <QUndoStack>
#include <set>

#include "core/base/files.h"
#include "core/plugin/plugin_catalog.h"
#include "widgets/image/image_view.h"
#include "widgets/panel/panel.h"

namespace vitrine {

/// A method page reduced to what a panel needs: draft, session, store, undo; the session's order follows the draft's data as on the real page.
class PanelBench {
public:
    explicit PanelBench(const std::filesystem::path& storeFolder, const std::string& method = "lrp_resnet");
    ~PanelBench() { panel.reset(); }

    /// Loads the panel; `data`: reference for the method's first role ("none": the built-in generator), empty: the manifest's default.
    void open(const std::string& data);
    std::unique_ptr<Panel> makePanel();
    bool settle(int timeoutMs = 60'000);

    template <class T>
    T* part(const char* name) const {
        T* found = panel->findChild<T*>(name);
        EXPECT_NE(found, nullptr) << "the panel has no " << name;
        return found;
    }
    QImage picture(const char* name) const { return part<QWidget>(name)->grab().toImage(); }
    void save(const QString& name) const;   ///< Where VITRINE_LOOK asks for pictures.

    PluginCatalog catalog = PluginCatalog::scanDefault();
    const Manifest* manifest = nullptr;
    QMainWindow window;
    QUndoStack undo;
    std::unique_ptr<ExperimentStore> store;
    std::unique_ptr<RunDraft> draft;
    std::unique_ptr<LiveSession> session;
    Selection selection;
    ActionRegistry actions{&window};
    std::vector<Error> errors;
    std::unique_ptr<PanelContext> context;
    std::unique_ptr<Panel> panel;
};

/// One store for all tests of the process: a network is trained once.
const std::filesystem::path& sharedStore();

/// How many different colours a picture has: a blank one has few.
int coloursOf(const QImage& image);
/// The widget drawn at `ratio` device pixels a pixel.
QImage drawn(QWidget& widget, double ratio);

}  // namespace vitrine
