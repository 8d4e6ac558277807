// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/table/table_query.h"

#include <QRegularExpression>
#include <algorithm>
#include <cmath>
#include <numeric>

#include "widgets/base/text.h"
#include "widgets/table/table_cells.h"

namespace vitrine {
namespace {

constexpr int kAskEvery = 4096;  // Rows between two looks at `cancelled`.

using RowTest = std::function<bool(std::int64_t)>;

const Column* columnNamed(const Table& table, const QString& name) {
    for (const Column& column : table.columns)
        if (qs(column.name).compare(name, Qt::CaseInsensitive) == 0) return &column;
    return nullptr;
}

RowTest numberTest(const Array& numbers, const QString& sign, double bound) {
    const auto test = [&numbers](auto compare) { return RowTest([&numbers, compare](std::int64_t row) { return compare(cellNumber(numbers, row)); }); };
    if (sign == ">") return test([bound](double x) { return x > bound; });
    if (sign == ">=") return test([bound](double x) { return x >= bound; });
    if (sign == "<") return test([bound](double x) { return x < bound; });
    if (sign == "<=") return test([bound](double x) { return x <= bound; });
    if (sign == "!=") return test([bound](double x) { return x != bound; });
    return test([bound](double x) { return x == bound; });
}

RowTest textTest(const Column& column, const QString& sign, const QString& wanted) {
    if (sign == "~") return [&column, wanted](std::int64_t row) { return cellText(column, row).contains(wanted, Qt::CaseInsensitive); };
    const bool equal = sign != "!=";
    return [&column, wanted, equal](std::int64_t row) { return (cellText(column, row).compare(wanted, Qt::CaseInsensitive) == 0) == equal; };
}

RowTest anywhereTest(const Table& table, const QString& wanted) {
    return [&table, wanted](std::int64_t row) {
        return std::any_of(table.columns.begin(), table.columns.end(),
                           [&](const Column& column) { return cellText(column, row).contains(wanted, Qt::CaseInsensitive); });
    };
}

RowTest termTest(const Table& table, const QString& term) {
    static const QRegularExpression comparison("^(.+?)\\s*(>=|<=|!=|==|>|<|=|~)\\s*(.+)$");
    const QRegularExpressionMatch match = comparison.match(term);
    const Column* column = match.hasMatch() ? columnNamed(table, match.captured(1).trimmed()) : nullptr;
    if (!column) return anywhereTest(table, term);
    const QString sign = match.captured(2), wanted = match.captured(3).trimmed();
    bool isNumber = false;
    const double bound = wanted.toDouble(&isNumber);
    if (column->isNumeric() && isNumber && sign != "~") return numberTest(column->numbers(), sign, bound);
    const bool orders = sign.startsWith('>') || sign.startsWith('<');
    return orders ? anywhereTest(table, term) : textTest(*column, sign, wanted);
}

std::vector<RowTest> testsOf(const Table& table, const QString& filter) {
    static const QRegularExpression joint("\\s+and\\s+", QRegularExpression::CaseInsensitiveOption);
    std::vector<RowTest> tests;
    for (const QString& term : filter.trimmed().split(joint, Qt::SkipEmptyParts)) tests.push_back(termTest(table, term.trimmed()));
    return tests;
}

int compareTexts(const std::string& a, const std::string& b) {
    const auto lower = [](unsigned char c) { return c >= 'A' && c <= 'Z' ? c + 32 : int(c); };
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i)
        if (const int difference = lower(a[i]) - lower(b[i]); difference != 0) return difference;
    return a.size() < b.size() ? -1 : a.size() > b.size() ? 1 : a.compare(b);
}

/// Thrown out of a running sort: there is no other way to stop one.
struct SortCancelled {};

void sortRows(std::vector<int>& rows, const Column& column, bool descending, const std::function<bool()>& cancelled) {
    std::size_t comparisons = 0;
    const auto ask = [&] {
        if (++comparisons % (16 * kAskEvery) == 0 && cancelled()) throw SortCancelled{};
    };
    if (!column.isNumeric()) {
        const std::vector<std::string>& texts = column.texts();
        std::stable_sort(rows.begin(), rows.end(), [&](int a, int b) {
            ask();
            const int order = compareTexts(texts[std::size_t(a)], texts[std::size_t(b)]);
            return descending ? order > 0 : order < 0;
        });
        return;
    }
    std::vector<std::pair<double, int>> keyed;
    keyed.reserve(rows.size());
    for (const int row : rows) keyed.emplace_back(cellNumber(column.numbers(), row), row);
    std::stable_sort(keyed.begin(), keyed.end(), [&](const auto& a, const auto& b) {
        ask();
        if (std::isnan(a.first) || std::isnan(b.first)) return !std::isnan(a.first) && std::isnan(b.first);
        return descending ? a.first > b.first : a.first < b.first;
    });
    std::transform(keyed.begin(), keyed.end(), rows.begin(), [](const auto& pair) { return pair.second; });
}

}  // namespace

std::optional<std::vector<int>> queryRows(const Table& table, const TableQuery& query, const std::function<bool()>& cancelled) {
    const std::vector<RowTest> tests = testsOf(table, query.filter);
    std::vector<int> rows;
    const int count = static_cast<int>(table.rows());
    if (tests.empty()) {
        rows.resize(std::size_t(count));
        std::iota(rows.begin(), rows.end(), 0);
    } else {
        for (int row = 0; row < count; ++row) {
            if (row % kAskEvery == 0 && cancelled()) return std::nullopt;
            if (std::all_of(tests.begin(), tests.end(), [row](const RowTest& test) { return test(row); })) rows.push_back(row);
        }
    }
    if (query.sortColumn >= 0 && query.sortColumn < int(table.columns.size())) {
        try {
            sortRows(rows, table.columns[std::size_t(query.sortColumn)], query.descending, cancelled);
        } catch (const SortCancelled&) {
            return std::nullopt;
        }
    }
    return rows;
}

}  // namespace vitrine
