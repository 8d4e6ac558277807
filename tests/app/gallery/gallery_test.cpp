// SPDX-License-Identifier: GPL-3.0-or-later
#include <QLineEdit>

#include "app/gallery/gallery_page.h"
#include "app/gallery/method_card.h"
#include "app/shell/settings.h"
#include "app/shell/theme_switch.h"
#include "tests/app/window_bench.h"

namespace vitrine {
namespace {

struct GalleryBench : WindowBench {
    explicit GalleryBench(int methods, bool broken = false) : WindowBench(methods) {
        if (broken) {
            EXPECT_TRUE(makeFolder(root / "plugins/broken_one").ok());
            EXPECT_TRUE(writeAtomically(root / "plugins/broken_one/plugin.json", "{\"id\": 5}").ok());
            window.reset();
            open();
        }
        window->add<ThemeSwitch>();
        window->add<GalleryPlace>();
        page = dynamic_cast<GalleryPage*>(window->open("gallery"));
    }
    GalleryPage* page;
};

QStringList shownMethods(const GalleryPage& page) {
    QStringList ids;
    for (QWidget* tile : page.board()->visibleTiles())
        if (auto* card = dynamic_cast<MethodCard*>(tile)) ids << qs(card->manifest().id);
    return ids;
}

TEST(Gallery, typingAndEnterOpenTheBestMatch) {
    GalleryBench bench(60);
    bench.show();
    EXPECT_TRUE(bench.page->search()->hasFocus()) << "the cursor waits in the search box";
    EXPECT_EQ(shownMethods(*bench.page).size(), 60);
    QTest::keyClicks(bench.window->focusWidget(), "conformal m13");
    ASSERT_TRUE(bench.page->best());
    EXPECT_EQ(bench.page->best()->manifest().id, "method_13");
    EXPECT_LT(shownMethods(*bench.page).size(), 12);
    look(*bench.window, "gallery_search");
    QTest::keyClick(bench.page->search(), Qt::Key_Return);
    ASSERT_TRUE(bench.window->currentPage());
    EXPECT_EQ(bench.window->currentPage()->address(), "method/method_13");
}

TEST(Gallery, arrowKeysWalkOverTheCards) {
    GalleryBench bench(60);
    bench.show();
    QTest::keyClick(bench.page->search(), Qt::Key_Down);
    const auto focusedId = [&] {
        auto* card = dynamic_cast<MethodCard*>(bench.window->focusWidget());
        return card ? card->manifest().id : std::string();
    };
    const QStringList ids = shownMethods(*bench.page);
    EXPECT_EQ(focusedId(), ss(ids[0]));
    QTest::keyClick(bench.window->focusWidget(), Qt::Key_Right);
    EXPECT_EQ(focusedId(), ss(ids[1]));
    const int x = bench.window->focusWidget()->x();
    QTest::keyClick(bench.window->focusWidget(), Qt::Key_Down);
    EXPECT_EQ(bench.window->focusWidget()->x(), x) << "straight down";
    QTest::keyClick(bench.window->focusWidget(), Qt::Key_Up);
    QTest::keyClick(bench.window->focusWidget(), Qt::Key_Up);
    EXPECT_TRUE(bench.page->search()->hasFocus()) << "above the first row is the search";
    QTest::keyClick(bench.page->search(), Qt::Key_Down);
    QTest::keyClick(bench.window->focusWidget(), Qt::Key_End);
    EXPECT_EQ(focusedId(), ss(ids.last()));
    QTest::keyClick(bench.window->focusWidget(), Qt::Key_Space);
    EXPECT_EQ(bench.window->currentPage()->address(), "method/" + ids.last());
    bench.window->open("gallery");
    QTest::keyClick(bench.page->card("method_0"), Qt::Key_R);
    EXPECT_EQ(bench.page->search()->text(), "r") << "letters on a card search";
}

TEST(Gallery, showsRecentThingsAndWhatIsBroken) {
    GalleryBench bench(8, true);
    bench.show();
    bench.window->open("method/method_3");
    bench.window->open("gallery");
    auto* recent = bench.page->findChild<QAbstractButton*>("recent.method/method_3");
    ASSERT_TRUE(recent);
    EXPECT_TRUE(recent->isVisible());
    look(*bench.window, "gallery_recent");
    bench.window->closePage("method/method_3");
    QTest::mouseClick(recent, Qt::LeftButton);
    EXPECT_EQ(bench.window->currentPage()->address(), "method/method_3");
    ASSERT_TRUE(bench.window->workbench().settings().set("gallery_recent", false).ok());
    EXPECT_TRUE(bench.page->board()->visibleTiles().size() == 9) << "eight methods and a broken one";
    const QWidget* last = bench.page->board()->visibleTiles().back();
    EXPECT_EQ(last->accessibleName(), "broken_one");
    EXPECT_FALSE(last->accessibleDescription().isEmpty());
}

TEST(Gallery, anEmptyOneSaysWhatToDo) {
    {
        GalleryBench bench(0);
        bench.show();
        auto* nothing = bench.page->findChild<QLabel*>("gallery.nothing");
        EXPECT_TRUE(nothing->isVisible());
        EXPECT_TRUE(nothing->text().contains("plugin.json"));
    }
    GalleryBench some(3);
    some.show();
    some.page->search()->setText("xqzw");
    EXPECT_TRUE(some.page->findChild<QLabel*>("gallery.nothing")->text().contains("xqzw"));
}

TEST(Gallery, picturesComeFromThePluginFolder) {
    GalleryBench bench(2);
    QImage red(400, 200, QImage::Format_RGB32);
    red.fill(QColor(200, 20, 20));
    ASSERT_TRUE(red.save(qs((bench.root / "plugins/method_1/thumbnail.png").string())));
    bench.window->closePage("gallery");
    bench.page = dynamic_cast<GalleryPage*>(bench.window->open("gallery"));
    bench.show();
    ASSERT_TRUE(QTest::qWaitFor(
        [&] { return bench.page->settled() && bench.page->card("method_1")->grab().toImage().pixelColor(40, 40).green() == 20; }))
        << "the pattern stays";
    EXPECT_GT(bench.page->card("method_1")->grab().toImage().pixelColor(40, 40).red(), 180);
    ASSERT_TRUE(bench.window->workbench().settings().set("thumbnails", false).ok());
    EXPECT_NE(bench.page->card("method_1")->grab().toImage().pixelColor(40, 40), QColor(200, 20, 20));
}

TEST(Gallery, sixtyMethodsAreMadeAndPaintedInTime) {
    GalleryBench bench(60);
    bench.show();
    QTest::qWait(50);
    bench.window->closePage("gallery");
    const double start = testing::threadMilliseconds();
    bench.page = dynamic_cast<GalleryPage*>(bench.window->open("gallery"));
    const double made = testing::threadMilliseconds();
    bench.page->grab();
    const double making = made - start, painting = testing::threadMilliseconds() - made;
    RecordProperty("making_ms", static_cast<int>(making));
    RecordProperty("painting_ms", static_cast<int>(painting));
    EXPECT_LT(making, 100);
    EXPECT_LT(painting, 200);
}

TEST(Gallery, looks) {
    for (const int methods : {1, 60}) {
        GalleryBench bench(methods, methods == 60);
        bench.show();
        QTest::qWait(100);
        look(*bench.window, QString("gallery_%1_light").arg(methods));
        ASSERT_TRUE(bench.window->workbench().settings().set("theme", "dark").ok());
        look(*bench.window, QString("gallery_%1_dark").arg(methods));
        ASSERT_TRUE(bench.window->workbench().settings().set("theme", "light").ok());
        EXPECT_EQ(nameless(*bench.window).join("\n"), "");
        const QImage picture = bench.page->grab().toImage();
        EXPECT_FALSE(picture.allGray()) << "cards have colour";
    }
}

}  // namespace
}  // namespace vitrine
