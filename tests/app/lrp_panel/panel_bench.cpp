// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/lrp_panel/panel_bench.h"

namespace vitrine {

PanelBench::PanelBench(const std::filesystem::path& storeFolder, const std::string& method) {
    const auto found = catalog.require(method);
    EXPECT_TRUE(found.ok()) << found.error().message();
    manifest = *found;
    auto opened = ExperimentStore::open(storeFolder);
    EXPECT_TRUE(opened.ok()) << opened.error().message();
    store = std::make_unique<ExperimentStore>(std::move(*opened));
    draft = std::make_unique<RunDraft>(*manifest, &undo);
    session = std::make_unique<LiveSession>(storeFolder);
    QObject::connect(draft.get(), &RunDraft::dataChanged, session.get(), [this] { session->setOrder(draft->order()); });
    context = std::make_unique<PanelContext>(PanelContext{*manifest, *store, *draft, *session, selection, undo, actions,
                                                          [this](const Error& error) { errors.push_back(error); }, [](const QString&) {}});
}

std::unique_ptr<Panel> PanelBench::makePanel() {
    QLibrary library(QString::fromStdString((manifest->folder / (manifest->id + "_panel.so")).string()));
    const auto create = reinterpret_cast<Panel* (*)(PanelContext*, QWidget*)>(library.resolve("vitrine_create_panel"));
    const auto abi = reinterpret_cast<const char* (*)()>(library.resolve("vitrine_panel_abi"));
    if (!create || !abi) {
        ADD_FAILURE() << library.errorString().toStdString();
        return nullptr;
    }
    EXPECT_STREQ(abi(), kPanelAbi);
    return std::unique_ptr<Panel>(create(context.get(), nullptr));
}

void PanelBench::open(const std::string& data) {
    if (!data.empty()) draft->bindData(manifest->data.front().id, {data});
    session->setOrder(draft->order());
    panel = makePanel();
    panel->resize(1280, 800);
    panel->show();
    ASSERT_TRUE(QTest::qWaitForWindowExposed(panel.get()));
}

bool PanelBench::settle(int timeoutMs) {
    QTest::qWait(1);
    if (QTest::qWaitFor([this] { return panel->settled(); }, timeoutMs)) return true;
    ADD_FAILURE() << session->pending() << " requests wait, session state " << static_cast<int>(session->state());
    return false;
}

void PanelBench::save(const QString& name) const {
    if (const QString folder = qEnvironmentVariable("VITRINE_LOOK"); !folder.isEmpty()) panel->grab().save(folder + "/" + name + ".png");
}

const std::filesystem::path& sharedStore() {
    static const TemporaryFolder folder;
    return folder.path();
}

int coloursOf(const QImage& image) {
    std::set<QRgb> colours;
    for (int y = 0; y < image.height(); y += 2)
        for (int x = 0; x < image.width(); x += 2) colours.insert(image.pixel(x, y));
    return static_cast<int>(colours.size());
}

QImage drawn(QWidget& widget, double ratio) {
    QImage image(widget.size() * ratio, QImage::Format_RGB32);
    image.setDevicePixelRatio(ratio);
    image.fill(Qt::magenta);
    widget.render(&image);
    return image;
}

}  // namespace vitrine
