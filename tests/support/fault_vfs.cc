#include "tests/support/fault_vfs.h"

#include <sqlite3.h>

#include <cstring>

namespace replywatch {
namespace {

sqlite3_vfs* g_real = nullptr;
sqlite3_vfs g_vfs;
std::int64_t g_left = -1;  // -1: never fails
std::int64_t g_done = 0;
bool g_failed = false;

// The wrapper's file; the real one follows it in memory.
struct File {
  sqlite3_file base;
  sqlite3_io_methods methods;
};
sqlite3_file* Real(sqlite3_file* file) { return reinterpret_cast<sqlite3_file*>(reinterpret_cast<File*>(file) + 1); }

bool Fails() {
  ++g_done;
  if (g_failed) return true;
  if (g_left < 0 || g_left-- > 0) return false;
  g_failed = true;
  return true;
}

int Close(sqlite3_file* f) { return Real(f)->pMethods->xClose(Real(f)); }
int Read(sqlite3_file* f, void* to, int n, sqlite3_int64 at) { return Real(f)->pMethods->xRead(Real(f), to, n, at); }
int Write(sqlite3_file* f, const void* from, int n, sqlite3_int64 at) {
  if (!Fails()) return Real(f)->pMethods->xWrite(Real(f), from, n, at);
  // What a killed process leaves: a part of the write.
  if (n > 1) Real(f)->pMethods->xWrite(Real(f), from, n / 2, at);
  return SQLITE_IOERR_WRITE;
}
int Truncate(sqlite3_file* f, sqlite3_int64 size) {
  return Fails() ? SQLITE_IOERR_TRUNCATE : Real(f)->pMethods->xTruncate(Real(f), size);
}
int Sync(sqlite3_file* f, int flags) { return Fails() ? SQLITE_IOERR_FSYNC : Real(f)->pMethods->xSync(Real(f), flags); }
int FileSize(sqlite3_file* f, sqlite3_int64* size) { return Real(f)->pMethods->xFileSize(Real(f), size); }
int Lock(sqlite3_file* f, int level) { return Real(f)->pMethods->xLock(Real(f), level); }
int Unlock(sqlite3_file* f, int level) { return Real(f)->pMethods->xUnlock(Real(f), level); }
int CheckReservedLock(sqlite3_file* f, int* out) { return Real(f)->pMethods->xCheckReservedLock(Real(f), out); }
int FileControl(sqlite3_file* f, int op, void* arg) { return Real(f)->pMethods->xFileControl(Real(f), op, arg); }
int SectorSize(sqlite3_file* f) { return Real(f)->pMethods->xSectorSize(Real(f)); }
int DeviceCharacteristics(sqlite3_file* f) { return Real(f)->pMethods->xDeviceCharacteristics(Real(f)); }
int ShmMap(sqlite3_file* f, int page, int size, int extend, void volatile** out) {
  return Real(f)->pMethods->xShmMap(Real(f), page, size, extend, out);
}
int ShmLock(sqlite3_file* f, int offset, int n, int flags) { return Real(f)->pMethods->xShmLock(Real(f), offset, n, flags); }
void ShmBarrier(sqlite3_file* f) { Real(f)->pMethods->xShmBarrier(Real(f)); }
int ShmUnmap(sqlite3_file* f, int remove) { return Real(f)->pMethods->xShmUnmap(Real(f), remove); }

int Open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  auto* wrapper = reinterpret_cast<File*>(file);
  std::memset(wrapper, 0, sizeof(File));
  const int code = g_real->xOpen(g_real, name, Real(file), flags, out_flags);
  if (code != SQLITE_OK || Real(file)->pMethods == nullptr) return code;
  wrapper->methods = {2,
                      Close,
                      Read,
                      Write,
                      Truncate,
                      Sync,
                      FileSize,
                      Lock,
                      Unlock,
                      CheckReservedLock,
                      FileControl,
                      SectorSize,
                      DeviceCharacteristics,
                      ShmMap,
                      ShmLock,
                      ShmBarrier,
                      ShmUnmap,
                      nullptr,
                      nullptr};
  wrapper->base.pMethods = &wrapper->methods;
  return code;
}

}  // namespace

FaultDisk::FaultDisk() {
  g_real = sqlite3_vfs_find(nullptr);
  g_vfs = *g_real;
  g_vfs.szOsFile = static_cast<int>(sizeof(File)) + g_real->szOsFile;
  g_vfs.zName = "fault";
  g_vfs.pNext = nullptr;
  g_vfs.xOpen = Open;
  sqlite3_vfs_register(&g_vfs, 1);
  Mend();
}

FaultDisk::~FaultDisk() {
  Mend();
  sqlite3_vfs_unregister(&g_vfs);
  sqlite3_vfs_register(g_real, 1);
}

void FaultDisk::FailAfter(std::int64_t operations) {
  Mend();
  g_left = operations;
}

void FaultDisk::Mend() {
  g_left = -1;
  g_done = 0;
  g_failed = false;
}

bool FaultDisk::failed() const { return g_failed; }
std::int64_t FaultDisk::operations() const { return g_done; }

}  // namespace replywatch
