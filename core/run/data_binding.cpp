// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/data_binding.h"

namespace vitrine {

Json bindingToJson(const DataBinding& binding) {
    Json json = Json::object();
    for (const auto& [role, references] : binding) {
        Json list = Json::array();
        for (const DataRef& ref : references)
            list.push_back({{"text", ref.text}, {"path", ref.path.string()}, {"dataset", ref.datasetId}, {"sha256", ref.sha256}});
        json[role] = std::move(list);
    }
    return json;
}

Result<DataBinding> bindingFromJson(const Json& json) {
    DataBinding binding;
    if (json.is_null()) return binding;
    const Error wrong{ErrorCode::BadFormat, "Cannot read the data of a run", "its record", "it is not an object of lists of references",
                      "Create the run again."};
    if (!json.is_object()) return wrong;
    for (const auto& [role, value] : json.items()) {
        std::vector<DataRef>& references = binding[role];
        for (const Json& entry : value.is_array() ? value : Json::array({value})) {
            if (!entry.is_object()) return wrong;
            references.push_back({stringOr(entry, "text"), stringOr(entry, "path"), stringOr(entry, "dataset"), stringOr(entry, "sha256")});
        }
    }
    return binding;
}

}  // namespace vitrine
