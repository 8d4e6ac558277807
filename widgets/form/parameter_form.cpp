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
#include "widgets/base/ui_thread.h"
#include "widgets/form/fold_section.h"
#include "widgets/base/icon_button.h"
#include "widgets/form/parameter_row.h"
#include "widgets/form/run_settings.h"

namespace vitrine {
namespace {

constexpr int kWidestLabel = 116;

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
    /// Rows are made when they are first shown: half of the parameters of a method are advanced or wait for another one's value.
    struct Group {
        FoldSection* section;
        std::vector<const Parameter*> parameters;
        std::vector<ParameterRow*> rows;   ///< Of each parameter; null: not made yet.
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
    std::map<std::string, std::pair<std::size_t, std::size_t>> places;   ///< Parameter -> group, and place in it.
    int labelWidth = 0;
    std::shared_ptr<const DatasetCatalog> catalogue;
    std::shared_ptr<const DataEntries> entries;

    QWidget* makeBar();
    void makeGroups(QVBoxLayout* column);
    void alignLabels();
    ParameterRow* madeRow(const std::string& id) const;
    ParameterRow* row(std::size_t group, std::size_t place);
    bool isWanted(const Group& group, const Parameter& parameter, const QString& words) const;
    void refreshVisibility();
    void refreshGroup(std::size_t group, const QString& words);
    void connectDraft();
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
        const auto [found, fresh] = byName.emplace(name, groups.size());
        if (fresh) {
            groups.push_back({new FoldSection(qs(name), content), {}, {}});
            column->addWidget(groups.back().section);
        }
        Group& group = groups[found->second];
        places[parameter.id] = {found->second, group.parameters.size()};
        group.parameters.push_back(&parameter);
        group.rows.push_back(nullptr);
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

/// One column of labels from the top to the bottom; long titles wrap.
void ParameterForm::Impl::alignLabels() {
    const QFontMetrics metrics(Theme::instance().bodyFont());
    for (const FormRow* other : settings->rows()) labelWidth = std::max(labelWidth, metrics.horizontalAdvance(other->title()));
    for (const Parameter& parameter : draft.manifest().schema.parameters()) labelWidth = std::max(labelWidth, metrics.horizontalAdvance(qs(parameter.title)));
    labelWidth = std::min(labelWidth + 2, kWidestLabel);
    for (FormRow* other : settings->rows()) other->setLabelWidth(labelWidth);
}

ParameterRow* ParameterForm::Impl::madeRow(const std::string& id) const {
    const auto place = places.find(id);
    return place == places.end() ? nullptr : groups[place->second.first].rows[place->second.second];
}

ParameterRow* ParameterForm::Impl::row(std::size_t group, std::size_t place) {
    Group& of = groups[group];
    if (of.rows[place]) return of.rows[place];
    auto* made = new ParameterRow(draft, *of.parameters[place], of.section->body());
    made->setLabelWidth(labelWidth);
    made->editor()->setFacts(draft.facts());
    if (entries) made->editor()->setEntries(*entries);
    made->refreshProblem();
    of.section->insertRow(int(std::count_if(of.rows.begin(), of.rows.begin() + std::ptrdiff_t(place), [](const ParameterRow* other) { return other; })), made);
    made->hide();
    return of.rows[place] = made;
}

/// What was changed, or is wrong, is never hidden behind "More"; a filter looks behind it.
bool ParameterForm::Impl::isWanted(const Group& group, const Parameter& parameter, const QString& words) const {
    return !parameter.advanced || group.more || !words.isEmpty() || draft.isChanged(parameter.id) || draft.problem(parameter.id);
}

void ParameterForm::Impl::refreshGroup(std::size_t index, const QString& words) {
    Group& group = groups[index];
    int shown = 0, hidden = 0, changed = 0;
    bool advanced = false;
    for (std::size_t place = 0; place < group.parameters.size(); ++place) {
        const Parameter& parameter = *group.parameters[place];
        const bool relevant = draft.isVisible(parameter.id) && ParameterRow::matches(parameter, words);
        const bool visible = relevant && isWanted(group, parameter, words);
        if (visible || group.rows[place]) row(index, place)->setVisible(visible);
        shown += visible;
        hidden += relevant && !visible;
        advanced = advanced || (relevant && parameter.advanced);
        changed += draft.isChanged(parameter.id) && draft.isVisible(parameter.id);
    }
    group.section->setMore(hidden, group.more && advanced && words.isEmpty());
    group.section->setChangedCount(changed);
    group.section->setVisible(shown + hidden > 0);
}

void ParameterForm::Impl::refreshVisibility() {
    const QString words = filter->text().trimmed();
    bool any = false, changed = false;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        refreshGroup(i, words);
        any = any || !groups[i].section->isHidden();
    }
    for (const auto& [id, place] : places) changed = changed || draft.isChanged(id);
    settings->setVisible(words.isEmpty());
    nothing->setVisible(!any && !places.empty());
    resetAll->setEnabled(changed);
}

void ParameterForm::Impl::connectDraft() {
    connect(&draft, &RunDraft::valueChanged, &form, [this](const QString& id) {
        if (ParameterRow* made = madeRow(ss(id))) made->refreshValue();
    });
    connect(&draft, &RunDraft::problemChanged, &form, [this](const QString& id) {
        if (ParameterRow* made = madeRow(ss(id))) made->refreshProblem();
        refreshVisibility();
    });
    connect(&draft, &RunDraft::changed, &form, [this] {
        for (const auto& [id, place] : places)
            if (ParameterRow* made = madeRow(id)) made->setChanged(draft.isChanged(id));
        refreshVisibility();
    });
    connect(&draft, &RunDraft::factsChanged, &form, [this] {
        for (const auto& [id, place] : places)
            if (ParameterRow* made = madeRow(id)) made->editor()->setFacts(draft.facts());
    });
}

ParameterForm::ParameterForm(RunDraft& draft, QWidget* parent) : QWidget(parent), m_impl(std::make_unique<Impl>(*this, draft)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_impl->makeBar());
    m_impl->scroll = new FormScroll(this);
    column->addWidget(m_impl->scroll, 1);
    // With its final parent from the start, as everything in it: under a style sheet, giving a widget another parent styles all below it anew.
    m_impl->content = new QWidget(m_impl->scroll->viewport());
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
    setMinimumWidth(320);
}

ParameterForm::~ParameterForm() = default;

void ParameterForm::setCatalogue(const DatasetCatalog* catalogue) {
    if (!catalogue) return;
    m_impl->catalogue = std::make_shared<const DatasetCatalog>(*catalogue);
    QThreadPool::globalInstance()->start([form = QPointer(this), copy = m_impl->catalogue] {
        auto entries = std::make_shared<const DataEntries>(presentEntries(*copy));
        postToUi([form, copy, entries] {
            if (!form || form->m_impl->catalogue != copy) return;
            form->m_impl->entries = entries;
            form->m_impl->settings->setCatalogue(copy, *entries);
            for (const auto& [id, place] : form->m_impl->places)
                if (ParameterRow* made = form->m_impl->madeRow(id)) made->editor()->setEntries(*entries);
        });
    });
}

void ParameterForm::setDevices(const QStringList& devices) {
    m_impl->settings->setDevices(devices);
}

QWidget* ParameterForm::editor(const std::string& id) const {
    const auto place = m_impl->places.find(id);
    return place == m_impl->places.end() ? nullptr : m_impl->row(place->second.first, place->second.second)->editor()->field();
}

void ParameterForm::focusParameter(const std::string& id) {
    const auto place = m_impl->places.find(id);
    if (place == m_impl->places.end() || !m_impl->draft.isVisible(id)) return;
    Impl::Group& group = m_impl->groups[place->second.first];
    const Parameter& parameter = *group.parameters[place->second.second];
    group.section->setFolded(false);
    group.more = group.more || parameter.advanced;
    if (!ParameterRow::matches(parameter, m_impl->filter->text())) m_impl->filter->clear();
    m_impl->refreshVisibility();
    ParameterRow* row = m_impl->row(place->second.first, place->second.second);
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
