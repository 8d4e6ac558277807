// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plugin/manifest.h"

namespace vitrine {

/// Data of a preset: a reference, a list of references, or null (the generator) for roles of the manifest.
Status checkPresetData(const Json& data, const std::vector<DataRole>& roles, const std::string& where);

/// One entry of "claims". Every arm must resolve on top of every preset; metrics must be declared. `manifest` has all
/// but its claims.
Result<ClaimSpec> readClaim(const Json& json, const Manifest& manifest, const std::string& where);

}  // namespace vitrine
