// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <unordered_map>

#include "core/store/database.h"
#include "core/store/experiment_store.h"
#include "core/store/folder_lock.h"
#include "core/store/reserve.h"

namespace vitrine {

/// Essential writes (heartbeat, final states) may spend the disk reserve; all others need it to be in place.
enum class Need { Normal, Essential };

/// The state of one open store; the member functions of ExperimentStore are spread over files by subject and meet here.
struct ExperimentStore::Impl {
    explicit Impl(const std::filesystem::path& folder) : folder(folder), lock(folder), reserve(folder) {}
    static Impl& of(ExperimentStore& store) { return *store.m_impl; }

    template <class Work>
    auto read(const std::string& what, Work&& work) -> std::invoke_result_t<Work> {
        return database->read(what, std::forward<Work>(work));
    }
    template <class Work>
    auto write(const std::string& what, Work&& work, Need need = Need::Normal) -> std::invoke_result_t<Work> {
        if (readOnly) return readOnlyError(what);
        if (need == Need::Normal)
            if (Status room = reserve.ensure(); !room.ok()) return std::move(room).error();
        auto result = database->write(what, work);
        if (!result.ok() && result.error().code == ErrorCode::NoSpace && need == Need::Essential && reserve.release())
            result = database->write(what, work);
        if (!result.ok()) names.clear();  // Ids given in a transaction that was rolled back are void.
        return result;
    }

    Error readOnlyError(const std::string& what) const;
    Error runNotFound(const std::string& what, std::int64_t run) const;
    /// Fails with NotFound when there is no such run.
    Status requireRun(const std::string& what, std::int64_t run);
    /// Number of a parameter's or metric's name, given on first use. Throws.
    std::int64_t nameId(const std::string& name);
    /// Stored JSON text as a value; Corrupt when it is none.
    Result<Json> parseStored(const std::string& text, const std::string& object) const;

    std::filesystem::path folder;
    store::FolderLock lock;  ///< Outlives the database: closing it is part of what the lock covers.
    store::DiskReserve reserve;
    std::unique_ptr<store::Database> database;
    bool readOnly = false;
    int version = 0;
    std::vector<std::string> notices;
    std::unordered_map<std::string, std::int64_t> names;
    std::map<std::int64_t, WorkerIdentity> claimed;  ///< Runs that were claimed through this object.
};

}  // namespace vitrine
