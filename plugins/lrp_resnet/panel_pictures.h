// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <condition_variable>
#include <map>
#include <mutex>

#include "plugins/lrp_resnet/panel_desk.h"

namespace vitrine {
class ImageGrid;
}

namespace vitrine::lrp_panel {

class ElidedLabel;

/// Where the grid's threads wait for pictures that the session sends.
class PictureFeed {
public:
    /// Called on a thread of the grid: wishes for the picture and waits until it came, or until `close`.
    Result<Array> wait(int index, const std::function<void(int)>& wish);
    void put(int index, Result<Array> picture);
    void close();                      ///< Nobody waits any more.

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::map<int, Result<Array>> m_pictures;
    bool m_closed = false;
};

/// The session's images as a grid; a click explains one.
class Pictures : public QWidget {
    Q_OBJECT

public:
    explicit Pictures(Desk& desk, QWidget* parent = nullptr);
    ~Pictures() override;
    ImageGrid& grid() const { return *m_grid; }
    void step(int by);                 ///< The next or previous image.
    bool settled() const;
    QSize sizeHint() const override { return {220, 200}; }

private:
    void open();
    void close();
    void wish(int index);
    void askNext();
    void pick(int index);

    Desk& m_desk;
    ImageGrid* m_grid;
    ElidedLabel* m_source;
    std::shared_ptr<PictureFeed> m_feed;
    std::vector<int> m_wished;         ///< Chunks to ask for, newest last.
    std::map<int, std::int64_t> m_labels;
    int m_asking = -1;
};

}  // namespace vitrine::lrp_panel
