// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/pickle.h"

#include "core/data/pickle_machine.h"

namespace vitrine {

const PickleValue* Pickle::get(const PickleValue& dict, std::string_view key) const {
    if (dict.kind != PickleValue::Kind::Dict) return nullptr;
    for (std::size_t i = 0; i + 1 < dict.items.size(); i += 2)
        if (item(dict, i).kind == PickleValue::Kind::Text && item(dict, i).text == key) return &item(dict, i + 1);
    return nullptr;
}

Result<Pickle> readPickle(std::string_view bytes, const std::string& object, const PickleLimits& limits) {
    PickleMachine machine(bytes, limits);
    Pickle pickle;
    std::string why;
    if (machine.run(pickle, why)) return pickle;
    return Error{machine.unsupported() ? ErrorCode::Unsupported : ErrorCode::BadFormat, "Cannot read pickle",
                 fmt::format("{}, pickle byte {}", object, machine.position()), why,
                 machine.unsupported()
                     ? "Save only the state dict (names and tensors), or convert it to safetensors in Python."
                     : "The file is damaged or of another kind: get it again from its source."};
}

}  // namespace vitrine
