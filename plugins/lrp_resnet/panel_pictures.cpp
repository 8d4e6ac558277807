// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/lrp_resnet/panel_pictures.h"

#include <QVBoxLayout>

#include "plugins/lrp_resnet/panel_ink.h"
#include "plugins/lrp_resnet/panel_label.h"
#include "widgets/base/text.h"
#include "widgets/image/image_grid.h"

namespace vitrine::lrp_panel {
namespace {

constexpr int kChunk = 24;             // Pictures a question: some milliseconds, so that a map in between does not wait long.

}  // namespace

Result<Array> PictureFeed::wait(int index, const std::function<void(int)>& wish) {
    wish(index);
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [&] { return m_closed || m_pictures.contains(index); });
    if (m_closed) return cancelledError();
    return m_pictures.at(index);
}

void PictureFeed::put(int index, Result<Array> picture) {
    {
        std::lock_guard lock(m_mutex);
        m_pictures.insert_or_assign(index, std::move(picture));
    }
    m_changed.notify_all();
}

void PictureFeed::close() {
    {
        std::lock_guard lock(m_mutex);
        m_closed = true;
    }
    m_changed.notify_all();
}

Pictures::Pictures(Desk& desk, QWidget* parent) : QWidget(parent), m_desk(desk) {
    m_grid = new ImageGrid(this);
    m_grid->setObjectName("pictures");
    m_grid->setAccessibleName("Pictures of the data");
    m_grid->setThumbnailSize(48);
    m_grid->setEmptyText("Drop a photo or a folder of photos here.");
    m_grid->setSelectionMode(QAbstractItemView::SingleSelection);
    m_source = new ElidedLabel(" ", this);
    m_source->setObjectName("pictures.source");
    m_source->setInk(Ink::Muted);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Theme::space(1));
    column->addWidget(m_source);
    column->addWidget(m_grid, 1);
    connect(m_grid, &ImageGrid::picked, this, &Pictures::pick);
    connect(m_grid, &ImageGrid::selectionSettled, this, [this](const QList<int>& chosen) {
        if (chosen.size() == 1 && chosen.front() != m_desk.state().image) pick(chosen.front());   // By the arrow keys.
    });
    connect(&desk, &Desk::opened, this, &Pictures::open);
    connect(&desk, &Desk::failed, this, [this] {
        if (!m_desk.info()) close();   // Else it is one picture that cannot be shown.
    });
    connect(&desk, &Desk::stateChanged, this, [this] {
        if (m_desk.info()) m_grid->setCurrent(static_cast<int>(m_desk.state().image));
    });
}

Pictures::~Pictures() { close(); }

void Pictures::close() {
    if (m_feed) m_feed->close();
    m_feed.reset();
    m_grid->setItems(0, {});
    m_wished.clear();
    m_labels.clear();
    m_asking = -1;
    m_source->setText(m_desk.failure() ? "No pictures" : " ");
}

void Pictures::open() {
    close();
    const Info& info = *m_desk.info();
    m_source->setText(qs(info.source));
    m_source->setToolTip(qs(info.source) + "\nDrop a photo or a folder of photos on the panel to explain them.");
    m_feed = std::make_shared<PictureFeed>();
    const QPointer<Pictures> self(this);
    const auto load = [feed = m_feed, self](int index) {
        return feed->wait(index, [self](int wished) {
            QMetaObject::invokeMethod(qApp, [self, wished] {
                if (self) self->wish(wished);
            }, Qt::QueuedConnection);
        });
    };
    m_grid->setItems(static_cast<int>(info.images), load, [self](int index) {
        if (!self || !self->m_desk.info()) return QString::number(index);
        const auto label = self->m_labels.find(index);
        return label == self->m_labels.end() || label->second < 0
                   ? QString("#%1").arg(index)
                   : QString("%1 %2").arg(index).arg(self->m_desk.info()->className(label->second));
    });
    m_grid->setCurrent(static_cast<int>(m_desk.state().image));
}

void Pictures::wish(int index) {
    if (!m_feed) return;
    const int chunk = index / kChunk;
    if (chunk == m_asking) return;
    std::erase(m_wished, chunk);
    m_wished.push_back(chunk);
    if (m_asking < 0) askNext();
}

void Pictures::askNext() {
    if (m_wished.empty()) return;
    m_asking = m_wished.back();
    m_wished.pop_back();
    m_desk.ask("thumbnails", {{"from", m_asking * kChunk}, {"count", kChunk}}, [this, feed = m_feed](const Reply& reply) {
        m_asking = -1;
        const auto pictures = reply.arrays.find("pictures");
        if (feed != m_feed || pictures == reply.arrays.end()) return;
        const auto from = static_cast<int>(numberOr(reply.values, "from", 0));
        const auto labels = reply.values.find("labels");
        for (int i = 0; i < static_cast<int>(pictures->second.dim(0)); ++i) {
            if (labels != reply.values.end() && labels->is_array() && i < static_cast<int>(labels->size()))
                m_labels[from + i] = (*labels)[static_cast<std::size_t>(i)].get<std::int64_t>();
            m_feed->put(from + i, pictures->second.row(i));
            m_grid->setPicture(from + i, pictures->second.row(i));
        }
        askNext();
    }, [this, feed = m_feed](const Error& error) {   // One bad picture spoils its question: the others of it cannot be shown either.
        for (int i = 0; i < kChunk && feed == m_feed && m_asking >= 0; ++i) feed->put(m_asking * kChunk + i, error);
        m_asking = -1;
        askNext();
    });
}

void Pictures::pick(int index) {
    m_desk.edit("Choose a picture", [index](ViewState& state) { state.image = index; });
    m_desk.context().selection.setSamples({"images/" + std::to_string(index)}, this);
}

void Pictures::step(int by) {
    if (!m_desk.info() || m_desk.info()->images == 0) return;
    pick(static_cast<int>(std::clamp<std::int64_t>(m_desk.state().image + by, 0, m_desk.info()->images - 1)));
}

bool Pictures::settled() const { return m_asking < 0 && m_wished.empty() && m_grid->settled(); }

}  // namespace vitrine::lrp_panel
