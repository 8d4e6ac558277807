// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cli/terminal.h"

#include <gtest/gtest.h>

namespace vitrine {

TEST(Terminal, WidthCountsColumnsNotBytes) {
    EXPECT_EQ(displayWidth("abc"), 3u);
    EXPECT_EQ(displayWidth("größe"), 5u);
    EXPECT_EQ(displayWidth("e\u0301"), 1u) << "a combining accent takes no column";
    EXPECT_EQ(displayWidth("漢字"), 4u);
    EXPECT_EQ(displayWidth("\xff\xfe"), 2u) << "bytes that are no UTF-8 do not end it";
}

TEST(Terminal, PrintableKeepsTextAndDropsControls) {
    EXPECT_EQ(printable("a\tb\nc"), "a b c");
    EXPECT_EQ(printable("\033[2Jx"), " [2Jx");
    EXPECT_EQ(printable("Größe 漢"), "Größe 漢");
}

TEST(Terminal, FittedCutsAtCharacters) {
    EXPECT_EQ(fitted("abc", 3), "abc");
    EXPECT_EQ(fitted("abcdef", 4), "abc…");
    EXPECT_EQ(fitted("äöüß", 3), "äö…");
    EXPECT_EQ(fitted("漢字漢字", 4), "漢…");
    EXPECT_EQ(fitted("abc", 0), "");
}

TEST(Terminal, WrappedBreaksBetweenWords) {
    EXPECT_EQ(wrapped("one two three", 7, 2), "one two\n  three");
    EXPECT_EQ(wrapped("averyverylongword x", 5, 0), "averyverylongword\nx");
    EXPECT_EQ(wrapped("", 10, 0), "");
}

}  // namespace vitrine
