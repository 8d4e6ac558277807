// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtest/gtest.h>

#include <QtTest>
#include <memory>

#include "app/shell/main_window.h"
#include "core/base/files.h"
#include "tests/widgets/window_support.h"
#include "widgets/base/text.h"
#include "widgets/base/theme.h"

namespace vitrine {

/// Manifests of `count` methods in as many families as a full program has, each in a folder of its own below `folder`.
inline void writeMethods(const std::filesystem::path& folder, int count) {
    static const QStringList families{"Explanation",    "Diffusion models",   "Graph learning",      "Language models",    "Video",
                                      "Recommendation", "Federated learning", "Audio and sequences", "Efficient training", "Uncertainty"};
    static const QStringList subjects{"Relevance splitting for residual networks", "Sparse attention with learned windows",
                                      "Temporal consistency of edited clips",      "Polynomial filters on large graphs",
                                      "Membership inference by fluctuation",       "Outlier channels in quantised layers",
                                      "Conformal bands for decomposed series"};
    ASSERT_TRUE(makeFolder(folder).ok());
    for (int i = 0; i < count; ++i) {
        const std::string id = "method_" + std::to_string(i);
        const QString family = families[i * families.size() / std::max(count, 1) % families.size()];
        Json json = {{"id", id},
                     {"title", ss(QString("%1 (M%2)").arg(subjects[i % subjects.size()]).arg(i))},
                     {"family", ss(family)},
                     {"summary",
                      "Takes what the paper proposes and shows, live, where it works and where it does not: the knobs of the method at the "
                      "left, what it does to your own data in the middle."},
                     {"version", "1.0.0"},
                     {"licence", "GPL-3.0-or-later"},
                     {"paper",
                      {{"title", "A paper"},
                       {"authors", "A. Author, B. Author"},
                       {"venue", i % 3 ? "NeurIPS" : "ECCV"},
                       {"year", 2023 + i % 3},
                       {"url", "https://example.org"}}},
                     {"needs", i % 7 == 3 ? Json::array({"gpu"}) : Json::array()},
                     {"parameters", Json::array({{{"id", "steps"},
                                                  {"title", "Steps"},
                                                  {"type", "int"},
                                                  {"default", 10},
                                                  {"min", 1},
                                                  {"max", 1000},
                                                  {"help", "Length of the walk."}}})},
                     {"data", Json::array({{{"role", "images"}, {"title", "Images"}, {"accepts", Json::array({"csv"})}}})},
                     {"presets", {{"smoke", {{"title", "Quick look"}, {"minutes", 0.1}, {"parameters", Json::object()}}}}},
                     {"outputs", Json::array({{{"name", "walk"}, {"kind", "series"}, {"title", "Walk"}}})},
                     {"metrics", Json::array({{{"name", "loss"}, {"title", "Loss"}}})}};
        ASSERT_TRUE(makeFolder(folder / id).ok());
        ASSERT_TRUE(writeAtomically(folder / id / "plugin.json", json.dump(2)).ok());
    }
}

/// A page whose state is one number.
class CounterPage final : public Page {
public:
    explicit CounterPage(const QString& address) : Page(address) { setFocusPolicy(Qt::StrongFocus); }
    QString title() const override { return "Counter " + address().section('/', 1); }
    QString iconName() const override { return "method"; }
    QUndoStack* undoStack() override { return &m_undo; }
    Json saveState() const override { return {{"count", count}}; }
    void restoreState(const Json& state) override { count = static_cast<int>(numberOr(state, "count", 0)); }
    bool dropFiles(const QStringList& paths) override {
        if (!takesFiles) return false;
        dropped << paths;
        return true;
    }
    void setCount(int value) {
        count = value;
        Q_EMIT stateTouched();
    }
    int count = 0;
    bool takesFiles = false;
    QStringList dropped;

private:
    QUndoStack m_undo;
};

/// A window on a store and a state folder of its own, with made-up methods whose pages are CounterPages.
struct WindowBench {
    explicit WindowBench(int methods = 3) : WindowBench(methods, {}) {}
    WindowBench(int methods, std::filesystem::path stateFolder) {
        root = std::filesystem::path(ss(folder.path()));
        state = stateFolder.empty() ? root / "state" : std::move(stateFolder);
        writeMethods(root / "plugins", methods);
        open();
    }
    void open() {
        auto store = ExperimentStore::open(root / "store");
        if (!store.ok()) {
            ADD_FAILURE() << store.error().message();
            return;
        }
        window = std::make_unique<MainWindow>(Workbench::Options{root / "store", state, false}, PluginCatalog::scan({root / "plugins"}),
                                              std::move(*store));
        Workbench& bench = window->workbench();
        bench.registerPages("method", [&bench](const QString& address) -> Page* {
            return bench.plugins().require(ss(address.section('/', 1))).ok() ? new CounterPage(address) : nullptr;
        });
    }
    CounterPage* counter(const QString& address) { return dynamic_cast<CounterPage*>(window->open(address)); }
    /// Shows the window and gives it the focus.
    void show() {
        window->show();
        window->activateWindow();
        ASSERT_TRUE(QTest::qWaitForWindowActive(window.get()));
    }

    testing::ScratchFolder folder;             // Removed last, when nobody looks into it any more.
    std::filesystem::path root, state;
    std::unique_ptr<MainWindow> window;
};

/// A picture for the eye, when VITRINE_LOOK names a folder.
inline void look(QWidget& widget, const QString& name) {
    if (const QString folder = qEnvironmentVariable("VITRINE_LOOK"); !folder.isEmpty()) widget.grab().save(folder + "/" + name + ".png");
}

/// Every control below `root` that a person can reach has a name for readers of the screen.
inline QStringList nameless(const QWidget& root) {
    QStringList found;
    for (const QWidget* widget : root.findChildren<QWidget*>()) {
        const bool control = widget->inherits("QAbstractButton") || widget->inherits("QLineEdit") || widget->inherits("QComboBox") ||
                             widget->inherits("QAbstractSpinBox") || widget->inherits("QAbstractSlider") ||
                             widget->inherits("QAbstractItemView") || widget->inherits("QTabBar");
        if (!control || !widget->isVisibleTo(&root) || widget->focusPolicy() == Qt::NoFocus) continue;
        if (widget->inherits("QScrollBar") || widget->objectName().startsWith("qt_")) continue;
        const QAccessibleInterface* face = QAccessible::queryAccessibleInterface(const_cast<QWidget*>(widget));
        if (!face || face->text(QAccessible::Name).isEmpty())
            found << QString("%1 '%2' in %3")
                         .arg(widget->metaObject()->className(), widget->objectName(),
                              widget->parentWidget() ? widget->parentWidget()->objectName() : QString());
    }
    return found;
}

}  // namespace vitrine
