// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/form/parameter_form.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPointer>
#include <QScrollArea>
#include <QThreadPool>
#include <QTimer>
#include <QVBoxLayout>
#include <algorithm>

#include "widgets/base/text.h"
#include "widgets/base/theme.h"
#include "widgets/form/fold_section.h"
#include "widgets/form/icon_button.h"
#include "widgets/form/parameter_row.h"
#include "widgets/form/run_settings.h"

namespace vitrine {
namespace {

constexpr int kWidestLabel = 132;

/// Keeps its content as wide as itself: a form scrolls up and down only.
class FormScroll final : public QScrollArea {
public:
    explicit FormScroll(QWidget* parent) : QScrollArea(parent) {
        setWidgetResizable(true);
        setFrameShape(QFrame::NoFrame);
        setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        setFocusPolicy(Qt::NoFocus);
    }
};

}  // namespace

struct ParameterForm::Impl {
    struct Group {
        FoldSection* section;
        std::vector<ParameterRow*> rows;
        bool more = false;
    };

    Impl(ParameterForm& owner, RunDraft& edited) : form(owner), draft(edited) {}
    ParameterForm& form;
    RunDraft& draft;
    QLineEdit* filter = nullptr;
    QToolButton* resetAll = nullptr;
    QScrollArea* scroll = nullptr;
    QWidget* content = nullptr;
    QLabel* nothing = nullptr;
    RunSettings* settings = nullptr;
    std::vector<Group> groups;
    std::map<std::string, ParameterRow*> rows;
    std::shared_ptr<const DatasetCatalog> catalogue;

    QWidget* makeBar();
    void makeGroups(QVBoxLayout* column);
    void alignLabels();
    void refreshVisibility();
    void refreshGroup(Group& group, const QString& wanted);
    void connectDraft();
    Group* groupOf(const ParameterRow* row);
};

QWidget* ParameterForm::Impl::makeBar() {
    auto* bar = new QWidget(&form);
    auto* layout = new QHBoxLayout(bar);
    layout->setContentsMargins(Theme::space(3), Theme::space(2), Theme::space(2), Theme::space(2));
    layout->setSpacing(Theme::space(1));
    filter = new QLineEdit(bar);
    filter->setObjectName("form.filter");
    filter->setPlaceholderText("Filter parameters");
    filter->setAccessibleName("Filter parameters");
    filter->setClearButtonEnabled(true);
    auto* copy = iconButton("history", "Copy parameters, data and seed from a run", bar);
    copy->setObjectName("form.copy");
    resetAll = iconButton("reset", "Reset all parameters", bar);
    resetAll->setObjectName("form.resetAll");
    layout->addWidget(filter, 1);
    layout->addWidget(copy);
    layout->addWidget(resetAll);
    connect(filter, &QLineEdit::textChanged, &form, [this] {
        refreshVisibility();
        Q_EMIT form.stateTouched();
    });
    connect(copy, &QToolButton::clicked, &form, &ParameterForm::copyFromRunRequested);
    connect(resetAll, &QToolButton::clicked, &form, [this] { draft.resetAll(); });
    return bar;
}

void ParameterForm::Impl::makeGroups(QVBoxLayout* column) {
    std::map<std::string, std::size_t> byName;
    for (const Parameter& parameter : draft.manifest().schema.parameters()) {
        const std::string name = parameter.group.empty() ? "Parameters" : parameter.group;
        const auto [place, fresh] = byName.emplace(name, groups.size());
        if (fresh) {
            groups.push_back({new FoldSection(qs(name), content), {}});
            column->addWidget(groups.back().section);
        }
        Group& group = groups[place->second];
        auto* row = new ParameterRow(draft, parameter, group.section);
        group.section->addRow(row);
        group.rows.push_back(row);
        rows[parameter.id] = row;
    }
    for (std::size_t i = 0; i < groups.size(); ++i) {
        connect(groups[i].section, &FoldSection::foldedChanged, &form, &ParameterForm::stateTouched);
        connect(groups[i].section, &FoldSection::moreClicked, &form, [this, i] {
            groups[i].more = !groups[i].more;
            refreshVisibility();
            Q_EMIT form.stateTouched();
        });
    }
}

void ParameterForm::Impl::alignLabels() {
    std::vector<FormRow*> all = settings->rows();
    for (const auto& [id, row] : rows) all.push_back(row);
    int width = 0;
    for (const FormRow* row : all) width = std::max(width, row->labelWidthHint());
    for (FormRow* row : all) row->setLabelWidth(std::min(width, kWidestLabel));
}

void ParameterForm::Impl::refreshGroup(Group& group, const QString& wanted) {
    int shown = 0, hidden = 0, changed = 0;
    bool advanced = false;
    for (ParameterRow* row : group.rows) {
        const Parameter& parameter = row->parameter();
        const bool relevant = draft.isVisible(parameter.id) && (wanted.isEmpty() || row->matches(wanted));
        // What was changed, or is wrong, is never hidden behind "More"; a filter looks behind it.
        const bool open = !parameter.advanced || group.more || !wanted.isEmpty() || draft.isChanged(parameter.id) || draft.problem(parameter.id);
        row->setVisible(relevant && open);
        shown += relevant && open;
        hidden += relevant && !open;
        advanced = advanced || (relevant && parameter.advanced);
        changed += draft.isChanged(parameter.id) && draft.isVisible(parameter.id);
    }
    group.section->setMore(hidden, group.more && advanced && wanted.isEmpty());
    group.section->setChangedCount(changed);
    group.section->setVisible(shown + hidden > 0);
}

void ParameterForm::Impl::refreshVisibility() {
    const QString wanted = filter->text().trimmed();
    bool any = false, changed = false;
    for (Group& group : groups) {
        refreshGroup(group, wanted);
        any = any || !group.section->isHidden();
    }
    for (const auto& [id, row] : rows) changed = changed || row->isChanged();
    settings->setVisible(wanted.isEmpty());
    nothing->setVisible(!any && !rows.empty());
    resetAll->setEnabled(changed);
}

void ParameterForm::Impl::connectDraft() {
    connect(&draft, &RunDraft::valueChanged, &form, [this](const QString& id) {
        if (const auto row = rows.find(ss(id)); row != rows.end()) row->second->refreshValue();
    });
    connect(&draft, &RunDraft::problemChanged, &form, [this](const QString& id) {
        const auto row = rows.find(ss(id));
        if (row == rows.end()) return;
        row->second->refreshProblem();
        refreshVisibility();
    });
    connect(&draft, &RunDraft::changed, &form, [this] {
        for (const auto& [id, row] : rows) row->setChanged(draft.isChanged(id));
        refreshVisibility();
    });
}

ParameterForm::Impl::Group* ParameterForm::Impl::groupOf(const ParameterRow* row) {
    for (Group& group : groups)
        if (std::find(group.rows.begin(), group.rows.end(), row) != group.rows.end()) return &group;
    return nullptr;
}

ParameterForm::ParameterForm(RunDraft& draft, QWidget* parent) : QWidget(parent), m_impl(std::make_unique<Impl>(*this, draft)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_impl->makeBar());
    m_impl->scroll = new FormScroll(this);
    column->addWidget(m_impl->scroll, 1);
    m_impl->content = new QWidget;
    m_impl->content->setObjectName("form.content");
    auto* inner = new QVBoxLayout(m_impl->content);
    inner->setContentsMargins(0, 0, 0, Theme::space(3));
    inner->setSpacing(0);
    m_impl->settings = new RunSettings(draft, m_impl->content);
    inner->addWidget(m_impl->settings);
    m_impl->makeGroups(inner);
    m_impl->nothing = new QLabel("No parameter has these words in its name or help.", m_impl->content);
    m_impl->nothing->setWordWrap(true);
    m_impl->nothing->setContentsMargins(Theme::space(4), Theme::space(3), Theme::space(4), 0);
    m_impl->nothing->setProperty("ink", "muted");
    inner->addWidget(m_impl->nothing);
    inner->addStretch();
    m_impl->alignLabels();
    m_impl->refreshVisibility();
    m_impl->scroll->setWidget(m_impl->content);
    m_impl->connectDraft();
    setMinimumWidth(260);
}

