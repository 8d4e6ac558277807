// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugins/lrp_resnet/split_rules.h"

#include <algorithm>
#include <sstream>

#include "core/schema/parameter_schema.h"

namespace vitrine::lrp {
namespace {

constexpr BlockRule kBlockRules[] = {BlockRule::Ratio, BlockRule::Half, BlockRule::Main, BlockRule::Skip, BlockRule::Duplicate};

BlockRule ruleOfBlock(SplitRule rule, const nn::ResidualBlockImpl& block) {
    const bool changesShape = block.shortcut.kind != nn::ShortcutKind::Identity;
    switch (rule) {
        case SplitRule::Ratio: return BlockRule::Ratio;
        case SplitRule::Symmetric: return BlockRule::Half;
        case SplitRule::RatioAtProjections: return changesShape ? BlockRule::Ratio : BlockRule::Main;
        case SplitRule::HalfAtProjections: return changesShape ? BlockRule::Half : BlockRule::Main;
        case SplitRule::Duplicate: return BlockRule::Duplicate;
        case SplitRule::MainOnly: return BlockRule::Main;
    }
    return BlockRule::Ratio;
}

std::string withoutSpaces(std::string text) {
    std::erase_if(text, [](unsigned char c) { return std::isspace(c) != 0; });
    return text;
}

Error badOverride(const std::string& item, const std::string& why, const std::vector<std::string>& known, const std::string& wrong) {
    const std::string near = nearestName(wrong, known);
    return {ErrorCode::InvalidArgument, "Cannot read the rules of single blocks", "block_rules, entry \"" + item + "\"", why,
            (near.empty() ? std::string() : "Did you mean \"" + near + "\"? ") +
                fmt::format("Known: {}. Example: layer2.0=main,layer3.1=half.", fmt::join(known, ", "))};
}

}  // namespace

const char* name(SplitRule rule) {
    switch (rule) {
        case SplitRule::Ratio: return "ratio";
        case SplitRule::Symmetric: return "symmetric";
        case SplitRule::RatioAtProjections: return "latest";
        case SplitRule::HalfAtProjections: return "simple";
        case SplitRule::Duplicate: return "duplicate";
        case SplitRule::MainOnly: return "main";
    }
    return "";
}

const char* name(BlockRule rule) {
    switch (rule) {
        case BlockRule::Ratio: return "ratio";
        case BlockRule::Half: return "half";
        case BlockRule::Main: return "main";
        case BlockRule::Skip: return "skip";
        case BlockRule::Duplicate: return "duplicate";
    }
    return "";
}

Result<SplitRule> splitRuleOf(const std::string& text) {
    std::vector<std::string> known;
    for (const SplitRule rule : kSplitRules) {
        if (text == name(rule)) return rule;
        known.emplace_back(name(rule));
    }
    return Error{ErrorCode::InvalidArgument, "Unknown split rule", "split = \"" + text + "\"", "there is no rule of that name",
                 fmt::format("Use one of {}.", fmt::join(known, ", "))};
}

Result<std::vector<BlockRule>> blockRules(SplitRule rule, const std::string& overrides, const nn::ResnetImpl& network) {
    std::vector<BlockRule> rules;
    std::vector<std::string> blocks, ruleNames;
    for (const nn::ResidualBlock& block : network.blocks) {
        rules.push_back(ruleOfBlock(rule, *block));
        blocks.push_back(block->name);
    }
    for (const BlockRule known : kBlockRules) ruleNames.emplace_back(name(known));

    std::istringstream items(withoutSpaces(overrides));
    for (std::string item; std::getline(items, item, ',');) {
        if (item.empty()) continue;
        const std::size_t equals = item.find('=');
        if (equals == std::string::npos) return badOverride(item, "it has no '='", ruleNames, "");
        const std::string blockName = item.substr(0, equals), ruleName = item.substr(equals + 1);
        const auto block = std::find(blocks.begin(), blocks.end(), blockName);
        if (block == blocks.end()) return badOverride(item, "the network has no such block", blocks, blockName);
        const auto wanted = std::find(ruleNames.begin(), ruleNames.end(), ruleName);
        if (wanted == ruleNames.end()) return badOverride(item, "there is no such rule", ruleNames, ruleName);
        rules[static_cast<std::size_t>(block - blocks.begin())] = kBlockRules[wanted - ruleNames.begin()];
    }
    return rules;
}

}  // namespace vitrine::lrp
