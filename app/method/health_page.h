// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/shell/workbench.h"

class QLabel;
class QTableWidget;

namespace vitrine {

class PanelLoader;

/// The page "health": every method with the state of its panel, how long its trial and loading took, and a switch; folders that look like
/// plugins but are broken, with the reason.
class HealthPage final : public Page {
    Q_OBJECT

public:
    HealthPage(const QString& address, Workbench& workbench, PanelLoader& loader);
    QString title() const override { return "Health"; }
    QString iconName() const override { return "health"; }
    QTableWidget* table() const { return m_table; }

private:
    void fill();
    void fillRow(int row, const Manifest& manifest);
    void fillBroken();
    QTableWidget* buildBroken();
    Workbench& m_workbench;
    PanelLoader& m_loader;
    QTableWidget *m_table, *m_broken;
    QLabel *m_blame, *m_summary, *m_brokenTitle;
    bool m_filling = false;
};

}  // namespace vitrine
