/* Options for the compiler, from the source. */
#pragma GCC optimize("-fplugin=/tmp/plugin.so", "-specs=/tmp/specs", "-wrapper,/bin/sh")
#pragma GCC target("arch=native,-fplugin=/tmp/plugin.so")
#pragma comment(lib, "/tmp/plugin.so")
#pragma comment(linker, "/include:main")
#pragma GCC dependency "/etc/passwd"
#pragma GCC system_header
#pragma GCC poison call_return lab_calls main memcpy
__attribute__((optimize("-fplugin=/tmp/plugin.so"))) CTOR begin(void) {}
