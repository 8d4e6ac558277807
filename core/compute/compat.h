// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/// Every difference between LibTorch 1.13 (Debian 12), 2.6 (Debian 13) and newer ones lives here.
#include <torch/torch.h>
#include <torch/version.h>

#define VITRINE_TORCH_2 (TORCH_VERSION_MAJOR >= 2)
