// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/window/soak.h"

#include <QUndoStack>

namespace vitrine {
namespace {

constexpr int kCloserMs = 40;

}  // namespace

Soak::Soak(WholeWindow& whole, std::uint64_t seed) : m_whole(whole), m_random(seed) {
    addEdits();
    addViews();
    addClicks();
    // Menus and dialogs that wait for a person would wait for ever.
    QObject::connect(&m_closer, &QTimer::timeout, [] { closeWhatIsInTheWay(); });
    m_closer.start(kCloserMs);
}

Soak::~Soak() = default;

void Soak::closeWhatIsInTheWay() {
    if (QWidget* popup = QApplication::activePopupWidget())
        popup->close();
    else if (QWidget* dialog = QApplication::activeModalWidget())
        dialog->close();
}

void Soak::settle() {
    QCoreApplication::processEvents();
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
}

void Soak::run(int commands) {
    for (int number = 0; number < commands && !::testing::Test::HasFailure(); ++number) step(number);
}

void Soak::step(int number) {
    int total = 0;
    for (const Command& command : m_commands) total += command.weight;
    int at = pick(total);
    const Command* chosen = m_commands.data();
    while (at >= chosen->weight) at -= (chosen++)->weight;
    if (qEnvironmentVariableIsSet("VITRINE_SOAK_TRACE")) std::fprintf(stderr, "%d %s\n", number, chosen->name);
    const auto before = drafts();
    QElapsedTimer clock;
    clock.start();
    chosen->run();
    settle();
    m_spent[chosen->name] += static_cast<double>(clock.nsecsElapsed()) * 1e-9;
    closeWhatIsInTheWay();
    if (chosen->kind == Kind::View) compare(before, *chosen);
    if (chosen->kind == Kind::Edit) ++m_edits;
    const auto* shown = m_whole.method();
    if (shown && !shown->panelProblem().isEmpty() &&
        window().workbench().health(shown->draft().manifest().id).isEmpty())
        ADD_FAILURE() << "the panel fell: " << ss(shown->panelProblem());
    if (::testing::Test::HasFailure()) std::printf("the soak ended at command %d: %s\n", number, chosen->name);
}

std::map<QString, Soak::Known> Soak::drafts() const {
    std::map<QString, Known> all;
    for (Page* open : window().pages())
        if (auto* method = qobject_cast<MethodPage*>(open))
            all[method->address()] = {method->draft().saveState(), method->undoStack()->index()};
    return all;
}

/// What is only looked at, moved or switched leaves the edits of every page as they are.
void Soak::compare(const std::map<QString, Known>& before, const Command& command) const {
    for (const auto& [address, now] : drafts()) {
        const auto then = before.find(address);
        if (then == before.end()) continue;
        EXPECT_EQ(now.draft, then->second.draft) << command.name << " changed the parameters of " << ss(address);
        EXPECT_EQ(now.index, then->second.index) << command.name << " made an edit on " << ss(address);
    }
}

MethodPage& Soak::page() {
    static const QString addresses[] = {"method/fixture_counter", "method/lrp_resnet"};
    if (auto* shown = m_whole.method();
        shown && std::find(std::begin(addresses), std::end(addresses), shown->address()) != std::end(addresses))
        return *shown;
    auto* opened = qobject_cast<MethodPage*>(window().open(anyOf(addresses)));
    if (!opened) throw std::runtime_error("the page does not open");
    return *opened;
}

/// Back and forth again from where the page is: the same states, whatever was done in between.
void Soak::walk(MethodPage& page, int steps) {
    QUndoStack& undo = *page.undoStack();
    const auto state = [&] { return page.draft().saveState(); };
    std::vector<Json> states{state()};
    const int start = undo.index();
    for (int i = 0; i < steps && undo.canUndo(); ++i) {
        undo.undo();
        states.push_back(state());
    }
    while (undo.index() < start) {
        states.pop_back();
        undo.redo();
        if (state() == states.back()) continue;
        ADD_FAILURE() << "edit " << undo.index() << " of " << ss(page.address()) << " came back as another one: \""
                      << ss(undo.text(undo.index() - 1)) << "\"\n"
                      << state().dump() << "\ninstead of\n"
                      << states.back().dump();
        return;
    }
}

void Soak::undoAndRedoAll() {
    for (Page* open : window().pages()) {
        auto* method = qobject_cast<MethodPage*>(open);
        if (!method) continue;
        QUndoStack& undo = *method->undoStack();
        while (undo.canRedo()) undo.redo();
        walk(*method, undo.count());
        settle();
    }
}

QString Soak::costs() const {
    std::vector<std::pair<double, QString>> all;
    for (const auto& [name, seconds] : m_spent)
        all.emplace_back(seconds, QString("%1 %2 s").arg(qs(name)).arg(seconds, 0, 'f', 1));
    std::sort(all.rbegin(), all.rend());
    QStringList words;
    for (const auto& entry : all) words << entry.second;
    return words.mid(0, 5).join(", ");
}

void Soak::trigger(const char* action) const {
    QAction* found = m_whole.action(action);
    ASSERT_TRUE(found) << action;
    if (found->isEnabled()) found->trigger();
}

}  // namespace vitrine
