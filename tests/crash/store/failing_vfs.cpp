// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/crash/store/failing_vfs.h"

#include <sqlite3.h>
#include <cerrno>
#include <new>

namespace vitrine::testing {
namespace {

/// Our file object; the system's one lies behind it in the same memory.
struct ShimFile {
    sqlite3_file base;
    sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};
sqlite3_file* real(sqlite3_file* file) {
    return reinterpret_cast<ShimFile*>(file)->real();
}
sqlite3_vfs* systemVfs = nullptr;

/// Counts an operation; true when it has to fail.
bool fails() {
    DiskFault& fault = diskFault();
    ++fault.operations;
    if (fault.errnoValue == 0) return false;
    const bool now = fault.stillOn ? fault.stillOn()
                     : fault.once  ? fault.operations == fault.failAt
                                   : fault.operations >= fault.failAt;
    fault.failures += now;
    if (now) errno = fault.errnoValue;
    return now;
}

bool noSpace() {
    return diskFault().errnoValue == ENOSPC;
}

int closeFile(sqlite3_file* file) {
    return real(file)->pMethods ? real(file)->pMethods->xClose(real(file)) : SQLITE_OK;
}
int readFile(sqlite3_file* file, void* to, int size, sqlite3_int64 at) {
    return real(file)->pMethods->xRead(real(file), to, size, at);
}
int writeFile(sqlite3_file* file, const void* from, int size, sqlite3_int64 at) {
    if (!fails()) return real(file)->pMethods->xWrite(real(file), from, size, at);
    // A failed write may leave half of its bytes.
    if (size > 1) (void)real(file)->pMethods->xWrite(real(file), from, size / 2, at);
    return noSpace() ? SQLITE_FULL : SQLITE_IOERR_WRITE;
}
int truncateFile(sqlite3_file* file, sqlite3_int64 size) {
    return fails() ? SQLITE_IOERR_TRUNCATE : real(file)->pMethods->xTruncate(real(file), size);
}
int syncFile(sqlite3_file* file, int flags) {
    return fails() ? SQLITE_IOERR_FSYNC : real(file)->pMethods->xSync(real(file), flags);
}
int fileSize(sqlite3_file* file, sqlite3_int64* size) {
    return real(file)->pMethods->xFileSize(real(file), size);
}
int lockFile(sqlite3_file* file, int level) {
    return real(file)->pMethods->xLock(real(file), level);
}
int unlockFile(sqlite3_file* file, int level) {
    return real(file)->pMethods->xUnlock(real(file), level);
}
int reserved(sqlite3_file* file, int* result) {
    return real(file)->pMethods->xCheckReservedLock(real(file), result);
}
int control(sqlite3_file* file, int operation, void* argument) {
    return real(file)->pMethods->xFileControl(real(file), operation, argument);
}
int sectorSize(sqlite3_file* file) {
    return real(file)->pMethods->xSectorSize(real(file));
}
int characteristics(sqlite3_file* file) {
    return real(file)->pMethods->xDeviceCharacteristics(real(file));
}
int shmMap(sqlite3_file* file, int region, int size, int extend, void volatile** to) {
    return real(file)->pMethods->xShmMap(real(file), region, size, extend, to);
}
int shmLock(sqlite3_file* file, int offset, int count, int flags) {
    return real(file)->pMethods->xShmLock(real(file), offset, count, flags);
}
void shmBarrier(sqlite3_file* file) {
    real(file)->pMethods->xShmBarrier(real(file));
}
int shmUnmap(sqlite3_file* file, int remove) {
    return real(file)->pMethods->xShmUnmap(real(file), remove);
}

const sqlite3_io_methods kMethods = {2,        closeFile,  readFile, writeFile, truncateFile, syncFile,        fileSize,
                                     lockFile, unlockFile, reserved, control,   sectorSize,   characteristics, shmMap,
                                     shmLock,  shmBarrier, shmUnmap, nullptr,   nullptr};

int openFile(sqlite3_vfs*, sqlite3_filename name, sqlite3_file* file, int flags, int* outFlags) {
    file->pMethods = nullptr;
    real(file)->pMethods = nullptr;
    if (fails()) return SQLITE_CANTOPEN;
    const int code = systemVfs->xOpen(systemVfs, name, real(file), flags, outFlags);
    if (real(file)->pMethods) file->pMethods = &kMethods;
    return code;
}
int deleteFile(sqlite3_vfs*, const char* name, int sync) {
    return systemVfs->xDelete(systemVfs, name, sync);
}
int lastError(sqlite3_vfs*, int size, char* text) {
    return diskFault().failures ? diskFault().errnoValue : systemVfs->xGetLastError(systemVfs, size, text);
}

sqlite3_vfs shim;

}  // namespace

DiskFault& diskFault() {
    static DiskFault fault;
    return fault;
}

FailingVfs::FailingVfs() {
    sqlite3_initialize();
    systemVfs = sqlite3_vfs_find("unix");
    shim = *systemVfs;
    shim.zName = "vitrine-failing";
    shim.szOsFile = static_cast<int>(sizeof(ShimFile)) + systemVfs->szOsFile;
    shim.xOpen = openFile;
    shim.xDelete = deleteFile;
    shim.xGetLastError = lastError;
    sqlite3_vfs_register(&shim, 1);
    diskFault() = {};
}

FailingVfs::~FailingVfs() {
    diskFault() = {};
    sqlite3_vfs_unregister(&shim);
    sqlite3_vfs_register(systemVfs, 1);
}

}  // namespace vitrine::testing
