/*
 * What the C library would ask of a WASI host, so that the module has no imports: tree-sitter's core has logging and
 * graph drawing that write to files, which nobody here calls.
 */
#include <stdint.h>

#define WASI(name, ...) \
  int32_t __imported_wasi_snapshot_preview1_##name(__VA_ARGS__) { return 52; /* ENOSYS */ }

WASI(fd_close, int32_t a)
WASI(fd_write, int32_t a, int32_t b, int32_t c, int32_t d)
WASI(fd_seek, int32_t a, int64_t b, int32_t c, int32_t d)
WASI(fd_fdstat_get, int32_t a, int32_t b)
WASI(clock_time_get, int32_t a, int64_t b, int32_t c)

_Noreturn void __imported_wasi_snapshot_preview1_proc_exit(int32_t code) { __builtin_trap(); }
