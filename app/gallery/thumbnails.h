// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QObject>
#include <filesystem>
#include <vector>

#include "core/plugin/manifest.h"

namespace vitrine {

/// Pictures of methods, found on a thread: thumbnail.png of the plugin's folder, else the largest picture of its latest finished run.
class Thumbnails final : public QObject {
    Q_OBJECT

public:
    explicit Thumbnails(std::filesystem::path storeFolder, QObject* parent = nullptr);
    void look(const std::vector<Manifest>& methods);
    bool busy() const { return m_busy > 0; }

Q_SIGNALS:
    void found(const QString& method, const QImage& picture);
    void finished();

private:
    std::filesystem::path m_store;
    int m_busy = 0;
};

}  // namespace vitrine
