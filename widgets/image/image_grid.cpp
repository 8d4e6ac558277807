// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/image/image_grid.h"

#include <QAbstractListModel>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QTimer>

#include "widgets/base/text.h"
#include "widgets/base/theme.h"
#include "widgets/image/paint_parts.h"
#include "widgets/image/thumbnail_loader.h"

namespace vitrine {
namespace {

constexpr int kPictureRole = Qt::UserRole, kStateRole = Qt::UserRole + 1;
enum State { Waiting, Shown, Failed };
constexpr int kPadding = 8;

}  // namespace

/// The items; asking for a picture is what makes it load.
class ImageGrid::Model : public QAbstractListModel {
public:
    explicit Model(QObject* parent) : QAbstractListModel(parent) {
        m_loader.arrived = [this](int item) {
            const QModelIndex at = index(item);
            Q_EMIT dataChanged(at, at);
        };
    }

    void reset(int count, Load load, std::function<QString(int)> title) {
        beginResetModel();
        m_count = count;
        m_title = std::move(title);
        m_loader.reset(std::move(load));
        endResetModel();
    }

    int rowCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : m_count; }

    QVariant data(const QModelIndex& at, int role) const override {
        const int item = at.row();
        switch (role) {
            case Qt::DisplayRole: return m_title ? m_title(item) : QString::number(item);
            case Qt::AccessibleTextRole: return m_title ? m_title(item) : QStringLiteral("Picture %1").arg(item);
            case Qt::ToolTipRole: return m_loader.error(item) ? errorHtml(*m_loader.error(item)) : (m_title ? m_title(item) : QString());
            case kPictureRole: return m_loader.picture(item);
            case kStateRole: return m_loader.error(item) ? Failed : Waiting;
            default: return {};
        }
    }

    ThumbnailLoader& loader() { return m_loader; }

private:
    int m_count = 0;
    std::function<QString(int)> m_title;
    mutable ThumbnailLoader m_loader;
};

/// A cell: picture fitted into a square, title below.
class ImageGrid::Delegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    int side = 96;

    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override { return cell(); }
    QSize cell() const { return {side + 2 * kPadding, side + 2 * kPadding + QFontMetrics(smallFont()).height() + 4}; }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        const Theme& theme = Theme::instance();
        // The view spreads cells over its width: the content stays in the middle of each.
        const QRect box(option.rect.center().x() - cell().width() / 2 + 1, option.rect.y(), cell().width(), cell().height());
        const bool selected = option.state & QStyle::State_Selected, hovered = option.state & QStyle::State_MouseOver;
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        const QRectF ground = QRectF(box).adjusted(2, 2, -2, -2);
        if (selected || hovered) {
            painter->setPen(selected ? QPen(theme.colour(Ink::Accent), 2) : QPen(Qt::NoPen));
            painter->setBrush(theme.colour(selected ? Ink::AccentSoft : Ink::Raised));
            painter->drawRoundedRect(ground, 6, 6);
        }
        if (option.state & QStyle::State_HasFocus && !selected) {
            painter->setPen(QPen(theme.colour(Ink::Accent), 1, Qt::DashLine));
            painter->setBrush(Qt::NoBrush);
            painter->drawRoundedRect(ground, 6, 6);
        }
        paintPicture(*painter, QRectF(box.x() + kPadding, box.y() + kPadding, side, side), index);
        painter->setFont(smallFont());
        painter->setPen(theme.colour(Ink::Text));
        const QRectF text(box.x() + 4, box.y() + kPadding + side + 4, box.width() - 8, QFontMetrics(painter->font()).height());
        painter->drawText(text, Qt::AlignCenter, QFontMetricsF(painter->font()).elidedText(index.data().toString(), Qt::ElideMiddle, text.width()));
        painter->restore();
    }

