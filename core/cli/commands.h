// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/cli/command.h"

namespace vitrine {

/// The commands, each in a file of its own or with its siblings; commandTable() in command_table.cpp lists them.
std::unique_ptr<Command> makeListCommand();
std::unique_ptr<Command> makeDescribeCommand();
std::unique_ptr<Command> makeRunCommand();
std::unique_ptr<Command> makeResumeCommand();
std::unique_ptr<Command> makeRerunCommand();
std::unique_ptr<Command> makeRunsCommand();
std::unique_ptr<Command> makeShowCommand();
std::unique_ptr<Command> makeExportCommand();
std::unique_ptr<Command> makeImportCommand();
std::unique_ptr<Command> makeClaimCommand();
std::unique_ptr<Command> makeDataCommand();
std::unique_ptr<Command> makeCheckCommand();
std::unique_ptr<Command> makeBackupCommand();
std::unique_ptr<Command> makeTagCommand();
std::unique_ptr<Command> makeNoteCommand();
std::unique_ptr<Command> makeTrashCommand();
std::unique_ptr<Command> makeUntrashCommand();
std::unique_ptr<Command> makeCancelCommand();
std::unique_ptr<Command> makeNewCommand();
std::unique_ptr<Command> makeDoctorCommand();
std::unique_ptr<Command> makeProbeCommand();  ///< Hidden: the child of `doctor` that loads LibTorch.
std::unique_ptr<Command> makeWorkerCommand();
std::unique_ptr<Command> makeServeCommand();

}  // namespace vitrine
