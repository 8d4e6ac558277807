// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <memory>
#include <optional>

#include "core/store/experiment_store.h"

namespace vitrine {

class ArtifactView;

/// The artifacts of a run: a list in groups with a filter beside the view of the chosen one. Up and Down go through the list.
class ArtifactBrowser : public QWidget {
    Q_OBJECT

public:
    explicit ArtifactBrowser(QWidget* parent = nullptr);
    ~ArtifactBrowser() override;
    /// Lists the run's artifacts; nothing: empty. The store must outlive the run's showing.
    void setRun(ExperimentStore* store, std::optional<std::int64_t> run);
    void refresh();                            ///< Reads the list again and keeps the selection and what is open.
    void setFilter(const QString& text);
    bool select(const std::string& name, std::int64_t step = 0);
    std::optional<ArtifactRow> current() const;
    int shownCount() const;                    ///< Artifacts that pass the filter.
    ArtifactView& view() const;
    bool settled() const;
    Json saveState() const;
    void restoreState(const Json& state);

Q_SIGNALS:
    void currentChanged();

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

}  // namespace vitrine
