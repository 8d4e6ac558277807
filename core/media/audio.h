// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

#include "core/data/array.h"
#include "core/media/limits.h"

namespace vitrine {

struct AudioClip {
    Array samples;       ///< F32 [channels, samples], axes channel, time; full scale is -1..1.
    int sampleRate = 0;  ///< Samples per second.
    double seconds() const { return sampleRate > 0 ? static_cast<double>(samples.dim(1)) / sampleRate : 0; }
};

struct AudioOptions {
    int sampleRate = 0;  ///< Wanted samples per second, or 0 for the file's own.
    bool mono = false;   ///< The mean of all channels.
};

/// Reads the first sound stream of wav, mp3, flac, ogg, m4a, or of a video. A damaged place is an error that names the
/// frame.
Result<AudioClip> readAudio(const std::filesystem::path& path, const AudioOptions& options = {},
                            const MediaLimits& limits = {});

enum class WavFormat { Pcm16, Float32 };

/// A WAV file of F32 [channels, samples] or [samples]. 16-bit samples saturate at full scale.
Status writeWav(const std::filesystem::path& path, const Array& samples, int sampleRate,
                WavFormat format = WavFormat::Pcm16);

}  // namespace vitrine
