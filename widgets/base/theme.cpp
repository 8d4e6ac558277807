// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/base/theme.h"

#include <QApplication>
#include <QFile>
#include <QFontDatabase>
#include <QHash>
#include <QIconEngine>
#include <QPainter>
#include <QPalette>
#include <QPointer>
#include <QStyleFactory>
#include <QStyleHints>
#include <QSvgRenderer>
#include <QWidget>
#include <array>

#include "core/base/log.h"
#include "core/base/paths.h"
#include "widgets/base/system_scheme.h"

namespace vitrine {
namespace {

struct InkPair {
    const char *light, *dark;
};

/// In the order of Ink.
constexpr std::array<InkPair, 14> kInks{{
    {"#f4f5f7", "#16181d"},  // Window
    {"#ffffff", "#1e2127"},  // Surface
    {"#ffffff", "#282c34"},  // Raised
    {"#eceef2", "#121419"},  // Sunken
    {"#d5d9e0", "#383d47"},  // Border
    {"#1b1f27", "#e8eaee"},  // Text
    {"#596273", "#a0a8b6"},  // Muted
    {"#1f5fc4", "#7db0ff"},  // Accent
    {"#ffffff", "#0d1a30"},  // OnAccent
    {"#dfe9fa", "#24344f"},  // AccentSoft
    {"#1a7a45", "#5fcf8e"},  // Good
    {"#8a5a00", "#f0bb52"},  // Warning
    {"#b3261e", "#ff8a80"},  // Bad
    {"#e1e4ea", "#2e333c"},  // Grid
}};

/// Okabe and Ito, Color Universal Design (2008), lightened on dark ground; yellow is darkened on light ground to be seen there.
constexpr std::array<InkPair, 8> kSeries{{{"#0072b2", "#56b4e9"},
                                          {"#d55e00", "#ff8f3f"},
                                          {"#009e73", "#3fd0a4"},
                                          {"#cc79a7", "#e5a3c8"},
                                          {"#56b4e9", "#9ad5f7"},
                                          {"#b8860b", "#f0e442"},
                                          {"#e69f00", "#ffc04d"},
                                          {"#4a4f5a", "#c9cdd6"}}};

/// The file is read once: pages ask for the same icons again and again.
QByteArray iconSource(const QString& name) {
    static QHash<QString, QByteArray> read;
    if (const auto known = read.constFind(name); known != read.constEnd()) return *known;
    QFile file(QString::fromStdString((resourceFolder() / "icons").string()) + "/" + name + ".svg");
    if (file.open(QIODevice::ReadOnly)) return *read.insert(name, file.readAll());
    logWarning("there is no icon \"{}\"", name.toStdString());
    return R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><rect x="4" y="4" width="16" height="16" rx="3" fill="none" stroke="currentColor" stroke-width="1.75"/></svg>)";
}

/// The parsed SVG in a colour; kept, as an icon is painted far more often than there are icons and inks. Belongs to the application.
QSvgRenderer& rendererOf(QByteArray source, const QColor& colour) {
    static QHash<QByteArray, QPointer<QSvgRenderer>> parsed;
    QPointer<QSvgRenderer>& renderer = parsed[source.replace("currentColor", colour.name().toUtf8())];
    if (!renderer) renderer = new QSvgRenderer(source, qApp);
    return *renderer;
}

/// Paints the SVG at the size and pixel ratio that is asked for, in the theme's ink of the moment.
class InkIconEngine final : public QIconEngine {
public:
    InkIconEngine(QByteArray source, Ink ink) : m_source(std::move(source)), m_ink(ink) {}

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override {
        QColor colour = Theme::instance().colour(m_ink);
        if (mode == QIcon::Disabled) colour = Theme::instance().colour(Ink::Muted);
        if (mode == QIcon::Disabled) painter->setOpacity(0.45);
        rendererOf(m_source, colour).render(painter, rect);
        painter->setOpacity(1);
    }
    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override { return scaledPixmap(size, mode, state, 1); }
    QPixmap scaledPixmap(const QSize& size, QIcon::Mode mode, QIcon::State state, qreal) override {
        if (size.isEmpty()) return {};  // Of a button that is squeezed to nothing.
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect(QPoint(0, 0), size), mode, state);
        return pixmap;
    }
    QIconEngine* clone() const override { return new InkIconEngine(*this); }

private:
    QByteArray m_source;
    Ink m_ink;
};

