// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/tools/tool_page.h"

namespace vitrine {

class TensorInspector;

/// "tools/tensors/<run>": all arrays that a run left (.npy, .npz, .safetensors), or those of dropped files.
class TensorsPage final : public ToolPage {
    Q_OBJECT

public:
    TensorsPage(const QString& address, Workbench& workbench);
    QString title() const override { return "Tensor inspector"; }
    QString iconName() const override { return "tensor"; }
    bool dropFiles(const QStringList& paths) override;
    /// Arrays of a live session, as they are now; `from` names it.
    void showLive(NamedArrays arrays, const QString& from);
    bool settled() const override;
    TensorInspector* view() const { return m_view; }

    struct ArrayFile {
        std::string name;                      ///< Before the names of the arrays in it.
        std::filesystem::path file;
    };

protected:
    void load(std::int64_t run) override;

private:
    void read(std::function<Result<std::vector<ArrayFile>>()> find);
    TensorInspector* m_view;
    int m_wish = 0;
};

}  // namespace vitrine
