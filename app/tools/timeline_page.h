// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/tools/tool_page.h"

namespace vitrine {

class OperatorTimelineView;

/// "tools/timeline/<run>": what the operators of a run did when.
class TimelinePage final : public ToolPage {
    Q_OBJECT

public:
    TimelinePage(const QString& address, Workbench& workbench);
    QString title() const override { return "Operator timeline"; }
    QString iconName() const override { return "timeline"; }
    bool dropFiles(const QStringList& paths) override;
    OperatorTimelineView* view() const { return m_view; }

protected:
    void load(std::int64_t run) override;

private:
    void read(std::function<Result<std::filesystem::path>()> find);
    OperatorTimelineView* m_view;
    int m_wish = 0;                            ///< Only the newest is shown.
};

}  // namespace vitrine
