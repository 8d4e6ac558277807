// SPDX-License-Identifier: GPL-3.0-or-later
#include <QComboBox>
#include <QHBoxLayout>
#include <QToolButton>
#include <QVBoxLayout>
#include <cmath>

#include "plugins/lrp_resnet/panel_label.h"
#include "plugins/lrp_resnet/panel_player.h"
#include "widgets/base/text.h"
#include "widgets/base/theme.h"

namespace vitrine::lrp_panel {

HandEdit::HandEdit(Desk& desk, QWidget* parent) : QWidget(parent), m_desk(desk) {
    m_image = new ImageView(this);
    m_image->setObjectName("hand.image");
    m_image->setAccessibleName("Picture to edit by hand");
    m_image->setTitle("By hand");
    m_image->setEmptyText("Draw rectangles here once there is a picture");
    m_image->setMinimumSize(70, 70);
    m_image->setMode(ImageView::Mode::Region);
    m_image->setToolTip("Draw a rectangle: it is deleted from the picture, or inserted into a blank one, and the network looks again.");
    connect(m_image, &ImageView::regionChanged, this, [this](const QRectF& region) { ask(region); });
    connect(m_image, &ImageView::regionFinished, this, [this](const QRectF& region) {
        if (const Json rectangle = rectangleOf(region); !rectangle.is_null()) m_rectangles.push_back(rectangle);
        m_image->setRegion(std::nullopt);
        ask(std::nullopt);
    });
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Theme::space(1));
    column->addWidget(m_image, 1);
    buildControls(column);
    if (m_desk.explained(0)) m_imageNumber = m_desk.state().image;
    connect(&desk, &Desk::explainedChanged, this, [this](int view) {
        const Explained* explained = m_desk.explained(0);
        if (view != 0) return;
        if (!explained) return clear();
        // Rectangles belong to their picture.
        if (m_desk.state().image != m_imageNumber && m_imageNumber >= 0) m_rectangles = Json::array();
        m_imageNumber = m_desk.state().image;
        ask(std::nullopt);
    });
}

void HandEdit::buildControls(QVBoxLayout* column) {
    m_verdict = new ElidedLabel(" ", this);
    m_verdict->setObjectName("hand.verdict");
    m_mode = new QComboBox(this);
    m_mode->setObjectName("hand.mode");
    m_mode->setAccessibleName("What rectangles do");
    m_mode->addItems({"Delete", "Insert"});
    m_mode->setMinimumContentsLength(4);
    m_mode->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_mode->setToolTip("Delete: rectangles become absent. Insert: only rectangles are there.");
    connect(m_mode, &QComboBox::currentIndexChanged, this, [this] { ask(std::nullopt); });
    const auto button = [this](const QString& text, const QString& tip) {
        auto* tool = new QToolButton(this);
        tool->setText(text);
        tool->setAccessibleName(tip);
        tool->setToolTip(tip);
        return tool;
    };
    m_back = button("Back", "Take the last rectangle back");
    m_clear = button("Clear", "Remove all rectangles");
    connect(m_back, &QToolButton::clicked, this, [this] {
        if (!m_rectangles.empty()) m_rectangles.erase(m_rectangles.end() - 1);
        ask(std::nullopt);
    });
    connect(m_clear, &QToolButton::clicked, this, [this] {
        m_rectangles = Json::array();
        ask(std::nullopt);
    });
    auto* row = new QHBoxLayout;
    row->setSpacing(Theme::space(1));
    row->addWidget(m_mode, 1);
    row->addWidget(m_back);
    row->addWidget(m_clear);
    column->addWidget(m_verdict);
    column->addLayout(row);
}

Json HandEdit::rectangleOf(const QRectF& region) const {
    if (!m_desk.info()) return nullptr;
    const double side = static_cast<double>(m_desk.info()->inputSize);
    const QRectF inside = region.normalized().intersected(QRectF(0, 0, side, side));
    if (inside.isEmpty()) return nullptr;
    const int x = static_cast<int>(std::floor(inside.left())), y = static_cast<int>(std::floor(inside.top()));
    return {{"x", x},
            {"y", y},
            {"width", std::max(1, static_cast<int>(std::ceil(inside.right())) - x)},
            {"height", std::max(1, static_cast<int>(std::ceil(inside.bottom())) - y)}};
}

void HandEdit::ask(const std::optional<QRectF>& drawing) {
    const Explained* explained = m_desk.explained(0);
    if (!explained || !isVisible()) return;
    Json parameters = m_desk.baseParameters();
    parameters.erase("target");
    parameters["class"] = explained->target;
    parameters["mode"] = m_mode->currentIndex() == 0 ? "delete" : "insert";
    parameters["rectangles"] = m_rectangles;
    if (drawing)
        if (const Json rectangle = rectangleOf(*drawing); !rectangle.is_null()) parameters["rectangles"].push_back(rectangle);
    m_back->setEnabled(!m_rectangles.empty());
    m_clear->setEnabled(!m_rectangles.empty());
    m_desk.ask("probability", std::move(parameters), [this](const Reply& reply) {
        const auto edited = reply.arrays.find("edited");
        if (edited == reply.arrays.end()) return;
        if (const Status status = m_image->setImage(edited->second); !status.ok()) return m_desk.context().report(status.error());
        const double before = numberOr(reply.values, "probability", 0), after = numberOr(reply.values, "edited_probability", 0);
        const auto predicted = static_cast<std::int64_t>(numberOr(reply.values, "edited_predicted", 0)),
                   target = static_cast<std::int64_t>(numberOr(reply.values, "class", 0));
        QString text = QString::fromUtf8("p %1 \u2192 %2").arg(before, 0, 'f', 3).arg(after, 0, 'f', 3);
        if (predicted != target && m_desk.info()) text += ", now " + m_desk.info()->className(predicted);
        m_verdict->setText(text);
    });
}

void HandEdit::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    ask(std::nullopt);   // Nothing was asked while it was hidden.
}

void HandEdit::clear() {
    if (m_imageNumber >= 0) m_rectangles = Json::array();   // Else they were restored and wait for their picture.
    m_imageNumber = -1;
    static_cast<void>(m_image->setImage(Array()));
    m_verdict->setText(" ");
}

QString HandEdit::verdict() const { return m_verdict->text(); }

Json HandEdit::saveState() const { return {{"mode", m_mode->currentIndex()}, {"rectangles", m_rectangles}}; }

void HandEdit::restoreState(const Json& state) {
    m_mode->setCurrentIndex(std::clamp(static_cast<int>(numberOr(state, "mode", 0)), 0, 1));
    if (state.contains("rectangles") && state["rectangles"].is_array()) m_rectangles = state["rectangles"];
    ask(std::nullopt);
}

}  // namespace vitrine::lrp_panel
