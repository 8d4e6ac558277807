// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/image/raster.h"

#include <QFutureWatcher>
#include <QPointer>
#include <QtConcurrent>
#include <limits>
#include <mutex>
#include <numeric>
#include <optional>

#include "widgets/base/text.h"

namespace vitrine {
namespace {


constexpr std::int64_t kSampled = 16384;    ///< Elements that the first range is taken from: each may be a miss of the cache.

/// Calls `work` with a pointer to the array's elements as what they are.
template <class Work>
auto withElements(const Array& array, Work&& work) {
    const void* bytes = array.bytes();
    switch (array.dtype()) {
        case DType::Bool:
        case DType::U8: return work(static_cast<const std::uint8_t*>(bytes));
        case DType::I8: return work(static_cast<const std::int8_t*>(bytes));
        case DType::U16: return work(static_cast<const std::uint16_t*>(bytes));
        case DType::I16: return work(static_cast<const std::int16_t*>(bytes));
        case DType::U32: return work(static_cast<const std::uint32_t*>(bytes));
        case DType::I32: return work(static_cast<const std::int32_t*>(bytes));
        case DType::U64: return work(static_cast<const std::uint64_t*>(bytes));
        case DType::I64: return work(static_cast<const std::int64_t*>(bytes));
        case DType::F64: return work(static_cast<const double*>(bytes));
        default: return work(static_cast<const float*>(bytes));
    }
}

Error wrongForm(const Array& array) {
    return Error{ErrorCode::Unsupported, "Cannot show array as a picture", array.describe(),
                 "it is none of [H,W], u8 [H,W,3] or [H,W,4], f32 [3,H,W] or [H,W,3]", "Open it in the tensor inspector."};
}

/// The form, or nothing when the array is no picture.
std::optional<Raster::Form> formOf(const Array& array, bool asValues) {
    if (array.dtype() == DType::C64) return std::nullopt;
    if (array.rank() == 2) return array.dtype() == DType::U8 && !asValues ? Raster::Form::Grey8 : Raster::Form::Values;
    if (array.rank() != 3) return std::nullopt;
    if (array.dtype() == DType::U8 && array.dim(2) == 3) return Raster::Form::Rgb8;
    if (array.dtype() == DType::U8 && array.dim(2) == 4) return Raster::Form::Rgba8;
    if (array.dtype() == DType::F32 && array.dim(2) == 3) return Raster::Form::InterleavedF32;
    if (array.dtype() == DType::F32 && array.dim(0) == 3) return Raster::Form::PlanarF32;
    return std::nullopt;
}

ValueSpan merged(const ValueSpan& a, const ValueSpan& b) {
    ValueSpan both{std::min(a.low, b.low), std::max(a.high, b.high), 0, a.hasNan || b.hasNan};
    both.leastPositive = std::min(a.leastPositive, b.leastPositive);
    return both;
}

constexpr double kNone = std::numeric_limits<double>::infinity();

/// A span that began with infinities, for reading.
ValueSpan settled(ValueSpan span) {
    if (span.low > span.high) span.low = span.high = 0;
    if (span.leastPositive == kNone) span.leastPositive = 0;
    return span;
}

int level255(float share) { return static_cast<int>(std::fmin(std::fmax(share, 0.0F), 1.0F) * 255.0F + 0.5F); }

}  // namespace

void inBands(int count, std::int64_t costPerItem, const std::function<void(int, int)>& work) {
    const int bands = std::min<std::int64_t>({QThreadPool::globalInstance()->maxThreadCount() * 2LL, count, count * costPerItem / 65536});
    if (bands <= 1) return work(0, count);
    std::vector<int> numbers(static_cast<std::size_t>(bands));
    std::iota(numbers.begin(), numbers.end(), 0);
    QtConcurrent::blockingMap(numbers, [&](int band) {
        work(static_cast<int>(std::int64_t(count) * band / bands), static_cast<int>(std::int64_t(count) * (band + 1) / bands));
    });
}

Result<std::shared_ptr<Raster>> Raster::make(const Array& given, bool asValues) {
    Array array = given;
    if (given.rank() == 3 && (given.dim(0) == 1 || given.dim(2) == 1) && given.dim(1) != 0) {
        const bool first = given.dim(0) == 1 && given.dim(2) != 3 && given.dim(2) != 4;
        if (first || given.dim(2) == 1) {
            VITRINE_TRY(array, given.reshaped({given.dim(first ? 1 : 0), given.dim(first ? 2 : 1)}));
            array.unit = given.unit;
        }
    }
    const auto form = formOf(array, asValues);
    if (!form || array.empty()) return wrongForm(given);
    const bool planar = *form == Form::PlanarF32;
    const std::int64_t height = array.dim(planar ? 1 : 0), width = array.dim(planar ? 2 : 1);
    if (width > 1 << 24 || height > 1 << 24) return wrongForm(given);
    if (array.dtype() == DType::F16 || array.dtype() == DType::BF16) {
        VITRINE_TRY(Array wide, array.as(DType::F32));
        wide.unit = array.unit;
        array = wide;
    }
    auto raster = std::shared_ptr<Raster>(new Raster);
    raster->m_array = array;
    raster->m_form = *form;
    raster->m_width = static_cast<int>(width);
    raster->m_height = static_cast<int>(height);
    if (raster->isValues()) {
        const std::int64_t step = std::max<std::int64_t>(1, array.count() / kSampled);
        raster->m_span = settled(raster->spanOfRows(0, array.count(), step % width == 0 ? step + 1 : step));
        const double middle = (raster->m_span.low + raster->m_span.high) / 2;
        const bool wide = itemSize(array.dtype()) >= 4 && array.dtype() != DType::F32;
        if (wide && std::abs(middle) > 1000 * (raster->m_span.high - raster->m_span.low)) raster->m_offset = middle;
    }
    return raster;
}

double Raster::valueAt(int x, int y) const {
    if (!isValues() || x < 0 || y < 0 || x >= m_width || y >= m_height) return std::numeric_limits<double>::quiet_NaN();
    return withElements(m_array, [&](const auto* elements) { return static_cast<double>(elements[std::int64_t(y) * m_width + x]); });
}

QRgb Raster::colourAt(int x, int y) const {
    if (isValues() || x < 0 || y < 0 || x >= m_width || y >= m_height) return 0;
    if (m_form == Form::Rgba8) {
        const auto* pixel = static_cast<const std::uint8_t*>(m_array.bytes()) + (std::int64_t(y) * m_width + x) * 4;
        return qRgba(pixel[0], pixel[1], pixel[2], pixel[3]);
    }
    QRgb colour = 0;
    fetchColours(y, x, x + 1, &colour);
    return colour;
}

QString Raster::textAt(int x, int y) const {
    if (isValues()) {
        const double value = valueAt(x, y);
        if (std::isnan(value)) return QStringLiteral("NaN");
        const QString unit = qs(m_array.unit);
        return numberText(value) + (unit.isEmpty() ? QString() : QChar(' ') + unit);
    }
    const QRgb colour = colourAt(x, y);
    if (m_form == Form::Grey8) return QString::number(qRed(colour));
    QString text = QStringLiteral("%1, %2, %3").arg(qRed(colour)).arg(qGreen(colour)).arg(qBlue(colour));
    if (m_form == Form::Rgba8) text += QStringLiteral(", alpha %1").arg(qAlpha(colour));
    return text;
}

void Raster::fetchValues(int y, int begin, int end, float* out) const {
    withElements(m_array, [&](const auto* elements) {
        const auto* row = elements + std::int64_t(y) * m_width;
        if (m_offset == 0)
            for (int x = begin; x < end; ++x) *out++ = static_cast<float>(row[x]);
        else
            for (int x = begin; x < end; ++x) *out++ = static_cast<float>(static_cast<double>(row[x]) - m_offset);
    });
}

void Raster::fetchColours(int y, int begin, int end, QRgb* out) const {
    const auto* bytes = static_cast<const std::uint8_t*>(m_array.bytes());
    const auto* floats = static_cast<const float*>(m_array.bytes());
    const std::int64_t plane = std::int64_t(m_width) * m_height, start = std::int64_t(y) * m_width;
    for (std::int64_t at = start + begin; at < start + end; ++at) {
        switch (m_form) {
            case Form::Grey8: *out++ = qRgb(bytes[at], bytes[at], bytes[at]); break;
            case Form::Rgb8: *out++ = qRgb(bytes[3 * at], bytes[3 * at + 1], bytes[3 * at + 2]); break;
            case Form::Rgba8: *out++ = qPremultiply(qRgba(bytes[4 * at], bytes[4 * at + 1], bytes[4 * at + 2], bytes[4 * at + 3])); break;
            case Form::PlanarF32: *out++ = qRgb(level255(floats[at]), level255(floats[plane + at]), level255(floats[2 * plane + at])); break;
            default: *out++ = qRgb(level255(floats[3 * at]), level255(floats[3 * at + 1]), level255(floats[3 * at + 2])); break;
        }
    }
}

ValueSpan Raster::spanOfRows(std::int64_t begin, std::int64_t end, std::int64_t step) const {
    return withElements(m_array, [&](const auto* elements) {
        using Element = std::remove_cvref_t<decltype(*elements)>;
        ValueSpan span{kNone, -kNone, kNone, false};
        for (std::int64_t i = begin; i < end; i += step) {
            const Element element = elements[i];
            if constexpr (std::is_floating_point_v<Element>) {
                if (!(std::abs(element) <= std::numeric_limits<Element>::max())) {
                    span.hasNan = span.hasNan || std::isnan(element);
                    continue;
                }
            }
            const double value = static_cast<double>(element);
            span.low = std::min(span.low, value);
            span.high = std::max(span.high, value);
            if (value > 0) span.leastPositive = std::min(span.leastPositive, value);
        }
        return span;
    });
}

ValueSpan Raster::spanOfAll() const {
    std::mutex mutex;
    ValueSpan all{kNone, -kNone, kNone, false};
    inBands(m_height, m_width, [&](int begin, int end) {
        const ValueSpan part = spanOfRows(std::int64_t(begin) * m_width, std::int64_t(end) * m_width, 1);
        const std::scoped_lock lock(mutex);
        all = merged(all, part);
    });
    return settled(all);
}

void Raster::prepare(const std::shared_ptr<Raster>& raster, QObject* context, std::function<void()> done) {
    if (raster->prepared()) return done();
    using Prepared = std::pair<std::shared_ptr<const Levels>, ValueSpan>;
    const auto compute = [](const Raster& r) { return Prepared{r.halved(), r.isValues() ? r.spanOfAll() : ValueSpan{}}; };
    if (raster->small()) {
        std::tie(raster->m_levels, raster->m_span) = compute(*raster);
        return done();
    }
    auto* watcher = new QFutureWatcher<Prepared>(context);
    QObject::connect(watcher, &QFutureWatcher<Prepared>::finished, context, [watcher, raster, done = std::move(done)] {
        std::tie(raster->m_levels, raster->m_span) = watcher->result();
        watcher->deleteLater();
        done();
    });
    watcher->setFuture(QtConcurrent::run([raster, compute] { return compute(*raster); }));
}

}  // namespace vitrine
