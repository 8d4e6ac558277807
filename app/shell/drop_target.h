// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/shell/file_offer.h"
#include "app/shell/main_window.h"

namespace vitrine {

/// Files dropped anywhere on the window: first the page in front may take them; else run folders are imported, folders of methods are
/// offered for installation, and for data a dialog offers the methods that read the format.
class DropTarget final : public Behaviour {
    Q_OBJECT

public:
    explicit DropTarget(MainWindow& window);
    /// What a drop does.
    void take(const QStringList& paths);

Q_SIGNALS:
    void offered(QWidget* dialog);  ///< The list of methods is shown.

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void handle(const FileOffer& offer);
    void offerMethods(const FileOffer& offer);
    void importRun(const QString& folder);
    void showVeil(bool on);
    QWidget* m_veil = nullptr;
};

}  // namespace vitrine
