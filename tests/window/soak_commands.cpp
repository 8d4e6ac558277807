// SPDX-License-Identifier: GPL-3.0-or-later
// What the hand of a soak can do.
#include <QLineEdit>
#include <QTabBar>
#include <QUndoStack>

#include "app/method/methods_behaviour.h"
#include "app/method/panel_loader.h"
#include "app/shell/command_palette.h"
#include "app/shell/message_bar.h"
#include "app/shell/navigation_rail.h"
#include "app/shell/settings.h"
#include "tests/window/soak.h"

namespace vitrine {
namespace {

constexpr int kMostRuns = 6;  // Of one soak: they are processes.
constexpr int kRunPoints = 400;
constexpr int kMostUndone = 12;

bool isOfCounter(const MethodPage& page) {
    return page.draft().manifest().id == "fixture_counter";
}

}  // namespace

Json Soak::randomValue(const Parameter& parameter) {
    const auto within = [&](double least, double most) {
        const double low = parameter.minimum ? std::max(least, parameter.minimum->value) : least,
                     high = parameter.maximum ? std::min(most, parameter.maximum->value) : most;
        return std::uniform_real_distribution<double>(std::min(low, high), high)(m_random);
    };
    if (chance(0.06)) return chance(0.5) ? Json("nonsense") : Json(-1e12);  // Refused; the old value stays.
    switch (parameter.type) {
        case ParameterType::Bool:
            return chance(0.5);
        case ParameterType::Int:
            return static_cast<std::int64_t>(within(0, 1000));
        case ParameterType::Real:
            return within(0, 2);
        case ParameterType::Choice:
            return anyOf(parameter.choices).id;
        case ParameterType::Colour:
            return "#10a0c0";
        case ParameterType::IntVector:
            return Json::array({pick(100), pick(100)});
        case ParameterType::RealVector:
            return Json::array({0.5, 1.5});
        default:
            return "text " + std::to_string(pick(5));
    }
}

void Soak::setParameter() {
    RunDraft& draft = page().draft();
    const Parameter& parameter = anyOf(draft.manifest().schema.parameters());
    static_cast<void>(draft.set(parameter.id, randomValue(parameter), chance(0.3)));
}

void Soak::bindData() {
    RunDraft& draft = page().draft();
    static const std::vector<std::string> choices[] = {{}, {"none"}, {"/no/such/file"}};
    if (!draft.manifest().data.empty()) draft.bindData(anyOf(draft.manifest().data).id, anyOf(choices));
}

/// As a person does it: the focus into a field, and keys.
void Soak::keysInForm() {
    MethodPage& shown = page();
    const Parameter& parameter = anyOf(shown.draft().manifest().schema.parameters());
    window().reveal(shown.address(), "param." + qs(parameter.id));
    QWidget* field = QApplication::focusWidget();
    if (!field || !shown.isAncestorOf(field)) return;
    static constexpr Qt::Key keys[] = {Qt::Key_Up, Qt::Key_Down,      Qt::Key_PageUp, Qt::Key_Home, Qt::Key_1,
                                       Qt::Key_7,  Qt::Key_Backspace, Qt::Key_Period, Qt::Key_Space};
    for (int i = pick(4); i >= 0; --i) QTest::keyClick(field, anyOf(keys));
    QTest::keyClick(field, Qt::Key_Tab);
}

void Soak::undoSome() {
    MethodPage& shown = page();
    switch (pick(4)) {
        case 0:
            return trigger("edit.undo");
        case 1:
            return trigger("edit.redo");
        case 2:
            return walk(shown, kMostUndone);
        default:
            shown.undoStack()->setIndex(pick(shown.undoStack()->count() + 1));  // A click in the history.
    }
}

void Soak::addEdits() {
    const auto add = [this](const char* name, int weight, std::function<void()> run) {
        m_commands.push_back({name, weight, Kind::Edit, std::move(run)});
    };
    add("a parameter", 120, [this] { setParameter(); });
    add("keys in the form", 30, [this] { keysInForm(); });
    add("undo and redo", 60, [this] { undoSome(); });
    add("reset of one", 20, [this] {
        RunDraft& draft = page().draft();
        draft.reset(anyOf(draft.manifest().schema.parameters()).id);
    });
    add("reset of all", 4, [this] { page(), trigger("parameters.reset"); });
    add("a preset", 12, [this] {
        RunDraft& draft = page().draft();
        const int chosen = pick(static_cast<int>(draft.manifest().presets.size()) + 1);
        draft.setPreset(chosen == 0 ? std::string()
                                    : draft.manifest().presets[static_cast<std::size_t>(chosen) - 1].id);
    });
    add("data", 12, [this] { bindData(); });
    add("the seed", 10, [this] { page().draft().setSeed(static_cast<std::uint64_t>(pick(1000))); });
    add("the device", 6, [this] {
        static constexpr const char* devices[] = {"auto", "cpu"};
        page().draft().setDevice(anyOf(devices));
    });
    add("the profiler", 4, [this] { page().draft().setProfile(chance(0.5)); });
    add("copy from a run", 6, [this] {
        if (const auto run = page().shownRun()) m_whole.method()->copyFromRun(*run);
    });
}

void Soak::changeSetting() {
    Settings& settings = window().workbench().settings();
    const Parameter& setting = anyOf(settings.schema().parameters());
    // Folders would point the next start elsewhere, and without the session nothing comes back.
    if (setting.type == ParameterType::Path || setting.id == "restore_session" || setting.id == "quit_notice") return;
    static_cast<void>(settings.set(setting.id, randomValue(setting)));
}

void Soak::usePalette() {
    static const QString words[] = {"theme", "gallery", "health", "counter", "split", "history", "zzz", ""};
    auto* palette = window().behaviour<CommandPalette>();
    palette->open();
    QTest::keyClicks(palette->edit(), anyOf(words));
    for (int i = pick(4); i > 0; --i) QTest::keyClick(palette->edit(), Qt::Key_Down);
    QTest::keyClick(palette->edit(), Qt::Key_Escape);
    palette->close();
}

void Soak::addViews() {
    const auto add = [this](const char* name, int weight, std::function<void()> run) {
        m_commands.push_back({name, weight, Kind::View, std::move(run)});
    };
    const auto action = [this, add](const char* id, int weight) { add(id, weight, [this, id] { trigger(id); }); };
    add("a page", 24, [this] {
        static const QString addresses[] = {"gallery",        "method/fixture_counter", "method/lrp_resnet",
                                            "settings",       "settings/shortcuts",     "health",
                                            "tools/timeline", "tools/tensors"};
        EXPECT_TRUE(window().open(anyOf(addresses)));
    });
    action("page.close", 5), action("page.reopen", 6), action("page.next", 8), action("page.previous", 8);
    add("order of tabs", 10, [this] {
        const int tabs = window().tabs().count();
        if (tabs > 1) window().tabs().moveTab(pick(tabs), pick(tabs));
    });
    action("view.theme.dark", 1), action("view.theme.light", 1), action("view.quiet", 4), action("view.history", 6);
    for (const char* id : {"part.parameters", "part.runs", "part.curves", "part.log", "part.outputs"}) action(id, 5);
    action("layout.reset", 4), action("panel.reload", 3), action("run.show_none", 3), action("session.restart", 1);
    add("the palette", 8, [this] { usePalette(); });
    add("a setting", 10, [this] { changeSetting(); });
    add("a selection", 12, [this] {
        Selection& selection = window().workbench().selection();
        selection.setRuns({pick(9), pick(9)}, nullptr);
        selection.setSamples({"images/" + std::to_string(pick(9))}, nullptr);
        selection.setTime(chance(0.5) ? std::optional<double>(pick(100)) : std::nullopt, nullptr);
        selection.setRegion(chance(0.5) ? std::optional<QRectF>(QRectF(1, 1, pick(9), pick(9))) : std::nullopt,
                            nullptr);
    });
    add("the size", 6, [this] { window().resize(700 + pick(900), 500 + pick(500)); });
    add("a search", 6, [this] {
        static const QString words[] = {"", "relevance", "cou", "no such method"};
        if (auto* gallery = qobject_cast<GalleryPage*>(window().open("gallery")))
            gallery->search()->setText(anyOf(words));
    });
    add("a panel on or off", 2,
        [this] { window().behaviour<MethodsBehaviour>()->loader().setDisabled("fixture_counter", chance(0.3)); });
    add("saving", 4, [this] { window().behaviour<SessionKeeper>()->saveNow(); });
    add("messages away", 4, [this] { window().messages().dismissAll(); });
    add("a run", 3, [this] {
        MethodPage& shown = page();
        if (!isOfCounter(shown) || m_startedRuns >= kMostRuns || shown.draft().value("points") > kRunPoints) return;
        ++m_startedRuns;
        trigger("run.start");
    });
    action("run.cancel", 2);
}

/// A click on any button, box or list of the page in front, or on a place of the rail. Run buttons of the heavy method
/// are left alone.
void Soak::clickSomewhere() {
    Page* shown = window().currentPage();
    if (!shown) return;
    std::vector<QWidget*> targets;
    for (QWidget* widget : shown->findChildren<QWidget*>()) {
        const bool control = widget->inherits("QAbstractButton") || widget->inherits("QComboBox") ||
                             widget->inherits("QAbstractItemView") || widget->inherits("QAbstractSlider") ||
                             widget->inherits("QTabBar") || widget->focusPolicy() != Qt::NoFocus;
        if (control && widget->isVisible() && widget->isEnabled() && !widget->objectName().startsWith("run."))
            targets.push_back(widget);
    }
    if (targets.empty()) return;
    QWidget* target = anyOf(targets);
    const QPoint at(pick(std::max(1, target->width())), pick(std::max(1, target->height())));
    QTest::mouseClick(target, chance(0.9) ? Qt::LeftButton : Qt::RightButton, Qt::NoModifier, at);
}

void Soak::addClicks() {
    m_commands.push_back({"a click", 60, Kind::Any, [this] { clickSomewhere(); }});
    m_commands.push_back({"a place of the rail", 4, Kind::View, [this] {
                              static const QString places[] = {"gallery", "health", "settings"};
                              QTest::mouseClick(window().rail().button(anyOf(places)), Qt::LeftButton);
                          }});
}

}  // namespace vitrine
