// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cli/text_table.h"

#include <gtest/gtest.h>

namespace vitrine {

TEST(TextTable, AlignsTextLeftAndNumbersRight) {
    TextTable table({"id", "name"});
    table.add({"7", "größe"});
    table.add({"1200", "b"});
    EXPECT_EQ(table.text(), "  id  name\n   7  größe\n1200  b\n");
}

TEST(TextTable, CutsOnlyTheLastColumn) {
    TextTable table({"id", "title"});
    table.add({"a", "a very long title that does not fit"});
    EXPECT_EQ(table.text(20), "id  title\na   a very long tit…\n");
}

TEST(TextTable, HasNoTitleLineWithoutTitles) {
    TextTable table({"", ""});
    table.add({"state", "finished"});
    EXPECT_EQ(table.text(0, "  "), "  state  finished\n");
}

}  // namespace vitrine
