// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gallery/gallery_page.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QScrollArea>
#include <QScrollBar>
#include <QVBoxLayout>
#include <algorithm>

#include "app/gallery/method_card.h"
#include "app/gallery/small_tile.h"
#include "app/shell/page_heading.h"
#include "app/shell/settings.h"
#include "core/base/paths.h"
#include "widgets/base/text.h"

namespace vitrine {
namespace {

constexpr int kPageSide = 32;

QString recentDetail(const QString& address) {
    const QString kind = address.section('/', 0, 0);
    if (kind == "file") return "/" + address.section('/', 1).remove(QRegularExpression("^/"));
    return kind == "method" ? QString("Method") : kind == "run" ? QString("Recorded run") : kind;
}

}  // namespace

GalleryPlace::GalleryPlace(MainWindow& window) : Behaviour(window) {
    Workbench& workbench = window.workbench();
    workbench.registerPages("gallery", [&workbench](const QString& address) { return new GalleryPage(address, workbench); });
    window.addRailEntry("Methods", "gallery", "gallery");
    workbench.actions().add({"gallery.search", "Find a method", "Go", "search", QKeySequence("Ctrl+F"), "In the gallery", false}, this,
                            [&window] {
                                if (auto* page = qobject_cast<GalleryPage*>(window.open("gallery")))
                                    page->search()->setFocus(), page->search()->selectAll();
                            });
}

GalleryPage::GalleryPage(const QString& address, Workbench& workbench)
    : Page(address), m_workbench(workbench), m_thumbnails(new Thumbnails(workbench.store().folder(), this)) {
    setFocusPolicy(Qt::StrongFocus);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    buildHeader(column);
    m_scroll = new QScrollArea(this);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);  // Its place is the margin at the right: cards do not jump.
    QScrollBar* bar = m_scroll->verticalScrollBar();
    connect(bar, &QScrollBar::rangeChanged, bar, [bar](int least, int most) {  // Nothing to scroll: nothing to see.
        const QString sheet = most > least ? QString() : QString("QScrollBar::handle { background: transparent; }");
        if (bar->styleSheet() != sheet) bar->setStyleSheet(sheet);
    });
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_scroll->setAccessibleName("Methods");
    m_board = new GalleryBoard;
    m_scroll->setWidget(m_board);
    column->addWidget(m_scroll, 1);
    column->addWidget(emptyState(), 1);
    buildCards();
    showAll();
    connect(m_search, &QLineEdit::textChanged, this, [this](const QString& text) {
        text.trimmed().isEmpty() ? showAll() : showMatches(text.trimmed());
        m_scroll->verticalScrollBar()->setValue(0);
        Q_EMIT stateTouched();
    });
    connect(m_search, &QLineEdit::returnPressed, this, [this] {
        if (m_best) m_best->click();
    });
    connect(m_board, &GalleryBoard::leftAbove, m_search, [this] { m_search->setFocus(Qt::TabFocusReason); });
    connect(m_board, &GalleryBoard::focused, m_scroll, [this](QWidget* tile) { m_scroll->ensureWidgetVisible(tile, 0, 48); });
    connect(m_board, &GalleryBoard::typed, m_search, [this](const QString& text) {
        m_search->setFocus(Qt::OtherFocusReason);
        m_search->setText(m_search->text() + text);
    });
    connect(&m_workbench, &Workbench::recentChanged, this, [this] {
        if (m_search->text().trimmed().isEmpty()) showAll();
    });
    connect(&m_workbench.settings(), &Settings::changed, this, [this](const QString& id) {
        if (id == "gallery_recent") showAll();
        if (id == "thumbnails") lookForPictures();
    });
    connect(&m_workbench, &Workbench::pluginsChanged, this, &GalleryPage::rebuild, Qt::QueuedConnection);
    connect(&m_workbench, &Workbench::healthChanged, this, [this](const QString& method) {
        if (MethodCard* shown = card(ss(method))) shown->setProblem(m_workbench.health(ss(method)));
    });
    connect(&m_workbench.runs(), &RunService::runEnded, this, [this](qint64 run) {
        const auto method = m_workbench.plugins().require(m_workbench.methodOfRun(run));
        if (method.ok() && m_workbench.settings().isTrue("thumbnails")) m_thumbnails->look({**method});
    });
    connect(m_thumbnails, &Thumbnails::found, this, [this](const QString& method, const QImage& picture) {
        if (MethodCard* shown = card(ss(method)); shown && m_workbench.settings().isTrue("thumbnails")) shown->setPicture(picture);
    });
    QMetaObject::invokeMethod(
        this, [this] { lookForPictures(); }, Qt::QueuedConnection);
}

