// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "widgets/artifact/artifact_content.h"
#include "widgets/base/figure.h"

namespace vitrine {

/// A view and what of it can be exported; null: nothing.
struct ContentView {
    QWidget* widget = nullptr;
    FigureSource* figure = nullptr;
};

/// The default view of what was read, by kind and then by the form of the data. UI thread; children of `parent`.
Result<ContentView> makeContentView(const ArtifactRow& artifact, const ArtifactContent& content, QWidget* parent);

/// The icon of an artifact's kind, for Theme::icon.
QString iconOfKind(const std::string& kind);
/// "Heat map", "Table", ...
QString titleOfKind(const std::string& kind);

}  // namespace vitrine
