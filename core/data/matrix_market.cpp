// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/matrix_market.h"

#include <algorithm>

#include "core/data/byte_source.h"
#include "core/data/read_support.h"
#include "core/data/text_numbers.h"

namespace vitrine {
namespace {

Error refuseMarket(const std::string& place, std::string why) {
    return badFile("Cannot read Matrix Market file", place, std::move(why), "Correct that line.");
}

std::vector<std::string> words(std::string_view line) {
    std::vector<std::string> out;
    for (std::size_t at = 0; (at = line.find_first_not_of(" \t", at)) != std::string_view::npos;) {
        const std::size_t end = std::min(line.find_first_of(" \t", at), line.size());
        out.emplace_back(line.substr(at, end - at));
        at = end;
    }
    return out;
}

/// The first line: "%%MatrixMarket matrix coordinate real general".
struct Banner {
    bool coordinate = true, pattern = false;
    int mirror = 0;  ///< Factor of the mirrored entry: 1 symmetric, -1 skew-symmetric, 0 none.
};

Result<Banner> parseBanner(std::string_view line, const std::string& place) {
    std::string lower(line);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; });
    const std::vector<std::string> parts = words(lower);
    if (parts.size() != 5 || parts[0] != "%%matrixmarket" || parts[1] != "matrix")
        return refuseMarket(place, "it does not start with \"%%MatrixMarket matrix <format> <field> <symmetry>\"");
    const bool known = (parts[2] == "coordinate" || parts[2] == "array") &&
                       (parts[3] == "real" || parts[3] == "integer" || parts[3] == "pattern" || parts[3] == "double") &&
                       (parts[4] == "general" || parts[4] == "symmetric" || parts[4] == "skew-symmetric");
    if (!known)
        return Error{ErrorCode::Unsupported, "Cannot read Matrix Market file", place,
                     fmt::format("\"{:.80}\" is not read", lower),
                     "Convert it to coordinate or array, real, general or symmetric."};
    return Banner{parts[2] == "coordinate", parts[3] == "pattern",
                  parts[4] == "general"     ? 0
                  : parts[4] == "symmetric" ? 1
                                            : -1};
}

class MatrixReader {
public:
    MatrixReader(LineReader lines, const ReadLimits& limits)
        : m_lines(std::move(lines)), m_limits(limits), m_budget(limits.maxBytes) {}

    Result<SparseMatrix> read() {
        std::string_view line;
        VITRINE_TRY(const bool any, m_lines.next(line));
        if (!any) return refuseMarket(m_lines.place(), "it is empty");
        VITRINE_TRY(m_banner, parseBanner(line, m_lines.place()));
        VITRINE_CHECK(readSizes());
        if (m_banner.coordinate)
            VITRINE_CHECK(readCoordinates());
        else
            VITRINE_CHECK(readDense());
        VITRINE_TRY(const std::vector<std::string> rest, nextWords());
        if (!rest.empty()) return refuseMarket(m_lines.place(), "a line follows after the last entry");
        m_matrix.symmetric = m_banner.mirror == 1;
        m_matrix.row = Array::of<std::int64_t>(m_rows);
        m_matrix.column = Array::of<std::int64_t>(m_columns);
        m_matrix.value = Array::of<double>(m_values);
        return std::move(m_matrix);
    }

private:
    /// The words of the next line that is neither empty nor a comment; none at the end.
    Result<std::vector<std::string>> nextWords() {
        for (std::string_view line;;) {
            VITRINE_TRY(const bool more, m_lines.next(line));
            if (!more) return std::vector<std::string>{};
            if (std::vector<std::string> parts = words(line); !parts.empty() && parts[0][0] != '%') return parts;
        }
    }

    Status readSizes() {
        VITRINE_TRY(const std::vector<std::string> parts, nextWords());
        const std::size_t wanted = m_banner.coordinate ? 3 : 2;
        std::int64_t* const sizes[] = {&m_matrix.rows, &m_matrix.columns, &m_entries};
        const auto most = static_cast<std::int64_t>(m_limits.maxItems);
        bool good = parts.size() == wanted;
        for (std::size_t i = 0; good && i < wanted; ++i)
            good = parseNumber(parts[i], *sizes[i]) && *sizes[i] >= 0 && *sizes[i] <= most;
        if (!good) return refuseMarket(m_lines.place(), fmt::format("the sizes are no {} counts up to {}", wanted, most));
        if (m_banner.mirror != 0 && m_matrix.rows != m_matrix.columns)
            return refuseMarket(m_lines.place(), "a symmetric matrix is not square");
        if (!m_banner.coordinate && m_matrix.columns > 0 && m_matrix.rows > most / m_matrix.columns)
            return refuseMarket(m_lines.place(), fmt::format("it has more than {} entries", most));
        return {};
    }

