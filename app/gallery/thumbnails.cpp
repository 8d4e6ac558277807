// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gallery/thumbnails.h"

#include <QImageReader>
#include <QPointer>
#include <QtConcurrent>
#include <algorithm>

#include "core/store/experiment_store.h"
#include "widgets/base/text.h"

namespace vitrine {
namespace fs = std::filesystem;
namespace {

constexpr int kMostWidth = 720, kMostHeight = 480;  // Twice a card's picture.
constexpr std::uint64_t kMostBytes = std::uint64_t(64) << 20;

struct Wanted {
    std::string id;
    fs::path picture;
};

QImage readScaled(const fs::path& file) {
    QImageReader reader(qs(file.string()));
    reader.setAutoTransform(true);
    const QSize size = reader.size();
    if (size.isValid() && (size.width() > kMostWidth || size.height() > kMostHeight))
        reader.setScaledSize(size.scaled(kMostWidth, kMostHeight, Qt::KeepAspectRatioByExpanding));
    return reader.read();
}

/// The largest picture shows most: a contact sheet rather than one of its images.
fs::path pictureOfRun(ExperimentStore& store, const std::string& method) {
    RunQuery query;
    query.where = "method == \"" + method + "\" and state == \"finished\"";
    query.limit = 1;
    const Result<RunPage> page = store.runs(query);
    if (!page.ok() || page->rows.empty()) return {};
    const Result<std::vector<ArtifactRow>> artifacts = store.artifacts(page->rows[0].id);
    if (!artifacts.ok()) return {};
    const ArtifactRow* best = nullptr;
    for (const ArtifactRow& artifact : *artifacts) {
        if (artifact.kind != "image" || artifact.size > kMostBytes) continue;
        if (!best || artifact.size > best->size) best = &artifact;
    }
    return best ? store.folder() / best->file : fs::path();
}

}  // namespace

Thumbnails::Thumbnails(fs::path storeFolder, QObject* parent) : QObject(parent), m_store(std::move(storeFolder)) {}

void Thumbnails::look(const std::vector<Manifest>& methods) {
    std::vector<Wanted> wanted;
    for (const Manifest& method : methods) wanted.push_back({method.id, method.folder / "thumbnail.png"});
    ++m_busy;
    const QPointer<Thumbnails> self(this);
    QtConcurrent::run([self, wanted = std::move(wanted), folder = m_store] {
        StoreOptions options;
        options.readOnly = true;
        Result<ExperimentStore> store = ExperimentStore::open(folder, options);
        for (const Wanted& method : wanted) {
            std::error_code error;
            fs::path file = method.picture;
            if (!fs::exists(file, error)) file = store.ok() ? pictureOfRun(*store, method.id) : fs::path();
            if (file.empty()) continue;
            const QImage picture = readScaled(file);
            if (picture.isNull()) continue;
            QMetaObject::invokeMethod(
                qApp,
                [self, id = qs(method.id), picture] {
                    if (self) Q_EMIT self->found(id, picture);
                },
                Qt::QueuedConnection);
        }
    }).then(this, [this] {
        --m_busy;
        if (m_busy == 0) Q_EMIT finished();
    });
}

}  // namespace vitrine
