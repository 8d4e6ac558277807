// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gallery/method_card.h"

#include <QPainter>
#include <QPainterPath>
#include <QTextLayout>

#include "app/gallery/card_picture.h"
#include "app/shell/icon_paint.h"
#include "widgets/base/text.h"
#include "widgets/base/theme.h"

namespace vitrine {
namespace {

constexpr int kPad = 14;

QString publishedText(const Paper& paper) {
    QString text = qs(paper.venue);
    if (paper.year > 0) text += (text.isEmpty() ? "" : " ") + QString::number(paper.year);
    return text;
}

QStringList needsText(const std::vector<std::string>& needs) {
    QStringList words;
    for (const std::string& need : needs) words << (need == "gpu" ? QString("GPU") : need == "media" ? QString("Video") : qs(need));
    return words;
}

}  // namespace

int drawLines(QPainter& painter, const QRect& area, const QString& text, int lines) {
    QTextLayout layout(text, painter.font());
    layout.beginLayout();
    const int height = painter.fontMetrics().lineSpacing();
    int used = 0;
    for (int i = 0; i < lines; ++i) {
        QTextLine line = layout.createLine();
        if (!line.isValid()) break;
        line.setLineWidth(area.width());
        const bool cut = i == lines - 1 && line.textStart() + line.textLength() < text.size();
        const QString shown = cut ? painter.fontMetrics().elidedText(text.mid(line.textStart()), Qt::ElideRight, area.width())
                                  : text.mid(line.textStart(), line.textLength());
        painter.drawText(QRect(area.left(), area.top() + used, area.width(), height), Qt::AlignLeft | Qt::AlignVCenter, shown.trimmed());
        used += height;
    }
    layout.endLayout();
    return used;
}

MethodCard::MethodCard(const Manifest& manifest, QWidget* parent)
    : Tile(qs(manifest.title), qs(manifest.family + ". " + manifest.summary), parent), m_manifest(manifest) {
    setObjectName("card." + qs(manifest.id));
    setToolTip(QString("<p><b>%1</b></p><p>%2</p><p>%3. %4</p>")
                   .arg(qs(manifest.title).toHtmlEscaped(), qs(manifest.summary).toHtmlEscaped(), qs(manifest.paper.title).toHtmlEscaped(),
                        publishedText(manifest.paper).toHtmlEscaped()));
}

void MethodCard::setPicture(QImage picture) {
    m_picture = std::move(picture);
    update();
}

void MethodCard::setProblem(const QString& problem) {
    m_problem = problem;
    setAccessibleDescription(qs(m_manifest.family + ". " + m_manifest.summary) + (problem.isEmpty() ? QString() : " Problem: " + problem));
    update();
}

void MethodCard::setBest(bool best) {
    if (m_best == best) return;
    m_best = best;
    update();
}

int MethodCard::score(const QString& pattern) const {
    int best = std::max(fuzzyScore(pattern, qs(m_manifest.title)) * 4, fuzzyScore(pattern, qs(m_manifest.id)) * 4);
    const QString all =
        qs(m_manifest.title + " " + m_manifest.id + " " + m_manifest.family + " " + m_manifest.summary + " " + m_manifest.paper.title +
           " " + m_manifest.paper.authors + " " + m_manifest.paper.venue + " " + std::to_string(m_manifest.paper.year));
    int words = 1;
    for (const QString& word : pattern.split(' ', Qt::SkipEmptyParts)) words = all.contains(word, Qt::CaseInsensitive) ? words + 2 : -1000;
    return std::max({best, words, 0});
}

void MethodCard::paintPicture(QPainter& painter, const QRectF& area) {
    if (!m_picture.isNull()) {
        // Fills the area, cut at the sides; small pictures keep their pixels.
        const double scale = std::max(area.width() / m_picture.width(), area.height() / m_picture.height());
        const QSizeF part(area.width() / scale, area.height() / scale);
        const QRectF source(QPointF((m_picture.width() - part.width()) / 2, (m_picture.height() - part.height()) / 4), part);
        painter.setRenderHint(QPainter::SmoothPixmapTransform, scale < 3);
        painter.drawImage(area, m_picture, source);
        return;
    }
    const QString key = QString("%1x%2@%3%4").arg(area.width()).arg(area.height()).arg(devicePixelRatioF()).arg(Theme::instance().dark());
    if (key != m_patternKey) {
        m_pattern = QPixmap((area.size() * devicePixelRatioF()).toSize());
        m_pattern.setDevicePixelRatio(devicePixelRatioF());
        QPainter inner(&m_pattern);
        inner.setRenderHint(QPainter::Antialiasing);
        drawMethodPattern(inner, QRectF(QPointF(0, 0), area.size()), qs(m_manifest.family), qs(m_manifest.id));
        m_patternKey = key;
    }
    painter.drawPixmap(area.topLeft(), m_pattern);
}

void MethodCard::paintFooter(QPainter& painter, const QRect& area) {
    const Theme& theme = Theme::instance();
    QFont font = theme.bodyFont();
    font.setPixelSize(11);
    painter.setFont(font);
    int right = area.right() + 1;
    if (!m_problem.isEmpty()) {
        right -= 16;
        paintIcon(painter, QRect(right, area.center().y() - 7, 16, 16), "warning", Ink::Warning);
        right -= 6;
    }
    for (const QString& need : needsText(m_manifest.needs)) {
        const int width = painter.fontMetrics().horizontalAdvance(need) + 14;
        right -= width;
        const QRectF badge(right, area.center().y() - 8, width, 18);
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.colour(Ink::AccentSoft));
        painter.drawRoundedRect(badge, 9, 9);
        painter.setPen(theme.colour(Ink::Accent));
        painter.drawText(badge, Qt::AlignCenter, need);
        right -= 6;
    }
    painter.setPen(theme.colour(Ink::Muted));
    const int width = right - area.left() - 4;
    painter.drawText(QRect(area.left(), area.top(), width, area.height()), Qt::AlignLeft | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(publishedText(m_manifest.paper), Qt::ElideRight, width));
}

void MethodCard::paintEvent(QPaintEvent*) {
    const Theme& theme = Theme::instance();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF frame = QRectF(rect()).adjusted(1, 1, -1, -1);
    QPainterPath shape;
    shape.addRoundedRect(frame, kRadius, kRadius);
    painter.fillPath(shape, ground());
    painter.save();
    painter.setClipPath(shape);
    const QRectF picture(frame.left(), frame.top(), frame.width(), kPicture);
    paintPicture(painter, picture);
    painter.fillRect(QRectF(picture.left(), picture.bottom(), picture.width(), 1), theme.colour(Ink::Border));
    painter.restore();
    painter.setBrush(Qt::NoBrush);
    painter.setPen(outline(m_best));
    painter.drawPath(shape);

    const QRect text = rect().adjusted(kPad, kPicture + 12, -kPad, -kPad);
    painter.setFont(theme.headingFont(3));
    painter.setPen(theme.colour(Ink::Text));
    const int title = drawLines(painter, text, qs(m_manifest.title), 2);
    QFont body = theme.bodyFont();
    body.setPixelSize(12);
    painter.setFont(body);
    painter.setPen(theme.colour(Ink::Muted));
    const int footer = 18, room = text.height() - title - 4 - footer - 6;
    drawLines(painter, text.adjusted(0, title + 4, 0, 0), qs(m_manifest.summary), std::max(1, room / painter.fontMetrics().lineSpacing()));
    paintFooter(painter, QRect(text.left(), text.bottom() - footer + 5, text.width(), footer));
}

}  // namespace vitrine
