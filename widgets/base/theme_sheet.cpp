// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QPainter>
#include <QPixmap>
#include <QTemporaryDir>

#include "widgets/base/theme.h"

namespace vitrine {
namespace {

QColor mixed(const QColor& under, const QColor& over, double share) {
    const auto mix = [share](int a, int b) { return int(a + (b - a) * share + 0.5); };
    return QColor(mix(under.red(), over.red()), mix(under.green(), over.green()), mix(under.blue(), over.blue()));
}

/// Style sheets take pictures from files only: the icons are written once per theme, with sharper ones beside for 2 and 3 pixels a point.
QString pictureFile(const QString& icon, Ink ink, int size) {
    static const QTemporaryDir folder;
    const Theme& theme = Theme::instance();
    const QString base = folder.filePath(QString("%1-%2-%3").arg(icon, theme.colour(ink).name().mid(1)).arg(size));
    if (QFile::exists(base + ".png")) return base + ".png";
    for (const int scale : {1, 2, 3}) {
        const QPixmap pixmap = theme.icon(icon, ink).pixmap(QSize(size, size) * scale, 1.0);
        pixmap.save(base + (scale == 1 ? QString() : QString("@%1x").arg(scale)) + ".png");
    }
    return base + ".png";
}

const char* const kControls = R"(
QToolTip { background: @raised; color: @text; border: 1px solid @border; padding: 4px 8px; }
QLabel[ink="muted"] { color: @muted; }
QLabel[ink="accent"] { color: @accent; }
QLabel[ink="good"] { color: @good; }
QLabel[ink="warning"] { color: @warning; }
QLabel[ink="bad"] { color: @bad; }
QFrame[card="true"] { background: @surface; border: 1px solid @border; border-radius: 8px; }

QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QPushButton { background: @button; color: @text; border: 1px solid @border; border-radius: 6px; padding: 5px 14px; min-height: 18px; }
QPushButton:hover { background: @hover; }
QPushButton:pressed, QPushButton:checked { background: @soft; }
QPushButton:focus { border-color: @accent; }
QPushButton:disabled { color: @faint; background: @window; }
QPushButton[flat="true"] { background: transparent; border-color: transparent; }
QPushButton[flat="true"]:hover { background: @hover; }
QPushButton[flat="true"]:focus { border-color: @accent; }
QPushButton[primary="true"] { background: @accent; color: @onAccent; border-color: @accent; font-weight: 600; }
QPushButton[primary="true"]:hover { background: @accentHover; border-color: @accentHover; }
QPushButton[primary="true"]:pressed { background: @accentDown; }
QPushButton[primary="true"]:focus { border: 1px solid @text; }
QPushButton[primary="true"]:disabled { background: @sunken; color: @faint; border-color: @border; }
QPushButton::menu-indicator { image: url(@chevronDown); subcontrol-position: right center; right: 6px; width: 10px; height: 10px; }

QToolButton { background: transparent; color: @text; border: 1px solid transparent; border-radius: 6px; padding: 3px; }
QToolButton:hover { background: @hover; }
QToolButton:pressed { background: @soft; }
QToolButton:checked { background: @soft; color: @accent; border-color: @accent; }
QToolButton:focus { border-color: @accent; }
QToolButton:disabled { color: @faint; }
QToolButton::menu-indicator { image: none; }
QToolButton[popupMode="1"] { padding-right: 18px; }
QToolButton::menu-button { border: none; width: 16px; }
QToolButton::menu-arrow { image: url(@chevronDown); width: 10px; height: 10px; }
QToolButton[link="true"] { color: @accent; padding: 2px 6px; }
QToolButton[heading="true"] { padding: 4px 6px; font-weight: 600; font-size: 13px; }
QToolButton[primary="true"] { background: @accent; color: @onAccent; }

QLineEdit, QAbstractSpinBox, QComboBox, QPlainTextEdit, QTextEdit {
    background: @field; color: @text; border: 1px solid @border; border-radius: 6px; padding: 3px 7px; min-height: 20px;
    selection-background-color: @accent; selection-color: @onAccent; }
QLineEdit:hover, QAbstractSpinBox:hover, QComboBox:hover { border-color: @thumb; }
QLineEdit:focus, QAbstractSpinBox:focus, QComboBox:focus, QComboBox:on, QPlainTextEdit:focus, QTextEdit:focus { border-color: @accent; }
QLineEdit:disabled, QAbstractSpinBox:disabled, QComboBox:disabled { color: @faint; background: @window; }
QLineEdit:read-only { background: @window; }
QAbstractSpinBox { padding: 3px 2px 3px 5px; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { border: none; background: transparent; width: 16px; }
QAbstractSpinBox::up-button { subcontrol-origin: border; subcontrol-position: top right; margin: 2px 2px 0 0; }
QAbstractSpinBox::down-button { subcontrol-origin: border; subcontrol-position: bottom right; margin: 0 2px 2px 0; }
QAbstractSpinBox::up-button:hover, QAbstractSpinBox::down-button:hover { background: @hover; border-radius: 3px; }
QAbstractSpinBox::up-arrow { image: url(@chevronUp); width: 9px; height: 9px; }
QAbstractSpinBox::down-arrow { image: url(@chevronDown); width: 9px; height: 9px; }
QComboBox { padding-right: 4px; }
QComboBox::drop-down { border: none; width: 20px; subcontrol-origin: padding; subcontrol-position: center right; }
QComboBox::down-arrow { image: url(@chevronDown); width: 11px; height: 11px; }
QComboBox QAbstractItemView { background: @raised; border: 1px solid @border; padding: 4px 0; outline: 0;
    selection-background-color: @soft; selection-color: @text; }

QSlider { min-height: 20px; }
QSlider::groove:horizontal { height: 4px; background: @track; border-radius: 2px; }
QSlider::groove:vertical { width: 4px; background: @track; border-radius: 2px; }
QSlider::sub-page:horizontal, QSlider::add-page:vertical { background: @accent; border-radius: 2px; }
QSlider::handle { background: @knob; border: 2px solid @accent; border-radius: 7px; width: 10px; height: 10px; }
QSlider::handle:horizontal { margin: -5px 0; }
QSlider::handle:vertical { margin: 0 -5px; }
QSlider::handle:hover, QSlider::handle:focus { background: @accent; }
QSlider::sub-page:horizontal:disabled, QSlider::add-page:vertical:disabled { background: @track; }
QSlider::handle:disabled { border-color: @thumb; background: @window; }

QCheckBox, QRadioButton { spacing: 8px; }
QCheckBox::indicator, QRadioButton::indicator, QGroupBox::indicator, QAbstractItemView::indicator, QMenu::indicator {
    width: 14px; height: 14px; border: 1px solid @thumb; border-radius: 4px; background: @field; }
QRadioButton::indicator { border-radius: 8px; }
QCheckBox::indicator:hover, QRadioButton::indicator:hover, QCheckBox::indicator:focus, QRadioButton::indicator:focus { border-color: @accent; }
QCheckBox::indicator:checked, QGroupBox::indicator:checked, QAbstractItemView::indicator:checked, QMenu::indicator:checked {
    background: @accent; border-color: @accent; image: url(@check); }
QCheckBox::indicator:indeterminate, QAbstractItemView::indicator:indeterminate { background: @accent; border-color: @accent; image: url(@dash); }
QRadioButton::indicator:checked { border: 5px solid @accent; width: 6px; height: 6px; background: @onAccent; }
QCheckBox::indicator:checked:focus, QRadioButton::indicator:checked:focus { border-color: @text; }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { border-color: @border; background: @window; }
QCheckBox::indicator:checked:disabled { background: @thumb; border-color: @thumb; }
QMenu::indicator { margin-left: 8px; }
QCheckBox:disabled, QRadioButton:disabled { color: @faint; }

QProgressBar { background: @track; border: none; border-radius: 4px; color: @text; text-align: center; min-height: 8px; }
QProgressBar[textVisible="false"] { max-height: 8px; }
QProgressBar::chunk { background: @accent; border-radius: 4px; }
)";

const char* const kFrames = R"(
QMainWindow::separator { background: @border; width: 1px; height: 1px; }
QMainWindow::separator:hover { background: @accent; }
QSplitter::handle:horizontal { background: @border; width: 1px; margin: 0 2px; }
/* Qt paints the ground of this one over its margins as well: the line in its middle is a gradient. */
QSplitter::handle:vertical { height: 5px; background: qlineargradient(x1:0, y1:0, x2:0, y2:1, stop:0 transparent, stop:0.38 transparent,
    stop:0.4 @border, stop:0.6 @border, stop:0.62 transparent, stop:1 transparent); }
QSplitter::handle:hover { background: @accent; }

QTabWidget::pane { border: none; border-top: 1px solid @border; }
QTabBar { qproperty-drawBase: 0; }
QTabBar::tab { background: transparent; color: @muted; border: none; padding: 7px 12px; }
QTabBar::tab:top { border-bottom: 2px solid transparent; }
QTabBar::tab:bottom { border-top: 2px solid transparent; }
QTabBar::tab:left { border-right: 2px solid transparent; padding: 12px 7px; }
QTabBar::tab:right { border-left: 2px solid transparent; padding: 12px 7px; }
QTabBar::tab:hover { color: @text; background: @hover; }
QTabBar::tab:selected { color: @text; border-color: @accent; }
QTabBar::tab:focus { color: @accent; }
QTabBar::tab:disabled { color: @faint; }
QTabBar::close-button { image: url(@close); width: 12px; height: 12px; border-radius: 4px; padding: 2px; }
QTabBar::close-button:hover { background: @border; }

QDockWidget { color: @text; font-weight: 600; titlebar-close-icon: url(@close); titlebar-normal-icon: url(@float); }
QDockWidget::title { background: @window; border-bottom: 1px solid @border; padding: 6px 12px; text-align: left; }
QDockWidget::close-button, QDockWidget::float-button { border: none; border-radius: 4px; padding: 1px; icon-size: 12px; }
QDockWidget::close-button:hover, QDockWidget::float-button:hover { background: @hover; }

QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: @scroll; border-radius: 3px; }
QScrollBar::handle:vertical { min-height: 32px; margin: 2px 3px; }
QScrollBar::handle:horizontal { min-width: 32px; margin: 3px 2px; }
QScrollBar::handle:hover, QScrollBar::handle:pressed { background: @thumb; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QAbstractScrollArea::corner { background: transparent; border: none; }

QMenuBar { background: @window; color: @text; border-bottom: 1px solid @border; padding: 2px 6px; }
QMenuBar::item { background: transparent; padding: 4px 9px; border-radius: 5px; }
QMenuBar::item:selected { background: @hover; }
QMenuBar::item:pressed { background: @soft; }
QMenu { background: @raised; color: @text; border: 1px solid @border; padding: 5px; }
QMenu::item { padding: 5px 28px 5px 10px; border-radius: 5px; border: 1px solid transparent; }
QMenu::item:selected { background: @soft; }
QMenu::item:disabled { color: @faint; }
QMenu::icon { padding-left: 8px; }
QMenu::separator { height: 1px; background: @border; margin: 5px 6px; }
QMenu::right-arrow { image: url(@chevronRight); width: 11px; height: 11px; right: 6px; }
QToolBar { background: @window; border: none; spacing: 4px; padding: 4px; }
QToolBar::separator { background: @border; width: 1px; margin: 4px; }
QStatusBar { background: @window; color: @muted; border-top: 1px solid @border; }
QStatusBar::item { border: none; }

QGroupBox { border: 1px solid @border; border-radius: 8px; margin-top: 22px; padding: 8px; font-weight: 600; }
QGroupBox::title { subcontrol-origin: margin; subcontrol-position: top left; left: 2px; padding: 0 2px; }

QTableView, QTreeView, QListView { background: @surface; color: @text; border: 1px solid @border; border-radius: 6px;
    alternate-background-color: @stripe; gridline-color: @grid; outline: 0;
    selection-background-color: @soft; selection-color: @text; }
QTableView:focus, QTreeView:focus, QListView:focus { border-color: @accent; }
QHeaderView { background: @window; border: none; border-top-left-radius: 6px; border-top-right-radius: 6px; }
QHeaderView::section { background: @window; color: @muted; border: none; border-bottom: 1px solid @border; border-right: 1px solid @grid;
    padding: 5px 8px; font-weight: 600; }
QHeaderView::section:hover { color: @text; background: @hover; }
QHeaderView::up-arrow { image: url(@chevronUp); width: 10px; height: 10px; subcontrol-position: right center; right: 4px; }
QHeaderView::down-arrow { image: url(@chevronDown); width: 10px; height: 10px; subcontrol-position: right center; right: 4px; }
QTableCornerButton::section { background: @window; border: none; border-bottom: 1px solid @border; }
)";

}  // namespace

