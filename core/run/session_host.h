// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plugin/manifest.h"
#include "core/run/message.h"
#include "core/run/method.h"

namespace vitrine {

/// Serves a live session over a channel until it closes: a reader thread takes requests, newer ones of a name supersede older ones that
/// wait (and flag the one in work), one worker thread answers.
///
/// A request with the parameter `"patient": true` (taken off before the session sees it) gives way to those without: they are answered before
/// it, and one that comes while it is in work flags it; when the session gives it up it is answered anew, from its beginning, once nobody else
/// waits. So a slow picture at the side holds no control up.
///
/// In:  {"type":"request","body":{"id":7,"name":"explain","parameters":{...}}} + arrays, {"type":"stop"}
/// Out: {"type":"ready","body":{...}}, {"type":"reply","body":{"id":7,"values":{...},"milliseconds":12.5}} + arrays,
///      {"type":"superseded","body":{"id":6}}, {"type":"error","body":{"id":7,"code","what","object","why","next"}}
Status serveSession(Session& session, MessageChannel& channel);

}  // namespace vitrine
