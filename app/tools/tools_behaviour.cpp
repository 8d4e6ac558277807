// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/tools/tools_behaviour.h"

#include "app/tools/tensors_page.h"
#include "app/tools/timeline_page.h"

namespace vitrine {

ToolsBehaviour::ToolsBehaviour(MainWindow& window) : Behaviour(window) {
    Workbench& workbench = window.workbench();
    workbench.registerPages("tools", [&workbench](const QString& address) -> Page* {
        const QString tool = address.section('/', 1, 1);
        if (tool == "timeline") return new TimelinePage(address, workbench);
        return tool == "tensors" ? new TensorsPage(address, workbench) : nullptr;
    });
    workbench.actions().add({"tools.timeline", "Operator timeline", "Tools", "timeline", {}, "What the operators of a run did when", false}, this,
                            [this] { open("timeline"); });
    workbench.actions().add({"tools.tensors", "Tensor inspector", "Tools", "tensor", {}, "Arrays of a run or of files: slices, statistics, NaN hunt", false},
                            this, [this] { open("tensors"); });
}

void ToolsBehaviour::open(const QString& tool) {
    Workbench& workbench = m_window.workbench();
    auto* page = qobject_cast<ToolPage*>(m_window.open("tools/" + tool));
    if (page && !workbench.selection().runs().empty()) page->showRun(workbench.selection().runs().front());
}

}  // namespace vitrine
