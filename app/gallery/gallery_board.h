// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>
#include <QWidget>
#include <vector>

namespace vitrine {

/// Sections of equal tiles under headings, in as many columns as fit. Arrow keys walk over the tiles as they lie; Home and End go to the
/// ends.
class GalleryBoard final : public QWidget {
    Q_OBJECT

public:
    struct Section {
        QLabel* heading = nullptr;
        std::vector<QWidget*> tiles;
        int tileHeight = 0, leastWidth = 0;
        int mostRows = 0;        ///< 0: all.
        bool sharesRow = false;  ///< May stand beside its neighbours when it is small.
    };
    explicit GalleryBoard(QWidget* parent = nullptr);
    /// Shows these sections and nothing else; widgets stay children of the board.
    void setSections(std::vector<Section> sections);
    std::vector<QWidget*> visibleTiles() const;
    void focusFirst();
    int columns() const { return m_columns; }  ///< Of the first section.

Q_SIGNALS:
    void leftAbove();  ///< Up from the first row.
    void focused(QWidget* tile);
    void typed(const QString& text);  ///< Letters typed on a tile belong to the search.

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void arrange();
    void moveFocus(QWidget* from, int key);
    std::vector<Section> m_sections;
    int m_columns = 1;
};

}  // namespace vitrine
