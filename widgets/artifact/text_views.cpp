// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/artifact/text_views.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QPainter>
#include <QTreeWidgetItemIterator>
#include <algorithm>
#include <cmath>
#include <limits>

#include "core/media/colormap.h"
#include "widgets/base/text.h"
#include "widgets/base/theme.h"
#include "widgets/image/paint_parts.h"

namespace vitrine {
namespace {

constexpr std::size_t kMostLines = 200, kMostLeaves = 100'000;   // Of a tree on a page; of a table of it.
constexpr double kLine = 24;

std::optional<double> scoreOf(const Json& json) { return json.is_number() ? std::optional(json.get<double>()) : std::nullopt; }

/// Scores as told beside the tokens.
const Json* scoresIn(const Json& json) {
    if (!json.is_object()) return nullptr;
    const auto found = json.find("scores");
    return found != json.end() && found->is_array() ? &*found : nullptr;
}

}  // namespace

ScalarView::ScalarView(QWidget* parent) : QWidget(parent) {
    setMinimumSize(160, 96);
    connect(&Theme::instance(), &Theme::changed, this, [this] { update(); });
}

void ScalarView::setValue(double value, const QString& unit, const QString& title) {
    m_value = value;
    m_text = numberText(value, 6);
    m_unit = unit;
    m_title = title;
    setAccessibleName(title + QStringLiteral(": ") + m_text + (unit.isEmpty() ? QString() : ' ' + unit));
    update();
}

void ScalarView::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    paintFigure(painter, rect());
}

void ScalarView::paintFigure(QPainter& painter, const QRectF& area) {
    const Theme& theme = Theme::instance();
    painter.fillRect(area, theme.colour(Ink::Surface));
    QFont large = theme.headingFont(1), unitFont = theme.headingFont(2);
    large.setPixelSize(static_cast<int>(std::clamp(std::min(area.width() / 8, area.height() / 3), 22.0, 72.0)));
    const QFontMetricsF big(large), middle(unitFont), small(theme.bodyFont());
    const double unitWidth = m_unit.isEmpty() ? 0 : 12 + middle.horizontalAdvance(m_unit);
    const double wide = big.horizontalAdvance(m_text) + unitWidth, left = area.center().x() - wide / 2;
    const double base = area.center().y() + big.ascent() / 2 - 12;
    painter.setFont(large);
    painter.setPen(theme.colour(Ink::Text));
    painter.drawText(QPointF(left, base), m_text);
    painter.setFont(unitFont);
    painter.setPen(theme.colour(Ink::Muted));
    if (!m_unit.isEmpty()) painter.drawText(QPointF(left + wide - unitWidth + 12, base), m_unit);
    painter.setFont(theme.bodyFont());
    painter.drawText(QRectF(area.left() + 16, base + 12, area.width() - 32, small.height() + 4), Qt::AlignCenter,
                     small.elidedText(m_title, Qt::ElideRight, area.width() - 32));
}

std::optional<Table> ScalarView::figureData() const {
    Table table;
    table.columns = {{"name", std::vector<std::string>{ss(m_title)}, ""}, {"value", Array::of(std::vector<double>{m_value}), ss(m_unit)}};
    return table;
}

Result<std::vector<ScoredToken>> tokensOf(const Json& json, const Json& meta) {
    const Json* scores = scoresIn(json) ? scoresIn(json) : scoresIn(meta);
    Json list = json;
    if (json.is_object() && json.contains("tokens")) list = json["tokens"];
    std::vector<ScoredToken> tokens;
    if (list.is_string())
        for (const QString& word : qs(list.get<std::string>()).split(' ', Qt::SkipEmptyParts)) tokens.push_back({word + ' ', std::nullopt});
    else if (!list.is_array())
        return Error{ErrorCode::BadFormat, "Cannot show tokens", "the artifact", "it is neither a list of tokens nor an object with \"tokens\"",
                     "Write [\"a\", \"b\"] or [{\"token\": \"a\", \"score\": 0.1}]."};
    if (list.is_array()) {
        for (const Json& entry : list) {
            if (entry.is_string()) tokens.push_back({qs(entry.get<std::string>()), std::nullopt});
            else if (entry.is_object())
                tokens.push_back(
                    {qs(stringOr(entry, "token", stringOr(entry, "text"))), scoreOf(entry.value("score", entry.value("value", Json())))});
            else tokens.push_back({qs(dumpJson(entry)), std::nullopt});   // Ids of tokens.
        }
    }
    for (std::size_t i = 0; scores && i < std::min(tokens.size(), scores->size()); ++i) tokens[i].score = scoreOf((*scores)[i]);
    return tokens;
}

