// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtest/gtest.h>

#include <QSignalSpy>
#include <QTest>

#include "core/base/files.h"
#include "core/plugin/plugin_catalog.h"
#include "widgets/panel/live_session.h"

namespace vitrine::testing {

/// Lets events run until `done` or the time is over; false then.
template <class Done>
bool waitFor(Done done, int milliseconds = 10'000) {
    return QTest::qWaitFor(done, milliseconds);
}

/// The fixture methods and their small host in place of the real ones.
class SessionTest : public ::testing::Test {
protected:
    SessionTest() {
        const std::filesystem::path build = VITRINE_BINARY_DIR;
        qputenv("VITRINE_CLI", (build / "bin/worker_host").c_str());
        qputenv("VITRINE_PLUGINS", (build / "fixtures/plugins").c_str());
    }

    static RunOrder order(Json parameters = Json::object(), const char* method = "fixture_session") {
        RunOrder order;
        order.method = method;
        order.parameters = std::move(parameters);
        return order;
    }

    TemporaryFolder m_folder;
};

}  // namespace vitrine::testing
