// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <functional>
#include <memory>

#include "core/run/launcher.h"
#include "core/run/method.h"

namespace vitrine {

/// A panel's line to `vitrine-cli serve`: asynchronous, the newest request of a name wins, restarts a dead session by itself. UI thread
/// only; all reading, writing and decoding happens on threads of its own.
class LiveSession : public QObject {
    Q_OBJECT

public:
    enum class State {
        Closed,      ///< No process; the first `ask` starts one.
        Starting,    ///< Loading LibTorch, weights, data.
        Ready,
        Failed       ///< Could not start, or died three times within a minute; `error` says why, `restart` tries again.
    };
    Q_ENUM(State)
    using Answer = std::function<void(Result<Reply>)>;

    explicit LiveSession(std::filesystem::path storeFolder, QObject* parent = nullptr);
    ~LiveSession() override;   ///< Ends the process; answers that are missing are never called.

    /// What the session is opened with. A change of method, data, preset (it may bind data), device, threads or seed ends a running process,
    /// and the next `ask` starts another; parameters alone do not.
    void setOrder(const RunOrder& order);
    /// Asks; `answer` is called on the UI thread with the reply or error while `owner` lives. An older unanswered request of the same name is
    /// forgotten: its answer is never called.
    void ask(const std::string& name, Json parameters, NamedArrays arrays, QObject* owner, Answer answer);
    /// The same for drags and scrubs: a request of that name that is being answered may finish and its answer is given; only those that still
    /// wait are replaced. So the view follows the hand at the rate of the answers instead of standing still until the hand rests.
    void follow(const std::string& name, Json parameters, NamedArrays arrays, QObject* owner, Answer answer);
    void restart();                          ///< Also out of Failed; unanswered requests are asked again.
    void close();                            ///< Ends the process; unanswered requests get ErrorCode::Cancelled.

    State state() const;
    std::optional<Error> error() const;
    int pending() const;                     ///< Requests without an answer.
    double lastMilliseconds() const;         ///< From ask to answer of the last reply, as the person waits.
    double lastComputeMilliseconds() const;  ///< Of it, inside the method.
    /// What the newest answer of each request carried, as "<request>/<array>": for the tensor inspector. Shares the bytes.
    const NamedArrays& lastArrays() const;
    int pid() const;                         ///< Of the process, or 0.

Q_SIGNALS:
    void stateChanged(vitrine::LiveSession::State state);
    void answered(const QString& name, double milliseconds);
    void restarted(const QString& why);      ///< It had died and works again.

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

}  // namespace vitrine