void GalleryPage::buildHeader(QVBoxLayout* column) {
    auto* header = new PageHeading("Methods", "Find a method", this);
    header->setContentsMargins(kPageSide, 24, kPageSide, 16);
    m_count = new QLabel(header);
    m_count->setWordWrap(true);
    m_count->setProperty("ink", "muted");
    header->addNote(m_count);
    m_search = header->search();
    m_search->setObjectName("gallery.search");
    m_search->setPlaceholderText("Find a method: name, paper, author, topic");
    m_search->setToolTip("Type a few letters; Enter opens the best match");
    m_search->installEventFilter(this);
    column->addWidget(header);
}

QLabel* GalleryPage::heading(const QString& text, int count) {
    auto* label = new QLabel(m_board);
    label->setTextFormat(Qt::RichText);
    label->setFont(Theme::instance().headingFont(2));
    const auto refresh = [label, text, count] {
        const QString number = count > 0 ? QString("&nbsp; <span style='font-size:12px; font-weight:400; color:%1'>%2</span>")
                                               .arg(Theme::instance().colour(Ink::Muted).name())
                                               .arg(count)
                                         : QString();
        label->setText(text.toHtmlEscaped() + number);
    };
    refresh();
    connect(&Theme::instance(), &Theme::changed, label, refresh);
    label->hide();
    return label;
}

void GalleryPage::buildCards() {
    std::map<std::string, int> counts;
    for (const Manifest& method : m_workbench.plugins().methods()) {
        auto* made = new MethodCard(method, m_board);
        made->hide();
        made->setProblem(m_workbench.health(method.id));
        connect(made, &QAbstractButton::clicked, this, [this, id = qs(method.id)] { Q_EMIT m_workbench.openRequested("method/" + id); });
        m_cards.push_back(made);
        ++counts[method.family];
    }
    for (const auto& [family, count] : counts) m_headings[family] = heading(qs(family), count);
    m_headings["\1recent"] = heading("Recent", 0);
    m_headings["\1matches"] = heading("Matches", 0);
    for (const BrokenPlugin& broken : m_workbench.plugins().broken()) {
        auto* tile = new SmallTile(qs(broken.folder.filename().string()), qs(broken.error.why), "warning", Ink::Warning, m_board);
        tile->hide();
        tile->setToolTip(errorHtml(broken.error));
        connect(tile, &QAbstractButton::clicked, this, [this, error = broken.error] { Q_EMIT m_workbench.reported(error); });
        m_broken.push_back(tile);
    }
    m_headings["\1broken"] = heading("Cannot be listed", static_cast<int>(m_broken.size()));
    const auto methods = m_cards.size(), families = counts.size();
    m_count->setText(QString("%1 %2 in %3 %4. Drop a file anywhere to see which of them take it.")
                         .arg(methods)
                         .arg(methods == 1 ? "method" : "methods")
                         .arg(families)
                         .arg(families == 1 ? "family" : "families"));
    m_count->setVisible(methods > 0);
}

/// The catalogue has changed: all tiles are made anew, the search stays.
void GalleryPage::rebuild() {
    m_best = nullptr;
    m_board->setSections({});
    for (MethodCard* old : m_cards) old->deleteLater();
    for (QWidget* old : m_broken) old->deleteLater();
    for (const auto& [family, old] : m_headings) old->deleteLater();
    m_cards.clear(), m_broken.clear(), m_headings.clear();
    buildCards();
    const QString pattern = m_search->text().trimmed();
    pattern.isEmpty() ? showAll() : showMatches(pattern);
    lookForPictures();
}

void GalleryPage::rebuildRecent() {
    for (QWidget* tile : m_recent) tile->deleteLater();
    m_recent.clear();
    if (!m_workbench.settings().isTrue("gallery_recent")) return;
    for (const QString& address : m_workbench.recent()) {
        auto* tile = new SmallTile(m_workbench.titleOf(address), recentDetail(address), m_workbench.iconOf(address), Ink::Muted, m_board);
        tile->setObjectName("recent." + address);
        connect(tile, &QAbstractButton::clicked, this, [this, address] {
            if (address.startsWith("file/"))
                Q_EMIT m_workbench.filesDropped({recentDetail(address)});
            else
                Q_EMIT m_workbench.openRequested(address);
        });
        m_recent.push_back(tile);
        if (m_recent.size() >= 8) break;
    }
}

