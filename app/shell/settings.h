// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <filesystem>

#include "app/shell/file_writer.h"
#include "core/schema/parameter_schema.h"

namespace vitrine {

/// The program's settings: a schema (resources/settings.json, the same language as plugin.json's parameters), values in
/// <state folder>/settings.json, written atomically on a thread (the destructor waits); unknown keys of a newer version are kept. The
/// settings page is drawn from the schema.
class Settings : public QObject {
    Q_OBJECT

public:
    Settings(const std::filesystem::path& schemaFile, std::filesystem::path valuesFile, QObject* parent = nullptr);
    const ParameterSchema& schema() const { return m_schema; }
    Json value(const std::string& id) const;   ///< The default when not set.
    bool isTrue(const std::string& id) const;  ///< Of a switch.
    double number(const std::string& id) const;
    std::string text(const std::string& id) const;
    const Json& values() const { return m_values; }  ///< Only what differs from its default.
    /// Checks and keeps the value; a wrong one is refused and the old one stays.
    Status set(const std::string& id, const Json& value);
    void reset(const std::string& group);  ///< Back to the defaults; of all groups when empty.
    void flush() { m_writer.flush(); }
    const std::vector<Error>& problems() const { return m_problems; }  ///< Of reading.

Q_SIGNALS:
    void changed(const QString& id);
    void writeFailed(const vitrine::Error& error);

private:
    void read(const std::filesystem::path& schemaFile);
    void save();
    ParameterSchema m_schema;
    std::filesystem::path m_file;
    FileWriter m_writer;
    Json m_values = Json::object(), m_unknown = Json::object();
    std::vector<Error> m_problems;
};

}  // namespace vitrine
