// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/edge_list.h"

#include <algorithm>
#include <unordered_map>

#include "core/data/csv_records.h"
#include "core/data/read_support.h"
#include "core/data/text_numbers.h"

namespace vitrine {
namespace {

/// A column of texts, kept as integers or numbers as long as its cells allow it.
class MixedColumn {
public:
    /// Bytes that the cell takes at most.
    std::size_t add(std::string_view text) {
        std::int64_t integer = 0;
        double real = 0;
        m_integers = m_integers && parseNumber(text, integer);
        m_reals = m_reals && parseNumber(text, real);
        m_numbers.push_back(real);
        const auto [found, fresh] = m_ids.emplace(text, static_cast<std::int64_t>(m_ids.size()));
        m_index.push_back(found->second);
        return 16 + (fresh ? 64 + text.size() : 0);
    }
    bool allIntegers() const { return m_integers; }
    bool allReals() const { return m_reals; }
    const std::vector<double>& numbers() const { return m_numbers; }
    const std::vector<std::int64_t>& index() const { return m_index; }
    std::vector<std::string> names() const {
        std::vector<std::string> names(m_ids.size());
        for (const auto& [name, id] : m_ids) names[static_cast<std::size_t>(id)] = name;
        return names;
    }

private:
    bool m_integers = true, m_reals = true;
    std::vector<double> m_numbers;
    std::vector<std::int64_t> m_index;
    std::unordered_map<std::string, std::int64_t> m_ids;
};

std::optional<std::size_t> columnNamed(const std::vector<std::string>& header,
                                       std::initializer_list<std::string_view> names) {
    for (const std::string_view name : names)
        for (std::size_t i = 0; i < header.size(); ++i)
            if (header[i] == name) return i;
    return std::nullopt;
}

std::vector<std::string> lowerCase(const std::vector<std::string_view>& cells) {
    std::vector<std::string> out;
    for (const std::string_view cell : cells) {
        std::string text(trimBlanks(cell));
        std::transform(text.begin(), text.end(), text.begin(),
                       [](unsigned char c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; });
        out.push_back(std::move(text));
    }
    return out;
}

/// Fills the unset columns from a header; true when the cells are one.
bool applyHeader(const std::vector<std::string_view>& cells, EdgeListOptions& options) {
    const std::vector<std::string> header = lowerCase(cells);
    const auto source = columnNamed(header, {"source", "src", "from", "head", "u", "node1", "id1"});
    const auto target = columnNamed(header, {"target", "dst", "to", "tail", "v", "node2", "id2"});
    if (!source || !target) return false;
    if (!options.source) options.source = source;
    if (!options.target) options.target = target;
    if (!options.weight) options.weight = columnNamed(header, {"weight", "w", "value"});
    if (!options.relation)
        options.relation = columnNamed(header, {"relation", "rel", "edge_type", "type", "kind", "r"});
    return true;
}

/// The columns of the file as they are met, with the name or number of each.
struct RawEdges {
    std::vector<MixedColumn> columns;
    std::vector<std::string> names;
    std::size_t rows = 0;
};

class EdgeListReader {
public:
    EdgeListReader(const EdgeListOptions& options, const ReadLimits& limits)
        : m_options(options), m_limits(limits), m_budget(limits.maxBytes) {}

    Result<Graph> read(const std::filesystem::path& path) {
        VITRINE_TRY(CsvRecords records, CsvRecords::open(path, {.comments = true, .blanksForText = true}, m_limits));
        VITRINE_CHECK(readRows(records));
        if (m_count && *m_count != static_cast<std::int64_t>(m_edges.rows))
            return badFile("Cannot read edge list", path.string() + ", line 1",
                           fmt::format("it announces {} edges, {} follow", *m_count, m_edges.rows));
        chooseColumns();
        return build(path.string());
    }

private:
    Status readRows(CsvRecords& records) {
        std::vector<std::string_view> cells;
        for (bool first = true;; first = false) {
            VITRINE_TRY(const bool more, records.next(cells));
            if (!more) break;
            std::int64_t count = 0;
            if (first && cells.size() == 1 && parseNumber(trimBlanks(cells[0]), count)) {
                m_count = count;
                continue;
            }
            if (first && applyHeader(cells, m_options)) {
                m_edges.names = lowerCase(cells);
                m_edges.columns.resize(cells.size());
                continue;
            }
            VITRINE_CHECK(addRow(records, cells));
        }
        if (m_edges.columns.empty())
            return badFile("Cannot read edge list", records.place(), "it has no edges",
                           "Give a file with a source and a target per line.");
        return {};
    }

    Status addRow(const CsvRecords& records, const std::vector<std::string_view>& cells) {
        if (m_edges.columns.empty()) m_edges.columns.resize(cells.size());
        if (cells.size() != m_edges.columns.size() || cells.size() < 2)
            return badFile("Cannot read edge list", records.place(),
                           fmt::format("the line has {} columns, {} are expected", cells.size(),
                                       std::max<std::size_t>(2, m_edges.columns.size())),
                           "Correct that line.");
        if (++m_edges.rows > m_limits.maxItems)
            return overCap("Cannot read edge list", records.place(),
                           fmt::format("it has more than {} edges", m_limits.maxItems));
        std::size_t bytes = 0;
        for (std::size_t i = 0; i < cells.size(); ++i) bytes += m_edges.columns[i].add(trimBlanks(cells[i]));
        return m_budget.take(bytes, records.place());
    }

