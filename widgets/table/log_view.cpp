// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/table/log_view.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QToolButton>
#include <QVBoxLayout>

#include "core/base/files.h"
#include "widgets/base/empty_note.h"
#include "widgets/base/filter_bar.h"
#include "widgets/base/save_dialog.h"
#include "widgets/base/text.h"
#include "widgets/base/theme.h"
#include "widgets/table/log_lines.h"

namespace vitrine {

struct LogView::Impl {
    explicit Impl(LogView& owner) : self(owner) {}
    LogView& self;
    LogLines* lines = nullptr;
    FilterBar* bar = nullptr;
    QComboBox* level = nullptr;
    QLabel* empty = nullptr;
    QToolButton* end = nullptr;

    void makeBar();
    void refresh();
    void applyFilter() { lines->setFilter(bar->text(), level->currentIndex()); }
    void save();
};

void LogView::Impl::makeBar() {
    bar = new FilterBar("Filter log", "Filter log", 280, &self);
    bar->field().setObjectName("log.filter");
    level = new QComboBox(bar);
    level->setObjectName("log.level");
    level->addItems({"All levels", "Info and above", "Warnings and errors", "Errors"});
    level->setAccessibleName("Least level shown");
    level->setToolTip("Least level shown");
    bar->addChoice(level);
    end = bar->addTool("chevron-down", "Go to the end and follow it");
    end->setObjectName("log.end");
    end->setCheckable(true);
    auto* copy = bar->addTool("copy", "Copy selected lines, or all that are shown");
    auto* saveButton = bar->addTool("download", "Save the log as text");
    connect(bar, &FilterBar::textChanged, &self, [this] { applyFilter(); });
    connect(level, &QComboBox::currentIndexChanged, &self, [this] { applyFilter(); });
    connect(end, &QToolButton::clicked, &self, [this] { lines->scrollToEnd(); });
    connect(copy, &QToolButton::clicked, &self, [this] { lines->copy(); });
    connect(saveButton, &QToolButton::clicked, &self, [this] { save(); });
}

void LogView::Impl::refresh() {
    const QLocale locale(QLocale::English);
    const QString all = locale.toString(lines->rowCount());
    const bool filtered = !bar->text().trimmed().isEmpty() || level->currentIndex() > 0;
    bar->setCount(lines->busy() ? QString("Looking through %1 entries...").arg(all)
                   : filtered    ? QString("%1 lines of %2 entries").arg(locale.toString(lines->lineCount()), all)
                                 : QString("%1 entries").arg(all));
    empty->setText(lines->rowCount() == 0 ? "Nothing was logged yet." : "No entry matches. Change the filter or the level.");
    empty->setVisible(lines->lineCount() == 0 && !lines->busy());
    end->setChecked(lines->following());
}

/// All entries, whatever the filter shows; written by a thread.
void LogView::Impl::save() {
    saveWithDialog(&self, {"Save log", "Text (*.txt *.log)", "txt"}, [this](const std::filesystem::path& file) {
        return [file, rows = lines->rows()] {
            std::string text;
            for (const LogRow& row : rows) text += ss(LogLines::rowText(row)) + "\n";
            return writeAtomically(file, text);
        };
    });
}

LogView::LogView(QWidget* parent) : QWidget(parent), m_impl(std::make_unique<Impl>(*this)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Theme::space(2));
    m_impl->makeBar();
    column->addWidget(m_impl->bar);
    m_impl->lines = new LogLines(this);
    m_impl->lines->setObjectName("log.lines");
    column->addWidget(m_impl->lines, 1);
    m_impl->empty = emptyNote(*m_impl->lines);
    connect(m_impl->lines, &LogLines::linesChanged, this, [this] { m_impl->refresh(); });
    setFocusProxy(m_impl->lines);
    m_impl->refresh();
}

LogView::~LogView() = default;

void LogView::setLines(std::vector<LogRow> lines) {
    m_impl->lines->setRows(std::move(lines));
}

void LogView::append(const std::vector<LogRow>& lines) {
    m_impl->lines->append(lines);
}

void LogView::clear() {
    m_impl->lines->setRows({});
}

bool LogView::busy() const {
    return m_impl->lines->busy();
}

int LogView::count() const {
    return m_impl->lines->rowCount();
}

int LogView::visibleCount() const {
    return m_impl->lines->lineCount();
}

bool LogView::following() const {
    return m_impl->lines->following();
}

void LogView::setFilter(const QString& text) {
    m_impl->bar->field().setText(text);
}

void LogView::setLeastLevel(const QString& level) {
    m_impl->level->setCurrentIndex(LogLines::levelRank(ss(level)));
}

}  // namespace vitrine
