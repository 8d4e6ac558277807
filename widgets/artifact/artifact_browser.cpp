// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/artifact/artifact_browser.h"

#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QSet>
#include <QSplitter>
#include <QTreeView>
#include <QVBoxLayout>

#include "widgets/artifact/artifact_list.h"
#include "widgets/artifact/artifact_view.h"
#include "widgets/base/text.h"
#include "widgets/base/theme.h"

namespace vitrine {

struct ArtifactBrowser::Impl {
    explicit Impl(ArtifactBrowser& browser) : q(browser) {}
    void build();
    void reload(std::vector<ArtifactRow> artifacts);
    void showIndex(const QModelIndex& index);
    void selectQuietly(const QModelIndex& index);
    void restoreExpanded(const QSet<QString>& groups);
    QSet<QString> expandedGroups() const;
    void updateNote();

    ArtifactBrowser& q;
    ExperimentStore* store = nullptr;
    std::optional<std::int64_t> run;
    ArtifactList* list = nullptr;
    QLineEdit* filter = nullptr;
    QTreeView* tree = nullptr;
    QLabel* note = nullptr;
    ArtifactView* view = nullptr;
    QSplitter* splitter = nullptr;
    std::optional<ArtifactRow> shown;
    std::string wanted;                ///< Selected in a restored state, not yet there.
    std::int64_t wantedStep = 0;
    bool quiet = false;
};

ArtifactBrowser::ArtifactBrowser(QWidget* parent) : QWidget(parent), m_impl(std::make_unique<Impl>(*this)) { m_impl->build(); }

ArtifactBrowser::~ArtifactBrowser() = default;

void ArtifactBrowser::Impl::build() {
    list = new ArtifactList(&q);
    filter = new QLineEdit(&q);
    filter->setPlaceholderText(QStringLiteral("Filter artifacts"));
    filter->setClearButtonEnabled(true);
    filter->setAccessibleName(QStringLiteral("Filter artifacts"));
    filter->setToolTip(QStringLiteral("Part of a name or title, or a kind such as heatmap"));
    tree = new QTreeView(&q);
    tree->setModel(list);
    tree->setHeaderHidden(true);
    tree->setUniformRowHeights(true);
    tree->setFrameShape(QFrame::NoFrame);
    tree->setTextElideMode(Qt::ElideMiddle);
    tree->setIconSize(QSize(16, 16));
    tree->setAccessibleName(QStringLiteral("Artifacts"));
    note = new QLabel(&q);
    note->setWordWrap(true);
    note->setMargin(Theme::space(2));
    view = new ArtifactView(&q);
    auto* left = new QWidget(&q);
    auto* column = new QVBoxLayout(left);
    column->setContentsMargins(Theme::space(2), Theme::space(2), Theme::space(2), 0);
    column->setSpacing(Theme::space(2));
    column->addWidget(filter);
    column->addWidget(tree, 1);
    column->addWidget(note);
    splitter = new QSplitter(&q);
    splitter->addWidget(left);
    splitter->addWidget(view);
    splitter->setStretchFactor(0, 0);
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({240, 720});
    splitter->setChildrenCollapsible(false);
    auto* whole = new QVBoxLayout(&q);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(splitter);
    connect(filter, &QLineEdit::textChanged, &q, [this](const QString& text) { q.setFilter(text); });
    connect(tree->selectionModel(), &QItemSelectionModel::currentChanged, &q, [this](const QModelIndex& index) {
        if (!quiet) showIndex(index);
    });
    updateNote();
}

void ArtifactBrowser::Impl::updateNote() {
    const int all = list->count(), some = list->shownCount();
    if (!run) note->setText(QStringLiteral("Choose a run to see what it wrote."));
    else if (all == 0) note->setText(QStringLiteral("This run has written no artifact yet."));
    else note->setText(some == all ? QStringLiteral("%1 artifacts").arg(all) : QStringLiteral("%1 of %2 artifacts").arg(some).arg(all));
}

QSet<QString> ArtifactBrowser::Impl::expandedGroups() const {
    QSet<QString> groups;
    for (int row = 0; row < list->rowCount(); ++row)
        if (const QModelIndex top = list->index(row, 0); tree->isExpanded(top)) groups << top.data().toString().section(QStringLiteral(" ("), 0, 0);
    return groups;
}

void ArtifactBrowser::Impl::restoreExpanded(const QSet<QString>& groups) {
    for (int row = 0; row < list->rowCount(); ++row)
        if (const QModelIndex top = list->index(row, 0); groups.contains(top.data().toString().section(QStringLiteral(" ("), 0, 0))) tree->setExpanded(top, true);
}

void ArtifactBrowser::Impl::selectQuietly(const QModelIndex& index) {
    quiet = true;
    tree->setCurrentIndex(index);
    if (index.isValid()) tree->scrollTo(index);
    quiet = false;
}

void ArtifactBrowser::Impl::reload(std::vector<ArtifactRow> artifacts) {
    const QSet<QString> expanded = expandedGroups();
    quiet = true;
    list->setArtifacts(std::move(artifacts));
    quiet = false;
    restoreExpanded(expanded);
    updateNote();
    if (!wanted.empty()) {
        if (const QModelIndex found = list->find(wanted, wantedStep); found.isValid()) {
            wanted.clear();
            selectQuietly(found);
            return showIndex(found);
        }
    }
    if (shown) {
        const QModelIndex found = list->find(shown->name, shown->step);
        selectQuietly(found);
        const ArtifactRow* row = list->artifact(found);
        // Written anew: shown anew. The same file stays open as the person left it.
        if (row && (row->sha256 != shown->sha256 || row->file != shown->file)) showIndex(found);
        if (!row && filter->text().isEmpty()) shown.reset(), view->clear();
    } else if (wanted.empty()) {
        const QModelIndex first = list->firstArtifact();
        selectQuietly(first);
        showIndex(first);
    }
}

void ArtifactBrowser::Impl::showIndex(const QModelIndex& index) {
    const ArtifactRow* row = list->artifact(index);
    if (!row || !store) return;
    shown = *row;
    view->show(*row, store->folder() / row->file);
    Q_EMIT q.currentChanged();
}

void ArtifactBrowser::setRun(ExperimentStore* store, std::optional<std::int64_t> run) {
    Impl& d = *m_impl;
    if (store == d.store && run == d.run) return refresh();
    // The same artifact of the other run is what a person compares with.
    if (d.shown && run && d.run) d.wanted = d.shown->name, d.wantedStep = d.shown->step;
    d.store = store;
    d.run = run;
    d.shown.reset();
    d.view->clear();
    refresh();
    if (!d.shown && d.list->count() > 0) {   // What was looked at is not in this run.
        d.wanted.clear();
        d.selectQuietly(d.list->firstArtifact());
        d.showIndex(d.list->firstArtifact());
    }
}

void ArtifactBrowser::refresh() {
    Impl& d = *m_impl;
    if (!d.store || !d.run) return d.reload({});
    auto artifacts = d.store->artifacts(*d.run);
    if (!artifacts.ok()) {
        d.note->setText(errorHtml(artifacts.error()));
        return;
    }
    d.reload(*std::move(artifacts));
}

void ArtifactBrowser::setFilter(const QString& text) {
    Impl& d = *m_impl;
    if (d.filter->text() != text) return d.filter->setText(text);   // Comes back here.
    d.quiet = true;
    d.list->setFilter(text);
    d.quiet = false;
    if (!text.isEmpty()) d.tree->expandAll();
    if (d.shown) d.selectQuietly(d.list->find(d.shown->name, d.shown->step));
    d.updateNote();
}

bool ArtifactBrowser::select(const std::string& name, std::int64_t step) {
    const QModelIndex found = m_impl->list->find(name, step);
    if (!found.isValid()) return false;
    m_impl->tree->setCurrentIndex(found);
    return true;
}

std::optional<ArtifactRow> ArtifactBrowser::current() const { return m_impl->shown; }
int ArtifactBrowser::shownCount() const { return m_impl->list->shownCount(); }
ArtifactView& ArtifactBrowser::view() const { return *m_impl->view; }
bool ArtifactBrowser::settled() const { return m_impl->view->settled(); }

Json ArtifactBrowser::saveState() const {
    const Impl& d = *m_impl;
    Json state{{"filter", ss(d.filter->text())}, {"splitter", d.splitter->saveState().toBase64().toStdString()}, {"view", d.view->saveState()}};
    if (d.shown) state["artifact"] = {{"name", d.shown->name}, {"step", d.shown->step}};
    Json groups = Json::array();
    for (const QString& group : d.expandedGroups()) groups.push_back(ss(group));
    state["open"] = groups;
    return state;
}

void ArtifactBrowser::restoreState(const Json& state) {
    Impl& d = *m_impl;
    if (!state.is_object()) return;
    setFilter(qs(stringOr(state, "filter")));
    d.splitter->restoreState(QByteArray::fromBase64(QByteArray::fromStdString(stringOr(state, "splitter"))));
    QSet<QString> groups;
    if (state.contains("open") && state["open"].is_array())
        for (const Json& group : state["open"])
            if (group.is_string()) groups << qs(group.get<std::string>());
    d.restoreExpanded(groups);
    const Json artifact = state.value("artifact", Json());
    if (const std::string name = stringOr(artifact, "name"); !name.empty()) {
        const auto step = static_cast<std::int64_t>(numberOr(artifact, "step", 0));
        if (!d.shown || d.shown->name != name || d.shown->step != step) {
            if (!select(name, step)) d.wanted = name, d.wantedStep = step;
        }
    }
    if (state.contains("view")) d.view->restoreState(state["view"]);
}

}  // namespace vitrine
