// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/artifact/scene_loader.h"

#include <QFileInfo>
#include <QLibrary>
#include <dlfcn.h>

#include "widgets/base/text.h"

namespace vitrine {
namespace {

using CreateScene = QWidget* (*)(const char* kind, const void* array, QWidget* parent);

/// The library with VTK lies beside this one, in the build folder as well as installed.
QString sceneLibrary() {
    Dl_info info{};
    const QString name = QStringLiteral("vitrine_widgets_vtk");
    if (dladdr(reinterpret_cast<const void*>(&createScene), &info) == 0 || !info.dli_fname) return name;
    return QFileInfo(QString::fromLocal8Bit(info.dli_fname)).absolutePath() + QStringLiteral("/lib") + name;
}

}  // namespace

Result<QWidget*> createScene(const std::string& kind, const Array& array, QWidget* parent) {
    QLibrary library(sceneLibrary());
    const auto create = reinterpret_cast<CreateScene>(library.resolve("vitrine_create_scene_view"));
    if (!create)
        return Error{ErrorCode::Unsupported, "Cannot show " + kind, array.describe(), ss(library.errorString()), "Install the program with its VTK part."};
    QWidget* view = create(kind.c_str(), &array, parent);
    if (!view) return Error{ErrorCode::Unsupported, "Cannot show " + kind, array.describe(), "points are [N,3] and volumes [D,H,W]", "Open it as an array."};
    return view;
}

}  // namespace vitrine
