// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/hash.h"

#include <openssl/evp.h>

#include <cerrno>
#include <cstdio>
#include <memory>
#include <vector>

#include "core/base/files.h"

namespace vitrine {

Sha256::Sha256() : m_context(EVP_MD_CTX_new()) {
    EVP_DigestInit_ex(static_cast<EVP_MD_CTX*>(m_context), EVP_sha256(), nullptr);
}

Sha256::~Sha256() { EVP_MD_CTX_free(static_cast<EVP_MD_CTX*>(m_context)); }

void Sha256::update(const void* bytes, std::size_t size) {
    EVP_DigestUpdate(static_cast<EVP_MD_CTX*>(m_context), bytes, size);
}

std::string Sha256::finish() {
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    EVP_DigestFinal_ex(static_cast<EVP_MD_CTX*>(m_context), digest, &size);
    std::string text;
    for (unsigned i = 0; i < size; ++i) text += fmt::format("{:02x}", digest[i]);
    return text;
}

std::string sha256(std::string_view bytes) {
    Sha256 hash;
    hash.update(bytes.data(), bytes.size());
    return hash.finish();
}

Result<std::string> sha256File(const std::filesystem::path& path) {
    std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rbe"), &std::fclose);
    if (!file) return systemError("Cannot open file", path, errno);
    std::vector<char> block(std::size_t(1) << 20);
    Sha256 hash;
    while (const std::size_t got = std::fread(block.data(), 1, block.size(), file.get())) hash.update(block.data(), got);
    if (std::ferror(file.get())) return systemError("Cannot read file", path, errno ? errno : EIO);
    return hash.finish();
}

}  // namespace vitrine
