// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panel/late_tabs.h"

#include <QSplitter>
#include <QVBoxLayout>

namespace vitrine {
namespace {

constexpr const char* kRestored = "vitrine.restored";

}  // namespace

LateTabs::LateTabs(QWidget* parent) : QTabWidget(parent) {
    setObjectName("panel.tabs");
    setAccessibleName("Ways to look");
    setDocumentMode(true);
    m_soon.setSingleShot(true);
    m_soon.setInterval(0);
    connect(&m_soon, &QTimer::timeout, this, [this] {
        need(currentIndex());
        Q_EMIT shown(currentIndex());
    });
    connect(this, &QTabWidget::currentChanged, this, [this] {
        if (isVisible()) m_soon.start();
    });
}

void LateTabs::add(const std::string& key, const QString& title, std::function<LateTab*(QWidget*)> make) {
    m_entries.push_back({key, std::move(make), nullptr, {}});
    auto* page = new QWidget(this);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    addTab(page, title);
}

LateTab& LateTabs::need(int index) {
    Entry& entry = m_entries[static_cast<std::size_t>(index)];
    if (!entry.tab) {
        QWidget* page = widget(index);
        entry.tab = entry.make(page);
        page->layout()->addWidget(entry.tab);
        if (const Json state = std::exchange(entry.state, {}); state.is_object()) entry.tab->restoreState(state);
        entry.tab->show();
    }
    return *entry.tab;
}

Json LateTabs::saveState() const {
    Json state = Json::object();
    for (const Entry& entry : m_entries) {
        Json own = entry.tab ? entry.tab->saveState() : entry.state;
        if (own.is_object()) state[entry.key] = std::move(own);
    }
    return state;
}

void LateTabs::restoreState(const Json& state) {
    for (Entry& entry : m_entries) {
        const auto own = state.find(entry.key);
        if (own == state.end() || !own->is_object()) continue;
        if (entry.tab) entry.tab->restoreState(*own);
        else entry.state = *own;
    }
}

bool LateTabs::settled() const {
    return !m_soon.isActive() && std::all_of(m_entries.begin(), m_entries.end(), [](const Entry& entry) { return !entry.tab || entry.tab->settled(); });
}

void LateTabs::showEvent(QShowEvent* event) {
    QTabWidget::showEvent(event);
    m_soon.start();
}

Json sizesOf(const QSplitter& splitter) {
    const QVariant restored = splitter.property(kRestored);
    const QList<int> sizes = restored.isValid() ? restored.value<QList<int>>() : splitter.sizes();
    return std::vector<int>(sizes.begin(), sizes.end());
}

void restoreSizes(QSplitter& splitter, const Json& state) {
    if (!state.is_array() || static_cast<int>(state.size()) != splitter.count()) return;
    QList<int> sizes;
    for (const Json& size : state) sizes << (size.is_number() ? std::max(0, size.get<int>()) : 0);
    splitter.setSizes(sizes);
    splitter.setProperty(kRestored, QVariant::fromValue(sizes));
    QObject::connect(&splitter, &QSplitter::splitterMoved, &splitter, [&splitter] { splitter.setProperty(kRestored, {}); });
}

}  // namespace vitrine
