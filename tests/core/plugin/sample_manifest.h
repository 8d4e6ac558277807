// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "core/base/json.h"

namespace vitrine {

/// A manifest that uses every key, for tests to take or to break.
inline Json sampleManifest(const std::string& id) {
    Json json = Json::parse(R"({
      "title": "Relevance at skips", "family": "Explanation", "summary": "Heat maps of residual networks.", "version": "1.0", "licence": "GPL-3.0-or-later",
      "paper": {"title": "A paper", "authors": "A. Author", "venue": "Somewhere", "year": 2024, "url": "https://example.org", "code": ""},
      "needs": ["media"], "nondeterministic": "", "resumable": true,
      "parameters": [
        {"id": "mode", "type": "choice", "default": "ratio", "choices": ["ratio", "main"]},
        {"id": "images", "type": "int", "default": 100, "min": 1, "max": {"fact": "data.images.count"}, "title": "Images", "group": "Data"},
        {"id": "epsilon", "type": "real", "default": 0.01, "min": 0, "exclusiveMin": true, "log": true, "visibleWhen": {"mode": "ratio"}}],
      "data": [{"role": "images", "title": "Images", "accepts": ["cifar", "image", "folder"], "default": "cifar10/test", "many": true},
               {"role": "labels", "accepts": ["csv"], "required": true}],
      "presets": {"desk": {"title": "Desk", "minutes": 8, "parameters": {"images": 1000}, "data": {"images": "cifar10/test", "labels": "a.csv"}},
                  "smoke": {"title": "Smoke", "minutes": 0.2, "parameters": {"images": 4}, "data": {"images": null}}},
      "outputs": [{"name": "heatmap/*", "kind": "heatmap", "title": "Heat map"}, {"name": "scores", "kind": "table", "optional": true}],
      "metrics": [{"name": "id_score", "title": "Insertion minus deletion"}, {"name": "conservation/*", "unit": "%", "higherIsBetter": false}],
      "requests": [{"name": "explain", "help": "One image."}],
      "claims": [{"id": "ratio_best", "statement": "Ratio beats main.", "source": "Table 2", "metric": "id_score", "direction": "higher", "margin": 0.01,
                  "method": {"id": "ratio", "title": "Ratio", "parameters": {"mode": "ratio"}},
                  "baselines": [{"id": "main", "parameters": {"mode": "main"}}, {"id": "chance", "constant": 0.0}],
                  "presets": {"smoke": {"seeds": [0, 1, 2], "minutes": 0.5, "parameters": {"images": 4}, "data": {"images": null}}}}]
    })");
    json["id"] = id;
    return json;
}

/// Writes `<root>/<folder>/plugin.json`.
inline void writePlugin(const std::filesystem::path& root, const std::string& folder, const std::string& text) {
    std::filesystem::create_directories(root / folder);
    std::ofstream file(root / folder / "plugin.json", std::ios::binary);
    file << text;
    if (!file.flush()) throw std::runtime_error("cannot write the plugin.json of " + folder);
}

}  // namespace vitrine
