// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cli/exit_codes.h"

#include <gtest/gtest.h>

namespace vitrine {

TEST(ExitCodes, EveryStatusIsInTheHelp) {
    const std::string help = exitStatusHelp();
    for (int code = 0; code <= int(ErrorCode::Internal); ++code) {
        const int status = exitStatus(static_cast<ErrorCode>(code));
        EXPECT_GT(status, 0) << name(static_cast<ErrorCode>(code));
        EXPECT_NE(help.find(fmt::format("{:5}  ", status)), std::string::npos) << status;
    }
}

TEST(ExitCodes, AreThoseThatScriptsRelyOn) {
    EXPECT_EQ(exitStatus(ErrorCode::MethodFailed), 1);
    EXPECT_EQ(exitStatus(ErrorCode::InvalidArgument), 2);
    EXPECT_EQ(exitStatus(ErrorCode::NotFound), 3);
    EXPECT_EQ(exitStatus(ErrorCode::BadFormat), 4);
    EXPECT_EQ(exitStatus(ErrorCode::Corrupt), 5);
    EXPECT_EQ(exitStatus(ErrorCode::DeviceFailed), 6);
    EXPECT_EQ(exitStatus(ErrorCode::NoSpace), 7);
    EXPECT_EQ(exitStatus(ErrorCode::Cancelled), 130);
}

}  // namespace vitrine