    /// What is still unset after the header and the caller.
    void chooseColumns() {
        const std::size_t columns = m_edges.columns.size();
        const bool relationMiddle = m_options.triples && !m_count && columns >= 3,
                   relationLast = m_options.triples && m_count && columns >= 3;
        if (!m_options.source) m_options.source = 0;
        if (!m_options.target) m_options.target = relationMiddle ? 2 : 1;
        if (!m_options.relation && relationMiddle) m_options.relation = 1;
        if (!m_options.relation && relationLast) m_options.relation = 2;
        if (!m_options.weight && m_edges.names.empty() && columns == 3 && !m_options.triples && !m_options.relation &&
            m_edges.columns[2].allReals())
            m_options.weight = 2;
    }

    Result<Graph> build(const std::string& file) {
        for (const auto& column : {m_options.source, m_options.target, m_options.weight, m_options.relation})
            if (column && *column >= m_edges.columns.size())
                return Error{ErrorCode::InvalidArgument, "Cannot read edge list", file,
                             fmt::format("column {} is asked for, it has {}", *column, m_edges.columns.size()),
                             "Name columns that exist (from 0)."};
        Graph graph;
        graph.directed = m_options.directed;
        VITRINE_CHECK(placeNodes(file, graph));
        if (m_options.weight) {
            const MixedColumn& weight = m_edges.columns[*m_options.weight];
            if (!weight.allReals())
                return badFile("Cannot read edge list", fmt::format("{}, column {}", file, *m_options.weight),
                               "a weight is no number", "Correct the column.");
            graph.weight = Array::of<double>(weight.numbers());
        }
        if (m_options.relation) {
            graph.edgeType = Array::of<std::int64_t>(m_edges.columns[*m_options.relation].index());
            graph.edgeTypeNames = m_edges.columns[*m_options.relation].names();
        }
        for (std::size_t i = 0; i < m_edges.columns.size(); ++i) {
            const bool used = i == m_options.source || i == m_options.target ||
                              (m_options.weight && i == *m_options.weight) ||
                              (m_options.relation && i == *m_options.relation);
            if (used || !m_edges.columns[i].allReals()) continue;
            const std::string name = m_edges.names.empty() ? fmt::format("c{}", i + 1) : m_edges.names[i];
            graph.edgeData[name] = Array::of<double>(m_edges.columns[i].numbers());
        }
        return graph;
    }

    Status placeNodes(const std::string& file, Graph& graph) {
        const MixedColumn &source = m_edges.columns[*m_options.source], &target = m_edges.columns[*m_options.target];
        if (source.allIntegers() && target.allIntegers()) return placeIntegers(file, source, target, graph);
        std::unordered_map<std::string, std::int64_t> ids;
        const auto place = [&](const MixedColumn& column) {
            std::vector<std::int64_t> translate;
            for (std::string& name : column.names()) {
                const auto [found, fresh] = ids.emplace(name, static_cast<std::int64_t>(ids.size()));
                if (fresh) graph.nodeNames.push_back(std::move(name));
                translate.push_back(found->second);
            }
            std::vector<std::int64_t> nodes;
            for (const std::int64_t index : column.index()) nodes.push_back(translate[static_cast<std::size_t>(index)]);
            return Array::of<std::int64_t>(nodes);
        };
        graph.source = place(source);
        graph.target = place(target);
        graph.nodeCount = static_cast<std::int64_t>(graph.nodeNames.size());
        return {};
    }

    Status placeIntegers(const std::string& file, const MixedColumn& source, const MixedColumn& target,
                         Graph& graph) const {
        const double base = m_options.oneBased ? 1 : 0, most = static_cast<double>(m_limits.maxItems);
        const auto place = [&](const MixedColumn& column) -> Result<Array> {
            std::vector<std::int64_t> nodes;
            for (const double number : column.numbers()) {
                if (number < base || number - base > most)
                    return badFile("Cannot read edge list", fmt::format("{}, edge {}", file, nodes.size()),
                                   fmt::format("node {} is outside of {} to {}", number, base, most),
                                   "Number the nodes from 0 (or 1), or give them names.");
                nodes.push_back(static_cast<std::int64_t>(number - base));
                graph.nodeCount = std::max(graph.nodeCount, nodes.back() + 1);
            }
            return Array::of<std::int64_t>(nodes);
        };
        VITRINE_TRY(graph.source, place(source));
        VITRINE_TRY(graph.target, place(target));
        return {};
    }

    EdgeListOptions m_options;
    ReadLimits m_limits;
    MemoryBudget m_budget;
    RawEdges m_edges;
    std::optional<std::int64_t> m_count;
};

}  // namespace

Result<Graph> readEdgeList(const std::filesystem::path& path, const EdgeListOptions& options,
                           const ReadLimits& limits) {
    return guardRead(path, [&] { return EdgeListReader(options, limits).read(path); });
}

}  // namespace vitrine
