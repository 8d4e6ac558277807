// SPDX-License-Identifier: GPL-3.0-or-later
// What every panel inherits: the selection bus and the binding of dropped files.
#include "widgets/panel/panel.h"

#include <QImage>

#include "tests/widgets/panel/panel_fixture.h"

namespace vitrine {
namespace {

constexpr const char* kManifest = R"({"id": "drops", "title": "Drops", "family": "Fixtures", "summary": "Takes files.", "version": "1.0",
    "data": [{"role": "table", "title": "A table", "accepts": ["csv"], "many": false},
             {"role": "pictures", "title": "Pictures", "accepts": ["image", "folder"], "many": true}]})";

class DropTest : public testing::SessionTest {
protected:
    DropTest()
        : m_manifest(*Manifest::fromJson(*parseJson(kManifest, "test"), "plugin.json")), m_store(*ExperimentStore::open(m_folder.path() / "store")),
          m_draft(m_manifest, &m_undo), m_session(m_folder.path()), m_actions(&m_window),
          m_context{m_manifest, m_store, m_draft, m_session, m_selection, m_undo, m_actions, {}, [this](const QString& text) { m_said = text; }},
          m_panel(m_context) {}

    QString file(const char* name, const QByteArray& bytes) {
        const QString path = QString::fromStdString((m_folder.path() / name).string());
        QFile file(path);
        EXPECT_TRUE(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
        return path;
    }
    QString picture(const char* name) {
        const QString path = QString::fromStdString((m_folder.path() / name).string());
        QImage image(4, 4, QImage::Format_RGB32);
        image.fill(Qt::red);
        EXPECT_TRUE(image.save(path, "png"));
        return path;
    }

    QWidget m_window;
    Manifest m_manifest;
    ExperimentStore m_store;
    QUndoStack m_undo;
    RunDraft m_draft;
    LiveSession m_session;
    Selection m_selection;
    ActionRegistry m_actions;
    PanelContext m_context;
    Panel m_panel;
    QString m_said;
};

}  // namespace

TEST_F(DropTest, FilesGoToTheFirstRoleThatTakesThem) {
    const QString photo = picture("photo.bin"), second = picture("second.png"), table = file("table.csv", "a,b\n1,2\n");
    EXPECT_TRUE(m_panel.dropFiles({photo, second})) << "a picture is known by its bytes, not by its name";
    EXPECT_EQ(m_draft.data("pictures"), (std::vector<std::string>{photo.toStdString(), second.toStdString()}));
    EXPECT_TRUE(m_panel.dropFiles({table}));
    EXPECT_EQ(m_draft.data("table"), std::vector<std::string>{table.toStdString()});
    EXPECT_TRUE(m_panel.dropFiles({QString::fromStdString(m_folder.path().string())}));
    EXPECT_EQ(m_draft.data("pictures"), std::vector<std::string>{m_folder.path().string()});
    m_undo.undo();
    EXPECT_EQ(m_draft.data("pictures").size(), 2u) << "a drop is an edit like any other";
}

TEST_F(DropTest, WhatNobodyTakesIsRefusedAndWhatIsLeftOutIsTold) {
    EXPECT_FALSE(m_panel.dropFiles({file("sound.xyz", "no known format")}));
    EXPECT_FALSE(m_panel.dropFiles({"/no/such/file.csv"}));
    const QString one = file("one.csv", "a\n1\n"), two = file("two.csv", "a\n2\n");
    EXPECT_TRUE(m_panel.dropFiles({one, two}));
    EXPECT_EQ(m_draft.data("table"), std::vector<std::string>{one.toStdString()});
    EXPECT_TRUE(m_said.contains("1 more")) << m_said.toStdString();
}

TEST(SelectionTest, TellsOnceAndNamesTheOrigin) {
    Selection selection;
    QObject writer;
    QSignalSpy runs(&selection, &Selection::runsChanged), regions(&selection, &Selection::regionChanged);
    selection.setRuns({3, 1}, &writer);
    selection.setRuns({3, 1}, &writer);
    selection.setRegion(QRectF(1, 2, 3, 4), nullptr);
    ASSERT_EQ(runs.size(), 1);
    EXPECT_EQ(runs[0][0].value<const QObject*>(), &writer);
    selection.setTime(0.25, nullptr);
    selection.setSamples({"images/12"}, nullptr);
    Selection other;
    other.restoreState(selection.saveState());
    EXPECT_EQ(other.saveState(), selection.saveState());
    EXPECT_EQ(other.region(), QRectF(1, 2, 3, 4));
    other.restoreState(Json::parse(R"({"runs": [1, "x"], "samples": 3, "region": [1, 2], "time": null})"));
    EXPECT_EQ(other.runs(), std::vector<std::int64_t>{1});
    EXPECT_FALSE(other.region());
}

}  // namespace vitrine
