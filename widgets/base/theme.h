// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QFont>
#include <QIcon>
#include <QObject>

class QWidget;

namespace vitrine {

class SystemScheme;

/// What a colour is for. Every widget takes its colours from here; none writes one down.
enum class Ink {
    Window,        ///< Behind everything.
    Surface,       ///< Cards, panels, tables.
    Raised,        ///< Menus, the palette, hovered rows.
    Sunken,        ///< Inputs, canvases behind images and plots.
    Border, Text, Muted,
    Accent,        ///< Focus, selection, the one primary button.
    OnAccent,      ///< Text on Accent.
    AccentSoft,    ///< Selected rows, active navigation.
    Good, Warning, Bad,
    Grid           ///< Lines of plots.
};

/// Standard controls are drawn by a style sheet that knows a few dynamic properties, set before a widget is shown: QPushButton `primary` and
/// `flat`, QToolButton `primary`, `link` (text in accent) and `heading`, QFrame `card` (surface with rounded border), QLabel `ink` ("muted",
/// "accent", "good", "warning", "bad"; `setInk` changes it later).
///
/// Light and dark colours, fonts, spacing and icons of the program, following the system unless told otherwise. Contrast of Text, Muted and
/// OnAccent on their grounds is at least 4.5 : 1 (tested).
class Theme : public QObject {
    Q_OBJECT

public:
    enum class Mode { System, Light, Dark };
    static Theme& instance();

    Mode mode() const { return m_mode; }
    void setMode(Mode mode);   ///< Sets the application's palette and style sheet; widgets repaint on `changed`.
    bool dark() const { return m_dark; }

    QColor colour(Ink ink) const;
    /// Colour of series `index` in plots: eight colours that stay apart for colour-blind readers (Okabe and Ito 2008), then again.
    QColor series(int index) const;
    /// resources/icons/<name>.svg in the given ink, sharp at every scale; an unknown name is a missing-icon glyph and a log line.
    QIcon icon(const QString& name, Ink ink = Ink::Text) const;
    QFont bodyFont() const;
    QFont headingFont(int level) const;   ///< 1 page title, 2 section, 3 card title.
    QFont monoFont() const;
    /// The grid of distances: 4, 8, 12, 16, 24 px for steps 1..5.
    static int space(int step);
    /// Gives a label another ink by name, also after it was shown.
    static void setInk(QWidget* widget, const char* ink);

Q_SIGNALS:
    void changed();

private:
    Theme();
    void apply();
    QString styleSheet() const;
    Mode m_mode = Mode::System;
    SystemScheme* m_scheme = nullptr;        ///< Made when the system is followed for the first time; belongs to the application.
    bool m_systemDark = false, m_dark = false;
};

}  // namespace vitrine
