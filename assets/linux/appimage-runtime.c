/* What an AppImage begins with: it unpacks the file system that follows it into a
 * folder of its own, runs AppRun there, and deletes the folder afterwards. The
 * usual runtime mounts it instead, for which today's systems lack libfuse2.
 *
 *   gcc -static -D_GNU_SOURCE -I/usr/include/squashfuse appimage-runtime.c -lsquashfuse -lzstd
 *
 * Of the usual options there is one: --appimage-extract unpacks into
 * ./squashfs-root and runs nothing. */
#include <squashfuse.h> /* first: it says which C library is meant */

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* The file system is packed with zstd. What unpacks the others is left out, and
 * one of them is under a licence that this program is not. */
int lzo1x_decompress_safe(void) { return -1; }
int LZ4_decompress_safe(void) { return -1; }
int lzma_stream_buffer_decode(void) { return -1; }
int uncompress(void) { return -1; }

static pid_t child;

static void fail(const char *what) {
  fprintf(stderr, "AppImage: could not %s: %s\n", what, strerror(errno));
  exit(127);
}

/* Where the file system begins: right behind the section headers, which end an
 * ELF file. */
static size_t end_of_runtime(const char *file) {
  Elf64_Ehdr header;
  int fd = open(file, O_RDONLY | O_CLOEXEC);
  if (fd < 0 || read(fd, &header, sizeof header) != sizeof header) fail("read itself");
  close(fd);
  return header.e_shoff + (size_t)header.e_shentsize * header.e_shnum;
}

static void unpack_file(sqfs *fs, sqfs_inode *inode, const char *path) {
  static char buffer[1 << 17];
  int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, inode->base.mode & 0777);
  if (fd < 0) fail("write a file");
  sqfs_off_t at = 0, size = (sqfs_off_t)inode->xtra.reg.file_size;
  while (at < size) {
    sqfs_off_t part = sizeof buffer;
    if (sqfs_read_range(fs, inode, at, &part, buffer) || part <= 0) fail("unpack a file");
    for (sqfs_off_t done = 0; done < part;) {
      ssize_t written = write(fd, buffer + done, (size_t)(part - done));
      if (written < 0) fail("write a file");
      done += written;
    }
    at += part;
  }
  if (close(fd)) fail("write a file");
}

static void unpack(const char *image, size_t offset, const char *folder) {
  sqfs fs;
  sqfs_traverse walk;
  sqfs_err error = SQFS_OK;
  if (sqfs_open_image(&fs, image, offset)) fail("read the file system");
  if (sqfs_traverse_open(&walk, &fs, sqfs_inode_root(&fs))) fail("read the file system");
  while (sqfs_traverse_next(&walk, &error)) {
    char path[4096], target[4096];
    size_t room = sizeof target;
    sqfs_inode inode;
    if (walk.dir_end || walk.path_size == 0) continue;
    if ((size_t)snprintf(path, sizeof path, "%s/%s", folder, walk.path) >= sizeof path) fail("name a file");
    if (sqfs_inode_get(&fs, &inode, sqfs_dentry_inode(&walk.entry))) fail("read the file system");
    if (S_ISDIR(inode.base.mode)) {
      if (mkdir(path, 0700)) fail("make a folder");
    } else if (S_ISLNK(inode.base.mode)) {
      if (sqfs_readlink(&fs, &inode, target, &room) || symlink(target, path)) fail("make a link");
    } else if (S_ISREG(inode.base.mode)) {
      unpack_file(&fs, &inode, path);
    }
  }
  if (error) fail("read the file system");
  sqfs_traverse_close(&walk);
  sqfs_destroy(&fs);
}

static int delete_one(const char *path, const struct stat *status, int kind, struct FTW *at) {
  (void)status, (void)kind, (void)at;
  return remove(path);
}

static void pass_on(int signal) {
  if (child > 0) kill(child, signal);
}

/* Makes a folder for this run alone, where programs may run from. */
static char *own_folder(void) {
  static char path[4096];
  const char *places[] = {getenv("TMPDIR"), "/tmp", "/var/tmp"};
  for (size_t place = 0; place < sizeof places / sizeof *places; place++) {
    if (!places[place]) continue;
    snprintf(path, sizeof path, "%s/.holdfast-XXXXXX", places[place]);
    if (mkdtemp(path)) return path;
  }
  fail("make a folder");
  return NULL;
}

int main(int count, char **arguments) {
  char image[4096], run[4128];
  ssize_t length = readlink("/proc/self/exe", image, sizeof image - 1);
  if (length < 0) fail("find itself");
  image[length] = 0;
  size_t offset = end_of_runtime(image);
  if (count == 2 && !strcmp(arguments[1], "--appimage-extract")) {
    if (mkdir("squashfs-root", 0755)) fail("make the folder squashfs-root");
    unpack(image, offset, "squashfs-root");
    return 0;
  }
  char *folder = own_folder();
  pid_t own = getpid();
  for (int one = 0; one < 3; one++) signal((int[]){SIGTERM, SIGINT, SIGHUP}[one], pass_on);
  child = fork();
  if (child < 0) fail("run");
  if (child == 0) {
    /* Ends with the runtime, which would leave the folder behind otherwise. */
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != own) _exit(127);
    for (int one = 0; one < 3; one++) signal((int[]){SIGTERM, SIGINT, SIGHUP}[one], SIG_DFL);
    unpack(image, offset, folder);
    setenv("APPDIR", folder, 1);
    setenv("APPIMAGE", image, 1);
    snprintf(run, sizeof run, "%s/AppRun", folder);
    execv(run, arguments);
    fail("run the program");
  }
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {}
  nftw(folder, delete_one, 16, FTW_DEPTH | FTW_PHYS);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
