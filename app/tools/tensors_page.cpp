// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/tools/tensors_page.h"

#include <algorithm>
#include <map>

#include "core/data/npy.h"
#include "core/data/safetensors.h"
#include "widgets/base/text.h"
#include "widgets/gl/tensor_inspector.h"

namespace vitrine {
namespace {

struct ArraysRead {
    NamedArrays arrays;
    std::vector<Error> problems;   ///< Of single files; the others are shown all the same.
};

std::string suffixOf(const std::filesystem::path& file) {
    std::string suffix = file.extension().string();
    std::transform(suffix.begin(), suffix.end(), suffix.begin(), [](unsigned char c) { return char(std::tolower(c)); });
    return suffix;
}

bool isArrayFile(const std::filesystem::path& file) {
    const std::string suffix = suffixOf(file);
    return suffix == ".npy" || suffix == ".npz" || suffix == ".safetensors";
}

bool hasArrays(const ArtifactRow& row) { return isArrayFile(row.file); }

Status readInto(NamedArrays& all, const TensorsPage::ArrayFile& from) {
    if (suffixOf(from.file) == ".npy") {
        VITRINE_TRY(all[from.name], readNpy(from.file));
        return {};
    }
    VITRINE_TRY(NamedArrays arrays, suffixOf(from.file) == ".npz" ? readNpz(from.file) : readSafetensors(from.file));
    for (auto& [name, array] : arrays) all[from.name.empty() ? name : from.name + "/" + name] = std::move(array);
    return {};
}

Result<std::vector<TensorsPage::ArrayFile>> filesOf(const std::filesystem::path& folder, std::int64_t run) {
    VITRINE_TRY(ExperimentStore store, ExperimentStore::open(folder, {.readOnly = true}));
    VITRINE_TRY(const std::vector<ArtifactRow> artifacts, store.artifacts(run));
    std::map<std::string, int> times;
    for (const ArtifactRow& row : artifacts) ++times[row.name];
    std::vector<TensorsPage::ArrayFile> files;
    for (const ArtifactRow& row : artifacts)
        if (hasArrays(row)) files.push_back({times[row.name] > 1 ? fmt::format("{} (step {})", row.name, row.step) : row.name, folder / row.file});
    return files;
}

}  // namespace

TensorsPage::TensorsPage(const QString& address, Workbench& workbench) : ToolPage(address, workbench, "Tensor inspector", hasArrays) {
    m_view = new TensorInspector(this);
    setTool(m_view);
}

bool TensorsPage::settled() const { return ToolPage::settled() && m_view->settled(); }

void TensorsPage::showLive(NamedArrays arrays, const QString& from) {
    ++m_wish;   // What is still being read is of no interest any more.
    readBegins();
    const QString text = QString("%1 arrays that the live session of %2 answered last").arg(arrays.size()).arg(from);
    m_view->setArrays(std::move(arrays));
    readDone(text);
}

void TensorsPage::load(std::int64_t run) {
    read([folder = m_workbench.store().folder(), run] { return filesOf(folder, run); });
}

void TensorsPage::read(std::function<Result<std::vector<ArrayFile>>()> find) {
    readAside<Result<ArraysRead>>(
        this,
        [find = std::move(find)]() -> Result<ArraysRead> {
            VITRINE_TRY(const std::vector<ArrayFile> files, find());
            ArraysRead made;
            for (const ArrayFile& file : files)
                if (const Status status = readInto(made.arrays, file); !status) made.problems.push_back(status.error());
            return made;
        },
        [this, mine = ++m_wish](Result<ArraysRead> made) {
            if (mine != m_wish) return readDone({});
            if (!made) {
                readDone({});
                return report(made.error());
            }
            const std::size_t count = made->arrays.size();
            m_view->setArrays(std::move(made->arrays));
            readDone(count == 0 ? "No arrays" : count == 1 ? "1 array" : QString("%1 arrays").arg(count));
            for (const Error& error : made->problems) report(error);
        });
}

bool TensorsPage::dropFiles(const QStringList& paths) {
    std::vector<ArrayFile> files;
    for (const QString& path : paths) {
        const std::filesystem::path file(ss(path));
        if (!isArrayFile(file)) return false;
        files.push_back({paths.size() == 1 && suffixOf(file) != ".npy" ? "" : file.stem().string(), file});
    }
    if (files.empty()) return false;
    showFiles(paths);
    read([files]() -> Result<std::vector<ArrayFile>> { return files; });
    return true;
}

}  // namespace vitrine
