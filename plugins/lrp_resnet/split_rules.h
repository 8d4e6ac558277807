// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/nn/resnet.h"

namespace vitrine::lrp {

/// What one residual block does with the relevance R at its addition out = F(x) + S(x).
enum class BlockRule {
    Ratio,     ///< R_F = rho R, R_S = (1 - rho) R with rho = |F| / (|F| + |S|), and rho := 1 at 0/0.
    Half,      ///< rho = 0.5
    Main,      ///< rho = 1: all through F.
    Skip,      ///< rho = 0: all through S.
    Duplicate  ///< R_F = R_S = R: what a naive backward pass does; conserves nothing.
};

/// One rule for the whole network. In brackets the name in the paper's code.
enum class SplitRule {
    Ratio,               ///< The proposal [flows_skip].
    Symmetric,           ///< 0.5 everywhere [flows_skip_simple].
    RatioAtProjections,  ///< Ratio where the skip changes the shape, identity skips receive nothing [latest].
    HalfAtProjections,   ///< 0.5 there, identity skips receive nothing [simple].
    Duplicate,           ///< R to both branches everywhere (a control of ours).
    MainOnly             ///< rho = 1 everywhere: plain LRP without splitting.
};

inline constexpr SplitRule kSplitRules[] = {SplitRule::Ratio,             SplitRule::Symmetric, SplitRule::RatioAtProjections,
                                            SplitRule::HalfAtProjections, SplitRule::Duplicate, SplitRule::MainOnly};

/// The id in plugin.json: "ratio", "symmetric", "latest", "simple", "duplicate", "main".
const char* name(SplitRule rule);
const char* name(BlockRule rule);  ///< "ratio", "half", "main", "skip", "duplicate"
Result<SplitRule> splitRuleOf(const std::string& name);

/// The rule of every block of `network`. `overrides` is a list "layer2.0=main,layer3.1=half" of exceptions (our completion: the
/// paper has one rule for all blocks); unknown blocks and rules are InvalidArgument. Where a skip changes the shape, option A counts as a
/// projection (our completion: the paper's networks have none).
Result<std::vector<BlockRule>> blockRules(SplitRule rule, const std::string& overrides, const nn::ResnetImpl& network);

}  // namespace vitrine::lrp
