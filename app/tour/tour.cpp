// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/tour/tour.h"

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QPainter>
#include <QTimer>
#include <QToolButton>
#include <cstdio>

#include "app/method/method_page.h"
#include "app/shell/main_window.h"
#include "app/shell/navigation_rail.h"
#include "core/store/experiment_store.h"
#include "widgets/base/text.h"
#include "widgets/base/theme.h"
#include "widgets/form/run_draft.h"
#include "widgets/panel/panel.h"

namespace vitrine {
namespace {

constexpr int kSettleMs = 60'000, kRunMs = 10 * 60'000, kQuietMs = 300;
constexpr QSize kWindow(1440, 900), kThumbnail(640, 400);

/// A picture with hardly more than one colour shows nothing.
bool isBlank(const QImage& picture) {
    const QImage small = picture.convertToFormat(QImage::Format_RGB32);
    QMap<QRgb, int> counts;
    int seen = 0;
    for (int y = 0; y < small.height(); y += 3)
        for (int x = 0; x < small.width(); x += 3, ++seen) ++counts[small.pixel(x, y)];
    const int most = counts.isEmpty() ? seen : *std::max_element(counts.cbegin(), counts.cend());
    return seen == 0 || most > seen * 0.998;
}

class Tour {
public:
    Tour(MainWindow& window, const QString& folder, const QString& plugin) : m_window(window), m_folder(folder), m_plugin(plugin) {}

    int run() {
        if (!m_folder.mkpath(".") || !m_folder.mkpath("thumbnails")) {
            fail("the folder " + m_folder.path(), "it cannot be made");
            return 1;
        }
        m_window.resize(kWindow);
        m_window.show();
        const Theme::Mode before = Theme::instance().mode();
        for (const Theme::Mode mode : {Theme::Mode::Light, Theme::Mode::Dark}) {
            m_theme = mode == Theme::Mode::Light ? "light" : "dark";
            Theme::instance().setMode(mode);
            if (m_plugin.isEmpty()) visitPlaces();
            visitMethods();
        }
        Theme::instance().setMode(before);
        std::fprintf(stderr, "tour: %d pictures in %s, %d failures\n", m_pictures, qPrintable(m_folder.path()), m_failures);
        return m_failures == 0 ? 0 : 1;
    }

private:
    void fail(const QString& what, const QString& why) {
        ++m_failures;
        std::fprintf(stderr, "tour: %s: %s\n", qPrintable(what), qPrintable(why));
    }

    /// Lets the window live until `done` holds, or the time is over.
    static bool waitFor(const std::function<bool()>& done, int milliseconds) {
        QElapsedTimer clock;
        clock.start();
        while (!done()) {
            if (clock.elapsed() > milliseconds) return false;
            pause(20);
        }
        return true;
    }
    static void pause(int milliseconds) {
        QEventLoop loop;
        QTimer::singleShot(milliseconds, &loop, &QEventLoop::quit);
        loop.exec();
    }

    /// Settled for a little while without a break: one answer often leads to the next question.
    bool settle(Page& page) {
        QElapsedTimer quiet;
        quiet.start();
        return waitFor(
            [&] {
                if (!page.settled()) quiet.restart();
                return quiet.elapsed() > kQuietMs;
            },
            kSettleMs);
    }

    void keep(const QString& name, const QImage& picture) {
        if (isBlank(picture)) fail(name, "the picture is blank");
        if (!picture.save(m_folder.filePath(name))) fail(name, "the picture cannot be written");
        ++m_pictures;
    }

    void photograph(const QString& name, Page& page) {
        if (!settle(page)) fail(name, QString("it did not settle within %1 s").arg(kSettleMs / 1000));
        keep(QString("%1-%2.png").arg(name, m_theme), m_window.grab().toImage());
    }

    void visitPlaces() {
        for (const QString address : {"gallery", "runs", "compare", "claims", "data", "queue", "settings", "settings/shortcuts", "health"}) {
            const bool always = address == "health" || address.startsWith("settings");
            if (!always && !m_window.rail().button(address)) continue;   // A place that this build has not.
            Page* page = m_window.open(address);
            if (!page) fail(address, "it cannot be opened");
            else photograph(QString(address).replace('/', '-'), *page);
        }
    }

