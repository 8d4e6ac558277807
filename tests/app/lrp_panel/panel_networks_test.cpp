// SPDX-License-Identifier: GPL-3.0-or-later
// The panel on networks of other sizes than its scenes', and beside slow explainers.
#include <QComboBox>
#include <QElapsedTimer>
#include <QLabel>
#include <QPainter>
#include <cstdio>
#include <random>

#include "core/data/safetensors.h"
#include "tests/app/lrp_panel/panel_bench.h"
#include "tests/widgets/window_support.h"
#include "widgets/base/text.h"

namespace vitrine {
namespace {

using testing::waitUntil;

/// A state dict with torchvision's names: He's initialisation, batch norms that change nothing.
class RandomWeights {
public:
    void convolution(const std::string& name, std::int64_t out, std::int64_t in, std::int64_t side) {
        fill(name + ".weight", {out, in, side, side}, std::sqrt(6.0 / static_cast<double>(in * side * side)));
    }
    void norm(const std::string& name, std::int64_t channels) {
        for (const auto& [part, value] : {std::pair{".weight", 1.F}, {".bias", 0.F}, {".running_mean", 0.F}, {".running_var", 1.F}})
            arrays[name + part] = Array::of(std::vector<float>(static_cast<std::size_t>(channels), value));
    }
    void fill(const std::string& name, std::vector<std::int64_t> shape, double bound) {
        Array array = Array::zeros(DType::F32, std::move(shape));
        std::uniform_real_distribution<float> numbers(static_cast<float>(-bound), static_cast<float>(bound));
        for (float& value : array.mutableValues<float>()) value = numbers(m_random);
        arrays[name] = std::move(array);
    }
    NamedArrays arrays;

private:
    std::minstd_rand m_random{7};
};

NamedArrays randomResnet18(std::int64_t classes) {
    RandomWeights weights;
    weights.convolution("conv1", 64, 3, 7);
    weights.norm("bn1", 64);
    std::int64_t in = 64;
    for (int stage = 1; stage <= 4; ++stage) {
        const std::int64_t out = 32LL << stage;
        for (int block = 0; block < 2; ++block) {
            const std::string name = "layer" + std::to_string(stage) + "." + std::to_string(block);
            weights.convolution(name + ".conv1", out, block == 0 ? in : out, 3);
            weights.norm(name + ".bn1", out);
            weights.convolution(name + ".conv2", out, out, 3);
            weights.norm(name + ".bn2", out);
            if (block > 0 || in == out) continue;
            weights.convolution(name + ".downsample.0", out, in, 1);
            weights.norm(name + ".downsample.1", out);
        }
        in = out;
    }
    weights.fill("fc.weight", {classes, 512}, 0.02);
    weights.fill("fc.bias", {classes}, 0.0);
    return std::move(weights.arrays);
}

QString paintedPhoto(const std::filesystem::path& folder) {
    QImage photo(300, 240, QImage::Format_RGB32);
    photo.fill(QColor(40, 60, 80));
    QPainter painter(&photo);
    painter.setBrush(QColor(230, 150, 50));
    painter.drawEllipse(QPoint(150, 120), 70, 70);
    painter.end();
    const QString file = qs((folder / "photo.png").string());
    EXPECT_TRUE(photo.save(file));
    return file;
}

}  // namespace

TEST(LrpPanelNetworks, ExplainsAPhotoWithANetworkOfTorchvisionsSize) {
    const TemporaryFolder folder;
    const auto weights = folder.path() / "resnet18.safetensors";
    ASSERT_TRUE(writeSafetensors(weights, randomResnet18(1000)).ok());
    PanelBench bench(folder.path() / "store");
    bench.draft->bindData("weights", {weights.string()});
    QElapsedTimer clock;
    clock.start();
    bench.open(ss(paintedPhoto(folder.path())));
    ASSERT_TRUE(bench.settle(120'000));
    ASSERT_TRUE(bench.errors.empty()) << bench.errors.front().message();
    std::printf("[ MEASURED ] ResNet-18, 224 x 224: from opening to the map %.1f s, last change %s\n", static_cast<double>(clock.elapsed()) / 1000,
                bench.part<QLabel>("panel.latency")->text().toStdString().c_str());
    EXPECT_GT(coloursOf(bench.picture("view.0.image")), 100) << "photo with map";
    EXPECT_EQ(bench.panel->saveState()["view"]["layer"], "layer4.1") << "the last of its eight blocks is looked into";
    EXPECT_GT(coloursOf(bench.picture("river")), 8);
    bench.save("resnet18");
}

TEST(LrpPanelNetworks, ASlowMapAtTheSideHoldsNoControlUp) {
    PanelBench bench(sharedStore());
    bench.open("none");
    ASSERT_TRUE(bench.settle(120'000));
    ASSERT_TRUE(bench.draft->set("rise_masks", 300).ok());
    ASSERT_TRUE(bench.settle());
    auto* latency = bench.part<QLabel>("panel.latency");
    const auto change = [&](const char* split) {
        const int before = latency->property("changes").toInt();
        EXPECT_TRUE(bench.draft->set("split", split).ok());
        EXPECT_TRUE(waitUntil([&] { return latency->property("changes").toInt() > before; }, 20'000)) << split;
        return latency->property("milliseconds").toDouble();
    };
    const double alone = std::min({change("symmetric"), change("ratio"), change("symmetric")});
    ASSERT_TRUE(bench.settle());
    // RISE beside: once it is at work, a change of the rule must not wait for its masks.
    auto* beside = bench.part<QComboBox>("view.1.choice");
    const int rise = beside->findData("rise");
    ASSERT_GE(rise, 0);
    QElapsedTimer whole;
    whole.start();
    beside->setCurrentIndex(rise);
    Q_EMIT beside->activated(rise);
    ASSERT_TRUE(bench.settle());
    const double riseMs = static_cast<double>(whole.elapsed());
    const QImage first = bench.picture("view.1.image");
    EXPECT_TRUE(bench.draft->set("target_class", 1).ok() && bench.draft->set("target", "class").ok());   // RISE is asked anew.
    QTest::qWait(300);
    const double during = change("ratio");
    ASSERT_TRUE(bench.settle());
    std::printf("[ MEASURED ] control to pixels: %.0f ms alone, %.0f ms while RISE (%.0f ms) is at work\n", alone, during, riseMs);
    EXPECT_LT(during, alone + 0.5 * riseMs + 30);
    EXPECT_NE(bench.picture("view.1.image"), first) << "RISE came to its end afterwards";
    EXPECT_TRUE(bench.errors.empty()) << bench.errors.front().message();
}

}  // namespace vitrine