TokenView::TokenView(QWidget* parent) : QTextEdit(parent) {
    setReadOnly(true);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setFrameShape(QFrame::NoFrame);
    setAccessibleName(QStringLiteral("Tokens"));
    connect(&Theme::instance(), &Theme::changed, this, [this] { fill(); });
}

void TokenView::setTokens(const std::vector<ScoredToken>& tokens) {
    m_tokens = tokens;
    fill();
}

void TokenView::fill() {
    clear();
    document()->setDocumentMargin(16);
    double largest = 0, least = 0;
    for (const ScoredToken& token : m_tokens) {
        if (!token.score || !std::isfinite(*token.score)) continue;
        largest = std::max(largest, std::abs(*token.score));
        least = std::min(least, *token.score);
    }
    const Colormap map = least < 0 ? Colormap::Vik : Colormap::Viridis;
    QTextCursor cursor(document());
    QTextBlockFormat block;
    block.setLineHeight(160, QTextBlockFormat::ProportionalHeight);
    cursor.setBlockFormat(block);
    const bool spaced = std::none_of(m_tokens.begin(), m_tokens.end(),
                                     [](const ScoredToken& token) { return token.text.startsWith(' ') || token.text.endsWith(' '); });
    QTextCharFormat plain;
    plain.setForeground(Theme::instance().colour(Ink::Text));
    for (const ScoredToken& token : m_tokens) {
        QTextCharFormat format = plain;
        if (token.score && std::isfinite(*token.score) && largest > 0) {
            const auto colour = colourAt(map, least < 0 ? 0.5 + *token.score / largest / 2 : *token.score / largest);
            const QColor ground(colour[0], colour[1], colour[2]);
            format.setBackground(ground);
            format.setForeground(inkOn(ground.rgb()));
            format.setToolTip(numberText(*token.score));
        }
        cursor.insertText(token.text, format);
        if (spaced) cursor.insertText(QStringLiteral(" "), plain);
    }
    moveCursor(QTextCursor::Start);
}

QSizeF TokenView::figureSize() const {
    const double width = std::max(viewport()->width(), 320);
    const std::unique_ptr<QTextDocument> page(document()->clone());
    page->setTextWidth(width);
    return {width, std::ceil(page->size().height())};
}

void TokenView::paintFigure(QPainter& painter, const QRectF& area) {
    const std::unique_ptr<QTextDocument> page(document()->clone());
    page->setDefaultFont(font());
    page->setTextWidth(area.width());
    painter.save();
    painter.fillRect(area, Theme::instance().colour(Ink::Surface));
    painter.translate(area.topLeft());
    page->drawContents(&painter, QRectF(QPointF(0, 0), area.size()));
    painter.restore();
}

std::optional<Table> TokenView::figureData() const {
    std::vector<std::string> tokens;
    std::vector<double> scores;
    for (const ScoredToken& token : m_tokens) {
        tokens.push_back(ss(token.text));
        scores.push_back(token.score.value_or(std::numeric_limits<double>::quiet_NaN()));
    }
    Table table;
    table.columns = {{"token", tokens, ""}, {"score", Array::of(scores), ""}};
    return table;
}

/// A line of the tree that knows its value.
class JsonTree::Item : public QTreeWidgetItem {
public:
    Item(const QString& key, const Json& value) : value(&value) {
        setText(0, key);
        setSizeHint(0, QSize(0, 24));
        if (value.is_object()) setText(1, QStringLiteral("{%1}").arg(value.size()));
        else if (value.is_array()) setText(1, QStringLiteral("[%1]").arg(value.size()));
        else if (value.is_string()) setText(1, qs(value.get_ref<const std::string&>().substr(0, 2000)));
        else setText(1, qs(dumpJson(value)));
        if (value.is_structured() && !value.empty()) setChildIndicatorPolicy(ShowIndicator);
    }
    const Json* value;
    std::size_t filled = 0;
};

JsonTree::JsonTree(QWidget* parent) : QTreeWidget(parent) {
    setColumnCount(2);
    setHeaderLabels({QStringLiteral("Name"), QStringLiteral("Value")});
    setUniformRowHeights(true);
    setFrameShape(QFrame::NoFrame);
    setAccessibleName(QStringLiteral("JSON"));
    setToolTip(QStringLiteral("Ctrl+C copies the current line"));
    connect(this, &QTreeWidget::itemExpanded, this, [this](QTreeWidgetItem* item) {
        auto* json = static_cast<Item*>(item);
        if (json->filled == 0) fill(json, 0);
    });
    connect(this, &QTreeWidget::itemActivated, this, [this](QTreeWidgetItem* item, int) {
        if (item->data(0, Qt::UserRole).toBool() && item->parent()) {   // "more": the next thousand.
            auto* parent = static_cast<Item*>(item->parent());
            delete item;
            fill(parent, parent->filled);
        }
    });
}

