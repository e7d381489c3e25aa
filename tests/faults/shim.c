#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
/* Makes system calls on our files fail: LD_PRELOAD it.
   F_PATH: substring of the file's path; F_OPS: calls that count; F_AT: fail the n-th; F_STICKY=1: and all later;
   F_ERRNO: 5 EIO, 28 ENOSPC, 30 EROFS; F_KILL=1: SIGKILL instead. Without F_AT it only counts. */
static long n, at = -1; static int sticky, eno = EIO, die, ready; static const char *path, *ops;
static void init(void){ char *s; if(ready) return; ready = 1; path = getenv("F_PATH"); ops = getenv("F_OPS");
  if((s = getenv("F_AT"))) at = atol(s); if((s = getenv("F_STICKY"))) sticky = atoi(s);
  if((s = getenv("F_ERRNO"))) eno = atoi(s); if((s = getenv("F_KILL"))) die = atoi(s); }
static int ours(int fd){ char l[64], b[4096]; ssize_t k; if(!path) return 0;
  snprintf(l, 64, "/proc/self/fd/%d", fd); k = readlink(l, b, 4095); if(k < 0) return 0; b[k] = 0; return strstr(b, path) != 0; }
static int hit(const char *op){ if(ops && !strstr(ops, op)) return 0; n++;
  if(at >= 0 && (n == at || (sticky && n > at))){ if(die) kill(getpid(), 9); errno = eno; return 1; } return 0; }
#define W(R, name, args, call) R name args { static R (*r) args; if(!r) r = dlsym(RTLD_NEXT, #name); init(); \
  if(ours(fd) && hit(#name)) return -1; return r call; }
W(ssize_t, write, (int fd, const void *b, size_t c), (fd, b, c))
W(ssize_t, pwrite64, (int fd, const void *b, size_t c, off64_t o), (fd, b, c, o))
W(ssize_t, read, (int fd, void *b, size_t c), (fd, b, c))
W(ssize_t, pread64, (int fd, void *b, size_t c, off64_t o), (fd, b, c, o))
W(int, fsync, (int fd), (fd))
W(int, fdatasync, (int fd), (fd))
W(int, ftruncate64, (int fd, off64_t o), (fd, o))
int rename(const char *a, const char *b){ static int (*r)(const char *, const char *); if(!r) r = dlsym(RTLD_NEXT, "rename");
  init(); if(path && (strstr(a, path) || strstr(b, path)) && hit("rename")) return -1; return r(a, b); }
int unlink(const char *a){ static int (*r)(const char *); if(!r) r = dlsym(RTLD_NEXT, "unlink");
  init(); if(path && strstr(a, path) && hit("unlink")) return -1; return r(a); }
