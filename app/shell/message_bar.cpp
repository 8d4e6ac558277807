// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/shell/message_bar.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>

#include "widgets/base/text.h"
#include "widgets/base/theme.h"

namespace vitrine {
namespace {

constexpr int kMost = 3;

bool isNotice(const Error& error) {
    return error.code == ErrorCode::Unsupported || error.code == ErrorCode::Cancelled;
}

}  // namespace

class MessageBar::Message final : public QWidget {
public:
    Message(const Error& error, const std::vector<Choice>& choices, QWidget* parent) : QWidget(parent), m_error(error) {
        setObjectName("message");
        setAccessibleName(qs(error.message()));
        auto* row = new QHBoxLayout(this);
        row->setContentsMargins(Theme::space(4), Theme::space(2), Theme::space(2), Theme::space(2));
        row->setSpacing(Theme::space(3));
        m_icon = new QLabel(this);
        m_icon->setFixedSize(20, 20);
        row->addWidget(m_icon, 0, Qt::AlignTop);
        m_text = new QLabel(this);
        m_text->setTextFormat(Qt::RichText);
        m_text->setWordWrap(true);
        m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
        m_text->setAccessibleName(qs(error.message()));
        row->addWidget(m_text, 1);
        for (const Choice& choice : choices) addChoice(row, choice);
        addTool(row, "Copy", "copy", "Copy the text", [this] { QApplication::clipboard()->setText(qs(m_error.message())); });
        addTool(row, "Dismiss", "close", "Dismiss this message", [this] { deleteLater(), hide(); });
        connect(&Theme::instance(), &Theme::changed, this, [this] { refresh(); });
        refresh();
    }

    const Error& error() const { return m_error; }
    void again() { ++m_times, refresh(); }

protected:
    void paintEvent(QPaintEvent*) override {
        const Theme& theme = Theme::instance();
        const QColor ink = theme.colour(isNotice(m_error) ? Ink::Accent : Ink::Bad);
        QPainter painter(this);
        painter.fillRect(rect(), theme.colour(Ink::Raised));
        QColor soft = ink;
        soft.setAlphaF(0.10f);
        painter.fillRect(rect(), soft);
        painter.fillRect(QRect(0, 0, 4, height()), ink);
        painter.fillRect(QRect(0, height() - 1, width(), 1), theme.colour(Ink::Border));
    }

private:
    void addChoice(QHBoxLayout* row, const Choice& choice) {
        auto* button = new QPushButton(choice.title, this);
        button->setAccessibleName(choice.title);
        row->addWidget(button, 0, Qt::AlignVCenter);
        connect(button, &QPushButton::clicked, this, [this, run = choice.run] {
            hide();
            deleteLater();
            run();
        });
    }
    void addTool(QHBoxLayout* row, const QString& name, const QString& icon, const QString& help, std::function<void()> run) {
        auto* button = new QToolButton(this);
        button->setObjectName(icon);
        button->setAccessibleName(name);
        button->setToolTip(help);
        button->setIcon(Theme::instance().icon(icon));
        button->setAutoRaise(true);
        row->addWidget(button, 0, Qt::AlignTop);
        connect(button, &QToolButton::clicked, this, std::move(run));
    }
    void refresh() {
        const bool notice = isNotice(m_error);
        m_icon->setPixmap(Theme::instance()
                              .icon(notice ? "info" : "warning", notice ? Ink::Accent : Ink::Bad)
                              .pixmap(QSize(20, 20), devicePixelRatioF()));
        QString html = errorHtml(m_error);
        if (m_times > 1) html += QString(" <i>(%1 times)</i>").arg(m_times);
        m_text->setText(html);
        update();
    }

    Error m_error;
    QLabel *m_icon, *m_text;
    int m_times = 1;
};

MessageBar::MessageBar(QWidget* parent) : QWidget(parent), m_layout(new QVBoxLayout(this)) {
    setObjectName("messages");
    setAccessibleName("Messages");
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(0);
}

QList<MessageBar::Message*> MessageBar::messages() const {
    QList<Message*> found;
    for (int i = 0; i < m_layout->count(); ++i)
        if (auto* message = dynamic_cast<Message*>(m_layout->itemAt(i)->widget()); message && !message->isHidden()) found << message;
    return found;
}

void MessageBar::show(const Error& error, const std::vector<Choice>& choices) {
    for (Message* message : messages()) {
        if (message->error().message() != error.message()) continue;
        message->again();
        return;
    }
    auto* message = new Message(error, choices, this);
    m_layout->insertWidget(0, message);
    message->show();
    const QList<Message*> all = messages();
    for (qsizetype i = kMost; i < all.size(); ++i) all[i]->hide(), all[i]->deleteLater();
}

int MessageBar::count() const {
    return static_cast<int>(messages().size());
}

QStringList MessageBar::texts() const {
    QStringList all;
    for (Message* message : messages()) all << qs(message->error().message());
    return all;
}

void MessageBar::dismissAll() {
    for (Message* message : messages()) message->hide(), message->deleteLater();
}

}  // namespace vitrine
