// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <filesystem>
#include <memory>

#include "widgets/image/image_view.h"

namespace vitrine {

/// Plays a clip frame by frame: play, pause, step, scrub, with zoom and read-out of pixels. Decoding happens on a thread of its own; while
/// scrubbing the key frame before the place is seen at once and the exact frame a moment later. Space plays and pauses, Page Up and
/// Page Down (and , .) step by a frame, Home and End go to the ends; arrows on the slider step, on the picture pan.
class VideoView : public QWidget {
    Q_OBJECT

public:
    explicit VideoView(QWidget* parent = nullptr);
    ~VideoView() override;
    void open(const std::filesystem::path& file);
    ImageView& view() const;
    std::int64_t frameCount() const;           ///< 0 until the clip is open.
    std::int64_t currentFrame() const;         ///< Asked for; shown a moment later.
    std::int64_t shownFrame() const;           ///< -1: none yet.
    void setCurrentFrame(std::int64_t frame);
    bool playing() const;
    void setPlaying(bool on);
    bool settled() const;                      ///< The frame asked for is shown, or there was an error.

Q_SIGNALS:
    void opened();
    void frameShown(qint64 frame);             ///< Exactly the one asked for.
    void failed(const vitrine::Error& error);

protected:
    void keyPressEvent(QKeyEvent*) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

}  // namespace vitrine