void JsonTree::setJson(Json json) {
    clear();
    m_json = std::move(json);
    auto* root = new Item(QStringLiteral("root"), m_json);
    addTopLevelItem(root);
    if (m_json.is_structured()) root->setExpanded(true);
    resizeColumnToContents(0);
    setColumnWidth(0, std::clamp(columnWidth(0) + 24, 160, 360));
}

void JsonTree::fill(Item* parent, std::size_t from) {
    constexpr std::size_t kStep = 1000;
    const Json& value = *parent->value;
    QList<QTreeWidgetItem*> children;
    const std::size_t end = std::min(value.size(), from + kStep);
    if (value.is_array()) {
        for (std::size_t i = from; i < end; ++i) children << new Item(QString::number(i), value[i]);
    } else {
        auto entry = value.begin();
        std::advance(entry, static_cast<std::ptrdiff_t>(from));
        for (std::size_t i = from; i < end; ++i, ++entry) children << new Item(qs(entry.key()), entry.value());
    }
    parent->filled = end;
    if (end < value.size()) {
        auto* more = new QTreeWidgetItem({QStringLiteral("… %1 more (Return shows the next)").arg(value.size() - end)});
        more->setData(0, Qt::UserRole, true);
        children << more;
    }
    parent->addChildren(children);
}

std::vector<std::pair<const QTreeWidgetItem*, int>> JsonTree::openLines() const {
    std::vector<std::pair<const QTreeWidgetItem*, int>> lines;
    for (QTreeWidgetItemIterator at(const_cast<JsonTree*>(this), QTreeWidgetItemIterator::NotHidden); *at && lines.size() < kMostLines; ++at) {
        int depth = 0;
        bool open = true;
        for (const QTreeWidgetItem* above = (*at)->parent(); above; above = above->parent()) ++depth, open = open && above->isExpanded();
        if (open) lines.emplace_back(*at, depth);
    }
    return lines;
}

QSizeF JsonTree::figureSize() const { return {std::max(480.0, static_cast<double>(width())), kLine * static_cast<double>(openLines().size()) + 16}; }

void JsonTree::paintFigure(QPainter& painter, const QRectF& area) {
    const Theme& theme = Theme::instance();
    painter.save();
    painter.fillRect(area, theme.colour(Ink::Surface));
    painter.setFont(theme.bodyFont());
    const QFontMetricsF metrics(theme.bodyFont());
    const double split = area.left() + std::min(area.width() * 0.5, static_cast<double>(columnWidth(0)));
    double top = area.top() + 8;
    for (const auto& [item, depth] : openLines()) {
        const double left = area.left() + 12 + 16 * depth;
        const QRectF name(left, top, std::max(24.0, split - left - 8), kLine), value(split, top, area.right() - split - 12, kLine);
        painter.setPen(theme.colour(Ink::Muted));
        painter.drawText(name, Qt::AlignLeft | Qt::AlignVCenter, metrics.elidedText(item->text(0), Qt::ElideRight, name.width()));
        painter.setPen(theme.colour(Ink::Text));
        painter.drawText(value, Qt::AlignLeft | Qt::AlignVCenter, metrics.elidedText(item->text(1), Qt::ElideRight, value.width()));
        top += kLine;
    }
    painter.restore();
}

std::optional<Table> JsonTree::figureData() const {
    const Json flat = m_json.is_structured() ? m_json.flatten() : Json{{"", m_json}};
    if (flat.size() > kMostLeaves) return std::nullopt;
    std::vector<std::string> paths, values;
    for (const auto& [path, value] : flat.items()) {
        paths.push_back(path);
        values.push_back(value.is_string() ? value.get<std::string>() : dumpJson(value));
    }
    Table table;
    table.columns = {{"path", paths, ""}, {"value", values, ""}};
    return table;
}

void JsonTree::keyPressEvent(QKeyEvent* event) {
    if (event->matches(QKeySequence::Copy) && currentItem()) {
        QGuiApplication::clipboard()->setText(currentItem()->text(0) + '\t' + currentItem()->text(1));
        return;
    }
    QTreeWidget::keyPressEvent(event);
}

}  // namespace vitrine
