// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panel/panel.h"

#include <QFile>
#include <QFileInfo>

#include "core/data/readers.h"
#include "core/media/image.h"

namespace vitrine {
namespace {

/// The format of a file or folder as in a role's `accepts`; empty when none is known. Reads the first bytes only.
std::string formatOf(const QString& path) {
    if (QFileInfo(path).isDir()) return "folder";
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) return {};
    const QByteArray head = file.read(64);
    if (looksLikeImage({reinterpret_cast<const std::uint8_t*>(head.constData()), static_cast<std::size_t>(head.size())})) return "image";
    const auto reader = FormatRegistry::instance().forFile(path.toStdString());
    return reader.ok() ? (*reader)->id : std::string();
}

bool accepts(const DataRole& role, const std::string& format) {
    const auto has = [&](const std::string& id) { return std::find(role.accepts.begin(), role.accepts.end(), id) != role.accepts.end(); };
    return role.accepts.empty() || has("any") || (!format.empty() && has(format));
}

}  // namespace

bool bindDroppedFiles(PanelContext& context, const QStringList& paths) {
    std::vector<std::string> references, formats;
    for (const QString& path : paths) {
        if (!QFileInfo::exists(path)) continue;
        references.push_back(QFileInfo(path).absoluteFilePath().toStdString());
        formats.push_back(formatOf(path));
    }
    if (references.empty()) return false;
    for (const DataRole& role : context.manifest.data) {
        if (!accepts(role, formats.front())) continue;
        std::vector<std::string> bound;
        for (std::size_t i = 0; i < references.size() && (role.many || bound.empty()); ++i)
            if (accepts(role, formats[i])) bound.push_back(references[i]);
        context.draft.bindData(role.id, bound);
        const std::size_t left = references.size() - bound.size();
        if (left > 0 && context.say)
            context.say(QString("%1 takes %2; %3 more dropped files were left out.").arg(QString::fromStdString(role.title))
                              .arg(role.many ? "files of its formats" : "one file").arg(left));
        return true;
    }
    return false;
}

}  // namespace vitrine