    void visitMethods() {
        bool found = false;
        for (const Manifest& manifest : m_window.workbench().plugins().methods()) {
            if (!m_plugin.isEmpty() && ss(m_plugin) != manifest.id) continue;
            found = true;
            visitMethod(manifest);
        }
        if (!found && !m_plugin.isEmpty()) fail(m_plugin, "there is no such method");
    }

    void visitMethod(const Manifest& manifest) {
        const QString id = qs(manifest.id);
        auto* page = qobject_cast<MethodPage*>(m_window.open("method/" + id));
        if (!page) return fail(id, "its page cannot be opened");
        if (!settle(*page)) fail(id, "its panel did not settle before the run");
        photograph(id, *page);
        if (page->panel()) photographPanel(id, *page->panel());
        const auto run = smokeRun(manifest, *page);
        if (run) page->showRun(run);
        photograph(id + "-run", *page);
        if (!page->panel()) return fail(id, "there is no panel: " + page->panelProblem());
        if (run) visitTools(*run);
        m_window.closePage("method/" + id);
    }

    /// The tools that any method gets, on the first run of the tour.
    void visitTools(std::int64_t run) {
        if (std::exchange(m_toolsSeen, m_theme) == m_theme) return;
        for (const QString tool : {"timeline", "tensors"}) {
            const QString address = QString("tools/%1/%2").arg(tool).arg(run);
            if (Page* page = m_window.open(address)) photograph(tool, *page);
            else fail(tool, "it cannot be opened");
            m_window.closePage(address);
        }
    }

    /// The method's smoke run, made once in a tour.
    std::optional<std::int64_t> smokeRun(const Manifest& manifest, MethodPage& page) {
        if (const auto known = m_runs.find(manifest.id); known != m_runs.end()) return known->second;
        std::optional<std::int64_t>& run = m_runs[manifest.id];
        if (manifest.preset("smoke")) page.draft().setPreset("smoke");
        page.draft().setProfile(true);   // For the timeline of its operators.
        page.startRun();
        const auto row = [&] { return m_window.workbench().store().run(*page.shownRun()); };
        if (!waitFor([&] { return page.shownRun().has_value(); }, kSettleMs)) return fail(qs(manifest.id), "its smoke run did not start"), run;
        run = page.shownRun();
        const bool ended = waitFor([&] { return isEnded(row()->row.state); }, kRunMs);
        if (!ended || row()->row.state != RunState::Finished)
            fail(qs(manifest.id), QString("its smoke run %1: %2").arg(ended ? "failed" : "did not end", qs(row()->row.error)));
        return run;
    }

    void photographPanel(const QString& id, Panel& panel) {
        QImage large(panel.size() * 2, QImage::Format_RGB32);
        large.setDevicePixelRatio(2);
        large.fill(Theme::instance().colour(Ink::Window));
        panel.render(&large);
        keep(QString("%1-panel-%2@2x.png").arg(id, m_theme), large);
        if (m_theme != "light") return;
        large.setDevicePixelRatio(1);
        const QImage card = thumbnail(panel, large);
        if (!card.save(m_folder.filePath("thumbnails/" + id + ".png"))) fail(id, "its thumbnail cannot be written");
    }

    /// The panel's main figure where it has one: on a small card the panel's controls would only be noise.
    static QImage thumbnail(Panel& panel, const QImage& whole) {
        QImage card(kThumbnail, QImage::Format_RGB32);
        card.fill(Theme::instance().colour(Ink::Surface));
        const std::vector<FigureSource*> figures = panel.figures();
        QPainter painter(&card);
        painter.setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
        if (figures.empty()) {
            painter.drawImage(0, 0, whole.scaled(kThumbnail, Qt::KeepAspectRatioByExpanding, Qt::SmoothTransformation));
            return card;
        }
        QRectF area(QPointF(), figures.front()->figureSize().scaled(QSizeF(kThumbnail), Qt::KeepAspectRatio));
        area.moveCenter(QRectF(card.rect()).center());
        figures.front()->paintFigure(painter, area);
        return card;
    }

    MainWindow& m_window;
    QDir m_folder;
    QString m_plugin, m_theme, m_toolsSeen;
    std::map<std::string, std::optional<std::int64_t>> m_runs;
    int m_pictures = 0, m_failures = 0;
};

}  // namespace

int runTour(MainWindow& window, const QString& folder, const QString& plugin) { return Tour(window, folder, plugin).run(); }

}  // namespace vitrine
