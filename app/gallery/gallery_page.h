// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>

#include "app/gallery/gallery_board.h"
#include "app/gallery/thumbnails.h"
#include "app/shell/main_window.h"

class QLineEdit;
class QScrollArea;

namespace vitrine {

class MethodCard;

/// The start page: recent things, then all methods as cards by family, then those that cannot be listed and why. Typing searches; Enter
/// opens the best match; arrow keys walk over the cards.
class GalleryPage final : public Page {
    Q_OBJECT

public:
    GalleryPage(const QString& address, Workbench& workbench);
    QLineEdit* search() const { return m_search; }
    GalleryBoard* board() const { return m_board; }
    MethodCard* card(const std::string& method) const;
    MethodCard* best() const { return m_best; }

    QString title() const override { return "Methods"; }
    QString iconName() const override { return "gallery"; }
    Json saveState() const override;
    void restoreState(const Json& state) override;
    bool settled() const override { return !m_thumbnails->busy(); }

protected:
    void focusInEvent(QFocusEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void buildHeader(class QVBoxLayout* column);
    void buildCards();
    void rebuild();
    void showAll();
    void showMatches(const QString& pattern);
    void rebuildRecent();
    void lookForPictures();
    QLabel* heading(const QString& text, int count);
    QWidget* emptyState();
    QString emptyText() const;
    Workbench& m_workbench;
    QLineEdit* m_search;
    QScrollArea* m_scroll;
    GalleryBoard* m_board;
    QLabel *m_count, *m_nothing;
    Thumbnails* m_thumbnails;
    std::vector<MethodCard*> m_cards;  ///< In the catalogue's order: by family, then title.
    std::map<std::string, QLabel*> m_headings;
    std::vector<QWidget*> m_recent, m_broken;
    MethodCard* m_best = nullptr;
};

/// The gallery as a place of the window.
class GalleryPlace final : public Behaviour {
    Q_OBJECT

public:
    explicit GalleryPlace(MainWindow& window);
};

}  // namespace vitrine