ParameterForm::~ParameterForm() = default;

void ParameterForm::setCatalogue(const DatasetCatalog* catalogue) {
    if (!catalogue) return;
    m_impl->catalogue = std::make_shared<const DatasetCatalog>(*catalogue);
    QThreadPool::globalInstance()->start([form = QPointer(this), copy = m_impl->catalogue] {
        auto entries = std::make_shared<const DataEntries>(presentEntries(*copy));
        QMetaObject::invokeMethod(
            qApp,
            [form, copy, entries] {
                if (!form || form->m_impl->catalogue != copy) return;
                form->m_impl->settings->setCatalogue(copy, *entries);
                for (const auto& [id, row] : form->m_impl->rows) row->editor()->setEntries(*entries);
            },
            Qt::QueuedConnection);
    });
}

void ParameterForm::setDevices(const QStringList& devices) {
    m_impl->settings->setDevices(devices);
}

QWidget* ParameterForm::editor(const std::string& id) const {
    const auto row = m_impl->rows.find(id);
    return row == m_impl->rows.end() ? nullptr : row->second->editor()->field();
}

void ParameterForm::focusParameter(const std::string& id) {
    const auto found = m_impl->rows.find(id);
    if (found == m_impl->rows.end() || !m_impl->draft.isVisible(id)) return;
    ParameterRow* row = found->second;
    Impl::Group* group = m_impl->groupOf(row);
    group->section->setFolded(false);
    group->more = group->more || row->parameter().advanced;
    if (!row->matches(m_impl->filter->text())) m_impl->filter->clear();
    m_impl->refreshVisibility();
    row->editor()->field()->setFocus(Qt::ShortcutFocusReason);
    row->flash();
    // Once the layout knows the rows that have just been shown.
    QTimer::singleShot(0, row, [this, row] { m_impl->scroll->ensureWidgetVisible(row, 0, 48); });
}

Json ParameterForm::saveState() const {
    Json folded = Json::array(), more = Json::array();
    for (const Impl::Group& group : m_impl->groups) {
        if (group.section->isFolded()) folded.push_back(ss(group.section->title()));
        if (group.more) more.push_back(ss(group.section->title()));
    }
    return {{"folded", folded}, {"more", more}, {"filter", ss(m_impl->filter->text())}};
}

void ParameterForm::restoreState(const Json& state) {
    if (!state.is_object()) return;
    const auto lists = [&](const char* key, const QString& title) {
        const Json names = state.value(key, Json::array());
        return names.is_array() && std::find(names.begin(), names.end(), Json(ss(title))) != names.end();
    };
    for (Impl::Group& group : m_impl->groups) {
        group.section->setFolded(lists("folded", group.section->title()));
        group.more = lists("more", group.section->title());
    }
    m_impl->filter->setText(qs(stringOr(state, "filter")));
    m_impl->refreshVisibility();
}

}  // namespace vitrine
