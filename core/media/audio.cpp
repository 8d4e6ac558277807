// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/audio.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

#include "core/base/files.h"
#include "core/media/media_source.h"

namespace vitrine {
namespace {

constexpr const char* kReading = "Cannot read sound";
constexpr const char* kWriting = "Cannot write WAV file";
constexpr int kMaxChannels = 64, kMaxRate = 768000;

/// A channel layout that frees itself.
struct Layout {
    AVChannelLayout layout{};
    ~Layout() { av_channel_layout_uninit(&layout); }
};

/// Converts decoded frames to planar float at the wanted rate and gathers them per channel.
class Gatherer {
public:
    Gatherer(const AudioOptions& options, std::string name) : m_options(options), m_name(std::move(name)) {}

    Status add(const AVFrame& frame) {
        if (!m_resampler) VITRINE_CHECK(open(frame));
        if (frame.sample_rate != m_inRate || frame.ch_layout.nb_channels != m_inChannels)
            return Error{ErrorCode::Unsupported, kReading, m_name, "rate or channels change in the middle",
                         "Convert the file to one rate."};
        return convert(const_cast<const std::uint8_t**>(frame.extended_data), frame.nb_samples);
    }

    Status flush() { return m_resampler ? convert(nullptr, 0) : Status(); }

    std::size_t bytes() const {
        return m_channels.empty() ? 0 : m_channels.size() * m_channels[0].size() * sizeof(float);
    }

    Result<AudioClip> finish() const {
        if (m_channels.empty() || m_channels[0].empty())
            return Error{ErrorCode::BadFormat, kReading, m_name, "it holds no samples",
                         "The file is empty or cut off: copy it again."};
        const std::size_t count = m_channels[0].size(), inputs = m_channels.size(),
                          outputs = m_options.mono ? 1 : inputs;
        AudioClip clip{Array::zeros(DType::F32, {static_cast<std::int64_t>(outputs), static_cast<std::int64_t>(count)}),
                       m_outRate};
        clip.samples.axes = {"channel", "time"};
        float* out = clip.samples.mutableValues<float>().data();
        const float share = static_cast<float>(outputs) / static_cast<float>(inputs);
        for (std::size_t c = 0; c < inputs; ++c)
            for (std::size_t i = 0; i < count; ++i)
                out[(m_options.mono ? 0 : c * count) + i] += share * m_channels[c][i];
        return clip;
    }

private:
    Status open(const AVFrame& frame) {
        ffmpeg::LogCapture log;
        m_inRate = frame.sample_rate;
        m_inChannels = frame.ch_layout.nb_channels;
        m_outRate = m_options.sampleRate ? m_options.sampleRate : m_inRate;
        if (m_inChannels < 1 || m_inChannels > kMaxChannels || m_inRate < 1)
            return Error{ErrorCode::BadFormat, kReading, m_name,
                         fmt::format("{} channels at {} Hz", m_inChannels, m_inRate),
                         "The file is damaged: copy it again."};
        Layout in, out;
        if (frame.ch_layout.order == AV_CHANNEL_ORDER_UNSPEC)
            av_channel_layout_default(&in.layout, m_inChannels);
        else
            av_channel_layout_copy(&in.layout, &frame.ch_layout);
        av_channel_layout_copy(&out.layout, &in.layout);
        SwrContext* context = nullptr;
        int code = swr_alloc_set_opts2(&context, &out.layout, AV_SAMPLE_FMT_FLTP, m_outRate, &in.layout,
                                       static_cast<AVSampleFormat>(frame.format), m_inRate, 0, nullptr);
        m_resampler.reset(context);
        if (code >= 0) code = swr_init(context);
        if (code < 0) return ffmpeg::failure(kReading, m_name, code, log, "Convert the file to WAV.");
        m_channels.resize(static_cast<std::size_t>(out.layout.nb_channels));
        return {};
    }

    Status convert(const std::uint8_t** data, int count) {
        ffmpeg::LogCapture log;
        const int room = swr_get_out_samples(m_resampler.get(), count);
        if (room <= 0) return {};
        const std::size_t before = m_channels[0].size();
        std::vector<std::uint8_t*> targets;
        for (auto& channel : m_channels) {
            channel.resize(before + static_cast<std::size_t>(room));
            targets.push_back(reinterpret_cast<std::uint8_t*>(channel.data() + before));
        }
        const int got = swr_convert(m_resampler.get(), targets.data(), room, data, count);
        for (auto& channel : m_channels) channel.resize(before + static_cast<std::size_t>(std::max(got, 0)));
        if (got < 0) return ffmpeg::failure(kReading, m_name, got, log, "Convert the file to WAV.");
        return {};
    }