private:
    void paintPicture(QPainter& painter, const QRectF& area, const QModelIndex& index) const {
        const QImage picture = index.data(kPictureRole).value<QImage>();
        const Theme& theme = Theme::instance();
        if (picture.isNull()) {
            const bool failed = index.data(kStateRole).toInt() == Failed;
            painter.setPen(Qt::NoPen);
            painter.setBrush(theme.colour(Ink::Sunken));
            painter.drawRoundedRect(area, 4, 4);
            if (!failed) return;
            painter.setPen(theme.colour(Ink::Bad));
            painter.setFont(smallFont());
            painter.drawText(area, Qt::AlignCenter | Qt::TextWordWrap, QStringLiteral("Cannot be read"));
            return;
        }
        // Small pictures keep their pixels; large ones were shrunk by the loader.
        const QSizeF size = QSizeF(picture.size()).scaled(area.size(), Qt::KeepAspectRatio);
        const QRectF place = QRectF(area.center() - QPointF(size.width(), size.height()) / 2, size).toAlignedRect();   // Whole pixels: sharp edges.
        painter.setRenderHint(QPainter::SmoothPixmapTransform, picture.width() > place.width());
        if (picture.hasAlphaChannel()) drawCheckerboard(painter, place);
        painter.drawImage(place, picture);
    }
};

ImageGrid::ImageGrid(QWidget* parent) : QListView(parent), m_model(new Model(this)), m_delegate(new Delegate(this)) {
    m_emptyText = QStringLiteral("No pictures yet");
    setAccessibleName(QStringLiteral("Pictures"));
    setModel(m_model);
    setItemDelegate(m_delegate);
    setViewMode(QListView::ListMode);   // Laid out by arithmetic; icon mode keeps a tree of all items.
    setFlow(QListView::LeftToRight);
    setWrapping(true);
    setUniformItemSizes(true);
    setResizeMode(QListView::Adjust);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setMouseTracking(true);
    setFrameShape(QFrame::NoFrame);
    auto* settle = new QTimer(this);
    settle->setSingleShot(true);
    settle->setInterval(150);
    connect(selectionModel(), &QItemSelectionModel::selectionChanged, settle, qOverload<>(&QTimer::start));
    connect(settle, &QTimer::timeout, this, [this] {
        QList<int> indices;
        for (const QModelIndex& index : selectionModel()->selectedIndexes()) indices << index.row();
        std::sort(indices.begin(), indices.end());
        Q_EMIT selectionSettled(indices);
    });
    connect(this, &QListView::clicked, this, [this](const QModelIndex& index) { Q_EMIT picked(index.row()); });
    connect(this, &QListView::activated, this, [this](const QModelIndex& index) { Q_EMIT picked(index.row()); });
    connect(&Theme::instance(), &Theme::changed, this, [this] { viewport()->update(); });
    setThumbnailSize(96);
}

ImageGrid::~ImageGrid() { m_model->loader().reset({}); }

void ImageGrid::setItems(int count, Load load, std::function<QString(int)> title) { m_model->reset(std::max(0, count), std::move(load), std::move(title)); }

void ImageGrid::setPicture(int index, const Array& picture) { m_model->loader().put(index, picture); }

void ImageGrid::setThumbnailSize(int pixels) {
    m_delegate->side = std::clamp(pixels, 24, 512);
    m_model->loader().setSide(qCeil(m_delegate->side * devicePixelRatioF()));
    spread();
}

void ImageGrid::setEmptyText(const QString& text) {
    m_emptyText = text;
    viewport()->update();
}

int ImageGrid::current() const { return currentIndex().isValid() ? currentIndex().row() : -1; }

void ImageGrid::setCurrent(int index) {
    if (index >= 0 && index < m_model->rowCount()) setCurrentIndex(m_model->index(index));
    else setCurrentIndex({});
}

bool ImageGrid::settled() const { return m_model->loader().settled(); }

void ImageGrid::spread() {
    // Columns share the width, so that both margins are equal.
    const QSize cell = m_delegate->cell();
    const int wide = std::max(cell.width(), viewport()->width() - 1), columns = std::max(1, wide / cell.width());
    setGridSize(QSize(wide / columns, cell.height()));
}

void ImageGrid::resizeEvent(QResizeEvent* event) {
    spread();
    QListView::resizeEvent(event);
    // What is in sight, and a page on either side, may be wished for; older wishes are forgotten.
    const int columns = std::max(1, viewport()->width() / gridSize().width()), lines = viewport()->height() / gridSize().height() + 2;
    m_model->loader().setMostWaiting(2 * columns * lines);
}

void ImageGrid::paintEvent(QPaintEvent* event) {
    QListView::paintEvent(event);
    if (m_model->rowCount() > 0) return;
    QPainter painter(viewport());
    painter.setPen(Theme::instance().colour(Ink::Muted));
    painter.drawText(viewport()->rect().adjusted(16, 16, -16, -16), Qt::AlignCenter | Qt::TextWordWrap, m_emptyText);
}

}  // namespace vitrine
