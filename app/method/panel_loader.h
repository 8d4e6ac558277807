// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>

#include "core/plugin/manifest.h"
#include "widgets/panel/panel.h"

namespace vitrine {

/// Loads panel libraries on first use and remembers which are healthy. A library new to this machine (by hash) is first tried in a child
/// process (`vitrine --probe-panel`) under a watchdog of 10 s; while one is loaded here its id stands in the blame file, so that a crash
/// disables it at the next start instead of repeating. UI thread only; probing does not block it.
class PanelLoader : public QObject {
    Q_OBJECT

public:
    PanelLoader(std::filesystem::path stateFolder, bool safeStart, QObject* parent = nullptr);
    ~PanelLoader() override;

    struct Health {
        enum class State { NotLoaded, Probing, Loaded, Failed, Disabled } state = State::NotLoaded;
        double loadMs = 0, probeMs = 0;
        QString why;                           ///< Of Failed and Disabled.
    };
    Health health(const std::string& id) const;
    void setDisabled(const std::string& id, bool disabled);
    /// Looks at every library anew when it is next needed: files have changed.
    void forgetLoaded();
    /// The plugin blamed for the crash of the last start, or empty.
    const std::string& blamed() const;
    void setProbeLimit(int milliseconds);      ///< Of the watchdog; tests do not wait 10 s for an endless loop.

    using Ready = std::function<void(Result<Panel*>)>;
    /// Makes the panel of a method; without a panel library the generic one. `ready` on the UI thread while `context` and `owner` live.
    void make(PanelContext& context, QWidget* owner, Ready ready);

    /// What `vitrine --probe-panel FILE` does: loads, checks the tag, makes a panel off screen, deletes it. Exit status 0 or an error text.
    static int probe(const std::filesystem::path& library);

Q_SIGNALS:
    void healthChanged(const QString& id);

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

}  // namespace vitrine
