// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/method.h"
#include "plugins/lrp_resnet/runner.h"
#include "plugins/lrp_resnet/session.h"

namespace vitrine {

/// Layer-wise relevance propagation for ResNets with relevance splitting; see README.md.
class LrpResnet final : public Method {
public:
    Status run(RunContext& context) override { return lrp::explainImages(context); }
    Result<std::unique_ptr<Session>> open(const SessionContext& context) override { return lrp::openSession(context); }
};

}  // namespace vitrine

VITRINE_METHOD(vitrine::LrpResnet)
