// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <charconv>
#include <cstdlib>

#include "core/base/files.h"
#include "core/base/hash.h"
#include "core/base/ids.h"
#include "core/cli/run_folder.h"

namespace vitrine {
namespace fs = std::filesystem;
namespace {

constexpr const char* kCannotRead = "Cannot import the run";
constexpr const char* kExportAgain = "Export it again with 'vitrine-cli export'.";

Error bad(const std::string& object, const std::string& why) {
    return {ErrorCode::BadFormat, kCannotRead, object, why, kExportAgain};
}

/// The file that a path of run.json names, when it lies inside the folder, also behind links.
Result<fs::path> insideFolder(const fs::path& folder, const std::string& text) {
    const fs::path path(text);
    const bool climbs = std::any_of(path.begin(), path.end(), [](const fs::path& part) { return part == ".."; });
    const Error outside =
        bad(fmt::format("{}, file \"{}\"", (folder / "run.json").string(), text), "the path leaves the folder");
    if (text.empty() || path.is_absolute() || climbs || text.find('\0') != std::string::npos) return outside;
    std::error_code error;
    const fs::path root = fs::canonical(folder, error);
    const fs::path real = fs::weakly_canonical(folder / path, error);
    const fs::path relative = real.lexically_relative(root);
    if (error || relative.empty() || *relative.begin() == "..") return outside;
    if (!fs::is_regular_file(real, error))
        return Error{ErrorCode::NotFound, kCannotRead, (folder / path).string(), "the file is missing", kExportAgain};
    return real;
}

Status checkHash(const fs::path& file, const std::string& expected) {
    VITRINE_TRY(const std::string hash, sha256File(file));
    if (hash == expected) return {};
    return bad(file.string(), "its content is not what run.json says (other hash)");
}

Result<ArtifactRow> readArtifact(const fs::path& folder, const Json& entry) {
    ArtifactRow row;
    const std::string where = (folder / "run.json").string() + ", artifacts";
    VITRINE_TRY(row.name, requireString(entry, "name", where));
    VITRINE_TRY(row.kind, requireString(entry, "kind", where));
    VITRINE_TRY(row.file, requireString(entry, "file", where));
    VITRINE_TRY(row.sha256, requireString(entry, "sha256", where));
    row.title = stringOr(entry, "title");
    row.unit = stringOr(entry, "unit");
    row.format = stringOr(entry, "format");
    if (entry.contains("meta")) row.meta = entry["meta"];
    row.step = static_cast<std::int64_t>(std::clamp(numberOr(entry, "step", 0), -9e15, 9e15));
    VITRINE_TRY(const fs::path file, insideFolder(folder, row.file));
    VITRINE_CHECK(checkHash(file, row.sha256));
    return row;
}

/// Reads `metric,step,time_us,value` lines; errors name the line.
class MetricsReader {
public:
    MetricsReader(std::string_view text, std::string file) : m_text(text), m_file(std::move(file)) {}

    Result<std::vector<MetricBlock>> read() {
        constexpr std::string_view kHeader = "metric,step,time_us,value\n";
        if (!m_text.starts_with(kHeader)) return bad(m_file, "its first line is not \"metric,step,time_us,value\"");
        m_at = kHeader.size();
        std::vector<MetricBlock> blocks;
        for (m_line = 2; m_at < m_text.size(); ++m_line) {
            std::int64_t step = 0, time = 0;
            double value = 0;
            const std::string name = field();
            const std::string last = restOf(step, time);
            char* end = nullptr;
            value = std::strtod(last.c_str(), &end);
            if (m_broken || last.empty() || *end)
                return bad(fmt::format("{}, line {}", m_file, m_line),
                           "it is not \"name,whole number,whole number,number\"");
            if (blocks.empty() || blocks.back().name != name) blocks.push_back({name, {}, {}, {}});
            blocks.back().steps.push_back(step);
            blocks.back().times.push_back(time);
            blocks.back().values.push_back(value);
        }
        return blocks;
    }

private:
    /// The name, quoted when it holds commas, quotes or line ends.
    std::string field() {
        std::string name;
        if (m_text[m_at] != '"') {
            const std::size_t end = std::min(m_text.find_first_of(",\n", m_at), m_text.size());
            name = m_text.substr(m_at, end - m_at);
            m_at = end;
            return name;
        }
        for (++m_at; m_at < m_text.size(); ++m_at) {
            if (m_text[m_at] != '"')
                name += m_text[m_at];
            else if (m_at + 1 < m_text.size() && m_text[m_at + 1] == '"')
                name += m_text[m_at++];
            else
                break;
        }
        m_at = std::min(m_at + 1, m_text.size());
        return name;
    }

