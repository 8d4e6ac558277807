// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtest/gtest.h>

#include <QUndoStack>

#include "widgets/form/run_draft.h"

namespace vitrine::testing {

/// A manifest around some parameters.
inline Result<Manifest> manifestFrom(const char* parameters) {
    Json json = {{"id", "probe"}, {"title", "Probe"}, {"family", "Test"}, {"summary", "For tests."}, {"version", "1.0.0"}, {"licence", "GPL-3.0-or-later"}};
    json["parameters"] = Json::parse(parameters);
    json["presets"] = {{"smoke", {{"title", "Smoke"}, {"minutes", 0.1}, {"parameters", Json::object()}}}};
    json["outputs"] = Json::array({{{"name", "table"}, {"kind", "table"}, {"title", "Table"}}});
    json["metrics"] = Json::array({{{"name", "score"}, {"title", "Score"}}});
    return Manifest::fromJson(json, "probe/plugin.json");
}

/// A draft of a real method: 30 parameters of most types, two data roles, three presets.
class FormFixture : public ::testing::Test {
protected:
    Manifest manifest = *Manifest::read(std::filesystem::path(VITRINE_SOURCE_DIR) / "plugins/lrp_resnet/plugin.json");
    QUndoStack undo;
    RunDraft draft{manifest, &undo};
};

}  // namespace vitrine::testing
