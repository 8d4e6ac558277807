// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/table/log_lines.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMouseEvent>
#include <QScrollBar>
#include <QThreadPool>
#include <QTimer>
#include <algorithm>
#include <cstring>

#include "core/base/clock.h"
#include "widgets/base/text.h"
#include "widgets/base/theme.h"
#include "widgets/base/ui_thread.h"

namespace vitrine {
namespace {

constexpr std::int64_t kSliceMicros = 5'000;  // Well below a frame: painting has to fit in as well.
constexpr int kAskClockEvery = 256;
constexpr std::size_t kMostCopiedAtOnce = 2'000;

bool isAscii(const std::string& text) {
    return std::all_of(text.begin(), text.end(), [](unsigned char c) { return c < 128; });
}

}  // namespace

LogLines::LogLines(QWidget* parent) : QAbstractScrollArea(parent), m_timer(new QTimer(this)) {
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName("Log lines");
    setFrameShape(QFrame::NoFrame);
    viewport()->setCursor(Qt::IBeamCursor);
    m_timer->setInterval(0);
    connect(m_timer, &QTimer::timeout, this, &LogLines::slice);
    connect(&Theme::instance(), &Theme::changed, this, [this] {
        refreshScrollBars();
        viewport()->update();
    });
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, [this](int value) {
        if (!m_placing) m_following = value >= verticalScrollBar()->maximum();
        Q_EMIT linesChanged();
    });
}

int LogLines::levelRank(const std::string& level) {
    if (level == "debug") return 0;
    if (level == "warning") return 2;
    if (level == "error") return 3;
    return 1;
}

void LogLines::setRows(std::vector<LogRow> rows) {
    m_rows = std::move(rows);
    m_lines.clear();
    m_checked = 0;
    m_longest = 0;
    m_anchor = m_cursor = -1;
    m_following = true;
    slice();
}

void LogLines::append(const std::vector<LogRow>& rows) {
    m_rows.insert(m_rows.end(), rows.begin(), rows.end());
    slice();
}

void LogLines::setFilter(const QString& text, int leastLevel) {
    m_filterText = text.trimmed();
    m_filter = ss(m_filterText.toLower());
    m_leastLevel = leastLevel;
    m_lines.clear();
    m_checked = 0;
    m_longest = 0;
    m_anchor = m_cursor = -1;
    slice();
}

bool LogLines::passes(const LogRow& row) const {
    if (m_leastLevel > 0 && levelRank(row.level) < m_leastLevel) return false;
    if (m_filter.empty()) return true;
    // strcasestr is many times faster than going through QString, and right for ASCII.
    if (isAscii(m_filter)) return strcasestr(row.text.c_str(), m_filter.c_str()) != nullptr;
    return qs(row.text).contains(m_filterText, Qt::CaseInsensitive);
}

void LogLines::slice() {
    const std::int64_t end = steadyMicros() + kSliceMicros;
    for (int n = 1; m_checked < m_rows.size(); ++m_checked, ++n) {
        if (n % kAskClockEvery == 0 && steadyMicros() > end) break;
        const LogRow& row = m_rows[m_checked];
        if (!passes(row)) continue;
        std::size_t begin = 0;
        for (std::size_t at = row.text.find('\n'); at != std::string::npos && at + 1 < row.text.size(); at = row.text.find('\n', begin)) {
            m_lines.push_back({std::uint32_t(m_checked), std::uint32_t(begin), std::uint32_t(at - begin)});
            begin = at + 1;
        }
        const std::size_t length = row.text.size() - begin - (row.text.ends_with('\n') ? 1 : 0);
        m_lines.push_back({std::uint32_t(m_checked), std::uint32_t(begin), std::uint32_t(length)});
        m_longest = std::max(m_longest, std::uint32_t(length));
    }
    if (busy())
        m_timer->start();
    else
        m_timer->stop();
    refreshScrollBars();
    viewport()->update();
    Q_EMIT linesChanged();
}

