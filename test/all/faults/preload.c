/*
 * Faults of the file system, on order: preloaded, it makes a call fail on one file.
 *
 *     FAULT_FILE  a part of the path, as /proc/self/fd tells it; files without a name count by their last
 *     FAULT_CALL  write, fsync, close, read or rename
 *     FAULT_NTH   which of the calls, from 1; all later ones fail as well
 *     FAULT_HOW   eio; or for writes short (half is taken) and none (nothing is)
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

enum how { WELL, EIO_NOW, SHORT, NONE };

static enum how ordered(const char *call, const char *path) {
  static atomic_int calls;
  const char *file = getenv("FAULT_FILE"), *name = getenv("FAULT_CALL");
  const char *nth = getenv("FAULT_NTH"), *how = getenv("FAULT_HOW");
  if (!file || !name || !nth || !how || strcmp(name, call) != 0 || !strstr(path, file)) return WELL;
  if (atomic_fetch_add(&calls, 1) + 1 < atoi(nth)) return WELL;
  return strcmp(how, "short") == 0 ? SHORT : strcmp(how, "none") == 0 ? NONE : EIO_NOW;
}

static enum how faulty(const char *call, int descriptor) {
  char link[64], path[4096];
  int before = errno;
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  ssize_t length = readlink(link, path, sizeof path - 1);
  errno = before;
  if (length < 0) return WELL;
  path[length] = 0;
  return ordered(call, path);
}

static int fails(void) {
  errno = EIO;
  return -1;
}

static size_t taken(enum how how, size_t length) {
  return how == NONE ? 0 : how == SHORT && length > 1 ? length / 2 : length;
}

ssize_t write(int fd, const void *bytes, size_t length) {
  enum how how = faulty("write", fd);
  if (how == EIO_NOW) return fails();
  return how == NONE ? 0 : REAL(write)(fd, bytes, taken(how, length));
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t at) {
  enum how how = faulty("write", fd);
  if (how == EIO_NOW) return fails();
  return how == NONE ? 0 : REAL(pwrite)(fd, bytes, taken(how, length), at);
}

ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t at) {
  enum how how = faulty("write", fd);
  if (how == EIO_NOW) return fails();
  return how == NONE ? 0 : REAL(pwrite64)(fd, bytes, taken(how, length), at);
}

/* A short one takes half of the first piece. */
ssize_t writev(int fd, const struct iovec *pieces, int count) {
  enum how how = faulty("write", fd);
  if (how == EIO_NOW) return fails();
  if (how == WELL) return REAL(writev)(fd, pieces, count);
  return how == NONE ? 0 : REAL(write)(fd, pieces[0].iov_base, taken(how, pieces[0].iov_len));
}

ssize_t read(int fd, void *bytes, size_t length) {
  return faulty("read", fd) == WELL ? REAL(read)(fd, bytes, length) : fails();
}

ssize_t pread64(int fd, void *bytes, size_t length, off64_t at) {
  return faulty("read", fd) == WELL ? REAL(pread64)(fd, bytes, length, at) : fails();
}

int fsync(int fd) {
  return faulty("fsync", fd) == WELL ? REAL(fsync)(fd) : fails();
}

int fdatasync(int fd) {
  return faulty("fsync", fd) == WELL ? REAL(fdatasync)(fd) : fails();
}

/* The descriptor is gone all the same, as Linux has it. */
int close(int fd) {
  enum how how = faulty("close", fd);
  int closed = REAL(close)(fd);
  return how == WELL ? closed : fails();
}

/* libuv closes files so. The other calls that it makes have at most six arguments. */
long syscall(long number, ...) {
  long a[6];
  va_list list;
  va_start(list, number);
  for (int i = 0; i < 6; i++) a[i] = va_arg(list, long);
  va_end(list);
  if (number == SYS_close) return close((int)a[0]);
  return REAL(syscall)(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}

int rename(const char *from, const char *to) {
  return ordered("rename", to) == WELL ? REAL(rename)(from, to) : fails();
}
