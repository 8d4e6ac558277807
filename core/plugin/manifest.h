// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/schema/parameter_schema.h"

namespace vitrine {

/// A kind of input that a method takes.
struct DataRole {
    std::string id, title, help;
    std::vector<std::string> accepts;  ///< Format ids (core/data/readers.h), "folder", or "any".
    std::string defaultReference;      ///< "set/file" taken when the user gives none and it is present; empty: the built-in generator.
    bool required = false;             ///< True: no built-in generator stands in.
    bool many = false;                 ///< Several files may be bound.
};

/// A named set of values with the minutes it is expected to take on 2 cores.
struct Preset {
    std::string id, title, help;
    double minutes = 0;
    Json parameters = Json::object();
    Json data = Json::object();  ///< role -> reference, or null for "use the generator".
};

/// The kinds of artifacts: scalar, series, image, ... The kind picks the default view.
const std::vector<std::string>& artifactKinds();

/// An output that every run of the method makes (or may make, when `optional`).
struct OutputSpec {
    std::string name, kind, title, help, unit;  ///< `name` may end in "*": a family of artifacts. `kind` is one of artifactKinds().
    bool optional = false;
};

struct MetricSpec {
    std::string name, title, help, unit;  ///< `name` may end in "*": a family of metrics.
    bool higherIsBetter = true;
};

/// A request that the method's live session answers.
struct RequestSpec {
    std::string name, help;
};

/// One side of a comparison: parameter values on top of the preset's, and the metric to read (empty: the claim's), or a constant to
/// compare with ("conservation error stays below 0.01").
struct ClaimArm {
    std::string id, title;
    Json parameters = Json::object();
    std::string metric;
    std::optional<double> constant;
};

struct ClaimPreset {
    std::string id;
    std::vector<std::uint64_t> seeds;
    double minutes = 0;
    Json parameters = Json::object(), data = Json::object();
};

/// A statement of the paper that the program checks: method against baselines over the same seeds.
struct ClaimSpec {
    std::string id, statement, source, metric;
    bool higherIsBetter = true;
    double margin = 0;            ///< The least difference that counts, in the metric's unit.
    ClaimArm method;
    std::vector<ClaimArm> baselines;
    std::vector<ClaimPreset> presets;
    const ClaimPreset* preset(const std::string& id) const;
};

struct Paper {
    std::string title, authors, venue, url, code;
    int year = 0;
};

/// plugin.json: everything about a method that can be known without loading its code.
struct Manifest {
    std::string id, title, family, summary, version, licence;
    Paper paper;
    std::vector<std::string> needs;  ///< "gpu", "media".
    std::string nondeterministic;    ///< Why the same seed may give other numbers; empty: it may not.
    bool resumable = false;          ///< Checkpoints and resumes.
    ParameterSchema schema;
    std::vector<DataRole> data;
    std::vector<Preset> presets;
    std::vector<OutputSpec> outputs;
    std::vector<MetricSpec> metrics;
    std::vector<RequestSpec> requests;
    std::vector<ClaimSpec> claims;
    std::filesystem::path folder;    ///< Where it was found: plugin.json, <id>_method.so, <id>_panel.so.

    static Result<Manifest> fromJson(const Json& json, const std::filesystem::path& file);
    static Result<Manifest> read(const std::filesystem::path& file);  ///< At most 1 MiB.
    const DataRole* role(const std::string& id) const;
    const Preset* preset(const std::string& id) const;
    const ClaimSpec* claim(const std::string& id) const;
    std::filesystem::path methodLibrary() const;
};

}  // namespace vitrine
