// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <memory>
#include <vector>

#include "core/store/records.h"

namespace vitrine {

/// Log lines with time and level: virtual (a million lines), follows the end until scrolled up, filter by level and text, copy, save. Many
/// lines are filtered in slices of a few milliseconds between other events: `busy` until all are looked at.
class LogView : public QWidget {
    Q_OBJECT

public:
    explicit LogView(QWidget* parent = nullptr);
    ~LogView() override;
    void setLines(std::vector<LogRow> lines);
    void append(const std::vector<LogRow>& lines);
    void clear();
    bool busy() const;
    int count() const;                         ///< Entries, as they were given.
    int visibleCount() const;                  ///< Lines shown; an entry of several lines counts as many.
    bool following() const;                    ///< New lines are scrolled into view.
    void setFilter(const QString& text);
    void setLeastLevel(const QString& level);  ///< "debug", "info", "warning", "error".

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

}  // namespace vitrine
