#include "nix.h"
__attribute__((export_name("recover"))) uint32_t recover(void) { records.size = 0; return 0; }
