// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/csv.h"

#include <cmath>

#include "tests/core/data/builders.h"

namespace vitrine {
namespace {

using namespace testing;

struct CsvTest : ::testing::Test {
    TemporaryFolder folder;
    std::filesystem::path path = folder.path() / "t.csv";

    Table read(const std::string& text, const CsvOptions& options = {}) {
        const auto table = readCsv(writeFile(path, text), options);
        EXPECT_TRUE(table.ok()) << table.error().message();
        return table.ok() ? *table : Table{};
    }
    void refused(const std::string& text, const std::string& why, const std::string& place,
                 const CsvOptions& options = {}) {
        const auto table = readCsv(writeFile(path, text), options);
        expectRefused(table, path, why);
        ASSERT_FALSE(table.ok());
        EXPECT_NE(table.error().object.find(place), std::string::npos) << table.error().message();
    }
};

TEST_F(CsvTest, QuotesLineEndsAndByteOrderMark) {
    const Table table = read("\xef\xbb\xbfname,\"the \"\"note\"\"\"\r\nAnn,\"a,b\r\nc\"\r\n\r\nBob,\"\"\r\n");
    ASSERT_EQ(table.columns.size(), 2u);
    EXPECT_EQ(table.columns[0].name, "name");
    EXPECT_EQ(table.columns[1].name, "the \"note\"");
    EXPECT_EQ(table.columns[1].texts(), (std::vector<std::string>{"a,b\r\nc", ""}));
}

TEST_F(CsvTest, InfersColumnTypes) {
    const Table table = read("i,f,m,t,zip,id\n1,0.5,3,x,007,12345678901234567890\n-2,1e-400,NA,2,008,1\n");
    EXPECT_EQ(table.find("i")->numbers().dtype(), DType::I64);
    EXPECT_EQ(table.find("i")->numbers().values<std::int64_t>()[1], -2);
    EXPECT_EQ(table.find("f")->numbers().values<double>()[1], 0.0);
    EXPECT_TRUE(std::isnan(table.find("m")->numbers().values<double>()[1]));
    EXPECT_EQ(table.find("t")->texts()[1], "2");
    EXPECT_EQ(table.find("zip")->texts()[0], "007");
    EXPECT_EQ(table.find("id")->texts()[0], "12345678901234567890");
    EXPECT_FALSE(table.require("q", "t.csv").ok());
    EXPECT_NE(table.require("q", "t.csv").error().why.find("zip"), std::string::npos);
}

TEST_F(CsvTest, DetectsDelimitersAndHeaders) {
    EXPECT_EQ(read("a;b\n1,5;2\n").columns[0].texts()[0], "1,5");
    EXPECT_EQ(read("a\tb, c\n1\t2\n").columns[1].name, "b, c");
    EXPECT_EQ(read("a|b\n1|2\n").columns.size(), 2u);
    const Table blanks = read("1.0 2   3\n 4 5 6 \n");
    ASSERT_EQ(blanks.columns.size(), 3u);
    EXPECT_EQ(blanks.columns[2].name, "c3");
    EXPECT_EQ(blanks.columns[2].numbers().values<std::int64_t>()[1], 6);
    EXPECT_EQ(read("one two\nthree four five\n").columns.size(), 1u);
    EXPECT_EQ(read("1,2\n3,4\n").rows(), 2);
    EXPECT_EQ(read("a,b\nc,d\n", {.header = CsvOptions::Header::No}).rows(), 2);
    EXPECT_EQ(read("a,a\n1,2\n", {.header = CsvOptions::Header::Yes}).columns[1].name, "a.2");
}

TEST_F(CsvTest, ErrorsNameTheLine) {
    refused("a,b\n1,2\n3\n", "1 cells, the first has 2", "line 3");
    refused("a,b\n\"x\ny\",2\n1,2,3\n", "3 cells", "line 4");
    refused("a,b\n1,\"open\n", "never closed", "line 2");
    refused("a,b\n1,\"x\"y\n", "after a closing quote", "line 2");
    refused("", "no rows", "");
    refused(std::string("a,b\0\n", 5), "zero bytes", "");
}

TEST_F(CsvTest, StreamsInChunksFromGzip) {
    std::string text = "x,name\n";
    for (int i = 0; i < 50'000; ++i) text += fmt::format("{},n{}\n", i, i);
    writeFile(path, gzip(text));
    auto stream = CsvStream::open(path, {.inferRecords = 100});
    ASSERT_TRUE(stream.ok()) << stream.error().message();
    Table chunk;
    std::int64_t rows = 0, sum = 0;
    for (;;) {
        const auto more = stream->nextChunk(chunk, 7001);
        ASSERT_TRUE(more.ok()) << more.error().message();
        if (!*more) break;
        for (const std::int64_t value : chunk.columns[0].numbers().values<std::int64_t>()) sum += value;
        rows += chunk.rows();
    }
    EXPECT_EQ(rows, 50'000);
    EXPECT_EQ(sum, 50'000LL * 49'999 / 2);
}

TEST_F(CsvTest, LateSurpriseInAStreamNamesCellAndColumn) {
    writeFile(path, "x\n1\n2\nthree\n");
    auto stream = CsvStream::open(path, {.inferRecords = 2});
    ASSERT_TRUE(stream.ok());
    Table chunk;
    const auto result = stream->nextChunk(chunk, 100);
    expectRefused(result, path, "\"three\" is no integer");
    EXPECT_NE(result.error().object.find("line 4, column x"), std::string::npos) << result.error().message();
}

TEST_F(CsvTest, WritesWhatReadsBackEqual) {
    Table table;
    table.columns.push_back({"real", Array::of<double>({0.1, std::nan(""), 1e300}), {}});
    table.columns.push_back({"count", Array::of<std::int32_t>({1, 2, 3}), {}});
    table.columns.push_back({"te,xt", std::vector<std::string>{"a\"b", "", " c\nd "}, {}});
    ASSERT_TRUE(writeCsv(path, table).ok());
    const auto back = readCsv(path);
    ASSERT_TRUE(back.ok()) << back.error().message();
    EXPECT_EQ(back->columns[0].numbers().values<double>()[0], 0.1);
    EXPECT_TRUE(std::isnan(back->columns[0].numbers().values<double>()[1]));
    EXPECT_EQ(back->columns[1].numbers().values<std::int64_t>()[2], 3);
    EXPECT_EQ(back->columns[2].name, "te,xt");
    EXPECT_EQ(back->columns[2].texts(), table.columns[2].texts());
    table.columns[1].cells = Array::of<double>({1});
    expectRefused(writeCsv(path, table), path, "1 rows");
}

TEST_F(CsvTest, CapsBombs) {
    writeFile(path, gzip(std::string(std::size_t(16) << 20, '1')));
    expectRefused(readCsv(path), path, "bomb");
}

TEST_F(CsvTest, ReadsRealTables) {
    VITRINE_REAL_FILE(hotels, "tripadvisor-v2/Data_TripAdvisor_v2.csv.gz");
    const auto table = readCsv(hotels);
    ASSERT_TRUE(table.ok()) << table.error().message();
    EXPECT_EQ(table->rows(), 14'175);
    EXPECT_EQ(table->find("Rating")->numbers().dtype(), DType::I64);
    VITRINE_REAL_FILE(criteo, "ctr-samples/criteo_train.tsv.gz");
    const auto clicks = readCsv(criteo);
    ASSERT_TRUE(clicks.ok()) << clicks.error().message();
    EXPECT_EQ(clicks->columns.size(), 40u);
    VITRINE_REAL_FILE(concrete, "uci-regression/concrete.txt.gz");
    EXPECT_EQ(readCsv(concrete)->columns.size(), 9u);
}

}  // namespace
}  // namespace vitrine
