// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <functional>

#include "core/base/result.h"

class QVBoxLayout;

namespace vitrine {

/// Errors and questions above the pages: what, why and what to do next of each, with "Copy" and "Dismiss". At most three are shown, the
/// newest on top; the same error again is counted, not repeated.
class MessageBar : public QWidget {
    Q_OBJECT

public:
    explicit MessageBar(QWidget* parent = nullptr);

    struct Choice {
        QString title;
        std::function<void()> run;  ///< The message goes away after it.
    };
    void show(const Error& error, const std::vector<Choice>& choices = {});
    int count() const;
    QStringList texts() const;  ///< Plain texts, newest first.
    void dismissAll();

private:
    class Message;
    QList<Message*> messages() const;
    QVBoxLayout* m_layout;
};

}  // namespace vitrine
