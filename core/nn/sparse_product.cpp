// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/sparse_product.h"

#include <ATen/Parallel.h>

#include <algorithm>

#include "core/nn/lanes.h"

namespace vitrine::nn {
namespace {

constexpr std::int64_t kBlock =
    4 * kLanes;  ///< Numbers of a row that stay in registers while its entries are added up.

/// One row of a sparse matrix.
struct SparseRow {
    const std::int64_t* columns;
    const float* values;
    std::int64_t entries;
};

/// out[0..count) = sum over the entries of value * x[column], rows of x `stride` long.
VITRINE_INLINE void addEntries(const SparseRow& row, const float* x, std::int64_t stride, std::int64_t count,
                               float* out) {
    std::int64_t place = 0;
    for (; place + kBlock <= count; place += kBlock) {
        Lanes sums[kBlock / kLanes] = {}, part;
        for (std::int64_t e = 0; e < row.entries; ++e) {
            const float* from = x + row.columns[e] * stride + place;
            for (std::int64_t i = 0; i < kBlock / kLanes; ++i) {
                load(part, from + i * kLanes);
                sums[i] += part * row.values[e];
            }
        }
        for (std::int64_t i = 0; i < kBlock / kLanes; ++i) store(sums[i], out + place + i * kLanes);
    }
    for (; place < count; ++place) {
        float sum = 0;
        for (std::int64_t e = 0; e < row.entries; ++e) sum += row.values[e] * x[row.columns[e] * stride + place];
        out[place] = sum;
    }
}

VITRINE_WIDE void addEntriesWide(const SparseRow& row, const float* x, std::int64_t stride, std::int64_t count,
                                 float* out) {
    addEntries(row, x, stride, count, out);
}

void addEntriesPlain(const SparseRow& row, const float* x, std::int64_t stride, std::int64_t count, float* out) {
    addEntries(row, x, stride, count, out);
}

torch::Tensor product(const torch::Tensor& begins, const torch::Tensor& columns, const torch::Tensor& values,
                      const torch::Tensor& x) {
    static const bool wide = VITRINE_HAS_WIDE;
    const std::int64_t rows = begins.size(0) - 1, count = x.size(1);
    torch::Tensor out = torch::empty({rows, count}, x.options());
    const std::int64_t *begin = begins.data_ptr<std::int64_t>(), *column = columns.data_ptr<std::int64_t>();
    const float *value = values.data_ptr<float>(), *from = x.data_ptr<float>();
    float* to = out.data_ptr<float>();
    at::parallel_for(0, rows, 8, [&](std::int64_t first, std::int64_t last) {
        for (std::int64_t i = first; i < last; ++i)
            (wide ? addEntriesWide : addEntriesPlain)({column + begin[i], value + begin[i], begin[i + 1] - begin[i]},
                                                      from, count, count, to + i * count);
    });
    return out;
}

class SparseProduct : public torch::autograd::Function<SparseProduct> {
public:
    static torch::Tensor forward(torch::autograd::AutogradContext* context, const torch::Tensor& x,
                                 const SparseMatrix& matrix) {
        context->save_for_backward({matrix.transposedBegins, matrix.transposedColumns, matrix.transposedValues});
        return product(matrix.begins, matrix.columns, matrix.values, x.contiguous());
    }

    static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                   torch::autograd::variable_list gradients) {
        const auto saved = context->get_saved_variables();
        return {product(saved[0], saved[1], saved[2], gradients[0].contiguous()), torch::Tensor()};
    }
};

/// Begins, columns and values of the entries, row by row.
void compress(const torch::Tensor& dense, torch::Tensor& begins, torch::Tensor& columns, torch::Tensor& values) {
    const torch::Tensor places = dense.nonzero();
    const torch::Tensor counts = (dense != 0).sum(1);
    begins = torch::cat({torch::zeros({1}, torch::kInt64), counts.cumsum(0)}).contiguous();
    columns = places.select(1, 1).contiguous();
    values = dense.masked_select(dense != 0).contiguous();
}

}  // namespace

SparseMatrix SparseMatrix::of(const torch::Tensor& dense) {
    SparseMatrix matrix;
    compress(dense, matrix.begins, matrix.columns, matrix.values);
    compress(dense.t().contiguous(), matrix.transposedBegins, matrix.transposedColumns, matrix.transposedValues);
    matrix.rows = dense.size(0);
    matrix.width = dense.size(1);
    return matrix;
}

torch::Tensor sparseProduct(const SparseMatrix& matrix, const torch::Tensor& x) {
    return SparseProduct::apply(x, matrix);
}

}  // namespace vitrine::nn
