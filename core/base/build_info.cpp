// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/build_info.h"

#include <fmt/format.h>
#include <link.h>
#include <cstdint>
#include <cstring>

namespace vitrine {
namespace {

constexpr std::size_t kShownBytes = 6;

/// The note of the linker in the loaded object that holds `address`.
struct NoteSearch {
    std::uintptr_t address;
    std::string id;
};

std::size_t padded(std::size_t size) {
    return (size + 3) & ~std::size_t(3);
}

std::string idIn(const char* notes, std::size_t size) {
    for (std::size_t at = 0; at + sizeof(ElfW(Nhdr)) <= size;) {
        ElfW(Nhdr) note;
        std::memcpy(&note, notes + at, sizeof note);
        const char* owner = notes + at + sizeof note;
        const char* bytes = owner + padded(note.n_namesz);
        if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == 4 && std::memcmp(owner, "GNU", 4) == 0) {
            std::string id;
            for (std::size_t i = 0; i < std::min<std::size_t>(note.n_descsz, kShownBytes); ++i)
                id += fmt::format("{:02x}", static_cast<unsigned char>(bytes[i]));
            return id;
        }
        at += sizeof note + padded(note.n_namesz) + padded(note.n_descsz);
    }
    return {};
}

int lookInto(dl_phdr_info* object, std::size_t, void* data) {
    auto& search = *static_cast<NoteSearch*>(data);
    bool holds = false;
    for (int i = 0; i < object->dlpi_phnum; ++i) {
        const auto& part = object->dlpi_phdr[i];
        const std::uintptr_t start = object->dlpi_addr + part.p_vaddr;
        holds = holds || (part.p_type == PT_LOAD && search.address >= start && search.address < start + part.p_memsz);
    }
    if (!holds) return 0;
    for (int i = 0; i < object->dlpi_phnum && search.id.empty(); ++i)
        if (const auto& part = object->dlpi_phdr[i]; part.p_type == PT_NOTE)
            search.id = idIn(reinterpret_cast<const char*>(object->dlpi_addr + part.p_vaddr), part.p_memsz);
    return 1;
}

}  // namespace

const char* programVersion() {
    return VITRINE_VERSION;
}

std::string buildId() {
    NoteSearch search{reinterpret_cast<std::uintptr_t>(&lookInto), {}};
    ::dl_iterate_phdr(lookInto, &search);
    return search.id.empty() ? "unknown" : search.id;
}

std::string versionText(const std::string& program) {
    return fmt::format("{} {} (build {}, compiler {})", program, programVersion(), buildId(), __VERSION__);
}

}  // namespace vitrine
