// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/graph/timeline_view.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QMenu>
#include <QMouseEvent>
#include <algorithm>
#include <cmath>
#include <numeric>

#include "widgets/base/text.h"
#include "widgets/base/theme.h"
#include "widgets/graph/timeline_impl.h"

namespace vitrine {

void TimelineView::Impl::sortItems() {
    byStart.resize(items.size());
    std::iota(byStart.begin(), byStart.end(), 0);
    std::stable_sort(byStart.begin(), byStart.end(), [&](int a, int b) { return items[a].start < items[b].start; });
    longest = 0;
    for (const TimelineItem& item : items) longest = std::max(longest, item.end - item.start);
}

std::pair<int, TimelineView::Impl::Part> TimelineView::Impl::at(const QPointF& pixel) const {
    const Frame where = frame(QRectF(view->rect()));
    std::pair<int, Part> found{-1, Part::None};
    double smallest = 1e18;
    for (int i = 0; i < static_cast<int>(items.size()); ++i) {
        if (items[i].lane < 0) continue;
        const QRectF box = areaOf(items[i], where);
        if (!box.adjusted(-3, 0, 3, 0).contains(pixel) || box.width() > smallest) continue;
        smallest = box.width();                // Of items on each other the shorter one, which could not be reached otherwise.
        const bool ends = editable && items[i].end > items[i].start && box.width() >= 12;
        found = {i, ends && pixel.x() < box.left() + 5 ? Part::Start : ends && pixel.x() > box.right() - 5 ? Part::End : Part::Body};
    }
    return found;
}

void TimelineView::Impl::show(double from, double to) {
    const double least = (end - start) * 1e-7;
    if (!(to - from >= least)) return;
    const double size = std::min(to - from, (end - start) * 1.1);
    const double slack = (end - start) * 0.05;
    low = std::clamp(from, start - slack, std::max(start - slack, end + slack - size));
    high = low + size;
    view->update();
}

void TimelineView::Impl::zoomAt(double pixel, double factor) {
    const double time = std::clamp(frame(QRectF(view->rect())).toTime(pixel), low, high);
    show(time - (time - low) * factor, time + (high - time) * factor);
}

void TimelineView::Impl::scrub(double time) {
    time = std::clamp(time, start, end);
    if (time == head) return;
    head = time;
    view->update();
    Q_EMIT view->playHeadMoved(head);
}

void TimelineView::Impl::scrollTo(double time) {
    if (time >= low && time <= high) return;
    show(time - (high - low) / 2, time + (high - low) / 2);
}

void TimelineView::Impl::pick(int item) {
    current = item;
    view->update();
    if (item < 0) return;
    view->setAccessibleDescription(QStringLiteral("%1, %2 to %3 %4").arg(items[item].title, numberText(items[item].start), numberText(items[item].end), unit));
    Q_EMIT view->itemPicked(item);
}

void TimelineView::Impl::edit(int item, double from, double to) {
    items[item].start = from;
    items[item].end = to;
    sortItems();
    view->update();
}

void TimelineView::Impl::nudge(double by, bool endOnly) {
    if (!editable || current < 0) return;
    const TimelineItem item = items[current];
    if (endOnly && item.end <= item.start) return;
    const double from = endOnly ? item.start : item.start + by, to = item.end + by;
    if (from < start || to > end || to < from) return;
    edit(current, from, to);
    Q_EMIT view->itemEdited(current, from, to);
}

void TimelineView::Impl::pickNext(int direction) {
    if (byStart.empty()) return;
    const auto at = std::find(byStart.begin(), byStart.end(), current);
    const auto place = at == byStart.end() ? (direction > 0 ? 0 : static_cast<std::ptrdiff_t>(byStart.size()) - 1) : at - byStart.begin() + direction;
    if (place < 0 || place >= static_cast<std::ptrdiff_t>(byStart.size())) return;
    pick(byStart[static_cast<std::size_t>(place)]);
    scrollTo(items[current].start);
}

void TimelineView::Impl::openMenu(const QPoint& global) {
    auto* menu = new QMenu(view);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(QStringLiteral("Fit all\tF"), view, [this] { view->fit(); });
    if (current >= 0)
        menu->addAction(QStringLiteral("Zoom to item"), view, [this] {
            const double room = std::max((items[current].end - items[current].start) * 0.2, (end - start) * 0.01);
            show(items[current].start - room, items[current].end + room);
        });
    menu->addSeparator();
    menu->addAction(QStringLiteral("Copy picture\tCtrl+C"), view, [this] { QGuiApplication::clipboard()->setPixmap(view->grab()); });
    menu->addAction(QStringLiteral("Export figure..."), view, [this] { exportFigureWithDialog(view, *view, provenance); });
    menu->popup(global);
}

TimelineView::TimelineView(QWidget* parent) : QWidget(parent), m_impl(std::make_unique<Impl>(this)) {
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setMinimumSize(160, 64);
    setAccessibleName(QStringLiteral("Timeline"));
    connect(&Theme::instance(), &Theme::changed, this, [this] { update(); });
}

TimelineView::~TimelineView() = default;

void TimelineView::setLanes(const QStringList& names) {
    m_impl->lanes = names;
    updateGeometry();
    update();
}

void TimelineView::setItems(std::vector<TimelineItem> items) {
    m_impl->items = std::move(items);
    if (m_impl->current >= static_cast<int>(m_impl->items.size())) m_impl->current = -1;
    m_impl->hover = -1;
    m_impl->drag = Impl::Drag::None;
    m_impl->sortItems();
    updateGeometry();
    update();
}

const std::vector<TimelineItem>& TimelineView::items() const { return m_impl->items; }

void TimelineView::setRange(double start, double end, const QString& unit) {
    if (!(start < end)) end = start + 1;
    m_impl->start = start, m_impl->end = end, m_impl->unit = unit;
    m_impl->head = std::clamp(m_impl->head, start, end);
    fit();
}

void TimelineView::setPlayHead(double time) {
    m_impl->head = std::clamp(time, m_impl->start, m_impl->end);
    update();
}

double TimelineView::playHead() const { return m_impl->head; }
void TimelineView::setEditable(bool on) { m_impl->editable = on, update(); }
int TimelineView::current() const { return m_impl->current; }

void TimelineView::setCurrent(int item) {
    m_impl->current = item >= 0 && item < static_cast<int>(m_impl->items.size()) ? item : -1;
    if (m_impl->current >= 0) m_impl->scrollTo(m_impl->items[item].start);
    update();
}

void TimelineView::fit() {
    m_impl->low = m_impl->start, m_impl->high = m_impl->end;
    update();
}

void TimelineView::setTitle(const QString& title) {
    m_impl->title = title;
    setAccessibleName(title);
}

void TimelineView::setEmptyText(const QString& text) {
    m_impl->emptyText = text;
    update();
}

void TimelineView::setProvenance(const Json& provenance) { m_impl->provenance = provenance; }

QRectF TimelineView::pixelsOf(int item) const {
    return item >= 0 && item < static_cast<int>(m_impl->items.size()) ? m_impl->areaOf(m_impl->items[item], m_impl->frame(QRectF(rect()))) : QRectF();
}

QSize TimelineView::sizeHint() const { return {640, 28 + 32 * m_impl->laneCount() + 8}; }

void TimelineView::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), Theme::instance().colour(Ink::Surface));
    m_impl->paint(painter, QRectF(rect()), true);
    if (!m_impl->keyFocus) return;
    painter.setPen(QPen(Theme::instance().colour(Ink::Accent), 1));
    painter.drawRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5));
}

