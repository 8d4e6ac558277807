// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QListView>
#include <functional>

#include "core/data/array.h"

namespace vitrine {

/// Virtual grid of thumbnails: 100,000 samples scroll fluidly since only visible ones are asked for. Pictures come from `load` on a thread
/// pool, newest wish first, kept in a cache of 256 MB. Return or a click picks.
class ImageGrid : public QListView {
    Q_OBJECT

public:
    explicit ImageGrid(QWidget* parent = nullptr);
    ~ImageGrid() override;
    /// Called on a worker thread; U8 [H,W] or [H,W,3|4].
    using Load = std::function<Result<Array>(int index)>;
    void setItems(int count, Load load, std::function<QString(int)> title = {});
    void setPicture(int index, const Array& picture);   ///< From outside, for items that arrive one by one.
    void setThumbnailSize(int pixels);
    void setEmptyText(const QString& text);
    int current() const;
    void setCurrent(int index);
    bool settled() const;                      ///< No picture is awaited.

Q_SIGNALS:
    void picked(int index);
    void selectionSettled(const QList<int>& indices);   ///< 150 ms after its last change.

protected:
    void paintEvent(QPaintEvent*) override;
    void resizeEvent(QResizeEvent*) override;

private:
    class Model;
    class Delegate;
    void spread();
    Model* m_model;
    Delegate* m_delegate;
    QString m_emptyText;
};

}  // namespace vitrine
