// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTemporaryDir>
#include <QTest>
#include <filesystem>
#include <gtest/gtest.h>

#include "core/media/audio.h"
#include "core/media/video.h"
#include "core/run/run_context.h"
#include "core/store/records.h"
#include "tests/widgets/window_support.h"
#include "widgets/artifact/artifact_view.h"

namespace vitrine::test {

namespace fs = std::filesystem;

inline Array numbers(std::vector<std::int64_t> shape) {
    Array array = Array::zeros(DType::F32, std::move(shape));
    auto values = array.mutableValues<float>();
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = std::sin(0.37F * static_cast<float>(i));
    return array;
}

inline Array bytes(std::vector<std::int64_t> shape) {
    Array array = Array::zeros(DType::U8, std::move(shape));
    auto values = array.mutableValues<std::uint8_t>();
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<std::uint8_t>(i * 7);
    return array;
}

inline Table curves() {
    Table table;
    table.columns = {{"depth", Array::of(std::vector<std::int64_t>{0, 1, 2, 3}), ""},
                     {"mean", Array::of(std::vector<double>{1, 0.9, 0.8, 0.7}), ""},
                     {"least", Array::of(std::vector<double>{0.9, 0.7, 0.6, 0.5}), ""},
                     {"most", Array::of(std::vector<double>{1.1, 1, 0.9, 0.9}), ""},
                     {"alphabeta", Array::of(std::vector<double>{1, 1.2, 1.4, 1.6}), ""}};
    return table;
}

/// `frames` frames of 32 x 24; frame i is all of grey level 8 i.
inline fs::path writeClip(const fs::path& folder, int frames) {
    const fs::path file = folder / "clip.mp4";
    auto writer = VideoWriter::open(file, 32, 24, {.framesPerSecond = 10, .quality = 5});
    EXPECT_TRUE(writer.ok());
    for (int i = 0; writer.ok() && i < frames; ++i) {
        Array frame = Array::zeros(DType::U8, {24, 32, 3});
        std::ranges::fill(frame.mutableValues<std::uint8_t>(), static_cast<std::uint8_t>(8 * i));
        EXPECT_TRUE(writer->add(frame).ok());
    }
    EXPECT_TRUE(writer.ok() && writer->finish().ok());
    return file;
}

/// A folder with artifacts as runs write them, and a view to open them with.
class Artifacts : public ::testing::Test {
protected:
    fs::path folder() const { return m_folder.path().toStdString(); }

    /// Writes as a run would, and gives the row of the store.
    ArtifactRow written(const std::string& kind, const ArtifactData& data, const Json& meta = Json::object(), const std::string& unit = {}) {
        const ArtifactSpec spec{"artifact_" + kind, kind, "An artifact", unit, 0, meta};
        const auto file = writeArtifactFile(spec, data, folder());
        EXPECT_TRUE(file.ok());
        ArtifactRow row;
        row.name = spec.name;
        row.kind = kind;
        row.title = spec.title;
        row.unit = unit;
        row.meta = meta;
        if (!file.ok()) return row;
        row.file = file->path.filename().string();
        row.format = file->format;
        row.size = fs::file_size(file->path);
        return row;
    }

    fs::path fileOf(const ArtifactRow& row) const { return folder() / row.file; }

    static bool settle(ArtifactView& view) { return testing::waitUntil([&] { return view.settled(); }); }

    QTemporaryDir m_folder;
};

}  // namespace vitrine::test
