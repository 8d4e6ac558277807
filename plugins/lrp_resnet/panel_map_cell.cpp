// SPDX-License-Identifier: GPL-3.0-or-later
#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QToolButton>
#include <QVBoxLayout>

#include "plugins/lrp_resnet/panel_ink.h"
#include "plugins/lrp_resnet/panel_label.h"
#include "plugins/lrp_resnet/panel_views.h"
#include "widgets/base/text.h"

namespace vitrine::lrp_panel {

MapCell::MapCell(Desk& desk, int view, QWidget* parent) : QWidget(parent), m_desk(desk), m_view(view) {
    m_image = new ImageView(this);
    m_image->setObjectName(QString("view.%1.image").arg(view));
    m_image->setAccessibleName(view == 0 ? QString("Main map") : QString("Map %1").arg(view + 1));
    m_image->setMinimumSize(90, 90);
    m_image->setColourBar(true);
    m_image->installEventFilter(this);
    buildHeader();
    m_caption = new ElidedLabel(" ", this);
    m_caption->setObjectName(QString("view.%1.caption").arg(view));
    auto* header = new QHBoxLayout;
    header->setSpacing(Theme::space(1));
    header->addWidget(m_chooser, 3);
    header->addWidget(m_other, 2);
    header->addWidget(m_remove);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Theme::space(1));
    column->addLayout(header);
    column->addWidget(m_image, 1);
    column->addWidget(m_caption);
    if (m_desk.info()) fillClasses();
    takeOver();
    showEmpty();
}

void MapCell::buildHeader() {
    m_chooser = new QComboBox(this);
    m_chooser->setObjectName(QString("view.%1.choice").arg(m_view));
    m_chooser->setAccessibleName(QString("Map of view %1").arg(m_view + 1));
    m_chooser->setToolTip(m_view == 0 ? "What makes the map. This is also what a run will use."
                                      : "What makes the map of this view, on the same image and class.");
    m_chooser->setMinimumWidth(60);
    m_chooser->setMinimumContentsLength(6);
    m_chooser->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    fillChooser();
    connect(m_chooser, &QComboBox::activated, this, [this](int index) { m_desk.choose(m_view, ss(m_chooser->itemData(index).toString())); });
    m_other = new QComboBox(this);
    m_other->setObjectName(QString("view.%1.other").arg(m_view));
    m_other->setAccessibleName("Class that is taken away");
    m_other->setToolTip("The class whose share of relevance is taken away: red speaks for the explained class, blue for this one.");
    m_other->setMinimumContentsLength(4);
    m_other->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    connect(m_other, &QComboBox::activated, this, [this](int index) {
        m_desk.edit("Difference of two classes", [index](ViewState& state) { state.otherClass = index - 1; });
    });
    m_remove = new QToolButton(this);
    m_remove->setIcon(Theme::instance().icon("close"));
    m_remove->setAutoRaise(true);
    m_remove->setAccessibleName(QString("Close view %1").arg(m_view + 1));
    m_remove->setToolTip("Close this view");
    m_remove->setVisible(m_view > 0);
    connect(m_remove, &QToolButton::clicked, this, [this] {
        m_desk.edit("Close a view", [this](ViewState& state) { state.beside.erase(state.beside.begin() + m_view - 1); });
    });
    connect(&m_desk, &Desk::opened, this, &MapCell::fillClasses);
    connect(&m_desk, &Desk::failed, this, &MapCell::showEmpty);
}

void MapCell::fillChooser() {
    for (const MapChoice& choice : mapChoices()) {
        m_chooser->addItem(qs(choice.title), qs(choice.id));
        m_chooser->setItemData(m_chooser->count() - 1, qs(choice.help), Qt::ToolTipRole);
    }
    if (m_view == 0) return;
    const MapChoice& difference = mapChoice(kDifference);
    m_chooser->addItem(qs(difference.title), qs(difference.id));
    m_chooser->setItemData(m_chooser->count() - 1, qs(difference.help), Qt::ToolTipRole);
}

