// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/run_field.h"

#include <array>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <optional>
#include <string_view>

#include "core/store/records.h"

namespace vitrine::store {
namespace {

using Kind = RunField::Kind;

struct Column {
    std::string_view name;
    Kind kind;
};
constexpr std::array kColumns = {
    Column{"id", Kind::Number},       Column{"method", Kind::Text},     Column{"experiment", Kind::Text},
    Column{"title", Kind::Text},      Column{"state", Kind::State},     Column{"preset", Kind::Text},
    Column{"seed", Kind::Number},     Column{"device", Kind::Text},     Column{"host", Kind::Text},
    Column{"created", Kind::Time},    Column{"started", Kind::Time},    Column{"ended", Kind::Time},
    Column{"duration", Kind::Number}, Column{"priority", Kind::Number}, Column{"progress", Kind::Number},
    Column{"attempt", Kind::Number},  Column{"note", Kind::Text},       Column{"tag", Kind::Tag},
};
constexpr std::array<std::string_view, 5> kStatistics = {"last", "min", "max", "mean", "count"};

Error unknownField(const std::string& text) {
    return {ErrorCode::NotFound, "Cannot use a field of runs", "\"" + text + "\"", "there is no such field",
            "Use id, method, experiment, title, state, preset, seed, device, host, created, started, ended, duration, "
            "priority, progress, "
            "attempt, note, tag, param.<id> or metric.<name>[.last|min|max|mean|count]."};
}

/// Name and rest of "name", "`na.me`", "`na.me`.rest"; an unquoted name may hold dots.
std::pair<std::string, std::string> splitQuoted(std::string_view text) {
    if (text.empty() || text.front() != '`') return {std::string(text), {}};
    const std::size_t end = text.find('`', 1);
    if (end == std::string_view::npos) return {};
    return {std::string(text.substr(1, end - 1)), std::string(text.substr(end + 1))};
}

std::optional<RunField> metricField(std::string_view text) {
    auto [name, rest] = splitQuoted(text);
    RunField field{Kind::Metric, name, "last"};
    const bool quoted = !text.empty() && text.front() == '`';
    for (std::string_view statistic : kStatistics) {
        const std::string suffix = "." + std::string(statistic);
        if (quoted ? rest == suffix : name.size() > suffix.size() && name.ends_with(suffix)) {
            field.statistic = statistic;
            if (quoted)
                rest.clear();
            else
                field.name.resize(name.size() - suffix.size());
            break;
        }
    }
    if (field.name.empty() || !rest.empty()) return std::nullopt;
    return field;
}

/// Microseconds of "2026-11-22", "2026-11-22T03:27", "2026-11-22 03:27:29Z" (UTC).
std::optional<std::int64_t> isoMicros(const std::string& text) {
    int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, used = 0;
    if (std::sscanf(text.c_str(), "%4d-%2d-%2d%n", &year, &month, &day, &used) != 3) return std::nullopt;
    std::string_view rest = std::string_view(text).substr(static_cast<std::size_t>(used));
    if (!rest.empty()) {
        const std::string time(rest.substr(1));
        if (rest[0] != 'T' && rest[0] != ' ') return std::nullopt;
        used = 0;
        if (std::sscanf(time.c_str(), "%2d:%2d%n:%2d%n", &hour, &minute, &used, &second, &used) < 2)
            return std::nullopt;
        const std::string tail = time.substr(static_cast<std::size_t>(used));
        if (!tail.empty() && tail != "Z") return std::nullopt;
    }
    const bool inRange = year >= 1970 && month >= 1 && month <= 12 && day >= 1 && day <= 31 && hour >= 0 && hour < 24 &&
                         minute >= 0 && minute < 60 && second >= 0 && second < 61;
    if (!inRange) return std::nullopt;
    std::tm parts{};
    parts.tm_year = year - 1900;
    parts.tm_mon = month - 1;
    parts.tm_mday = day;
    parts.tm_hour = hour;
    parts.tm_min = minute;
    parts.tm_sec = second;
    return static_cast<std::int64_t>(::timegm(&parts)) * 1'000'000;
}

Error wrongValue(const RunField& field, const Json& value, const char* expected) {
    return {ErrorCode::InvalidArgument, "Cannot compare a field of runs", field.name,
            dumpJson(value) + " is not " + expected, std::string("Give ") + expected + "."};
}

}  // namespace

Result<RunField> runField(const std::string& text) {
    const std::string_view view = text;
    if (view.starts_with("param.")) {
        const auto [name, rest] = splitQuoted(view.substr(6));
        if (name.empty() || !rest.empty()) return unknownField(text);
        return RunField{Kind::Parameter, name, {}};
    }
    if (view.starts_with("metric.")) {
        const std::optional<RunField> field = metricField(view.substr(7));
        return field ? Result<RunField>(*field) : unknownField(text);
    }
    for (const Column& column : kColumns)
        if (column.name == text) return RunField{column.kind, text, {}};
    return unknownField(text);
}

Result<Json> storedValue(const RunField& field, const std::string& op, const Json& value) {
    if (op == "~" && (!value.is_string() || field.kind == Kind::State))
        return wrongValue(field, value, "a text (for ~)");
    switch (field.kind) {
        case Kind::State: {
            if (!value.is_string() || (op != "==" && op != "!=" && op != "in"))
                return wrongValue(field, value, "the name of a state, with ==, != or in");
            VITRINE_TRY(const RunState state, runStateFromName(value.get<std::string>()));
            return Json(static_cast<int>(state));
        }
        case Kind::Time: {
            if (op == "~") return wrongValue(field, value, "a time, with == != < <= > >=");
            if (value.is_number()) {
                const double micros = value.get<double>() * 1e6;
                if (std::abs(micros) < 9e18) return Json(static_cast<std::int64_t>(micros));
            } else if (value.is_string()) {
                if (const auto micros = isoMicros(value.get<std::string>())) return Json(*micros);
            }
            return wrongValue(field, value, "a time such as \"2026-11-22T03:27\" or seconds since 1970");
        }
        case Kind::Number:
        case Kind::Metric:
            if (!value.is_number()) return wrongValue(field, value, "a number");
            // Seeds use all 64 bits; the database keeps them in a signed integer.
            if (field.name == "seed" && value.is_number_unsigned())
                return Json(static_cast<std::int64_t>(value.get<std::uint64_t>()));
            return value;
        case Kind::Text:
        case Kind::Tag:
            if (!value.is_string()) return wrongValue(field, value, "a text in quotes");
            return value;
        case Kind::Parameter:
            return value;
    }
    return value;
}

}  // namespace vitrine::store
