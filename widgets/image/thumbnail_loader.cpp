// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/image/thumbnail_loader.h"

#include <algorithm>

#include "widgets/base/array_image.h"

namespace vitrine {
namespace {

constexpr int kCacheKiB = 256 * 1024;
constexpr int kThreads = 2;

int costOf(const QImage& picture) { return static_cast<int>(picture.sizeInBytes() / 1024) + 1; }

/// Shrunk to `side` with its own bytes: the array it came from may be large.
QImage reduced(const QImage& picture, int side) {
    if (picture.width() <= side && picture.height() <= side) return picture.convertToFormat(QImage::Format_ARGB32_Premultiplied);
    return picture.convertToFormat(QImage::Format_ARGB32_Premultiplied).scaled(side, side, Qt::KeepAspectRatio, Qt::SmoothTransformation);
}

}  // namespace

ThumbnailLoader::ThumbnailLoader() : m_cache(kCacheKiB) { m_pool.setMaxThreadCount(kThreads); }

ThumbnailLoader::~ThumbnailLoader() {
    m_pool.clear();
    m_pool.waitForDone();
}

void ThumbnailLoader::reset(Load load) {
    m_load = std::move(load);
    ++m_generation;
    m_pool.clear();
    m_waiting.clear();
    m_running.clear();
    m_cache.clear();
    m_errors.clear();
    m_given.clear();
}

void ThumbnailLoader::setSide(int pixels) {
    if (pixels == m_side) return;
    m_side = pixels;
    ++m_generation;
    m_waiting.clear();
    m_running.clear();
    m_cache.clear();
}

QImage ThumbnailLoader::picture(int index) {
    if (const QImage* cached = m_cache.object(index)) return *cached;
    if (const auto given = m_given.constFind(index); given != m_given.constEnd()) return *given;
    if (!m_load || m_errors.contains(index) || m_running.contains(index)) return {};
    std::erase(m_waiting, index);
    m_waiting.push_back(index);
    while (static_cast<int>(m_waiting.size()) > m_mostWaiting) m_waiting.pop_front();
    startNext();
    return {};
}

std::optional<Error> ThumbnailLoader::error(int index) const {
    const auto found = m_errors.constFind(index);
    return found == m_errors.constEnd() ? std::nullopt : std::optional(*found);
}

void ThumbnailLoader::put(int index, const Array& picture) {
    const auto image = toImage(picture);
    if (!image.ok()) m_errors.insert(index, image.error());
    else m_given.insert(index, reduced(*image, std::max(m_side, 256)));
    if (arrived) arrived(index);
}

void ThumbnailLoader::startNext() {
    while (m_running.size() < kThreads && !m_waiting.empty()) {
        const int index = m_waiting.back();
        m_waiting.pop_back();
        m_running.insert(index, m_generation);
        m_pool.start([this, load = m_load, index, side = m_side, generation = m_generation] {
            // The pool is waited for in the destructor: `this` lives while this runs.
            QImage picture;
            std::optional<Error> error;
            try {
                if (const auto array = load(index); !array.ok()) error = array.error();
                else if (const auto image = toImage(*array); !image.ok()) error = image.error();
                else picture = reduced(*image, side);
            } catch (const std::exception& e) {
                error = Error{ErrorCode::Internal, "Cannot load picture", std::to_string(index), e.what(), "Report this to the plugin's author."};
            }
            QMetaObject::invokeMethod(this, [this, index, generation, picture, error] { take(index, generation, picture, error); }, Qt::QueuedConnection);
        });
    }
}

void ThumbnailLoader::take(int index, int generation, QImage picture, std::optional<Error> error) {
    if (generation != m_generation) return;
    m_running.remove(index);
    if (error) m_errors.insert(index, *error);
    else m_cache.insert(index, new QImage(picture), costOf(picture));
    startNext();
    if (arrived) arrived(index);
}

}  // namespace vitrine
