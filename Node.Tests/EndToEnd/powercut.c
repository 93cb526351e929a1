/*
 * Preloaded into a validator, this remembers what a power cut would leave of its data folder: of each file
 * the length that a completed fsync or fdatasync covers, and every new, changed or deleted name that no fsync
 * of the folder covers yet. The memory outlives a kill -9 of the process; VolatileDisk.cs reads it and cuts.
 *
 *   POWERCUT_FOLDER  the data folder, absolute; it has no folders in it
 *   POWERCUT_SIDE    a folder on the same file system, for the memory:
 *     lengths        a table of struct file, mapped
 *     names          a line per change of a name: "create NAME", "unlink NAME SAVED", "rename FROM TO SAVED"
 *     saved.*        what was deleted or replaced (SAVED; "-" when a rename replaced nothing)
 *
 * sync_file_range promises nothing about a power cut, so it is not looked at. Files only grow here: RocksDB
 * appends, or makes a new file under another name and renames it. System calls are made directly, so that
 * nothing depends on the order in which libraries are loaded.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { MOST_FILES = 4096, LONGEST_NAME = 56 };

struct file {
    char name[LONGEST_NAME]; /* empty: a free place */
    uint64_t synced;         /* bytes from the start that a power cut leaves */
};

static const char *folder, *side;
static struct file *files;
static int names = -1;
static unsigned saved; /* of the names in the line list, so many had something to save */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static int plain_open(const char *path, int flags, mode_t mode)
{
    return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

static void must(bool holds, const char *what)
{
    if (holds) return;
    perror(what);
    abort();
}

static void side_path(char path[PATH_MAX], const char *name)
{
    must(snprintf(path, PATH_MAX, "%s/%s", side, name) < PATH_MAX, "powercut: a long path");
}

__attribute__((constructor)) static void start(void)
{
    char path[PATH_MAX];
    folder = getenv("POWERCUT_FOLDER");
    side = getenv("POWERCUT_SIDE");
    must(folder != NULL && side != NULL, "powercut: POWERCUT_FOLDER and POWERCUT_SIDE");
    side_path(path, "lengths");
    int lengths = plain_open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    must(lengths >= 0 && ftruncate(lengths, MOST_FILES * sizeof *files) == 0, path);
    files = mmap(NULL, MOST_FILES * sizeof *files, PROT_READ | PROT_WRITE, MAP_SHARED, lengths, 0);
    must(files != MAP_FAILED, path);
    close(lengths);
    side_path(path, "names");
    names = plain_open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    must(names >= 0, path);
}

/* The name in the data folder, "" for the folder itself, NULL for whatever lies elsewhere. */
static const char *inside(const char *path)
{
    size_t length = files == NULL ? 0 : strlen(folder);
    if (length == 0 || strncmp(path, folder, length) != 0) return NULL;
    return path[length] == '\0' ? "" : path[length] == '/' ? path + length + 1 : NULL;
}

static struct file *find(const char *name)
{
    for (struct file *file = files; file < files + MOST_FILES; file++)
        if (strncmp(file->name, name, LONGEST_NAME) == 0) return file;
    return NULL;
}

static void move(const char *from, const char *to)
{
    struct file *source = find(from), *target = find(to);
    must(strlen(to) < LONGEST_NAME, "powercut: a long name");
    if (target != NULL) target->name[0] = '\0';
    if (source != NULL) strcpy(source->name, to);
}

__attribute__((format(printf, 1, 2))) static void note(const char *format, ...)
{
    va_list values;
    va_start(values, format);
    must(vdprintf(names, format, values) > 0, "powercut: names");
    va_end(values);
}

/* Keeps what a name stands for now; `name` in the answer is "-" when it stands for nothing. */
static void save(const char *path, char name[LONGEST_NAME])
{
    char copy[PATH_MAX];
    snprintf(name, LONGEST_NAME, "saved.%d.%u", (int)getpid(), saved);
    side_path(copy, name);
    if (link(path, copy) == 0) {
        saved++;
        move(inside(path), name);
    } else {
        strcpy(name, "-");
    }
}

/* The folder is on the disk: what was saved is gone for good. */
static void settle(void)
{
    char name[LONGEST_NAME], copy[PATH_MAX];
    must(ftruncate(names, 0) == 0, "powercut: names");
    for (; saved > 0; saved--) {
        snprintf(name, sizeof name, "saved.%d.%u", (int)getpid(), saved - 1);
        side_path(copy, name);
        syscall(SYS_unlinkat, AT_FDCWD, copy, 0);
        move(name, "");
    }
}

static int open_file(const char *path, int flags, mode_t mode)
{
    const char *name = inside(path);
    if (name == NULL || (flags & O_ACCMODE) == O_RDONLY) return plain_open(path, flags, mode);
    pthread_mutex_lock(&lock);
    bool is_new = access(path, F_OK) != 0;
    int opened = plain_open(path, flags, mode);
    struct stat now;
    if (opened >= 0 && fstat(opened, &now) == 0) {
        struct file *file = is_new ? NULL : find(name);
        uint64_t length = (uint64_t)now.st_size;
        if (is_new) note("create %s\n", name);
        if (file == NULL) {
            must((file = find("")) != NULL && strlen(name) < LONGEST_NAME, "powercut: no place for a file");
            file->synced = length;
            strcpy(file->name, name);
        } else if (file->synced > length) {
            file->synced = length;
        }
    }
    pthread_mutex_unlock(&lock);
    return opened;
}

static int sync_file(long call, int descriptor)
{
    struct stat before;
    bool known = fstat(descriptor, &before) == 0, is_folder = known && S_ISDIR(before.st_mode);
    /* No name may change between the sync of the folder and the note of it. */
    if (is_folder) pthread_mutex_lock(&lock);
    int failed = (int)syscall(call, descriptor);
    if (!is_folder) pthread_mutex_lock(&lock);
    char link[64], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = failed ? -1 : readlink(link, path, sizeof path - 1);
    path[length < 0 ? 0 : length] = '\0';
    const char *name = inside(path);
    if (name != NULL && *name == '\0') {
        settle();
    } else if (name != NULL && known) {
        struct file *file = find(name);
        if (file != NULL && file->synced < (uint64_t)before.st_size) file->synced = (uint64_t)before.st_size;
    }
    pthread_mutex_unlock(&lock);
    return failed;
}

int open(const char *path, int flags, ...)
{
    va_list rest;
    va_start(rest, flags);
    mode_t mode = flags & (O_CREAT | __O_TMPFILE) ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    return open_file(path, flags, mode);
}

int open64(const char *path, int flags, ...) __attribute__((alias("open")));

int fsync(int descriptor)
{
    return sync_file(SYS_fsync, descriptor);
}

int fdatasync(int descriptor)
{
    return sync_file(SYS_fdatasync, descriptor);
}

int unlink(const char *path)
{
    char copy[LONGEST_NAME];
    const char *name = inside(path);
    if (name == NULL) return (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
    pthread_mutex_lock(&lock);
    save(path, copy);
    int failed = (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
    if (!failed) note("unlink %s %s\n", name, copy);
    pthread_mutex_unlock(&lock);
    return failed;
}

int rename(const char *from, const char *to)
{
    char copy[LONGEST_NAME];
    const char *old = inside(from), *name = inside(to);
    if (old == NULL || name == NULL) return (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
    pthread_mutex_lock(&lock);
    save(to, copy);
    int failed = (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
    if (!failed) {
        note("rename %s %s %s\n", old, name, copy);
        move(old, name);
    }
    pthread_mutex_unlock(&lock);
    return failed;
}
