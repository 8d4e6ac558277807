// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/settings.h"

#include "core/base/files.h"
#include "widgets/base/text.h"

namespace vitrine {
namespace fs = std::filesystem;

Settings::Settings(const fs::path& schemaFile, fs::path valuesFile, QObject* parent)
    : QObject(parent), m_file(std::move(valuesFile)), m_writer(m_file) {
    connect(&m_writer, &FileWriter::failed, this, &Settings::writeFailed);
    read(schemaFile);
}

void Settings::read(const fs::path& schemaFile) {
    const Result<Json> schema = readJsonFile(schemaFile);
    if (!schema.ok()) {
        m_problems.push_back(schema.error());
        return;
    }
    Result<ParameterSchema> parsed = ParameterSchema::fromJson(schema->value("settings", Json::array()), schemaFile.string());
    if (!parsed.ok()) {
        m_problems.push_back(parsed.error());
        return;
    }
    m_schema = std::move(parsed).value();
    std::error_code error;
    if (!fs::exists(m_file, error)) return;
    const Result<Json> values = readJsonFile(m_file);
    if (!values.ok() || !values->is_object()) {
        Error problem =
            values.ok() ? Error{ErrorCode::BadFormat, "Cannot read settings", m_file.string(), "it holds no object", {}} : values.error();
        problem.next = "The defaults are used; the file is replaced when a setting changes.";
        m_problems.push_back(std::move(problem));
        return;
    }
    for (const auto& [id, value] : values->items()) {
        const Parameter* parameter = m_schema.find(id);
        if (!parameter) {
            m_unknown[id] = value;
            continue;
        }
        if (Result<Json> accepted = parameter->accept(value); accepted.ok())
            m_values[id] = *accepted;
        else
            m_problems.push_back(accepted.error());
    }
}

Json Settings::value(const std::string& id) const {
    if (const auto found = m_values.find(id); found != m_values.end()) return *found;
    const Parameter* parameter = m_schema.find(id);
    return parameter ? parameter->defaultValue : Json(nullptr);
}

bool Settings::isTrue(const std::string& id) const {
    const Json found = value(id);
    return found.is_boolean() && found.get<bool>();
}

double Settings::number(const std::string& id) const {
    const Json found = value(id);
    return found.is_number() ? found.get<double>() : 0;
}

std::string Settings::text(const std::string& id) const {
    const Json found = value(id);
    return found.is_string() ? found.get<std::string>() : std::string();
}

Status Settings::set(const std::string& id, const Json& value) {
    const Parameter* parameter = m_schema.find(id);
    if (!parameter)
        return Error{ErrorCode::NotFound, "Cannot change setting", id, "there is no setting of this name",
                     "Choose one of the settings page."};
    VITRINE_TRY(const Json accepted, parameter->accept(value));
    if (accepted == this->value(id)) return {};
    if (accepted == parameter->defaultValue)
        m_values.erase(id);
    else
        m_values[id] = accepted;
    save();
    Q_EMIT changed(qs(id));
    return {};
}

void Settings::reset(const std::string& group) {
    std::vector<std::string> ids;
    for (const Parameter& parameter : m_schema.parameters())
        if ((group.empty() || parameter.group == group) && m_values.contains(parameter.id)) ids.push_back(parameter.id);
    if (ids.empty()) return;
    for (const std::string& id : ids) m_values.erase(id);
    save();
    for (const std::string& id : ids) Q_EMIT changed(qs(id));
}

void Settings::save() {
    Json all = m_unknown;
    all.update(m_values);
    m_writer.write(dumpJson(all, 2) + "\n");
}

}  // namespace vitrine