void GalleryPage::showAll() {
    if (m_best) m_best->setBest(false);
    m_best = nullptr;
    rebuildRecent();
    std::vector<GalleryBoard::Section> sections;
    if (!m_recent.empty()) sections.push_back({m_headings["\1recent"], m_recent, SmallTile::kHeight, SmallTile::kLeastWidth, 1, false});
    for (MethodCard* made : m_cards) {
        QLabel* family = m_headings[made->manifest().family];
        if (sections.empty() || sections.back().heading != family)
            sections.push_back({family, {}, MethodCard::kHeight, MethodCard::kLeastWidth, 0, true});
        sections.back().tiles.push_back(made);
    }
    if (!m_broken.empty()) sections.push_back({m_headings["\1broken"], m_broken, SmallTile::kHeight, SmallTile::kLeastWidth, 0, false});
    m_board->setSections(std::move(sections));
    const bool nothing = m_cards.empty() && m_broken.empty();
    m_nothing->parentWidget()->setVisible(nothing);
    m_nothing->setText(emptyText());
    m_scroll->setVisible(!nothing);
}

void GalleryPage::showMatches(const QString& pattern) {
    std::vector<std::pair<int, MethodCard*>> scored;
    for (MethodCard* made : m_cards)
        if (const int score = made->score(pattern); score > 0) scored.emplace_back(-score, made);
    std::stable_sort(scored.begin(), scored.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    // Scattered letters in long titles match nearly everything: what is far from the best is noise.
    if (!scored.empty()) std::erase_if(scored, [worst = scored.front().first / 3](const auto& entry) { return entry.first > worst; });
    GalleryBoard::Section section{m_headings["\1matches"], {}, MethodCard::kHeight, MethodCard::kLeastWidth, 0, false};
    for (const auto& [score, made] : scored) section.tiles.push_back(made);
    if (m_best) m_best->setBest(false);
    m_best = scored.empty() ? nullptr : scored.front().second;
    if (m_best) m_best->setBest(true);
    m_board->setSections({section});
    m_nothing->parentWidget()->setVisible(scored.empty());
    m_nothing->setText(scored.empty() && !m_cards.empty()
                           ? QString("No method matches \"%1\".\nTry fewer letters, a topic, an author, or the year.").arg(pattern)
                           : emptyText());
    m_scroll->setVisible(!scored.empty());
}

QString GalleryPage::emptyText() const {
    return QString(
               "There are no methods yet.\nA method is a folder with a plugin.json. Put one into %1, or name your own folder in the "
               "settings, and start again.")
        .arg(qs((userFolder() / "plugins").string()));
}

QWidget* GalleryPage::emptyState() {
    auto* box = new QWidget(this);
    auto* column = new QVBoxLayout(box);
    m_nothing = new QLabel(box);
    m_nothing->setObjectName("gallery.nothing");
    m_nothing->setAlignment(Qt::AlignCenter);
    m_nothing->setWordWrap(true);
    m_nothing->setProperty("ink", "muted");
    column->addStretch(1);
    column->addWidget(m_nothing);
    column->addStretch(2);
    box->hide();
    return box;
}

void GalleryPage::lookForPictures() {
    if (m_workbench.settings().isTrue("thumbnails")) {
        m_thumbnails->look(m_workbench.plugins().methods());
        return;
    }
    for (MethodCard* made : m_cards) made->setPicture({});
}

MethodCard* GalleryPage::card(const std::string& method) const {
    for (MethodCard* made : m_cards)
        if (made->manifest().id == method) return made;
    return nullptr;
}

void GalleryPage::focusInEvent(QFocusEvent*) {
    m_search->setFocus(Qt::OtherFocusReason);
}

bool GalleryPage::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_search && event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->key() == Qt::Key_Down) {
            m_board->focusFirst();
            return true;
        }
        if (key->key() == Qt::Key_Escape && !m_search->text().isEmpty()) {
            m_search->clear();
            return true;
        }
    }
    return Page::eventFilter(watched, event);
}

Json GalleryPage::saveState() const { return searchedState(*m_search, *m_scroll); }

void GalleryPage::restoreState(const Json& state) { restoreSearched(*m_search, *m_scroll, state); }

}  // namespace vitrine