/// By the palette that the desktop gave to the program before any of ours was set.
bool paletteIsDark() {
    const QPalette palette = QGuiApplication::palette();
    static const bool atStart = palette.color(QPalette::Window).lightness() < palette.color(QPalette::WindowText).lightness();
    return atStart;
}

}  // namespace

Theme& Theme::instance() {
    static Theme theme;
    return theme;
}

Theme::Theme() : m_systemDark(paletteIsDark()), m_dark(m_systemDark) {}

void Theme::setMode(Mode mode) {
    m_mode = mode;
    if (mode == Mode::System && !m_scheme) {
        m_scheme = new SystemScheme(qApp);
        connect(m_scheme, &SystemScheme::preferred, this, [this](bool dark) {
            if (std::exchange(m_systemDark, dark) != dark && m_mode == Mode::System) setMode(Mode::System);
        });
    }
    m_dark = mode == Mode::Dark || (mode == Mode::System && m_systemDark);
    apply();
    Q_EMIT changed();
}

QColor Theme::colour(Ink ink) const {
    const InkPair& pair = kInks[static_cast<std::size_t>(ink)];
    return QColor(m_dark ? pair.dark : pair.light);
}

QColor Theme::series(int index) const {
    const InkPair& pair = kSeries[static_cast<std::size_t>(std::max(index, 0)) % kSeries.size()];
    return QColor(m_dark ? pair.dark : pair.light);
}

QIcon Theme::icon(const QString& name, Ink ink) const { return QIcon(new InkIconEngine(iconSource(name), ink)); }

QFont Theme::bodyFont() const {
    static const QString family = QFontDatabase::families().contains("Inter") ? "Inter" : QFontDatabase::systemFont(QFontDatabase::GeneralFont).family();
    QFont font(family);
    font.setPixelSize(13);
    return font;
}

QFont Theme::headingFont(int level) const {
    QFont font = bodyFont();
    font.setPixelSize(level <= 1 ? 22 : level == 2 ? 16 : 14);
    font.setWeight(QFont::DemiBold);
    return font;
}

QFont Theme::monoFont() const {
    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    font.setPixelSize(12);
    return font;
}

int Theme::space(int step) {
    static constexpr std::array<int, 6> kSpaces{0, 4, 8, 12, 16, 24};
    return kSpaces[static_cast<std::size_t>(std::clamp(step, 0, 5))];
}

void Theme::apply() {
    QApplication* application = qobject_cast<QApplication*>(QCoreApplication::instance());
    if (!application) return;
    QPalette palette;
    const auto set = [&](QPalette::ColorRole role, Ink ink) { palette.setColor(role, colour(ink)); };
    set(QPalette::Window, Ink::Window), set(QPalette::Base, Ink::Surface), set(QPalette::AlternateBase, Ink::Window);
    set(QPalette::Button, Ink::Surface), set(QPalette::ToolTipBase, Ink::Raised), set(QPalette::ToolTipText, Ink::Text);
    set(QPalette::WindowText, Ink::Text), set(QPalette::Text, Ink::Text), set(QPalette::ButtonText, Ink::Text);
    set(QPalette::PlaceholderText, Ink::Muted), set(QPalette::Highlight, Ink::Accent), set(QPalette::HighlightedText, Ink::OnAccent);
    set(QPalette::Link, Ink::Accent), set(QPalette::Mid, Ink::Border), set(QPalette::Dark, Ink::Border), set(QPalette::Light, Ink::Raised);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) palette.setColor(QPalette::Disabled, role, colour(Ink::Muted));
    if (!application->style() || application->style()->name() != "fusion") application->setStyle(QStyleFactory::create("Fusion"));
    application->setPalette(palette);
    application->setFont(bodyFont());
    application->setStyleSheet(styleSheet());
}

}  // namespace vitrine