void MapCell::fillClasses() {
    m_other->clear();
    m_other->addItem("next most probable");
    for (std::int64_t index = 0; m_desk.info() && index < m_desk.info()->classes; ++index) m_other->addItem(m_desk.info()->className(index));
    takeOver();
}

void MapCell::takeOver() {
    if (m_view >= m_desk.views()) return;
    const std::string choice = m_desk.choiceOf(m_view);
    m_chooser->setCurrentIndex(m_chooser->findData(qs(choice)));
    m_other->setVisible(choice == kDifference);
    m_other->setCurrentIndex(static_cast<int>(m_desk.state().otherClass) + 1);
}

void MapCell::showEmpty() {
    m_caption->setText(" ");
    if (const auto& failure = m_desk.failure()) {
        const Error& error = *failure;
        m_image->setEmptyText(qs(error.what) + ": " + qs(error.object).section('/', -1) + "\n" + qs(error.why) + "\n" + qs(error.next));
    } else if (m_desk.context().session.state() == LiveSession::State::Starting || m_view > 0) {
        m_image->setEmptyText("Loading the network...");
    } else {
        m_image->setEmptyText("Drop a photo here, or pick one on the left");
    }
    if (m_view < m_desk.views() && m_desk.explained(m_view)) return;
    static_cast<void>(m_image->setImage(Array()));
    m_image->removeOverlay("heat");
}

double MapCell::fullOfOwn() const {
    const Explained* explained = m_desk.explained(m_view);
    return explained ? fullColour(withSign(explained->map, m_desk.state().display.sign)) : 0;
}

QString MapCell::caption() const {
    const Explained* explained = m_desk.explained(m_view);
    if (!explained) return QString(" ");
    if (m_desk.choiceOf(m_view) == kDifference) return "share of relevance: " + m_desk.titleOf(m_view);
    const QString name = m_desk.info() ? m_desk.info()->className(explained->target) : QString();
    QString text = QString("%1, p = %2").arg(name, sumText(explained->probability));
    if (!explained->sums.empty()) text += QString::fromUtf8(", \u03a3R = %1").arg(sumText(explained->sums.back()));
    if (m_view == 0 && mapChoice(m_desk.choiceOf(0)).isLrp() && !m_desk.blockRules().empty()) text += ", with exceptions";
    return text;
}

void MapCell::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    m_image->setColourBar(width() >= 230);   // The picture comes first.
}

void MapCell::draw(double sharedFull) {
    const Explained* explained = m_desk.explained(m_view);
    if (!explained || explained->map.empty() || !m_desk.info()) return showEmpty();
    const Display& display = m_desk.state().display;
    const Array map = withSign(explained->map, display.sign);
    const bool onShared = sharedFull > 0 && mapChoice(m_desk.choiceOf(m_view)).isLrp() && m_desk.choiceOf(m_view) != kDifference;
    const ValueColours colours = coloursFor(map, display.colours, onShared ? sharedFull : fullColour(map));
    const bool mapOnly = display.show == Show::MapOnly;
    Status status = mapOnly ? m_image->setImage(map, colours) : m_image->setImage(explained->pixels);
    if (mapOnly) m_image->removeOverlay("heat");
    const double opacity = display.show == Show::PictureOnly ? 0 : numberOr(m_desk.context().draft.values(), "opacity", 0.8);
    if (status.ok() && !mapOnly) status = m_image->setOverlay("heat", {map, colours, opacity, true, false});
    if (!status.ok()) return m_desk.context().report(status.error());
    m_caption->setText(caption());
    // Relevance that got lost or multiplied is told in the colour of the meter.
    m_caption->setInk(explained->sums.empty() || explained->conservationError() <= kTolerance ? Ink::Muted : Ink::Bad);
}

bool MapCell::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_image && event->type() == QEvent::Paint && m_view == 0)
        QMetaObject::invokeMethod(&m_desk, [desk = &m_desk] { desk->painted(); }, Qt::QueuedConnection);
    return QWidget::eventFilter(watched, event);
}

}  // namespace vitrine::lrp_panel
