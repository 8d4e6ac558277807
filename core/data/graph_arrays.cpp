// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/graph_arrays.h"

#include <algorithm>
#include <cstring>
#include <set>

#include "core/data/read_support.h"

namespace vitrine {
namespace {

Error refuseGraph(const std::string& object, std::string why) {
    return badFile("Cannot read graph", object, std::move(why), "Give the arrays in one of the documented forms.");
}

/// [N, S] of [S, N].
Array transposed(const Array& array) {
    const std::int64_t rows = array.dim(0), columns = array.dim(1);
    Array result = Array::zeros(array.dtype(), {columns, rows});
    const std::size_t unit = itemSize(array.dtype());
    for (std::int64_t i = 0; i < rows; ++i)
        for (std::int64_t j = 0; j < columns; ++j)
            std::memcpy(static_cast<char*>(result.mutableBytes()) + static_cast<std::size_t>(j * rows + i) * unit,
                        static_cast<const char*>(array.bytes()) + static_cast<std::size_t>(i * columns + j) * unit,
                        unit);
    return result;
}

class GraphBuilder {
public:
    GraphBuilder(const NamedArrays& arrays, const std::string& object, const ReadLimits& limits)
        : m_arrays(arrays), m_object(object), m_limits(limits) {}

    Result<Graph> build() {
        VITRINE_CHECK(readEdges());
        VITRINE_CHECK(countNodes());
        VITRINE_CHECK(checkIndices());
        VITRINE_CHECK(readAttributes());
        VITRINE_CHECK(readEdgeTypes());
        if (const Array* directed = find("directed"); directed && directed->count() == 1) {
            VITRINE_TRY(const Array flag, directed->as(DType::I64));
            m_graph.directed = flag.values<std::int64_t>()[0] != 0;
        }
        for (const auto& [name, array] : m_arrays)
            if (!m_used.contains(name)) addData(name, array);
        return std::move(m_graph);
    }

private:
    const Array* find(const std::string& name) {
        const auto found = m_arrays.find(name);
        if (found == m_arrays.end()) return nullptr;
        m_used.insert(name);
        return &found->second;
    }
    std::string place(const std::string& name) const { return m_object + ", array " + name; }

    Result<Array> integers(const Array& array, const std::string& name) const {
        if (array.dtype() == DType::F16 || array.dtype() == DType::BF16 || array.dtype() == DType::F32 ||
            array.dtype() == DType::F64 || array.dtype() == DType::C64)
            return refuseGraph(place(name), fmt::format("{} is given, integers are needed", array.describe()));
        return array.as(DType::I64);
    }

    Status readEdges() {
        if (const Array* edges = find("edges")) {
            if (edges->rank() != 2 || edges->dim(1) != 2)
                return refuseGraph(place("edges"), fmt::format("it is {}, [E, 2] is needed", edges->describe()));
            m_graph.directed = false;
            VITRINE_TRY(const Array pairs, integers(*edges, "edges"));
            return setEdges(transposed(pairs));
        }
        if (const Array* index = find("edge_index")) {
            if (index->rank() != 2 || index->dim(0) != 2)
                return refuseGraph(place("edge_index"), fmt::format("it is {}, [2, E] is needed", index->describe()));
            VITRINE_TRY(const Array pairs, integers(*index, "edge_index"));
            if (const Array* weight = find("edge_weight"))
                VITRINE_CHECK(setWeight(*weight, "edge_weight", index->dim(1)));
            return setEdges(pairs);
        }
        for (const std::string prefix : {"adj_", "", "adj_matrix."})
            if (m_arrays.contains(prefix + "indptr") && m_arrays.contains(prefix + "indices")) return readRows(prefix);
        return refuseGraph(m_object,
                      "it has none of the arrays edges, edge_index, adj_indptr + adj_indices, indptr + indices");
    }

    Status setEdges(const Array& pairs) {
        m_graph.source = pairs.row(0);
        m_graph.target = pairs.row(1);
        return {};
    }

    Status setWeight(const Array& weight, const std::string& name, std::int64_t edges) {
        if (weight.rank() != 1 || weight.count() != edges)
            return refuseGraph(place(name), fmt::format("it is {}, [{}] is needed", weight.describe(), edges));
        VITRINE_TRY(m_graph.weight, weight.as(DType::F64));
        return {};
    }

