// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/table/log_view.h"

#include <QComboBox>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QMessageBox>
#include <QPointer>
#include <QThreadPool>
#include <QToolButton>
#include <QVBoxLayout>

#include "core/base/files.h"
#include "widgets/base/text.h"
#include "widgets/base/theme.h"
#include "widgets/base/ui_thread.h"
#include "widgets/table/log_lines.h"

namespace vitrine {

struct LogView::Impl {
    explicit Impl(LogView& owner) : self(owner) {}
    LogView& self;
    LogLines* lines = nullptr;
    QLineEdit* filter = nullptr;
    QComboBox* level = nullptr;
    QLabel *count = nullptr, *empty = nullptr;
    QToolButton* end = nullptr;

    QWidget* makeBar();
    QToolButton* barButton(const QString& icon, const QString& name);
    void refresh();
    void applyFilter() { lines->setFilter(filter->text(), level->currentIndex()); }
    void save();
};

QToolButton* LogView::Impl::barButton(const QString& icon, const QString& name) {
    auto* button = new QToolButton(&self);
    button->setIcon(Theme::instance().icon(icon));
    button->setToolTip(name);
    button->setAccessibleName(name);
    connect(&Theme::instance(), &Theme::changed, button, [button, icon] { button->setIcon(Theme::instance().icon(icon)); });
    return button;
}

QWidget* LogView::Impl::makeBar() {
    auto* bar = new QWidget(&self);
    auto* layout = new QHBoxLayout(bar);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::space(2));
    filter = new QLineEdit(bar);
    filter->setObjectName("log.filter");
    filter->setPlaceholderText("Filter log");
    filter->setAccessibleName("Filter log");
    filter->setClearButtonEnabled(true);
    filter->setMaximumWidth(280);
    level = new QComboBox(bar);
    level->setObjectName("log.level");
    level->addItems({"All levels", "Info and above", "Warnings and errors", "Errors"});
    level->setAccessibleName("Least level shown");
    level->setToolTip("Least level shown");
    count = new QLabel(bar);
    count->setProperty("ink", "muted");
    end = barButton("chevron-down", "Go to the end and follow it");
    end->setObjectName("log.end");
    end->setCheckable(true);
    auto* copy = barButton("copy", "Copy selected lines, or all that are shown");
    auto* saveButton = barButton("download", "Save the log as text");
    for (QWidget* widget : std::initializer_list<QWidget*>{filter, level, count}) layout->addWidget(widget);
    layout->addStretch();
    for (QWidget* widget : {end, copy, saveButton}) layout->addWidget(widget);
    connect(filter, &QLineEdit::textChanged, &self, [this] { applyFilter(); });
    connect(level, &QComboBox::currentIndexChanged, &self, [this] { applyFilter(); });
    connect(end, &QToolButton::clicked, &self, [this] { lines->scrollToEnd(); });
    connect(copy, &QToolButton::clicked, &self, [this] { lines->copy(); });
    connect(saveButton, &QToolButton::clicked, &self, [this] { save(); });
    return bar;
}

void LogView::Impl::refresh() {
    const QLocale locale(QLocale::English);
    const QString all = locale.toString(lines->rowCount());
    const bool filtered = !filter->text().trimmed().isEmpty() || level->currentIndex() > 0;
    count->setText(lines->busy() ? QString("Looking through %1 entries...").arg(all)
                   : filtered    ? QString("%1 lines of %2 entries").arg(locale.toString(lines->lineCount()), all)
                                 : QString("%1 entries").arg(all));
    empty->setText(lines->rowCount() == 0 ? "Nothing was logged yet." : "No entry matches. Change the filter or the level.");
    empty->setVisible(lines->lineCount() == 0 && !lines->busy());
    end->setChecked(lines->following());
}

/// All entries, whatever the filter shows; written by a thread.
void LogView::Impl::save() {
    auto* dialog = new QFileDialog(&self, "Save log");
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilter("Text (*.txt *.log)");
    dialog->setDefaultSuffix("txt");
    connect(dialog, &QFileDialog::fileSelected, &self, [this](const QString& path) {
        QThreadPool::globalInstance()->start([path, rows = lines->rows(), view = QPointer(&self)] {
            std::string text;
            for (const LogRow& row : rows) text += ss(LogLines::rowText(row)) + "\n";
            const Status status = writeAtomically(std::filesystem::path(ss(path)), text);
            if (status.ok()) return;
            postToUi([view, error = status.error()] {
                auto* box = new QMessageBox(QMessageBox::Warning, "Save log", errorHtml(error), QMessageBox::Ok, view);
                box->setAttribute(Qt::WA_DeleteOnClose);
                box->open();
            });
        });
    });
    dialog->open();
}

LogView::LogView(QWidget* parent) : QWidget(parent), m_impl(std::make_unique<Impl>(*this)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Theme::space(2));
    column->addWidget(m_impl->makeBar());
    m_impl->lines = new LogLines(this);
    m_impl->lines->setObjectName("log.lines");
    column->addWidget(m_impl->lines, 1);
    auto* over = new QVBoxLayout(m_impl->lines->viewport());
    m_impl->empty = new QLabel(m_impl->lines->viewport());
    m_impl->empty->setAlignment(Qt::AlignCenter);
    m_impl->empty->setWordWrap(true);
    m_impl->empty->setProperty("ink", "muted");
    m_impl->empty->setAttribute(Qt::WA_TransparentForMouseEvents);
    over->addWidget(m_impl->empty);
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
    m_impl->filter->setText(text);
}

void LogView::setLeastLevel(const QString& level) {
    m_impl->level->setCurrentIndex(LogLines::levelRank(ss(level)));
}

}  // namespace vitrine
