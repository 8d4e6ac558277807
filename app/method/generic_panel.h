// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/panel/panel.h"

class QGridLayout;
class QLabel;
class QStackedWidget;

namespace vitrine {

class ArtifactView;

/// The panel of a method that brings none: what the shown run has made as a grid of default views, previews while it runs, and without a run
/// what to do.
class GenericPanel final : public Panel {
    Q_OBJECT

public:
    explicit GenericPanel(PanelContext& context, QWidget* parent = nullptr);
    void showRun(std::optional<std::int64_t> run) override;
    void runUpdated() override;
    void preview(const ArtifactSpec& spec, const Array& data) override;
    bool settled() const override;

private:
    struct Card {
        std::int64_t artifact = 0;
        std::string hash;
        ArtifactView* view = nullptr;
    };
    void fill();
    QWidget* buildEmpty();
    std::vector<Card> m_cards;                 ///< As shown, in order.
    QStackedWidget* m_stack;
    QGridLayout* m_grid;
    QLabel *m_hint, *m_preview, *m_more;
};

}  // namespace vitrine
