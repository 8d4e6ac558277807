// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/shell/main_window.h"

namespace vitrine {

class MethodPage;
class PanelLoader;

/// The pages of the methods and of their health: registers them, their actions, and the way from a run to its method's page.
class MethodsBehaviour final : public Behaviour {
    Q_OBJECT

public:
    explicit MethodsBehaviour(MainWindow& window);
    ~MethodsBehaviour() override;
    void shown() override;
    PanelLoader& loader() const { return *m_loader; }
    /// The method page in front, or null.
    MethodPage* current() const;

private:
    void registerPages();
    void addRunActions();
    void addPageActions();
    void tellHealth(const QString& id);
    void updateActions();
    std::unique_ptr<PanelLoader> m_loader;
};

}  // namespace vitrine