void LogLines::refreshScrollBars() {
    const QFontMetrics metrics(Theme::instance().monoFont());
    const int rows = std::max(1, viewport()->height() / lineHeight());
    const int columns = 24 + int(std::min<std::uint32_t>(m_longest, 4000));
    m_placing = true;
    verticalScrollBar()->setPageStep(rows);
    verticalScrollBar()->setRange(0, std::max(0, lineCount() - rows));
    horizontalScrollBar()->setSingleStep(metrics.horizontalAdvance('0') * 4);
    horizontalScrollBar()->setPageStep(viewport()->width());
    horizontalScrollBar()->setRange(0, std::max(0, columns * metrics.horizontalAdvance('0') - viewport()->width()));
    if (m_following) verticalScrollBar()->setValue(verticalScrollBar()->maximum());
    m_placing = false;
}

void LogLines::scrollToEnd() {
    m_following = true;
    refreshScrollBars();
    viewport()->update();
    Q_EMIT linesChanged();
}

void LogLines::resizeEvent(QResizeEvent*) {
    refreshScrollBars();
}

void LogLines::scrollContentsBy(int, int) {
    viewport()->update();
}

int LogLines::lineHeight() {
    return QFontMetrics(Theme::instance().monoFont()).lineSpacing() + 4;
}

int LogLines::lineAt(int y) const {
    const int line = verticalScrollBar()->value() + y / lineHeight();
    return std::clamp(line, 0, lineCount() - 1);
}

void LogLines::select(int line, bool extend) {
    if (lineCount() == 0) return;
    m_cursor = std::clamp(line, 0, lineCount() - 1);
    if (!extend || m_anchor < 0) m_anchor = m_cursor;
    viewport()->update();
}

void LogLines::mousePressEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton && lineCount() > 0) select(lineAt(int(event->position().y())), event->modifiers() & Qt::ShiftModifier);
}

void LogLines::mouseMoveEvent(QMouseEvent* event) {
    if ((event->buttons() & Qt::LeftButton) && lineCount() > 0) select(lineAt(int(event->position().y())), true);
}

void LogLines::keyPressEvent(QKeyEvent* event) {
    QScrollBar* bar = verticalScrollBar();
    const bool extend = event->modifiers() & Qt::ShiftModifier;
    if (event->matches(QKeySequence::Copy)) return copy();
    if (event->matches(QKeySequence::SelectAll)) {
        m_anchor = 0;
        m_cursor = lineCount() - 1;
        return viewport()->update();
    }
    const int page = bar->pageStep();
    int move = 0;
    switch (event->key()) {
        case Qt::Key_Up: move = -1; break;
        case Qt::Key_Down: move = 1; break;
        case Qt::Key_PageUp: move = -page; break;
        case Qt::Key_PageDown: move = page; break;
        case Qt::Key_Home: move = -lineCount(); break;
        case Qt::Key_End: move = lineCount(); break;
        default: return QAbstractScrollArea::keyPressEvent(event);
    }
    if (!extend) return bar->setValue(bar->value() + move);
    select((m_cursor < 0 ? bar->value() : m_cursor) + move, true);
    bar->setValue(std::clamp(bar->value(), m_cursor - page + 1, m_cursor));
}

QString LogLines::rowText(const LogRow& row) {
    return QDateTime::fromMSecsSinceEpoch(row.time / 1000).toString("yyyy-MM-dd HH:mm:ss.zzz") + QString("  %1  ").arg(qs(row.level), -7) + qs(row.text);
}

void LogLines::copy() const {
    int first = std::min(m_anchor, m_cursor), last = std::max(m_anchor, m_cursor);
    if (first < 0) first = 0, last = lineCount() - 1;
    std::vector<LogRow> parts;
    std::vector<bool> begins;   // Lines that go on with the entry above stand without time and level.
    for (int i = first; i <= last; ++i) {
        const Line& line = m_lines[std::size_t(i)];
        const LogRow& row = m_rows[line.row];
        parts.push_back({row.time, row.level, row.text.substr(line.begin, line.length)});
        begins.push_back(line.begin == 0 || i == first);
    }
    const bool many = parts.size() > kMostCopiedAtOnce;
    const auto join = [parts = std::move(parts), begins = std::move(begins)] {
        QStringList lines;
        for (std::size_t i = 0; i < parts.size(); ++i) lines << (begins[i] ? rowText(parts[i]) : qs(parts[i].text));
        return lines.join('\n');
    };
    if (!many) return QGuiApplication::clipboard()->setText(join());
    QThreadPool::globalInstance()->start([join] {
        postToUi([text = join()] { QGuiApplication::clipboard()->setText(text); });
    });
}

}  // namespace vitrine