    Status add(std::int64_t row, std::int64_t column, double value) {
        const bool mirrored = m_banner.mirror != 0 && row != column;
        VITRINE_CHECK(m_budget.take(mirrored ? 96 : 48, m_lines.place()));
        m_rows.push_back(row), m_columns.push_back(column), m_values.push_back(value);
        if (mirrored) m_rows.push_back(column), m_columns.push_back(row), m_values.push_back(m_banner.mirror * value);
        return {};
    }

    Status readCoordinates() {
        for (std::int64_t i = 0; i < m_entries; ++i) {
            VITRINE_TRY(const std::vector<std::string> parts, nextWords());
            if (parts.empty())
                return refuseMarket(m_lines.place(), fmt::format("the file ends after {} of {} entries", i, m_entries));
            std::int64_t row = 0, column = 0;
            double value = 1;
            const bool good = parts.size() == (m_banner.pattern ? 2u : 3u) && parseNumber(parts[0], row) &&
                              parseNumber(parts[1], column) && (m_banner.pattern || parseNumber(parts[2], value));
            if (!good)
                return refuseMarket(m_lines.place(), m_banner.pattern ? "an entry is no row and column"
                                                                : "an entry is no row, column and value");
            if (row < 1 || row > m_matrix.rows || column < 1 || column > m_matrix.columns)
                return refuseMarket(m_lines.place(), fmt::format("entry ({}, {}) lies outside of {} x {}", row, column,
                                                           m_matrix.rows, m_matrix.columns));
            VITRINE_CHECK(add(row - 1, column - 1, value));
        }
        return {};
    }

    /// Column by column; of a symmetric matrix only the lower triangle, of a skew one without its diagonal.
    Status readDense() {
        for (std::int64_t column = 0; column < m_matrix.columns; ++column)
            for (std::int64_t row = m_banner.mirror == 0 ? 0 : column + (m_banner.mirror < 0); row < m_matrix.rows;
                 ++row) {
                VITRINE_TRY(const std::vector<std::string> parts, nextWords());
                double value = 0;
                if (parts.size() != 1 || !parseNumber(parts[0], value))
                    return refuseMarket(m_lines.place(), fmt::format("entry ({}, {}) is no number", row + 1, column + 1));
                VITRINE_CHECK(add(row, column, value));
            }
        return {};
    }

    LineReader m_lines;
    ReadLimits m_limits;
    MemoryBudget m_budget;
    Banner m_banner;
    SparseMatrix m_matrix;
    std::int64_t m_entries = 0;
    std::vector<std::int64_t> m_rows, m_columns;
    std::vector<double> m_values;
};

}  // namespace

Result<SparseMatrix> readMatrixMarket(const std::filesystem::path& path, const ReadLimits& limits) {
    return guardRead(path, [&]() -> Result<SparseMatrix> {
        VITRINE_TRY(LineReader lines, LineReader::open(path, limits));
        return MatrixReader(std::move(lines), limits).read();
    });
}

Graph graphOf(const SparseMatrix& matrix) {
    const bool square = matrix.rows == matrix.columns;
    const auto row = matrix.row.values<std::int64_t>(), column = matrix.column.values<std::int64_t>();
    const auto value = matrix.value.values<double>();
    std::vector<std::int64_t> source, target;
    std::vector<double> weight;
    for (std::size_t i = 0; i < row.size(); ++i) {
        if (matrix.symmetric && row[i] < column[i]) continue;
        source.push_back(row[i]);
        target.push_back(square ? column[i] : matrix.rows + column[i]);
        weight.push_back(value[i]);
    }
    Graph graph;
    graph.directed = !matrix.symmetric;
    graph.nodeCount = square ? matrix.rows : matrix.rows + matrix.columns;
    graph.source = Array::of<std::int64_t>(source);
    graph.target = Array::of<std::int64_t>(target);
    graph.weight = Array::of<double>(weight);
    if (!square) {
        Array side = Array::zeros(DType::U8, {graph.nodeCount});
        auto sides = side.mutableValues<std::uint8_t>();
        std::fill(sides.begin() + matrix.rows, sides.end(), std::uint8_t{1});
        graph.nodeData["side"] = side;
    }
    return graph;
}

}  // namespace vitrine
