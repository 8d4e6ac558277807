// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "core/plugin/manifest.h"

class QHBoxLayout;

namespace vitrine {

/// Title of a method and the paper it comes from, in one line; tools at the right end.
class MethodHeader final : public QWidget {
    Q_OBJECT

public:
    explicit MethodHeader(const Manifest& manifest, QWidget* parent = nullptr);
    void addTool(QWidget* tool);

private:
    QHBoxLayout* m_row;
};

/// "Otsuki et al., ECCV 2024" with a link, or empty.
QString paperHtml(const Paper& paper);

}  // namespace vitrine
