// SPDX-License-Identifier: GPL-3.0-or-later
// The small commands that change what is written about a run: tag, note, trash, untrash, cancel.
#include <algorithm>

#include "core/cli/commands.h"
#include "core/cli/run_json.h"

namespace vitrine {
namespace {

class TagCommand final : public Command {
public:
    void declare(CLI::App& app) override {
        app.add_option("run", m_id, "Number of the run")->required()->type_name("N");
        app.add_option("tags", m_tags, "Tags to add (with --remove: to take away)")->type_name("TAG");
        app.add_flag("--remove", m_remove, "Take the tags away");
    }

    Result<Outcome> execute(CommandContext& context) override {
        VITRINE_TRY(ExperimentStore store, openStore(context));
        VITRINE_TRY(const RunRecord record, store.run(m_id));
        std::vector<std::string> tags = record.row.tags;
        for (const std::string& tag : m_tags) {
            std::erase(tags, tag);
            if (!m_remove) tags.push_back(tag);
        }
        if (!m_tags.empty()) VITRINE_CHECK(store.setTags(m_id, tags));
        context.out.print("run {}: {}\n", m_id, tags.empty() ? "no tags" : fmt::format("{}", fmt::join(tags, ", ")));
        return Outcome{{{"run", m_id}, {"tags", tags}}};
    }

private:
    std::int64_t m_id = 0;
    std::vector<std::string> m_tags;
    bool m_remove = false;
};

class NoteCommand final : public Command {
public:
    void declare(CLI::App& app) override {
        app.add_option("run", m_id, "Number of the run")->required()->type_name("N");
        app.add_option("text", m_text, "The note; without it the note is printed, '' removes it")->type_name("TEXT");
        m_textOption = app.get_option("text");
    }

    Result<Outcome> execute(CommandContext& context) override {
        VITRINE_TRY(ExperimentStore store, openStore(context));
        VITRINE_TRY(const RunRecord record, store.run(m_id));
        if (m_textOption->count() == 0)
            m_text = record.row.note;
        else
            VITRINE_CHECK(store.setNote(m_id, m_text));
        context.out.print("run {}: {}\n", m_id, m_text.empty() ? "no note" : m_text);
        return Outcome{{{"run", m_id}, {"note", m_text}}};
    }

private:
    std::int64_t m_id = 0;
    std::string m_text;
    const CLI::Option* m_textOption = nullptr;
};

/// `trash` and `untrash`: nothing is deleted before the trash is emptied.
class TrashCommand final : public Command {
public:
    explicit TrashCommand(bool trash) : m_trash(trash) {}
    void declare(CLI::App& app) override {
        app.add_option("runs", m_ids, "Numbers of the runs")->type_name("N");
        if (m_trash) app.add_flag("--empty", m_empty, "Delete what is in the trash for good, files too");
    }

    Result<Outcome> execute(CommandContext& context) override {
        if (m_ids.empty() == !m_empty)
            return Error{ErrorCode::InvalidArgument, "Nothing to do",
                         m_trash ? "vitrine-cli trash" : "vitrine-cli untrash",
                         m_empty ? "--empty takes no numbers" : "no run is named",
                         m_trash ? "Give numbers of runs, or --empty." : "Give numbers of runs."};
        VITRINE_TRY(ExperimentStore store, openStore(context));
        for (const std::int64_t id : m_ids) VITRINE_CHECK(store.run(id));  // All or none.
        for (const std::int64_t id : m_ids) VITRINE_CHECK(store.setTrashed(id, m_trash));
        if (m_empty) VITRINE_CHECK(store.emptyTrash());
        if (m_empty)
            context.out.print("The trash is empty now.\n");
        else
            context.out.print("{} run{} {}\n", m_ids.size(), m_ids.size() == 1 ? "" : "s",
                              m_trash ? "moved to the trash" : "taken out of the trash");
        return Outcome{{{"runs", m_ids}, {"trashed", m_trash}, {"emptied", m_empty}}};
    }

private:
    bool m_trash, m_empty = false;
    std::vector<std::int64_t> m_ids;
};

class CancelCommand final : public Command {
public:
    void declare(CLI::App& app) override {
        app.add_option("run", m_id, "Number of the run")->required()->type_name("N");
    }

    Result<Outcome> execute(CommandContext& context) override {
        VITRINE_TRY(ExperimentStore store, openStore(context));
        VITRINE_TRY(const RunRecord before, store.run(m_id));
        VITRINE_TRY(const RunState state, store.requestCancel(m_id));
        if (isEnded(before.row.state))
            context.out.print("run {} had ended already: {}\n", m_id, name(state));
        else if (state == RunState::Cancelled)
            context.out.print("run {} is cancelled\n", m_id);
        else
            context.out.print("run {} is {}: its worker stops within seconds and keeps what was done\n", m_id,
                              name(state));
        return Outcome{{{"run", m_id}, {"state", name(state)}}};
    }

private:
    std::int64_t m_id = 0;
};

}  // namespace

std::unique_ptr<Command> makeTagCommand() {
    return std::make_unique<TagCommand>();
}
std::unique_ptr<Command> makeNoteCommand() {
    return std::make_unique<NoteCommand>();
}
std::unique_ptr<Command> makeTrashCommand() {
    return std::make_unique<TrashCommand>(true);
}
std::unique_ptr<Command> makeUntrashCommand() {
    return std::make_unique<TrashCommand>(false);
}
std::unique_ptr<Command> makeCancelCommand() {
    return std::make_unique<CancelCommand>();
}

}  // namespace vitrine
