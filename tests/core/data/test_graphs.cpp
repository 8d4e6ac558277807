// SPDX-License-Identifier: GPL-3.0-or-later
// Edge lists, Matrix Market and graphs in arrays.
#include "core/data/edge_list.h"
#include "core/data/graph_arrays.h"
#include "core/data/matrix_market.h"
#include "core/data/npy.h"
#include "tests/core/data/builders.h"

namespace vitrine {
namespace {

using namespace testing;

std::vector<std::int64_t> list(const Array& array) {
    const auto values = array.values<std::int64_t>();
    return {values.begin(), values.end()};
}

struct GraphTest : ::testing::Test {
    TemporaryFolder folder;
    std::filesystem::path path = folder.path() / "g.txt";
};

TEST_F(GraphTest, EdgeListsOfIntegersAndNames) {
    auto graph = readEdgeList(writeFile(path, "# comment\n0 3 0.5\n3 1 2\n"));
    ASSERT_TRUE(graph.ok()) << graph.error().message();
    EXPECT_EQ(graph->nodeCount, 4);
    EXPECT_EQ(list(graph->target), (std::vector<std::int64_t>{3, 1}));
    EXPECT_EQ(graph->weight.values<double>()[0], 0.5);
    graph = readEdgeList(writeFile(path, "Bonn\tKoeln am Rhein\nKoeln am Rhein\tAachen\n"));
    ASSERT_TRUE(graph.ok()) << graph.error().message();
    EXPECT_EQ(graph->nodeNames.size(), 3u);
    EXPECT_EQ(graph->nodeNames[static_cast<std::size_t>(list(graph->target)[1])], "Aachen");
    graph = readEdgeList(writeFile(path, "attack,target,u,v,kind\r\nFG,1,0,4,add\r\nFG,1,2,0,remove\r\n"),
                         {.source = 2, .target = 3});
    ASSERT_TRUE(graph.ok()) << graph.error().message();
    EXPECT_EQ(list(graph->source), (std::vector<std::int64_t>{0, 2}));
    graph = readEdgeList(writeFile(path, "1, 2\n2, 1\n"), {.oneBased = true});
    EXPECT_EQ(graph->nodeCount, 2);
}

TEST_F(GraphTest, EdgeListErrors) {
    expectRefused(readEdgeList(writeFile(path, "0 1\n2\n")), path, "1 columns");
    expectRefused(readEdgeList(writeFile(path, "0 1\n-2 1\n")), path, "-2");
    expectRefused(readEdgeList(writeFile(path, "3\n0 1\n1 2\n")), path, "announces 3");
    expectRefused(readEdgeList(writeFile(path, "")), path);
    expectRefused(readEdgeList(writeFile(path, "0 1\n"), {.weight = 5}), path, "column 5");
}

TEST_F(GraphTest, RealKnowledgeGraphs) {
    VITRINE_REAL_FILE(openKe, "fb15k-237/train2id.txt.gz");
    const auto graph = readEdgeList(openKe, {.triples = true});
    ASSERT_TRUE(graph.ok()) << graph.error().message();
    EXPECT_EQ(graph->edgeCount(), 272'115);
    EXPECT_EQ(graph->nodeCount, 14'505);  // the training part names the first 14,505 of 14,541 entities
    EXPECT_EQ(graph->edgeTypeNames.size(), 237u);
    VITRINE_REAL_FILE(triples, "dbp15k-fr-en/triples_1.gz");
    const auto alignment = readEdgeList(triples, {.triples = true});
    ASSERT_TRUE(alignment.ok()) << alignment.error().message();
    EXPECT_EQ(list(alignment->target)[0], 23012);
}

TEST_F(GraphTest, MatrixMarketForms) {
    auto matrix = readMatrixMarket(
        writeFile(path, "%%MatrixMarket matrix coordinate real symmetric\n% c\n3 3 2\n1 1 5\n3 1 -2.5\n"));
    ASSERT_TRUE(matrix.ok()) << matrix.error().message();
    EXPECT_EQ(list(matrix->row), (std::vector<std::int64_t>{0, 2, 0}));
    EXPECT_EQ(list(matrix->column), (std::vector<std::int64_t>{0, 0, 2}));
    Graph graph = graphOf(*matrix);
    EXPECT_EQ(graph.edgeCount(), 2);
    EXPECT_FALSE(graph.directed);
    matrix = readMatrixMarket(writeFile(path, "%%MatrixMarket matrix coordinate pattern general\n2 3 1\n2 3\n"));
    graph = graphOf(*matrix);
    EXPECT_EQ(graph.nodeCount, 5);
    EXPECT_EQ(list(graph.target)[0], 4);
    EXPECT_EQ(graph.nodeData.at("side").values<std::uint8_t>()[2], 1);
    matrix = readMatrixMarket(writeFile(path, "%%MatrixMarket matrix array real general\n2 2\n1\n2\n3\n4\n"));
    EXPECT_EQ(matrix->value.values<double>()[1], 2);
    EXPECT_EQ(list(matrix->row)[1], 1);
}

TEST_F(GraphTest, MatrixMarketErrors) {
    const std::string banner = "%%MatrixMarket matrix coordinate real general\n";
    expectRefused(readMatrixMarket(writeFile(path, banner + "2 2 1\n3 1 1\n")), path, "outside of 2 x 2");
    expectRefused(readMatrixMarket(writeFile(path, banner + "2 2 2\n1 1 1\n")), path, "ends after 1 of 2");
    expectRefused(readMatrixMarket(writeFile(path, banner + "2 2 1\n1 1 1\n1 2 1\n")), path, "after the last");
    expectRefused(readMatrixMarket(writeFile(path, banner + "99999999999 2 1\n")), path, "counts");
    expectRefused(readMatrixMarket(writeFile(path, "%%MatrixMarket matrix coordinate complex general\n1 1 0\n")), path,
                  "not read");
    expectRefused(readMatrixMarket(writeFile(path, banner + "2 2 1\n1 1 x\n")), path, "row, column and value");
}

TEST_F(GraphTest, RealMatrices) {
    VITRINE_REAL_FILE(stiffness, "small-matrices/bcsstk01.mtx");
    const auto matrix = readMatrixMarket(stiffness);
    ASSERT_TRUE(matrix.ok()) << matrix.error().message();
    EXPECT_EQ(matrix->row.count(), 400);  // 48 on the diagonal, 176 below it and above
    VITRINE_REAL_FILE(packed, "small-matrices/mbeacxc.mtx.gz");
    EXPECT_TRUE(readMatrixMarket(packed).ok());
}

TEST_F(GraphTest, ArraysOfEveryForm) {
    const NamedArrays compressed{{"adj_indptr", Array::of<std::int32_t>({0, 2, 2, 3})},
                                 {"adj_indices", Array::of<std::int32_t>({1, 2, 0})},
                                 {"adj_data", Array::of<float>({1, 2, 3})},
                                 {"adj_shape", Array::of<std::int64_t>({3, 3})},
                                 {"attr_indptr", Array::of<std::int32_t>({0, 0, 1, 1})},
                                 {"attr_indices", Array::of<std::int32_t>({1})},
                                 {"attr_shape", Array::of<std::int64_t>({3, 2})},
                                 {"labels", Array::of<std::int64_t>({0, 1, 0})}};
    auto graph = graphFromArrays(compressed, "a.npz");
    ASSERT_TRUE(graph.ok()) << graph.error().message();
    EXPECT_EQ(list(graph->source), (std::vector<std::int64_t>{0, 0, 2}));
    EXPECT_EQ(graph->nodeData.at("features").values<float>()[3], 1);
    const auto again = graphFromArrays(graphToArrays(*graph), "b.npz");
    ASSERT_TRUE(again.ok()) << again.error().message();
    EXPECT_EQ(list(again->target), list(graph->target));
    EXPECT_EQ(again->weight.values<double>()[2], 3);
    EXPECT_EQ(again->nodeCount, 3);
}

TEST_F(GraphTest, ArrayErrors) {
    const auto refused = [](const NamedArrays& arrays) { expectRefused(graphFromArrays(arrays, "g.npz"), "g.npz"); };
    refused({});
    refused({{"edges", Array::of<std::int64_t>({1, 2, 3})}});
    refused({{"edges", *Array::of<float>({1, 2}).reshaped({1, 2})}});
    refused({{"edges", *Array::of<std::int64_t>({0, -1}).reshaped({1, 2})}});
    refused({{"edges", *Array::of<std::int64_t>({0, INT64_MAX}).reshaped({1, 2})}});
    refused(
        {{"edges", *Array::of<std::int64_t>({0, 5}).reshaped({1, 2})}, {"labels", Array::of<std::int64_t>({0, 1})}});
    refused({{"indptr", Array::of<std::int64_t>({0, 3, 1})}, {"indices", Array::of<std::int64_t>({0})}});
}

TEST_F(GraphTest, RealCitations) {
    VITRINE_REAL_FILE(cora, "planetoid/cora.npz");
    const auto arrays = readNpz(cora);
    ASSERT_TRUE(arrays.ok());
    const auto graph = graphFromArrays(*arrays, cora.string());
    ASSERT_TRUE(graph.ok()) << graph.error().message();
    EXPECT_EQ(graph->nodeCount, 2708);
    EXPECT_EQ(graph->edgeCount(), 5278);
    EXPECT_EQ(graph->nodeData.at("features").dim(1), 1433);
    EXPECT_EQ(graph->nodeData.at("train_masks").describe(), "bool [2708, 1]");
}

}  // namespace
}  // namespace vitrine
