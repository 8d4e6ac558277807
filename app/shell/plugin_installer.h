// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/shell/main_window.h"
#include "app/shell/plugin_package.h"

namespace vitrine {

/// A plugin's folder dropped on the window is looked through and, after asking, copied into the user's plugin folder;
/// the gallery lists it at once. The message that tells so offers to take it back. Reading and copying happen on
/// threads.
class PluginInstaller final : public Behaviour {
    Q_OBJECT

public:
    explicit PluginInstaller(MainWindow& window);
    void offer(const QString& folder);

Q_SIGNALS:
    void offered(QWidget* dialog);  ///< The question is shown.
    void finished();                ///< Installed, taken back, or failed; the catalogue is up to date.

private:
    void ask(const PluginPackage& package);
    void install(const PluginPackage& package);
    void tell(const InstalledPlugin& installed);
    void takeBack(const InstalledPlugin& installed);
    /// Reads the manifests again; a page of the method is closed before and opened again after, so that it shows what
    /// is there now.
    void refresh(const std::string& id, std::function<void()> then);
    std::filesystem::path m_home;
};

}  // namespace vitrine
