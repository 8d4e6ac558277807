// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTextEdit>
#include <QTreeWidget>
#include <QWidget>
#include <optional>
#include <vector>

#include "core/base/json.h"
#include "widgets/base/figure.h"

namespace vitrine {

/// One number, large, with its unit and what it is.
class ScalarView : public QWidget, public FigureSource {
    Q_OBJECT

public:
    explicit ScalarView(QWidget* parent = nullptr);
    void setValue(double value, const QString& unit, const QString& title);
    QString text() const { return m_text; }

    QString figureTitle() const override { return m_title; }
    QSizeF figureSize() const override { return {360, 160}; }
    void paintFigure(QPainter& painter, const QRectF& area) override;
    std::optional<Table> figureData() const override;

protected:
    void paintEvent(QPaintEvent*) override;

private:
    double m_value = 0;
    QString m_text, m_unit, m_title;
};

/// A piece of text with its score.
struct ScoredToken {
    QString text;
    std::optional<double> score;
};

/// Tokens one after the other, coloured by score (about zero when some are negative); the score is the tooltip.
class TokenView : public QTextEdit, public FigureSource {
    Q_OBJECT

public:
    explicit TokenView(QWidget* parent = nullptr);
    void setTokens(const std::vector<ScoredToken>& tokens);

    QString figureTitle() const override { return QStringLiteral("Tokens"); }
    QSizeF figureSize() const override;
    void paintFigure(QPainter& painter, const QRectF& area) override;
    std::optional<Table> figureData() const override;   ///< A row a token; an empty score is none.

private:
    void fill();
    std::vector<ScoredToken> m_tokens;
};

/// Tokens of ["a", "b"], [{"token", "score"}, ...] or {"tokens", "scores"}; scores may also stand in `meta`. A text is split at spaces.
Result<std::vector<ScoredToken>> tokensOf(const Json& json, const Json& meta);

/// A JSON value as a tree; children are made when their parent is opened, a thousand at a time.
class JsonTree : public QTreeWidget, public FigureSource {
    Q_OBJECT

public:
    explicit JsonTree(QWidget* parent = nullptr);
    void setJson(Json json);

    QString figureTitle() const override { return QStringLiteral("Values"); }
    QSizeF figureSize() const override;
    void paintFigure(QPainter& painter, const QRectF& area) override;   ///< The lines that are open.
    std::optional<Table> figureData() const override;                   ///< Path and value of every leaf; nothing when there are very many.

protected:
    void keyPressEvent(QKeyEvent*) override;   ///< Copy: path and value of the current line.

private:
    class Item;
    void fill(Item* parent, std::size_t from);
    /// The open lines with their depth, at most as many as a page holds.
    std::vector<std::pair<const QTreeWidgetItem*, int>> openLines() const;
    Json m_json;
};

}  // namespace vitrine