    /// Checks the row starts of a compressed matrix: from 0, never falling, up to the number of entries.
    Result<Array> rowStarts(const std::string& prefix, std::int64_t entries) {
        const std::string name = prefix + "indptr";
        VITRINE_TRY(const Array starts, integers(*find(name), name));
        const auto start = starts.values<std::int64_t>();
        if (starts.rank() != 1 || start.empty() || start.front() != 0 || start.back() != entries ||
            !std::is_sorted(start.begin(), start.end()))
            return refuseGraph(place(name),
                          fmt::format("it does not rise from 0 to the {} entries of {}indices", entries, prefix));
        return starts;
    }

    Status readRows(const std::string& prefix) {
        VITRINE_TRY(const Array columns, integers(*find(prefix + "indices"), prefix + "indices"));
        VITRINE_TRY(const Array starts, rowStarts(prefix, columns.count()));
        const auto start = starts.values<std::int64_t>();
        m_graph.nodeCount = static_cast<std::int64_t>(start.size()) - 1;
        m_graph.target = columns;
        m_graph.source = Array::zeros(DType::I64, {columns.count()});
        auto source = m_graph.source.mutableValues<std::int64_t>();
        for (std::size_t row = 0; row + 1 < start.size(); ++row)
            std::fill(source.begin() + start[row], source.begin() + start[row + 1], static_cast<std::int64_t>(row));
        find(prefix + "shape");
        if (const Array* data = find(prefix + "data")) return setWeight(*data, prefix + "data", columns.count());
        return {};
    }

    Status countNodes() {
        if (const Array* count = find("num_nodes"); count && count->count() == 1) {
            VITRINE_TRY(const Array number, integers(*count, "num_nodes"));
            m_graph.nodeCount = number.values<std::int64_t>()[0];
        }
        for (const char* name : {"node_features", "features", "x", "node_labels", "labels", "y"}) {
            const auto rows = m_arrays.find(name);
            if (m_graph.nodeCount == 0 && rows != m_arrays.end() && rows->second.rank() >= 1)
                m_graph.nodeCount = rows->second.dim(0);
        }
        if (m_graph.nodeCount == 0)
            for (const Array* side : {&m_graph.source, &m_graph.target})
                for (const std::int64_t node : side->values<std::int64_t>())
                    m_graph.nodeCount = std::max(m_graph.nodeCount, node + (node < INT64_MAX));
        if (m_graph.nodeCount < 0 || static_cast<std::uint64_t>(m_graph.nodeCount) > m_limits.maxItems)
            return refuseGraph(m_object, fmt::format("it would have {} nodes, at most {} are read", m_graph.nodeCount,
                                                m_limits.maxItems));
        return {};
    }

    Status checkIndices() const {
        for (const Array* side : {&m_graph.source, &m_graph.target}) {
            const auto nodes = side->values<std::int64_t>();
            for (std::size_t i = 0; i < nodes.size(); ++i)
                if (nodes[i] < 0 || nodes[i] >= m_graph.nodeCount)
                    return refuseGraph(fmt::format("{}, edge {}", m_object, i),
                                  fmt::format("node {} is none of the {} nodes", nodes[i], m_graph.nodeCount));
        }
        return {};
    }

