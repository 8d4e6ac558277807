// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/method/generic_panel.h"

#include <QGridLayout>
#include <QLabel>
#include <QScrollArea>
#include <QStackedWidget>

#include "widgets/artifact/artifact_view.h"
#include "widgets/base/array_image.h"
#include "widgets/base/text.h"
#include "widgets/base/theme.h"

namespace vitrine {
namespace {

constexpr std::size_t kMostCards = 12;   // Each reads a file and may hold a view with a GL context; the rest is in the dock of outputs.
constexpr int kGridColumns = 2, kCardHeight = 300, kPreviewHeight = 220;

/// Declared outputs in the order of the manifest, the main one first; what is declared nowhere comes last.
std::size_t rank(const Manifest& manifest, const ArtifactRow& artifact) {
    for (std::size_t i = 0; i < manifest.outputs.size(); ++i) {
        const std::string& name = manifest.outputs[i].name;
        const bool family = name.ends_with("*");
        if (family ? artifact.name.starts_with(name.substr(0, name.size() - 1)) : artifact.name == name) return i;
    }
    return manifest.outputs.size();
}

}  // namespace

GenericPanel::GenericPanel(PanelContext& context, QWidget* parent) : Panel(context, parent) {
    setObjectName("panel.generic");
    setAccessibleName("Outputs of the run");
    m_stack = new QStackedWidget(this);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_stack);
    m_stack->addWidget(buildEmpty());

    auto* content = new QWidget(m_stack);
    auto* inside = new QVBoxLayout(content);
    inside->setContentsMargins(Theme::space(3), Theme::space(3), Theme::space(3), Theme::space(3));
    inside->setSpacing(Theme::space(3));
    m_preview = new QLabel(content);
    m_preview->setAlignment(Qt::AlignCenter);
    m_preview->setAccessibleName("Preview of the run in progress");
    m_preview->hide();
    m_grid = new QGridLayout;
    m_grid->setSpacing(Theme::space(3));
    for (int column = 0; column < kGridColumns; ++column) m_grid->setColumnStretch(column, 1);
    m_more = new QLabel(content);
    m_more->setProperty("ink", "muted");
    m_more->hide();
    inside->addWidget(m_preview);
    inside->addLayout(m_grid);
    inside->addWidget(m_more);
    inside->addStretch(1);
    auto* scroll = new QScrollArea(m_stack);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidget(content);
    m_stack->addWidget(scroll);
    fill();
}

QWidget* GenericPanel::buildEmpty() {
    m_hint = new QLabel;
    QString text;
    for (const OutputSpec& output : m_context.manifest.outputs)
        text += QString("<p><b>%1</b>%2</p>").arg(qs(output.title.empty() ? output.name : output.title).toHtmlEscaped(),
                                                  output.help.empty() ? QString() : "<br>" + qs(output.help).toHtmlEscaped());
    auto* label = new QLabel(text);
    label->setWordWrap(true);
    label->setAccessibleName("What the method makes");
    auto* empty = new QWidget;
    auto* column = new QVBoxLayout(empty);
    column->setContentsMargins(Theme::space(5), Theme::space(5), Theme::space(5), Theme::space(5));
    column->addWidget(m_hint);
    column->addWidget(label);
    column->addStretch(1);
    return empty;
}

void GenericPanel::showRun(std::optional<std::int64_t> run) {
    Panel::showRun(run);
    m_preview->hide();
    fill();
}

void GenericPanel::runUpdated() { fill(); }

void GenericPanel::fill() {
    std::vector<ArtifactRow> rows;
    if (m_run)
        if (auto found = m_context.store.artifacts(*m_run); found.ok()) rows = std::move(*found);
    std::stable_sort(rows.begin(), rows.end(), [&](const ArtifactRow& a, const ArtifactRow& b) {
        return rank(m_context.manifest, a) < rank(m_context.manifest, b);
    });
    const std::size_t left = rows.size() > kMostCards ? rows.size() - kMostCards : 0;
    rows.resize(rows.size() - left);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (i == m_cards.size()) {
            m_cards.push_back({0, {}, new ArtifactView(this)});
            m_cards[i].view->setFixedHeight(kCardHeight);
            m_grid->addWidget(m_cards[i].view, static_cast<int>(i) / kGridColumns, static_cast<int>(i) % kGridColumns);
        }
        Card& card = m_cards[i];
        if (card.artifact == rows[i].id && card.hash == rows[i].sha256) continue;   // A view keeps its zoom while others arrive.
        card.artifact = rows[i].id;
        card.hash = rows[i].sha256;
        card.view->show(rows[i], m_context.store.folder() / rows[i].file);
    }
    for (; m_cards.size() > rows.size(); m_cards.pop_back()) delete m_cards.back().view;
    m_more->setText(QString("%1 more in the dock \"Outputs\".").arg(left));
    m_more->setVisible(left > 0);
    m_grid->setColumnStretch(1, rows.size() > 1 ? 1 : 0);   // A single output has the whole width.
    m_hint->setText(m_run ? "What the run makes appears here." : "Press Run: what the method makes appears here.");
    m_stack->setCurrentIndex(rows.empty() && m_preview->isHidden() ? 0 : 1);
}

void GenericPanel::preview(const ArtifactSpec& spec, const Array& data) {
    const auto image = toImage(data);
    if (!image.ok()) return;
    const double ratio = devicePixelRatioF();
    QPixmap picture = QPixmap::fromImage(image->scaledToHeight(static_cast<int>(kPreviewHeight * ratio), Qt::FastTransformation));
    picture.setDevicePixelRatio(ratio);
    m_preview->setPixmap(picture);
    m_preview->setToolTip(qs(spec.title.empty() ? spec.name : spec.title));
    m_preview->show();
    m_stack->setCurrentIndex(1);
}

bool GenericPanel::settled() const {
    return Panel::settled() && std::all_of(m_cards.begin(), m_cards.end(), [](const Card& card) { return card.view->settled(); });
}

}  // namespace vitrine