    AudioOptions m_options;
    std::string m_name;
    ffmpeg::Resampler m_resampler;
    int m_inRate = 0, m_inChannels = 0, m_outRate = 0;
    std::vector<std::vector<float>> m_channels;
};

template <class T>
void append(std::string& bytes, T value) {
    static_assert(std::endian::native == std::endian::little, "WAV is little-endian");
    bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
}

/// RIFF header with a 16-byte "fmt " chunk (Microsoft, "Multimedia Programming Interface and Data Specifications 1.0",
/// 1991).
std::string wavHeader(std::uint32_t dataBytes, int channels, int sampleRate, WavFormat format) {
    const int sampleBytes = format == WavFormat::Pcm16 ? 2 : 4;
    std::string bytes = "RIFF";
    append(bytes, dataBytes + 36);
    bytes += "WAVEfmt ";
    append(bytes, std::uint32_t{16});
    append(bytes, static_cast<std::uint16_t>(format == WavFormat::Pcm16 ? 1 : 3));
    append(bytes, static_cast<std::uint16_t>(channels));
    append(bytes, static_cast<std::uint32_t>(sampleRate));
    append(bytes, static_cast<std::uint32_t>(sampleRate * channels * sampleBytes));
    append(bytes, static_cast<std::uint16_t>(channels * sampleBytes));
    append(bytes, static_cast<std::uint16_t>(8 * sampleBytes));
    bytes += "data";
    append(bytes, dataBytes);
    return bytes;
}

}  // namespace

Result<AudioClip> readAudio(const std::filesystem::path& path, const AudioOptions& options, const MediaLimits& limits) {
    if (options.sampleRate < 0 || options.sampleRate > kMaxRate)
        return Error{ErrorCode::InvalidArgument, kReading, fmt::format("sample rate {}", options.sampleRate),
                     fmt::format("rates up to {} Hz are possible", kMaxRate), "Give 0 for the file's own rate."};
    VITRINE_TRY(ffmpeg::MediaSource source, ffmpeg::MediaSource::open(path, AVMEDIA_TYPE_AUDIO, limits));
    Gatherer gatherer(options, path.string());
    const ffmpeg::Frame frame = ffmpeg::makeFrame();
    for (;;) {
        VITRINE_TRY(const bool got, source.receive(*frame));
        if (!got) break;
        VITRINE_CHECK(gatherer.add(*frame));
        if (gatherer.bytes() > limits.maxBytes)
            return Error{ErrorCode::TooLarge, kReading, path.string(),
                         fmt::format("its samples need more than {} bytes", limits.maxBytes),
                         "Cut it into parts, or read it at a lower rate."};
    }
    VITRINE_CHECK(gatherer.flush());
    return gatherer.finish();
}

Status writeWav(const std::filesystem::path& path, const Array& samples, int sampleRate, WavFormat format) {
    const std::int64_t channels = samples.rank() == 2 ? samples.dim(0) : 1;
    if (samples.dtype() != DType::F32 || samples.rank() < 1 || samples.rank() > 2 || samples.empty() ||
        channels > kMaxChannels)
        return Error{ErrorCode::InvalidArgument, kWriting, path.string(), "the array is " + samples.describe(),
                     "Give f32 [channels, samples]."};
    if (sampleRate < 1 || sampleRate > kMaxRate)
        return Error{ErrorCode::InvalidArgument, kWriting, path.string(),
                     fmt::format("the sample rate is {} Hz", sampleRate), fmt::format("Give 1 to {}.", kMaxRate)};
    const std::uint64_t dataBytes = static_cast<std::uint64_t>(samples.count()) * (format == WavFormat::Pcm16 ? 2 : 4);
    if (dataBytes > 0xffffffffu - 36)
        return Error{ErrorCode::TooLarge, kWriting, path.string(), "a WAV file holds at most 4 GiB",
                     "Write it in parts."};
    std::string bytes =
        wavHeader(static_cast<std::uint32_t>(dataBytes), static_cast<int>(channels), sampleRate, format);
    bytes.reserve(bytes.size() + dataBytes);
    const auto values = samples.values<float>();
    const std::size_t count = values.size() / static_cast<std::size_t>(channels);
    for (std::size_t i = 0; i < count; ++i)
        for (std::size_t c = 0; c < static_cast<std::size_t>(channels); ++c) {
            const float value = values[c * count + i];
            if (format == WavFormat::Float32)
                append(bytes, value);
            else
                append(bytes, static_cast<std::int16_t>(std::lround(
                                  std::isnan(value) ? 0.0f : std::clamp(value * 32768.0f, -32768.0f, 32767.0f))));
        }
    return writeAtomically(path, bytes);
}

}  // namespace vitrine