    /// ",step,time,value\n": reads the two whole numbers and returns the text of the value.
    std::string restOf(std::int64_t& step, std::int64_t& time) {
        for (std::int64_t* number : {&step, &time}) {
            const char* start = m_text.data() + std::min(m_at + 1, m_text.size());
            const auto [end, error] = std::from_chars(start, m_text.data() + m_text.size(), *number);
            m_broken |= m_at >= m_text.size() || m_text[m_at] != ',' || error != std::errc();
            if (m_broken) return {};
            m_at = static_cast<std::size_t>(end - m_text.data());
        }
        m_broken |= m_at >= m_text.size() || m_text[m_at] != ',';
        const std::size_t end = m_text.find('\n', m_at);
        if (m_broken || end == std::string_view::npos) return {};
        const std::string value(m_text.substr(m_at + 1, end - m_at - 1));
        m_at = end + 1;
        return value;
    }

    std::string_view m_text;
    std::string m_file;
    std::size_t m_at = 0, m_line = 0;
    bool m_broken = false;
};

bool isUuid(const std::string& text) {
    if (text.size() != 36) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? text[i] != '-' : std::string_view("0123456789abcdef").find(text[i]) == std::string_view::npos)
            return false;
    }
    return true;
}

Status checkDocument(const Json& document, const std::string& file) {
    if (!document.is_object() || stringOr(document, "format") != "vitrine-run")
        return bad(file, "it is not an exported run (\"format\" is not \"vitrine-run\")");
    if (numberOr(document, "version", 0) != 1)
        return Error{ErrorCode::Unsupported, kCannotRead, file, "it was written by a newer version of Vitrine",
                     "Update Vitrine and try again."};
    const auto run = document.find("run");
    if (run == document.end() || !run->is_object()) return bad(file, "the object \"run\" is missing");
    VITRINE_TRY(const std::string uuid, requireString(*run, "uuid", file));
    VITRINE_TRY(const std::string method, requireString(*run, "method", file));
    VITRINE_TRY(const std::string state, requireString(*run, "state", file));
    if (!isUuid(uuid)) return bad(file, "\"uuid\" is no uuid");
    if (!isValidId(method)) return bad(file, fmt::format("\"{}\" is no id of a method", method));
    VITRINE_TRY(const RunState known, runStateFromName(state));
    if (!isEnded(known)) return bad(file, fmt::format("the run is {}, not ended", state));
    for (const char* part : {"parameters", "data"})
        if (!run->contains(part) || !(*run)[part].is_object())
            return bad(file, fmt::format("\"{}\" is no object", part));
    for (const char* part : {"artifacts", "log"})
        if (!document.contains(part) || !document[part].is_array())
            return bad(file, fmt::format("\"{}\" is no list", part));
    return {};
}

}  // namespace

Result<RunFolder> readRunFolder(const fs::path& folder) {
    RunFolder source;
    source.folder = folder;
    const fs::path file = folder / "run.json";
    std::error_code error;
    if (!fs::is_regular_file(file, error))
        return Error{ErrorCode::NotFound, kCannotRead, folder.string(), "there is no run.json in it",
                     "Give a folder that 'vitrine-cli export' wrote."};
    VITRINE_TRY(source.document, readJsonFile(file));
    VITRINE_CHECK(checkDocument(source.document, file.string()));
    for (const Json& entry : source.document["artifacts"]) {
        VITRINE_TRY(ArtifactRow row, readArtifact(folder, entry));
        source.artifacts.push_back(std::move(row));
    }
    VITRINE_TRY(const fs::path metrics, insideFolder(folder, "metrics.csv"));
    VITRINE_CHECK(checkHash(metrics, stringOr(source.document, "metrics_sha256")));
    VITRINE_TRY(const MappedFile mapped, MappedFile::open(metrics));
    VITRINE_TRY(source.metrics, MetricsReader(mapped.text(), metrics.string()).read());
    return source;
}

}  // namespace vitrine