void TimelineView::mousePressEvent(QMouseEvent* event) {
    Impl& impl = *m_impl;
    if (event->button() != Qt::LeftButton && event->button() != Qt::MiddleButton) return;
    impl.pressed = impl.last = event->position();
    const Impl::Frame frame = impl.frame(QRectF(rect()));
    impl.drag = Impl::Drag::Pan;
    if (event->button() == Qt::MiddleButton) return;
    if (event->position().y() < frame.ruler.bottom() || std::abs(event->position().x() - frame.toPixel(impl.head)) <= 4) {
        impl.drag = Impl::Drag::Scrub;
        return impl.scrub(frame.toTime(event->position().x()));
    }
    const auto [item, part] = impl.at(event->position());
    if (item < 0) return;
    impl.pick(item);
    if (impl.current < 0 || impl.current >= static_cast<int>(impl.items.size())) return;   // A receiver took the items away.
    impl.grabbedStart = impl.items[item].start, impl.grabbedEnd = impl.items[item].end;
    if (!impl.editable) return;
    impl.drag = part == Impl::Part::Start ? Impl::Drag::ResizeStart : part == Impl::Part::End ? Impl::Drag::ResizeEnd : Impl::Drag::Move;
}

void TimelineView::mouseMoveEvent(QMouseEvent* event) {
    Impl& impl = *m_impl;
    const Impl::Frame frame = impl.frame(QRectF(rect()));
    const QPointF at = event->position();
    const double moved = frame.toTime(at.x()) - frame.toTime(impl.pressed.x());
    const bool editing = impl.drag == Impl::Drag::Move || impl.drag == Impl::Drag::ResizeStart || impl.drag == Impl::Drag::ResizeEnd;
    if (editing && (at - impl.pressed).manhattanLength() < QApplication::startDragDistance() && impl.items[impl.current].start == impl.grabbedStart &&
        impl.items[impl.current].end == impl.grabbedEnd)
        return;                                // A click with a shaking hand moves nothing.
    switch (impl.drag) {
    case Impl::Drag::Scrub: return impl.scrub(frame.toTime(at.x()));
    case Impl::Drag::Pan: {
        const double by = frame.toTime(impl.last.x()) - frame.toTime(at.x());
        impl.last = at;
        setCursor(Qt::ClosedHandCursor);
        return impl.show(impl.low + by, impl.high + by);
    }
    case Impl::Drag::Move: {
        const double by = std::clamp(moved, impl.start - impl.grabbedStart, impl.end - impl.grabbedEnd);
        return impl.edit(impl.current, impl.grabbedStart + by, impl.grabbedEnd + by);
    }
    case Impl::Drag::ResizeStart:
        return impl.edit(impl.current, std::clamp(impl.grabbedStart + moved, impl.start, impl.grabbedEnd - impl.step()), impl.grabbedEnd);
    case Impl::Drag::ResizeEnd:
        return impl.edit(impl.current, impl.grabbedStart, std::clamp(impl.grabbedEnd + moved, impl.grabbedStart + impl.step(), impl.end));
    case Impl::Drag::None: break;
    }
    const auto [item, part] = impl.at(at);
    const bool onEnd = part == Impl::Part::Start || part == Impl::Part::End;
    const bool onHead = at.y() < frame.ruler.bottom() || std::abs(at.x() - frame.toPixel(impl.head)) <= 4;
    setCursor(onHead || onEnd ? Qt::SizeHorCursor : item >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
    if (item == impl.hover) return;
    impl.hover = item;
    if (item >= 0) {
        const TimelineItem& on = impl.items[item];
        const QString when = on.end > on.start ? QStringLiteral("%1 to %2 %3").arg(numberText(on.start, 6), numberText(on.end, 6), impl.unit)
                                               : QStringLiteral("%1 %2").arg(numberText(on.start, 6), impl.unit);
        setToolTip(QStringList{on.title, when, on.help}.filter(QRegularExpression(QStringLiteral("."))).join('\n'));
    } else {
        setToolTip({});
    }
    update();
}

void TimelineView::mouseReleaseEvent(QMouseEvent*) {
    Impl& impl = *m_impl;
    const Impl::Drag drag = std::exchange(impl.drag, Impl::Drag::None);
    setCursor(Qt::ArrowCursor);
    if (drag != Impl::Drag::Move && drag != Impl::Drag::ResizeStart && drag != Impl::Drag::ResizeEnd) return;
    const TimelineItem& item = impl.items[impl.current];
    if (item.start != impl.grabbedStart || item.end != impl.grabbedEnd) Q_EMIT itemEdited(impl.current, item.start, item.end);
}

void TimelineView::mouseDoubleClickEvent(QMouseEvent* event) {
    if (m_impl->at(event->position()).first < 0) fit();
}

void TimelineView::wheelEvent(QWheelEvent* event) {
    event->accept();
    const double steps = std::clamp(event->angleDelta().y() / 120.0, -8.0, 8.0);
    if (event->modifiers().testFlag(Qt::ShiftModifier) || event->angleDelta().y() == 0) {
        const double by = (m_impl->high - m_impl->low) * 0.1 * (event->angleDelta().y() == 0 ? -event->angleDelta().x() / 120.0 : -steps);
        return m_impl->show(m_impl->low + by, m_impl->high + by);
    }
    m_impl->zoomAt(event->position().x(), std::pow(0.85, steps));
}

void TimelineView::keyPressEvent(QKeyEvent* event) {
    Impl& impl = *m_impl;
    const bool alt = event->modifiers().testFlag(Qt::AltModifier), shift = event->modifiers().testFlag(Qt::ShiftModifier);
    const auto along = [&](double direction) {
        if (alt) return impl.nudge(direction * impl.step() * 5, shift);
        impl.scrub(impl.head + direction * impl.step() * 5 * (shift ? 10 : 1));
        impl.scrollTo(impl.head);
    };
    const double middle = impl.frame(QRectF(rect())).lanes.center().x();
    if (event->matches(QKeySequence::Copy)) return QGuiApplication::clipboard()->setPixmap(grab());
    switch (event->key()) {
    case Qt::Key_Left: return along(-1);
    case Qt::Key_Right: return along(1);
    case Qt::Key_Up: return impl.pickNext(-1);
    case Qt::Key_Down: return impl.pickNext(1);
    case Qt::Key_Home: return impl.scrub(impl.start), impl.scrollTo(impl.head);
    case Qt::Key_End: return impl.scrub(impl.end), impl.scrollTo(impl.head);
    case Qt::Key_Plus:
    case Qt::Key_Equal: return impl.zoomAt(middle, 0.8);
    case Qt::Key_Minus: return impl.zoomAt(middle, 1.25);
    case Qt::Key_0:
    case Qt::Key_F: return fit();
    default: event->ignore();
    }
}

void TimelineView::contextMenuEvent(QContextMenuEvent* event) { m_impl->openMenu(event->globalPos()); }

void TimelineView::leaveEvent(QEvent*) {
    m_impl->hover = -1;
    update();
}

void TimelineView::focusInEvent(QFocusEvent* event) {
    m_impl->keyFocus = event->reason() == Qt::TabFocusReason || event->reason() == Qt::BacktabFocusReason || event->reason() == Qt::ShortcutFocusReason;
    update();
}

void TimelineView::focusOutEvent(QFocusEvent*) {
    m_impl->keyFocus = false;
    update();
}

QString TimelineView::figureTitle() const { return m_impl->title.isEmpty() ? QStringLiteral("Timeline") : m_impl->title; }
QSizeF TimelineView::figureSize() const { return width() >= 200 ? QSizeF(size()) : QSizeF(sizeHint()); }
void TimelineView::paintFigure(QPainter& painter, const QRectF& area) { m_impl->paint(painter, area, false); }

std::optional<Table> TimelineView::figureData() const {
    if (m_impl->items.empty()) return std::nullopt;
    std::vector<std::string> lanes, titles;
    std::vector<double> starts, ends;
    for (const TimelineItem& item : m_impl->items) {
        lanes.push_back(item.lane >= 0 && item.lane < m_impl->lanes.size() ? ss(m_impl->lanes[item.lane]) : std::to_string(item.lane));
        titles.push_back(ss(item.title));
        starts.push_back(item.start), ends.push_back(item.end);
    }
    Table table;
    table.columns = {{"lane", std::move(lanes), {}}, {"title", std::move(titles), {}}, {"start", Array::of(starts), ss(m_impl->unit)}, {"end", Array::of(ends), ss(m_impl->unit)}};
    return table;
}

}  // namespace vitrine
