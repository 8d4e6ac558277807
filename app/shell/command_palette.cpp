// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/command_palette.h"

#include <QApplication>
#include <QFrame>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QShortcut>
#include <QVBoxLayout>

#include "app/shell/palette_delegate.h"
#include "widgets/base/text.h"
#include "widgets/base/theme.h"

namespace vitrine {
namespace {

constexpr int kWidth = 640, kHeight = 490, kTop = 72, kShadow = 24;
constexpr qsizetype kMostUsed = 30;

/// The palette's own ground: rounded, raised, with a border and a shadow. (Qt's shadow effect would be drawn anew with every key.)
class Ground final : public QFrame {
public:
    using QFrame::QFrame;

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const QRectF ground = QRectF(rect()).adjusted(kShadow, kShadow, -kShadow, -kShadow);
        painter.setPen(Qt::NoPen);
        painter.setBrush(QColor(0, 0, 0, Theme::instance().dark() ? 5 : 2));
        for (int i = kShadow; i > 0; i -= 2) painter.drawRoundedRect(ground.adjusted(-i, -i + 6, i, i), 10 + i, 10 + i);
        painter.setPen(Theme::instance().colour(Ink::Border));
        painter.setBrush(Theme::instance().colour(Ink::Raised));
        painter.drawRoundedRect(ground.adjusted(0.5, 0.5, -0.5, -0.5), 10, 10);
    }
};

}  // namespace

CommandPalette::CommandPalette(MainWindow& window) : Behaviour(window), m_model(new PaletteModel(this)) {
    setObjectName("palette");
    m_frame = new Ground(&window);
    m_frame->setObjectName("palette");
    m_frame->setAccessibleName("Command palette");
    m_edit = new QLineEdit(m_frame);
    m_edit->setObjectName("palette.edit");
    m_edit->setAccessibleName("What to do or open");
    m_edit->setPlaceholderText("Type what you want to do or open");
    m_edit->setFrame(false);
    m_edit->setStyleSheet("QLineEdit { border: none; background: transparent; padding: 0 16px; font-size: 16px; min-height: 48px; }");
    m_list = new QListView(m_frame);
    m_list->setAccessibleName("Matches");
    m_list->setModel(m_model);
    m_list->setItemDelegate(new PaletteDelegate(m_list));
    m_list->setUniformItemSizes(true);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setMouseTracking(true);
    m_list->setStyleSheet("QListView { background: transparent; border: none; }");
    m_hint = new QLabel(m_frame);
    m_hint->setProperty("ink", "muted");
    m_hint->setContentsMargins(16, 6, 16, 8);
    auto* column = new QVBoxLayout(m_frame);
    column->setContentsMargins(kShadow + 1, kShadow + 1, kShadow + 1, kShadow + 1);
    column->setSpacing(0);
    column->addWidget(m_edit);
    auto* line = new QFrame(m_frame);
    line->setFrameShape(QFrame::HLine);
    line->setFrameShadow(QFrame::Plain);
    line->setForegroundRole(QPalette::Mid);
    column->addWidget(line);
    column->addSpacing(4);
    column->addWidget(m_list, 1);
    column->addWidget(m_hint);
    m_frame->hide();
    m_edit->installEventFilter(this);
    window.installEventFilter(this);
    connect(m_edit, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_model->filter(text);
        choose(0);
    });
    connect(m_list, &QListView::clicked, this, [this](const QModelIndex& index) { choose(index.row()), runCurrent(); });
    connect(qApp, &QApplication::focusChanged, this, [this](QWidget*, QWidget* now) {
        if (isOpen() && now && now != m_edit && !m_frame->isAncestorOf(now)) close();
    });
    const auto toggle = [this] { isOpen() ? close() : open(); };
    window.workbench().actions().add(
        {"palette.open", "Command palette", "Go", "command", QKeySequence("Ctrl+K"), "Type what you want to do or open", false}, this,
        toggle);
    auto* second = new QShortcut(QKeySequence("Ctrl+Shift+P"), &window);  // As other programs have it.
    connect(second, &QShortcut::activated, this, toggle);
}

bool CommandPalette::isOpen() const {
    return m_frame->isVisible();
}

void CommandPalette::open(const QString& pattern) {
    m_focusBefore = m_window.focusWidget();
    m_model->setUsed(m_used);
    m_model->setEntries(paletteEntries(m_window));
    m_edit->setText(pattern);
    m_model->filter(pattern);
    place();
    m_frame->show();
    m_frame->raise();
    m_edit->setFocus(Qt::PopupFocusReason);
    m_edit->selectAll();
    choose(0);
}

void CommandPalette::close() {
    if (!isOpen()) return;
    const bool hadFocus = m_edit->hasFocus();
    m_frame->hide();
    if (hadFocus && m_focusBefore) m_focusBefore->setFocus(Qt::PopupFocusReason);
}

void CommandPalette::place() {
    const int width = std::min(kWidth, m_window.width() - 48), height = std::min(kHeight, m_window.height() - 2 * kTop);
    m_frame->setGeometry((m_window.width() - width) / 2 - kShadow, kTop - kShadow, width + 2 * kShadow, height + 2 * kShadow);
}

void CommandPalette::choose(int row) {
    const int count = m_model->rowCount();
    if (count == 0) {
        m_hint->setText("Nothing matches. Try fewer letters.");
        return;
    }
    m_hint->setText(QString("%1  %2  choose     Enter  do it     Esc  leave").arg(QChar(0x2191), QChar(0x2193)));
    const QModelIndex index = m_model->index(std::clamp(row, 0, count - 1));
    m_list->setCurrentIndex(index);
    m_list->scrollTo(index);
}

void CommandPalette::runCurrent() {
    const PaletteEntry* entry = m_model->entry(m_list->currentIndex().row());
    if (!entry) return;
    const auto run = entry->run;  // Doing it may rebuild the entries.
    m_used.removeAll(entry->key);
    m_used.prepend(entry->key);
    m_used = m_used.mid(0, kMostUsed);
    close();
    if (run) run();
    Q_EMIT m_window.workbench().stateTouched();
}

bool CommandPalette::key(QKeyEvent* event) {
    const int row = m_list->currentIndex().row(), count = m_model->rowCount();
    switch (event->key()) {
        case Qt::Key_Down: choose(row + 1 < count ? row + 1 : 0); return true;
        case Qt::Key_Up: choose(row > 0 ? row - 1 : count - 1); return true;
        case Qt::Key_PageDown: choose(row + 8); return true;
        case Qt::Key_PageUp: choose(row - 8); return true;
        case Qt::Key_Return:
        case Qt::Key_Enter: runCurrent(); return true;
        case Qt::Key_Escape: close(); return true;
        case Qt::Key_Tab:
        case Qt::Key_Backtab: return true;  // The focus stays in the palette.
        default: return false;
    }
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_edit && event->type() == QEvent::KeyPress) return key(static_cast<QKeyEvent*>(event));
    if (watched == m_edit && event->type() == QEvent::ShortcutOverride && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape)
        event->accept();
    if (watched == &m_window && event->type() == QEvent::Resize && isOpen()) place();
    return Behaviour::eventFilter(watched, event);
}

Json CommandPalette::saveState() const {
    Json used = Json::array();
    for (const QString& key : m_used) used.push_back(ss(key));
    return {{"used", used}};
}

void CommandPalette::restoreState(const Json& state) {
    m_used.clear();
    for (const Json& key : state.value("used", Json::array()))
        if (key.is_string()) m_used << qs(key.get<std::string>());
}

}  // namespace vitrine