QString Theme::styleSheet() const {
    const QColor text = colour(Ink::Text), surface = colour(Ink::Surface), window = colour(Ink::Window), accent = colour(Ink::Accent);
    // Longer names first: "@accentHover" must not be taken for "@accent".
    const std::vector<std::pair<QString, QString>> words{
        {"@accentHover", mixed(accent, text, 0.14).name()},
        {"@accentDown", mixed(accent, text, 0.26).name()},
        {"@onAccent", colour(Ink::OnAccent).name()},
        {"@accent", accent.name()},
        {"@soft", colour(Ink::AccentSoft).name()},
        {"@surface", surface.name()},
        {"@window", window.name()},
        {"@raised", colour(Ink::Raised).name()},
        {"@sunken", colour(Ink::Sunken).name()},
        {"@border", colour(Ink::Border).name()},
        {"@text", text.name()},
        {"@muted", colour(Ink::Muted).name()},
        {"@faint", mixed(window, colour(Ink::Muted), 0.65).name()},
        {"@good", colour(Ink::Good).name()},
        {"@warning", colour(Ink::Warning).name()},
        {"@bad", colour(Ink::Bad).name()},
        {"@grid", colour(Ink::Grid).name()},
        {"@button", m_dark ? colour(Ink::Raised).name() : surface.name()},
        {"@field", m_dark ? colour(Ink::Sunken).name() : surface.name()},
        {"@hover", mixed(window, text, m_dark ? 0.09 : 0.06).name()},
        {"@stripe", mixed(surface, window, 0.6).name()},
        {"@track", mixed(window, text, 0.16).name()},
        {"@thumb", mixed(window, text, 0.38).name()},
        {"@scroll", mixed(window, text, 0.22).name()},
        {"@knob", m_dark ? colour(Ink::Window).name() : surface.name()},
        {"@chevronDown", pictureFile("chevron-down", Ink::Muted, 12)},
        {"@chevronUp", pictureFile("chevron-up", Ink::Muted, 12)},
        {"@chevronRight", pictureFile("chevron-right", Ink::Muted, 12)},
        {"@check", pictureFile("check", Ink::OnAccent, 12)},
        {"@dash", pictureFile("minus", Ink::OnAccent, 12)},
        {"@close", pictureFile("close", Ink::Muted, 12)},
        {"@float", pictureFile("export", Ink::Muted, 12)},
    };
    QString sheet = QString(kControls) + kFrames;
    for (const auto& [word, value] : words) sheet.replace(word, value);
    return sheet;
}

void Theme::setInk(QWidget* widget, const char* ink) {
    if (widget->property("ink").toString() == ink) return;
    widget->setProperty("ink", ink);
    // A style sheet looks at properties once, when it is first applied.
    widget->style()->unpolish(widget);
    widget->style()->polish(widget);
}

}  // namespace vitrine
