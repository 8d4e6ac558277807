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
    workbench.actions().add({"tools.live_tensors", "Tensors of the live session", "Tools", "tensor", {}, "What the method of this page computed last for its panel", false},
                            this, [this] { inspectLive(); });
}

void ToolsBehaviour::inspectLive() {
    const Page* page = m_window.currentPage();
    NamedArrays arrays = page ? page->liveArrays() : NamedArrays();
    if (arrays.empty()) return Q_EMIT m_window.workbench().said("Open a method first: its live session has answered nothing yet");
    const QString title = page->title();
    if (auto* inspector = qobject_cast<TensorsPage*>(m_window.open("tools/tensors"))) inspector->showLive(std::move(arrays), title);
}

void ToolsBehaviour::open(const QString& tool) {
    Workbench& workbench = m_window.workbench();
    auto* page = qobject_cast<ToolPage*>(m_window.open("tools/" + tool));
    if (page && !workbench.selection().runs().empty()) page->showRun(workbench.selection().runs().front());
}

}  // namespace vitrine
