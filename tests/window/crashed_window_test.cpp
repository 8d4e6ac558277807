// SPDX-License-Identifier: GPL-3.0-or-later
// A window that crashes says where in its log, ends by its signal, and the next start tells it once.
#include <poll.h>
#include <unistd.h>

#include <QPushButton>
#include <csignal>

#include "app/shell/message_bar.h"
#include "core/base/files.h"
#include "core/base/process.h"
#include "tests/window/whole_window.h"

namespace vitrine {
namespace {

std::string outputOf(const std::string& program, const std::string& argument) {
    SpawnOptions options;
    options.arguments = {(executableFolder() / program).string(), argument};
    options.pipeOut = options.quiet = true;
    auto process = ChildProcess::spawn(options);
    if (!process.ok()) return {};
    std::string text;
    char block[4096];
    for (ssize_t got; (got = ::read(process->out(), block, sizeof block)) > 0;)
        text.append(block, static_cast<std::size_t>(got));
    EXPECT_TRUE(process->wait().clean());
    return text;
}

/// A window of its own process that has shown its first frame.
Result<ChildProcess> startShownWindow(const std::filesystem::path& root) {
    SpawnOptions options;
    options.arguments = {windowProgram(), "--store", (root / "store").string(), "--state", (root / "state").string()};
    options.environment = {"VITRINE_TRACE=1"};
    options.quiet = options.pipeError = true;
    auto process = ChildProcess::spawn(options);
    std::string words;
    char block[4096];
    while (process.ok() && words.find("first_frame") == std::string::npos) {
        const ssize_t got = ::read(process->error(), block, sizeof block);
        if (got <= 0) break;
        words.append(block, static_cast<std::size_t>(got));
    }
    EXPECT_NE(words.find("first_frame"), std::string::npos) << words;
    return process;
}

TEST(CrashedWindow, IsInTheLogAndToldOnceAtTheNextStart) {
    WholeWindow whole;
    whole.stop();
    auto process = startShownWindow(whole.root());
    ASSERT_TRUE(process.ok());
    process->signal(SIGSEGV);
    EXPECT_EQ(process->wait().signal, SIGSEGV);
    std::string log;
    for (const auto& entry : std::filesystem::directory_iterator(whole.state() / "logs"))
        log += readText(entry.path()).value();
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    EXPECT_NE(log.find("ended by signal 11"), std::string::npos) << log;
    EXPECT_NE(log.find("libQt6Core"), std::string::npos) << log;
    whole.start();
    ASSERT_TRUE(testing::waitUntil([&] { return whole.window().messages().count() == 1; }));
    EXPECT_TRUE(whole.window().messages().texts().first().contains("signal 11 (Segmentation fault)"))
        << ss(whole.window().messages().texts().first());
    const auto buttons = whole.window().messages().findChildren<QPushButton*>();
    EXPECT_TRUE(std::any_of(buttons.begin(), buttons.end(),
                            [](const QPushButton* button) { return button->text() == "Open the log"; }));
    whole.look("crash-notice");
    whole.stop();
    whole.start();
    QTest::qWait(500);
    EXPECT_EQ(whole.window().messages().count(), 0) << "once is enough";
#endif
}

TEST(CommandLine, TellsVersionAndHelp) {
    const std::string window = outputOf("vitrine", "--version"), cli = outputOf("vitrine-cli", "--version");
    EXPECT_TRUE(window.starts_with("vitrine 0.")) << window;
    const auto build = [](const std::string& text) { return text.substr(text.find("(build ")); };
    EXPECT_EQ(build(window), build(cli)) << "they are of one build";
    const std::string help = outputOf("vitrine", "--help");
    for (const char* option :
         {"--store", "--state", "--new-instance", "--safe-start", "--tour", "--plugin", "--version"})
        EXPECT_NE(help.find(option), std::string::npos) << option;
    EXPECT_EQ(help.find("--probe-panel"), std::string::npos);
}

}  // namespace
}  // namespace vitrine
