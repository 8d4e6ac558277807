// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/method.h"
#include "plugins/kstdiff/runner.h"
#include "plugins/kstdiff/session.h"

namespace vitrine {

/// Urban flow generation with a knowledge-enhanced, volume-guided diffusion model; see README.md.
class KstDiff final : public Method {
public:
    Status run(RunContext& context) override { return kstdiff::generateUrbanFlow(context); }
    Result<std::unique_ptr<Session>> open(const SessionContext& context) override {
        return kstdiff::openSession(context);
    }
};

}  // namespace vitrine

VITRINE_METHOD(vitrine::KstDiff)
