// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <random>

#include "tests/window/whole_window.h"

namespace vitrine {

/// A hand that does random things to a whole window: edits with undo and redo, and all the rest that must not touch
/// what was edited. After every command it looks whether that holds. Deterministic for a seed as far as a window with
/// threads can be.
class Soak {
public:
    Soak(WholeWindow& whole, std::uint64_t seed);
    ~Soak();

    /// Does `commands` random things; stops at the first failure and tells which command it was.
    void run(int commands);
    /// On every open page: all edits undone one by one and done again one by one, the state equal at every step.
    void undoAndRedoAll();
    int edits() const { return m_edits; }
    QString costs() const;  ///< The commands that took longest.

private:
    enum class Kind { Edit, View, Any };  ///< Any: a click somewhere; it may edit.
    struct Command {
        const char* name;
        int weight;
        Kind kind;
        std::function<void()> run;
    };
    struct Known {
        Json draft;
        int index = 0;
    };
    void addEdits();
    void addViews();
    void addClicks();
    void step(int number);
    std::map<QString, Known> drafts() const;
    void compare(const std::map<QString, Known>& before, const Command& command) const;

    int pick(int count) { return std::uniform_int_distribution<int>(0, count - 1)(m_random); }
    bool chance(double share) { return std::uniform_real_distribution<double>(0, 1)(m_random) < share; }
    template <class List>
    const auto& anyOf(const List& list) {
        return list[static_cast<std::size_t>(pick(static_cast<int>(std::size(list))))];
    }
    MainWindow& window() const { return m_whole.window(); }
    /// A method's page, opened when none is in front.
    MethodPage& page();
    Json randomValue(const Parameter& parameter);
    void setParameter();
    void bindData();
    void keysInForm();
    void undoSome();
    void walk(MethodPage& page, int steps);
    void changeSetting();
    void usePalette();
    void clickSomewhere();
    void trigger(const char* action) const;
    static void settle();
    static void closeWhatIsInTheWay();

    WholeWindow& m_whole;
    std::mt19937_64 m_random;
    std::vector<Command> m_commands;
    QTimer m_closer;
    std::map<std::string, double> m_spent;
    int m_edits = 0, m_startedRuns = 0;
};

}  // namespace vitrine
