// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/base/log.h"
#include "core/data/array.h"
#include "core/data/catalog.h"
#include "core/data/table.h"
#include "core/schema/parameter_schema.h"

namespace vitrine {

/// The data of a run by role, resolved and hashed. A role that is absent is the built-in generator's.
using DataBinding = std::map<std::string, std::vector<DataRef>>;

/// What an artifact is; its bytes come beside it.
struct ArtifactSpec {
    std::string name;   ///< "heatmap/frog_0": unique in the run together with `step`.
    std::string kind;   ///< scalar series image heatmap mask video audio table matrix graph map volume points text tokens weights timeline json
    std::string title, unit;
    std::int64_t step = 0;
    Json meta = Json::object();  ///< Axis titles, class names, colour range, anything the default view uses.
};

/// Bytes of an artifact and how they are stored: Array -> .npy (kind "image": U8 [H,W], [H,W,3|4] -> .png), NamedArrays ->
/// .safetensors, Table -> .csv, Json -> .json, string -> .txt, path -> that file is moved in with its suffix.
using ArtifactData = std::variant<Array, NamedArrays, Table, Json, std::string, std::filesystem::path>;

/// What a method needs to go on after a kill: arrays (weights, optimizer and generator state) and small values.
struct Checkpoint {
    std::int64_t step = 0;
    NamedArrays arrays;
    Json values = Json::object();
    std::map<std::string, std::int64_t> points;  ///< Filled in by the context: how many points each metric had.
};

/// Handle of a metric, for hot loops.
struct MetricId {
    int index = -1;
};

/// All that a method touches while it runs. Thread rule: `metric`, `cancelled` and `log` from any thread, the rest from the thread of `run`.
class RunContext {
public:
    virtual ~RunContext() = default;

    const ParameterSet& params() const { return m_params; }
    /// The files bound to a role; empty when the built-in generator is to be used.
    const std::vector<DataRef>& data(const std::string& role) const;
    /// The single file of a role, or nothing.
    std::optional<DataRef> file(const std::string& role) const;
    const std::string& device() const { return m_device; }  ///< "cpu", "cuda", "cuda:1": resolved, never "auto".
    int threads() const { return m_threads; }
    std::uint64_t seed() const { return m_seed; }

    /// `done` of `total` units; the text names the phase ("explaining images"). Rate and ETA are computed by the viewer.
    virtual void progress(double done, double total, std::string_view text = {}) = 0;

    virtual MetricId metricId(std::string_view name) = 0;
    /// Adds a point. <= 200 ns: buffered without locks and written by another thread every 100 ms.
    virtual void metric(MetricId metric, std::int64_t step, double value) = 0;
    void metric(std::string_view name, std::int64_t step, double value) { metric(metricId(name), step, value); }

    virtual Status artifact(const ArtifactSpec& spec, const ArtifactData& data) = 0;
    /// Something to look at while running; at most 30 a second are passed on, none is kept.
    virtual void preview(const ArtifactSpec& spec, const Array& data) = 0;

    /// Stores the state durably, together with how many points each metric has: on resume later points are cut, so that the numbers
    /// come out as if nothing had happened. Cheap to call often: written when `everySeconds` have passed since the last, or `force`.
    virtual Status checkpoint(const std::function<Checkpoint()>& make, double everySeconds = 1.0, bool force = false) = 0;
    /// The last checkpoint when this run resumes; nothing when it starts.
    virtual Result<std::optional<Checkpoint>> restore() = 0;

    /// True when the run shall stop: return `cancelledError()` at the next safe point (within 500 ms).
    virtual bool cancelled() const = 0;
    virtual void log(LogLevel level, std::string_view text) = 0;

    /// Names weights that were read (recorded with their hash).
    virtual void usedWeights(const DataRef& weights) = 0;
    /// Resolves and hashes a data reference ("resnet-cifar10-weights/resnet20-12fca82f.th", a path).
    virtual Result<DataRef> resolve(const std::string& reference) = 0;
    /// A folder of the run for temporary files.
    virtual std::filesystem::path scratchFolder() = 0;
    /// The file `<cache>/<method>/<key>`, made once by `make(temporary path)` and then shared by later runs (models trained by the method itself).
    virtual Result<std::filesystem::path> cached(const std::string& key, const std::function<Status(const std::filesystem::path&)>& make) = 0;

protected:
    RunContext(ParameterSet params, DataBinding data, std::string device, int threads, std::uint64_t seed);
    ParameterSet m_params;
    DataBinding m_data;
    std::string m_device;
    int m_threads = 1;
    std::uint64_t m_seed = 0;
};

/// The error a method returns when `cancelled()` is true.
Error cancelledError();

/// Writes artifact bytes to `<folder>/<file name>` in the format that fits; returns file name and format. Flushed to disk.
struct WrittenArtifact {
    std::filesystem::path path;
    std::string format;
};
Result<WrittenArtifact> writeArtifactFile(const ArtifactSpec& spec, const ArtifactData& data, const std::filesystem::path& folder);

}  // namespace vitrine
