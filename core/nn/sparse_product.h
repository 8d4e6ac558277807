// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/torch.h>

namespace vitrine::nn {

/// A matrix with few entries, stored by rows, and its transpose by the same way.
struct SparseMatrix {
    torch::Tensor begins, columns, values;  ///< I64 [rows + 1], I64 and F32 [entries]; undefined: no matrix.
    torch::Tensor transposedBegins, transposedColumns, transposedValues;
    std::int64_t rows = 0, width = 0;

    /// The entries of a dense F32 matrix on the CPU that are not 0.
    static SparseMatrix of(const torch::Tensor& dense);
    bool defined() const { return begins.defined(); }
};

/// matrix x for F32 x [width, M] on the CPU, with its gradient with respect to x. Rows of x are added eight numbers at
/// a time, so that the work grows with the entries and not with the size of the matrix.
torch::Tensor sparseProduct(const SparseMatrix& matrix, const torch::Tensor& x);

}  // namespace vitrine::nn