    /// The sparse features attr_* as a dense F32 matrix.
    Status readAttributes() {
        if (!m_arrays.contains("attr_indptr") || !m_arrays.contains("attr_indices") || !m_arrays.contains("attr_shape"))
            return {};
        VITRINE_TRY(const Array sizes, integers(*find("attr_shape"), "attr_shape"));
        VITRINE_TRY(const Array columns, integers(*find("attr_indices"), "attr_indices"));
        VITRINE_TRY(const Array starts, rowStarts("attr_", columns.count()));
        const auto size = sizes.values<std::int64_t>(), start = starts.values<std::int64_t>(),
                   column = columns.values<std::int64_t>();
        if (size.size() != 2 || size[0] != m_graph.nodeCount || start.size() != static_cast<std::size_t>(size[0]) + 1)
            return refuseGraph(place("attr_shape"),
                          fmt::format("it does not have {} rows, one for each node", m_graph.nodeCount));
        VITRINE_TRY(const std::size_t bytes, checkedBytes(DType::F32, {size[0], size[1]}, place("attr_shape")));
        VITRINE_CHECK(MemoryBudget(m_limits.maxBytes).take(bytes, place("attr_shape")));
        Array values = Array::zeros(DType::F32, {columns.count()});
        for (float& value : values.mutableValues<float>()) value = 1;
        if (const Array* data = find("attr_data")) {
            if (data->count() != columns.count())
                return refuseGraph(place("attr_data"), "it has another length than attr_indices");
            VITRINE_TRY(values, data->as(DType::F32));
        }
        Array dense = Array::zeros(DType::F32, {size[0], size[1]});
        auto out = dense.mutableValues<float>();
        for (std::size_t row = 0; row + 1 < start.size(); ++row)
            for (std::int64_t k = start[row]; k < start[row + 1]; ++k) {
                const std::int64_t at = column[static_cast<std::size_t>(k)];
                if (at < 0 || at >= size[1])
                    return refuseGraph(place("attr_indices"), fmt::format("column {} is none of {}", at, size[1]));
                out[row * static_cast<std::size_t>(size[1]) + static_cast<std::size_t>(at)] =
                    values.values<float>()[static_cast<std::size_t>(k)];
            }
        m_graph.nodeData["features"] = dense;
        return {};
    }

    /// edge_type [E] as numbers from 0, named by themselves.
    Status readEdgeTypes() {
        constexpr std::int64_t kMostTypes = 1'000'000;
        const Array* types = find("edge_type");
        if (!types) return {};
        if (types->rank() != 1 || types->count() != m_graph.edgeCount())
            return refuseGraph(place("edge_type"),
                          fmt::format("it is {}, [{}] is needed", types->describe(), m_graph.edgeCount()));
        VITRINE_TRY(m_graph.edgeType, integers(*types, "edge_type"));
        std::int64_t most = -1;
        for (const std::int64_t type : m_graph.edgeType.values<std::int64_t>()) {
            if (type < 0 || type >= kMostTypes)
                return refuseGraph(place("edge_type"), fmt::format("type {} is outside of 0 to {}", type, kMostTypes - 1));
            most = std::max(most, type);
        }
        for (std::int64_t type = 0; type <= most; ++type) m_graph.edgeTypeNames.push_back(std::to_string(type));
        return {};
    }

    void addData(const std::string& name, const Array& array) {
        const std::string kept = name == "node_features" ? "features" : name == "node_labels" ? "labels" : name;
        if (array.rank() == 0) return;
        if (array.dim(0) == m_graph.nodeCount)
            m_graph.nodeData[kept] = array;
        else if (array.dim(0) == m_graph.edgeCount())
            m_graph.edgeData[kept] = array;
        else if (array.rank() == 2 && array.dim(1) == m_graph.nodeCount)
            m_graph.nodeData[kept] = transposed(array);
    }

    const NamedArrays& m_arrays;
    const std::string& m_object;
    ReadLimits m_limits;
    std::set<std::string> m_used;
    Graph m_graph;
};

}  // namespace

Result<Graph> graphFromArrays(const NamedArrays& arrays, const std::string& object, const ReadLimits& limits) {
    return GraphBuilder(arrays, object, limits).build();
}

NamedArrays graphToArrays(const Graph& graph) {
    NamedArrays arrays = graph.nodeData;
    arrays.insert(graph.edgeData.begin(), graph.edgeData.end());
    Array index = Array::zeros(DType::I64, {2, graph.edgeCount()});
    auto out = index.mutableValues<std::int64_t>();
    const auto source = graph.source.values<std::int64_t>(), target = graph.target.values<std::int64_t>();
    std::copy(source.begin(), source.end(), out.begin());
    std::copy(target.begin(), target.end(), out.begin() + static_cast<std::ptrdiff_t>(source.size()));
    arrays["edge_index"] = index;
    arrays["num_nodes"] = Array::of<std::int64_t>({graph.nodeCount});
    arrays["directed"] = Array::of<std::int64_t>({graph.directed ? 1 : 0});
    if (!graph.weight.empty()) arrays["edge_weight"] = graph.weight;
    if (!graph.edgeType.empty()) arrays["edge_type"] = graph.edgeType;
    return arrays;
}

}  // namespace vitrine
