// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractScrollArea>
#include <vector>

#include "core/store/records.h"

class QTimer;

namespace vitrine {

/// The lines of a log, painted as far as they are seen: nothing is kept per line but where it is. Filtering goes on in slices between other
/// events. Arrows, Page up and down, Home, End scroll; Shift extends the selection; Ctrl+A, Ctrl+C.
class LogLines final : public QAbstractScrollArea {
    Q_OBJECT

public:
    explicit LogLines(QWidget* parent);
    void setRows(std::vector<LogRow> rows);
    void append(const std::vector<LogRow>& rows);
    void setFilter(const QString& text, int leastLevel);
    int rowCount() const { return int(m_rows.size()); }
    int lineCount() const { return int(m_lines.size()); }
    bool busy() const { return m_checked < m_rows.size(); }
    bool following() const { return m_following; }
    void scrollToEnd();
    /// Copies the selected lines, or all that are shown when none are, with time and level; very many are put together on a thread.
    void copy() const;
    static int levelRank(const std::string& level);
    static QString rowText(const LogRow& row);
    const std::vector<LogRow>& rows() const { return m_rows; }

Q_SIGNALS:
    void linesChanged();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;

private:
    /// One line of an entry: most have one, a traceback has many.
    struct Line {
        std::uint32_t row;
        std::uint32_t begin, length;  ///< In the entry's text.
    };
    bool passes(const LogRow& row) const;
    void slice();
    void refreshScrollBars();
    void paintLine(QPainter& painter, int index, int top) const;
    void paintMatches(QPainter& painter, const QString& text, int left, int top) const;
    int lineAt(int y) const;
    static int lineHeight();
    void select(int line, bool extend);

    std::vector<LogRow> m_rows;
    std::vector<Line> m_lines;
    std::size_t m_checked = 0;       ///< Entries before this one have been filtered.
    std::string m_filter;            ///< Lower case.
    QString m_filterText;
    int m_leastLevel = 0, m_anchor = -1, m_cursor = -1;
    std::uint32_t m_longest = 0;     ///< Bytes of the longest line so far.
    bool m_following = true, m_placing = false;
    QTimer* m_timer;
};

}  // namespace vitrine
