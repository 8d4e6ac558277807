// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/method/health_page.h"

#include <QHeaderView>
#include <QLabel>
#include <QTableWidget>
#include <QVBoxLayout>

#include "app/method/panel_library.h"
#include "app/method/panel_loader.h"
#include "widgets/base/text.h"
#include "widgets/base/theme.h"

namespace vitrine {
namespace {

using State = PanelLoader::Health::State;

enum Column { kSwitch, kMethod, kPanel, kTrial, kLoad, kWhy, kHealthColumns };

struct Words {
    const char* text;
    Ink ink;
};

Words wordsOf(State state, bool hasPanel) {
    switch (state) {
        case State::NotLoaded: return hasPanel ? Words{"Not needed yet", Ink::Muted} : Words{"Default views", Ink::Muted};
        case State::Probing: return {"Being tried", Ink::Accent};
        case State::Loaded: return {"Loaded", Ink::Good};
        case State::Failed: return {"Failed", Ink::Bad};
        case State::Disabled: return {"Switched off", Ink::Warning};
    }
    return {"", Ink::Muted};
}

QString milliseconds(double value) { return value > 0 ? QString("%1 ms").arg(value, 0, 'f', value < 10 ? 1 : 0) : QString(); }

QLabel* heading(const QString& text, QWidget* parent) {
    auto* label = new QLabel(text, parent);
    label->setFont(Theme::instance().headingFont(2));
    return label;
}

}  // namespace

HealthPage::HealthPage(const QString& address, Workbench& workbench, PanelLoader& loader) : Page(address), m_workbench(workbench), m_loader(loader) {
    auto* title = new QLabel("Health", this);
    title->setFont(Theme::instance().headingFont(1));
    m_summary = new QLabel(this);
    m_summary->setProperty("ink", "muted");
    m_blame = new QLabel(this);
    m_blame->setWordWrap(true);
    m_blame->setProperty("ink", "warning");
    m_table = new QTableWidget(static_cast<int>(workbench.plugins().methods().size()), kHealthColumns, this);
    m_table->setObjectName("health.methods");
    m_table->setAccessibleName("Methods and the state of their panels");
    m_table->setHorizontalHeaderLabels({"On", "Method", "Panel", "Trial", "Loading", "Why"});
    m_table->horizontalHeaderItem(kTrial)->setToolTip("Time that the first try in a process of its own took, in milliseconds");
    m_table->horizontalHeaderItem(kLoad)->setToolTip("Time that loading the library and making the panel took, in milliseconds");
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_table->verticalHeader()->hide();
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setShowGrid(false);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(Theme::space(5), Theme::space(5), Theme::space(5), Theme::space(4));
    column->setSpacing(Theme::space(3));
    column->addWidget(title);
    column->addWidget(m_summary);
    column->addWidget(m_blame);
    column->addWidget(m_table, 3);
    column->addWidget(m_brokenTitle = heading("Broken plugins", this));
    column->addWidget(m_broken = buildBroken(), 1);
    fill();
    m_table->resizeColumnsToContents();
    m_table->setColumnWidth(kSwitch, 52);
    m_table->setColumnWidth(kMethod, std::max(280, m_table->columnWidth(kMethod)));
    m_table->setColumnWidth(kPanel, 140);
    m_table->setColumnWidth(kTrial, 90);
    m_table->setColumnWidth(kLoad, 90);
    connect(&m_loader, &PanelLoader::healthChanged, this, &HealthPage::fill);
    connect(&m_workbench, &Workbench::pluginsChanged, this, &HealthPage::fill);
    connect(&Theme::instance(), &Theme::changed, this, &HealthPage::fill);
    connect(m_table, &QTableWidget::itemChanged, this, [this](const QTableWidgetItem* item) {
        if (!m_filling && item->column() == kSwitch)
            m_loader.setDisabled(m_workbench.plugins().methods()[static_cast<std::size_t>(item->row())].id, item->checkState() != Qt::Checked);
    });
    connect(m_table, &QTableWidget::cellDoubleClicked, this, [this](int row, int cell) {
        if (cell != kSwitch) Q_EMIT m_workbench.openRequested("method/" + qs(m_workbench.plugins().methods()[static_cast<std::size_t>(row)].id));
    });
}

QTableWidget* HealthPage::buildBroken() {
    auto* table = new QTableWidget(0, 2, this);
    table->setObjectName("health.broken");
    table->setAccessibleName("Folders that look like plugins but are broken");
    table->setHorizontalHeaderLabels({"Folder", "Why"});
    table->horizontalHeader()->setStretchLastSection(true);
    table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    table->verticalHeader()->hide();
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setShowGrid(false);
    table->setColumnWidth(0, 280);
    return table;
}

void HealthPage::fillBroken() {
    const std::vector<BrokenPlugin>& broken = m_workbench.plugins().broken();
    m_brokenTitle->setVisible(!broken.empty());
    m_broken->setVisible(!broken.empty());
    m_broken->setRowCount(static_cast<int>(broken.size()));
    for (std::size_t i = 0; i < broken.size(); ++i) {
        const QString why = qs(broken[i].error.message());
        auto* folder = new QTableWidgetItem(qs(broken[i].folder.filename().string()));
        folder->setToolTip(qs(broken[i].folder.string()));
        auto* reason = new QTableWidgetItem(why);
        reason->setToolTip(why);
        m_broken->setItem(static_cast<int>(i), 0, folder);
        m_broken->setItem(static_cast<int>(i), 1, reason);
    }
}

void HealthPage::fill() {
    m_filling = true;
    const std::vector<Manifest>& methods = m_workbench.plugins().methods();
    m_table->setRowCount(static_cast<int>(methods.size()));
    fillBroken();
    int off = 0, failed = 0;
    for (std::size_t i = 0; i < methods.size(); ++i) {
        fillRow(static_cast<int>(i), methods[i]);
        const State state = m_loader.health(methods[i].id).state;
        off += state == State::Disabled;
        failed += state == State::Failed;
    }
    QStringList parts{methods.size() == 1 ? QString("1 method") : QString("%1 methods").arg(methods.size())};
    if (failed) parts << QString("%1 failed").arg(failed);
    if (off) parts << QString("%1 switched off").arg(off);
    if (const auto broken = m_workbench.plugins().broken().size()) parts << QString("%1 broken").arg(broken);
    if (parts.size() == 1) parts << "all well";
    m_summary->setText(parts.join(" · "));
    m_blame->setVisible(!m_loader.blamed().empty());
    m_blame->setText(QString("The window ended unexpectedly while the panel of \"%1\" was being loaded. It is switched off until you switch it on again.")
                         .arg(qs(m_loader.blamed())));
    m_filling = false;
}

void HealthPage::fillRow(int row, const Manifest& manifest) {
    const PanelLoader::Health health = m_loader.health(manifest.id);
    std::error_code ignored;
    const bool hasPanel = std::filesystem::exists(panelLibrary(manifest), ignored);
    const Words words = wordsOf(health.state, hasPanel);
    const auto cell = [&](int column, const QString& text) {
        auto* item = m_table->item(row, column);
        if (!item) m_table->setItem(row, column, item = new QTableWidgetItem);
        item->setText(text);
        return item;
    };
    auto* box = cell(kSwitch, {});
    box->setFlags(Qt::ItemIsEnabled | Qt::ItemIsUserCheckable | Qt::ItemIsSelectable);
    box->setCheckState(health.state == State::Disabled ? Qt::Unchecked : Qt::Checked);
    box->setToolTip("Whether the panel of this method may be loaded");
    box->setData(Qt::AccessibleTextRole, QString("Panel of %1 switched on").arg(qs(manifest.title)));
    cell(kMethod, qs(manifest.title))->setToolTip(qs(manifest.folder.string()));
    cell(kPanel, words.text)->setForeground(Theme::instance().colour(words.ink));
    cell(kTrial, milliseconds(health.probeMs));
    cell(kLoad, milliseconds(health.loadMs));
    cell(kWhy, health.why)->setToolTip(health.why);
}

}  // namespace vitrine
